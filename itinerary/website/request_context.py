"""The publication from which a request is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g, request

from itinerary.ledger import LedgerError
from itinerary.ledger.living_selection import LivingSelection
from itinerary.website.publication import Publication

_KEY = "itinerary"

PUBLICATION = "itinerary.publication"
"""Key of the WSGI environment of a request that is answered from a certain publication."""

NOW = "itinerary.now"
"""Key of the WSGI environment for the time (aware) at which a message came (see
`serve.cache.site_request`)."""

SELECTION = "itinerary.selection"
"""Key of the WSGI environment for the `Outcome` of the look for the living selection whose feed is
requested, if that was looked for."""

Outcome = LivingSelection | LedgerError | None
"""A living selection, None if there is none, or why that cannot be read."""

LONGEST_MESSAGE = 2**16
"""Bytes that the body of a message may have; a longer one is answered 413."""

HOST = "itinerary.host"
"""The same for the host that a message names: elsewhere in the environment it is that of the
publication, since a client can name any."""


def init_app(app: Flask, current: Callable[[], Publication] | None) -> None:
    """Answer each request of `app` from the publication that `current()` returns at its start; None
    if the environment of each request has its publication."""
    app.extensions[_KEY] = current


def publication() -> Publication:
    """Return the publication of this request: the one of its environment, else the current one.
    It stays the same for the whole request, also if a new edition is published meanwhile."""
    found = g.get("publication")
    if found is None:
        given = request.environ.get(PUBLICATION)
        found = g.publication = given or current_app.extensions[_KEY]()
    return cast(Publication, found)
