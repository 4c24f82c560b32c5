"""The error of a ledger, which can be caught without the import of the database."""

from __future__ import annotations

from itinerary.errors import ItineraryError


class LedgerError(ItineraryError):
    """The ledger cannot be used, or refuses."""
