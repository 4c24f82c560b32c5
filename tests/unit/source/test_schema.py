"""The JSON Schema that editors use agrees with the reader."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from itinerary.source import SourceError, json_schema, read
from tests.conftest import NOW, PROGRAMMES, ROOT, visit_in

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


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("file", [*PROGRAMMES.values(), STARTER], ids=lambda file: file.stem)
def test_our_programmes_fit_the_schema(file: Path) -> None:
    errors = list(validator().iter_errors(as_an_editor_reads(file)))
    assert errors == []


def test_shipped_schema_is_the_generated_one() -> None:
    shipped = (ROOT / "docs" / "itinerary.schema.json").read_text("utf-8")
    assert json.loads(shipped) == json_schema(), "run: make schema"
    # To the byte, so that `make schema` changes nothing.
    assert shipped == json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


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
        ("id: state-visit-2024\n", ""),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\nvenues: []\n"),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\nsite: programme\n"),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\ncancel-style: soft\n"),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\npublisher: {contact: a@b.example}\n"),
        ("  beijing:\n", "  Beijing City:\n"),
        ("    in: china\n", "    within: china\n"),
        ("      - putin\n", "      - {role: guest}\n"),
        ("      - putin\n", "      - {party: putin, rolle: guest}\n"),
        ("    after: talks\n", "    after: [talks]\n"),
        ("    after: talks\n", "    repeat: {every: fortnight, times: 2}\n"),
        ("    after: talks\n", "    repeat: {every: day, times: 0}\n"),
        ("    after: talks\n", "    links: [{title: X}]\n"),
        ("    after: talks\n", "    image: {url: https://a.example/x.png}\n"),
        ("      en: press statement", "      english: press statement"),
        ("id: state-visit-2024\n", f"id: {'x' * 61}\n"),
        ("  beijing:\n", f"  {'x' * 101}:\n"),
        ("  - id: gala\n", f"  - id: {'x' * 101}\n"),
        ("name: {en: China,", f"name: {{en: {'x' * 161},"),
        ("    name: {en: China, zh: 中国, ru: Китай}\n", f"    name: {'x' * 161}\n"),
        ("    after: talks\n", f"    after: talks\n    reason: {'x' * 601}\n"),
        ("description:\n  en: ", f"description:\n  en: {'x' * 50_001} "),
        ("zone: Asia/Shanghai\n", f"zone: Asia/Shanghai\nsite: https://{'x' * 80}.example/\n"),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\naccept: [{warning: x, reason: x}]\n"),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\naccept: [{warning: room-clash}]\n"),
        *(
            ("id: state-visit-2024\n", f"id: state-visit-2024\n{key}: {{{written}, alt: X}}\n")
            for key in ("logo", "header")
            for written in ("url: 'https://a.example/x.png'", "credit: X")
        ),
    ],
)
def test_schema_refuses_files_that_reader_refuses(before: str, after: str) -> None:
    words = visit_in("en", "zh", "ru")
    assert before in words
    wrong = words.replace(before, after, 1)
    assert list(validator().iter_errors(as_an_editor_reads(wrong)))
    with pytest.raises(SourceError):
        read(wrong.encode(), file="wrong.yaml", now=NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *(
            ("    after: talks\n", f"    after: talks\n    {key}:\n")
            for key in ("summary", "when", "repeat", "reason", "links", "image", "was")
        ),
        ("    status: tentative\n", "    status:\n"),
        ("    categories: talks\n", "    categories:\n"),
        ("    place: beijing\n", "    place:\n"),
        ("colour: firebrick\n\nbackground", "colour:\n\nbackground"),
        ("zone: Asia/Shanghai\n", "zone: Asia/Shanghai\ncancel-style:\n"),
        ("published: 2024-05-14\n", "published:\n"),
        ("    kind: organisation\n", "    kind:\n"),
        ("id: state-visit-2024\n", "id: 2024\n"),
        ("  china:\n", "  101:\n    name: {mul: Room 101}\n  china:\n"),
        ("    parties: [xi, putin]\n", "    parties: [xi, {party: putin}]\n"),
        ("    categories: talks\n", "    categories: [talks]\n"),
        ("    when: 2024-05-14\n", "    when: 2024\n"),
        ("    name: {en: China, zh: 中国, ru: Китай}\n", "    name: 2024\n"),
        ("    name: {en: China, zh: 中国, ru: Китай}\n", f"    name: {'x' * 160}\n"),
        ("  china:\n", f"  {'x' * 100}:\n    name: {{mul: Room}}\n  china:\n"),
        (
            "zone: Asia/Shanghai\n",
            "zone: Asia/Shanghai\naccept: [{warning: room-clash, events: gala, reason: x}]\n",
        ),
        ("    name: {en: China, zh: 中国, ru: Китай}\n", "    name: {en: true, zh: 1, ru: 1.5}\n"),
    ],
)
def test_schema_accepts_files_that_reader_accepts(before: str, after: str) -> None:
    words = visit_in("en", "zh", "ru")
    assert before in words
    right = words.replace(before, after, 1)
    assert read(right.encode(), file="right.yaml", now=NOW)
    errors = list(validator().iter_errors(as_an_editor_reads(right)))
    assert errors == []
