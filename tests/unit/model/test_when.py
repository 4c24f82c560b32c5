"""Honest time: every form of `when`, clocks that change, zones, repetitions, and useful hints."""

from __future__ import annotations

import re
import zoneinfo
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.model import notation, repetition, when, zones
from itinerary.model.notation import Clock, Written, parse
from itinerary.model.repetition import parse_every, repeats
from itinerary.model.when import Day, Part, Span, Timed, When, Window

THURSDAY, FRIDAY = date(2024, 5, 16), date(2024, 5, 17)
BERLIN = "Europe/Berlin"


def at(words: str, zone: str = BERLIN) -> When:
    """Read a `when` as an event in `zone` does."""
    return parse(words).at(zones.zone(zone))


def refusal(words: str, zone: str = BERLIN) -> NotationError:
    """Return what is said against a `when`."""
    with pytest.raises(NotationError) as caught:
        at(words, zone)
    return caught.value


def promised(hint: str) -> str:
    """Return what a hint tells to write."""
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


# --- the forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("2024-05-16", Day(THURSDAY)),
        *((f"2024-05-16 {part}", Day(THURSDAY, part)) for part in Part),
        ("within 2024-05-16 to 2024-05-17", Window(THURSDAY, FRIDAY)),
        ("all 2024-05-16 to 2024-05-17", Span(THURSDAY, FRIDAY)),
        ("all 2024-05-16", Span(THURSDAY, THURSDAY)),
        ("all 2024-05-16 to 2024-05-16", Span(THURSDAY, THURSDAY)),
        ("2024-02-29", Day(date(2024, 2, 29))),
        ("1900-01-01", Day(date(1900, 1, 1))),
        ("2199-12-31", Day(date(2199, 12, 31))),
    ],
)
def test_a_form_without_a_clock_says_only_days(words: str, known: When) -> None:
    assert at(words) == known


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2024-05-16 10:00 to 11:30", "2024-05-16 10:00", "2024-05-16 11:30"),
        ("2024-05-16 10:00", "2024-05-16 10:00", None),
        ("2024-05-16 00:00 to 23:59", "2024-05-16 00:00", "2024-05-16 23:59"),
        ("2024-05-16 22:00 to 2024-05-17 01:30", "2024-05-16 22:00", "2024-05-17 01:30"),
        ("2024-05-16 22:00 to 2024-05-17 00:00", "2024-05-16 22:00", "2024-05-17 00:00"),
        ("2024-05-16 10:00+02:00", "2024-05-16 10:00", None),
        ("2024-05-16 10:00+02:00 to 11:30+02:00", "2024-05-16 10:00", "2024-05-16 11:30"),
    ],
)
def test_a_form_with_a_clock_is_in_the_zone_of_the_event(
    words: str, start: str, end: str | None
) -> None:
    known = at(words)
    assert isinstance(known, Timed)
    assert known.start == instant(start, 2)
    assert known.end == (instant(end, 2) if end else None)
    assert known.start.tzinfo is zones.zone(BERLIN)
    assert f"{known.start:%Y-%m-%d %H:%M}" == start


@pytest.mark.parametrize("words", notation.EXAMPLES)
def test_every_example_that_errors_show_can_be_read(words: str) -> None:
    assert at(words) is not None
    assert re.fullmatch(notation.PATTERN, words)


def test_white_space_does_not_matter() -> None:
    assert parse(" 2024-05-16\n  10:00   to 11:30 ") == parse("2024-05-16 10:00 to 11:30")


def test_the_same_words_are_other_instants_in_other_zones() -> None:
    assert start_of("2024-05-16 10:00", "Asia/Shanghai") == instant("2024-05-16 10:00", 8)
    assert start_of("2024-05-16 10:00", "America/New_York") == instant("2024-05-16 10:00", -4)
    assert start_of("2024-05-16 10:00", "Asia/Kathmandu") == instant("2024-05-16 10:00", 5.75)
    assert start_of("2024-05-16 10:00", "UTC") == instant("2024-05-16 10:00", 0)


def test_summer_and_winter_differ_where_the_clocks_change() -> None:
    assert start_of("2024-01-16 10:00") == instant("2024-01-16 10:00", 1)
    assert start_of("2024-07-16 10:00") == instant("2024-07-16 10:00", 2)


def test_a_length_across_a_change_of_the_clocks_is_the_real_one() -> None:
    night = at("2024-03-30 23:00 to 2024-03-31 04:00")
    assert isinstance(night, Timed)
    assert night.end is not None
    assert night.end.astimezone(UTC) - night.start.astimezone(UTC) == timedelta(hours=4)


def test_on_moves_both_ends() -> None:
    late = parse("2024-05-16 22:00 to 2024-05-17 01:30").on(date(2024, 12, 31))
    assert (late.first, late.last) == (date(2024, 12, 31), date(2025, 1, 1))
    assert late.at(zones.zone(BERLIN)) == at("2024-12-31 22:00 to 2025-01-01 01:30")


def test_the_last_day_of_a_time_past_midnight_is_the_next_day() -> None:
    late = at("2024-05-16 22:00 to 2024-05-17 00:01")
    assert (late.first, late.last) == (THURSDAY, FRIDAY)


