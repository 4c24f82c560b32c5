"""What others wrote never steers the terminal that shows it."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from itinerary import terminal
from itinerary.cli import main
from tests.conftest import ROOT

RED = "\x1b[31m"
OVERRIDE = "\u202e"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f]")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a programme of which every text turns the direction of writing."""
    file = tmp_path / "evil.yaml"
    file.write_text(
        f"""id: evil
title: T{OVERRIDE}itle
languages: en
zone: UTC
places: {{p: {{name: P{OVERRIDE}lace}}}}
sources: {{s: {{who: S}}}}
events:
  - {{id: e, title: E{OVERRIDE}vent, when: 2027-01-01 10:00, place: p, sources: s}}
""",
        "utf-8",
    )
    return file


def said(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return str(result.output)


def test_commands_print_no_control_characters_of_texts_notes_names_or_values(file: Path) -> None:
    edited = file.read_text("utf-8")
    shown = [said("publish", file, "--yes", "--note", f"n{OVERRIDE}ote\nand more")]
    file.write_text(edited.replace("vent,", f"vent{OVERRIDE},"), "utf-8")
    shown.append(said("publish", file, "--yes", "--note", "note"))
    with sqlite3.connect(file.with_suffix(".ledger.sqlite")) as database:  # by an older version
        database.execute("UPDATE edition SET note = ? WHERE number = 2", [f"{RED}\x9b31mnote"])
    database.close()
    shown += [
        said(*words, file)
        for words in (
            ["show"],
            ["history"],
            ["history", "--event", "e"],
            ["history", "--event", f"x{RED}"],
            ["history", "--programme", f"x{RED}"],
            ["diff", "1", "2"],
            ["check"],
            ["ledger", "check"],
            ["render", "--feed", f"places/{RED}"],
            ["render", "--feed", "whole", "--language", RED],
            ["build", "--to", f"{RED}://x"],
            ["serve", "--proxy", RED],
            ["show", "--edition", RED],
        )
    ]
    shown.append(said("check", file.with_name(f"no{RED}.yaml")))
    for words in shown:
        assert words
        assert not STEERING.search(words), words
    assert "E<U+202E>vent" in shown[0]
    history = said("history", file)
    assert "<U+001B>[31m<U+009B>31mnote" in history
    assert "n<U+202E>ote and more" in history


@pytest.mark.parametrize("steering", ["\x1b", "\x9b", "\ud800", "\x07"])
def test_note_with_a_control_character_is_refused(file: Path, steering: str) -> None:
    words = said("publish", file, "--yes", "--note", f"note{steering}")
    assert f"control character (U+{ord(steering):04X}); leave it out" in words
    assert "yet" in said("history", file)


@pytest.mark.parametrize(
    "mistake",
    [
        f"status: {OVERRIDE}confirmed",
        f"{OVERRIDE}key: x",
        f"place: {OVERRIDE}p",
        f"when: {OVERRIDE}2027",
        f"links: [{{title: x, url: '{OVERRIDE}https'}}]",
        f"sources: !{OVERRIDE} x",
        '"\\u009b31m": x',
        'status: "\\e[31m"',
        'place: "\\u202e"',
        f"*{OVERRIDE}",
    ],
)
def test_problems_quote_no_control_characters(file: Path, mistake: str) -> None:
    words = file.read_text("utf-8")
    file.write_text(f"{words.rstrip()}\n  - id: f\n    title: F\n    {mistake}\n", "utf-8")
    for form in ("text", "json"):
        found = said("check", file, "--format", form)
        assert "error" in found
        assert not STEERING.search(found), found


def test_json_output_escapes_control_characters(file: Path) -> None:
    said("publish", file, "--yes", "--note", OVERRIDE)
    result = said("history", file, "--format", "json")
    assert not STEERING.search(result)
    (entry,) = json.loads(result)
    assert entry["note"] == OVERRIDE
    titles = {d["after"] for event in entry["events"] for d in event["differences"]}
    assert f"E{OVERRIDE}vent" in titles


@pytest.mark.parametrize(
    "words",
    [
        "哈尔滨 · Харбин · حفل",
        "👩‍👩‍👧‍👦",
        "a\u00a0b\u202fc",
        "tab\tline\n",
        "\u200fשלום",
        "e\u0301",
    ],
)
def test_harmless_keeps_ordinary_text(words: str) -> None:
    assert terminal.harmless(words) == words


def test_only_terminal_py_prints() -> None:
    for module in [*(ROOT / "itinerary").rglob("*.py")]:
        if module.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"click.echo", "click.secho", "click.style", "print"}, module
