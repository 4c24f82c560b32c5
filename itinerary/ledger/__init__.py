"""Editions: the published states of an itinerary."""

from itinerary.ledger.edition import Edition, Record, Retired, Revision
from itinerary.ledger.identity import ReusedIdError
from itinerary.ledger.revise import (
    Cancellations,
    Change,
    Entry,
    Kind,
    cancellations,
    changes,
    moves,
    revise,
)

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
    "moves",
    "revise",
]
