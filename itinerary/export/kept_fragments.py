"""Fragments of a site kept from build to build: rows and lines of lists, and VEVENTs.

A rebuild renders whole pages and feeds, of which an edit changed a few lines. The other lines come
from a file beside the site. It belongs to the build that holds the lock of the folder, and nothing
is lost with it. A fragment has a place and a version, which name all that it shows apart from the
base of the site (`incremental.base`). With another base the file begins anew, and so it does above
MOST_BYTES.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from itinerary.render.fragments import T

MOST_BYTES = 2**28
"""Bytes of the file at which the next build begins a new one. A thousand events in three languages
take up to 60 MB."""

Place = tuple[str, str]
"""The group of a fragment, and its place in it."""

Fragment = tuple[str, str | bytes]
"""The version of a fragment, and the fragment."""

_TABLE = """
create table if not exists fragment
(part text, at text, version text, digest blob, body, primary key (part, at)) without rowid
"""

_Row = tuple[str, bytes, object]


class FragmentFile:
    """The fragments of a site in a file.

    Forked processes read the file by connections of their own. They write nothing: their new
    fragments are `taken` to the process that started them, which gives them to `add` and calls
    `save`.
    """

    def __init__(self, path: Path, base: str) -> None:
        self._path = path
        self._base = base
        self._new: dict[Place, Fragment] = {}
        self._groups: dict[str, dict[str, _Row]] = {}
        self._database: sqlite3.Connection | None = None
        self._readable = self._is_usable(path)
        if not self._readable:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def get(self, kind: type[T], group: str, at: str, version: str) -> T | None:
        """Return the fragment of a place, None if there is none of this version, or a damaged
        one."""
        if group not in self._groups:
            self._groups[group] = self._read(group)
        found = self._groups[group].get(at)
        if found is None:
            return None
        known, digest, body = found
        if known != version or digest != _digest(group, at, version, body):
            return None
        return body if isinstance(body, kind) else None

    def _read(self, group: str) -> dict[str, _Row]:
        """Return the rows of a group by their places: a page takes nearly all of them."""
        if not self._readable:
            return {}
        try:
            if self._database is None:
                self._database = self._connected(self._path)
                weakref.finalize(self, self._database.close)
            query = "select at, version, digest, body from fragment where part = ?"
            return {row[0]: row[1:] for row in self._database.execute(query, (group,))}
        except sqlite3.Error:
            self._readable = False
            return {}

    def put(self, group: str, at: str, version: str, fragment: str | bytes) -> None:
        """Keep the fragment of a place."""
        # SQLite and pickle take plain text, and not Markup.
        self._new[group, at] = version, str(fragment) if isinstance(fragment, str) else fragment

    def taken(self) -> dict[Place, Fragment]:
        """Return the new fragments, and forget them."""
        new, self._new = self._new, {}
        return new

    def add(self, fragments: Mapping[Place, Fragment]) -> None:
        """Add new fragments of another process."""
        self._new.update(fragments)

    def close(self) -> None:
        """Close the connection to the file, which forked processes must not share."""
        if self._database:
            self._database.close()
            self._database = None

    def save(self) -> None:
        """Write the new fragments. A file that cannot be written is left out."""
        self.close()
        new = self.taken()
        if not new:
            return
        rows = [(*at, v, _digest(*at, v, body), body) for at, (v, body) in new.items()]
        with suppress(sqlite3.Error), self._opened(self._path) as database:
            database.execute(_TABLE)
            database.execute("create table if not exists base (digest text)")
            if not database.execute("select 1 from base").fetchone():
                database.execute("insert into base values (?)", (self._base,))
            database.executemany("insert or replace into fragment values (?, ?, ?, ?, ?)", rows)
            database.commit()

    def _is_usable(self, path: Path) -> bool:
        """Tell whether the file has fragments of this base, and room for more."""
        try:
            if path.stat().st_size > MOST_BYTES:
                return False
            with self._opened(path) as database:
                return database.execute("select digest from base").fetchall() == [(self._base,)]
        except (OSError, sqlite3.Error):
            return False

    @contextmanager
    def _opened(self, path: Path) -> Iterator[sqlite3.Connection]:
        database = self._connected(path)
        try:
            yield database
        finally:
            database.close()

    def _connected(self, path: Path) -> sqlite3.Connection:
        database = sqlite3.connect(path)
        try:
            # Nothing is lost if the machine stops while it writes: digests tell what is damaged.
            database.execute("pragma synchronous = off")
        except BaseException:
            database.close()
            raise
        return database


def _digest(group: str, at: str, version: str, body: object) -> bytes:
    """Return a digest, because a row that is damaged must not be on a page."""
    kept = body if isinstance(body, bytes) else str(body).encode()
    return blake2b(f"{group}\0{at}\0{version}\0".encode() + kept, digest_size=8).digest()
