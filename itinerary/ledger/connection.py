"""A connection to a database, of whichever kind that is.

Statements are SQL that SQLite and PostgreSQL read alike. Their parameters have names (`:number`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from itinerary.errors import ItineraryError
from itinerary.ledger.errors import LedgerError


class ConstraintError(ItineraryError):
    """A row that the tables do not admit: another one has its key."""


class ResultRow(Protocol):
    """A row of a result: its values by the names of their columns."""

    def __getitem__(self, column: str, /) -> Any: ...


class Connection(ABC):
    """A connection in a transaction."""

    binary: str
    """The name of the type of columns that hold bytes."""

    @abstractmethod
    def rows(self, statement: str, /, **values: object) -> Iterator[ResultRow]:
        """Execute a query, and return its rows, which are read before the next statement."""

    @abstractmethod
    def value(self, statement: str, /, **values: object) -> Any:
        """Execute a query; return the first value of its first row, None if there is no row."""

    @abstractmethod
    def run(self, statement: str, /, **values: object) -> None:
        """Execute a statement that returns no rows."""

    @abstractmethod
    def run_each(self, statement: str, each: Sequence[Mapping[str, object]], /) -> None:
        """Execute a statement that returns no rows, with each of several sets of values."""

    @abstractmethod
    def has_table(self, name: str) -> bool:
        """Tell whether there is a table of this name."""

    @abstractmethod
    def lock(self, key: int) -> None:
        """Wait until no other transaction has the lock `key`, and have it until this one ends."""


class Connections(Protocol):
    """The connections of one process to one database, which threads can share."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Connect, for queries, which all see the same state. Raises LedgerError, also of what the
        block does."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Begin a transaction; the end of the block commits it. Raises LedgerError, also of what
        the block does, and ConstraintError."""

    def close(self) -> None:
        """Close all connections."""


def unusable(name: str, error: object) -> LedgerError:
    """Return the error of a database, named `name`, in the words of its driver."""
    return LedgerError(f"{name} cannot be used: {' '.join(str(error).split())}")
