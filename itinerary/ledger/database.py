"""The database of a ledger: how it is opened, made and migrated, and its errors in words."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from itinerary.ledger.errors import LedgerError
from itinerary.ledger.tables import MIGRATIONS, VERSION, version_table

MODE = 0o600
"""Mode of a new SQLite file: only the user who publishes reads it. The mode of an existing file
stays as it is."""

LOCK = 0x17E3
"""Key of the PostgreSQL advisory lock under which tables are made and migrated."""

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


class Database:
    """An SQLite file, or a database that SQLAlchemy has a driver for.

    The first transaction that writes makes the file and its tables; reading makes none. `name` is
    the address for people, without the password.
    """

    def __init__(self, address: str | Path) -> None:
        """Open the database at `address`: a file, or an SQLAlchemy URL. Raises LedgerError."""
        text = str(address)
        self.engine = _engine(text if "://" in text else f"sqlite:///{text}", text)
        self.name = without_password(self.engine.url.render_as_string(hide_password=True))
        self._file: Path | None = None
        self._has_tables = False
        if self.engine.dialect.name == "sqlite":
            self.name = text.removeprefix("sqlite:///")
            self._file = Path(self.engine.url.database or "")
            _prepare_sqlite(self.engine)
        try:
            # SQLite would wait for the process that writes into a pipe.
            if self._file and _exists(self._file) and not self._file.is_file():
                raise LedgerError(f"the ledger {self.name} cannot be used: this is no file")
            self.has_tables()
        except OSError as error:
            self.close()
            reason = (error.strerror or str(error)).lower()
            raise LedgerError(f"the ledger {self.name} cannot be used: {reason}") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def has_tables(self) -> bool:
        """Tell whether there are tables; those of an earlier version are migrated."""
        if self._has_tables or (self._file and not self._file.exists()):
            return self._has_tables
        with self.reading() as connection:
            version = self._version(connection)
        if 0 < version < VERSION:
            self._make()
        self._has_tables = version > 0
        return self._has_tables

    def ensure_tables(self) -> None:
        """Make the tables if there are none."""
        if not self.has_tables():
            self._make()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Connect, for queries. Raises LedgerError, also of what the block does."""
        with _explained(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Begin a transaction; the end of the block commits it. Raises LedgerError, also of what
        the block does, but IntegrityError as it is."""
        self.ensure_tables()
        with self._transaction() as connection:
            yield connection

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
        return LedgerError(
            f"the ledger {self.name} is damaged: {what}. Take a backup of it, or move it away and"
            " rebuild it: itinerary ledger restore"
        )

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        with (
            _explained(self.name),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def _make(self) -> None:
        """Make the tables, or migrate them to the present version."""
        if self._file and not self._file.parent.is_dir():
            raise LedgerError(
                f"the ledger {self.name} cannot be used: there is no folder {self._file.parent}"
            )
        if self._file:
            # What was published is public, but notes and earlier editions need not be readable for
            # all users of the machine. SQLite gives its other files the mode of this one.
            with suppress(OSError):  # it exists, or SQLite will say what is wrong
                os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE))
        with self._transaction() as connection:
            self._migrate(connection)
        self._has_tables = True

    def _migrate(self, connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        version = self._version(connection)
        for step in MIGRATIONS[version:]:
            step(connection)
        if version < VERSION:
            connection.execute(sa.delete(version_table))
            connection.execute(sa.insert(version_table).values(version=VERSION))

    def _version(self, connection: sa.Connection) -> int:
        """Return the version of the tables, 0 if there are none. Raises LedgerError if it is newer
        than this code."""
        if not sa.inspect(connection).has_table(version_table.name):
            return 0
        version = connection.scalar(sa.select(version_table.c.version)) or 0
        if not isinstance(version, int):
            raise self.damaged("its version is no number")
        if version > VERSION:
            raise LedgerError(f"{self.name} was made by a newer Itinerary; update this one")
        return version


def _engine(url: str, address: str) -> sa.Engine:
    """Return the engine for a URL. Raises LedgerError with `address` if the URL is invalid."""
    try:
        return sa.create_engine(url, pool_pre_ping=True)
    except (SQLAlchemyError, NoSuchModuleError) as error:
        raise LedgerError(
            f"“{without_password(address)}” is no address of a ledger:"
            f" {without_password(str(error))}"
        ) from None
    except ValueError:  # its words may be a part of the password
        raise LedgerError(
            f"“{without_password(address)}” is no address of a ledger: the port is no number; in a"
            " password write %40 for @, %3A for : and %2F for /"
        ) from None
    except ModuleNotFoundError as error:
        if error.name != "psycopg":  # another database, or another driver of this one
            raise LedgerError(
                f"“{without_password(address)}” is no address of a ledger: write a file, or"
                " postgresql+psycopg://user@host/database"
            ) from None
        raise LedgerError(
            f"{error.name} is not installed; run: pip install 'itinerary[postgresql]'"
        ) from None


def _prepare_sqlite(engine: sa.Engine) -> None:
    """Let readers and one writer work at the same time, and lose nothing when power fails."""

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer that only begins to write after reading could be refused in the middle.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _exists(file: Path) -> bool:
    """Tell whether there is something at a path. Raises OSError if that cannot be known, as of a
    link to itself."""
    try:
        file.stat()
    except FileNotFoundError:
        return False
    return True


def without_password(address: str) -> str:
    """Return an address without its password, also if the password has characters that a URL must
    not have."""
    address = re.sub(r"(://[^:/@]*:).*@", r"\1***@", address)
    return re.sub(r"(password=)[^&]*", r"\1***", address, flags=re.IGNORECASE)


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn the database's errors into LedgerErrors."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, sa.exc.OperationalError, sqlite3.Error) as error:
        # What fails before SQLAlchemy has the connection is the driver's own error.
        reason = " ".join(str(getattr(error, "orig", error) or error).split())
        raise LedgerError(f"the ledger {name} cannot be used: {reason}") from None
