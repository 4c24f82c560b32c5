"""An SQLite file, through the driver of the standard library.

SQLAlchemy takes longer to import than all that a server does until its first edition is published.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from itinerary.ledger.connection import Connection, ConstraintError, ResultRow, unusable

BUSY = 15
"""Seconds for which one transaction waits for the end of another."""


class _Connection(Connection):
    """A connection of the driver's."""

    binary = "BLOB"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, /, **values: object) -> Iterator[ResultRow]:
        return self._connection.execute(statement, values)

    def value(self, statement: str, /, **values: object) -> Any:
        row = self._connection.execute(statement, values).fetchone()
        return row[0] if row else None

    def run(self, statement: str, /, **values: object) -> None:
        self._connection.execute(statement, values)

    def run_each(self, statement: str, each: Sequence[Mapping[str, object]], /) -> None:
        self._connection.executemany(statement, each)

    def has_table(self, name: str) -> bool:
        found = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = :name"
        return bool(self.value(found, name=name))

    def lock(self, key: int) -> None:
        """Do nothing: a transaction that writes locks the file."""


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


class SqliteFile:
    """The connections to an SQLite file, named `name` in errors."""

    def __init__(self, file: Path, name: str) -> None:
        self._file = os.path.abspath(file)  # so that a later change of folder means nothing
        self._name = name
        self._idle: list[sqlite3.Connection] = []  # threads take from it and append to it
        weakref.finalize(self, _close, self._idle)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Connect, for queries."""
        with self._transaction("BEGIN", "ROLLBACK") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction, which the end of the block commits."""
        # A writer that only begins to write after reading could be refused in the middle.
        with self._transaction("BEGIN IMMEDIATE", "COMMIT") as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        _close(self._idle)

    @contextmanager
    def _transaction(self, begin: str, end: str) -> Iterator[Connection]:
        try:
            connection = self._connection()
            try:
                connection.execute(begin)
                yield _Connection(connection)
                connection.execute(end)
            except BaseException:
                connection.close()  # which rolls back
                raise
            self._idle.append(connection)
        except sqlite3.IntegrityError as error:
            raise ConstraintError(str(error)) from None
        except sqlite3.Error as error:
            raise unusable(self._name, error) from None

    def _connection(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        """Connect, so that readers and one writer work at the same time, and nothing is lost when
        power fails."""
        connection = sqlite3.connect(
            self._file, timeout=BUSY, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}").close()
        except BaseException:
            connection.close()
            raise
        return connection
