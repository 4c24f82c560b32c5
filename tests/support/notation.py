"""Reading times as authors write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from itinerary.errors import NotationError
from itinerary.model import zones
from itinerary.model.when import Timed, When
from itinerary.model.when_notation import parse

THURSDAY, FRIDAY = date(2024, 5, 16), date(2024, 5, 17)
BERLIN = "Europe/Berlin"
ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "America/Caracas", "America/New_York",
    "America/Sao_Paulo", "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll",
    "Asia/Gaza", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Shanghai",
    "Asia/Tehran", "Australia/Hobart", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Europe/Lisbon", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
]  # fmt: skip


def at(words: str, zone: str = BERLIN) -> When:
    """Read a `when` as an event in `zone` does."""
    return parse(words).at(zones.zone(zone))


def refusal(words: str, zone: str = BERLIN) -> NotationError:
    """Return the error of a `when` that is refused."""
    with pytest.raises(NotationError) as caught:
        at(words, zone)
    return caught.value


def promised(hint: str) -> str:
    """Return the text that a hint tells the author to write."""
    found = re.search(r"\bwrite (?:for example )?(.+)$", hint)
    assert found, f"this hint says nothing to write: {hint!r}"
    return found[1]


def instant(local: str, offset: float) -> datetime:
    """Return an instant in UTC from wall-clock time and the offset from UTC in hours."""
    return datetime.fromisoformat(local).replace(tzinfo=UTC) - timedelta(hours=offset)


def start_of(words: str, zone: str = BERLIN) -> datetime:
    """Return the start of a `when` in UTC."""
    known = at(words, zone)
    assert isinstance(known, Timed)
    return known.start.astimezone(UTC)
