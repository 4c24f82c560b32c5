"""Files written as a whole: no save of an author is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from itinerary.imports import whole_files
from itinerary.imports.whole_files import create, write_over
from itinerary.path_exchange import exchanged


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.yaml"
    path.write_bytes(b"before")
    path.chmod(0o640)
    return path


def saving(*saves: Callable[[], object]) -> Callable[[Path, Path], bool]:
    """Return an exchange before each of which an author saves."""
    coming = iter(saves)

    def exchange(one: Path, other: Path) -> bool:
        next(coming, lambda: None)()
        return exchanged(one, other)

    return exchange


@pytest.mark.parametrize("links", [True, False])
def test_new_file_is_created_and_one_that_is_there_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def link(*_: object) -> None:
        raise PermissionError("this file system has no links")

    if not links:
        monkeypatch.setattr(os, "link", link)
    assert not create(file, "ours")
    assert file.read_bytes() == b"before"
    new = file.with_name("new.yaml")
    assert create(new, "ours\n")
    assert new.read_bytes() == b"ours\n"
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name, new.name]


def test_file_that_is_as_it_was_is_replaced_with_its_mode(file: Path) -> None:
    assert write_over(file, "ours", b"before")
    assert file.read_bytes() == b"ours"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_file_that_was_saved_before_stays(file: Path) -> None:
    assert not write_over(file, "ours", b"earlier")
    assert file.read_bytes() == b"before"


@pytest.mark.parametrize("in_place", [True, False])
def test_save_at_the_moment_of_the_replacement_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch, in_place: bool
) -> None:
    def save() -> None:
        if in_place:
            file.write_bytes(b"the author's")
        else:
            (file.parent / "new").write_bytes(b"the author's")
            (file.parent / "new").replace(file)

    monkeypatch.setattr(whole_files, "exchanged", saving(save))
    assert not write_over(file, "ours", b"before")
    assert file.read_bytes() == b"the author's"
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_newer_of_two_saves_at_that_moment_stays(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = (lambda: file.write_bytes(b"first"), lambda: file.write_bytes(b"second"))
    monkeypatch.setattr(whole_files, "exchanged", saving(*saves))
    assert not write_over(file, "ours", b"before")
    assert file.read_bytes() == b"second"


def test_save_stays_if_its_place_is_gone_when_it_is_put_back(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = (lambda: file.write_bytes(b"the author's"), lambda: file.rename(f"{file}.away"))
    monkeypatch.setattr(whole_files, "exchanged", saving(*saves))
    assert not write_over(file, "ours", b"before")
    assert file.read_bytes() == b"the author's"


def test_save_stays_if_the_import_is_interrupted_at_that_moment(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> bytes:
        with path.open("rb") as opened:
            found = opened.read()
        if found == b"the author's" and path != file:
            monkeypatch.undo()
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(whole_files, "exchanged", saving(lambda: file.write_bytes(b"the author's")))
    monkeypatch.setattr(Path, "read_bytes", read)
    with pytest.raises(KeyboardInterrupt):
        write_over(file, "ours", b"before")
    assert file.read_bytes() == b"the author's"


def test_system_that_cannot_exchange_files_replaces_them(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "exchanged", lambda *_: False)
    assert write_over(file, "ours", b"before")
    assert file.read_bytes() == b"ours"
