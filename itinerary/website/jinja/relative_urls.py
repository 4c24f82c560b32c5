"""References between pages, relative to the page of the request."""

from __future__ import annotations

from functools import lru_cache
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


def row_folder() -> str:
    """Return the folder of the page of this request: rows are the same on all pages of a folder."""
    if "row_folder" not in g:  # each of a thousand rows asks
        folder, _, _ = request.path.removesuffix("/").rpartition("/")
        folder = folder if folder.count("/") > 1 else request.path
        g.row_folder = "" if g.get("anywhere") else folder
    return str(g.row_folder)


def from_row(target: str) -> str:
    """Return the reference from a row on the page of this request to a path on the site: the one
    that all pages of the folder have, also if the page is the target itself."""
    page = g.get("row_page")
    if page is None:
        folder = row_folder()
        page = g.row_page = folder if folder in ("", request.path) else f"{folder}/-/"
    return _relative(target, page) if page else to(target)


# Rows of one page lead to the same places and people again and again.
_relative = lru_cache(maxsize=4096)(addresses.relative)
