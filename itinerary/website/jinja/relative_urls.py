"""References between pages, relative to the page of the request."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import g, request

from itinerary.render import addresses
from itinerary.website.request_context import publication


def same_page(tag: str) -> str:
    """Return the path of this page in another language."""
    first = request.path.split("/")[1]
    known = first in publication().itinerary.languages
    return addresses.translation(request.path, tag) if known else addresses.home(tag)


def to(target: str) -> str:
    """Return the reference from the page of this request to a path on the site. From a page that a
    static host sends for any address (its 404), the reference begins at the root of the host."""
    if g.get("anywhere"):
        return urlsplit(publication().site).path + target.removeprefix("/")
    return addresses.relative(target, request.path)
