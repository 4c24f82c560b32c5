"""An edition as bytes, handed from the process that published it to one that serves it.

It is the same edition as in the ledger. A process that is handed its first one can answer before it
imports the database and reads that.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from zoneinfo import ZoneInfo

from itinerary.ledger import Edition
from itinerary.model.zones import zone


class _Pickler(pickle.Pickler):
    """Writes time zones, which were read from a package, by their keys."""

    dispatch_table = copyreg.dispatch_table | {ZoneInfo: lambda info: (zone, (info.key,))}


def dump_edition(edition: Edition) -> bytes:
    """Return an edition as bytes, which only the same version of this code can load."""
    written = io.BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(edition)
    return written.getvalue()


def load_edition(data: bytes) -> Edition:
    """Return the edition that `dump_edition` wrote. Never call it with bytes from elsewhere: they
    could run code."""
    edition: Edition = pickle.loads(data)  # noqa: S301  of our own process
    return edition
