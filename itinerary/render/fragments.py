"""Rendered fragments of pages and feeds that outlive a process."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Protocol, TypeVar

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event

T = TypeVar("T", str, bytes)

Kept = Callable[[str, object, Callable[[], str]], str]
"""Returns the fragment of an event, by its UID, in a version: what the function returns that is
given at last, or returned before for this version. A `Kept` has fragments of one kind."""


def made(_uid: str, _version: object, make: Callable[[], str]) -> str:
    """Make a fragment anew: the `Kept` that keeps nothing."""
    return make()


def version(edition: Edition, event: Event, site: str) -> tuple[object, ...]:
    """Return what a document of a whole edition, whose links begin with `site`, depends on where
    it shows an event: the event itself with its revision, and all that is not an event."""
    record = edition.record(event)
    return record.digest, record.revision, edition.head, site


def digest(of: bytes) -> str:
    """Return a version for a fragment that is made of some bytes alone."""
    return blake2b(of, digest_size=16).hexdigest()


class FragmentStore(Protocol):
    """Rendered fragments by their places, each with the version of what it shows. Places whose
    fragments are usually needed together are in one group."""

    def get(self, kind: type[T], group: str, at: str, version: str) -> T | None:
        """Return the fragment of a place in a group, None if there is none of this version."""

    def put(self, group: str, at: str, version: str, fragment: str | bytes) -> None:
        """Keep the fragment of a place instead of the one of another version."""
