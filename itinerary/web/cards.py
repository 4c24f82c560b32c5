"""Pictures that shared links show (Open Graph); see `formats.card`."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.formats import card
from itinerary.model import Event
from itinerary.web.elsewhere import find
from itinerary.web.http import answer
from itinerary.web.languages import chosen
from itinerary.web.making import made
from itinerary.web.state import publication

blueprint = Blueprint("cards", __name__)


@blueprint.get("/<language>/events/<id>.png")
def event(language: str, id: str) -> Response:
    """The card of an event."""
    tag = chosen(language).tag
    return _picture(find(id), tag)


@blueprint.get("/<language>/programme.png")
def programme(language: str) -> Response:
    """The card of the programme."""
    return _picture(None, chosen(language).tag)


def _picture(event: Event | None, tag: str) -> Response:
    if not card.available():
        abort(404, "This site draws no pictures; its owner can: pip install itinerary[images]")
    current = publication()
    if not card.offered(current.itinerary, event, tag):
        abort(404, "This picture is not drawn: its fonts do not have all letters of its words.")
    shapes = card.layout(current.edition, event, tag, site=current.site)
    return answer(made(card.paint, shapes), "image/png", current.stamp)
