"""Honest time: what an author writes, and what it means."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil import tz
from hypothesis import assume, given
from hypothesis import strategies as st

from itinerary.when import (
    EXAMPLES,
    PATTERN,
    Day,
    Part,
    Span,
    Timed,
    When,
    WhenError,
    Window,
    fixed_offset,
    parse,
    parse_days,
    parse_every,
    repeats,
    spell,
    unspell,
    zone,
)

SHANGHAI = zone("Asia/Shanghai")
BERLIN = zone("Europe/Berlin")
HOWE = zone("Australia/Lord_Howe")


def meant(words: str, where: str = "Asia/Shanghai") -> When:
    return parse(words).at(zone(where))


def at(words: str) -> datetime:
    return datetime.fromisoformat(words)


@pytest.mark.parametrize(
    ("words", "when"),
    [
        (
            "2024-05-16 10:00 to 11:30",
            Timed(at("2024-05-16T10:00+08:00"), at("2024-05-16T11:30+08:00")),
        ),
        (
            "2024-05-16 22:00 to 2024-05-17 01:30",
            Timed(at("2024-05-16T22:00+08:00"), at("2024-05-17T01:30+08:00")),
        ),
        ("2024-05-16 10:00", Timed(at("2024-05-16T10:00+08:00"))),
        ("2024-05-16", Day(date(2024, 5, 16))),
        ("2024-05-16 evening", Day(date(2024, 5, 16), Part.EVENING)),
        ("2024-05-16 midday", Day(date(2024, 5, 16), Part.MIDDAY)),
        ("within 2024-05-16 to 2024-05-17", Window(date(2024, 5, 16), date(2024, 5, 17))),
        ("all 2024-05-16 to 2024-05-17", Span(date(2024, 5, 16), date(2024, 5, 17))),
        ("all 2024-05-16", Span(date(2024, 5, 16), date(2024, 5, 16))),
        ("  2024-05-16   10:00 ", Timed(at("2024-05-16T10:00+08:00"))),
        ("2024-02-29", Day(date(2024, 2, 29))),
    ],
)
def test_each_form_means_what_it_says(words: str, when: When) -> None:
    assert meant(words) == when


def test_every_example_is_read_and_fits_the_pattern_for_editors() -> None:
    for words in EXAMPLES:
        assert re.fullmatch(PATTERN, words)
        assert meant(words)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("2024-02-30", "2024-02 has 29 days", "2024-02-29"),
        ("2023-02-29", "2023-02 has 28 days", "2023-02-28"),
        ("2024-13-05", "no month 13", "2024-05-13"),
        ("2024-16-05 10:00", "no month 16", "2024-05-16"),
        ("2024-05-16 25:00", "25:00 is not a time of day", "00:00 to 23:59"),
        ("2024-05-16 10:00 to 24:00", "24:00 is the next day", "00:00"),
        ("0024-05-16", "the year 24 is not plausible", "2024"),
        ("2924-05-16", "the year 2924 is not plausible", "2024"),
        ("within 2024-05-17 to 2024-05-16", "is before", "2024-05-16 to 2024-05-17"),
        ("within 2024-05-16 to 2024-05-16", "a window of one day", "write 2024-05-16"),
        ("10:00", "has no date", "2024-05-16 10:00"),
        ("soon", "not a time that can be read", "2024-05-16"),
        ("", "not a time that can be read", "2024-05-16"),
        ("2024-05-16 10:00+16:00", "not an offset", "+08:00"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_hint(words: str, message: str, hint: str) -> None:
    with pytest.raises(WhenError) as caught:
        parse(words)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("sloppy", "right"),
    [
        ("16.05.2024 10:00", "2024-05-16 10:00"),
        ("2024-05-16T10:00", "2024-05-16 10:00"),
        ("2024-05-16 10:00 – 11:30", "2024-05-16 10:00 to 11:30"),
        ("2024-05-16, 9:30", "2024-05-16 09:30"),
        ("2024-05-16 10am to 1:30 pm", "2024-05-16 10:00 to 13:30"),
        ("2024-05-16 12am", "2024-05-16 00:00"),
        ("2024/5/16", "2024-05-16"),
        ("2024-5-6", "2024-05-06"),
        ("2024-05-16 at 10.00", "2024-05-16 10:00"),
        ("2024-05-16 to 2024-05-17", "all 2024-05-16 to 2024-05-17"),
        ("between 2024-05-16 and 2024-05-17", "within 2024-05-16 to 2024-05-17"),
        ("2024-05-16 in the evening", "2024-05-16 evening"),
        ("2024-05-16 Evening", "2024-05-16 evening"),
        ("2024-05-16 10:00:00", "2024-05-16 10:00"),
    ],
)
def test_a_sloppy_spelling_gets_the_right_one_as_a_hint(sloppy: str, right: str) -> None:
    with pytest.raises(WhenError) as caught:
        parse(sloppy)
    assert caught.value.hint == f"write {right}"
    assert meant(right)


def test_an_end_before_the_start_suggests_the_next_day() -> None:
    with pytest.raises(WhenError, match="the end is not after the start") as caught:
        meant("2024-05-16 22:00 to 02:00")
    assert caught.value.hint.endswith("write 2024-05-16 22:00 to 2024-05-17 02:00")
    with pytest.raises(WhenError):
        meant("2024-05-16 22:00 to 22:00")


# --- changes of the clocks -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "where", "hint"),
    [
        ("2026-03-29 02:30", "Europe/Berlin", "03:30"),
        ("2026-03-08 02:00", "America/New_York", "03:00"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "02:45"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused(words: str, where: str, hint: str) -> None:
    with pytest.raises(WhenError, match="does not exist") as caught:
        meant(words, where)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("words", "where", "first", "second"),
    [
        ("2026-10-25 02:30", "Europe/Berlin", "+02:00", "+01:00"),
        ("2026-11-01 01:00", "America/New_York", "-04:00", "-05:00"),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "+11:00", "+10:30"),
    ],
)
def test_a_time_that_happens_twice_needs_its_offset(
    words: str, where: str, first: str, second: str
) -> None:
    with pytest.raises(WhenError, match="happens twice") as caught:
        meant(words, where)
    for offset in (first, second):
        right = words[-5:] + offset
        assert right in caught.value.hint
        when = meant(f"{words}{offset}", where)
        assert isinstance(when, Timed)
        assert when.start.isoformat()[-6:] == offset


def test_an_offset_that_the_zone_does_not_have_is_refused() -> None:
    assert meant("2024-05-16 10:00+08:00") == meant("2024-05-16 10:00")
    with pytest.raises(WhenError, match="is not at UTC\\+09:00") as caught:
        meant("2024-05-16 10:00+09:00")
    assert "10:00+08:00" in caught.value.hint


def test_an_end_after_a_hyphen_is_not_taken_for_an_offset() -> None:
    with pytest.raises(WhenError, match="is not at UTC-11:30") as caught:
        meant("2024-05-16 10:00-11:30")
    assert "write 10:00 to 11:30" in caught.value.hint


def test_a_night_across_the_change_has_its_real_length() -> None:
    when = meant("2026-10-24 22:00 to 2026-10-25 04:00", "Europe/Berlin")
    assert isinstance(when, Timed)
    assert when.end is not None
    assert when.end.astimezone(UTC) - when.start.astimezone(UTC) == timedelta(hours=7)


SOME_ZONES = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Shanghai",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "UTC",
]
moments = st.datetimes(datetime(1975, 1, 1), datetime(2036, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(moments, st.sampled_from(SOME_ZONES))
def test_gaps_and_overlaps_are_those_that_dateutil_finds(moment: datetime, where: str) -> None:
    there = tz.gettz(where)
    assume(there is not None)
    naive = moment.replace(tzinfo=there)
    exists, twice = tz.datetime_exists(naive), tz.datetime_ambiguous(naive)
    try:
        when = meant(f"{moment:%Y-%m-%d %H:%M}", where)
    except WhenError as error:
        assert ("does not exist" in error.message) == (not exists)
        assert ("happens twice" in error.message) == (exists and twice)
    else:
        assert exists
        assert not twice
        assert isinstance(when, Timed)
        assert when.start.utcoffset() is not None
        assert when.start.replace(tzinfo=None) == moment


@given(st.datetimes(datetime(1990, 1, 1), datetime(2036, 1, 1)), st.sampled_from(SOME_ZONES))
def test_writing_an_instant_with_its_offset_gives_it_back(moment: datetime, where: str) -> None:
    instant = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    local = instant.astimezone(zone(where))
    when = meant(f"{local:%Y-%m-%d %H:%M}{local.isoformat()[-6:]}", where)
    assert isinstance(when, Timed)
    assert when.start.astimezone(UTC) == instant


@given(st.text() | st.from_regex(PATTERN, fullmatch=True), st.sampled_from(SOME_ZONES))
def test_nothing_but_a_clear_refusal_comes_of_any_words(words: str, where: str) -> None:
    try:
        when = meant(words, where)
    except WhenError as error:
        assert error.message
    else:
        assert unspell(spell(when)) == when


# --- zones ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Asia/Harbin", "Asia/Shanghai"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("PRC", "Asia/Shanghai"),
        ("Atlantic/Reykjavik", "Atlantic/Reykjavik"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_has_its_canonical_name(written: str, canonical: str) -> None:
    assert zone(written).key == canonical
    assert zone(written) is zone(written)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Asia/Shangai", "Asia/Shanghai"),
        ("Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("UTC+08:00", "Asia/Shanghai"),
        ("../../etc/passwd", "IANA"),
    ],
)
def test_an_unknown_zone_gets_a_suggestion(written: str, hint: str) -> None:
    with pytest.raises(WhenError, match="there is no time zone") as caught:
        zone(written)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("where", "year", "hours"),
    [
        ("Asia/Shanghai", 2024, 8),
        ("Asia/Shanghai", 1988, None),
        ("Asia/Shanghai", 1960, None),
        ("Asia/Shanghai", 2100, 8),
        ("Asia/Kolkata", 2024, 5.5),
        ("Europe/Istanbul", 2026, 3),
        ("Europe/Istanbul", 2015, None),
        ("Europe/Berlin", 2024, None),
        ("America/Sao_Paulo", 2018, None),
        ("America/Sao_Paulo", 2024, -3),
        ("Africa/Casablanca", 2024, None),
    ],
)
def test_a_zone_is_fixed_only_if_it_stays_so(where: str, year: int, hours: float | None) -> None:
    expected = None if hours is None else timedelta(hours=hours)
    assert fixed_offset(zone(where), year) == expected


# --- repetitions ---------------------------------------------------------------------------------


def days_of(
    first: str,
    every: str,
    *,
    until: str | None = None,
    times: int | None = None,
    without: tuple[str, ...] = (),
) -> list[str]:
    found = repeats(
        date.fromisoformat(first),
        parse_every(every),
        until=date.fromisoformat(until) if until else None,
        times=times,
        without=frozenset(map(date.fromisoformat, without)),
    )
    return [day.isoformat()[5:] for day in found]


def test_repetitions_are_expanded() -> None:
    assert days_of("2024-05-16", "day", until="2024-05-18") == ["05-16", "05-17", "05-18"]
    assert days_of("2024-05-16", "2 days", times=3) == ["05-16", "05-18", "05-20"]
    assert days_of("2024-05-17", "weekday", times=2) == ["05-17", "05-20"]
    assert days_of("2024-05-16", "week", until="2024-05-30") == ["05-16", "05-23", "05-30"]
    assert days_of("2024-05-16", "2 weeks", until="2024-05-30") == ["05-16", "05-30"]
    assert days_of("2024-01-31", "month", times=3) == ["01-31", "03-31", "05-31"]
    assert days_of("2024-05-16", "day", until="2024-05-18", without=("2024-05-17",)) == [
        "05-16",
        "05-18",
    ]


@pytest.mark.parametrize("every", ["year", "0 days", "days day", "-1 days", "100 days", ""])
def test_an_unknown_rhythm_is_refused(every: str) -> None:
    with pytest.raises(WhenError, match="is not a rhythm"):
        parse_every(every)


def test_repetitions_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(WhenError, match="before it starts"):
        days_of("2024-05-16", "day", until="2024-05-15")
    with pytest.raises(WhenError, match="not one of the repeated days"):
        days_of("2024-05-16", "day", until="2024-05-17", without=("2024-05-18",))
    with pytest.raises(WhenError, match="no day left"):
        days_of("2024-05-16", "day", times=1, without=("2024-05-16",))
    with pytest.raises(WhenError, match="more than 1000 times"):
        days_of("2024-05-16", "day", until="2199-01-01")


def test_days_are_read_as_a_range_or_one_day() -> None:
    assert parse_days("2024-05-16 to 2024-05-17") == (date(2024, 5, 16), date(2024, 5, 17))
    assert parse_days("2024-05-16") == (date(2024, 5, 16), date(2024, 5, 16))
    with pytest.raises(WhenError):
        parse_days("2024-05-16 – 2024-05-17")


def test_an_end_at_midnight_belongs_to_the_day_before() -> None:
    when = meant("2024-05-16 20:00 to 2024-05-17 00:00")
    assert when.last == date(2024, 5, 16)


def test_values_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Timed(datetime(2024, 5, 16))
    with pytest.raises(ValueError, match="after the start"):
        Timed(at("2024-05-16T10:00+08:00"), at("2024-05-16T10:00+08:00"))
