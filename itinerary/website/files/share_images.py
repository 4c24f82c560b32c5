"""Pictures that shared links show (Open Graph); see `render.drawings.share_image`."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.model.itinerary import Event
from itinerary.render.addresses import Address
from itinerary.render.drawings import share_image
from itinerary.render.drawings.canvas import Inset, paint
from itinerary.render.drawings.share_image import (
    SIZE,
    has_share_image,
    logo_box,
    share_image_shapes,
)
from itinerary.website.publication import Publication
from itinerary.website.redirects import find
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import answer
from itinerary.website.slow_documents import produced

blueprint = Blueprint("share_images", __name__)


@blueprint.get(Address.EVENT_SHARE_IMAGE)
def event(language: str, id: str) -> Response:
    """The share image of an event."""
    tag = page_language(language).tag
    return _picture(find(id), tag)


@blueprint.get(Address.SHARE_IMAGE)
def programme(language: str) -> Response:
    """The share image of the programme."""
    return _picture(None, page_language(language).tag)


def _picture(event: Event | None, tag: str) -> Response:
    if not share_image.available():
        abort(404, "This site draws no pictures; its owner can: pip install itinerary[images]")
    current = publication()
    if not has_share_image(current.itinerary, event, tag):
        abort(404, "This picture is not drawn: its fonts do not have all letters of its words.")
    shapes = share_image_shapes(current.edition, event, tag, site=current.site)
    return answer(produced(paint, shapes, SIZE, _logo(current, tag)), "image/png", current.stamp)


def _logo(current: Publication, tag: str) -> Inset | None:
    box, logo = logo_box(current.itinerary, tag), current.itinerary.logo
    if box is None or logo is None or logo.picture is None:
        return None
    data = current.picture(logo.picture.digest, logo.picture.widths[0])
    return Inset(data, *box) if data else None