def test_times_are_aware() -> None:
    naive = datetime(2024, 5, 16, 10)
    with pytest.raises(ValueError, match="aware"):
        Timed(naive)
    with pytest.raises(ValueError, match="aware"):
        Timed(naive.replace(tzinfo=UTC), naive + timedelta(hours=1))


def test_an_end_before_the_start_cannot_be_made() -> None:
    start = datetime(2024, 5, 16, 10, tzinfo=UTC)
    for end in (start, start - timedelta(hours=1)):
        with pytest.raises(ValueError, match="after the start"):
            Timed(start, end)


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("2024-02-30", "2024-02 has 29 days", "2024-02-01 to 2024-02-29"),
        ("2023-02-29 10:00", "2023-02 has 28 days", "2023-02-01 to 2023-02-28"),
        ("2024-04-31 evening", "2024-04 has 30 days", "2024-04-01 to 2024-04-30"),
        ("2024-12-32", "2024-12 has 31 days", "2024-12-01 to 2024-12-31"),
        ("2024-05-00", "2024-05 has 31 days", "2024-05-01 to 2024-05-31"),
        ("2024-16-05", "there is no month 16", "such as 2024-05-16"),
        ("2024-00-05", "there is no month 0", "year-month-day"),
        ("2024-13-32", "there is no month 13", "year-month-day"),
        ("within 2024-05-16 to 2024-05-32", "2024-05 has 31 days", "2024-05-31"),
        ("all 2024-06-31 to 2024-07-01", "2024-06 has 30 days", "2024-06-30"),
        ("2024-05-16 10:00 to 2024-05-32 11:00", "2024-05 has 31 days", "2024-05-31"),
        ("1024-05-16", "the year 1024 is not plausible", "2024"),
        ("1899-12-31", "the year 1899 is not plausible", "2024"),
        ("0024-05-16", "the year 24 is not plausible", "2024"),
        ("2204-05-16 10:00", "the year 2204 is not plausible", "2024"),
        ("0000-05-16", "the year 0 is not plausible", "2024"),
        ("2024-05-16 24:00", "24:00 is the next day", "00:00 with the next day's date"),
        ("2024-05-16 22:00 to 24:00", "24:00 is the next day", "00:00 with the next day's date"),
        ("2024-05-16 25:00", "25:00 is not a time of day", "00:00 to 23:59"),
        ("2024-05-16 24:01", "24:01 is not a time of day", "00:00 to 23:59"),
        ("2024-05-16 10:60", "10:60 is not a time of day", "00:00 to 23:59"),
        ("2024-05-16 10:00+16:00", "+16:00 is not an offset", "+08:00"),
        ("2024-05-16 10:00+08:60", "+08:60 is not an offset", "+08:00"),
        ("within 2024-05-16 to 2024-05-16", "a window of one day is that day", "2024-05-16"),
        ("tomorrow", "“tomorrow” is not a time that can be read", "2024-05-16"),
        ("", "“” is not a time that can be read", "2024-05-16"),
        ("2024-05-16 teatime", "is not a time that can be read", "2024-05-16 evening"),
        ("2024-05-16 10:00 for 2 h", "is not a time that can be read", "10:00 to 11:30"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_the_remedy(
    words: str, message: str, hint: str
) -> None:
    error = refusal(words)
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    "words", ["２０２４-05-16", "2024-05-1٦", "2024-05-16 １０:00", "all ２０２４-05-16"]
)
def test_digits_of_other_scripts_are_refused(words: str) -> None:
    # The JSON Schema's \d is ASCII only, and so is every other reader of the file.
    assert refusal(words).hint


@pytest.mark.parametrize(
    "words", ["2024-05-16 10:00 to 09:30", "2024-05-16 22:00 to 01:30", "2024-05-16 10:00 to 10:00"]
)
def test_an_end_before_the_start_is_refused_and_the_hint_can_be_read(words: str) -> None:
    error = refusal(words)
    assert error.message == "the end is not after the start"
    mended = at(promised(error.hint))
    assert isinstance(mended, Timed)
    assert (mended.first, mended.end and mended.end.date()) == (THURSDAY, FRIDAY)
    assert mended.start == start_of(words.split(" to ")[0])


