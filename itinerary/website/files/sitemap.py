"""The sitemap, and robots.txt."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from itinerary.render.addresses import Address
from itinerary.render.documents import sitemap
from itinerary.website import site_paths
from itinerary.website.request_context import publication
from itinerary.website.responses import answer

blueprint = Blueprint("sitemap", __name__)


@blueprint.get(Address.ROBOTS)
def robots() -> Response:
    """robots.txt: robots may read everything."""
    current = publication()
    body = sitemap.robots(current.site)
    return answer(body, "text/plain; charset=utf-8", current.stamp)


@blueprint.get(Address.SITEMAP)
@blueprint.get(Address.SITEMAP_PART)
def all_pages(part: int = 0) -> Response:
    """The sitemap, or a part of it."""
    del part  # which one is in the path
    current = publication()
    body = site_paths.sitemaps(current).get(request.path)
    if body is None:
        abort(404)
    return answer(body, "application/xml; charset=utf-8", current.stamp)
