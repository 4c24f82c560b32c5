"""The command `check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import PROGRAMMES, visit_in
from tests.support.command import run
from tests.support.rooms import CLASH, accepting, rooms, written
from tests.support.shapes import developers
from tests.support.small_programme import (
    SMALL,
    problems,
)


def test_check_shows_names_and_counts_accepted_warnings(tmp_path: Path) -> None:
    third = "when: 2026-05-16 10:45, place: room"
    words = accepting(rooms(*CLASH, third), "warning: room-clash, events: [a, b], reason: Curtain.")
    file = written(tmp_path, words)
    shown = run("check", file)
    assert shown.exit_code == 0
    assert "“a” is in Room 1 at the same time [room-clash]\n" in shown.output
    assert shown.output.endswith(
        f"{file}: 3 events, 6 places, 1 language: 1 warning, and 1 accepted warning."
        " It can be published.\n"
    )
    (found,) = json.loads(run("check", file, "--format", "json").stdout)
    assert (found["name"], found["events"]) == ("room-clash", ["a", "c"])
    clean = written(tmp_path, accepting(rooms(*CLASH), "warning: room-clash, reason: Curtain."))
    assert run("check", clean).output.endswith("in order, and 1 accepted warning.\n")


def test_check_warns_of_languages_without_translation(tmp_path: Path) -> None:
    words = SMALL.replace("languages: [en]", "languages: [eo, en-GB, ka]")
    words = accepting(words, "warning: untranslated, reason: To come.")
    shown = run("check", written(tmp_path, words))
    assert shown.output.count("[interface-language]") == 2
    assert ":3:13: warning: languages[0]: there is no translation of" in shown.output
    assert ":3:24: warning: languages[2]: there is no translation of" in shown.output
    file = written(tmp_path, accepting(words.replace("accept:\n", "accept:\n"
        "  - {warning: interface-language, reason: English will do.}\n")))  # fmt: skip
    assert "interface-language" not in run("check", file).output


def test_acceptance_of_a_render_warning_is_stale_only_in_check(tmp_path: Path) -> None:
    words = accepting(SMALL, "warning: interface-language, reason: English will do.")
    assert problems(words) == []
    assert "[stale-acceptance]" in run("check", written(tmp_path, words)).output


def test_check_warns_of_addresses_that_calendar_apps_cut(tmp_path: Path) -> None:
    long = "x" * 100
    site = f"https://{'y' * 62}.example/"
    words = SMALL.replace("id: small", f"id: small\nsite: {site}", 1)
    words = words.replace("  hall: {", f"  {long}: {{").replace("place: hall", f"place: {long}")
    assert len(f"{site}feeds/en/places/{long}.ics") == 199
    assert "long-address" not in run("check", written(tmp_path, words)).output
    words = words.replace("  talk: {", f"  {long}: {{").replace("[talk]", f"[{long}]")
    shown = run("check", written(tmp_path, words)).output
    address = f"{site}feeds/en/categories/{long}.ics"
    assert len(address) == 203
    assert (
        f":15:105: warning: categories.{long}: the address of its calendar, {address}, has 203"
        " characters, more than 200; "
    ) in shown
    assert shown.count("[long-address]") == 1


def test_check_warns_of_colours_that_look_alike_once(tmp_path: Path) -> None:
    yellows = ", ".join(f"y{n}: {{name: Y{n}, colour: '#ff{n:02x}00'}}" for n in (250, 252, 254))
    words = SMALL.replace("categories:\n", f"tracks: {{{yellows}}}\ncategories:\n")
    shown = run("check", written(tmp_path, words)).output
    assert shown.count("[alike-colours]") == 1
    assert "tracks.y252.colour: the colours of “y250” and “y252”; “y250” and “y254”;" in shown
    assert "more pair" not in shown
    other = words.replace("#fffc00", "crimson").replace("#fffe00", "#fffa00")
    shown = run("check", written(tmp_path, other)).output
    assert "alike-colours" not in shown, "the same colour twice is meant"


def test_the_shape_of_a_weekend_with_65_colours_is_in_order(tmp_path: Path) -> None:
    shown = run("check", written(tmp_path, developers()))
    assert shown.output.endswith("in order.\n")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    words = visit_in("en", "zh", "ru")
    file.write_text(words.replace("place: beijing", "place: bejing"), "utf-8")
    return file


@pytest.mark.parametrize(
    ("programme", "read"),
    [
        ("visit", "8 events, 4 places, 3 people, 1 organisation, 6 languages"),
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
    words = visit_in("en", "zh", "ru")
    file.write_text(words.replace("{en: Culture, zh: 文化, ru: Культура}", "Culture"), "utf-8")
    result = run("check", file)
    assert result.exit_code == 0
    assert "warning: categories.culture.name: this is not translated into zh, ru" in result.output
    assert "1 warning. It can be published." in result.output


def test_check_warns_of_a_calendar_too_large_for_google(tmp_path: Path) -> None:
    words = visit_in("en", "zh", "ru")
    start, end = words.index("  - id: state-visit"), words.index("  - id: talks")
    one = words[start:end].replace("Первая ", "Первая " + "и очень долгая " * 200)
    file = tmp_path / "large.yaml"
    many = (one.replace("id: state-visit", f"id: visit-{n}") for n in range(250))
    file.write_text(words + "".join(many), "utf-8")
    result = run("check", file)
    assert result.exit_code == 0
    assert "/feeds/ru/state-visit-2024.ics, has " in result.output
    assert "It can be published." in result.output


def test_uid_that_comes_too_late_is_told_by_check_and_publish(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    words = (
        "id: small\ntitle: Small\nlanguages: [en]\nzone: Europe/Berlin\nsources: {a: {who: A}}\n"
        "events:\n  - {id: talk, title: Talk, when: 2027-05-10, sources: a}\n"
    )
    file.write_text(words, "utf-8")
    late = words.replace("id: talk,", "id: talk, uid: 7f3a@other.example,")
    assert "late-uid" not in run("check", written(tmp_path, late)).output
    assert run("publish", file, "--yes").exit_code == 0
    file.write_text(late, "utf-8")
    said = "calendars know it as “talk@small.itinerary” [late-uid]"
    for command in (("check",), ("publish", "--dry-run")):
        shown = run(command[0], file, *command[1:])
        assert shown.exit_code == 0
        assert said in shown.output
        assert ":7:21: warning: events[0].uid: this comes too late" in shown.output
    accepted = late.replace(
        "sources:", "accept: [{warning: late-uid, reason: Known.}]\nsources:", 1
    )
    file.write_text(accepted, "utf-8")
    assert run("check", file).output.endswith("and 1 accepted warning.\n")