def test_an_end_on_an_earlier_day_is_refused() -> None:
    error = refusal("2024-05-16 17:00 to 2024-05-15 18:00")
    assert error.message == "the end is not after the start"
    assert "later than the start" in error.hint


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("within 2024-05-17 to 2024-05-16", Window(THURSDAY, FRIDAY)),
        ("all 2024-05-17 to 2024-05-16", Span(THURSDAY, FRIDAY)),
        ("within 2024-05-16 to 2024-05-16", Day(THURSDAY)),
    ],
)
def test_days_in_the_wrong_order_are_refused_and_the_hint_keeps_the_meaning(
    words: str, mended: When
) -> None:
    assert at(promised(refusal(words).hint)) == mended


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("16.05.2024 10:00", "2024-05-16 10:00"),
        ("16.5.2024", "2024-05-16"),
        ("2024/5/16", "2024-05-16"),
        ("2024-5-16", "2024-05-16"),
        ("2024.05.16", "2024-05-16"),
        ("2024-05-16T10:00", "2024-05-16 10:00"),
        ("2024-05-16T10:00:00", "2024-05-16 10:00"),
        ("2024-05-16, 10:00", "2024-05-16 10:00"),
        ("2024-05-16 at 10:00", "2024-05-16 10:00"),
        ("2024-05-16 9:30", "2024-05-16 09:30"),
        ("2024-05-16 10.30", "2024-05-16 10:30"),
        ("2024-05-16 10h30", "2024-05-16 10:30"),
        ("2024-05-16 9 am", "2024-05-16 09:00"),
        ("2024-05-16 12 a.m.", "2024-05-16 00:00"),
        ("2024-05-16 12 pm", "2024-05-16 12:00"),
        ("2024-05-16 10am to 1:30 pm", "2024-05-16 10:00 to 13:30"),
        ("2024-05-16 10:00 – 11:30", "2024-05-16 10:00 to 11:30"),
        ("2024-05-16 10:00—11:30", "2024-05-16 10:00 to 11:30"),
        ("2024-05-16 10:00 - 11:30", "2024-05-16 10:00 to 11:30"),
        ("2024-05-16 10:00 until 11:30", "2024-05-16 10:00 to 11:30"),
        ("2024-05-16 from 10:00 till 11:30", "2024-05-16 10:00 to 11:30"),
        ("2024-05-16 22:00 – 2024-05-17 01:30", "2024-05-16 22:00 to 2024-05-17 01:30"),
        ("2024-05-16 Evening", "2024-05-16 evening"),
        ("2024-05-16 in the evening", "2024-05-16 evening"),
        ("2024-05-16 noon", "2024-05-16 midday"),
        ("2024-05-16 to 2024-05-17", "all 2024-05-16 to 2024-05-17"),
        ("2024-05-16 – 2024-05-17", "all 2024-05-16 to 2024-05-17"),
        ("Within 2024-05-16 to 2024-05-17", "within 2024-05-16 to 2024-05-17"),
        ("between 2024-05-16 and 2024-05-17", "within 2024-05-16 to 2024-05-17"),
        ("2024-05-16 9:30-11:00", "2024-05-16 09:30 to 11:00"),
        ("2024-05-16 9:30-9:45", "2024-05-16 09:30 to 09:45"),
    ],
)
def test_a_sloppy_spelling_is_refused_and_the_hint_is_what_was_meant(
    words: str, meant: str
) -> None:
    hint = promised(refusal(words).hint)
    assert parse(hint) == parse(meant)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("10:00-11:30", "Asia/Shanghai"),
        ("10:00-12:00", BERLIN),
        # Here the “end” happens to be the zone's own offset, so nothing else would notice.
        ("22:00-03:00", "America/Sao_Paulo"),
        ("09:00-10:00", "Pacific/Honolulu"),
        ("21:00-04:00", "America/New_York"),
    ],
)
def test_an_end_after_a_hyphen_is_never_taken_for_an_offset(words: str, zone: str) -> None:
    assert f"write {words.replace('-', ' to ')}" in refusal(f"2024-05-16 {words}", zone).hint


@pytest.mark.parametrize(
    "words", ["2024-05-16T10:00-05:00", "2024-05-16T10:00:00-05:00", "2024-05-16T10:00-0500"]
)
def test_the_offset_of_an_iso_time_is_never_suggested_as_an_end(words: str) -> None:
    assert "to 05:00" not in refusal(words).hint


@pytest.mark.parametrize("words", ["10:00", "10:00 to 11:30", "10am", "9:30-11:00"])
def test_a_time_without_a_date_is_refused_with_an_example_that_has_one(words: str) -> None:
    error = refusal(words)
    assert "has no date" in error.message
    assert isinstance(at(promised(error.hint)), Timed)


def test_the_general_hint_shows_only_what_can_be_read() -> None:
    shown = promised(refusal("some day").hint).split(", or ")
    assert len(shown) > 2
    for words in shown:
        assert at(words) is not None


