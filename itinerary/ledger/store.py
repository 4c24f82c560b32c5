"""The ledger: editions are appended to it and read from it.

A row of `revision` (and of `head` and `feed`) holds from the edition it came with until the edition
that superseded it. So the state at any edition is one query, storage grows with changes alone, and
a reader who knows an edition's number sees exactly that edition, whatever is published meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from itinerary.ledger import canonical, statements
from itinerary.ledger.connection import Connection, ConstraintError, ResultRow
from itinerary.ledger.database import UNREADABLE, Database
from itinerary.ledger.diff import Change, EditionStamp, LogEntry, change, is_told
from itinerary.ledger.edition import Edition, Record, with_recorded
from itinerary.ledger.errors import LedgerError
from itinerary.ledger.mass_cancellation import refuse_mass_cancellation
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
from itinerary.ledger.tables import LEDGER
from itinerary.model.itinerary import Itinerary, Picture

MOST = 2**31 - 1
"""A limit of rows that no ledger reaches."""

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
        self.database = Database(address, LEDGER)
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
        with self.database.reading() as connection:
            return [row["programme"] for row in connection.rows(statements.PROGRAMMES)]

    def number(self, programme: str) -> int:
        """Return the number of the latest edition, 0 if there is none."""
        if not self.database.has_tables():
            return 0
        readable = self.database.readable("the number of an edition")
        with self.database.reading() as connection, readable:
            return int(connection.value(statements.NUMBER, programme=programme) or 0)

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
        with self.database.reading() as connection:
            records = self._records(connection, programme, number)
            return self._assembled(connection, programme, number, records)

    def advance(self, earlier: Edition, number: int) -> Edition:
        """Return a later edition of the same programme; only what changed since is read."""
        programme = earlier.itinerary.id
        with self.database.reading() as connection:
            # A new event's place is after all earlier ones, so the order of the dict stays right.
            changed = self._records(connection, programme, number, earlier.number)
            records = {**earlier.records, **changed}
            return self._assembled(connection, programme, number, records, earlier)

    def _records(
        self, connection: Connection, programme: str, number: int, after: int = 0
    ) -> dict[str, Record]:
        """Return by UID the records of edition `number` that came after edition `after`."""
        records: dict[str, Record] = {}
        for row in connection.rows(
            statements.REVISIONS, programme=programme, after=after, number=number
        ):
            with self.database.readable(_name(row)):
                records[row["uid"]] = load_record(row)
        return records

    def _assembled(
        self,
        connection: Connection,
        programme: str,
        number: int,
        records: Mapping[str, Record],
        earlier: Edition | None = None,
    ) -> Edition:
        """Return an edition that has these records; of the times of its feeds only those are read
        that `earlier` does not have."""
        edition, head = self._edition_and_head(connection, programme, number)
        feeds = connection.rows(
            statements.FEEDS,
            programme=programme,
            after=earlier.number if earlier else 0,
            number=number,
        )
        with self.database.readable(f"the row of the programme in edition {head['edition']}"):
            feed_times = {(row["field"], row["id"]): load_moment(row["changed"]) for row in feeds}
            retired, former_languages = load_retired(head["retired"])
            published = load_moment(edition["published"])
            itinerary = canonical.load_head(head["data"])
        return Edition(
            number=number,
            published=published,
            itinerary=with_recorded(itinerary, records.values()),
            records=records,
            head=head["digest"],
            retired=retired,
            note=edition["note"],
            feed_times={**(earlier.feed_times if earlier else {}), **feed_times},
            former_languages=former_languages,
        )

    def _edition_and_head(
        self, connection: Connection, programme: str, number: int
    ) -> tuple[ResultRow, ResultRow]:
        """Return the rows of an edition and of its head. Raises LedgerError if one is missing."""
        at = {"programme": programme, "number": number}
        edition = next(connection.rows(statements.EDITION, **at), None)
        if edition is None:
            raise LedgerError(f"there is no edition {number} of “{programme}” in {self.name}")
        heads = list(connection.rows(statements.HEAD, **at))
        if len(heads) != 1:
            many = "several rows" if heads else "no row"
            raise self.database.damaged(f"edition {number} has {many} of the programme")
        return edition, heads[0]

    def stamps(self, programme: str, until: int) -> tuple[EditionStamp, ...]:
        """Return the numbers, times and notes of all editions up to number `until` (inclusive)."""
        with self.database.reading() as connection:
            rows = list(connection.rows(statements.EDITIONS, programme=programme))
        with self.database.readable("the row of an edition"):
            return tuple(
                EditionStamp(
                    row["number"], load_moment(row["published"]), row["note"], row["digest"]
                )
                for row in rows
                if row["number"] <= until
            )

    # --- the log -----------------------------------------------------------------------------

    def log(
        self, programme: str, *, until: int, most: int | None = None, uid: str | None = None
    ) -> tuple[LogEntry, ...]:
        """Return editions up to number `until` (inclusive), newest first, with what each changed.

        At most `most` editions; with `uid` only those that changed that event, and what of it.
        """
        which = {"programme": programme, "until": until, "most": MOST if most is None else most}
        with self.database.reading() as connection:
            editions = list(
                connection.rows(statements.LOG, **which)
                if uid is None
                else connection.rows(statements.LOG_OF_EVENT, **which, uid=uid)
            )
            if not editions:
                return ()
            numbers = editions[-1]["number"], editions[0]["number"]
            changes = self._changes(connection, programme, numbers, uid)
        with self.database.readable("the row of an edition"):
            return tuple(
                LogEntry(
                    edition["number"],
                    load_moment(edition["published"]),
                    edition["note"],
                    tuple(changes.get(edition["number"], ())),
                )
                for edition in editions
            )

    def _changes(
        self, connection: Connection, programme: str, numbers: tuple[int, int], uid: str | None
    ) -> dict[int, list[Change]]:
        """Return the changes of the editions from the first to the last of `numbers` (inclusive),
        by edition; with `uid` only those of that event."""
        which = {"programme": programme, "first": numbers[0], "last": numbers[1]}
        latest = self._latest.get(programme)
        changes: dict[int, list[Change]] = {}
        for row in (
            connection.rows(statements.CHANGES, **which)
            if uid is None
            else connection.rows(statements.CHANGES_OF_EVENT, **which, uid=uid)
        ):
            with self.database.readable(_name(row)):
                earlier = None if row["before_number"] is None else load_record(row, "before_")
                if latest and row["until"] is None and row["edition"] <= latest.number:
                    record = latest.records[row["uid"]]  # the first edition has all events
                else:
                    record = load_record(row)
                told = changes.setdefault(row["edition"], [])
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
            except ConstraintError as error:
                if self.number(itinerary.id) < edition.number:  # not that another has this number
                    raise LedgerError(
                        f"the ledger {self.name} refuses the edition: {error}"
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
        except ConstraintError:
            raise LedgerError("another process has just made this ledger") from None

    def append(self, previous: Edition | None, edition: Edition) -> None:
        """Write `edition`, which follows `previous`, in one transaction. Raises ConstraintError if
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
        with self.database.reading() as connection:
            data = connection.value(
                statements.PICTURE, programme=programme, digest=digest, width=width
            )
        return None if data is None else bytes(data)

    def missing_pictures(self, edition: Edition) -> list[Picture]:
        """Return the pictures of an edition of which the ledger lacks a rendition."""
        pictures = edition.pictures
        if not pictures:
            return []
        with self.database.reading() as connection:
            rows = connection.rows(statements.PICTURES, programme=edition.itinerary.id)
            kept = {(row["digest"], row["width"]) for row in rows}
        return [
            p for p in pictures.values() if any((p.digest, w) not in kept for w in p.renditions)
        ]

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
            with suppress(ConstraintError), self.database.writing() as connection:
                connection.run(
                    statements.DELETE_PICTURE, programme=programme, digest=picture.digest
                )
                connection.run_each(statements.INSERT_PICTURE, rows)


