"""The starter programme of `itinerary new`, in every language of the interface."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from itinerary.cli import main
from itinerary.render import output_lint
from itinerary.render.words.language import TRANSLATIONS
from itinerary.source import read_file, starter
from tests.conftest import NOW

TEXTS = re.compile(r"(?m)^ *(?:title|description|summary|role|reason): ([^|\n]+)$")


def test_starter_is_in_every_language_of_the_interface() -> None:
    ours = {file.name.replace("_", "-") for file in TRANSLATIONS.iterdir() if file.is_dir()}
    assert set(starter.languages()) == ours | {"en"}


@pytest.mark.parametrize("tag", starter.languages())
def test_starter_passes_check_in_its_language(tag: str, tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    file.write_text(starter.programme(tag), "utf-8")
    reading = read_file(file, now=NOW)
    assert [str(warning) for warning in reading.warnings] == []
    assert list(output_lint.untranslated_interface(reading.itinerary)) == []
    itinerary = reading.itinerary
    assert itinerary.languages == (tag,)
    ids = re.findall(r"(?m)^  - id: (\S+)", starter.programme())
    assert re.findall(r"(?m)^  - id: (\S+)", starter.programme(tag)) == ids


@pytest.mark.parametrize("tag", [tag for tag in starter.languages() if tag != "en"])
def test_no_text_of_the_starter_stays_in_english(tag: str) -> None:
    values, english = (TEXTS.findall(starter.programme(one)) for one in (tag, "en"))
    assert len(values) == len(english) > 10
    same = set(values) & set(english)
    assert same <= {"Excursion", "Concert", "Opening"}, same  # French and Dutch say these, too


def new(tag: str, file: Path) -> Result:
    return CliRunner().invoke(main, ["new", str(file), "--language", tag])


@pytest.mark.parametrize(
    ("tag", "title"),
    [("ja", "基調講演"), ("fr-CA", "Conférence inaugurale"), ("zh-TW", "專題演講")],
)
def test_command_takes_the_words_of_the_nearest_language(
    tag: str, title: str, tmp_path: Path
) -> None:
    file = tmp_path / "events.yaml"
    assert new(tag, file).exit_code == 0
    reading = read_file(file, now=NOW)
    assert [str(warning) for warning in reading.warnings] == []
    assert reading.itinerary.languages == (tag,)
    assert title in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("sr-Latn", "write one of en, ar, de"),
        ("sw", "write one of en, ar, de"),
        ("pt_br", "write pt-BR"),
        ("tlh", "write one of en, ar, de"),
    ],
)
def test_command_refuses_a_language_without_words_and_says_what_to_write(
    tag: str, hint: str, tmp_path: Path
) -> None:
    file = tmp_path / "events.yaml"
    got = new(tag, file)
    assert got.exit_code == 1
    assert hint in str(got.exception or got.output) + got.output
    assert not file.exists()
