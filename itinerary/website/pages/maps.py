"""The map, with a list of all places below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from flask import Blueprint, Response

from itinerary.ledger.edition import all_cancelled
from itinerary.model.itinerary import Event
from itinerary.render import search
from itinerary.render.addresses import Address
from itinerary.render.words import clock_wording, route_wording
from itinerary.website import filter_choices
from itinerary.website.pages.facets import index_entries
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.request_selection import agenda_query
from itinerary.website.responses import render_page

blueprint = Blueprint("maps", __name__)

MOST_EVENTS, MOST_LINES = 100, 8
"""Events that the list of places shows without a fold, and those of one place if there are more."""


@blueprint.get(Address.MAP)
def page(language: str) -> Response:
    """The route of the programme, as far as it is known."""
    from itinerary.render.drawings.maps import programme_map  # slow import

    speech = page_language(language)
    current = publication()
    events = current.programme(language).events
    ask = agenda_query(current.itinerary)
    shown = (
        search.ids_of(ask, current.itinerary, current.search_index(language)) if ask.pairs else None
    )
    at: defaultdict[str | None, list[Event]] = defaultdict(list)
    around: set[str] = set()
    for event in current.in_order(language):
        if shown is not None and event.id not in shown:
            continue
        for place in event.places or (None,):
            at[place.id if place else None].append(event)
            around |= {one.id for one in place.chain()} if place else set()
    of_no_place = at.pop(None, [])
    nowhere = [event for event in of_no_place if not event.placeless]
    placeless = [event for event in of_no_place if event.placeless and not event.online]
    online = [event for event in of_no_place if event.online]
    if not current.route.places and all_cancelled(events):
        words = speech.say("All events are cancelled.")
    else:
        words = route_wording.route_words(current.route, speech)
    return render_page(
        "pages/map.html",
        speech,
        map=programme_map(current.route, language),
        words=words,
        has_places=current.has_places,
        zones_line=clock_wording.zones_line(events, speech),
        route=current.route,
        legs=[] if current.route.local else list(current.route.legs.values()),
        away=lambda place: (
            route_wording.away_words(place, current.route, speech) if current.route.local else ""
        ),
        lines=[
            line
            for line in index_entries(current, "places", language)
            if shown is None or line.facet.id in around
        ],
        ask=ask,
        shown=shown,
        matching=filter_choices.matching(current.itinerary, shown),
        options=filter_choices.narrowing(current, ask.selection, speech),
        at=at,
        most_lines=_most_lines(
            [len(events) for events in (*at.values(), nowhere, placeless, online)]
        ),
        events=events,
        nowhere=nowhere,
        placeless=placeless,
        online=online,
    )


def _most_lines(counts: Sequence[int]) -> int:
    """Return the number of events up to which those of a place are not folded, if places have
    `counts` events.

    It is such that the page is not long, whether its events are at few places or at many. One event
    is never folded: it takes hardly more room than what would stand for it.
    """
    if sum(counts) <= MOST_EVENTS:
        return MOST_EVENTS
    fitting = (
        most
        for most in range(MOST_LINES, 1, -1)
        if sum(count for count in counts if count <= most) <= MOST_EVENTS
    )
    return next(fitting, 1)
