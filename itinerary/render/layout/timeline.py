"""A timeline: a row for each place, a column for each day, week or quarter of an hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from itinerary.model.itinerary import Event, Itinerary, Place
from itinerary.model.when import Timed
from itinerary.render.layout import bars
from itinerary.render.layout.bars import Bar, DayRange, Strip
from itinerary.render.layout.clock_changes import Tick, clock_changes
from itinerary.value import Value


class TimelineRow(Value):
    """A row of a timeline: the events at a place, or at none, and the days on which the clocks
    there change."""

    place: Place | None
    strip: Strip
    changes: Mapping[date, Tick]


def timeline_rows(
    itinerary: Itinerary, columns: tuple[DayRange, ...], row_places: Mapping[str, Place]
) -> Iterator[TimelineRow]:
    """Yield the rows that have an event in `columns`, in the author's order of places.

    `row_places` has, by the id of each place with events, the place in whose row they are
    (`cities.rooms_or_cities` of the whole programme).
    """
    by_place: dict[str | None, list[Event]] = {}
    for event in itinerary.events:
        rows = dict.fromkeys(row_places[place.id].id for place in event.places)
        for row in rows or (None,):
            by_place.setdefault(row, []).append(event)
    for place in (*itinerary.places, None):
        own = by_place.get(place.id if place else None, ())
        strip = bars.arrange(own, itinerary.day_starts).strip(columns)
        if not strip.empty:
            yield TimelineRow(place, strip, _clock_changes(place, columns))


HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
MINUTES = (60, 30, 15)
"""The lengths that a column of hours may have."""


class HourStrip(Value):
    """Bars in lanes over columns that begin at the times of `columns`; None if no hour is known.

    A bar has room for its words, an hour at least; `quarters` are those of an hour for which a
    shorter event lasts, by its id, 0 if its end was not announced. An event of which no hour is
    known covers all columns.
    """

    columns: tuple[datetime | None, ...]
    lanes: tuple[tuple[Bar, ...], ...]
    quarters: Mapping[str, int]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of its bars."""
        return tuple(bar.event for lane in self.lanes for bar in lane)


class HourTable(Value):
    """The hours of one day: a row for each place (or None), columns of `minutes`."""

    day: date
    minutes: int
    columns: tuple[datetime | None, ...]
    rows: tuple[tuple[Place | None, HourStrip], ...]

    @property
    def heads(self) -> tuple[datetime | None, ...]:
        """The full hours, each of which is over `60 // minutes` columns."""
        return self.columns[:: 60 // self.minutes]


def hour_tables(
    days: Mapping[date, Sequence[Event]],
    places: Sequence[Place],
    row_places: Mapping[str, Place],
) -> Iterator[HourTable]:
    """Yield a table of the hours of each day, whose events have the same clocks; the rows are in
    the order of `places`. `row_places` is that of `timeline_rows`."""
    for day, events in sorted(days.items()):
        spans = {event.id: _span(event) for event in events}
        known = [span for span in spans.values() if span]
        minutes = next((m for m in MINUTES if all(_fits(span, m) for span in known)), MINUTES[-1])
        columns = tuple(_columns(known, minutes)) or (None,)
        lasting = {id: -(-(span[1] - span[0]) // QUARTER) for id, span in spans.items() if span}
        quarters = {id: count for id, count in lasting.items() if count < 4}
        by_place: dict[str | None, list[Bar]] = {}
        for event in events:
            bar = _hour_bar(event, spans[event.id], columns, minutes)
            for row in dict.fromkeys(row_places[place.id].id for place in event.places) or (None,):
                by_place.setdefault(row, []).append(bar)
        rows = tuple(
            (place, HourStrip(columns, bars.pack_lanes(own, _reach), quarters))
            for place in (*places, None)
            if (own := by_place.get(place.id if place else None))
        )
        yield HourTable(day, minutes, columns, rows)


def _reach(bar: Bar) -> tuple[int, int]:
    return bar.begin, bar.end


def _span(event: Event) -> tuple[datetime, datetime] | None:
    """Return the start and the end of an event, which are the same if the end was not announced."""
    if not isinstance(event.when, Timed):
        return None
    return event.when.start, event.when.end or event.when.start


def _fits(span: tuple[datetime, datetime], minutes: int) -> bool:
    return not any(moment.minute % minutes for moment in span)


def _columns(spans: Sequence[tuple[datetime, datetime]], minutes: int) -> Iterator[datetime]:
    """Yield the beginnings of columns over all spans, in full hours of the clocks."""
    if not spans:
        return
    step = timedelta(minutes=minutes)
    start = min((start for start, _ in spans), key=lambda moment: moment.astimezone(UTC))
    moment = start.astimezone(UTC) - timedelta(minutes=start.minute)
    last = max(
        max(moment.astimezone(UTC) for moment in (end, start + HOUR)) for start, end in spans
    )
    while moment < last:
        for n in range(60 // minutes):
            yield (moment + n * step).astimezone(start.tzinfo)
        moment += HOUR


def _hour_bar(
    event: Event,
    span: tuple[datetime, datetime] | None,
    columns: Sequence[datetime | None],
    minutes: int,
) -> Bar:
    first = columns[0]
    if span is None or first is None:
        return Bar(event, 0, len(columns), before=False, beyond=False)
    step = timedelta(minutes=minutes)
    start, end = (moment.astimezone(UTC) - first.astimezone(UTC) for moment in span)
    begin = start // step
    return Bar(event, begin, max(begin + HOUR // step, -(-end // step)), before=False, beyond=False)


def _clock_changes(place: Place | None, columns: tuple[DayRange, ...]) -> Mapping[date, Tick]:
    """Return the changes of a place's clocks by day, if each column is a single day."""
    if place is None or any(column.first != column.last for column in columns):
        return {}
    ticks = clock_changes(place.zone, columns[0].first, columns[-1].last)
    return {tick.moment.date(): tick for tick in ticks}
