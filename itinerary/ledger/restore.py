"""A lost ledger, rebuilt from any copy of a feed that it had published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar

from itinerary.ledger.canonical import head_digest
from itinerary.ledger.database import LedgerError
from itinerary.ledger.edition import Edition, Record, Revision
from itinerary.model.itinerary import (
    LONGEST_UID,
    SLUG,
    Event,
    Itinerary,
    Occurrence,
    Status,
    TimeZone,
)
from itinerary.model.text import Text, clean
from itinerary.model.when import Day, Span, Timed, When
from itinerary.model.zones import YEARS


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """What a feed says of one event: its revision, and as much of the event as feeds carry.

    `event.id` is the id in the address of its page; the UID may be older than it.
    """

    event: Event
    revision: Revision


def restored(
    itinerary: Itinerary, published: Iterable[PublishedEvent], former: tuple[str, ...] = ()
) -> Edition:
    """Return an edition with the revisions of a published feed, for the programme in the file,
    which was in the `former` languages too.

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
        former_languages=former,
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


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed says of the events of a programme, and what of it was not taken as it is.

    `former` has the language of the feed, if the programme no longer has it.
    """

    published: tuple[PublishedEvent, ...]
    notices: tuple[str, ...]
    former: tuple[str, ...]


LONGEST_TITLE = 300
"""Characters of a title in a feed: those that a file may have, and what feeds say around them."""

HIGHEST = 2**30
"""The highest revision that is taken: half of what SEQUENCE can be (RFC 5545 §3.3.8), so that there
are enough to follow. No ledger of ours can have come to it."""

SKEW = timedelta(days=1)
"""How far the clock of whoever published can have been ahead of ours. A time that is taken for an
earlier one is a revision that its readers take for older."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def read_feed(data: bytes, itinerary: Itinerary, *, now: datetime) -> FeedReading:
    """Read the events and revisions of a feed that was published for `itinerary`.

    Anybody may have written it, so that no more is taken from it than a ledger of ours can have
    had: ids that a file may have, times up to a day after `now` (aware), revisions that leave room
    for others. What can be mended is, what cannot is left out, and `notices` tell of both.
    Raises LedgerError if it is no calendar, or has no event of this programme.
    """
    try:
        vevents = Calendar.from_ical(data).walk("VEVENT")
    except _ODD as error:
        raise LedgerError(f"this is no feed that Itinerary published: {error}") from None
    found = _Found(itinerary, now)
    for vevent in vevents:
        found.take(vevent)
    if not found.published:
        left = "".join(f"\n{notice}" for notice in found.notices[:10])
        raise LedgerError(f"there is no event of “{itinerary.id}” in this feed; give another{left}")
    # A feed of ours is in one language; one in several is not ours.
    former = tuple(found.former) if len(found.former) == 1 else ()
    return FeedReading(tuple(found.published.values()), tuple(found.notices), former)


_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
"""How CLDR writes a language; it becomes a part of addresses."""

_ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What icalendar, and what is done with its values, raises of a calendar that is none of ours."""


class _Found:
    """Collects what a feed says of a programme's events."""

    def __init__(self, itinerary: Itinerary, now: datetime) -> None:
        self.itinerary = itinerary
        self.latest = now.astimezone(UTC).replace(microsecond=0) + SKEW
        self.published: dict[str, PublishedEvent] = {}
        self.notices: list[str] = []
        self.ids: set[str] = set()
        self.former: set[str] = set()

    def take(self, vevent: Any) -> None:
        """Take what a VEVENT says, if it is of this programme."""
        of = f"@{self.itinerary.id}.itinerary"
        uid = ""
        try:
            uid = str(vevent["UID"])
            if not uid.endswith(of) or uid.startswith("nothing-"):
                return
            name = uid.removesuffix(of)
            if not re.fullmatch(SLUG, name) or len(uid) > LONGEST_UID:
                self.notices.append(f"“{uid}” is left out: “{name}” is no id")
            elif uid in self.published:
                self.notices.append(f"“{uid}” is in the feed twice; the first is taken")
            else:
                self._take(vevent, uid, name)
        except _ODD as error:
            what = f"it has no {error.args[0]}" if isinstance(error, KeyError) else str(error)
            self.notices.append(f"“{uid}” is left out: {what}")

    def _take(self, vevent: Any, uid: str, name: str) -> None:
        itinerary = self.itinerary
        in_path = re.search(r"/([^/]+)/events/([^/]+)/$", urlsplit(str(vevent["URL"])).path)
        language, id = in_path.groups() if in_path else (itinerary.languages[0], name)
        if not re.fullmatch(SLUG, id) or len(id) > LONGEST_UID:
            self.notices.append(f"“{uid}”: “{id}” in its address is no id; it is called {name}")
            id = name
        if id in self.ids:
            self.notices.append(f"“{uid}” is left out: another event is called {id}")
            return
        if language not in itinerary.languages:
            if _TAG.fullmatch(language):
                self.former.add(language)
            language = itinerary.languages[0]
        title = " ".join(clean(str(vevent["SUMMARY"])).split())[:LONGEST_TITLE].strip()
        cancelled = str(vevent["STATUS"]) == "CANCELLED"
        event = Event(
            id=id,
            uid=uid,
            title=Text.of({language: title or name}, itinerary.languages),
            when=self._when(vevent, uid),
            zone=itinerary.zone,
            status=Status.CANCELLED if cancelled else Status.CONFIRMED,
        )
        revision = self._revision(vevent, uid)
        self.ids.add(id)
        self.published[uid] = PublishedEvent(event, revision)

    def _revision(self, vevent: Any, uid: str) -> Revision:
        said = int(vevent["SEQUENCE"])
        number = min(max(said, 0), HIGHEST)
        if number != said:
            self.notices.append(f"“{uid}”: the revision {said} is taken for {number}")
        created = self._moment(vevent, "CREATED", uid, EARLIEST)
        return Revision(number, created, self._moment(vevent, "LAST-MODIFIED", uid, created))

    def _moment(self, vevent: Any, name: str, uid: str, earliest: datetime) -> datetime:
        """Return a time of a VEVENT in UTC, between `earliest` and what a clock can say now."""
        said = vevent.decoded(name)
        if not isinstance(said, datetime):
            raise ValueError(f"{name} is no time")
        if said.tzinfo is None:  # RFC 5545 §3.8.7.3: it must be in UTC
            said = said.replace(tzinfo=UTC)
        # Compared as they are: what is near the year 1 or 9999 has no time in UTC.
        moment = min(max(said, earliest), self.latest).astimezone(UTC).replace(microsecond=0)
        if moment != said:
            self.notices.append(f"“{uid}”: {name} {said} is taken for {moment}")
        return moment

    def _when(self, vevent: Any, uid: str) -> When | None:
        start, end = vevent.decoded("DTSTART"), vevent.decoded("DTEND")
        try:
            if not all(year in YEARS for year in (start.year, end.year)):
                raise ValueError("it is too far away")
            when = _spanned(start, end, self.itinerary)
        except _ODD as error:
            self.notices.append(f"“{uid}”: its time, {start} to {end}, is left out: {error}")
            return None
        return when


def _spanned(start: date | datetime, end: date | datetime, itinerary: Itinerary) -> When:
    if isinstance(start, datetime) != isinstance(end, datetime) or end < start:
        raise ValueError("its end does not fit its start")
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.tzinfo is None or end.tzinfo is None:
            raise ValueError("it is in no time zone")
        return Timed(itinerary.zone.local(start), itinerary.zone.local(end))
    last = end - timedelta(days=1)
    return Day(start) if start >= last else Span(start, last)
