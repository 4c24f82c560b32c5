"""Repetition: `every`, `until`, `times`, `dates`, `except`, expanded into dates."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, NamedTuple

from itinerary.errors import NotationError
from itinerary.model.when import Part
from itinerary.model.zones import YEARS
from itinerary.value import Value

if TYPE_CHECKING:
    from dateutil.rrule import rrule

Frequency = Literal[0, 1, 2, 3]
YEARLY: Frequency = 0
MONTHLY: Frequency = 1
WEEKLY: Frequency = 2
DAILY: Frequency = 3
"""How often a rhythm is counted, in dateutil's numbers."""


class Weekday(NamedTuple):
    """A day of the week (0 is Monday): each one, or the `nth` of a month (-1 is the last)."""

    day: int
    nth: int = 0


class Rhythm(Value):
    """The rule of a repetition, as dateutil.rrule takes it.

    `frequency` is rrule's number of a year, a month, a week or a day. Without `weekdays` and
    `month_day` the days follow from the first one. `month_day` is -1 for the last day of a month,
    `month` is a month of each year.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    month_day: int | None = None
    month: int | None = None


class Recurrence(Value, kw_only=True):
    """How a part of a series repeats, as its author wrote it; `event` is the id of the event with
    `repeat` in the file.

    `first` and `until` are the first and the last day; `until` is None if no end was announced.
    Without `every` the days were written one by one. `start` and `end` are wall-clock times, `part`
    is the part of the day, each where it is known.
    """

    event: str
    every: Rhythm | None = None
    first: date
    until: date | None = None
    start: time | None = None
    end: time | None = None
    part: Part | None = None

    @property
    def endless(self) -> bool:
        """Whether no end was announced."""
        return self.until is None


LAST_DAY = "last day of the month"
"""`every` of a repetition on the 29th, 30th or 31st: not every month has such a day."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week as authors write them, Monday first."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
"""The months as authors write them."""

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
"""Which of the Tuesdays of a month."""

WORKING_DAYS = tuple(Weekday(day) for day in range(5))
"""Monday to Friday."""

_UNITS: dict[str, Frequency] = {
    "day": DAILY,
    "week": WEEKLY,
    "month": MONTHLY,
    "year": YEARLY,
}


def _either(words: Collection[str]) -> str:
    """Return an expression for one of some names, with or without a capital."""
    return "(?:" + "|".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in words) + ")"


def _listed(item: str) -> str:
    return f"{item}(?:(?:, and |, | and ){item})*"


_DAYS = _listed(_either(WEEKDAYS))
_NTH = _listed("(?:" + "|".join(ORDINALS) + ")") + " " + _either(WEEKDAYS)
_EVERY = re.compile(
    "(?:"
    f"(?P<working>weekday)|(?P<last>{LAST_DAY})"
    "|(?:(?P<n>[0-9]{1,2}) )?(?P<unit>day|week|month|year)s?"
    f"|(?:(?P<weeks>[0-9]{{1,2}}) weeks? on )?(?P<days>{_DAYS})"
    f"|(?P<nths>{_listed(_NTH)})"
    f"(?: of (?:the month|every (?P<months>[0-9]{{1,2}}) months|(?P<month>{_either(MONTHS)})))?"
    ")"
)
EVERY_PATTERN = "^" + re.sub(r"\(\?P<\w+>", "(?:", _EVERY.pattern) + "$"
"""`every` of a repetition as a regular expression (for the JSON Schema)."""

EVERY_EXAMPLES = (
    *("day", "weekday", "week", "2 weeks", "month", LAST_DAY, "year"),
    *("tuesday", "tuesday and thursday", "2 weeks on monday", "second tuesday", "last friday"),
    "fourth thursday of november",
)
"""One `every` of each form."""

MOST_REPEATS = 1000
"""Dates of one repetition. More are a mistake, and would flood every subscriber."""

MOST_DATES = 6
"""Dates up to which a series is not folded in lists, and a repetition is no series by itself."""

MONTHS_AHEAD = 6
"""How far ahead a repetition without an end is published, if its author does not say. A smaller
number would cancel dates that are published."""

MONTHS_BEHIND = 12
"""How long dates of a repetition without an end stay in the programme after they took place."""


