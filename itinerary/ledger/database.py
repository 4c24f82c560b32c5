"""A database of ours: how it is opened, made and migrated, and its errors in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from itinerary.ledger.connection import Connection, Connections, unusable
from itinerary.ledger.errors import LedgerError
from itinerary.ledger.sqlite_file import SqliteFile
from itinerary.value import Value

MODE = 0o600
"""Mode of a new SQLite file: only the user who publishes reads it. The mode of an existing file
stays as it is."""

LOCK = 0x17E3
"""Key of the lock under which tables are made and migrated."""

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""The exceptions of reading a damaged row (OSError: from years out of range)."""

_FILE = "sqlite:///"
"""What the URL of a file begins with."""


class Tables(Value):
    """Tables that a database has: a ledger's, or others, which may be in the same database.

    `noun` says in errors what they are together, and `remedy` what helps if they are damaged. Their
    version is in the table `version_table`. `migrations` has one step for each version, from an
    empty database on; a step is applied in the transaction that records it.
    """

    noun: str
    version_table: str
    migrations: tuple[Callable[[Connection], None], ...]
    remedy: str


class Database:
    """An SQLite file, or a database that SQLAlchemy has a driver for.

    The first transaction that writes makes the file and its tables; reading makes none. `name` is
    the address for people, without the password.
    """

    def __init__(self, address: str | Path, tables: Tables) -> None:
        """Open the database at `address`: a file, or an SQLAlchemy URL. Raises LedgerError."""
        text = str(address)
        self._tables = tables
        if "?" not in text:
            text = text.removeprefix(_FILE)
        self._connections: Connections
        self._file: Path | None = None
        self._has_tables = False
        if "://" in text:
            self.name, self._connections = _server(text, tables.noun)
        else:
            self.name, self._file = text, Path(text)
            self._connections = SqliteFile(self._file, f"the {tables.noun} {text}")
        try:
            # SQLite would wait for the process that writes into a pipe.
            if self._file and _exists(self._file) and not self._file.is_file():
                raise self._unusable("this is no file")
            self.has_tables()
        except OSError as error:
            self.close()
            reason = (error.strerror or str(error)).lower()
            raise self._unusable(reason) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def has_tables(self) -> bool:
        """Tell whether there are tables; those of an earlier version are migrated."""
        if self._has_tables or (self._file and not self._file.exists()):
            return self._has_tables
        with self.reading() as connection:
            version = self._version(connection)
        if 0 < version < len(self._tables.migrations):
            self._make()
        self._has_tables = version > 0
        return self._has_tables

    def ensure_tables(self) -> None:
        """Make the tables if there are none."""
        if not self.has_tables():
            self._make()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Connect, for queries. Raises LedgerError, also of what the block does."""
        with self._connections.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction, in which there are tables; the end of the block commits it. Raises
        LedgerError, also of what the block does, but ConstraintError as it is."""
        if not self._has_tables:
            self._make_file()
        with self._connections.writing() as connection:
            if not self._has_tables:
                self._migrate(connection)
            yield connection
        self._has_tables = True

    @contextmanager
    def readable(self, what: str) -> Iterator[None]:
        """Read the content of rows, named `what`. Raises LedgerError if it is not as it was
        written."""
        try:
            yield
        except UNREADABLE as error:
            reason = str(error).partition("\n")[0]
            raise self.damaged(f"{what} cannot be read: {reason}") from None

    def damaged(self, what: str) -> LedgerError:
        """Return the error for rows that are not as they were written."""
        tables = self._tables
        return LedgerError(f"the {tables.noun} {self.name} is damaged: {what}. {tables.remedy}")

    def _unusable(self, reason: str) -> LedgerError:
        return unusable(f"the {self._tables.noun} {self.name}", reason)

    def _make(self) -> None:
        """Make the tables, or migrate them to the present version."""
        with self.writing():
            pass

    def _make_file(self) -> None:
        """Make an SQLite file that does not exist. Raises LedgerError if there is no folder."""
        if not self._file:
            return
        if not self._file.parent.is_dir():
            raise self._unusable(f"there is no folder {self._file.parent}")
        # What was published is public, but notes and earlier editions need not be readable for
        # all users of the machine. SQLite gives its other files the mode of this one.
        with suppress(OSError):  # it exists, or SQLite will say what is wrong
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE))

    def _migrate(self, connection: Connection) -> None:
        """Make the tables, or migrate them to the present version."""
        connection.lock(LOCK)
        version, table = self._version(connection), self._tables.version_table
        connection.run(f"CREATE TABLE IF NOT EXISTS {table} (version INTEGER NOT NULL)")
        for step in self._tables.migrations[version:]:
            step(connection)
        if version < (newest := len(self._tables.migrations)):
            connection.run(f"DELETE FROM {table}")  # noqa: S608  it is ours
            connection.run(f"INSERT INTO {table} (version) VALUES (:v)", v=newest)  # noqa: S608  it is ours

    def _version(self, connection: Connection) -> int:
        """Return the version of the tables, 0 if there are none. Raises LedgerError if it is newer
        than this code."""
        table = self._tables.version_table
        if not connection.has_table(table):
            return 0
        version = connection.value(f"SELECT version FROM {table}") or 0  # noqa: S608  it is ours
        if not isinstance(version, int):
            raise self.damaged("its version is no number")
        if version > len(self._tables.migrations):
            raise LedgerError(f"{self.name} was made by a newer Itinerary; update this one")
        return version


def _server(address: str, noun: str) -> tuple[str, Connections]:
    """Return the name of the database at a URL, and connections to it. Raises LedgerError."""
    if address.startswith("sqlite"):  # with options, which this class sets itself
        raise LedgerError(
            f"“{address}” is no address of a {noun}: write the path of the file alone"
        )
    try:
        from itinerary.ledger.database_server import DatabaseServer
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"{error.name} is not installed; run: pip install 'itinerary[postgresql]'"
        ) from None
    server = DatabaseServer(address, noun)
    return server.name, server


def _exists(file: Path) -> bool:
    """Tell whether there is something at a path. Raises OSError if that cannot be known, as of a
    link to itself."""
    try:
        file.stat()
    except FileNotFoundError:
        return False
    return True
