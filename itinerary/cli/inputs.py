"""The file and the ledger that a command reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from itinerary.cli.common import CommandError, ledger_address
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Itinerary
from itinerary.source import Album, Problem, read_file


def read(file: Path, album: Album | None = None) -> tuple[Itinerary, tuple[Problem, ...]]:
    """Return the programme in a file, and its warnings.

    `album` has its pictures, by default those beside the file. Raises SourceError.
    """
    reading = read_file(file, now=datetime.now(UTC), album=album)
    return reading.itinerary, reading.warnings


@contextmanager
def opened(file: Path, address: str | None) -> Iterator[Ledger]:
    """Open the ledger of a file. Only publishing makes a ledger that is not there. Raises
    LedgerError."""
    ledger = Ledger(ledger_address(file, address))
    try:
        yield ledger
    finally:
        ledger.close()


@contextmanager
def filled(file: Path, address: str | None) -> Iterator[Ledger]:
    """Open the ledger of a file for a command that looks at editions. Raises CommandError if it
    has no edition."""
    with opened(file, address) as ledger:
        if not ledger.programmes():
            if file.exists():
                raise CommandError(
                    f"there is no ledger {ledger.name} yet", f"itinerary publish {file} makes it"
                )
            raise CommandError(
                f"there is no ledger {ledger.name} and no file {file}", "name one of the two"
            )
        yield ledger


def programme_of(ledger: Ledger, file: Path, named: str | None) -> str:
    """Return the id of the programme that a command is about: the one that is named, else the
    ledger's only one, else that of the file. Raises CommandError if the named one is not
    there."""
    programmes = ledger.programmes()
    if named:
        if named not in programmes:
            raise CommandError(
                f"there is no programme “{named}” in {ledger.name}: {', '.join(programmes)}"
            )
        return named
    if len(programmes) == 1:
        return programmes[0]
    return read(file)[0].id
