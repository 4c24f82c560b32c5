"""The JSON Schema that editors use agrees with the reader."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from itinerary.source import json_schema
from tests.conftest import PROGRAMMES, ROOT

STARTER = ROOT / "itinerary" / "source" / "starter.yaml"


def as_an_editor_reads(words: str | Path) -> Any:
    """Load YAML 1.2, with dates as the strings that they are in its core schema."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(words))


def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("file", [*PROGRAMMES.values(), STARTER], ids=lambda file: file.stem)
def test_our_programmes_fit_the_schema(file: Path) -> None:
    errors = list(validator().iter_errors(as_an_editor_reads(file)))
    assert errors == []


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = json.loads((ROOT / "docs" / "itinerary.schema.json").read_text("utf-8"))
    assert shipped == json_schema(), "run: make schema"


def test_our_programmes_name_the_schema_for_editors() -> None:
    for file in PROGRAMMES.values():
        first = file.read_text("utf-8").splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve() == ROOT / "docs" / "itinerary.schema.json"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("languages: [en, zh, ru]", "languages: []"),
        ("id: state-visit-2024", "id: State Visit"),
        ("    when: within 2024-05-16 to 2024-05-17\n    place: beijing", "    when: tomorrow"),
        ("status: tentative", "status: maybe"),
        ("place: beijing", "plaice: beijing"),
        ("coordinates: [39.9042, 116.4074]", "coordinates: [39.9042]"),
        ("published: 2024-05-14", "published: yesterday"),
        ("kind: organisation", "kind: robot"),
        ("title:\n      en: Meeting with Premier Li Qiang", "titel:\n      en: X"),
        ("days: 2024-05-16 to 2024-05-17", "days: 16–17 May"),
        ("colour: firebrick\n\nbackground", "colour: [1, 2]\n\nbackground"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses_too(before: str, after: str) -> None:
    words = PROGRAMMES["visit"].read_text("utf-8")
    assert before in words
    wrong = as_an_editor_reads(words.replace(before, after, 1))
    assert list(validator().iter_errors(wrong))
