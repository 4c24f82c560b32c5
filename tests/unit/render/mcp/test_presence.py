"""What is on at a moment, and what may be."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from itinerary.model.when import MIDNIGHT
from itinerary.render.mcp.presence import is_on
from tests.support.small_model import event


@pytest.mark.parametrize(
    ("when", "at", "on"),
    [
        ("2026-05-16 10:00 to 11:00", "2026-05-16T10:00+02:00", True),
        ("2026-05-16 10:00 to 11:00", "2026-05-16T08:30+00:00", True),
        ("2026-05-16 10:00 to 11:00", "2026-05-16T11:00+02:00", False),
        ("2026-05-16 10:00 to 11:00", "2026-05-16T09:59+02:00", False),
        ("2026-05-16 10:00", "2026-05-16T10:30+02:00", None),
        ("2026-05-16 10:00", "2026-05-16T20:00+02:00", False),
        ("2026-05-16", "2026-05-16T20:00+02:00", None),
        ("2026-05-16", "2026-05-15T23:00+00:00", None),
        ("2026-05-16", "2026-05-17T00:00+02:00", False),
        ("2026-05-16 evening", "2026-05-16T20:00+02:00", None),
        ("within 2026-05-16 to 2026-05-18", "2026-05-17T20:00+02:00", None),
        ("within 2026-05-16 to 2026-05-18", "2026-05-19T20:00+02:00", False),
        ("all 2026-05-16 to 2026-05-18", "2026-05-17T20:00+02:00", True),
        ("all 2026-05-16 to 2026-05-18", "2026-05-15T20:00+02:00", False),
    ],
)
def test_event_is_on_as_far_as_that_was_announced(when: str, at: str, on: bool | None) -> None:
    assert is_on(event("one", when), datetime.fromisoformat(at), MIDNIGHT) is on


def test_event_without_a_day_may_be_on_at_any_time() -> None:
    assert is_on(event("one"), datetime.fromisoformat("2026-05-16T10:00+02:00"), MIDNIGHT) is None


def test_night_belongs_to_the_day_on_which_it_began() -> None:
    on = [
        is_on(event("one", "2026-05-16"), datetime.fromisoformat(at), time(6))
        for at in ("2026-05-16T05:00+02:00", "2026-05-17T05:00+02:00")
    ]
    assert on == [False, None]
