"""The map, and every place in words beneath it."""

from __future__ import annotations

from collections import defaultdict

from flask import Blueprint, Response

from itinerary.formats import map as drawings
from itinerary.formats import wording
from itinerary.model import Event
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import render_page
from itinerary.web.things import lines

blueprint = Blueprint("maps", __name__)


@blueprint.get("/<language>/map/")
def page(language: str) -> Response:
    """Where the programme goes, as far as it is known."""
    speech = chosen(language)
    current = publication()
    at: defaultdict[str | None, list[Event]] = defaultdict(list)
    for event in current.order:
        at[event.place.id if event.place else None].append(event)
    return render_page(
        "map.html",
        speech,
        map=drawings.programme(current.route, language),
        words=wording.route_words(current.route, speech),
        route=current.route,
        legs=list(current.route.legs.values()),
        lines=lines(current, "places"),
        at=at,
        nowhere=[event for event in at[None] if "place" not in event.without],
        placeless=[event for event in at[None] if "place" in event.without],
    )
