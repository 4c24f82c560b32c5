"""The starter programme of `itinerary new`, in every language of the interface."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from itinerary.cli import main
from itinerary.render import output_lint
from itinerary.render.words.language import TRANSLATIONS
from itinerary.source import read_file, starter
from tests.conftest import NOW

TEXTS = re.compile(r"(?m)^ *(?:title|description|summary|role|reason): ([^|\n]+)$")


def test_starter_is_in_every_language_of_the_interface() -> None:
    ours = {file.name.replace("_", "-") for file in TRANSLATIONS.iterdir() if file.is_dir()}
    assert set(starter.languages()) == ours | {"en"}


@pytest.mark.parametrize("tag", [*starter.languages(), "fr-CA"])
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


@pytest.mark.parametrize("tag", ["tlh", "sr-Latn", "zh-Latn"])
def test_language_without_words_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match=tag):
        starter.programme(tag)


def test_command_refuses_a_language_without_words_and_says_which_there_are(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    got = CliRunner().invoke(main, ["new", str(file), "--language", "tlh"])
    assert got.exit_code == 1
    assert "write one of en, ar, de" in str(got.exception or got.output) + got.output
    assert not file.exists()
    assert CliRunner().invoke(main, ["new", str(file), "--language", "ja"]).exit_code == 0
    assert "title: 基調講演" in file.read_text("utf-8")
