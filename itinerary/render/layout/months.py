"""The calendar of a programme: its days, weeks and months, and their events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cached_property

from itinerary.model import cities
from itinerary.model.itinerary import Event, Itinerary, Place, TimeZone
from itinerary.model.when import Span, Timed, Window, programme_days
from itinerary.render.layout import bars
from itinerary.render.layout.bars import DAY, Arrangement, DayRange, Strip
from itinerary.render.layout.clock_changes import Tick, clock_changes
from itinerary.value import Value

WEEK = 7
FEW_DAYS = 2
"""Days up to which a timeline has hours as columns."""
FEW_WEEKS = 42
"""Days up to which a programme is a single grid of weeks; a longer one is shown by months."""


HALF_YEAR = 190
"""Days up to which a timeline has weeks as columns; a longer one has months."""

THREE_YEARS = 3 * 366
"""Days up to which a timeline has months as columns; a longer one has years."""


class Unit(Enum):
    """The unit of the columns of a timeline. If it is HOURS, each day has a table of its own."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class PaddedStrip(Value):
    """A strip of a calendar, and the number of blank columns before and after it."""

    strip: Strip
    lead: int = 0
    trail: int = 0


class DayEvents(Value):
    """The events of one day, by the part of its page that shows them.

    `going_on` have hours and began on an earlier day. `spans` last all day, `windows` may be on
    this day, and of `untimed` no hour is known. `timed` have hours that begin on this day.
    """

    going_on: tuple[Event, ...]
    spans: tuple[Event, ...]
    windows: tuple[Event, ...]
    untimed: tuple[Event, ...]
    timed: tuple[Event, ...]


