"""What the whole site has once: the programme's own stylesheet."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.formats import addresses, stylesheet
from itinerary.web.http import answer
from itinerary.web.state import publication

blueprint = Blueprint("programme", __name__)


@blueprint.get(addresses.STYLESHEET)
def colours() -> Response:
    """The programme's colours."""
    current = publication()
    body = stylesheet.programme(current.itinerary)
    return answer(body, "text/css; charset=utf-8", current.edition.published)
