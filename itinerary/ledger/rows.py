"""The rows of the ledger's tables, and the values that they hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from itinerary.ledger import canonical
from itinerary.ledger.connection import ResultRow
from itinerary.ledger.edition import Edition, Record, Retired, Revision
from itinerary.model.text import Text

CONTENT = ("number", "created", "modified", "removed", "digest", "data")
"""The columns of a revision that the hash of its edition covers, in this order."""

_LANGUAGES = "languages"


def dump_record(record: Record) -> dict[str, Any]:
    """Return the columns of a revision, in the order of `CONTENT`."""
    return {
        "number": record.revision.number,
        "created": dump_moment(record.revision.created),
        "modified": dump_moment(record.revision.modified),
        "removed": dump_moment(record.removed) if record.removed else None,
        "digest": record.digest,
        "data": canonical.dump(record.event),
    }


def load_record(row: ResultRow, prefix: str = "") -> Record:
    """Return the record in a row, in the columns whose names begin with `prefix`."""

    def column(name: str) -> Any:
        return row[prefix + name]

    removed = column("removed")
    return Record(
        event=canonical.load(column("data")),
        revision=Revision(
            column("number"), load_moment(column("created")), load_moment(column("modified"))
        ),
        digest=column("digest"),
        removed=None if removed is None else load_moment(removed),
    )


def dump_retired(retired: Iterable[Retired], former_languages: Iterable[str]) -> str:
    """Return what an edition no longer has as JSON: field, id and names of each facet; languages
    are among them, without names."""
    facets = [[each.field, each.id, each.name.entries] for each in retired]
    languages = [[_LANGUAGES, tag, []] for tag in former_languages]
    return json.dumps([*facets, *languages], ensure_ascii=False)


def load_retired(data: str) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
    """Return the facets and the languages that `dump_retired` wrote."""
    entries = json.loads(data)
    facets = tuple(
        Retired(field, id, Text(tuple((tag, words) for tag, words in name)))
        for field, id, name in entries
        if field != _LANGUAGES
    )
    return facets, tuple(id for field, id, _ in entries if field == _LANGUAGES)


def dump_moment(moment: datetime) -> int:
    """Return seconds since 1970."""
    return int(moment.timestamp())


def load_moment(seconds: int) -> datetime:
    """Return the time (UTC) that is so many seconds after 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def edition_hash(chain: str, edition: Edition, changed: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the hash of an edition over that of the one before it (`chain`, empty for the first),
    so that a change of any past edition shows in all that follow.

    `changed` has, by UID, the columns `CONTENT` of the revisions that came with the edition.
    """
    rows = [[uid, *changed[uid].values()] for uid in sorted(changed)]
    covered = [
        chain,
        edition.number,
        dump_moment(edition.published),
        edition.note,
        edition.head,
        rows,
    ]
    return hashlib.sha256(json.dumps(covered, ensure_ascii=False).encode()).hexdigest()
