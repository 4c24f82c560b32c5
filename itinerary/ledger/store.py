"""The store that keeps editions: SQLAlchemy Core over SQLite or PostgreSQL.

A row of `revision` (and of `head` and `feed`) holds from the edition it came with until the edition
that superseded it. So the state at any edition is one query, storage grows with changes alone, and
a reader who knows an edition's number sees exactly that edition, whoever publishes meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from itinerary.errors import ItineraryError
from itinerary.ledger import canonical
from itinerary.ledger.diff import Change, LogEntry, change
from itinerary.ledger.edition import Edition, Record, Revision
from itinerary.ledger.guard import Cancellations, cancellations
from itinerary.ledger.revise import feed_times, revise
from itinerary.ledger.tables import (
    LOCK,
    MIGRATIONS,
    MODE,
    VERSION,
    dump_retired,
    edition_table,
    feed_table,
    head_table,
    load_retired,
    picture_table,
    prepare_sqlite,
    revision_table,
    version_table,
)
from itinerary.model.itinerary import SLUG, Itinerary, Picture

Renditions = Callable[[Picture], Mapping[int, bytes]]
"""Makes what pages show of a picture, by width."""


class LedgerError(ItineraryError):
    """The ledger cannot be used, or refuses."""


class TooManyCancellationsError(LedgerError):
    """An edition would cancel so much that it looks like an accident; it was not published."""

    def __init__(self, counts: Cancellations) -> None:
        self.counts = counts
        what = (
            "all events of the programme are gone from the file"
            if counts.empties
            else f"this would cancel {counts.cancelled} of {counts.coming} coming events"
        )
        super().__init__(f"{what}; nothing was published")


# --- the ledger ----------------------------------------------------------------------------------


class Ledger:
    """A database of editions. Safe to share between threads; each process opens its own."""

    def __init__(self, address: str | Path) -> None:
        """Open the ledger at `address`: a file, or an SQLAlchemy URL.

        One that is not there is made by the first edition that is written: looking makes none.
        Raises LedgerError.
        """
        text = str(address)
        url = text if "://" in text else f"sqlite:///{text}"
        self._latest: dict[str, Edition] = {}
        try:
            self._engine = sa.create_engine(url, pool_pre_ping=True)
        except (SQLAlchemyError, NoSuchModuleError) as error:
            raise LedgerError(
                f"“{_public(text)}” is no address of a ledger: {_public(str(error))}"
            ) from None
        except ValueError:  # its words may be a part of the password
            raise LedgerError(
                f"“{_public(text)}” is no address of a ledger: the port is no number; in a password"
                " write %40 for @, %3A for : and %2F for /"
            ) from None
        except ModuleNotFoundError as error:
            raise LedgerError(
                f"{error.name} is not installed; run: pip install 'itinerary[postgresql]'"
            ) from None
        self.name = _public(self._engine.url.render_as_string(hide_password=True))
        self._file: Path | None = None
        self._made = False
        if self._engine.dialect.name == "sqlite":
            self.name = text.removeprefix("sqlite:///")
            self._file = Path(self._engine.url.database or "")
            prepare_sqlite(self._engine)
        try:
            # SQLite would wait for whoever writes into a pipe.
            if self._file and self._there() and not self._file.is_file():
                raise LedgerError(f"the ledger {self.name} cannot be used: this is no file")
            self._is_made()
        except OSError as error:
            self.close()
            reason = (error.strerror or str(error)).lower()
            raise LedgerError(f"the ledger {self.name} cannot be used: {reason}") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _there(self) -> bool:
        """Tell whether there is something where the file is to be. Raises OSError if nobody can
        know, as of a link to itself."""
        assert self._file
        try:
            self._file.stat()
        except FileNotFoundError:
            return False
        return True

    def _is_made(self) -> bool:
        """Tell whether there are tables; those of an earlier version are brought up to date."""
        if self._made or (self._file and not self._file.exists()):
            return self._made
        with self._reading() as connection:
            known = self._version(connection)
        if 0 < known < VERSION:
            self._make()
        self._made = known > 0
        return self._made

    def _ensure(self) -> None:
        """Make the tables if there are none."""
        if not self._is_made():
            self._make()

    def _make(self) -> None:
        """Make the tables, or bring them up to date."""
        if self._file and not self._file.parent.is_dir():
            raise LedgerError(
                f"the ledger {self.name} cannot be used: there is no folder {self._file.parent}"
            )
        if self._file:
            # What its author published is public, but notes, and what came before, need not be for
            # everybody on the machine. SQLite gives its other files the mode of this one.
            with suppress(OSError):  # it is there, or SQLite will say what is wrong
                os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE))
        with self._writing() as connection:
            self._migrate(connection)
        self._made = True

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _explained(self.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with (
            _explained(self.name),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def _migrate(self, connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        known = self._version(connection)
        for step in MIGRATIONS[known:]:
            step(connection)
        if known < VERSION:
            connection.execute(sa.delete(version_table))
            connection.execute(sa.insert(version_table).values(version=VERSION))

    def _version(self, connection: sa.Connection) -> int:
        """Return the version of the tables, 0 if there are none."""
        if not sa.inspect(connection).has_table(version_table.name):
            return 0
        known = connection.scalar(sa.select(version_table.c.version)) or 0
        if not isinstance(known, int):
            raise LedgerError(_damaged(self.name, "its version is no number"))
        if known > VERSION:
            raise LedgerError(f"{self.name} was made by a newer Itinerary; update this one")
        return known

    # --- reading -----------------------------------------------------------------------------

    def programmes(self) -> list[str]:
        """Return the ids of the programmes in this ledger."""
        if not self._is_made():
            return []
        with self._reading() as connection:
            return list(
                connection.scalars(
                    sa.select(edition_table.c.programme)
                    .distinct()
                    .order_by(edition_table.c.programme)
                )
            )

    def number(self, programme: str) -> int:
        """Return the number of the latest edition, 0 if there is none."""
        if not self._is_made():
            return 0
        query = sa.select(sa.func.max(edition_table.c.number)).where(
            edition_table.c.programme == programme
        )
        with self._reading() as connection, self._readable("the number of an edition"):
            return int(connection.scalar(query) or 0)

    def latest(self, programme: str) -> Edition | None:
        """Return the latest edition; only what changed since the last call is read."""
        number = self.number(programme)
        if not number:
            return None
        known = self._latest.get(programme)
        if known is None or known.number > number:
            known = self.edition(programme, number)
        elif known.number < number:
            known = self._advance(known, programme, number)
        self._latest[programme] = known
        return known

    def edition(self, programme: str, number: int) -> Edition:
        """Return an edition as it was published. Raises LedgerError if there is no such edition."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(revision_table)
                .where(revision_table.c.programme == programme, *_holding(revision_table, number))
                .order_by(revision_table.c.place)
            )
            records = self._records(rows)
            return self._assembled(connection, programme, number, records, {})

    def _advance(self, known: Edition, programme: str, number: int) -> Edition:
        """Return a later edition, made of a known one and what came since."""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(revision_table)
                .where(
                    revision_table.c.programme == programme,
                    revision_table.c.edition > known.number,
                    *_holding(revision_table, number),
                )
                .order_by(revision_table.c.place)
            )
            # A new event's place is after all known ones, so the order of the dict stays right.
            records = {**known.records, **self._records(rows)}
            return self._assembled(
                connection, programme, number, records, known.feed_times, known.number
            )

    def _records(self, rows: Iterable[Any]) -> dict[str, Record]:
        """Return what rows hold, by UID."""
        records: dict[str, Record] = {}
        for row in rows:
            with self._readable(f"the row of {row.uid!r} in edition {row.edition}"):
                records[row.uid] = _record(row)
        return records

    @contextmanager
    def _readable(self, what: str) -> Iterator[None]:
        """Turn what is wrong with the content of rows into words."""
        try:
            yield
        except _UNREADABLE as error:
            said = str(error).partition("\n")[0]
            raise LedgerError(_damaged(self.name, f"{what} cannot be read: {said}")) from None

    def _assembled(
        self,
        connection: sa.Connection,
        programme: str,
        number: int,
        records: Mapping[str, Record],
        feed_times: Mapping[tuple[str, str], datetime],
        since: int = 0,
    ) -> Edition:
        """Return an edition; `feed_times` are those known, as of edition number `since`."""
        edition = connection.execute(
            sa.select(edition_table).where(
                edition_table.c.programme == programme, edition_table.c.number == number
            )
        ).one_or_none()
        if edition is None:
            raise LedgerError(f"there is no edition {number} of “{programme}” in {self.name}")
        head = connection.execute(
            sa.select(head_table).where(
                head_table.c.programme == programme, *_holding(head_table, number)
            )
        ).one_or_none()
        if head is None:
            raise LedgerError(_damaged(self.name, f"edition {number} has no row of the programme"))
        feeds = connection.execute(
            sa.select(feed_table).where(
                feed_table.c.programme == programme,
                feed_table.c.edition > since,
                *_holding(feed_table, number),
            )
        )
        with self._readable(f"the row of the programme in edition {head.edition}"):
            newer = {(row.field, row.id): _moment(row.changed) for row in feeds}
            retired, former = load_retired(head.retired)
            published = _moment(edition.published)
            itinerary = canonical.load_head(head.data)
        events = tuple(record.event for record in records.values() if not record.removed)
        return Edition(
            number=number,
            published=published,
            itinerary=replace(itinerary, events=events),
            records=records,
            head=head.digest,
            retired=retired,
            note=edition.note,
            feed_times={**feed_times, **newer},
            former_languages=former,
        )

    def log(
        self, programme: str, *, until: int, most: int | None = None, uid: str | None = None
    ) -> tuple[LogEntry, ...]:
        """Return editions up to number `until`, newest first, with what each changed.

        At most `most` editions; with `uid` only those that changed that event, and what of it.
        """
        query = (
            sa.select(edition_table)
            .where(edition_table.c.programme == programme, edition_table.c.number <= until)
            .order_by(edition_table.c.number.desc())
            .limit(most)
        )
        if uid is not None:
            query = query.where(
                edition_table.c.number.in_(
                    sa.select(revision_table.c.edition).where(
                        revision_table.c.programme == programme, revision_table.c.uid == uid
                    )
                )
            )
        with self._reading() as connection:
            editions = connection.execute(query).all()
            if not editions:
                return ()
            first, last = editions[-1].number, editions[0].number
            after, before = revision_table.alias(), revision_table.alias()
            joined = after.outerjoin(
                before,
                sa.and_(
                    before.c.programme == after.c.programme,
                    before.c.uid == after.c.uid,
                    before.c.until == after.c.edition,
                ),
            )
            rows = connection.execute(
                sa.select(after, *(column.label(f"before_{column.name}") for column in before.c))
                .select_from(joined)
                .where(
                    after.c.programme == programme,
                    after.c.edition.between(first, last),
                    after.c.uid == uid if uid is not None else sa.true(),
                )
                .order_by(after.c.edition, after.c.place)
            ).all()
        found: dict[int, list[Change]] = {}
        for row in rows:
            with self._readable(f"the row of {row.uid!r} in edition {row.edition}"):
                known = None if row.before_uid is None else _record(row, "before_")
                found.setdefault(row.edition, []).append(change(known, _record(row)))
        with self._readable("the row of an edition"):
            return tuple(
                LogEntry(
                    edition.number,
                    _moment(edition.published),
                    edition.note,
                    tuple(found.get(edition.number, ())),
                )
                for edition in editions
            )

    # --- publishing --------------------------------------------------------------------------

    def plan(
        self, itinerary: Itinerary, now: datetime, *, note: str = ""
    ) -> tuple[Edition | None, Edition]:
        """Return the latest edition and the one that publishing would make (the same if nothing
        changed). Raises ReusedIdError."""
        previous = self.latest(itinerary.id)
        return previous, revise(previous, itinerary, now, note=note)

    def publish(
        self,
        itinerary: Itinerary,
        now: datetime,
        *,
        note: str = "",
        allow_cancellations: bool = False,
        renditions: Renditions | None = None,
    ) -> Edition:
        """Publish an itinerary, in one transaction; return the latest edition, which is the one
        before if nothing changed.

        When others publish at the same moment, each edition has a number of its own and none is
        lost: whoever comes second begins again from the first's. Of pictures that the ledger does
        not have yet, `renditions` makes what is kept. Raises TooManyCancellationsError (unless
        allowed), ReusedIdError, LedgerError, and what `renditions` does.
        """
        while True:
            previous, edition = self.plan(itinerary, now, note=note)
            if edition is previous:
                self._keep_pictures(edition, renditions)
                return edition
            if previous and not allow_cancellations:
                counts = cancellations(previous, edition, now)
                if counts.too_many:
                    raise TooManyCancellationsError(counts)
            # First, so that no follower ever serves an edition without its pictures.
            self._keep_pictures(edition, renditions)
            try:
                self._append(previous, edition)
            except IntegrityError as error:
                if self.number(itinerary.id) < edition.number:  # not that another has this number
                    raise LedgerError(
                        f"the ledger {self.name} refuses the edition: {error.orig}"
                    ) from None
                continue
            self._latest[itinerary.id] = edition
            return edition

    # --- pictures ----------------------------------------------------------------------------

    def picture(self, programme: str, digest: str, width: int) -> bytes | None:
        """Return a rendition of a picture, None if there is none."""
        query = sa.select(picture_table.c.data).where(
            picture_table.c.programme == programme,
            picture_table.c.digest == digest,
            picture_table.c.width == width,
        )
        with self._reading() as connection:
            data = connection.scalar(query)
        return None if data is None else bytes(data)

    def _without_pictures(self, edition: Edition) -> list[Picture]:
        """Return the pictures of an edition of which the ledger lacks a rendition."""
        named = edition.pictures
        if not named:
            return []
        query = sa.select(picture_table.c.digest, picture_table.c.width).where(
            picture_table.c.programme == edition.itinerary.id
        )
        with self._reading() as connection:
            known = {(row.digest, row.width) for row in connection.execute(query)}
        return [p for p in named.values() if any((p.digest, w) not in known for w in p.widths)]

    def _keep_pictures(self, edition: Edition, renditions: Renditions | None) -> None:
        if renditions is None or not edition.pictures:
            return
        self._ensure()
        for picture in self._without_pictures(edition):
            rows = [
                {
                    "programme": edition.itinerary.id,
                    "digest": picture.digest,
                    "width": width,
                    "data": data,
                }
                for width, data in renditions(picture).items()
            ]
            with suppress(IntegrityError), self._writing() as connection:
                connection.execute(
                    sa.delete(picture_table).where(
                        picture_table.c.programme == edition.itinerary.id,
                        picture_table.c.digest == picture.digest,
                    )
                )
                connection.execute(sa.insert(picture_table), rows)

    def _append(self, previous: Edition | None, edition: Edition) -> None:
        programme, number = edition.itinerary.id, edition.number
        known = previous.records if previous else {}
        places = {uid: place for place, uid in enumerate(edition.records)}
        changed = {
            uid: record
            for uid, record in edition.records.items()
            if uid not in known or known[uid] != record
        }
        rows = {uid: _row(record) for uid, record in changed.items()}
        head = canonical.dump_head(edition.itinerary)
        _read_again(head, rows)
        self._ensure()
        with self._writing() as connection:
            chain = connection.scalar(
                sa.select(edition_table.c.digest).where(
                    edition_table.c.programme == programme, edition_table.c.number == number - 1
                )
            )
            connection.execute(
                sa.insert(edition_table).values(
                    programme=programme,
                    number=number,
                    published=_seconds(edition.published),
                    note=edition.note,
                    digest=_chained(chain or "", edition, rows),
                )
            )
            if previous is None or previous.head != edition.head:
                self._supersede(connection, head_table, programme, number)
                connection.execute(
                    sa.insert(head_table).values(
                        programme=programme,
                        edition=number,
                        digest=edition.head,
                        data=head,
                        retired=dump_retired(edition.retired, edition.former_languages),
                    )
                )
            if changed:
                self._supersede(
                    connection, revision_table, programme, number, [{"uid": uid} for uid in changed]
                )
                connection.execute(
                    sa.insert(revision_table),
                    [
                        {
                            "programme": programme,
                            "uid": uid,
                            "edition": number,
                            "place": places[uid],
                            **row,
                        }
                        for uid, row in rows.items()
                    ],
                )
            feeds = [
                {"field": field, "id": id}
                for (field, id), moment in edition.feed_times.items()
                if moment == edition.published
            ]
            if feeds:
                self._supersede(connection, feed_table, programme, number, feeds)
                row = {
                    "programme": programme,
                    "edition": number,
                    "changed": _seconds(edition.published),
                }
                connection.execute(sa.insert(feed_table), [row | feed for feed in feeds])

    def _supersede(
        self,
        connection: sa.Connection,
        table: sa.Table,
        programme: str,
        number: int,
        which: Sequence[Mapping[str, str]] = (),
    ) -> None:
        """Let rows end with an edition: all that hold, or those with the values of one of
        `which`."""
        update = (
            sa.update(table)
            .where(table.c.programme == programme, table.c.until.is_(None))
            .values(until=number)
        )
        if not which:
            connection.execute(update)
            return
        names = tuple(which[0])
        matching = [table.c[name] == sa.bindparam(f"its_{name}") for name in names]
        values = [{f"its_{name}": row[name] for name in names} for row in which]
        connection.execute(update.where(*matching), values)

    # --- checking ----------------------------------------------------------------------------

    def check(self, programme: str) -> list[str]:
        """Return what is wrong with the ledger of a programme: numbers that are skipped or doubled,
        times or revisions that go backwards, contents that are not those that were published."""
        wrong: list[str] = []
        previous: Edition | None = None
        chain = ""
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(edition_table)
                .where(edition_table.c.programme == programme)
                .order_by(edition_table.c.number)
            ).all()
        for expected, row in enumerate(rows, 1):
            if row.number != expected:
                wrong.append(f"edition {expected} is missing; the next is {row.number}")
                break
            try:
                edition = (
                    self._advance(previous, programme, row.number)
                    if previous
                    else self.edition(programme, row.number)
                )
            except LedgerError as error:
                wrong.append(f"edition {row.number}: {error}")
                break
            known = previous.records if previous else {}
            changed = {u: r for u, r in edition.records.items() if known.get(u) != r}
            chain = _chained(chain, edition, self._written(programme, row.number))
            if chain != row.digest:
                wrong.append(f"edition {row.number} is not what was published: its hash differs")
            # An edition that was published before feeds had times, or restored, has none.
            if edition.feed_times and edition.feed_times != feed_times(previous, edition):
                wrong.append(f"edition {edition.number}: the times of its feeds are wrong")
            wrong += _regressions(previous, edition, changed)
            previous = edition
        if previous:
            wrong += [
                f"edition {previous.number}: the picture {picture.digest} is missing"
                for picture in self._without_pictures(previous)
            ]
        return wrong

    def _written(self, programme: str, number: int) -> dict[str, dict[str, Any]]:
        """Return the rows that came with an edition, as they stand: an event that a newer version
        writes in another way is still what was published."""
        columns = [revision_table.c[name] for name in _CONTENT]
        with self._reading() as connection:
            rows = connection.execute(
                sa.select(revision_table.c.uid, *columns).where(
                    revision_table.c.programme == programme, revision_table.c.edition == number
                )
            )
            return {uid: dict(zip(_CONTENT, values, strict=True)) for uid, *values in rows}

    # --- restoring ---------------------------------------------------------------------------

    def restore(self, edition: Edition) -> None:
        """Write `edition` (number 1) as the beginning of a programme's ledger.

        Raises LedgerError if the programme already has one: the ledger never goes backwards.
        """
        if self.number(edition.itinerary.id):
            raise LedgerError(
                f"“{edition.itinerary.id}” already has editions in {self.name};"
                " a ledger is never overwritten"
            )
        try:
            self._append(None, edition)
        except IntegrityError:
            raise LedgerError("somebody else has just made this ledger") from None


