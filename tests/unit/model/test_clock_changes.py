"""Times around changes of the clocks: gaps, overlaps, and offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.model import when_notation, zones
from itinerary.model.when import Timed
from itinerary.model.when_notation import Clock, Written
from tests.support.notation import (
    BERLIN,
    ZONES,
    at,
    instant,
    promised,
    refusal,
    start_of,
)


def test_summer_and_winter_differ_where_the_clocks_change() -> None:
    assert start_of("2024-01-16 10:00") == instant("2024-01-16 10:00", 1)
    assert start_of("2024-07-16 10:00") == instant("2024-07-16 10:00", 2)


def test_length_across_a_change_of_the_clocks_is_the_real_one() -> None:
    night = at("2024-03-30 23:00 to 2024-03-31 04:00")
    assert isinstance(night, Timed)
    assert night.end is not None
    assert night.end.astimezone(UTC) - night.start.astimezone(UTC) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("zone", "words", "next_valid"),
    [
        (BERLIN, "2024-03-31 02:00", "03:00"),
        (BERLIN, "2024-03-31 02:59", "03:59"),
        ("America/New_York", "2024-03-10 02:30", "03:30"),
        ("Australia/Lord_Howe", "2024-10-06 02:15", "02:45"),
        ("Africa/Cairo", "2024-04-26 00:30", "01:30"),
        ("Antarctica/Troll", "2024-03-31 01:30", "03:30"),
    ],
)
def test_time_that_the_clocks_skip_is_refused_and_the_hint_exists(
    zone: str, words: str, next_valid: str
) -> None:
    error = refusal(words, zone)
    assert f"{words} does not exist in {zone}" in error.message
    assert error.hint.endswith(f"such as {next_valid}")
    assert at(words[:11] + next_valid, zone)


@pytest.mark.parametrize(
    ("zone", "words", "later"),
    [
        ("America/Scoresbysund", "2025-03-29 23:30", "2025-03-30 00:30"),
        ("Pacific/Apia", "2011-12-30 10:00", "2011-12-31 10:00"),
    ],
    ids=["a gap up to midnight", "a day that a country left out"],
)
def test_hint_names_the_day_if_the_next_valid_time_is_on_another(
    zone: str, words: str, later: str
) -> None:
    assert refusal(words, zone).hint.endswith(f"such as {later}")


@pytest.mark.parametrize(
    ("zone", "gap_start", "gap_end"),
    [
        (BERLIN, "2024-03-31 01:59", "2024-03-31 03:00"),
        ("America/New_York", "2024-03-10 01:59", "2024-03-10 03:00"),
        ("Australia/Lord_Howe", "2024-10-06 01:59", "2024-10-06 02:30"),
    ],
)
def test_last_and_the_first_minute_around_a_gap_exist(
    zone: str, gap_start: str, gap_end: str
) -> None:
    assert start_of(gap_end, zone) - start_of(gap_start, zone) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("zone", "words", "first", "second"),
    [
        (BERLIN, "2024-10-27 02:00", "+02:00", "+01:00"),
        (BERLIN, "2024-10-27 02:59", "+02:00", "+01:00"),
        ("America/New_York", "2024-11-03 01:30", "-04:00", "-05:00"),
        ("Australia/Lord_Howe", "2024-04-07 01:45", "+11:00", "+10:30"),
        ("Europe/Dublin", "2024-10-27 01:30", "+01:00", "+00:00"),
    ],
)
def test_time_that_the_clocks_show_twice_is_refused_and_both_hints_can_be_read(
    zone: str, words: str, first: str, second: str
) -> None:
    error = refusal(words, zone)
    assert f"{words} happens twice in {zone}" in error.message
    one, other = re.findall(r"\d\d:\d\d[+-]\d\d:\d\d", error.hint)
    day = words[:11]
    assert (day + one, day + other) == (words + first, words + second)
    earlier, later = start_of(day + one, zone), start_of(day + other, zone)
    shift = timedelta(minutes=30) if zone == "Australia/Lord_Howe" else timedelta(hours=1)
    assert later - earlier == shift
    for moment in (earlier, later):
        assert f"{moment.astimezone(zones.zone(zone)):%Y-%m-%d %H:%M}" == words


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        (BERLIN, "2024-10-27 01:59", "2024-10-27 03:00"),
        ("America/New_York", "2024-11-03 00:59", "2024-11-03 02:00"),
        ("Australia/Lord_Howe", "2024-04-07 01:29", "2024-04-07 02:00"),
    ],
)
def test_last_and_the_first_minute_around_an_overlap_are_clear(
    zone: str, before: str, after: str
) -> None:
    shift = timedelta(minutes=30) if zone == "Australia/Lord_Howe" else timedelta(hours=1)
    assert start_of(after, zone) - start_of(before, zone) == 2 * shift + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("2024-10-27 02:30+02:00 to 02:45+01:00", 75),
        ("2024-10-27 02:30+02:00 to 02:30+01:00", 60),
        ("2024-10-27 02:30+02:00 to 02:15+01:00", 45),
        ("2024-10-27 02:15+01:00 to 02:30+01:00", 15),
        ("2024-10-27 02:30+02:00 to 03:00", 90),
    ],
)
def test_range_across_the_repeated_hour_lasts_as_long_as_it_really_does(
    words: str, minutes: int
) -> None:
    known = at(words)
    assert isinstance(known, Timed)
    assert known.end is not None
    real = known.end.astimezone(UTC) - known.start.astimezone(UTC)
    assert real == timedelta(minutes=minutes)


def test_range_that_ends_in_the_first_of_two_hours_and_starts_in_the_second_is_refused() -> None:
    error = refusal("2024-10-27 02:15+01:00 to 02:30+02:00")
    assert error.message == "the end is not after the start"


def test_offset_that_the_zone_does_not_have_then_is_refused_and_the_hint_can_be_read() -> None:
    error = refusal("2024-05-16 10:00+03:00")
    assert "Europe/Berlin is not at UTC+03:00 on 2024-05-16 10:00" in error.message
    assert start_of("2024-05-16 " + promised(error.hint)) == instant("2024-05-16 10:00", 2)


def test_gap_is_a_gap_with_an_offset_too() -> None:
    for offset in ("+01:00", "+02:00"):
        assert "does not exist" in refusal(f"2024-03-31 02:30{offset}").message


def test_moment_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(NotationError, match="does not exist"):
        when_notation.moment(*when_notation.parse_moment("2024-03-31 02:30"), zones.zone(BERLIN))


FIRST, LAST = datetime(1971, 1, 3, tzinfo=UTC), datetime(2036, 12, 31, tzinfo=UTC)


def changes(zone: str) -> Iterator[datetime]:
    """Yield the instants at which the clocks in a zone change, to the minute."""
    info = zones.zone(zone)
    week = timedelta(weeks=1)
    before = FIRST
    while before < LAST:
        low, high = before, before + week
        if low.astimezone(info).utcoffset() != high.astimezone(info).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                if middle.astimezone(info).utcoffset() == low.astimezone(info).utcoffset():
                    low = middle
                else:
                    high = middle
            yield high
        before += week


@cache
def all_changes() -> list[tuple[str, datetime]]:
    return [(zone, change) for zone in ZONES for change in changes(zone)]


def showings(wall: datetime, zone: str) -> int:
    """Return how often the clocks of a zone show a wall-clock time, which is what a gap (never) and
    an overlap (twice) are: the instants are counted, by the way from UTC to local time alone.

    dateutil is no help here: 2.9, which we admit, reads neither slim tz files (RFC 9636 §4) nor a
    “summer time” that is behind the standard time.
    """
    info, near = zones.zone(zone), wall.replace(tzinfo=UTC)
    offsets = {
        (near + timedelta(hours=hours)).astimezone(info).utcoffset() for hours in range(-50, 51)
    }
    instants = {near - offset for offset in offsets if offset is not None}
    return sum(at.astimezone(info).replace(tzinfo=None, fold=0) == wall for at in instants)


MINUTES = int((LAST - FIRST) / timedelta(minutes=1))
ANY_MOMENT = st.tuples(
    st.sampled_from(ZONES), st.integers(0, MINUTES).map(lambda n: FIRST + timedelta(minutes=n))
)
NEAR_A_CHANGE = st.tuples(
    st.deferred(lambda: st.sampled_from(all_changes())), st.integers(-200, 200)
).map(lambda drawn: (drawn[0][0], drawn[0][1] + timedelta(minutes=drawn[1])))
MOMENTS = ANY_MOMENT | NEAR_A_CHANGE


def test_changes_drawn_include_gaps_and_overlaps_of_several_sizes() -> None:
    sizes = set()
    for zone, change in all_changes():
        info = zones.zone(zone)
        before, after = ((change + n * timedelta(minutes=1)).astimezone(info) for n in (-1, 0))
        sizes.add((after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta()))
    assert {timedelta(minutes=n) for n in (-60, 60, -30, 30, 24 * 60)} <= sizes


@given(MOMENTS)
def test_instant_comes_back_from_its_wall_clock(drawn: tuple[str, datetime]) -> None:
    zone, moment = drawn
    local = moment.astimezone(zones.zone(zone))
    words = f"{local:%Y-%m-%d %H:%M}"
    offset = zones.offset_words(local.utcoffset())
    if showings(local.replace(tzinfo=None, fold=0), zone) > 1:
        assert start_of(words + offset, zone) == moment
        assert offset in refusal(words, zone).hint
    else:
        assert start_of(words, zone) == moment
        if offset.startswith("+"):  # a hyphen is for ranges; see above
            assert start_of(words + offset, zone) == moment


@given(MOMENTS)
def test_gaps_and_overlaps_agree_with_counting_instants(drawn: tuple[str, datetime]) -> None:
    # The wall clock of a random instant in UTC is a random wall clock.
    zone, moment = drawn
    offset = moment.astimezone(zones.zone(zone)).utcoffset() or timedelta()
    wall = moment.replace(tzinfo=None) + offset
    if showings(wall, zone) == 0:
        expected = "does not exist"
    elif showings(wall, zone) > 1:
        expected = "happens twice"
    else:
        expected = ""
    try:
        found = at(f"{wall:%Y-%m-%d %H:%M}", zone)
    except NotationError as error:
        assert expected
        assert expected in error.message
    else:
        assert not expected
        assert isinstance(found, Timed)


def clock_of(local: datetime, zone: str) -> Clock:
    """Return a time as an author writes it, with an offset only where it is needed."""
    twice = showings(local.replace(tzinfo=None, fold=0), zone) > 1
    return Clock(time(local.hour, local.minute), local.utcoffset() if twice else None)


@given(MOMENTS, st.integers(1, 400))
def test_range_ends_when_it_ends(drawn: tuple[str, datetime], minutes: int) -> None:
    zone, moment = drawn
    info = zones.zone(zone)
    start, end = moment.astimezone(info), (moment + timedelta(minutes=minutes)).astimezone(info)
    got = Written("timed", start.date(), end.date(), clock_of(start, zone), clock_of(end, zone)).at(
        info
    )
    assert isinstance(got, Timed)
    assert got.end is not None
    assert got.end.astimezone(UTC) - got.start.astimezone(UTC) == timedelta(minutes=minutes)
    assert (got.start.tzinfo, got.end.tzinfo) == (info, info)
