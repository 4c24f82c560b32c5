"""The audit of a ledger: its hashes, numbers and times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from itinerary.ledger import statements
from itinerary.ledger.edition import Edition, Record
from itinerary.ledger.errors import LedgerError
from itinerary.ledger.revise import feed_times
from itinerary.ledger.rows import CONTENT, edition_hash
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import SLUG


def audit(ledger: Ledger, programme: str) -> list[str]:
    """Return what is wrong with the ledger of a programme, in sentences: numbers that are skipped,
    times or revisions that go backwards, contents that are not those that were published."""
    return list(_problems(ledger, programme))


def _problems(ledger: Ledger, programme: str) -> Iterator[str]:
    previous: Edition | None = None
    chain = ""
    with ledger.database.reading() as connection:
        rows = list(connection.rows(statements.EDITIONS, programme=programme))
    for expected, row in enumerate(rows, 1):
        if row["number"] != expected:
            yield f"edition {expected} is missing; the next is {row['number']}"
            break
        try:
            edition = (
                ledger.advance(previous, row["number"])
                if previous
                else ledger.edition(programme, row["number"])
            )
        except LedgerError as error:
            yield f"edition {row['number']}: {error}"
            break
        chain = edition_hash(chain, edition, _written(ledger, edition))
        if chain != row["digest"]:
            yield f"edition {row['number']} is not what was published: its hash differs"
        # Editions that were restored, or published before feeds had times, have none.
        if edition.feed_times and edition.feed_times != feed_times(previous, edition):
            yield f"edition {edition.number}: the times of its feeds are wrong"
        yield from _regressions(previous, edition)
        previous = edition
    if previous:
        for picture in ledger.missing_pictures(previous):
            yield f"edition {previous.number}: the picture {picture.digest} is missing"


def _written(ledger: Ledger, edition: Edition) -> dict[str, Mapping[str, Any]]:
    """Return, by UID, the content of the rows that came with an edition, as it is written: a newer
    version may write the same event in another way."""
    with ledger.database.reading() as connection:
        rows = connection.rows(
            statements.WRITTEN, programme=edition.itinerary.id, edition=edition.number
        )
        return {row["uid"]: {name: row[name] for name in CONTENT} for row in rows}


def _regressions(previous: Edition | None, edition: Edition) -> Iterator[str]:
    """Yield what an edition has that cannot follow the one before it."""
    if previous and edition.published <= previous.published:
        yield f"edition {edition.number} is not later than the one before it"
    for uid, record in edition.records_since(previous).items():
        if record.revision.modified > edition.published:
            yield f"edition {edition.number}: {uid} is stamped later than its edition"
        if not re.fullmatch(SLUG, record.event.id):
            yield f"edition {edition.number}: {uid} has the invalid id “{record.event.id}”"
        before = previous.records.get(uid) if previous else None
        if before and _goes_backwards(before, record):
            yield f"edition {edition.number}: {uid} goes backwards"


def _goes_backwards(before: Record, record: Record) -> bool:
    """Tell whether a changed record does not have a higher revision than the one before it."""
    if record.digest == before.digest and record.removed:
        return False  # it was over, or cancelled, when it left the file
    old, new = before.revision, record.revision
    return new.number <= old.number or new.modified <= old.modified or new.created != old.created