def _regressions(
    previous: Edition | None, edition: Edition, changed: Mapping[str, Record]
) -> Iterator[str]:
    if previous and edition.published <= previous.published:
        yield f"edition {edition.number} is not later than the one before it"
    for uid, record in changed.items():
        before = previous.records.get(uid) if previous else None
        if record.revision.modified > edition.published:
            yield f"edition {edition.number}: {uid} is stamped later than its edition"
        if not re.fullmatch(SLUG, record.event.id):
            yield f"edition {edition.number}: {uid} has the id “{record.event.id}”, which is none"
        if before is None or (record.digest == before.digest and record.removed):
            continue
        if (
            record.revision.number <= before.revision.number
            or record.revision.modified <= before.revision.modified
            or record.revision.created != before.revision.created
        ):
            yield f"edition {edition.number}: {uid} goes backwards"


def _holding(table: sa.Table, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a row holds at edition `number`."""
    return (
        table.c.edition <= number,
        sa.or_(table.c.until.is_(None), table.c.until > number),
    )


_CONTENT = ("number", "created", "modified", "removed", "digest", "data")
"""The columns of a revision that an edition's hash is of, in this order."""


def _row(record: Record) -> dict[str, Any]:
    return {
        "number": record.revision.number,
        "created": _seconds(record.revision.created),
        "modified": _seconds(record.revision.modified),
        "removed": _seconds(record.removed) if record.removed else None,
        "digest": record.digest,
        "data": canonical.dump(record.event),
    }


def _record(row: Any, prefix: str = "") -> Record:
    def column(name: str) -> Any:
        return getattr(row, prefix + name)

    removed = column("removed")
    return Record(
        event=canonical.load(column("data")),
        revision=Revision(
            column("number"), _moment(column("created")), _moment(column("modified"))
        ),
        digest=column("digest"),
        removed=None if removed is None else _moment(removed),
    )


_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading raises of a row that is not as it was written (OSError: of years out of reach)."""


def _damaged(name: str, what: str) -> str:
    return (
        f"the ledger {name} is damaged: {what}. Take a backup of it, or move it away and rebuild"
        " it: itinerary ledger restore"
    )


def _read_again(head: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Read what is about to be written: an edition that nobody can read would stop all that is to
    follow. Raises LedgerError."""
    uid = ""
    try:
        canonical.load_head(head)
        for uid, row in rows.items():  # noqa: B007  the message names the last
            canonical.load(row["data"])
    except _UNREADABLE as error:
        said = str(error).partition("\n")[0]
        of = f"“{uid}”" if uid else "the programme"
        raise LedgerError(f"{of} could not be read again ({said}); nothing was published") from None


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _chained(chain: str, edition: Edition, changed: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the hash of an edition over that of the one before it, so that a change of any past
    one shows in all that follow."""
    rows = [[uid, *changed[uid].values()] for uid in sorted(changed)]
    seen = [chain, edition.number, _seconds(edition.published), edition.note, edition.head, rows]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def _public(address: str) -> str:
    """Return an address without its password, which may have characters that it should not."""
    address = re.sub(r"(://[^:/@]*:).*@", r"\1***@", address)
    return re.sub(r"(password=)[^&]*", r"\1***", address, flags=re.IGNORECASE)


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn the database's errors into words."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, sa.exc.OperationalError, sqlite3.Error) as error:
        # What fails before SQLAlchemy has the connection is the driver's own error.
        reason = " ".join(str(getattr(error, "orig", error) or error).split())
        raise LedgerError(f"the ledger {name} cannot be used: {reason}") from None
