"""Times of events: comparisons, and the spelling in the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model import when, when_notation, zones
from itinerary.model.when import Day, Timed
from itinerary.model.when_notation import parse
from tests.support.notation import at
from tests.support.small_model import event

IN_BERLIN, IN_TOKYO, IN_HONOLULU = map(
    zones.zone, ("Europe/Berlin", "Asia/Tokyo", "Pacific/Honolulu")
)


@pytest.mark.parametrize(
    ("words", "zone", "home", "within"),
    [
        ("2026-05-17 22:00 to 2026-05-18 02:00", IN_BERLIN, IN_BERLIN, True),
        ("2026-05-17 22:00 to 2026-05-18 12:00", IN_BERLIN, IN_BERLIN, True),
        ("2026-05-17 22:00 to 2026-05-18 12:01", IN_BERLIN, IN_BERLIN, False),
        ("2026-05-16 10:00 to 2026-05-18 06:00", IN_BERLIN, IN_BERLIN, True),
        ("2026-05-18 00:00 to 02:00", IN_BERLIN, IN_BERLIN, False),
        ("2026-05-18 02:00", IN_BERLIN, IN_BERLIN, False),
        ("2026-05-15 22:00 to 2026-05-16 02:00", IN_BERLIN, IN_BERLIN, False),
        ("2026-05-17 22:00", IN_BERLIN, IN_BERLIN, True),
        ("2026-05-18", IN_BERLIN, IN_BERLIN, False),
        ("2026-05-17 night", IN_BERLIN, IN_BERLIN, True),
        ("within 2026-05-16 to 2026-05-18", IN_BERLIN, IN_BERLIN, False),
        ("all 2026-05-16 to 2026-05-17", IN_BERLIN, IN_BERLIN, True),
        ("all 2026-05-15 to 2026-05-16", IN_BERLIN, IN_BERLIN, False),
        # The evening of the 15th in Honolulu is the 16th in Tokyo, the programme's first day.
        ("2026-05-15 18:00 to 20:00", IN_HONOLULU, IN_TOKYO, True),
        ("2026-05-15 evening", IN_HONOLULU, IN_TOKYO, True),
        ("within 2026-05-15 to 2026-05-16", IN_HONOLULU, IN_TOKYO, True),
        ("2026-05-14 evening", IN_HONOLULU, IN_TOKYO, False),
        ("2026-05-14 01:00 to 02:00", IN_HONOLULU, IN_TOKYO, False),
        ("2026-05-17 10:00", IN_HONOLULU, IN_TOKYO, True),
        ("2026-05-18 08:00 to 09:00", IN_TOKYO, IN_HONOLULU, True),
        ("2026-05-18", IN_TOKYO, IN_HONOLULU, True),
        ("2026-05-19", IN_TOKYO, IN_HONOLULU, False),
        # Zones that differ by an hour show the same date at noon.
        ("2026-05-15", zones.zone("Europe/London"), IN_BERLIN, False),
    ],
)  # fmt: skip
def test_is_within_counts_days_by_either_zone(
    words: str, zone: ZoneInfo, home: ZoneInfo, within: bool
) -> None:
    days = date(2026, 5, 16), date(2026, 5, 17)
    assert when.is_within(parse(words).at(zone), zone, home, days, when.MIDNIGHT) is within


@pytest.mark.parametrize(
    ("words", "within"),
    [
        ("2026-05-18 01:00 to 02:30", True),
        ("2026-05-18 05:59", True),
        ("2026-05-18 06:00", False),
        ("2026-05-16 06:00", True),
        ("2026-05-16 05:00", False),
        ("2026-05-18", False),
    ],
)
def test_is_within_counts_what_begins_before_the_start_of_a_day_to_the_evening_before(
    words: str, within: bool
) -> None:
    days = date(2026, 5, 16), date(2026, 5, 17)
    known = parse(words).at(IN_BERLIN)
    assert when.is_within(known, IN_BERLIN, IN_BERLIN, days, time(6)) is within


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2026-05-16 23:00 to 2026-05-17 01:30", 16, 16),
        ("2026-05-17 01:00 to 02:30", 16, 16),
        ("2026-05-17 05:00 to 07:00", 16, 17),
        ("2026-05-17 05:00 to 06:00", 16, 16),
        ("2026-05-17 06:00", 17, 17),
        ("2026-05-17 00:00", 16, 16),
        ("2026-05-17 night", 17, 17),
        ("all 2026-05-16 to 2026-05-17", 16, 17),
    ],
)
def test_programme_days_last_from_their_start_to_the_same_hour_of_the_next(
    words: str, first: int, last: int
) -> None:
    days = when.programme_days(parse(words).at(IN_BERLIN), time(6))
    assert days == (date(2026, 5, first), date(2026, 5, last))


@given(st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 30)), st.integers(0, 720))
def test_programme_days_are_the_dates_of_clocks_set_back_by_the_start(
    wall: datetime, minutes: int
) -> None:
    starts = time(minutes // 60, minutes % 60)
    known = when.Timed(wall.replace(tzinfo=UTC))
    day = (wall - timedelta(minutes=minutes)).date()
    assert when.programme_days(known, starts) == (day, day)


@pytest.mark.parametrize(
    ("this", "zone", "other", "other_zone", "before"),
    [
        ("2026-05-16 09:00", IN_BERLIN, "2026-05-16 10:00", IN_BERLIN, True),
        ("2026-05-16 10:00", IN_BERLIN, "2026-05-16 10:00", IN_BERLIN, False),
        ("2026-05-15", IN_BERLIN, "2026-05-16", IN_BERLIN, True),
        ("2026-05-16", IN_BERLIN, "2026-05-16 23:00", IN_BERLIN, False),
        ("within 2026-05-15 to 2026-05-17", IN_BERLIN, "2026-05-16", IN_BERLIN, False),
        ("within 2026-05-14 to 2026-05-15", IN_BERLIN, "2026-05-16", IN_BERLIN, True),
        # That it ends on the 17th does not tell when it starts.
        ("2026-05-16 22:00 to 2026-05-17 02:00", IN_BERLIN, "2026-05-17", IN_BERLIN, True),
        ("all 2026-05-16 to 2026-05-18", IN_BERLIN, "2026-05-17", IN_BERLIN, True),
        ("all 2026-05-16", IN_BERLIN, "2026-05-16 18:00", IN_BERLIN, False),
        # Dates are compared as instants, each in its own zone.
        ("2026-05-16", IN_HONOLULU, "2026-05-17", IN_TOKYO, False),
        ("2026-05-16 20:00", IN_HONOLULU, "2026-05-17 14:00", IN_TOKYO, False),
        ("2026-05-17", IN_TOKYO, "2026-05-17", IN_HONOLULU, False),
        ("2026-05-17 08:00", IN_TOKYO, "2026-05-16 18:00", IN_HONOLULU, True),
    ],
)  # fmt: skip
def test_starts_before_is_true_only_where_it_is_certain(
    this: str, zone: ZoneInfo, other: str, other_zone: ZoneInfo, before: bool
) -> None:
    known, compared = parse(this).at(zone), parse(other).at(other_zone)
    assert when.starts_before(known, zone, compared, other_zone) is before


def test_window_with_later_days_never_starts_before() -> None:
    first = date(2026, 5, 16)
    later, window = when.Window(first, first, later=True), when.Window(first, first)
    next_day = Day(date(2026, 5, 17))
    assert when.starts_before(window, IN_BERLIN, next_day, IN_BERLIN)
    assert not when.starts_before(later, IN_BERLIN, next_day, IN_BERLIN)


def test_known_time_has_its_days_by_the_clocks_of_a_zone() -> None:
    night = parse("2026-05-17 08:00 to 09:00").at(IN_TOKYO)
    assert when.days_in(night, IN_HONOLULU) == (date(2026, 5, 16), date(2026, 5, 16))
    assert when.days_in(night, IN_TOKYO) == (date(2026, 5, 17), date(2026, 5, 17))
    window = parse("within 2026-05-16 to 2026-05-18").at(IN_TOKYO)
    assert when.days_in(window, IN_HONOLULU) == (date(2026, 5, 16), date(2026, 5, 18))


@pytest.mark.parametrize(
    "words",
    [
        *when_notation.EXAMPLES,
        "all 2024-05-16",
        "2024-05-16 night",
        "2024-10-27 02:30+02:00 to 02:45+01:00",
        "2024-10-27 02:30+01:00",
    ],
)
def test_unspell_inverts_spell(words: str) -> None:
    known = at(words)
    spelt = when.spell(known)
    assert isinstance(spelt, str)
    back = when.unspell(spelt)
    assert type(back) is type(known)
    assert when.spell(back) == spelt
    if isinstance(known, Timed):
        assert isinstance(back, Timed)
        assert back.start.astimezone(UTC) == known.start.astimezone(UTC)
        assert (back.end and back.end.astimezone(UTC)) == (known.end and known.end.astimezone(UTC))
    else:
        assert back == known


def test_spell_of_none_is_none() -> None:
    assert when.spell(None) is None
    assert when.unspell(None) is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024-05-16 10:00", 16, 16),
        ("2024-05-16 10:00 to 23:59", 16, 16),
        ("2024-05-16 22:00 to 2024-05-17 00:00", 16, 16),
        ("2024-05-16 22:00 to 2024-05-17 00:01", 16, 17),
        ("2024-05-16 00:00 to 2024-05-18 00:00", 16, 17),
        ("2024-05-16", 16, 16),
        ("2024-05-16 night", 16, 16),
        ("within 2024-05-16 to 2024-05-18", 16, 18),
        ("all 2024-05-16 to 2024-05-18", 16, 18),
    ],
)
def test_end_at_midnight_belongs_to_the_day_before(words: str, first: int, last: int) -> None:
    known = event("x", words).when
    assert known is not None
    assert (known.first, known.last) == (date(2024, 5, first), date(2024, 5, last))


def test_last_day_is_that_of_the_local_clock() -> None:
    shanghai = zones.zone("Asia/Shanghai")
    known = when_notation.parse("2024-05-16 23:00 to 2024-05-17 07:00").at(shanghai)
    assert known.last == date(2024, 5, 17)  # 16 May 23:00 in UTC
