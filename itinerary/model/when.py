"""The time of an event, as exact as it is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from itinerary.value import Value

MIDNIGHT = time()
"""When a day starts, unless a programme says otherwise."""


class Part(StrEnum):
    """A part of the day, as announced."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


class Timed(Value):
    """The start is known, and the end unless it was not announced. Aware datetimes."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("times are aware")
        # As instants: within one zone Python compares what the clocks show.
        if self.end is not None and self.end.astimezone(UTC) <= self.start.astimezone(UTC):
            raise ValueError("the end is after the start")

    @property
    def first(self) -> date:
        """The local date of the start."""
        return self.start.date()

    @property
    def last(self) -> date:
        """The local date of the end; an end at midnight belongs to the day before."""
        if self.end is None:
            return self.first
        return max(self.first, (self.end - timedelta(microseconds=1)).date())


class Day(Value):
    """The day is known, perhaps the part of the day; the time was not announced."""

    first: date
    part: Part | None = None

    @property
    def last(self) -> date:
        """The same day."""
        return self.first


class Window(Value):
    """Some time from the first to the last day, both inclusive; the day was not announced.

    `later`: or on any day after them. Only an event that follows another one on these days may be
    later, and only its window may have a single day.
    """

    first: date
    last: date
    later: bool = False

    @property
    def from_one_day(self) -> bool:
        """Tell whether it is one day or any later one."""
        return self.first == self.last


class Span(Value):
    """All of the days from the first to the last, both inclusive."""

    first: date
    last: date


When = Timed | Day | Window | Span
"""The time of an event; one without an announced time has None."""


def spell(when: When | None) -> str | None:
    """Return what is known in one canonical spelling, for the ledger."""
    match when:
        case None:
            return None
        case Timed(start=start, end=end):
            return f"timed {start.isoformat()}" + (f" {end.isoformat()}" if end else "")
        case Day(first=day, part=part):
            return f"day {day}" + (f" {part}" if part else "")
        case Window():
            return f"window {when.first} {when.last}" + (" later" if when.later else "")
        case Span():
            return f"span {when.first} {when.last}"


def unspell(words: When | str | None) -> When | None:
    """Return the value of a spelling by `spell`. Times have their offset from UTC, not a zone."""
    if not isinstance(words, str):
        return words
    kind, first, *rest = words.split(" ")
    if kind == "timed":
        moments = [datetime.fromisoformat(moment) for moment in (first, *rest)]
        return Timed(*moments)
    if kind == "day":
        return Day(date.fromisoformat(first), Part(rest[0]) if rest else None)
    days = date.fromisoformat(first), date.fromisoformat(rest[0])
    if kind == "span":
        return Span(*days)
    # Earlier ledgers do not write “later” for an event that follows another one of one day.
    return Window(*days, later="later" in rest or days[0] == days[1])


def programme_days(known: When, day_starts: time) -> tuple[date, date]:
    """Return the first and the last day of the programme on which an event is.

    A day of the programme lasts from `day_starts`, by the clocks of the event, to the same hour of
    the next day: an act at 01:00 belongs to the evening before if days start at 06:00. A day that
    was announced without an hour is that day.
    """
    if not isinstance(known, Timed) or day_starts == MIDNIGHT:
        return known.first, known.last
    late = timedelta(hours=day_starts.hour, minutes=day_starts.minute)
    # By what clocks show: a day starts at the same hour when they change.
    first = (known.start.replace(tzinfo=None) - late).date()
    if known.end is None:
        return first, first
    last = (known.end.replace(tzinfo=None) - timedelta(microseconds=1) - late).date()
    return first, max(first, last)


_NIGHT = timedelta(hours=12)
"""An event that ends before noon may have begun on the evening before."""


def is_within(
    known: When, zone: ZoneInfo, home: ZoneInfo, days: tuple[date, date], day_starts: time
) -> bool:
    """Tell whether an event in `zone` is within the programme's `days`, the first and the last, by
    the clocks there or by those of `home`, which may show another date at the same instant.

    A night that ends on the morning after the last day is within. Of an event without a time, the
    date in `home` is that at noon in `zone`.
    """
    first, last = days
    if isinstance(known, Timed):
        for at in (zone, home):
            start, end = (
                moment.astimezone(at) for moment in (known.start, known.end or known.start)
            )
            begun, _ = programme_days(Timed(start), day_starts)
            evening = max(begun, (end - _NIGHT - timedelta(microseconds=1)).date())
            if first <= begun and evening <= last:
                return True
        return False
    if first <= known.first and known.last <= last:
        return True
    noons = (datetime.combine(day, time(12), zone) for day in (known.first, known.last))
    first_at_home, last_at_home = (noon.astimezone(home).date() for noon in noons)
    return first <= first_at_home and last_at_home <= last


def starts_before(this: When, zone: ZoneInfo, other: When, other_zone: ZoneInfo) -> bool:
    """Tell whether `this` certainly starts before `other`; each has the zone of its days."""
    if isinstance(this, Window) and this.later:
        return False
    if isinstance(this, Timed):
        latest = this.start
    else:
        last = this.last if isinstance(this, Window) else this.first
        latest = datetime.combine(last, time.max, zone)
    earliest = (
        other.start
        if isinstance(other, Timed)
        else datetime.combine(other.first, time.min, other_zone)
    )
    return latest.astimezone(UTC) < earliest.astimezone(UTC)


def days_in(known: When, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last day, converted to `zone` if times are known."""
    if isinstance(known, Timed):
        end = known.end and known.end.astimezone(zone)
        known = Timed(known.start.astimezone(zone), end)
    return known.first, known.last
