"""A lost ledger, rebuilt from any copy of a feed that it had published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar

from itinerary.ledger.canonical import head_digest
from itinerary.ledger.edition import Edition, Record, Revision
from itinerary.ledger.store import LedgerError
from itinerary.model import Event, Itinerary, Status
from itinerary.text import Text
from itinerary.when import Day, Span, Timed, When


@dataclass(frozen=True, slots=True)
class Published:
    """What a feed says of one event: its revision, and as much of the event as feeds carry.

    `event.id` is the id in the address of its page; the UID may be older than it.
    """

    event: Event
    revision: Revision


def restored(itinerary: Itinerary, published: Iterable[Published]) -> Edition:
    """Return an edition with the revisions of a published feed, for the programme in the file.

    Its digests match nothing, so that the next edition gives every event a higher revision than any
    copy has: nothing proves that what is in the file now is what was published in all languages.
    What is in the feed and not in the file becomes a tombstone then.
    """
    here = itinerary.by_id
    records: dict[str, Record] = {}
    for entry in published:
        uid = entry.event.uid
        event = replace(here.get(entry.event.id, entry.event), uid=uid)
        gone = entry.event.id not in here and entry.event.status is Status.CANCELLED
        removed = entry.revision.modified if gone else None
        records[uid] = Record(event, entry.revision, "", removed)
    events = tuple(record.event for record in records.values() if not record.removed)
    return Edition(
        number=1,
        published=max(record.revision.modified for record in records.values()),
        itinerary=replace(itinerary, events=events),
        records=records,
        head=head_digest(itinerary),
        note="restored from a published feed",
    )


def read_feed(data: bytes, itinerary: Itinerary) -> list[Published]:
    """Read the events and revisions of a feed that was published for `itinerary`.

    Raises LedgerError if it is no calendar, or not of this programme.
    """
    try:
        found = list(_entries(Calendar.from_ical(data), itinerary))
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise LedgerError(f"this is no feed that Itinerary published: {error}") from None
    if not found:
        raise LedgerError(f"there is no event of “{itinerary.id}” in this feed; give another")
    return found


def _entries(calendar: Any, itinerary: Itinerary) -> Iterator[Published]:
    for vevent in calendar.walk("VEVENT"):
        uid = str(vevent["UID"])
        if not uid.endswith(f"@{itinerary.id}.itinerary") or uid.startswith("nothing-"):
            continue
        path = urlsplit(str(vevent["URL"])).path
        in_path = re.search(r"/([^/]+)/events/([^/]+)/$", path)
        language, id = in_path.groups() if in_path else (itinerary.languages[0], uid.split("@")[0])
        cancelled = str(vevent["STATUS"]) == "CANCELLED"
        event = Event(
            id=id,
            uid=uid,
            title=Text.of({language: str(vevent["SUMMARY"])}, itinerary.languages),
            when=_when(vevent.decoded("DTSTART"), vevent.decoded("DTEND"), itinerary),
            zone=itinerary.zone,
            status=Status.CANCELLED if cancelled else Status.CONFIRMED,
        )
        created, modified = (
            vevent.decoded(name).astimezone(UTC) for name in ("CREATED", "LAST-MODIFIED")
        )
        yield Published(event, Revision(int(vevent["SEQUENCE"]), created, modified))


def _when(start: date | datetime, end: date | datetime, itinerary: Itinerary) -> When:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return Timed(itinerary.zone.local(start), itinerary.zone.local(end))
    last = end - timedelta(days=1)
    return Day(start) if start == last else Span(start, last)
