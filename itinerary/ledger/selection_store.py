"""The store of living selections.

The secret is not stored, but its SHA-256 (FIPS 180-4). A slow, salted hash is for passwords, which
people think up; of 128 random bits no one can try a notable part, so that a fast hash is as good,
and can be looked up by its value.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import zlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from itinerary.ledger.connection import Connection
from itinerary.ledger.database import Database, Tables
from itinerary.ledger.edition import Edition
from itinerary.ledger.living_selection import (
    FullStoreError,
    LargeSelectionError,
    LivingSelection,
    StaleVersionError,
    expired_before,
)
from itinerary.ledger.rows import dump_moment, load_moment

LARGEST = 4096
"""Bytes that the UIDs of a selection may take in the database, compressed."""

MOST = 100_000
"""Selections of one programme at most."""

_BITS = 128
_SECRET = re.compile(r"[A-Za-z0-9_-]{22}")


def _create(connection: Connection) -> None:
    connection.run(
        f"""
        CREATE TABLE IF NOT EXISTS living_selection (
            programme VARCHAR(64) NOT NULL,
            digest VARCHAR(64) NOT NULL,
            version INTEGER NOT NULL,
            changed BIGINT NOT NULL,
            uids {connection.binary} NOT NULL,
            PRIMARY KEY (programme, digest)
        )
        """
    )


SELECTIONS = Tables(
    noun="database of selections",
    version_table="living_selection_version",
    migrations=(_create,),
    remedy="Move it away, and readers subscribe anew",
)
"""The table of living selections. It is apart from those of the ledger, so that a server that only
reads a ledger can have a file of its own."""

_FIND = "SELECT * FROM living_selection WHERE programme = :programme AND digest = :digest"
_COUNT = "SELECT count(*) FROM living_selection WHERE programme = :programme"
_INSERT = """
    INSERT INTO living_selection (programme, digest, version, changed, uids)
    VALUES (:programme, :digest, :version, :changed, :uids)
"""
_UPDATE = """
    UPDATE living_selection SET version = :version, changed = :changed, uids = :uids
    WHERE programme = :programme AND digest = :digest
"""
_DELETE = "DELETE FROM living_selection WHERE programme = :programme AND digest = :digest"
_COUNT_BEFORE = f"{_COUNT} AND changed < :before"
_DELETE_BEFORE = "DELETE FROM living_selection WHERE programme = :programme AND changed < :before"


def new_secret() -> str:
    """Return a secret: 128 random bits in the digits of base64url (RFC 4648 §5), 22 of them."""
    return secrets.token_urlsafe(_BITS // 8)


class SelectionStore:
    """The living selections in a database, which may be that of a ledger.

    Threads can share them; each process opens its own. Every method raises LedgerError if the
    database cannot be used, or holds rows that are not as they were written.
    """

    def __init__(
        self, address: str | Path, *, most: int = MOST, secret: Callable[[], str] = new_secret
    ) -> None:
        """Open the database at `address`: a file, or an SQLAlchemy URL. One that is not there is
        made by the first selection. `most` bounds the selections of a programme."""
        self._database = Database(address, SELECTIONS)
        self._most = most
        self._secret = secret

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def find(self, programme: str, secret: str) -> LivingSelection | None:
        """Return the present state of a selection, None if there is none with this secret."""
        if not _SECRET.fullmatch(secret) or not self._database.has_tables():
            return None
        with self._database.reading() as connection:
            return self._found(connection, programme, _digest(secret))

    def make(
        self, programme: str, uids: Iterable[str], now: datetime
    ) -> tuple[str, LivingSelection]:
        """Store a new selection at `now` (aware); return its secret, which is in no other place,
        and its state. Raises LargeSelectionError and FullStoreError."""
        secret = self._secret()
        made = LivingSelection(1, tuple(sorted(set(uids))), load_moment(dump_moment(now)))
        row = _row(made)
        with self._database.writing() as connection:
            if connection.value(_COUNT, programme=programme) >= self._most:
                raise FullStoreError(
                    f"there are {self._most} selections, and no more may be stored"
                )
            connection.run(_INSERT, programme=programme, digest=_digest(secret), **row)
        return secret, made

    def change(
        self, programme: str, secret: str, uids: Iterable[str], version: int, now: datetime
    ) -> LivingSelection | None:
        """Replace the events of a selection whose present state is `version`, at `now` (aware).

        Return the new state, or the present one if that has these events already: a client that did
        not get the answer may ask again. None if there is no selection with this secret. Raises
        StaleVersionError and LargeSelectionError.
        """
        if not _SECRET.fullmatch(secret) or not self._database.has_tables():
            return None
        chosen, digest = tuple(sorted(set(uids))), _digest(secret)
        with self._database.writing() as connection:
            connection.lock(_lock(digest))
            present = self._found(connection, programme, digest)
            if present is None or present.uids == chosen:
                return present
            if present.version != version:
                raise StaleVersionError(present)
            # A request with If-Modified-Since would not see a second change within one second.
            moment = max(load_moment(dump_moment(now)), present.changed + timedelta(seconds=1))
            changed = LivingSelection(version + 1, chosen, moment)
            connection.run(_UPDATE, programme=programme, digest=digest, **_row(changed))
            return changed

    def delete(self, programme: str, secret: str) -> bool:
        """Delete a selection; tell whether there was one with this secret."""
        if self.find(programme, secret) is None:
            return False
        with self._database.writing() as connection:
            connection.run(_DELETE, programme=programme, digest=_digest(secret))
        return True

    def delete_expired(self, edition: Edition, now: datetime) -> int:
        """Delete the selections of a programme that are not kept any longer at `now` (aware), and
        return how many these were; see `living_selection.expired_before`."""
        moment = expired_before(edition, now)
        if moment is None or not self._database.has_tables():
            return 0
        of = {"programme": edition.itinerary.id, "before": dump_moment(moment)}
        with self._database.reading() as connection:  # so that most looks write nothing
            count = int(connection.value(_COUNT_BEFORE, **of))
        if count:
            with self._database.writing() as connection:
                connection.run(_DELETE_BEFORE, **of)
        return count

    def _found(self, connection: Connection, programme: str, digest: str) -> LivingSelection | None:
        row = next(connection.rows(_FIND, programme=programme, digest=digest), None)
        if row is None:
            return None
        with self._database.readable("a selection"):
            try:
                uids = json.loads(zlib.decompress(row["uids"]))
            except zlib.error as error:
                raise ValueError(str(error)) from None
            return LivingSelection(row["version"], tuple(uids), load_moment(row["changed"]))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _lock(digest: str) -> int:
    """Return the key of the lock of a selection: changes of it wait for each other."""
    return int(digest[:15], 16)


def _row(selection: LivingSelection) -> dict[str, object]:
    """Return the columns of a state. Raises LargeSelectionError."""
    # UIDs of one programme resemble each other: 32 characters take a dozen bytes.
    uids = zlib.compress(json.dumps(selection.uids, ensure_ascii=False).encode(), 9)
    if len(uids) > LARGEST:
        raise LargeSelectionError(
            f"{len(selection.uids)} events are too many for one selection",
            "subscribe to the whole programme, or choose fewer",
        )
    changed = dump_moment(selection.changed)
    return {"version": selection.version, "changed": changed, "uids": uids}
