"""Repetition: `every`, `until`, `times`, `except`, expanded into dates."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from dateutil import rrule

from itinerary.errors import NotationError
from itinerary.model.zones import YEARS

Frequency = Literal[1, 2, 3]


class Rhythm(NamedTuple):
    """Arguments of dateutil.rrule: frequency, interval, week days (0 is Monday), and the day of the
    month (-1 is the last)."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] | None = None
    month_day: int | None = None


LAST_DAY = "last day of the month"
"""`every` of a repetition on the 29th, 30th or 31st: not every month has such a day."""

_UNITS: dict[str, Frequency] = {"day": rrule.DAILY, "week": rrule.WEEKLY, "month": rrule.MONTHLY}
_EVERY = re.compile(rf"weekday|{LAST_DAY}|(?:([0-9]{{1,2}}) )?(day|week|month)s?")
EVERY_PATTERN = f"^({_EVERY.pattern})$"
"""`every` of a repetition as a regular expression (for the JSON Schema)."""

MOST_REPEATS = 1000
"""Dates of one repetition. More are a mistake, and would flood every subscriber."""


def parse_every(words: str) -> Rhythm:
    """Read `day`, `weekday`, `2 weeks`, `last day of the month` … Raises NotationError."""
    found = _EVERY.fullmatch(" ".join(words.split()))
    if not found or (found[1] and int(found[1]) == 0):
        raise NotationError(
            f"“{words}” is not a rhythm", f"write day, weekday, week, month, {LAST_DAY}, or 2 weeks"
        )
    if found[0] == LAST_DAY:
        return Rhythm(rrule.MONTHLY, month_day=-1)
    if not found[2]:
        return Rhythm(rrule.DAILY, weekdays=(0, 1, 2, 3, 4))
    return Rhythm(_UNITS[found[2]], int(found[1] or 1))


def repeats(
    first: date,
    every: Rhythm,
    *,
    until: date | None,
    times: int | None,
    without: frozenset[date],
) -> list[date]:
    """Return the days of a repetition that starts on `first`.

    `until` is inclusive; `times` counts the excepted days too; exactly one of them is given.
    Raises NotationError for an end before the start, a start that does not fit the rhythm, an
    exception that hits no day, or too many days.
    """
    if until is not None and until < first:
        raise NotationError(
            f"the repetition ends on {until}, before it starts on {first}",
            f"write a last day from {first} on",
        )
    rule = rrule.rrule(
        every.frequency,
        interval=every.interval,
        byweekday=every.weekdays,
        bymonthday=every.month_day,
        dtstart=datetime.combine(first, time()),
    )
    fitting = rule[0].date()
    if fitting != first:
        raise NotationError(
            f"{first} is not one of the days of this repetition", f"begin it on {fitting}"
        )
    end = datetime.combine(until, time()) if until else None
    days = _days(rule.replace(until=end, count=times))
    if stray := sorted(without - set(days)):
        raise NotationError(
            f"the exception {stray[0]} is not one of the repeated days", "remove it from except"
        )
    left = [day for day in days if day not in without]
    if not left:
        raise NotationError("this repetition has no day left", "except fewer days")
    return left


def _days(rule: rrule.rrule) -> list[date]:
    """Return the days of a rule. Raises NotationError for too many days or an implausible year."""
    days: list[date] = []
    for moment in rule:
        days.append(moment.date())
        if moment.year not in YEARS:
            raise NotationError(
                f"this repeats until the year {moment.year}", "write an earlier end"
            )
        if len(days) > MOST_REPEATS:
            raise NotationError(
                f"this repeats more than {MOST_REPEATS} times", "write an earlier end"
            )
    return days


def months_without(first: date, every: Rhythm, last: date) -> list[str]:
    """Return the months up to `last` that a monthly repetition skips because they have no such day,
    as `2026-02` (RFC 5545 §3.3.10: an invalid date is ignored)."""
    if every.frequency != rrule.MONTHLY or every.month_day:
        return []
    skipped = []
    for n in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, every.interval):
        years, month = divmod(first.month - 1 + n, 12)
        end = date(first.year + years, month + 1, monthrange(first.year + years, month + 1)[1])
        if end.day < first.day and end <= last:
            skipped.append(f"{end:%Y-%m}")
    return skipped
