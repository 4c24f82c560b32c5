"""Living selections, as a server has them for its site; a site of files has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from flask import Flask, current_app, request

from itinerary.ledger import LedgerError
from itinerary.ledger.living_selection import LivingSelection
from itinerary.website.api.problem import ExplainedError
from itinerary.website.request_context import SELECTION, Outcome, publication

if TYPE_CHECKING:
    from itinerary.ledger.selection_store import SelectionStore

_KEY = "itinerary.living"

RETRY_AFTER = 60
"""Seconds after which a client may ask again if the database cannot be used (Retry-After)."""


class Living(Protocol):
    """The living selections of a server. Threads share it."""

    @property
    def store(self) -> SelectionStore:
        """The store. Raises LedgerError if its database cannot be used."""

    def wait(self, peer: str, forwarded_for: str, *, new: bool) -> float:
        """Count a change, or a `new` selection, that a client asks for; return 0 if it may, else in
        how many seconds.

        `peer` is the address that connected, and `forwarded_for` the header X-Forwarded-For; either
        may be empty.
        """


def init_app(app: Flask, living: Living | None) -> None:
    """Let `app` have living selections, unless `living` is None."""
    app.extensions[_KEY] = living


def living() -> Living | None:
    """Return the living selections of the site, None if it has none."""
    found: Living | None = current_app.extensions[_KEY]
    return found


@contextmanager
def away_is_told(words: str) -> Iterator[None]:
    """Answer 503 with some words if the database cannot be used in the block."""
    try:
        yield
    except LedgerError:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        raise ExplainedError(status, words, retry_after=RETRY_AFTER) from None


def find(secret: str) -> LivingSelection | None:
    """Return the living selection of this programme with a secret, None if there is none; 503 if
    the database cannot be used."""
    here = living()
    if here is None:
        return None
    with away_is_told("Selections cannot be read just now."):
        if SELECTION not in request.environ:
            return here.store.find(publication().itinerary.id, secret)
        found: Outcome = request.environ[SELECTION]
        if isinstance(found, LedgerError):
            raise found
        return found
