"""Editions: the published states of an itinerary."""

from itinerary.ledger.diff import Change, ChangeKind, EditionStamp, LogEntry, changes, moved_series
from itinerary.ledger.edition import Edition, Record, Retired, Revision
from itinerary.ledger.errors import LedgerError
from itinerary.ledger.identity import ReusedIdError
from itinerary.ledger.mass_cancellation import TooManyCancellationsError, cancellations
from itinerary.ledger.revise import revise

__all__ = [
    "Change",
    "ChangeKind",
    "Edition",
    "EditionStamp",
    "LedgerError",
    "LogEntry",
    "Record",
    "Retired",
    "ReusedIdError",
    "Revision",
    "TooManyCancellationsError",
    "cancellations",
    "changes",
    "moved_series",
    "revise",
]