# --- clocks that change --------------------------------------------------------------------------


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
def test_a_time_that_the_clocks_skip_is_refused_and_the_hint_exists(
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
def test_where_the_next_valid_time_is_on_another_day_the_hint_says_so(
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
def test_the_last_and_the_first_minute_around_a_gap_exist(
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
def test_a_time_that_the_clocks_show_twice_is_refused_and_both_hints_can_be_read(
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
def test_the_last_and_the_first_minute_around_an_overlap_are_clear(
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
def test_a_range_across_the_repeated_hour_lasts_as_long_as_it_really_does(
    words: str, minutes: int
) -> None:
    known = at(words)
    assert isinstance(known, Timed)
    assert known.end is not None
    real = known.end.astimezone(UTC) - known.start.astimezone(UTC)
    assert real == timedelta(minutes=minutes)


def test_a_range_that_ends_in_the_first_of_two_hours_and_starts_in_the_second_is_refused() -> None:
    error = refusal("2024-10-27 02:15+01:00 to 02:30+02:00")
    assert error.message == "the end is not after the start"


def test_an_offset_that_the_zone_does_not_have_then_is_refused_and_the_hint_can_be_read() -> None:
    error = refusal("2024-05-16 10:00+03:00")
    assert "Europe/Berlin is not at UTC+03:00 on 2024-05-16 10:00" in error.message
    assert start_of("2024-05-16 " + promised(error.hint)) == instant("2024-05-16 10:00", 2)


def test_a_gap_is_a_gap_with_an_offset_too() -> None:
    for offset in ("+01:00", "+02:00"):
        assert "does not exist" in refusal(f"2024-03-31 02:30{offset}").message


# --- dates, ranges of days, moments --------------------------------------------------------------


def test_days_are_a_range_or_one_day() -> None:
    assert notation.parse_days("2024-05-16 to 2024-05-17") == (THURSDAY, FRIDAY)
    assert notation.parse_days(" 2024-05-16  to\n2024-05-17") == (THURSDAY, FRIDAY)
    assert notation.parse_days("2024-05-16") == (THURSDAY, THURSDAY)


@pytest.mark.parametrize("words", ["2024-05-17 to 2024-05-16", "2024-05-16–17", "May", ""])
def test_a_range_of_days_is_refused_with_a_range_that_can_be_read(words: str) -> None:
    with pytest.raises(NotationError) as caught:
        notation.parse_days(words)
    assert notation.parse_days(promised(caught.value.hint)) == (THURSDAY, FRIDAY)


def test_a_date_is_a_date() -> None:
    assert notation.parse_date("2024-05-16") == THURSDAY
    for words in ("2024-05", "16.05.2024", "2024-05-16 10:00", "２０２４-05-16", ""):
        with pytest.raises(NotationError) as caught:
            notation.parse_date(words)
        assert notation.parse_date(promised(caught.value.hint)) == THURSDAY


@pytest.mark.parametrize(
    ("words", "zone", "expected"),
    [
        ("2024-05-14 09:00", BERLIN, instant("2024-05-14 09:00", 2)),
        ("2024-05-14T09:00", BERLIN, instant("2024-05-14 09:00", 2)),
        ("2024-05-14 09:00+08:00", BERLIN, instant("2024-05-14 09:00", 8)),
        ("2024-05-14 09:00-03:30", BERLIN, instant("2024-05-14 09:00", -3.5)),
        ("2024-05-14", "Asia/Shanghai", instant("2024-05-14 00:00", 0)),
    ],
)
def test_a_moment_is_an_instant_in_utc(words: str, zone: str, expected: datetime) -> None:
    moment = notation.moment(*notation.parse_moment(words), zones.zone(zone))
    assert moment == expected
    assert moment.tzinfo is UTC


@pytest.mark.parametrize("words", ["9 May", "2024-05-14 9:00", "2024-05-14 09:00 to 10:00", ""])
def test_what_is_no_moment_is_refused_with_examples_that_are(words: str) -> None:
    with pytest.raises(NotationError) as caught:
        notation.parse_moment(words)
    for shown in promised(caught.value.hint).split(" or "):
        assert notation.parse_moment(shown)


def test_a_moment_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(NotationError, match="does not exist"):
        notation.moment(*notation.parse_moment("2024-03-31 02:30"), zones.zone(BERLIN))


@pytest.mark.parametrize("words", ["2024-05-14 09:00+08:99", "2024-05-14 09:00-99:00"])
def test_a_moment_has_an_offset_that_exists(words: str) -> None:
    with pytest.raises(NotationError, match="is not an offset from UTC"):
        notation.parse_moment(words)


# --- zones ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("Asia/Harbin", "Asia/Shanghai"),
        ("PRC", "Asia/Shanghai"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Atlantic/Reykjavik", "Atlantic/Reykjavik"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("GMT", "GMT"),
        ("Etc/GMT", "GMT"),
        ("Etc/GMT+0", "GMT"),
        ("Greenwich", "GMT"),
        ("Etc/GMT+12", "Etc/GMT+12"),
        ("Etc/GMT-14", "Etc/GMT-14"),
        ("EST5EDT", "EST5EDT"),
        ("Factory", "UTC"),
    ],
)
def test_a_link_is_followed_unless_it_stands_for_a_place_of_its_own(name: str, key: str) -> None:
    assert zones.zone(name).key == key
    assert zones.zone(name) is zones.zone(name)
    assert zones.zone(key).key == key


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Asia/Shangai", "write Asia/Shanghai"),
        ("asia/shanghai", "write Asia/Shanghai"),
        ("Shanghai", "write Asia/Shanghai"),
        ("shanghai", "write Asia/Shanghai"),
        ("UTC+08:00", "write an IANA name such as Asia/Shanghai"),
        ("New York", "write America/New_York"),
        ("Berlin", "write Europe/Berlin"),
        ("gmt", "write GMT"),
        ("etc/gmt+12", "write Etc/GMT+12"),
        # The sign would be the wrong one: Etc/GMT+8 is UTC−8.
        ("GMT+8", "write an IANA name such as Asia/Shanghai"),
        ("Beijing", "write an IANA name such as Asia/Shanghai"),
        ("Middle-earth/Hobbiton", "write an IANA name such as Asia/Shanghai"),
        ("", "write an IANA name such as Asia/Shanghai"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_or_an_example(name: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        zones.zone(name)
    assert caught.value.message == f"there is no time zone “{name}”"
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "name", ["../zone.tab", "/etc/localtime", "Asia", "Asia/", "zone.tab", ".."]
)
def test_no_other_file_is_taken_for_a_zone(name: str) -> None:
    with pytest.raises(NotationError, match="there is no time zone"):
        zones.zone(name)


def all_names() -> list[str]:
    return (resources.files("tzdata") / "zones").read_text("utf-8").split()


def test_every_iana_name_gives_its_own_rules() -> None:
    names = all_names()
    assert len(names) > 500
    moments = [datetime(year, month, 1, tzinfo=UTC) for year in (2024, 2025) for month in (1, 7)]
    for name in names:
        got = zones.zone(name)
        assert zones.zone(got.key) is got
        with (resources.files("tzdata") / "zoneinfo" / name).open("rb") as file:
            real = ZoneInfo.from_file(file)
        for moment in moments:
            assert moment.astimezone(got).utcoffset() == moment.astimezone(real).utcoffset(), name


def test_the_rules_come_from_the_tzdata_package_and_not_from_the_machine(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    other = tmp_path / "Europe" / "Berlin"
    other.parent.mkdir()
    other.write_bytes((resources.files("tzdata") / "zoneinfo" / "Asia" / "Tokyo").read_bytes())
    request.addfinalizer(zoneinfo.reset_tzpath)
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    winter = datetime(2024, 1, 1, tzinfo=UTC)
    machines, ours = ZoneInfo.no_cache(BERLIN), zones.zone.__wrapped__(BERLIN)
    assert winter.astimezone(machines).utcoffset() == timedelta(hours=9)
    assert winter.astimezone(ours).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "year", "hours"),
    [
        ("Asia/Shanghai", 2024, 8),
        ("Asia/Shanghai", 1992, 8),
        ("Asia/Shanghai", 1988, None),
        ("Asia/Shanghai", 1960, None),
        ("Europe/Istanbul", 2015, None),
        ("Europe/Istanbul", 2026, 3),
        (BERLIN, 2024, None),
        ("America/Sao_Paulo", 2018, None),
        ("America/Sao_Paulo", 2024, -3),
        ("Africa/Casablanca", 2024, None),
        ("Asia/Kathmandu", 2024, 5.75),
        ("UTC", 2024, 0),
        ("UTC", 1971, 0),
        ("UTC", 1970, None),
        ("Etc/GMT+12", 2026, -12),
        ("GMT", 2026, 0),
        ("EST5EDT", 2026, None),
        ("Asia/Shanghai", 2038, 8),
        ("Asia/Shanghai", 2199, 8),
        (BERLIN, 2038, None),
        (BERLIN, 2199, None),
        ("Australia/Lord_Howe", 2100, None),
    ],
)
def test_an_offset_is_fixed_only_if_the_zone_keeps_it_from_that_year_on(
    zone: str, year: int, hours: float | None
) -> None:
    expected = None if hours is None else timedelta(hours=hours)
    assert zones.fixed_offset(zones.zone(zone), year) == expected


# --- repetitions ---------------------------------------------------------------------------------


def days_of(
    first: str,
    every: str,
    until: str | None = None,
    times: int | None = None,
    without: tuple[str, ...] = (),
) -> list[str]:
    """Return the days of a repetition, all in ISO form."""
    days = repeats(
        date.fromisoformat(first),
        parse_every(every),
        until=date.fromisoformat(until) if until else None,
        times=times,
        without=frozenset(map(date.fromisoformat, without)),
    )
    return [day.isoformat() for day in days]


@pytest.mark.parametrize(
    ("first", "every", "until", "times", "days"),
    [
        ("2024-05-16", "day", "2024-05-18", None, ["2024-05-16", "2024-05-17", "2024-05-18"]),
        ("2024-05-16", "day", "2024-05-16", None, ["2024-05-16"]),
        ("2024-05-16", "day", None, 2, ["2024-05-16", "2024-05-17"]),
        ("2024-05-16", "3 days", None, 3, ["2024-05-16", "2024-05-19", "2024-05-22"]),
        ("2024-05-16", "weekday", None, 4,
         ["2024-05-16", "2024-05-17", "2024-05-20", "2024-05-21"]),
        ("2024-05-16", "week", "2024-05-30", None, ["2024-05-16", "2024-05-23", "2024-05-30"]),
        ("2024-05-16", "2 weeks", None, 3, ["2024-05-16", "2024-05-30", "2024-06-13"]),
        ("2024-05-16", "1 week", None, 2, ["2024-05-16", "2024-05-23"]),
        ("2024-12-16", "month", None, 3, ["2024-12-16", "2025-01-16", "2025-02-16"]),
        ("2024-12-16", "6 months", None, 2, ["2024-12-16", "2025-06-16"]),
        ("2024-01-31", "last day of the month", None, 4,
         ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]),
        ("2024-02-29", "last day of the month", "2024-04-29", None, ["2024-02-29", "2024-03-31"]),
        # As in RFC 5545: a month without the day is skipped, never moved to another day.
        ("2024-01-31", "month", "2024-07-31", None,
         ["2024-01-31", "2024-03-31", "2024-05-31", "2024-07-31"]),
        ("2023-11-30", "month", None, 4, ["2023-11-30", "2023-12-30", "2024-01-30", "2024-03-30"]),
    ],
)  # fmt: skip
def test_a_repetition_is_on_these_days(
    first: str, every: str, until: str | None, times: int | None, days: list[str]
) -> None:
    assert days_of(first, every, until, times) == days


def test_the_last_day_is_inclusive_and_no_day_is_after_it() -> None:
    assert days_of("2024-05-16", "week", until="2024-05-29") == ["2024-05-16", "2024-05-23"]
    assert days_of("2024-05-16", "week", until="2024-05-30")[-1] == "2024-05-30"


def test_excepted_days_are_left_out_but_counted() -> None:
    assert days_of("2024-05-16", "day", times=3, without=("2024-05-17",)) == [
        "2024-05-16",
        "2024-05-18",
    ]


@pytest.mark.parametrize(
    ("first", "every", "until", "times", "without", "message"),
    [
        ("2024-05-16", "day", "2024-05-15", None, (), "before it starts on 2024-05-16"),
        ("2024-05-16", "day", "2024-05-18", None, ("2024-05-19",), "2024-05-19 is not one of"),
        ("2024-05-16", "week", None, 3, ("2024-05-17",), "2024-05-17 is not one of"),
        ("2024-05-16", "day", None, 1, ("2024-05-16",), "no day left"),
        ("2024-05-16", "day", "2027-05-16", None, (), "more than 1000 times"),
        ("2024-05-18", "weekday", None, 3, (), "2024-05-18 is not one of the days"),
        ("2024-05-18", "weekday", "2024-05-19", None, (), "2024-05-18 is not one of the days"),
        ("2024-05-30", "last day of the month", None, 3, (), "2024-05-30 is not one of the days"),
    ],
    ids=[
        "until before the start",
        "stray exception",
        "stray week day",
        "nothing left",
        "too many",
        "a Saturday",
        "a weekend",
        "the last day but one",
    ],
)
def test_a_repetition_that_cannot_be_meant_is_refused(
    first: str,
    every: str,
    until: str | None,
    times: int | None,
    without: tuple[str, ...],
    message: str,
) -> None:
    with pytest.raises(NotationError, match=re.escape(message)) as caught:
        days_of(first, every, until, times, without)
    assert caught.value.hint, "what to write instead"


@pytest.mark.parametrize(
    ("first", "every", "last", "months"),
    [
        ("2026-01-31", "month", "2026-07-31", ["2026-02", "2026-04", "2026-06"]),
        ("2026-01-31", "month", "2026-04-29", ["2026-02"]),
        ("2026-01-30", "month", "2027-03-30", ["2026-02", "2027-02"]),
        ("2024-01-29", "month", "2025-03-29", ["2025-02"]),
        ("2026-01-28", "month", "2027-03-28", []),
        ("2025-08-31", "6 months", "2027-03-01", ["2026-02", "2027-02"]),
        ("2026-01-31", "last day of the month", "2026-07-31", []),
        ("2026-01-31", "week", "2026-07-31", []),
        ("2026-01-31", "weekday", "2026-07-31", []),
    ],
)
def test_months_that_a_repetition_skips_are_known(
    first: str, every: str, last: str, months: list[str]
) -> None:
    days = map(date.fromisoformat, (first, last))
    begin, end = days
    assert repetition.months_without(begin, parse_every(every), end) == months


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(1, 13), st.integers(0, 3000))
def test_a_monthly_repetition_has_each_month_or_says_that_it_skips_it(
    first: date, interval: int, length: int
) -> None:
    every = parse_every(f"{interval} months")
    last = first + timedelta(days=length)
    days = repeats(first, every, until=last, times=None, without=frozenset())
    met = sorted([f"{day:%Y-%m}" for day in days] + repetition.months_without(first, every, last))
    assert len(set(met)) == len(met)
    year, month = map(int, met[-1].split("-"))
    months = range(first.year * 12 + first.month - 1, year * 12 + month, interval)
    assert met == [f"{n // 12}-{n % 12 + 1:02}" for n in months]


# --- what is known, compared ---------------------------------------------------------------------

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
        # Nearer zones show another date for an hour only: the day is the same.
        ("2026-05-15", zones.zone("Europe/London"), IN_BERLIN, False),
    ],
)  # fmt: skip
def test_what_is_within_days_is_so_by_its_own_clocks_or_those_of_the_programme(
    words: str, zone: ZoneInfo, home: ZoneInfo, within: bool
) -> None:
    first, last = date(2026, 5, 16), date(2026, 5, 17)
    assert when.is_within(parse(words).at(zone), zone, home, first, last) is within


