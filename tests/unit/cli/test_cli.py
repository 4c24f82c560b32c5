"""The command: what it prints, its exit codes, and that no traceback reaches a user."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from itinerary import __version__
from itinerary.cli import main
from tests.conftest import PROGRAMMES, ROOT


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    words = PROGRAMMES["visit"].read_text("utf-8")
    file.write_text(words.replace("place: beijing", "place: bejing"), "utf-8")
    return file


@pytest.mark.parametrize("command", [[], ["serve"], ["check"], ["render"], ["schema"], ["new"]])
def test_help_has_examples(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Examples:\n    itinerary" in result.output


def test_version_option_prints_the_version() -> None:
    assert run("--version").output == f"itinerary, version {__version__}\n"


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from itinerary.cli import main;"
        "CliRunner().invoke(main, ['--help']);"
        "heavy = ('flask', 'pydantic', 'icalendar', 'babel', 'yaml', 'uvicorn');"
        "print([name for name in heavy if name in sys.modules])"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout == "[]\n"


# --- check ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "read"),
    [
        ("visit", "8 events, 4 places, 3 people, 1 organisation, 3 languages"),
        ("conference", "43 events, 8 places, 20 people, 5 organisations, 1 language"),
        ("tour", "15 events, 9 places, 2 people, 2 organisations, 2 languages"),
    ],
)
def test_check_of_our_programmes_prints_counts_and_no_problem(programme: str, read: str) -> None:
    result = run("check", PROGRAMMES[programme])
    assert result.exit_code == 0
    accepted = ", and 1 accepted warning" if programme == "conference" else ""
    assert result.output == f"{PROGRAMMES[programme]}: {read}: in order{accepted}.\n"


def test_check_prints_file_line_column_and_hint(broken: Path) -> None:
    result = run("check", broken)
    assert result.exit_code == 1
    line = 1 + broken.read_text("utf-8").split("place: bejing")[0].count("\n")
    assert (
        f"{broken}:{line}:12: error: events[1].place: there is no place “bejing”" in result.output
    )
    assert "did you mean beijing?" in result.output
    assert "2 errors. It cannot be published yet." in result.output


def test_check_prints_problems_as_json(broken: Path) -> None:
    result = run("check", broken, "--format", "json")
    assert result.exit_code == 1
    first = json.loads(result.stdout)[0]
    assert first["path"] == "events[1].place"
    assert first["column"] == 12
    assert first["severity"] == "error"
    assert first["hint"] == "did you mean beijing?"
    assert json.loads(run("check", PROGRAMMES["visit"], "--format", "json").stdout) == []


def test_check_exits_with_0_on_warnings(tmp_path: Path) -> None:
    file = tmp_path / "plain.yaml"
    words = PROGRAMMES["visit"].read_text("utf-8")
    file.write_text(words.replace("{en: Culture, zh: 文化, ru: Культура}", "Culture"), "utf-8")
    result = run("check", file)
    assert result.exit_code == 0
    assert "warning: categories.culture.name: this is not translated into zh, ru" in result.output
    assert "1 warning. It can be published." in result.output


def test_check_warns_of_a_calendar_too_large_for_google(tmp_path: Path) -> None:
    words = PROGRAMMES["visit"].read_text("utf-8")
    start, end = words.index("  - id: state-visit"), words.index("  - id: talks")
    one = words[start:end]
    file = tmp_path / "large.yaml"
    many = (one.replace("id: state-visit", f"id: visit-{n}") for n in range(1300))
    file.write_text(words + "".join(many), "utf-8")
    result = run("check", file)
    assert result.exit_code == 0
    assert "/feeds/ru/state-visit-2024.ics, has " in result.output
    assert "It can be published." in result.output


@pytest.mark.parametrize("command", ["check", "serve", "render"])
def test_missing_file_is_reported_with_a_hint(tmp_path: Path, command: str) -> None:
    options = ["--feed", "whole"] if command == "render" else []
    result = run(command, tmp_path / "none.yaml", *options)
    assert result.exit_code == 1
    assert "no such file" in result.output
    assert "itinerary new" in result.output


# --- render --------------------------------------------------------------------------------------


def test_render_writes_a_feed_as_it_is_served() -> None:
    site = "https://visit.example/"
    command = [sys.executable, "-m", "itinerary", "render", str(PROGRAMMES["visit"])]
    got = subprocess.run(
        [*command, "--feed", "places/harbin", "--language", "zh", "--site", site],
        capture_output=True,
        check=True,
    )
    assert got.stdout.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert got.stdout.endswith(b"END:VCALENDAR\r\n")
    assert got.stdout.count(b"BEGIN:VEVENT") == 3
    assert f"SOURCE;VALUE=URI:{site}feeds/zh/places/harbin.ics".encode() in got.stdout.replace(
        b"\r\n ", b""
    )


@pytest.mark.parametrize("name", ["whole", "categories/talks", "parties/xi", "events/gala"])
def test_render_writes_every_kind_of_feed(name: str) -> None:
    result = run("render", PROGRAMMES["visit"], "--feed", name)
    assert result.exit_code == 0
    assert result.stdout.startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--feed", "places/harbn"], "did you mean harbin?"),
        (["--feed", "place/harbin"], "did you mean places?"),
        (["--feed", "whole", "--language", "fr"], "write one of: en, zh, ru"),
        (["--feed", "events/nothing"], "there is no “nothing” in events"),
    ],
)
def test_render_suggests_a_feed_or_language_for_an_unknown_one(
    options: list[str], said: str
) -> None:
    result = run("render", PROGRAMMES["visit"], *options)
    assert result.exit_code == 1
    assert said in result.output


def test_render_refuses_a_feed_without_a_dated_event() -> None:
    result = run("render", PROGRAMMES["tour"], "--feed", "events/surprise-concert")
    assert result.exit_code == 1
    assert "a calendar is never empty" in result.output


# --- schema, new ---------------------------------------------------------------------------------


def test_schema_in_docs_is_current() -> None:
    shipped = json.loads((ROOT / "docs" / "itinerary.schema.json").read_text("utf-8"))
    assert json.loads(run("schema").stdout) == shipped


def test_new_writes_a_programme_that_passes_check_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    made = run("new", file)
    assert made.exit_code == 0
    assert f"itinerary serve {file} --reload" in made.output
    read = "9 events, 2 places, 1 person, 1 organisation, 1 language"
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
