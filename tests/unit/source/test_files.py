"""Reading files: missing ones, folders, large ones."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from itinerary.source import Problem, SourceError, read_file
from itinerary.source.files import MOST_BYTES
from itinerary.value import replace
from tests.conftest import NOW
from tests.support.small_programme import SMALL, changed, parse, problems


def test_file_over_a_sane_size_is_refused_with_both_sizes() -> None:
    big = b"#" * (MOST_BYTES + 1)
    (problem,) = problems(big)
    assert (problem.line, problem.column) == (1, 1)
    found = re.search(r"([\d.,]+) MiB, more than the ([\d.,]+) allowed", problem.message)
    assert found
    assert float(found[1]) > float(found[2]) == 64


def test_read_file_names_missing_locked_files_and_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def problem_of(path: Path) -> Problem:
        with pytest.raises(SourceError) as caught:
            read_file(path, now=NOW)
        (problem,) = caught.value.problems
        assert (problem.file, problem.line, problem.column) == (str(path), 1, 1)
        return problem

    missing = problem_of(tmp_path / "none.yaml")
    assert missing.message == "cannot be read: no such file or directory"
    assert missing.hint == "create one with: itinerary new"
    assert problem_of(tmp_path).message == "cannot be read: is a directory"

    def refuse(path: Path, _: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)  # nothing is locked to root
    assert problem_of(tmp_path / "locked.yaml").message == "cannot be read: permission denied"


def test_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(SMALL, "utf-8")
    reading = read_file(file, now=NOW)
    assert reading == replace(parse(SMALL), warning=reading.warning)
    file.write_text(changed("place: hall", "place: hal"), "utf-8")
    with pytest.raises(SourceError, match=re.escape(f"{file}:21:12: error: events[0].place")):
        read_file(file, now=NOW)
