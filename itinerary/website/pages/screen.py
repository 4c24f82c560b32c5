"""The page for a screen in a lobby or at a door: what is on and what comes next."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from itinerary.model.itinerary import Event, TimeZone
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.calendars.feed import selected_names
from itinerary.render.drawings import qr
from itinerary.render.words.screen_notices import screen_notices
from itinerary.render.words.wording import beside_title
from itinerary.website.embed.frames import SCHEMES
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.request_selection import page_selection
from itinerary.website.responses import render_page

blueprint = Blueprint("screen", __name__)

MOST_NAMES = 3
"""People and bodies that a row names; of more it says how many there are."""


@blueprint.get(Address.SCREEN)
def page(language: str) -> Response:
    """The events of a selection by day, of which `screen.js` shows what is on and what comes next.

    It is the same at any time, so that a screen that asks for it again and again is answered from
    the response cache, with 304 until there is a new edition.
    """
    speech, current = page_language(language), publication()
    selection, scheme = page_selection(), request.args.get("scheme") or "auto"
    if scheme not in SCHEMES:
        abort(404)
    events = selection.of(current.itinerary)
    page = addresses.absolute(current.site, _page_of(language, selection))
    return render_page(
        "pages/screen.html",
        speech,
        selection=selection,
        scheme=scheme,
        zone=_zone(current, selection),
        several_zones=len(current.zones) > 1,
        names=selected_names(current.edition, selection, speech),
        sections=agenda(events, current.itinerary.day_starts),
        notices=screen_notices(current.edition, current.log(None), selection, speech),
        knowledge=_knowledge,
        most_names=MOST_NAMES,
        names_of=lambda event: [taking.party.name for taking in beside_title(event, language)],
        page_address=page,
        qr=qr.svg(page),
        # A site of files has one page for all doors, which are chosen in the browser.
        places={} if selection.facets else _places(current, language),
    )


def _page_of(language: str, selection: Selection) -> str:
    """Return the path of the page that has more: that of the one facet selected, else the
    agenda."""
    if len(selection.facets) == 1 and not selection.days:
        field, id = selection.facets[0]
        return addresses.PAGES[field](language, id)
    return addresses.home(language, selection)


def _zone(current: Publication, selection: Selection) -> TimeZone:
    """Return the zone of the clock: that of the one place selected, else that of the programme."""
    found = [place for place in current.itinerary.places if place.id in selection.places]
    return found[0].zone if len(found) == 1 else current.itinerary.zone


def _places(current: Publication, language: str) -> dict[str, list[str]]:
    """Return the name and the time zone of each place, by its id."""
    return {
        place.id: [place.name.to(language), place.zone.info.key]
        for place in current.itinerary.places
    }


def _knowledge(event: Event) -> str:
    """Return how much is known of an event's time: `hour`, `day`, `part` of a day, `span` (all of
    its days), `window` (one of several days, or later), `nothing`."""
    match event.when:
        case Timed():
            return "hour"
        case Day(part=None):
            return "day"
        case Day():
            return "part"
        case Span():
            return "span"
        case Window():
            return "window"
        case _:
            return "nothing"