@pytest.mark.parametrize(
    ("this", "zone", "other", "other_zone", "before"),
    [
        ("2026-05-16 09:00", IN_BERLIN, "2026-05-16 10:00", IN_BERLIN, True),
        ("2026-05-16 10:00", IN_BERLIN, "2026-05-16 10:00", IN_BERLIN, False),
        ("2026-05-15", IN_BERLIN, "2026-05-16", IN_BERLIN, True),
        ("2026-05-16", IN_BERLIN, "2026-05-16 23:00", IN_BERLIN, False),
        ("within 2026-05-15 to 2026-05-17", IN_BERLIN, "2026-05-16", IN_BERLIN, False),
        ("within 2026-05-14 to 2026-05-15", IN_BERLIN, "2026-05-16", IN_BERLIN, True),
        # Its end on the 17th says nothing of its start.
        ("2026-05-16 22:00 to 2026-05-17 02:00", IN_BERLIN, "2026-05-17", IN_BERLIN, True),
        ("all 2026-05-16 to 2026-05-18", IN_BERLIN, "2026-05-17", IN_BERLIN, True),
        ("all 2026-05-16", IN_BERLIN, "2026-05-16 18:00", IN_BERLIN, False),
        # Dates of different zones are not compared as if they were of one.
        ("2026-05-16", IN_HONOLULU, "2026-05-17", IN_TOKYO, False),
        ("2026-05-16 20:00", IN_HONOLULU, "2026-05-17 14:00", IN_TOKYO, False),
        ("2026-05-17", IN_TOKYO, "2026-05-17", IN_HONOLULU, False),
        ("2026-05-17 08:00", IN_TOKYO, "2026-05-16 18:00", IN_HONOLULU, True),
    ],
)  # fmt: skip
def test_what_starts_before_something_else_does_so_certainly(
    this: str, zone: ZoneInfo, other: str, other_zone: ZoneInfo, before: bool
) -> None:
    known, compared = parse(this).at(zone), parse(other).at(other_zone)
    assert when.starts_before(known, zone, compared, other_zone) is before


