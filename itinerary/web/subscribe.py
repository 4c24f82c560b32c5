"""The page that gets every person to a working subscription of exactly what they want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request

from itinerary.formats import addresses, apps, icalendar, qr
from itinerary.formats import language as languages
from itinerary.formats.language import Language
from itinerary.model import Event, Itinerary, Place, Selection, agenda
from itinerary.text import Text
from itinerary.web import selecting
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import render_page, subscription

blueprint = Blueprint("subscribe", __name__)

MOST_SHOWN = 100
"""Events of a selection that the page lists."""

MOST_DAYS = timedelta(days=62)
"""Length of a programme from which on single days are not offered."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its value in the query, its name, how many events it has."""

    value: str
    name: Text | str
    depth: int
    events: int
    chosen: bool


@blueprint.get("/<language>/subscribe/")
def page(language: str) -> Response:
    """How to subscribe to the selection of the query, and what is in it."""
    speech = chosen(language)
    current = publication()
    tongue = request.args.get("language", language)
    if tongue not in current.itinerary.languages:
        abort(404)
    selection = selecting.of_page()
    events = list(current.edition.select(selection))
    dated = [event for event in events if event.when]
    path = addresses.subscribe_page(language, selection, tongue)
    address = addresses.absolute(current.site, path)
    ways = subscription(selection, languages.language(tongue))
    return render_page(
        "subscribe.html",
        speech,
        query=path.partition("?")[2],
        tongue=tongue,
        names=icalendar.selected(current.edition, selection, speech),
        events=events,
        dated=dated,
        sections=agenda(dated[:MOST_SHOWN]),
        shown=MOST_SHOWN,
        ways=ways,
        feed_name=icalendar.feed_name(current.edition, selection, speech),
        too_long=len(ways.address) > addresses.LONGEST,
        longest=addresses.LONGEST,
        page_address=address,
        qr=qr.svg(address),
        options=_options(current.itinerary, selection, speech),
        apps=apps.APPS,
    )


def _options(
    itinerary: Itinerary, selection: Selection, speech: Language
) -> dict[str, list[Option]]:
    """Return what each filter offers: what has events, or was chosen."""
    count = Counter(key for event in itinerary.events for key in _keys(event))
    at = {place.id: position for position, place in enumerate(itinerary.places)}

    def chain(place: Place) -> list[int]:
        return [at.get(around.id, -1) for around in place.chain()][::-1]

    named: dict[str, list[tuple[str, Text | str, int]]] = {
        "category": [(c.id, c.name, 0) for c in itinerary.categories],
        "day": [(day.isoformat(), speech.short_day(day), 0) for day in _days(itinerary)],
        "party": [(party.id, party.name, 0) for party in itinerary.parties],
        # Each place after the one that it is in.
        "place": [(p.id, p.name, len(chain(p)) - 1) for p in sorted(itinerary.places, key=chain)],
    }
    ticked = {
        key: set(map(str, getattr(selection, field))) for key, field in addresses.FILTERS.items()
    }
    return {
        key: [
            Option(value, name, depth, count[key, value], value in ticked[key])
            for value, name, depth in named[key]
            if count[key, value] or value in ticked[key]
        ]
        for key in addresses.FILTERS
    }


def _keys(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the filters, with their values, that an event passes."""
    for place in event.place.chain() if event.place else ():
        yield "place", place.id
    for category in event.categories:
        yield "category", category.id
    for taking in event.parties:
        yield "party", taking.party.id
    if event.when and event.when.last - event.when.first < MOST_DAYS:
        day = event.when.first
        while day <= event.when.last:
            yield "day", day.isoformat()
            day += timedelta(days=1)


def _days(itinerary: Itinerary) -> list[date]:
    """Return the days of the programme, unless they are too many to choose from."""
    first, last = itinerary.first, itinerary.last
    if first is None or last is None or last - first >= MOST_DAYS:
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
