"""The ledger: editions are appended to it and read from it. SQLAlchemy Core, SQLite or PostgreSQL.

A row of `revision` (and of `head` and `feed`) holds from the edition it came with until the edition
that superseded it. So the state at any edition is one query, storage grows with changes alone, and
a reader who knows an edition's number sees exactly that edition, whatever is published meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from itinerary.ledger import canonical
from itinerary.ledger.database import UNREADABLE, Database
from itinerary.ledger.diff import Change, LogEntry, change, is_told
from itinerary.ledger.edition import Edition, Record, with_recorded
from itinerary.ledger.errors import LedgerError
from itinerary.ledger.guard import refuse_mass_cancellation
from itinerary.ledger.revise import revise
from itinerary.ledger.rows import (
    dump_moment,
    dump_record,
    dump_retired,
    edition_hash,
    load_moment,
    load_record,
    load_retired,
)
from itinerary.ledger.tables import (
    edition_table,
    feed_table,
    head_table,
    picture_table,
    revision_table,
)
from itinerary.model.itinerary import Itinerary, Picture

Renditions = Callable[[Picture], Mapping[int, bytes]]
"""Makes what pages show of a picture: the bytes by width in pixels."""


class Ledger:
    """The editions of one or several programmes, in a database.

    Threads can share a ledger; each process opens its own. Every method raises LedgerError if the
    database cannot be used, or holds rows that are not as they were written.
    """

    def __init__(self, address: str | Path, known: Iterable[Edition] = ()) -> None:
        """Open the ledger at `address`: a file, or an SQLAlchemy URL.

        One that is not there is made by the first edition that is written; reading makes none.
        `known` are editions of this ledger, which are not read again.
        """
        self.database = Database(address)
        self._latest = {edition.itinerary.id: edition for edition in known}

    @property
    def name(self) -> str:
        """The address for people, without the password."""
        return self.database.name

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    # --- reading -----------------------------------------------------------------------------

    def programmes(self) -> list[str]:
        """Return the ids of the programmes in this ledger, sorted."""
        if not self.database.has_tables():
            return []
        programme = edition_table.c.programme
        with self.database.reading() as connection:
            return list(connection.scalars(sa.select(programme).distinct().order_by(programme)))

    def number(self, programme: str) -> int:
        """Return the number of the latest edition, 0 if there is none."""
        if not self.database.has_tables():
            return 0
        query = sa.select(sa.func.max(edition_table.c.number)).where(
            edition_table.c.programme == programme
        )
        readable = self.database.readable("the number of an edition")
        with self.database.reading() as connection, readable:
            return int(connection.scalar(query) or 0)

    def latest(self, programme: str) -> Edition | None:
        """Return the latest edition; only what changed since the last call is read."""
        number = self.number(programme)
        if not number:
            return None
        edition = self._latest.get(programme)
        if edition is None or edition.number > number:
            edition = self.edition(programme, number)
        elif edition.number < number:
            edition = self.advance(edition, number)
        self._latest[programme] = edition
        return edition

    def edition(self, programme: str, number: int) -> Edition:
        """Return an edition as it was published. Raises LedgerError if there is no such edition."""
        query = sa.select(revision_table).where(
            revision_table.c.programme == programme, *_holding(revision_table, number)
        )
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(revision_table.c.place))
            return self._assembled(connection, programme, number, self._records(rows))

    def advance(self, earlier: Edition, number: int) -> Edition:
        """Return a later edition of the same programme; only what changed since is read."""
        programme = earlier.itinerary.id
        query = sa.select(revision_table).where(
            revision_table.c.programme == programme,
            revision_table.c.edition > earlier.number,
            *_holding(revision_table, number),
        )
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(revision_table.c.place))
            # A new event's place is after all earlier ones, so the order of the dict stays right.
            records = {**earlier.records, **self._records(rows)}
            return self._assembled(connection, programme, number, records, earlier)

    def _records(self, rows: Iterable[Any]) -> dict[str, Record]:
        """Return the records in rows, by UID."""
        records: dict[str, Record] = {}
        for row in rows:
            with self.database.readable(f"the row of {row.uid!r} in edition {row.edition}"):
                records[row.uid] = load_record(row)
        return records

    def _assembled(
        self,
        connection: sa.Connection,
        programme: str,
        number: int,
        records: Mapping[str, Record],
        earlier: Edition | None = None,
    ) -> Edition:
        """Return an edition that has these records; of the times of its feeds only those are read
        that `earlier` does not have."""
        edition, head = self._edition_and_head(connection, programme, number)
        feeds = connection.execute(
            sa.select(feed_table).where(
                feed_table.c.programme == programme,
                feed_table.c.edition > (earlier.number if earlier else 0),
                *_holding(feed_table, number),
            )
        )
        with self.database.readable(f"the row of the programme in edition {head.edition}"):
            feed_times = {(row.field, row.id): load_moment(row.changed) for row in feeds}
            retired, former_languages = load_retired(head.retired)
            published = load_moment(edition.published)
            itinerary = canonical.load_head(head.data)
        return Edition(
            number=number,
            published=published,
            itinerary=with_recorded(itinerary, records.values()),
            records=records,
            head=head.digest,
            retired=retired,
            note=edition.note,
            feed_times={**(earlier.feed_times if earlier else {}), **feed_times},
            former_languages=former_languages,
        )

    def _edition_and_head(
        self, connection: sa.Connection, programme: str, number: int
    ) -> tuple[Any, Any]:
        """Return the rows of an edition and of its head. Raises LedgerError if one is missing."""
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
            raise self.database.damaged(f"edition {number} has no row of the programme")
        return edition, head

    # --- the log -----------------------------------------------------------------------------

    def log(
        self, programme: str, *, until: int, most: int | None = None, uid: str | None = None
    ) -> tuple[LogEntry, ...]:
        """Return editions up to number `until` (inclusive), newest first, with what each changed.

        At most `most` editions; with `uid` only those that changed that event, and what of it.
        """
        query = (
            sa.select(edition_table)
            .where(edition_table.c.programme == programme, edition_table.c.number <= until)
            .order_by(edition_table.c.number.desc())
            .limit(most)
        )
        if uid is not None:
            of_event = sa.select(revision_table.c.edition).where(
                revision_table.c.programme == programme, revision_table.c.uid == uid
            )
            query = query.where(edition_table.c.number.in_(of_event))
        with self.database.reading() as connection:
            editions = connection.execute(query).all()
            if not editions:
                return ()
            numbers = editions[-1].number, editions[0].number
            changes = self._changes(connection, programme, numbers, uid)
        with self.database.readable("the row of an edition"):
            return tuple(
                LogEntry(
                    edition.number,
                    load_moment(edition.published),
                    edition.note,
                    tuple(changes.get(edition.number, ())),
                )
                for edition in editions
            )

    def _changes(
        self, connection: sa.Connection, programme: str, numbers: tuple[int, int], uid: str | None
    ) -> dict[int, list[Change]]:
        """Return the changes of the editions from the first to the last of `numbers` (inclusive),
        by edition; with `uid` only those of that event."""
        after, before = revision_table.alias(), revision_table.alias()
        superseded = sa.and_(
            before.c.programme == after.c.programme,
            before.c.uid == after.c.uid,
            before.c.until == after.c.edition,
        )
        query = (
            sa.select(after, *(column.label(f"before_{column.name}") for column in before.c))
            .select_from(after.outerjoin(before, superseded))
            .where(
                after.c.programme == programme,
                after.c.edition.between(*numbers),
                after.c.uid == uid if uid is not None else sa.true(),
            )
            .order_by(after.c.edition, after.c.place)
        )
        changes: dict[int, list[Change]] = {}
        for row in connection.execute(query):
            with self.database.readable(f"the row of {row.uid!r} in edition {row.edition}"):
                earlier = None if row.before_uid is None else load_record(row, "before_")
                record = load_record(row)
                told = changes.setdefault(row.edition, [])
                if is_told(record.event):
                    told.append(change(earlier, record))
        return changes

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
        before if nothing changed. `now` is aware.

        When others publish at the same moment, each edition has a number of its own and none is
        lost: the second publisher begins again from the first one's edition. `renditions` makes
        what is kept of pictures that the ledger does not have yet. Raises TooManyCancellationsError
        (unless allowed), ReusedIdError, and what `renditions` does.
        """
        while True:
            previous, edition = self.plan(itinerary, now, note=note)
            if edition is previous:
                self._keep_pictures(edition, renditions)
                return edition
            if not allow_cancellations:
                refuse_mass_cancellation(previous, edition, now)
            # First, so that no follower ever serves an edition without its pictures.
            self._keep_pictures(edition, renditions)
            try:
                self.append(previous, edition)
            except IntegrityError as error:
                if self.number(itinerary.id) < edition.number:  # not that another has this number
                    raise LedgerError(
                        f"the ledger {self.name} refuses the edition: {error.orig}"
                    ) from None
                continue
            self._latest[itinerary.id] = edition
            return edition

    def restore(self, edition: Edition) -> None:
        """Write `edition` (number 1) as the beginning of a programme's ledger.

        Raises LedgerError if the programme already has editions: the ledger never goes backwards.
        """
        if self.number(edition.itinerary.id):
            raise LedgerError(
                f"“{edition.itinerary.id}” already has editions in {self.name};"
                " a ledger is never overwritten"
            )
        try:
            self.append(None, edition)
        except IntegrityError:
            raise LedgerError("another process has just made this ledger") from None

    def append(self, previous: Edition | None, edition: Edition) -> None:
        """Write `edition`, which follows `previous`, in one transaction. Raises IntegrityError if
        there is an edition of this number."""
        records = edition.records_since(previous)
        rows = {uid: dump_record(record) for uid, record in records.items()}
        head = canonical.dump_head(edition.itinerary)
        _read_again(head, rows)
        with self.database.writing() as connection:
            _insert_edition(connection, edition, rows)
            if previous is None or previous.head != edition.head:
                _insert_head(connection, edition, head)
            if rows:
                _insert_revisions(connection, edition, rows)
            _insert_feeds(connection, edition)

    # --- pictures ----------------------------------------------------------------------------

    def picture(self, programme: str, digest: str, width: int) -> bytes | None:
        """Return a rendition of a picture, None if there is none. `width` is in pixels."""
        query = sa.select(picture_table.c.data).where(
            picture_table.c.programme == programme,
            picture_table.c.digest == digest,
            picture_table.c.width == width,
        )
        with self.database.reading() as connection:
            data = connection.scalar(query)
        return None if data is None else bytes(data)

    def missing_pictures(self, edition: Edition) -> list[Picture]:
        """Return the pictures of an edition of which the ledger lacks a rendition."""
        pictures = edition.pictures
        if not pictures:
            return []
        query = sa.select(picture_table.c.digest, picture_table.c.width).where(
            picture_table.c.programme == edition.itinerary.id
        )
        with self.database.reading() as connection:
            kept = {(row.digest, row.width) for row in connection.execute(query)}
        return [p for p in pictures.values() if any((p.digest, w) not in kept for w in p.widths)]

    def _keep_pictures(self, edition: Edition, renditions: Renditions | None) -> None:
        if renditions is None or not edition.pictures:
            return
        self.database.ensure_tables()
        programme = edition.itinerary.id
        for picture in self.missing_pictures(edition):
            rows = [
                {"programme": programme, "digest": picture.digest, "width": width, "data": data}
                for width, data in renditions(picture).items()
            ]
            # Another publisher may have written the same picture meanwhile.
            with suppress(IntegrityError), self.database.writing() as connection:
                connection.execute(
                    sa.delete(picture_table).where(
                        picture_table.c.programme == programme,
                        picture_table.c.digest == picture.digest,
                    )
                )
                connection.execute(sa.insert(picture_table), rows)


