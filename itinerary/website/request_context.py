"""The publication from which a request is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g, request

from itinerary.website.publication import Publication

_KEY = "itinerary"


def init_app(app: Flask, current: Callable[[], Publication]) -> None:
    """Answer each request of `app` from the publication that `current()` returns at its start."""
    app.extensions[_KEY] = current


def publication() -> Publication:
    """Return the publication of this request: the one that the cache renders, else the current one.
    It stays the same for the whole request, also if a new edition is published meanwhile."""
    if "publication" not in g:
        given = request.environ.get("itinerary.publication")
        g.publication = given or current_app.extensions[_KEY]()
    return cast(Publication, g.publication)
