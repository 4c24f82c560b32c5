"""An edition as bytes, handed from the process that published it to one that serves it.

It is the same edition as in the ledger. A process that is handed its first one can answer before it
imports the database and reads that.
"""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from itinerary.child_process import begin
from itinerary.errors import Problem
from itinerary.ledger import Edition
from itinerary.model.zones import zone
from itinerary.value import Value


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


class Published(Value):
    """The latest edition as bytes, and what its publisher has to tell."""

    edition: bytes
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notices: tuple[str, ...]

    def load(self) -> Edition:
        """Return the edition."""
        return load_edition(self.edition)


def begin_to_publish(
    file: Path | None, ledger_address: str, programme: str | None
) -> Callable[[], Published]:
    """Begin to publish a file, or nothing, in another process; return what waits for the end of
    that and returns the result (see `FilePublisher.open`)."""
    return begin(partial(_publish, file, ledger_address, programme))


def _publish(file: Path | None, ledger_address: str, programme: str | None) -> Published:
    from itinerary.ledger.store import Ledger
    from itinerary.serve.publisher import FilePublisher

    ledger = Ledger(ledger_address)
    publisher = FilePublisher(file, ledger)
    edition = dump_edition(publisher.open(programme))
    ledger.close()
    return Published(edition, publisher.problems, publisher.warnings, publisher.notices)
