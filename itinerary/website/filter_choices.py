"""The choices that filters offer, on the agenda and for a subscription."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from itinerary.model.itinerary import Itinerary, Place
from itinerary.model.selection import Selection
from itinerary.model.selection_query import FILTERS, LONGEST_BY_DAY
from itinerary.model.text import Text
from itinerary.render.words import collation
from itinerary.render.words.language import Language
from itinerary.render.words.series_dates import series_names
from itinerary.value import Value
from itinerary.website.publication import Publication


class Option(Value):
    """A choice: its value in the query, its name, the number of places around it, and the number of
    its events."""

    value: str
    name: Text | str
    depth: int
    events: int
    chosen: bool


def of(current: Publication, selection: Selection, speech: Language) -> dict[str, list[Option]]:
    """Return the choices of each filter: those that have events, and those that are chosen."""
    itinerary = current.itinerary
    series_called = series_names(itinerary.series, speech)
    sort = partial(collation.in_order, name=lambda facet: facet.name.to(speech.tag), tag=speech.tag)
    offered: dict[str, list[tuple[str, Text | str, int]]] = {
        "category": [(c.id, c.name, 0) for c in sort(itinerary.categories)],
        "day": [
            (day.isoformat(), speech.short_day(day), 0)
            for day in sorted({*_days(itinerary), *selection.days})
        ],
        "party": [(party.id, party.name, 0) for party in sort(itinerary.parties)],
        "series": [(series.id, series_called[series.id], 0) for series in sort(itinerary.series)],
        "track": [(track.id, track.name, 0) for track in sort(itinerary.tracks)],
        "place": [(place.id, place.name, depth) for place, depth in nested(itinerary, speech.tag)],
    }
    ticked = {key: set(map(str, getattr(selection, field))) for key, field in FILTERS.items()}
    return {
        key: [
            Option(value, name, depth, count, value in ticked[key])
            for value, name, depth in offered[key]
            if (count := current.count(key, value)) or value in ticked[key]
        ]
        for key in FILTERS
    }


def narrowing(
    current: Publication, selection: Selection, speech: Language
) -> dict[str, list[Option]]:
    """Return the choices of the filters above a list: those of `of` without the ones that all
    events pass, unless they are chosen."""
    total = current.itinerary.size
    return {
        key: [option for option in offered if option.chosen or option.events < total]
        for key, offered in of(current, selection, speech).items()
    }


def matching(itinerary: Itinerary, shown: frozenset[str] | None) -> int:
    """Return how many events are shown; `shown` are the ids that a filter shows, None for all."""
    if shown is None:
        return itinerary.size
    return sum(event.id in shown for event in itinerary.counted)


def nested(itinerary: Itinerary, tag: str) -> Iterator[tuple[Place, int]]:
    """Yield the places, each after the place that it is in, with the number of places around it;
    many are sorted by their names in the language `tag`."""
    places = collation.in_order(itinerary.places, lambda place: place.name.to(tag), tag)
    at = {place.id: position for position, place in enumerate(places)}

    def chain(place: Place) -> list[int]:
        return [at.get(around.id, -1) for around in place.chain()][::-1]

    for place in sorted(itinerary.places, key=chain):
        yield place, len(chain(place)) - 1


def _days(itinerary: Itinerary) -> list[date]:
    """Return the days of the programme, unless they are too many to choose from."""
    first, last = itinerary.first, itinerary.last
    if first is None or last is None or last - first >= LONGEST_BY_DAY:
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
