"""The publication that a request is answered from: one for the whole request."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g, request

from itinerary.website.publication import Publication

_KEY = "itinerary"


def init_app(app: Flask, current: Callable[[], Publication]) -> None:
    """Let `app` answer from what `current()` returns at the beginning of each request."""
    app.extensions[_KEY] = current


def publication() -> Publication:
    """Return the publication of this request: the one that the cache renders, else the current one;
    a swap meanwhile does not change it."""
    if "publication" not in g:
        given = request.environ.get("itinerary.publication")
        g.publication = given or current_app.extensions[_KEY]()
    return cast(Publication, g.publication)
