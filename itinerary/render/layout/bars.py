"""Bars over days, packed into lanes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from itinerary.model.itinerary import Event
from itinerary.model.reading_order import Sort, agenda
from itinerary.model.when import Timed, When, Window, programme_days
from itinerary.value import Value

T = TypeVar("T")

DAY = timedelta(days=1)

SMALL_HOURS = time(6)
"""The hour until which a night belongs to the day on which it began."""

LONGEST_BAR = 31
"""Days up to which each day of a bar counts as eventful; of a longer bar, only the first does."""


def pack_lanes(
    pieces: Iterable[T], reach: Callable[[T], tuple[Any, Any]]
) -> tuple[tuple[T, ...], ...]:
    """Return pieces in lanes, each in the first lane whose pieces it does not overlap.

    `reach` returns the beginning and the exclusive end of a piece, so that two pieces that only
    touch may share a lane. Pieces that begin together keep their order.
    """
    lanes: list[list[T]] = []
    ends: list[Any] = []
    for piece in sorted(pieces, key=lambda piece: reach(piece)[0]):
        begin, end = reach(piece)
        lane = next((n for n, last in enumerate(ends) if last <= begin), len(lanes))
        if lane == len(lanes):
            lanes.append([])
            ends.append(end)
        lanes[lane].append(piece)
        ends[lane] = end
    return tuple(map(tuple, lanes))


class DayRange(Value):
    """Consecutive days, both ends inclusive: a column of a calendar, a week or a month."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


class Bar(Value):
    """An event over the columns from `begin` to before `end`.

    `before` and `beyond`: the event begins before the strip, or ends after it.
    """

    event: Event
    begin: int
    end: int
    before: bool
    beyond: bool

    @property
    def columns(self) -> int:
        """The number of columns that it covers."""
        return self.end - self.begin

    def inside(self, columns: Sequence[DayRange]) -> bool:
        """Tell whether it lies within a single column of several days."""
        only = columns[self.begin]
        cut = self.before or self.beyond
        return self.columns == 1 and only.first < only.last and not cut


class Strip(Value):
    """Columns of days: bars over them in lanes, and below them each column's own events.

    Every dated event of the columns is either a bar or in a cell, in the order of reading. An event
    that lies within one column of several days is in its cell, even if its day is not known.
    """

    columns: tuple[DayRange, ...]
    lanes: tuple[tuple[Bar, ...], ...]
    cells: tuple[tuple[Event, ...], ...]

    def events_of(self, column: int) -> tuple[Event, ...]:
        """Return the events that are, or may be, on the days of a column."""
        over = (bar.event for lane in self.lanes for bar in lane if bar.begin <= column < bar.end)
        return (*over, *self.cells[column])

    @property
    def most(self) -> int:
        """The most events of a column that will take place."""
        columns = range(len(self.columns))
        return max((len(taking_place(self.events_of(n))) for n in columns), default=0)

    @property
    def empty(self) -> bool:
        """Whether there is no event on these days."""
        return not self.lanes and not any(self.cells)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of its bars and cells."""
        over = (bar.event for lane in self.lanes for bar in lane)
        return (*over, *(event for events in self.cells for event in events))


class Arrangement(Value):
    """The events of a programme as a calendar shows them, in the order of reading.

    `bars` last for days, or take place on one of several; `days` has the other events by their day;
    of `undated` events, nothing was announced. The programme's days start at `day_starts`.
    """

    bars: tuple[Event, ...]
    days: dict[date, tuple[Event, ...]]
    undated: tuple[Event, ...]
    day_starts: time

    def strip(self, columns: Sequence[DayRange]) -> Strip:
        """Return the part that is on the days of `columns`, which are in order."""
        bars = [bar for event in self.bars if (bar := _bar(event, columns, self.day_starts))]
        long = [bar for bar in bars if not bar.inside(columns)]
        cells = tuple(
            (
                *(event for day in days for event in self.days.get(day.first, ())),
                *(bar.event for bar in bars if bar.begin == n and bar not in long),
            )
            for n, column in enumerate(columns)
            for days in [each_day(column.first, column.last)]
        )
        return Strip(tuple(columns), pack_lanes(long, lambda bar: (bar.begin, bar.end)), cells)

    def eventful(self) -> tuple[date, ...]:
        """Return the days on which an event is, or may be."""
        found = set(self.days)
        for event in self.bars:
            assert event.when is not None
            first, last = programme_days(event.when, self.day_starts)
            short = (last - first).days < LONGEST_BAR
            found.update(first + DAY * n for n in range((last - first).days + 1 if short else 1))
        return tuple(sorted(found))

    def over(self, day: date) -> tuple[Event, ...]:
        """Return the events whose bars are over `day`."""
        return tuple(e for e in self.bars if e.when and _is_on(day, e.when, self.day_starts))


def taking_place(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events that are neither cancelled nor postponed."""
    return tuple(event for event in events if not event.status.off)


def arrange(events: Iterable[Event], day_starts: time) -> Arrangement:
    """Return events as a calendar shows them whose days start at `day_starts`."""
    bars: list[Event] = []
    days: dict[date, tuple[Event, ...]] = {}
    undated: tuple[Event, ...] = ()
    for section in agenda(events, day_starts):
        if section.first is None:
            undated = section.events
        elif section.sort is not Sort.DAY and section.first != section.last:
            bars += section.events
        else:
            # A window of one day, inherited from the event that this one follows, is that day.
            bars += filter(_lasting, section.events)
            if own := tuple(e for e in section.events if not _lasting(e)):
                days[section.first] = days.get(section.first, ()) + own
    # Events that last go above those that may be on one of these days.
    bars.sort(key=lambda event: isinstance(event.when, Window))
    return Arrangement(tuple(bars), days, undated, day_starts)


def _is_on(day: date, known: When, day_starts: time) -> bool:
    first, last = programme_days(known, day_starts)
    return first <= day <= last


def _lasting(event: Event) -> bool:
    """Tell whether an event of known hours lasts a day or longer."""
    match event.when:
        case Timed(start=start, end=datetime() as end):
            return end.astimezone(UTC) - start.astimezone(UTC) >= DAY
    return False


def _bar(event: Event, columns: Sequence[DayRange], day_starts: time) -> Bar | None:
    assert event.when is not None
    first, last = programme_days(event.when, day_starts)
    covered = [n for n, c in enumerate(columns) if c.first <= last and first <= c.last]
    if not covered:
        return None
    begin, end = covered[0], covered[-1] + 1
    return Bar(event, begin, end, first < columns[begin].first, columns[end - 1].last < last)


def each_day(first: date, last: date) -> tuple[DayRange, ...]:
    """Return a column for each day from `first` to `last`, both inclusive."""
    days = (first + DAY * n for n in range((last - first).days + 1))
    return tuple(DayRange(day, day) for day in days)


def week_of(day: date, first_weekday: int = 0) -> date:
    """Return the first day of the week of `day`; weeks begin on `first_weekday`, Monday is 0."""
    return day - DAY * ((day.weekday() - first_weekday) % 7)


def week_from(first: date) -> DayRange:
    """Return the seven days from `first` on."""
    return DayRange(first, first + DAY * 6)


def weeks(first: date, last: date, first_weekday: int = 0) -> Iterator[tuple[DayRange, ...]]:
    """Yield the weeks, of seven days each, that the days from `first` to `last` are in."""
    day = week_of(first, first_weekday)
    while day <= last:
        yield each_day(day, day + DAY * 6)
        day += DAY * 7


def month_of(day: date) -> DayRange:
    """Return the month of `day`."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return DayRange(day.replace(day=1), following - DAY)