def parse_every(words: str) -> Rhythm:
    """Read `day`, `2 weeks`, `tuesday, thursday`, `second tuesday`, `last day of the month` …
    Raises NotationError."""
    found = _EVERY.fullmatch(" ".join(words.split()))
    numbers = [int(found[name] or 1) for name in ("n", "weeks", "months")] if found else [0]
    if not found or 0 in numbers:
        raise NotationError(
            f"“{words}” is not a rhythm",
            f"write day, weekday, week, 2 weeks, month, {LAST_DAY}, year, tuesday and thursday,"
            " second tuesday, or last friday",
        )
    interval = max(numbers)
    if found["last"]:
        return Rhythm(MONTHLY, month_day=-1)
    if found["working"]:
        return Rhythm(DAILY, weekdays=WORKING_DAYS)
    if found["unit"]:
        return Rhythm(_UNITS[found["unit"]], interval)
    if found["days"]:
        return Rhythm(WEEKLY, interval, _weekdays(found["days"].lower()))
    nths = _weekdays(found["nths"].lower())
    if found["month"]:
        return Rhythm(YEARLY, weekdays=nths, month=MONTHS.index(found["month"].lower()) + 1)
    return Rhythm(MONTHLY, interval, nths)


def every_words(every: Rhythm) -> str:
    """Return a rhythm as an author writes it: what `parse_every` reads."""
    if every.month_day is not None:
        return LAST_DAY
    if every.frequency == DAILY and every.weekdays:
        return "weekday"
    unit = next(word for word, frequency in _UNITS.items() if frequency == every.frequency)
    count = f"{every.interval} {unit}s" if every.interval > 1 else unit
    if not every.weekdays:
        return count
    ordinals = {nth: word for word, nth in ORDINALS.items()}
    days = " and ".join(
        " ".join(filter(None, (ordinals.get(nth, ""), WEEKDAYS[day])))
        for day, nth in every.weekdays
    )
    if every.month is not None:
        return f"{days} of {MONTHS[every.month - 1]}"
    if every.frequency == MONTHLY:
        return f"{days} of every {every.interval} months" if every.interval > 1 else days
    return f"{count} on {days}" if every.interval > 1 else days


def _weekdays(words: str) -> tuple[Weekday, ...]:
    """Return the days that words name, in the order of a month or a week: the order of the words
    is layout."""
    days: set[Weekday] = set()
    ordinals: list[int] = []
    for word in re.findall("[a-z]+", words):
        if word in ORDINALS:
            ordinals.append(ORDINALS[word])
        elif word in WEEKDAYS:
            days |= {Weekday(WEEKDAYS.index(word), nth) for nth in ordinals or [0]}
            ordinals = []
    return tuple(sorted(days, key=lambda one: (one.nth < 0, one.nth, one.day)))


def _first_of_month(day: date, later: int) -> date:
    """Return the first day of the month so many months after that of a day."""
    years, month = divmod(day.month - 1 + later, 12)
    return date(day.year + years, month + 1, 1)


class Horizon(NamedTuple):
    """The days that a repetition without an end has at a time: from `since` to `until`, and the
    next one after `today` in any case.

    It moves by whole months, so that new dates of all series come with one edition a month.
    `last` is the last day that the programme may have.
    """

    since: date
    until: date
    today: date
    last: date | None = None

    @classmethod
    def of(cls, today: date, months: int = MONTHS_AHEAD, last: date | None = None) -> Horizon:
        """Return the days that are published on the day `today`, so many months ahead."""
        until = _first_of_month(today, months + 1) - timedelta(days=1)
        # A programme that has a last day ends by itself, so its first dates stay.
        since = date.min if last else _first_of_month(today, -MONTHS_BEHIND)
        return cls(since, min(until, last or until), today, last)

    def later(self) -> Horizon:
        """Return the days after these for a year, in which clocks change as they do in any year."""
        until = _first_of_month(self.until, 13) - timedelta(days=1)
        return self._replace(since=self.until, until=min(until, self.last or until))

    def has(self, day: date) -> bool:
        """Tell whether a day of a rule is one of these days."""
        return self.since <= day <= self.until


def repeats(
    first: date,
    every: Rhythm | None,
    *,
    until: date | None = None,
    times: int | None = None,
    horizon: Horizon | None = None,
    dates: Collection[date] = (),
    without: Collection[date] = (),
) -> list[date]:
    """Return the days of a repetition that starts on `first`, ascending.

    `until` is inclusive; `times` counts the excepted days too. Of a repetition without an end, the
    `horizon` says which days are returned. A rhythm has exactly one of the three. `dates` are days
    beside those of the rhythm, or without any rhythm.

    Raises NotationError for an end before the start, a start that does not fit the rhythm, an
    exception that hits no day, or too many days.
    """
    if until is not None and until < first:
        raise NotationError(
            f"the repetition ends on {until}, before it starts on {first}",
            f"write a last day from {first} on",
        )
    if dates and min(dates) < first:
        raise NotationError(
            f"{min(dates)} is before the first date, {first}",
            f"write {min(dates)} in when:, and {first} in dates:",
        )
    if not every:
        return _without(sorted({first, *dates}), without)
    rule = _rule(first, every)
    fitting = next(iter(rule), None)
    if fitting is None or fitting.date() != first:
        hint = f"begin it on {fitting.date()}" if fitting else "write a rhythm that has days"
        raise NotationError(f"{first} is not one of the days of this repetition", hint)
    if horizon:
        return _within(rule, horizon, dates, without)
    end = datetime.combine(until, time()) if until else None
    days = {*_days(rule.replace(until=end, count=times)), *dates}
    return _without(sorted(days), without)


