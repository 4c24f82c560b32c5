"""Times as authors write them: what is read, what is refused, and what the hint suggests."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.model import when_notation, zones
from itinerary.model.repetition import parse_every
from itinerary.model.when import Day, Part, Span, Timed, When, Window
from itinerary.model.when_notation import parse
from tests.support.notation import (
    BERLIN,
    FRIDAY,
    THURSDAY,
    ZONES,
    at,
    instant,
    promised,
    refusal,
    start_of,
)


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
def test_form_without_a_clock_says_only_days(words: str, known: When) -> None:
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
def test_form_with_a_clock_is_in_the_zone_of_the_event(
    words: str, start: str, end: str | None
) -> None:
    known = at(words)
    assert isinstance(known, Timed)
    assert known.start == instant(start, 2)
    assert known.end == (instant(end, 2) if end else None)
    assert known.start.tzinfo is zones.zone(BERLIN)
    assert f"{known.start:%Y-%m-%d %H:%M}" == start


@pytest.mark.parametrize("words", when_notation.EXAMPLES)
def test_every_example_that_errors_show_can_be_read(words: str) -> None:
    assert at(words) is not None
    assert re.fullmatch(when_notation.PATTERN, words)


def test_white_space_does_not_matter() -> None:
    assert parse(" 2024-05-16\n  10:00   to 11:30 ") == parse("2024-05-16 10:00 to 11:30")


def test_parse_reads_times_in_the_given_zone() -> None:
    assert start_of("2024-05-16 10:00", "Asia/Shanghai") == instant("2024-05-16 10:00", 8)
    assert start_of("2024-05-16 10:00", "America/New_York") == instant("2024-05-16 10:00", -4)
    assert start_of("2024-05-16 10:00", "Asia/Kathmandu") == instant("2024-05-16 10:00", 5.75)
    assert start_of("2024-05-16 10:00", "UTC") == instant("2024-05-16 10:00", 0)


def test_on_moves_both_ends() -> None:
    late = parse("2024-05-16 22:00 to 2024-05-17 01:30").on(date(2024, 12, 31))
    assert (late.first, late.last) == (date(2024, 12, 31), date(2025, 1, 1))
    assert late.at(zones.zone(BERLIN)) == at("2024-12-31 22:00 to 2025-01-01 01:30")


def test_last_day_of_a_time_past_midnight_is_the_next_day() -> None:
    late = at("2024-05-16 22:00 to 2024-05-17 00:01")
    assert (late.first, late.last) == (THURSDAY, FRIDAY)


def test_times_are_aware() -> None:
    naive = datetime(2024, 5, 16, 10)
    with pytest.raises(ValueError, match="aware"):
        Timed(naive)
    with pytest.raises(ValueError, match="aware"):
        Timed(naive.replace(tzinfo=UTC), naive + timedelta(hours=1))


def test_end_before_the_start_cannot_be_made() -> None:
    start = datetime(2024, 5, 16, 10, tzinfo=UTC)
    for end in (start, start - timedelta(hours=1)):
        with pytest.raises(ValueError, match="after the start"):
            Timed(start, end)


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
def test_parse_refuses_impossible_times_with_a_hint(words: str, message: str, hint: str) -> None:
    error = refusal(words)
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    "words", ["２０２４-05-16", "2024-05-1٦", "2024-05-16 １０:00", "all ２０２４-05-16"]
)
def test_parse_refuses_digits_of_other_scripts(words: str) -> None:
    # The JSON Schema's \d matches ASCII digits only, as do other readers of the file.
    assert refusal(words).hint


@pytest.mark.parametrize(
    "words", ["2024-05-16 10:00 to 09:30", "2024-05-16 22:00 to 01:30", "2024-05-16 10:00 to 10:00"]
)
def test_end_before_the_start_is_refused_and_the_hint_can_be_read(words: str) -> None:
    error = refusal(words)
    assert error.message == "the end is not after the start"
    corrected = at(promised(error.hint))
    assert isinstance(corrected, Timed)
    assert (corrected.first, corrected.end and corrected.end.date()) == (THURSDAY, FRIDAY)
    assert corrected.start == start_of(words.split(" to ")[0])


def test_end_on_an_earlier_day_is_refused() -> None:
    error = refusal("2024-05-16 17:00 to 2024-05-15 18:00")
    assert error.message == "the end is not after the start"
    assert "later than the start" in error.hint


@pytest.mark.parametrize(
    ("words", "corrected"),
    [
        ("within 2024-05-17 to 2024-05-16", Window(THURSDAY, FRIDAY)),
        ("all 2024-05-17 to 2024-05-16", Span(THURSDAY, FRIDAY)),
        ("within 2024-05-16 to 2024-05-16", Day(THURSDAY)),
    ],
)
def test_days_in_the_wrong_order_are_refused_and_the_hint_keeps_the_meaning(
    words: str, corrected: When
) -> None:
    assert at(promised(refusal(words).hint)) == corrected


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
def test_parse_suggests_what_a_sloppy_spelling_means(words: str, meant: str) -> None:
    hint = promised(refusal(words).hint)
    assert parse(hint) == parse(meant)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("10:00-11:30", "Asia/Shanghai"),
        ("10:00-12:00", BERLIN),
        # The “end” equals the zone's own offset, so no other check would refuse it.
        ("22:00-03:00", "America/Sao_Paulo"),
        ("09:00-10:00", "Pacific/Honolulu"),
        ("21:00-04:00", "America/New_York"),
    ],
)
def test_end_after_a_hyphen_is_never_taken_for_an_offset(words: str, zone: str) -> None:
    assert f"write {words.replace('-', ' to ')}" in refusal(f"2024-05-16 {words}", zone).hint


@pytest.mark.parametrize(
    "words", ["2024-05-16T10:00-05:00", "2024-05-16T10:00:00-05:00", "2024-05-16T10:00-0500"]
)
def test_offset_of_an_iso_time_is_never_suggested_as_an_end(words: str) -> None:
    assert "to 05:00" not in refusal(words).hint


@pytest.mark.parametrize("words", ["10:00", "10:00 to 11:30", "10am", "9:30-11:00"])
def test_time_without_a_date_is_refused_with_an_example_that_has_one(words: str) -> None:
    error = refusal(words)
    assert "has no date" in error.message
    assert isinstance(at(promised(error.hint)), Timed)


def test_general_hint_shows_readable_examples() -> None:
    shown = promised(refusal("some day").hint).split(", or ")
    assert len(shown) > 2
    for words in shown:
        assert at(words) is not None


def test_days_are_a_range_or_one_day() -> None:
    assert when_notation.parse_days("2024-05-16 to 2024-05-17") == (THURSDAY, FRIDAY)
    assert when_notation.parse_days(" 2024-05-16  to\n2024-05-17") == (THURSDAY, FRIDAY)
    assert when_notation.parse_days("2024-05-16") == (THURSDAY, THURSDAY)


@pytest.mark.parametrize("words", ["2024-05-17 to 2024-05-16", "2024-05-16–17", "May", ""])
def test_range_of_days_is_refused_with_a_range_that_can_be_read(words: str) -> None:
    with pytest.raises(NotationError) as caught:
        when_notation.parse_days(words)
    assert when_notation.parse_days(promised(caught.value.hint)) == (THURSDAY, FRIDAY)


def test_date_is_a_date() -> None:
    assert when_notation.parse_date("2024-05-16") == THURSDAY
    for words in ("2024-05", "16.05.2024", "2024-05-16 10:00", "２０２４-05-16", ""):
        with pytest.raises(NotationError) as caught:
            when_notation.parse_date(words)
        assert when_notation.parse_date(promised(caught.value.hint)) == THURSDAY


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
def test_moment_is_an_instant_in_utc(words: str, zone: str, expected: datetime) -> None:
    moment = when_notation.moment(*when_notation.parse_moment(words), zones.zone(zone))
    assert moment == expected
    assert moment.tzinfo is UTC


@pytest.mark.parametrize("words", ["9 May", "2024-05-14 9:00", "2024-05-14 09:00 to 10:00", ""])
def test_parse_moment_refuses_with_readable_examples(words: str) -> None:
    with pytest.raises(NotationError) as caught:
        when_notation.parse_moment(words)
    for shown in promised(caught.value.hint).split(" or "):
        assert when_notation.parse_moment(shown)


@pytest.mark.parametrize("words", ["2024-05-14 09:00+08:99", "2024-05-14 09:00-99:00"])
def test_moment_has_an_offset_that_exists(words: str) -> None:
    with pytest.raises(NotationError, match="is not an offset from UTC"):
        when_notation.parse_moment(words)


DIGITS = st.text("0123456789", min_size=1, max_size=4)
PIECES = st.sampled_from([
    "2024-05-16", "2024-03-31", "2024-10-27", "2024-02-30", "2199-12-31", "1900-01-01",
    "9999-99-99", "10:00", "02:30", "24:00", "99:99", "+02:00", "-03:00", "+15:00", "to",
    "within", "all", "from", "and", "between", "evening", "noon", "am", "pm", "-", "–", "/", ".",
    "T", "Z", ",", "h", "٣", "²",
]) | DIGITS  # fmt: skip
WORDS = (
    st.text()
    | st.from_regex(when_notation.PATTERN)
    | st.from_regex(when_notation.PATTERN, fullmatch=True, alphabet=st.characters(codec="ascii"))
    | st.lists(PIECES, max_size=8).map(" ".join)
    | st.lists(PIECES, max_size=8).map("".join)
)


@given(WORDS, st.sampled_from(ZONES))
@example("2024-10-27 02:30+02:00 to 02:15+01:00", BERLIN)
@example("2024-10-27 02:30+02:00 to 02:30+01:00", BERLIN)
@example("2011-12-30 00:00 to 2011-12-31 00:00", "Pacific/Apia")
def test_parse_reads_or_refuses_any_words_in_any_zone(words: str, zone: str) -> None:
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


@given(WORDS)
def test_schema_pattern_allows_all_that_parse_reads(words: str) -> None:
    try:
        parse(words)
    except NotationError:
        return
    tidy = " ".join(words.split())
    assert re.fullmatch(when_notation.PATTERN, tidy, re.ASCII)  # as in ECMAScript


@given(WORDS)
def test_suggested_spelling_can_be_read(words: str) -> None:
    try:
        parse(words)
    except NotationError as error:
        if "not written the way" in error.message:
            parse(promised(error.hint))


@given(WORDS)
def test_date_readers_raise_only_notation_errors(words: str) -> None:
    for read in (
        when_notation.parse_days,
        when_notation.parse_date,
        when_notation.parse_moment,
        parse_every,
    ):
        try:
            read(words)
        except NotationError as error:
            assert error.message
            assert error.hint


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("18:00-20:00", "write for example 2024-05-16 18:00 to 20:00"),
        ("18:00–20:00", "write for example 2024-05-16 18:00 to 20:00"),
        ("2026-05-16 18:00-20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16 18:00 - 20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16 18:00–20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16, 18:00-20:00", "write 2026-05-16 18:00 to 20:00"),
        ("16.05.2026 18:00-20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16 20:00-24:00", "write 00:00 with the next day's date"),
    ],
)
def test_range_with_a_hyphen_is_taken_for_one(value: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(value)
    assert caught.value.hint == hint
