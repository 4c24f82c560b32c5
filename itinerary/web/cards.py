"""Pictures that shared links show (Open Graph); see `formats.card`."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.formats import card
from itinerary.web.http import answer
from itinerary.web.languages import chosen
from itinerary.web.publication import Publication
from itinerary.web.state import publication

blueprint = Blueprint("cards", __name__)


@blueprint.get("/<language>/events/<id>.png")
def event(language: str, id: str) -> Response:
    """The card of an event."""
    speech, current = chosen(language), publication()
    found = current.edition.find(id)
    if found is None:
        abort(404, f"There is no event “{id}”.")
    return _picture(current, id, speech.tag)


@blueprint.get("/<language>/programme.png")
def programme(language: str) -> Response:
    """The card of the programme."""
    return _picture(publication(), None, chosen(language).tag)


def _picture(current: Publication, event: str | None, tag: str) -> Response:
    if not card.available():
        abort(404, "This site draws no pictures; its owner can: pip install itinerary[images]")
    return answer(current.card(event, tag), "image/png", current.edition.published)
