"""A timeline: a row for each place, a column for each day or week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from itinerary.model.itinerary import Event, Itinerary, Place
from itinerary.render.layout import bars
from itinerary.render.layout.bars import DayRange, Strip
from itinerary.render.layout.clock_changes import Tick, clock_changes


@dataclass(frozen=True, slots=True)
class TimelineRow:
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


def _clock_changes(place: Place | None, columns: tuple[DayRange, ...]) -> Mapping[date, Tick]:
    """Return the changes of a place's clocks by day, if each column is a single day."""
    if place is None or any(column.first != column.last for column in columns):
        return {}
    ticks = clock_changes(place.zone, columns[0].first, columns[-1].last)
    return {tick.moment.date(): tick for tick in ticks}
