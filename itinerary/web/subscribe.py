"""The page that gets every person to a working subscription of exactly what they want."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from itinerary.formats import addresses, apps, icalendar, qr
from itinerary.formats import language as languages
from itinerary.model import agenda
from itinerary.web import options, selecting
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import render_page, subscription

blueprint = Blueprint("subscribe", __name__)

MOST_SHOWN = 100
"""Events of a selection that the page lists."""


@blueprint.get("/<language>/subscribe/")
def page(language: str) -> Response:
    """How to subscribe to the selection of the query, and what is in it."""
    speech = chosen(language)
    current = publication()
    tongue = current.edition.spoken(request.args.get("language", language))
    if tongue is None:
        abort(404)
    selection = selecting.of_page()
    events = list(current.edition.select(selection))
    dated = [event for event in events if event.when]
    path = addresses.subscribe_page(language, selection, tongue)
    query = path.partition("?")[2]
    address = addresses.absolute(current.site, path)
    ways = subscription(selection, languages.language(tongue))
    return render_page(
        "subscribe.html",
        speech,
        query=query,
        ask={"query": query and f"?{query}"},
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
        options=options.of(current, selection, speech),
        apps=apps.APPS,
    )