def test_what_may_be_any_later_day_starts_before_nothing_certainly() -> None:
    first = date(2026, 5, 16)
    later, window = when.Window(first, first, later=True), when.Window(first, first)
    next_day = Day(date(2026, 5, 17))
    assert when.starts_before(window, IN_BERLIN, next_day, IN_BERLIN)
    assert not when.starts_before(later, IN_BERLIN, next_day, IN_BERLIN)


def test_a_known_time_has_its_days_by_the_clocks_of_a_zone() -> None:
    night = parse("2026-05-17 08:00 to 09:00").at(IN_TOKYO)
    assert when.days_in(night, IN_HONOLULU) == (date(2026, 5, 16), date(2026, 5, 16))
    assert when.days_in(night, IN_TOKYO) == (date(2026, 5, 17), date(2026, 5, 17))
    window = parse("within 2026-05-16 to 2026-05-18").at(IN_TOKYO)
    assert when.days_in(window, IN_HONOLULU) == (date(2026, 5, 16), date(2026, 5, 18))


def test_as_many_repeats_as_are_allowed_are_all_there() -> None:
    assert (
        len(days_of("2024-05-16", "day", times=repetition.MOST_REPEATS)) == repetition.MOST_REPEATS
    )


def test_a_repetition_ends_within_the_plausible_years() -> None:
    for every in ("month", "99 months", "99 weeks"):
        with pytest.raises(NotationError):
            days_of("2199-01-15", every, times=repetition.MOST_REPEATS)


