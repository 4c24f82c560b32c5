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
from itinerary.model import Event, Itinerary, Occurrence, Status, TimeZone
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
    published = tuple(published)
    continued = _continued(itinerary, (entry.event for entry in published))
    records: dict[str, Record] = {}
    for entry in published:
        event, here = continued[entry.event.uid]
        gone = not here and entry.event.status is Status.CANCELLED
        removed = entry.revision.modified if gone else None
        records[entry.event.uid] = Record(event, entry.revision, "", removed)
    events = tuple(record.event for record in records.values() if not record.removed)
    return Edition(
        number=1,
        published=max(record.revision.modified for record in records.values()),
        itinerary=replace(itinerary, events=events),
        records=records,
        head=head_digest(itinerary),
        note="restored from a published feed",
    )


_DAY = re.compile(r"-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?$")


def _continued(itinerary: Itinerary, published: Iterable[Event]) -> dict[str, tuple[Event, bool]]:
    """Return by UID the events of a feed as the file has them, else as the feed does; and whether
    the file has them.

    An event of a series is known by its day: its id is of the day for which it was first published,
    and the file may call another one so. Of two on one day, a cancelled one is not the file's.
    """
    single = {event.id: event for event in itinerary.events if not event.occurrence}
    series: dict[str, Event] = {}
    days: dict[tuple[str, date], Event] = {}
    for event in itinerary.events:
        if (place := event.occurrence) and event.when:
            series |= {place.series: event, place.was or place.series: event}
            days[place.series, event.when.first] = event
    found: dict[str, tuple[Event, bool]] = {}
    for event in sorted(published, key=lambda event: event.status is Status.CANCELLED):
        here = single.get(event.id)
        sister = series.get(event.id) or series.get(_DAY.sub("", event.id))
        if here is None and sister and sister.occurrence and event.when:
            name, day = sister.occurrence.series, _first(event.when, sister.zone)
            event = replace(event, occurrence=Occurrence(name, day))
            here = days.pop((name, day), None)
        known = replace(here, id=event.id, uid=event.uid) if here else event
        found[event.uid] = known, here is not None
    return found


def _first(when: When, zone: TimeZone) -> date:
    return zone.local(when.start).date() if isinstance(when, Timed) else when.first


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
