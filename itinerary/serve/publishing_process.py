"""A process that publishes a file once, while the process that started it prepares the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from itinerary.child_process import begin
from itinerary.errors import Problem
from itinerary.value import Value


class Published(Value):
    """The programme whose latest edition is in the ledger, and what its publisher has to tell."""

    programme: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notices: tuple[str, ...]


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
    edition = publisher.open(programme)
    ledger.close()
    return Published(
        edition.itinerary.id, publisher.problems, publisher.warnings, publisher.notices
    )