@pytest.mark.parametrize("words", ["day", "days", "2 days", " 2  weeks ", "week", "12 months"])
def test_a_rhythm_can_be_written_in_these_ways(words: str) -> None:
    assert parse_every(words)[1] == int((re.findall(r"\d+", words) or ["1"])[0])


@pytest.mark.parametrize(
    "words",
    [
        "0 days",
        "00 weeks",
        "٠ days",
        "-1 days",
        "1.5 weeks",
        "100 days",
        "fortnight",
        "year",
        "2",
        "",
    ],
)
def test_what_is_no_rhythm_is_refused(words: str) -> None:
    # An interval of zero would repeat for ever.
    with pytest.raises(NotationError, match="is not a rhythm") as caught:
        parse_every(words)
    for shown in re.split(r", or |, ", promised(caught.value.hint)):
        assert parse_every(shown)


# --- the ledger's spelling -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        *notation.EXAMPLES,
        "all 2024-05-16",
        "2024-05-16 night",
        "2024-10-27 02:30+02:00 to 02:45+01:00",
        "2024-10-27 02:30+01:00",
    ],
)
def test_what_is_spelt_for_the_ledger_is_read_back_as_the_same(words: str) -> None:
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


def test_nothing_known_is_spelt_as_nothing() -> None:
    assert when.spell(None) is None
    assert when.unspell(None) is None


