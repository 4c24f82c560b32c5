"""A whole file: defaults, languages, zones, and the programmes of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from itinerary.model.itinerary import CancelStyle, Kind, Status
from itinerary.source import Problem, Severity, read_file
from tests.conftest import NOW, PROGRAMMES, ROOT
from tests.support.small_programme import (
    SMALL,
    changed,
    errors,
    itinerary,
    problems,
)


def test_small_programme_has_no_problem() -> None:
    assert problems(SMALL) == []


def test_problem_is_shown_with_its_place_path_message_and_hint() -> None:
    (problem,) = problems(changed("place: hall", "place: hal"))
    assert str(problem) == (
        "f.yaml:21:12: error: events[0].place: there is no place “hal”; did you mean hall?"
    )
    assert problem.as_dict() == {
        "file": "f.yaml", "line": 21, "column": 12, "path": "events[0].place",
        "message": "there is no place “hal”", "hint": "did you mean hall?", "severity": "error",
        "name": "", "events": (),
    }  # fmt: skip
    assert (
        str(Problem("a.yaml", 1, 2, "", "m", "h", Severity.WARNING, "no-source"))
        == "a.yaml:1:2: warning: m [no-source]; h"
    )


def test_zone_has_author_s_name_under_any_of_its_ids() -> None:
    words = changed("id: small", "id: small\nzones: {Asia/Harbin: Beijing time}")
    words = changed("name: Town,", "name: Town, zone: Asia/Shanghai,", words)
    name = itinerary(words).events[0].zone.name
    assert name is not None
    assert name.to("en") == "Beijing time"


def test_defaults_are_as_documented() -> None:
    programme = itinerary(SMALL)
    assert (programme.colour.hex, programme.colour.name) == ("#4682b4", "steelblue")
    assert programme.cancel_style is CancelStyle.HARD
    assert programme.published is None
    assert [party.kind for party in programme.parties] == [Kind.PERSON, Kind.ORGANISATION]
    assert {event.status for event in programme.events} == {Status.CONFIRMED}


def test_everything_of_the_visit_is_read() -> None:
    reading = read_file(PROGRAMMES["visit"], now=NOW)
    programme = reading.itinerary
    assert reading.warnings == ()
    assert [event.id for event in programme.events] == [
        "state-visit", "talks", "signing", "gala", "li-qiang", "expo", "forum", "hit",
    ]  # fmt: skip
    expected = {"signing", "expo", "forum"}
    assert {e.id for e in programme.events if e.status is Status.TENTATIVE} == expected
    assert all(event.sources for event in programme.events)


@pytest.mark.parametrize(
    "file",
    [*PROGRAMMES.values(), ROOT / "itinerary" / "source" / "starter.yaml"],
    ids=lambda f: f.stem,
)
def test_our_own_programmes_are_in_order(file: Path) -> None:
    assert read_file(file, now=NOW).warnings == ()


def test_night_that_ends_after_the_last_day_is_within_the_days() -> None:
    words = changed("days: 2026-03-01 to 2026-11-30", "days: 2026-05-15 to 2026-05-16")
    night = changed("10:00 to 11:00", "22:00 to 2026-05-17 02:00", words)
    assert problems(night) == []
    late = changed("10:00 to 11:00", "22:00 to 2026-05-17 18:00", words)
    assert [problem.path for problem in errors(late)] == ["events[0].when"]