def _rule(first: date, every: Rhythm) -> rrule:
    from dateutil import rrule as dateutil  # not at the top: who only renders does without

    days = [dateutil.weekday(day, nth or None) for day, nth in every.weekdays]
    return dateutil.rrule(
        every.frequency,
        interval=every.interval,
        byweekday=days or None,
        bymonthday=every.month_day,
        bymonth=every.month,
        dtstart=datetime.combine(first, time()),
    )


def _days(rule: rrule) -> list[date]:
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


def _without(days: list[date], without: Collection[date]) -> list[date]:
    if stray := sorted(set(without) - set(days)):
        raise _stray(stray[0])
    left = [day for day in days if day not in without]
    if len(left) > MOST_REPEATS:
        raise NotationError(f"this repeats more than {MOST_REPEATS} times", "write fewer dates")
    if not left:
        raise NotationError("this repetition has no day left", "except fewer days")
    return left


def _stray(day: date) -> NotationError:
    return NotationError(
        f"the exception {day} is not one of the repeated days", "remove it from except"
    )


def _within(
    rule: rrule, horizon: Horizon, dates: Collection[date], without: Collection[date]
) -> list[date]:
    """Return the days of a rule without an end.

    Nothing here is an error because of the date of today: a file that could be published can be
    published on any later day. So exceptions are compared with the rule, and not with the horizon.
    """
    left: list[date] = []
    open_exceptions = set(without) - set(dates)
    for day in _endless(rule, horizon.last):
        if day in without:
            open_exceptions.discard(day)
        elif horizon.has(day) or (day > horizon.until and not _has_next(left, horizon)):
            left.append(day)
        if day > max(horizon.until, *open_exceptions, horizon.today) and _has_next(left, horizon):
            break
    if open_exceptions:
        raise _stray(min(open_exceptions))
    return sorted({*left, *(day for day in dates if day not in without and horizon.has(day))})


def _endless(rule: rrule, last: date | None) -> Iterator[date]:
    days = (moment.date() for moment in rule)
    return takewhile(lambda day: day.year in YEARS and (not last or day <= last), days)


def _has_next(days: list[date], horizon: Horizon) -> bool:
    return bool(days) and days[-1] > horizon.today


def most_repeats(every: Rhythm, months: int = MONTHS_AHEAD) -> int:
    """Return about how many dates a repetition without an end has at most, on whichever day."""
    each_month = {
        DAILY: 31 if not every.weekdays else 23,
        WEEKLY: 5 * max(1, len(every.weekdays)),
        MONTHLY: max(1, len(every.weekdays)),
        YEARLY: max(1, len(every.weekdays)),
    }[every.frequency]
    return 1 + each_month * -(-(MONTHS_BEHIND + months + 2) // every.interval)


def skipped(first: date, every: Rhythm | None, last: date) -> list[str]:
    """Return the months up to `last` that a repetition by months or years skips because they have
    no such day, as `2026-02` (RFC 5545 §3.3.10: an invalid date is ignored)."""
    if not every or every.month_day or every.weekdays:
        return []
    if every.frequency == YEARLY:
        years = range(first.year, last.year + 1, every.interval)
        is_leap_day = (first.month, first.day) == (2, 29)
        return [
            f"{year}-02"
            for year in years
            if is_leap_day and not isleap(year) and date(year, 2, 28) <= last
        ]
    if every.frequency != MONTHLY:
        return []
    months = []
    for n in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, every.interval):
        years_on, month = divmod(first.month - 1 + n, 12)
        year = first.year + years_on
        end = date(year, month + 1, monthrange(year, month + 1)[1])
        if end.day < first.day and end <= last:
            months.append(f"{end:%Y-%m}")
    return months


_AHEAD = re.compile("([0-9]{1,2}) months?")
AHEAD_PATTERN = f"^{_AHEAD.pattern}$"
"""`ahead` of a repetition as a regular expression (for the JSON Schema)."""


def parse_ahead(words: str) -> int:
    """Read `3 months`, at most a year. Raises NotationError."""
    found = _AHEAD.fullmatch(" ".join(words.split()))
    if not found or not 1 <= int(found[1]) <= 12:
        raise NotationError(
            f"“{words}” is not how far ahead a series is published",
            "write 1 month to 12 months",
        )
    return int(found[1])
