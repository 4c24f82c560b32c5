"""Repetitions: their dates, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.model import repetition
from itinerary.model.repetition import Horizon, parse_every, repeats
from tests.support.notation import (
    promised,
)


def days_of(
    first: str,
    every: str | None,
    until: str | None = None,
    times: int | None = None,
    without: tuple[str, ...] = (),
    dates: tuple[str, ...] = (),
) -> list[str]:
    """Return the days of a repetition, all in ISO form."""
    days = repeats(
        date.fromisoformat(first),
        parse_every(every) if every else None,
        until=date.fromisoformat(until) if until else None,
        times=times,
        dates=tuple(map(date.fromisoformat, dates)),
        without=tuple(map(date.fromisoformat, without)),
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
        ("2027-01-05", "tuesday, thursday", None, 4,
         ["2027-01-05", "2027-01-07", "2027-01-12", "2027-01-14"]),
        ("2027-01-07", "Tuesday and Thursday", None, 3,
         ["2027-01-07", "2027-01-12", "2027-01-14"]),
        ("2027-01-05", "2 weeks on tuesday, thursday", None, 4,
         ["2027-01-05", "2027-01-07", "2027-01-19", "2027-01-21"]),
        # A fortnight counts whole weeks that begin on Monday, as RFC 5545 does by default.
        ("2027-01-07", "2 weeks on tuesday, thursday", None, 3,
         ["2027-01-07", "2027-01-19", "2027-01-21"]),
        ("2027-01-12", "second tuesday", None, 3, ["2027-01-12", "2027-02-09", "2027-03-09"]),
        ("2027-01-12", "second tuesday of the month", None, 2, ["2027-01-12", "2027-02-09"]),
        ("2027-01-29", "last friday", None, 3, ["2027-01-29", "2027-02-26", "2027-03-26"]),
        ("2027-01-04", "first and third monday", None, 4,
         ["2027-01-04", "2027-01-18", "2027-02-01", "2027-02-15"]),
        ("2027-01-04", "first monday, last friday", None, 3,
         ["2027-01-04", "2027-01-29", "2027-02-01"]),
        ("2027-01-04", "first monday of every 3 months", None, 2, ["2027-01-04", "2027-04-05"]),
        ("2027-01-29", "fifth friday", None, 2, ["2027-01-29", "2027-04-30"]),
        ("2027-11-25", "fourth thursday of november", None, 2, ["2027-11-25", "2028-11-23"]),
        ("2027-05-16", "year", None, 3, ["2027-05-16", "2028-05-16", "2029-05-16"]),
        ("2027-05-16", "4 years", None, 2, ["2027-05-16", "2031-05-16"]),
        ("2024-02-29", "year", None, 2, ["2024-02-29", "2028-02-29"]),
    ],
)  # fmt: skip
def test_repetition_is_on_these_days(
    first: str, every: str, until: str | None, times: int | None, days: list[str]
) -> None:
    assert days_of(first, every, until, times) == days


def test_repetition_includes_its_last_day() -> None:
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
        ("2027-01-06", "tuesday, thursday", None, 3, (), "2027-01-06 is not one of the days"),
        ("2027-01-05", "second tuesday", None, 3, (), "2027-01-05 is not one of the days"),
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
        "another weekday",
        "another Tuesday",
    ],
)
def test_repetition_that_cannot_be_meant_is_refused(
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
        ("2026-01-30", "fifth friday", "2026-07-31", []),
        ("2024-02-29", "year", "2028-03-01", ["2025-02", "2026-02", "2027-02"]),
        ("2024-05-16", "year", "2028-03-01", []),
    ],
)
def test_months_that_a_repetition_skips_are_known(
    first: str, every: str, last: str, months: list[str]
) -> None:
    days = map(date.fromisoformat, (first, last))
    begin, end = days
    assert repetition.skipped(begin, parse_every(every), end) == months


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(1, 13), st.integers(0, 3000))
def test_monthly_repetition_has_or_reports_each_month(
    first: date, interval: int, length: int
) -> None:
    every = parse_every(f"{interval} months")
    last = first + timedelta(days=length)
    days = repeats(first, every, until=last, times=None, without=frozenset())
    met = sorted([f"{day:%Y-%m}" for day in days] + repetition.skipped(first, every, last))
    assert len(set(met)) == len(met)
    year, month = map(int, met[-1].split("-"))
    months = range(first.year * 12 + first.month - 1, year * 12 + month, interval)
    assert met == [f"{n // 12}-{n % 12 + 1:02}" for n in months]


def test_repetition_has_up_to_the_most_repeats() -> None:
    assert (
        len(days_of("2024-05-16", "day", times=repetition.MOST_REPEATS)) == repetition.MOST_REPEATS
    )


def test_repetition_ends_within_the_plausible_years() -> None:
    for every in ("month", "99 months", "99 weeks"):
        with pytest.raises(NotationError):
            days_of("2199-01-15", every, times=repetition.MOST_REPEATS)


@pytest.mark.parametrize("words", ["day", "days", "2 days", " 2  weeks ", "week", "12 months"])
def test_rhythm_can_be_written_in_these_ways(words: str) -> None:
    assert parse_every(words).interval == int((re.findall(r"\d+", words) or ["1"])[0])


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
        "yearly",
        "tue",
        "tuesdays",
        "sixth tuesday",
        "second",
        "tuesday or thursday",
        "second tuesday of every 0 months",
        "0 weeks on tuesday",
        "2 tuesday",
        "2",
        "",
    ],
)
def test_parse_every_refuses_other_words(words: str) -> None:
    # An interval of zero would never end.
    with pytest.raises(NotationError, match="is not a rhythm") as caught:
        parse_every(words)
    for shown in re.split(r", or |, ", promised(caught.value.hint)):
        assert parse_every(shown)


def fitting(day: date, every: str) -> date:
    """Return the first day from `day` on with which a rhythm can begin."""
    while True:
        try:
            return repeats(day, parse_every(every), times=1)[0]
        except NotationError as error:
            day = date.fromisoformat(promised_day(error.hint))


def promised_day(hint: str) -> str:
    return hint.removeprefix("begin it on ")


@given(
    st.dates(date(1900, 1, 1), date(2150, 12, 31)),
    st.sampled_from(
        [*repetition.EVERY_EXAMPLES, "2 days", "3 weeks", "5 months", "3 years", "fifth monday"]
    ),
    st.integers(1, 40),
)
def test_repetition_until_equals_repetition_by_count(first: date, every: str, times: int) -> None:
    rhythm = parse_every(every)
    first = fitting(first, every)
    if first.year + 4 * times > 2190:
        times = 5
    days = repeats(first, rhythm, until=None, times=times, without=frozenset())
    assert len(days) == times
    assert days == sorted(set(days))
    assert days[0] == first
    assert repeats(first, rhythm, until=days[-1], times=None, without=frozenset()) == days
    if times > 1:
        left = repeats(first, rhythm, until=None, times=times, without=frozenset({days[0]}))
        assert left == days[1:]


def test_dates_are_a_repetition_of_their_own_or_beside_a_rhythm() -> None:
    assert days_of("2027-01-05", None, dates=("2027-03-16", "2027-02-09")) == [
        "2027-01-05", "2027-02-09", "2027-03-16",
    ]  # fmt: skip
    assert days_of("2027-01-05", "week", times=2, dates=("2027-01-08", "2027-01-12")) == [
        "2027-01-05", "2027-01-08", "2027-01-12",
    ]  # fmt: skip
    assert days_of("2027-01-05", None, dates=("2027-01-05",)) == ["2027-01-05"]
    with pytest.raises(NotationError, match="before the first date"):
        days_of("2027-01-05", None, dates=("2027-01-04",))
    with pytest.raises(NotationError, match="exception 2027-01-06 is not one"):
        days_of("2027-01-05", None, dates=("2027-02-09",), without=("2027-01-06",))
    many = tuple(str(date(2027, 1, 5) + timedelta(days=n)) for n in range(1001))
    with pytest.raises(NotationError, match="more than 1000 times"):
        days_of("2027-01-05", None, dates=many)


def endless(
    first: str, every: str, today: str, *, months: int = 6, last: str | None = None,
    without: tuple[str, ...] = (),
) -> list[str]:  # fmt: skip
    """Return the days of a repetition without an end, as published on the day `today`."""
    horizon = Horizon.of(
        date.fromisoformat(today), months, date.fromisoformat(last) if last else None
    )
    days = repeats(
        date.fromisoformat(first),
        parse_every(every),
        horizon=horizon,
        without=tuple(map(date.fromisoformat, without)),
    )
    return [day.isoformat() for day in days]


def test_repetition_without_an_end_goes_on_for_whole_months() -> None:
    days = endless("2026-11-04", "week", "2026-11-26")
    assert (days[0], days[-1]) == ("2026-11-04", "2027-05-26")
    assert days == endless("2026-11-04", "week", "2026-11-01")
    assert endless("2026-11-04", "week", "2026-12-01")[-1] == "2027-06-30"
    assert endless("2026-11-04", "week", "2026-11-26", months=1)[-1] == "2026-12-30"


def test_repetition_without_an_end_leaves_its_dates_a_year_behind() -> None:
    days = endless("2020-01-01", "week", "2026-11-26")
    assert (days[0], days[-1]) == ("2025-11-05", "2027-05-26")


def test_repetition_without_an_end_always_has_its_next_date() -> None:
    assert endless("2024-11-26", "2 years", "2026-11-25") == ["2026-11-26"]
    assert endless("2024-11-26", "2 years", "2026-11-26") == ["2026-11-26", "2028-11-26"]
    assert endless("2031-01-01", "week", "2026-11-26") == ["2031-01-01"]
    assert endless("2024-11-26", "2 years", "2026-11-26", without=("2028-11-26",)) == [
        "2026-11-26", "2030-11-26",
    ]  # fmt: skip


def test_exception_of_a_repetition_without_an_end_is_compared_with_its_rhythm() -> None:
    days = endless("2026-11-05", "week", "2026-11-26", without=("2026-12-24", "2027-12-23"))
    assert "2026-12-24" not in days
    with pytest.raises(NotationError, match="exception 2027-12-24 is not one"):
        endless("2026-11-05", "week", "2026-11-26", without=("2027-12-24",))


def test_repetition_without_an_end_ends_with_the_programme() -> None:
    assert endless("2026-11-05", "week", "2026-11-26", last="2026-12-10")[-1] == "2026-12-10"
    assert endless("2020-11-05", "week", "2026-11-26", last="2026-12-10")[0] == "2020-11-05"


@given(
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.sampled_from(repetition.EVERY_EXAMPLES),
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.integers(0, 800),
    st.integers(1, 12),
)
def test_repetition_without_an_end_loses_no_coming_date_as_time_passes(
    first: date, every: str, today: date, later: int, months: int
) -> None:
    rhythm = parse_every(every)
    first = fitting(first, every)
    before, after = (
        repeats(first, rhythm, horizon=Horizon.of(day, months))
        for day in (today, today + timedelta(days=later))
    )
    assert after == sorted(set(after))
    assert {day for day in before if day >= today + timedelta(days=later)} <= set(after)
    assert after[-1] > today + timedelta(days=later)
    assert len(after) <= min(repetition.most_repeats(rhythm, months), repetition.MOST_REPEATS)


@pytest.mark.parametrize(("words", "months"), [("1 month", 1), ("6  months", 6), ("12 months", 12)])
def test_ahead_is_a_number_of_months(words: str, months: int) -> None:
    assert repetition.parse_ahead(words) == months


@pytest.mark.parametrize("words", ["0 months", "13 months", "6", "a year", "6 weeks"])
def test_parse_ahead_refuses_other_words(words: str) -> None:
    with pytest.raises(NotationError) as caught:
        repetition.parse_ahead(words)
    assert caught.value.hint == "write 1 month to 12 months"


@pytest.mark.parametrize("words", repetition.EVERY_EXAMPLES)
def test_pattern_of_the_schema_has_each_form_of_a_rhythm(words: str) -> None:
    assert re.fullmatch(repetition.EVERY_PATTERN, words)
    assert re.fullmatch(repetition.EVERY_PATTERN, words.replace("tuesday", "Tuesday"))
