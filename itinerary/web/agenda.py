"""The agenda, and the door that leads to it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from itinerary.formats import addresses, jsonld, wording
from itinerary.model import Selection, agenda
from itinerary.web.languages import best_language, chosen
from itinerary.web.state import publication
from itinerary.web.templating import render_page, subscription

blueprint = Blueprint("agenda", __name__)


@blueprint.get("/")
def root() -> BaseResponse:
    """Lead to the agenda in the reader's language."""
    response = redirect(request.script_root + addresses.home(best_language()))
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/<language>/")
def page(language: str) -> Response:
    """The agenda."""
    speech = chosen(language)
    current = publication()
    selections = [s for s in addresses.selections(current.itinerary) if s != Selection()]
    return render_page(
        "agenda.html",
        speech,
        sections=agenda(current.itinerary.events),
        selections=selections,
        subscribe=subscription(Selection(), speech),
        linked_data=jsonld.programme(current.edition, language, site=current.site),
        zones_line=wording.zones_line(current.itinerary, speech),
    )
