"""The page of a place."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.model import Selection, agenda
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import render_page, subscription

blueprint = Blueprint("places", __name__)


@blueprint.get("/<language>/places/<id>/")
def page(language: str, id: str) -> Response:
    """One place: what happens there and in the places in it."""
    speech = chosen(language)
    itinerary = publication().itinerary
    found = next((p for p in itinerary.places if p.id == id), None)
    if found is None:
        abort(404)
    selection = Selection(places=(found.id,))
    return render_page(
        "place.html",
        speech,
        place=found,
        inner=[p for p in itinerary.places if p.within and p.within.id == found.id],
        sections=agenda(selection.of(itinerary)),
        subscribe=subscription(selection, speech),
    )