def _holding(table: sa.Table, number: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions under which a row holds at edition `number`."""
    return (
        table.c.edition <= number,
        sa.or_(table.c.until.is_(None), table.c.until > number),
    )


def _read_again(head: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Read what is about to be written. Raises LedgerError if that fails: an edition that cannot be
    read would stop all editions after it."""
    uid = ""
    try:
        canonical.load_head(head)
        for uid, row in rows.items():  # noqa: B007  the message names the last
            canonical.load(row["data"])
    except UNREADABLE as error:
        reason = str(error).partition("\n")[0]
        what = f"“{uid}”" if uid else "the programme"
        raise LedgerError(
            f"{what} could not be read again ({reason}); nothing was published"
        ) from None


def _insert_edition(
    connection: sa.Connection, edition: Edition, rows: Mapping[str, Mapping[str, Any]]
) -> None:
    programme, number = edition.itinerary.id, edition.number
    chain = connection.scalar(
        sa.select(edition_table.c.digest).where(
            edition_table.c.programme == programme, edition_table.c.number == number - 1
        )
    )
    connection.execute(
        sa.insert(edition_table).values(
            programme=programme,
            number=number,
            published=dump_moment(edition.published),
            note=edition.note,
            digest=edition_hash(chain or "", edition, rows),
        )
    )


def _insert_head(connection: sa.Connection, edition: Edition, data: str) -> None:
    _supersede(connection, head_table, edition)
    connection.execute(
        sa.insert(head_table).values(
            programme=edition.itinerary.id,
            edition=edition.number,
            digest=edition.head,
            data=data,
            retired=dump_retired(edition.retired, edition.former_languages),
        )
    )


def _insert_revisions(
    connection: sa.Connection, edition: Edition, rows: Mapping[str, Mapping[str, Any]]
) -> None:
    """Insert the revisions that came with an edition; `rows` has their content, by UID."""
    _supersede(connection, revision_table, edition, [{"uid": uid} for uid in rows])
    places = {uid: place for place, uid in enumerate(edition.records)}
    common = {"programme": edition.itinerary.id, "edition": edition.number}
    connection.execute(
        sa.insert(revision_table),
        [common | {"uid": uid, "place": places[uid], **row} for uid, row in rows.items()],
    )


def _insert_feeds(connection: sa.Connection, edition: Edition) -> None:
    """Insert the time of each feed that an edition changed."""
    feeds = [
        {"field": field, "id": id}
        for (field, id), moment in edition.feed_times.items()
        if moment == edition.published
    ]
    if feeds:
        _supersede(connection, feed_table, edition, feeds)
        common = {
            "programme": edition.itinerary.id,
            "edition": edition.number,
            "changed": dump_moment(edition.published),
        }
        connection.execute(sa.insert(feed_table), [common | feed for feed in feeds])


def _supersede(
    connection: sa.Connection,
    table: sa.Table,
    edition: Edition,
    keys: Sequence[Mapping[str, str]] = (),
) -> None:
    """Let rows of a programme end with an edition: all that hold, or those with the values of one
    of `keys`."""
    update = (
        sa.update(table)
        .where(table.c.programme == edition.itinerary.id, table.c.until.is_(None))
        .values(until=edition.number)
    )
    if not keys:
        connection.execute(update)
        return
    names = tuple(keys[0])
    matching = [table.c[name] == sa.bindparam(f"its_{name}") for name in names]
    values = [{f"its_{name}": key[name] for name in names} for key in keys]
    connection.execute(update.where(*matching), values)