# --- properties ----------------------------------------------------------------------------------

ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "America/Caracas", "America/New_York",
    "America/Sao_Paulo", "America/Scoresbysund", "America/St_Johns", "Antarctica/Troll",
    "Asia/Gaza", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Shanghai",
    "Asia/Tehran", "Australia/Hobart", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Europe/Lisbon", "Pacific/Apia", "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
]  # fmt: skip
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


def test_the_changes_drawn_include_gaps_and_overlaps_of_several_sizes() -> None:
    sizes = set()
    for zone, change in all_changes():
        info = zones.zone(zone)
        before, after = ((change + n * timedelta(minutes=1)).astimezone(info) for n in (-1, 0))
        sizes.add((after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta()))
    assert {timedelta(minutes=n) for n in (-60, 60, -30, 30, 24 * 60)} <= sizes


@settings(max_examples=500)
@given(MOMENTS)
def test_an_instant_comes_back_from_its_wall_clock(drawn: tuple[str, datetime]) -> None:
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


@settings(max_examples=500)
@given(MOMENTS)
def test_gaps_and_overlaps_are_those_that_counting_finds(drawn: tuple[str, datetime]) -> None:
    # The wall clock of a moment in UTC, taken as it is, is any wall clock at all.
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
    """Return what an author writes for a time: an offset only where it is needed."""
    twice = showings(local.replace(tzinfo=None, fold=0), zone) > 1
    return Clock(time(local.hour, local.minute), local.utcoffset() if twice else None)


@settings(max_examples=500)
@given(MOMENTS, st.integers(1, 400))
def test_a_range_ends_when_it_ends(drawn: tuple[str, datetime], minutes: int) -> None:
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


DIGITS = st.text("0123456789", min_size=1, max_size=4)
PIECES = st.sampled_from([
    "2024-05-16", "2024-03-31", "2024-10-27", "2024-02-30", "2199-12-31", "1900-01-01",
    "9999-99-99", "10:00", "02:30", "24:00", "99:99", "+02:00", "-03:00", "+15:00", "to",
    "within", "all", "from", "and", "between", "evening", "noon", "am", "pm", "-", "–", "/", ".",
    "T", "Z", ",", "h", "٣", "²",
]) | DIGITS  # fmt: skip
WORDS = (
    st.text()
    | st.from_regex(notation.PATTERN)
    | st.from_regex(notation.PATTERN, fullmatch=True, alphabet=st.characters(codec="ascii"))
    | st.lists(PIECES, max_size=8).map(" ".join)
    | st.lists(PIECES, max_size=8).map("".join)
)


@settings(max_examples=300)
@given(WORDS, st.sampled_from(ZONES))
@example("2024-10-27 02:30+02:00 to 02:15+01:00", BERLIN)
@example("2024-10-27 02:30+02:00 to 02:30+01:00", BERLIN)
@example("2011-12-30 00:00 to 2011-12-31 00:00", "Pacific/Apia")
def test_any_words_in_any_zone_give_an_honest_time_or_a_reason(words: str, zone: str) -> None:
    try:
        known = at(words, zone)
    except NotationError as error:
        assert error.message
        return
    assert known.first <= known.last
    assert known.first.year in zones.YEARS
    if isinstance(known, Timed):
        for moment in (known.start, known.end):
            assert moment is None or moment.utcoffset() is not None


@settings(max_examples=300)
@given(WORDS)
def test_whatever_is_read_is_what_the_schema_allows(words: str) -> None:
    try:
        parse(words)
    except NotationError:
        return
    tidy = " ".join(words.split())
    assert re.fullmatch(notation.PATTERN, tidy, re.ASCII)  # as in ECMAScript


@settings(max_examples=300)
@given(WORDS)
def test_a_suggestion_to_write_it_otherwise_can_always_be_read(words: str) -> None:
    try:
        parse(words)
    except NotationError as error:
        if "not written the way" in error.message:
            parse(promised(error.hint))


@settings(max_examples=300)
@given(WORDS)
def test_other_readers_of_time_refuse_with_a_reason_only(words: str) -> None:
    for read in (notation.parse_days, notation.parse_date, notation.parse_moment, parse_every):
        try:
            read(words)
        except NotationError as error:
            assert error.message
            assert error.hint


@given(
    st.dates(date(1900, 1, 1), date(2150, 12, 31)),
    st.sampled_from(
        ["day", "weekday", "week", "month", "2 days", "3 weeks", "5 months", repetition.LAST_DAY]
    ),
    st.integers(1, 40),
)
def test_a_repetition_until_its_last_day_is_the_repetition_by_count(
    first: date, every: str, times: int
) -> None:
    if every == "weekday" and first.weekday() > 4:
        first -= timedelta(days=2)
    if every == repetition.LAST_DAY:
        first = first.replace(day=monthrange(first.year, first.month)[1])
    rhythm = parse_every(every)
    days = repeats(first, rhythm, until=None, times=times, without=frozenset())
    assert len(days) == times
    assert days == sorted(set(days))
    assert days[0] == first
    assert repeats(first, rhythm, until=days[-1], times=None, without=frozenset()) == days
    if times > 1:
        left = repeats(first, rhythm, until=None, times=times, without=frozenset({days[0]}))
        assert left == days[1:]
