"""No text of an author or a file name controls the terminal that shows it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from itinerary import terminal
from tests.support.command import run
from tests.support.package import FILES, module

RED = "\x1b[31m"
OVERRIDE = "\u202e"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f]")


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


def output_of(*words: object) -> str:
    return str(run(*words).output)


def test_commands_print_no_control_characters_of_texts_notes_names_or_values(file: Path) -> None:
    edited = file.read_text("utf-8")
    outputs = [output_of("publish", file, "--yes", "--note", f"n{OVERRIDE}ote\nand more")]
    file.write_text(edited.replace("vent,", f"vent{OVERRIDE},"), "utf-8")
    outputs.append(output_of("publish", file, "--yes", "--note", "note"))
    path = file.with_suffix(".ledger.sqlite")  # by an older version
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE edition SET note = ? WHERE number = 2", [f"{RED}\x9b31mnote"])
    database.close()
    outputs += [
        output_of(*words, file)
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
    outputs.append(output_of("check", file.with_name(f"no{RED}.yaml")))
    for words in outputs:
        assert words
        assert not CONTROLS.search(words), words
    assert "E<U+202E>vent" in outputs[0]
    history = output_of("history", file)
    assert "<U+001B>[31m<U+009B>31mnote" in history
    assert "n<U+202E>ote and more" in history


@pytest.mark.parametrize("control", ["\x1b", "\x9b", "\ud800", "\x07"])
def test_note_with_a_control_character_is_refused(file: Path, control: str) -> None:
    words = output_of("publish", file, "--yes", "--note", f"note{control}")
    assert f"control character (U+{ord(control):04X}); leave it out" in words
    assert "yet" in output_of("history", file)


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
        output = output_of("check", file, "--format", form)
        assert "error" in output
        assert not CONTROLS.search(output), output


def test_json_output_escapes_control_characters(file: Path) -> None:
    output_of("publish", file, "--yes", "--note", OVERRIDE)
    result = output_of("history", file, "--format", "json")
    assert not CONTROLS.search(result)
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
    printing = {"click.echo", "click.secho", "click.style", "print"}
    assert [file.name for file in FILES if module(file).calls & printing] == ["terminal.py"]
