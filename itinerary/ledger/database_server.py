"""A database server, through SQLAlchemy: its addresses, drivers and pool of connections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from itinerary.ledger.connection import Connection, ConstraintError, ResultRow, unusable
from itinerary.ledger.errors import LedgerError


class _Connection(Connection):
    """A connection of SQLAlchemy's."""

    binary = "BYTEA"

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, /, **values: object) -> Iterator[ResultRow]:
        return iter(self._connection.execute(sa.text(statement), values).mappings())

    def value(self, statement: str, /, **values: object) -> Any:
        return self._connection.scalar(sa.text(statement), values)

    def run(self, statement: str, /, **values: object) -> None:
        self._connection.execute(sa.text(statement), values)

    def run_each(self, statement: str, each: Sequence[Mapping[str, object]], /) -> None:
        self._connection.execute(sa.text(statement), each)

    def has_table(self, name: str) -> bool:
        return sa.inspect(self._connection).has_table(name)

    def lock(self, key: int) -> None:
        self.value("SELECT pg_advisory_xact_lock(:key)", key=key)


class DatabaseServer:
    """The connections to the database at an SQLAlchemy URL; `name` is that without the password.
    Errors name what is in the database by `noun`."""

    def __init__(self, address: str, noun: str) -> None:
        """Raises LedgerError if the URL is invalid. The first query connects."""
        self._engine = _engine(address, noun)
        self._noun = noun
        self.name = without_password(self._engine.url.render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Connect, for queries."""
        with self._explained(), self._engine.connect() as connection:
            yield _Connection(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction, which the end of the block commits."""
        with self._explained(), self._engine.begin() as connection:
            yield _Connection(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the errors of the driver into ours."""
        try:
            yield
        except IntegrityError as error:
            raise ConstraintError(str(error.orig)) from None
        except DBAPIError as error:
            raise unusable(f"the {self._noun} {self.name}", error.orig or error) from None


def _engine(address: str, noun: str) -> sa.Engine:
    """Return the engine for a URL. Raises LedgerError if the URL is invalid."""
    shown = without_password(address)
    try:
        return sa.create_engine(address, pool_pre_ping=True)
    except (SQLAlchemyError, NoSuchModuleError) as error:
        raise LedgerError(
            f"“{shown}” is no address of a {noun}: {without_password(str(error))}"
        ) from None
    except ValueError:  # its words may be a part of the password
        raise LedgerError(
            f"“{shown}” is no address of a {noun}: the port is no number; in a password write %40"
            " for @, %3A for : and %2F for /"
        ) from None
    except ModuleNotFoundError as error:
        if error.name != "psycopg":  # another database, or another driver of this one
            raise LedgerError(
                f"“{shown}” is no address of a {noun}: write a file, or"
                " postgresql+psycopg://user@host/database"
            ) from None
        raise LedgerError(
            f"{error.name} is not installed; run: pip install 'itinerary[postgresql]'"
        ) from None


def without_password(address: str) -> str:
    """Return an address without its password, also if the password has characters that a URL must
    not have."""
    address = re.sub(r"(://[^:/@]*:).*@", r"\1***@", address)
    return re.sub(r"(password=)[^&]*", r"\1***", address, flags=re.IGNORECASE)
