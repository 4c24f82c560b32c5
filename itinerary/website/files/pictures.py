"""Pictures of events, places and parties, at addresses that name their content."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.website.assets import SINCE
from itinerary.website.request_context import publication
from itinerary.website.responses import answer

blueprint = Blueprint("pictures", __name__)

_TYPES = {ending: type_ for type_, ending in addresses.PICTURES.items()}


@blueprint.get(Address.PICTURE)
def picture(digest: str, width: int, ending: str) -> Response:
    """A picture that pages show now; 404 for one that was withdrawn."""
    current = publication()
    body = current.picture(digest, width)
    if body is None:
        abort(404)
    return answer(body, f"image/{_TYPES[ending]}", SINCE, immutable=True)
