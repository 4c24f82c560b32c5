"""What the whole site has once: the programme's own stylesheet, the sitemap, robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from itinerary.formats import addresses, sitemap, stylesheet
from itinerary.web import inventory
from itinerary.web.http import answer
from itinerary.web.state import publication

blueprint = Blueprint("programme", __name__)


@blueprint.get(addresses.STYLESHEET)
def colours() -> Response:
    """The programme's colours."""
    current = publication()
    body = stylesheet.programme(current.itinerary)
    return answer(body, "text/css; charset=utf-8", current.stamp)


@blueprint.get(addresses.ROBOTS)
def robots() -> Response:
    """What robots may read: all."""
    current = publication()
    body = sitemap.robots(current.site)
    return answer(body, "text/plain; charset=utf-8", current.stamp)


@blueprint.get(addresses.SITEMAP)
@blueprint.get("/sitemap-<int:part>.xml")
def all_pages(part: int = 0) -> Response:
    """Where all pages are."""
    del part  # which one is in the path
    current = publication()
    body = inventory.sitemaps(current).get(request.path)
    if body is None:
        abort(404)
    return answer(body, "application/xml; charset=utf-8", current.stamp)