class CalendarLayout(Value, dict=True):
    """The calendar of a programme, or of a part of it."""

    itinerary: Itinerary

    @cached_property
    def arranged(self) -> Arrangement:
        """Its events as a calendar shows them."""
        return bars.arrange(self.itinerary.events, self.itinerary.day_starts)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days that have a page: those on which an event is, or may be."""
        return self.arranged.eventful()

    @cached_property
    def extent(self) -> tuple[date, date] | None:
        """The first and the last day to show: those declared, widened to all eventful days."""
        if not self.days:
            return self.itinerary.days
        first, last = self.itinerary.days or (self.days[0], self.days[-1])
        return min(first, self.days[0]), max(last, self.days[-1])

    @property
    def length(self) -> int:
        """The number of days from the first to the last."""
        return (self.extent[1] - self.extent[0]).days + 1 if self.extent else 0

    @cached_property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the weeks that have a page; empty for a programme of one week."""
        found = {bars.week_of(day) for day in self.days}
        return tuple(sorted(found)) if self.length > WEEK else ()

    @cached_property
    def months(self) -> tuple[date, ...]:
        """The first days of the months that have a page; empty for a programme of few weeks."""
        found = {day.replace(day=1) for day in self.days}
        return tuple(sorted(found)) if self.length > FEW_WEEKS else ()

    @cached_property
    def changes(self) -> Mapping[date, list[tuple[TimeZone, Tick]]]:
        """The clock changes by day, in zones with an event on that day or the day before."""
        found: dict[date, list[tuple[TimeZone, Tick]]] = {}
        seen = set()
        for event in self.itinerary.events:
            when = event.when
            if when is None or (when.last - when.first).days > FEW_WEEKS:
                continue
            for tick in clock_changes(event.zone, when.first, when.last + DAY):
                if (event.zone.info.key, tick.moment) not in seen:
                    seen.add((event.zone.info.key, tick.moment))
                    found.setdefault(tick.moment.date(), []).append((event.zone, tick))
        return found

    @cached_property
    def row_places(self) -> Mapping[str, Place]:
        """The place in whose row a timeline shows the events at a place, by the id of that."""
        return cities.rooms_or_cities(self.itinerary)

    def strips(self, first: date, last: date, first_weekday: int) -> Iterator[PaddedStrip]:
        """Yield the days as one strip, or as strips of weeks if they are more than a week."""
        if (last - first).days < WEEK:
            yield PaddedStrip(self.arranged.strip(bars.each_day(first, last)))
            return
        for columns in bars.weeks(first, last, first_weekday):
            inside = [column for column in columns if first <= column.first <= last]
            lead = columns.index(inside[0])
            yield PaddedStrip(self.arranged.strip(inside), lead, WEEK - lead - len(inside))

    def month(self, first: date, first_weekday: int) -> tuple[PaddedStrip, ...]:
        """Return the weeks of the month that begins on `first`."""
        stretch = bars.month_of(first)
        return tuple(self.strips(stretch.first, stretch.last, first_weekday))

    def events_of(self, day: date) -> DayEvents:
        """Return the events of a day."""
        over, own = self.arranged.over(day), self.arranged.days.get(day, ())
        hours = self._days_of_timed
        going_on = (
            self.itinerary.by_id[id] for id, (first, last) in hours.items() if first < day <= last
        )
        return DayEvents(
            tuple(going_on),
            spans=tuple(e for e in (*over, *own) if isinstance(e.when, Span)),
            windows=tuple(e for e in over if isinstance(e.when, Window)),
            untimed=tuple(e for e in own if not isinstance(e.when, Timed | Span)),
            timed=tuple(e for e in (*over, *own) if e.id in hours and hours[e.id][0] == day),
        )

    def shown_on(self, day: date) -> tuple[Event, ...]:
        """Return the events that any page shows on a day; some of them may be in it twice."""
        return (
            *self.arranged.over(day),
            *self.arranged.days.get(day, ()),
            *self.events_of(day).going_on,
        )

    @cached_property
    def _days_of_timed(self) -> Mapping[str, tuple[date, date]]:
        """The first and the last day of each event with hours, by its id."""
        starts = self.itinerary.day_starts
        return {
            event.id: programme_days(event.when, starts)
            for event in self.itinerary.events
            if isinstance(event.when, Timed)
        }

    @cached_property
    def years(self) -> tuple[date, ...]:
        """The first days of the years with events."""
        return tuple(dict.fromkeys(day.replace(month=1, day=1) for day in self.days))

    @property
    def timeline_unit(self) -> Unit:
        """The unit of the columns of a timeline of the whole, so that there are never so many that
        nothing can be read in them."""
        if self._has_hours:
            return Unit.HOURS
        if self.length <= FEW_WEEKS:
            return Unit.DAYS
        if self.length <= HALF_YEAR:
            return Unit.WEEKS
        return Unit.MONTHS if self.length <= THREE_YEARS else Unit.YEARS

    @property
    def _has_hours(self) -> bool:
        """Whether it is as short as FEW_DAYS and most hours are known, by the same clocks."""
        events = [event for events in self.arranged.days.values() for event in events]
        timed = [event for event in events if isinstance(event.when, Timed)]
        return (
            self.length <= FEW_DAYS
            and not self.arranged.bars
            and 2 * len(timed) > len(events)
            and len({event.zone.info.key for event in timed}) == 1
        )

    @property
    def timeline_columns(self) -> tuple[DayRange, ...]:
        """The columns of a timeline of the whole; weeks, months and years only with events."""
        match self.timeline_unit:
            case Unit.WEEKS:
                return tuple(map(bars.week_from, self.weeks))
            case Unit.MONTHS:
                return tuple(map(bars.month_of, self.months))
            case Unit.YEARS:
                return tuple(DayRange(y, y.replace(month=12, day=31)) for y in self.years)
        return bars.each_day(*self.extent) if self.extent else ()


def neighbours(day: date, days: Sequence[date]) -> tuple[date | None, date | None]:
    """Return the last of `days` before `day` and the first after it; `day` need not be one of
    them. `days` are in order."""
    before = next((other for other in reversed(days) if other < day), None)
    return before, next((other for other in days if other > day), None)
