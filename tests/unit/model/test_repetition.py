"""Repetitions: their dates, and what is refused."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.model import repetition
from itinerary.model.repetition import parse_every, repeats
from tests.support.notation import (
    promised,
)


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
    ],
)
def test_months_that_a_repetition_skips_are_known(
    first: str, every: str, last: str, months: list[str]
) -> None:
    days = map(date.fromisoformat, (first, last))
    begin, end = days
    assert repetition.months_without(begin, parse_every(every), end) == months


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.integers(1, 13), st.integers(0, 3000))
def test_monthly_repetition_has_or_reports_each_month(
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
def test_parse_every_refuses_other_words(words: str) -> None:
    # An interval of zero would never end.
    with pytest.raises(NotationError, match="is not a rhythm") as caught:
        parse_every(words)
    for shown in re.split(r", or |, ", promised(caught.value.hint)):
        assert parse_every(shown)


@given(
    st.dates(date(1900, 1, 1), date(2150, 12, 31)),
    st.sampled_from(
        ["day", "weekday", "week", "month", "2 days", "3 weeks", "5 months", repetition.LAST_DAY]
    ),
    st.integers(1, 40),
)
def test_repetition_until_equals_repetition_by_count(first: date, every: str, times: int) -> None:
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
