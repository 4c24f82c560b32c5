"""Warnings that an author accepts."""

from __future__ import annotations

import re

import pytest

from itinerary.source import Name
from tests.conftest import ROOT
from tests.support.rooms import CLASH, accepting, named, rooms
from tests.support.small_programme import (
    assert_shown,
    errors,
    parse,
    problems,
)


def test_accepted_warning_is_kept_apart() -> None:
    words = accepting(rooms(*CLASH), "warning: room-clash, events: [b, a], reason: A curtain.")
    reading = parse(words)
    assert reading.warnings == ()
    assert [problem.name for problem in reading.accepted] == ["room-clash"]


@pytest.mark.parametrize("events", ["", "events: [a, b], ", "events: [a, b, c], "])
def test_acceptance_covers_warnings_about_its_events_only(events: str) -> None:
    words = accepting(
        rooms(*CLASH, "when: 2026-05-17 10:00, place: room"),
        f"warning: room-clash, {events}reason: A curtain.",
    )
    assert problems(words) == []


def test_acceptance_of_one_pair_does_not_hide_another() -> None:
    third = "when: 2026-05-16 10:45, place: room"
    words = accepting(
        rooms(*CLASH, third), "warning: room-clash, events: [a, b], reason: A curtain."
    )
    assert named(words) == [("room-clash", ("a", "c"))]
    one = accepting(rooms(*CLASH), "warning: room-clash, events: a, reason: A curtain.")
    assert [name for name, _ in named(one)] == ["stale-acceptance", "room-clash"]


def test_unused_acceptance_is_a_warning() -> None:
    words = accepting(rooms(CLASH[0]), "warning: room-clash, events: [a], reason: A curtain.",
                      "warning: untranslated, reason: In English only.")  # fmt: skip
    assert_shown(problems(words), [
        "15:5 warning: accept[0]: there is no warning “room-clash” about a [stale-acceptance];*",
        "16:5 warning: accept[1]: there is no warning “untranslated” [stale-acceptance]; remove*",
    ])  # fmt: skip


def test_unused_acceptance_is_not_reported_beside_errors() -> None:
    words = accepting(rooms("place: nowhere"), "warning: room-clash, reason: A curtain.")
    assert [problem.path for problem in problems(words)] == ["events[0].place"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("warning: room-clsh, reason: x", "accept[0].warning: “room-clsh”*mean room-clash?"),
        ("warning: room-clash", "accept[0].reason: “reason” is missing; write reason: …"),
        ("warning: room-clash, reason: ''", "accept[0].reason: this reason is empty; write why*"),
        ("warning: room-clash, events: [c], reason: x",
         "accept[0].events[0]: there is no event “c”; write one of: a, b"),
        ("reason: x", "accept[0].warning: “warning” is missing; write warning: …"),
        ("warning: room-clash, why: x, reason: x", "accept[0].why: there is no key*reason: …"),
    ],
)  # fmt: skip
def test_wrong_acceptance_is_an_error(entry: str, expected: str) -> None:
    found = [str(problem) for problem in errors(accepting(rooms(*CLASH), entry))]
    pattern = ".*".join(map(re.escape, expected.split("*")))
    assert any(re.search(pattern, words) for words in found), found


def test_acceptance_never_covers_an_error() -> None:
    words = accepting(rooms(*CLASH, "place: nowhere"), "warning: room-clash, reason: x")
    assert [problem.path for problem in problems(words)] == ["events[2].place"]


def test_repetition_is_accepted_by_the_id_that_the_file_has() -> None:
    row = "when: 2026-05-16 10:00 to 11:00, place: room, repeat: {every: week, times: 5}"
    words = accepting(rooms(row, row), "warning: room-clash, events: [a, b], reason: x")
    assert problems(words) == []


def test_documentation_lists_every_warning_by_its_name() -> None:
    text = (ROOT / "docs" / "reference" / "file-format.md").read_text("utf-8")
    section = text.split("### Warnings", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE) == sorted(Name)
