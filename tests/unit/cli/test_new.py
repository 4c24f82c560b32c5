"""The command `new`."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import run


def test_new_writes_a_programme_that_passes_check_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    made = run("new", file)
    assert made.exit_code == 0
    assert f"itinerary serve {file}" in made.output
    read = "9 events, 1 break, 2 places, 1 person, 1 organisation, 1 language"
    assert run("check", file).output == f"{file}: {read}: in order.\n"
    assert file.read_text("utf-8").count("#") > 10


def test_new_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("precious", "utf-8")
    result = run("new", file)
    assert result.exit_code == 1
    assert "already there" in result.output
    assert file.read_text("utf-8") == "precious"


def test_new_reports_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    result = run("new", tmp_path / "no" / "such" / "folder.yaml")
    assert result.exit_code == 1
    assert "cannot be written" in result.output
