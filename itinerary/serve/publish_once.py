"""A process that publishes a file once, while the process that started it prepares the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from itinerary.child_process import begin
from itinerary.errors import Problem
from itinerary.value import Value

if TYPE_CHECKING:
    from itinerary.ledger.edition import Edition


class Published(Value):
    """The programme whose latest edition is in the ledger, and what its publisher has to tell."""

    programme: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notices: tuple[str, ...]


def begin_to_publish(
    file: Path | None, ledger_address: str, programme: str | None, known: Iterable[Edition]
) -> Callable[[], Published]:
    """Begin to publish a file, or nothing, in another process; return what waits for the end of
    that and returns the result (see `FilePublisher.open`). That process does not read the editions
    `known` from the ledger again."""
    return begin(partial(_publish, file, ledger_address, programme, known))


def _publish(
    file: Path | None, ledger_address: str, programme: str | None, known: Iterable[Edition]
) -> Published:
    from itinerary.ledger.store import Ledger
    from itinerary.serve.publisher import FilePublisher

    ledger = Ledger(ledger_address, known)
    publisher = FilePublisher(file, ledger)
    edition = publisher.open(programme)
    ledger.close()
    return Published(
        edition.itinerary.id, publisher.problems, publisher.warnings, publisher.notices
    )
