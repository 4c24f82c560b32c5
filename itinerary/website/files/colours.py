"""The stylesheet of the programme's own colours."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.render.addresses import Address
from itinerary.render.programme_colours import programme_css
from itinerary.website.request_context import publication
from itinerary.website.responses import answer

blueprint = Blueprint("colours", __name__)


@blueprint.get(Address.STYLESHEET)
def stylesheet() -> Response:
    """The programme's colours."""
    current = publication()
    body = programme_css(current.itinerary)
    return answer(body, "text/css; charset=utf-8", current.stamp)