def _name(row: ResultRow) -> str:
    """Return the name of a row of `revision` in an error."""
    return f"the row of {row['uid']!r} in edition {row['edition']}"


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
    connection: Connection, edition: Edition, rows: Mapping[str, Mapping[str, Any]]
) -> None:
    programme, number = edition.itinerary.id, edition.number
    chain = connection.value(statements.DIGEST, programme=programme, number=number - 1)
    connection.run(
        statements.INSERT_EDITION,
        programme=programme,
        number=number,
        published=dump_moment(edition.published),
        note=edition.note,
        digest=edition_hash(chain or "", edition, rows),
    )


def _insert_head(connection: Connection, edition: Edition, data: str) -> None:
    here = {"programme": edition.itinerary.id, "edition": edition.number}
    connection.run(statements.END_HEAD, **here)
    connection.run(
        statements.INSERT_HEAD,
        **here,
        digest=edition.head,
        data=data,
        retired=dump_retired(edition.retired, edition.former_languages),
    )


def _insert_revisions(
    connection: Connection, edition: Edition, rows: Mapping[str, Mapping[str, Any]]
) -> None:
    """Insert the revisions that came with an edition; `rows` has their content, by UID."""
    places = {uid: place for place, uid in enumerate(edition.records)}
    here = {"programme": edition.itinerary.id, "edition": edition.number}
    revisions = [here | {"uid": uid, "place": places[uid], **row} for uid, row in rows.items()]
    connection.run_each(statements.END_REVISION, revisions)
    connection.run_each(statements.INSERT_REVISION, revisions)


def _insert_feeds(connection: Connection, edition: Edition) -> None:
    """Insert the time of each feed that an edition changed."""
    here = {"programme": edition.itinerary.id, "edition": edition.number}
    feeds = [
        here | {"field": field, "id": id, "changed": dump_moment(moment)}
        for (field, id), moment in edition.feed_times.items()
        if moment == edition.published
    ]
    if feeds:
        connection.run_each(statements.END_FEED, feeds)
        connection.run_each(statements.INSERT_FEED, feeds)
