"""The page about the programme as JSON, for people who write programs."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.render.addresses import Address
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import render_page

blueprint = Blueprint("api_page", __name__)


@blueprint.get(Address.API_PAGE)
def page(language: str) -> Response:
    """What there is, examples, the licence, and how to ask politely."""
    speech, current = page_language(language), publication()
    itinerary = current.programme(language)
    return render_page(
        "pages/api.html",
        speech,
        first=next(iter(itinerary.events), None),
        place=next(iter(itinerary.places), None),
        editions=bool(current.editions()),
    )
