"""Editions: the published states of an itinerary."""

from itinerary.ledger.edition import Edition, Record, Retired, Revision
from itinerary.ledger.revise import (
    Cancellations,
    Change,
    Entry,
    Kind,
    ReusedIdError,
    cancellations,
    changes,
    revise,
)
from itinerary.model import Itinerary

__all__ = [
    "Cancellations",
    "Change",
    "Edition",
    "Entry",
    "Kind",
    "Record",
    "Retired",
    "ReusedIdError",
    "Revision",
    "cancellations",
    "changes",
    "revise",
    "unrevised",
]


def unrevised(itinerary: Itinerary) -> Edition:
    """Return the first edition of a programme, as it was when it was published."""
    return revise(None, itinerary, itinerary.published)
