"""The command `check`: names of warnings, and warnings about what is rendered."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.rooms import CLASH, accepting, rooms, written
from tests.support.small_programme import (
    SMALL,
    problems,
)
from tests.unit.cli.test_cli import run


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
    words = SMALL.replace("languages: [en]", "languages: [eo, en-GB, zh-Hant]")
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
