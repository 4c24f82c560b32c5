"""Restoring a lost ledger from any copy of a feed that it had published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from icalendar import Calendar

from itinerary.ledger.canonical import head_digest, localised
from itinerary.ledger.edition import Edition, Record, Revision, is_over, with_recorded
from itinerary.ledger.errors import LedgerError
from itinerary.model import graphemes
from itinerary.model.itinerary import (
    HIGHEST_SEQUENCE,
    LONGEST_KEPT_UID,
    LONGEST_UID,
    SLUG,
    Deadline,
    Event,
    Former,
    Itinerary,
    Occurrence,
    Status,
    TimeZone,
    own_uid,
)
from itinerary.model.text import Text, clean
from itinerary.model.when import Day, Span, Timed, When
from itinerary.model.zones import YEARS
from itinerary.value import Value, replace


class PublishedEvent(Value):
    """One event of a feed: its revision, and as much of the event as feeds carry.

    `event.id` is the id in the address of its page; the UID may have an older id.
    """

    event: Event
    revision: Revision


def restored(
    itinerary: Itinerary,
    published: Iterable[PublishedEvent],
    former_languages: tuple[str, ...] = (),
) -> Edition:
    """Return an edition with the revisions of a published feed, for the programme in the file.

    Its digests match nothing, so that the next edition gives every event a higher revision than any
    copy has: it cannot be known whether the file is what was published, in all languages. An event
    of the feed that is not in the file becomes a tombstone in that edition. `former_languages` are
    languages that the programme was published in and is no longer.
    """
    published = tuple(published)
    continued = _continued(itinerary, (entry.event for entry in published))
    records: dict[str, Record] = {}
    for entry in published:
        event, in_file = continued[entry.event.uid]
        gone = not in_file and entry.event.status is Status.CANCELLED
        removed = entry.revision.modified if gone else None
        if event.is_break:  # calendars had it, so it was an event before
            if not is_over(entry.event, entry.revision.modified):
                event = replace(event, withdrawn=entry.revision.modified)
        elif event.when is None and entry.event.when is not None:
            event = _open_again(event, entry)
        records[entry.event.uid] = Record(event, entry.revision, "", removed)
    return Edition(
        number=1,
        published=max(record.revision.modified for record in records.values()),
        itinerary=with_recorded(itinerary, records.values()),
        records=records,
        head=head_digest(itinerary),
        note="restored from a published feed",
        former_languages=former_languages,
    )


def _open_again(event: Event, entry: PublishedEvent) -> Event:
    """Return an event without a day in the file, of which the feed has an entry: its day is open
    again since then if the entry is cancelled. If it is not, subscribers are not told yet."""
    when = entry.event.when
    assert when is not None
    if isinstance(when, Timed):
        when = localised(when, event.zone)
    if entry.event.status is not Status.CANCELLED:
        return replace(event, when=when)
    former = Former(when, event.facets)
    return replace(event, withdrawn=entry.revision.modified, former=former)


_DAY = re.compile(r"-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?$")


def _continued(itinerary: Itinerary, published: Iterable[Event]) -> dict[str, tuple[Event, bool]]:
    """Return, by UID, the events of a feed as the file has them, else as the feed has them; and
    whether the file has them.

    An event of a series is found by its day: its id has the day for which it was first published,
    which may be that of another event in the file. Of two events on one day, the cancelled one is
    not the file's.
    """
    kept = {event.uid: event for event in itinerary.events if _is_kept(event.uid, itinerary)}
    written = (*itinerary.events, *itinerary.deadlines)
    single = {event.id: event for event in written if not event.occurrence}
    series: dict[str, Event] = {}
    days: dict[tuple[str, date], Event] = {}
    for event in itinerary.events:
        if (place := event.occurrence) and event.when:
            series |= {place.series: event, place.was or place.series: event}
            days[place.series, event.when.first] = event
    found: dict[str, tuple[Event, bool]] = {}
    for event in sorted(published, key=lambda event: event.status is Status.CANCELLED):
        in_file = kept.get(event.uid) or single.get(event.id)
        sister = series.get(event.id) or series.get(_DAY.sub("", event.id))
        if in_file is None and sister and sister.occurrence and event.when:
            name, day = sister.occurrence.series, _first(event.when, sister.zone)
            event = replace(event, occurrence=Occurrence(name, day))
            in_file = days.pop((name, day), None)
        continued = replace(in_file, id=event.id, uid=event.uid) if in_file else event
        found[event.uid] = continued, in_file is not None
    return found


def _first(when: When, zone: TimeZone) -> date:
    return zone.local(when.start).date() if isinstance(when, Timed) else when.first


class FeedReading(Value):
    """The events, or the deadlines, of a programme in a feed; `notices` say what was not taken as
    it is.

    `former_languages` has the language of the feed, if the programme no longer has it.
    """

    published: tuple[PublishedEvent, ...]
    notices: tuple[str, ...]
    former_languages: tuple[str, ...]


LONGEST_TITLE = 300
"""Characters of a title in a feed: those that a file may have, and the words that feeds add."""

SKEW = timedelta(days=1)
"""How far the clock of the publisher can have been ahead of ours. Subscribers take a revision for
older if its time is changed to an earlier one."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def read_feed(data: bytes, itinerary: Itinerary, *, now: datetime) -> FeedReading:
    """Read the events and revisions of a feed that was published for `itinerary`. Its events are
    those with a UID that we make for it, or that the file keeps from elsewhere; and where it has
    one of these, or is at an address of the programme, also the others that have a page of ours.

    The feed is untrusted, so it is read with the limits of our own ledgers: ids that a file may
    have, times up to a day after `now` (aware), revisions that leave room for others.
    Values outside of them are replaced by the nearest one, events that cannot be read are left out,
    and `notices` name both. Raises LedgerError if the data are not a calendar, or have no event of
    this programme.
    """
    try:
        calendar = Calendar.from_ical(data)
        vevents = calendar.walk("VEVENT")
    except _ODD as error:
        raise LedgerError(f"this is no feed that Itinerary published: {error}") from None
    found = _Collector(itinerary, now)
    found.look_whose(calendar, vevents)
    for vevent in vevents:
        found.take(vevent)
    if not found.published:
        left = "".join(f"\n{notice}" for notice in found.notices[:10])
        raise LedgerError(f"there is no event of “{itinerary.id}” in this feed; give another{left}")
    # A feed of ours is in one language; one in several is not ours.
    former_languages = tuple(found.former_languages) if len(found.former_languages) == 1 else ()
    return FeedReading(tuple(found.published.values()), tuple(found.notices), former_languages)


_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
"""A language in CLDR's notation; it becomes a part of addresses."""

_ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""The exceptions of icalendar, and of using its values, for a calendar that is not one of ours."""


def _is_id(name: str) -> bool:
    """Tell whether this can be the id of an event or of a deadline, which has two hyphens
    (`source.admission`)."""
    parts = name.split("--")
    return len(parts) <= 2 and all(re.fullmatch(SLUG, part) for part in parts)


_PAGE = re.compile(r"/([^/]+)/events/([^/]+)/$")
_PAGE_OF_DEADLINE = re.compile(r"/([^/]+)/advisory/#(.+)$")


def _is_kept(uid: str, itinerary: Itinerary) -> bool:
    """Tell whether a UID is not one that we make for events of a programme."""
    return not uid.endswith(own_uid("", itinerary.id))


class _Collector:
    """Collects the events of a programme from the VEVENTs of a feed."""

    def __init__(self, itinerary: Itinerary, now: datetime) -> None:
        self.itinerary = itinerary
        self.latest = now.astimezone(UTC).replace(microsecond=0) + SKEW
        self.published: dict[str, PublishedEvent] = {}
        self.notices: list[str] = []
        self.ids: set[str] = set()
        self.former_languages: set[str] = set()
        self.kept = {e.uid: e.id for e in itinerary.events if _is_kept(e.uid, itinerary)}
        self.is_ours = False

    def look_whose(self, calendar: Any, vevents: Iterable[Any]) -> None:
        """Find out whether a calendar is a feed of this programme as a whole."""
        uids = [str(vevent.get("UID", "")) for vevent in vevents]
        address = urlsplit(str(calendar.get("SOURCE", ""))).path
        self.is_ours = (
            any(uid in self.kept or not _is_kept(uid, self.itinerary) for uid in uids)
            or address.rpartition("/")[2] == f"{self.itinerary.id}.ics"
        )

    def take(self, vevent: Any) -> None:
        """Add the event of a VEVENT, if it is of this programme."""
        uid = ""
        try:
            uid = str(vevent["UID"])
            if _is_kept(uid, self.itinerary):
                page = _PAGE.search(urlsplit(str(vevent.get("URL", ""))).path)
                if uid not in self.kept and not (self.is_ours and page):
                    return
                name = self.kept.get(uid) or (page[2] if page else "")
                long = len(uid.encode()) > LONGEST_KEPT_UID or clean(uid) != uid or "\n" in uid
            else:
                name = uid.removesuffix(own_uid("", self.itinerary.id))
                if name.startswith("nothing-"):
                    return
                long = len(uid) > LONGEST_UID
            if not _is_id(name) or long:
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
        is_deadline, page = "--" in name, urlsplit(str(vevent["URL"]))
        if is_deadline:
            in_path = _PAGE_OF_DEADLINE.search(f"{page.path}#{page.fragment}")
        else:
            in_path = _PAGE.search(page.path)
        language, id = in_path.groups() if in_path else (itinerary.languages[0], name)
        if not _is_id(id) or ("--" in id) != is_deadline or len(id) > LONGEST_UID:
            self.notices.append(f"“{uid}”: “{id}” in its address is no id; it is called {name}")
            id = name
        if id in self.ids:
            self.notices.append(f"“{uid}” is left out: another event is called {id}")
            return
        if language not in itinerary.languages:
            if _TAG.fullmatch(language):
                self.former_languages.add(language)
            language = itinerary.languages[0]
        summary = " ".join(clean(str(vevent["SUMMARY"])).split())
        title = graphemes.start(summary, LONGEST_TITLE).strip()
        cancelled = str(vevent["STATUS"]) == "CANCELLED"
        when = self._when(vevent, uid)
        if is_deadline and isinstance(when, Timed):
            when = Timed(when.start)  # it takes no time but in calendars
        event = Event(
            id=id,
            uid=uid,
            title=Text.of({language: title or name}, itinerary.languages),
            when=when,
            zone=itinerary.zone,
            status=Status.CANCELLED if cancelled else Status.CONFIRMED,
            deadline=Deadline() if is_deadline else None,
        )
        revision = self._revision(vevent, uid)
        self.ids.add(id)
        self.published[uid] = PublishedEvent(event, revision)

    def _revision(self, vevent: Any, uid: str) -> Revision:
        value = int(vevent["SEQUENCE"])
        number = min(max(value, 0), HIGHEST_SEQUENCE)
        if number != value:
            self.notices.append(f"“{uid}”: the revision {value} is taken for {number}")
        created = self._moment(vevent, "CREATED", uid, EARLIEST)
        return Revision(number, created, self._moment(vevent, "LAST-MODIFIED", uid, created))

    def _moment(self, vevent: Any, name: str, uid: str, earliest: datetime) -> datetime:
        """Return a time of a VEVENT in UTC, not before `earliest` nor after `latest`."""
        value = vevent.decoded(name)
        if not isinstance(value, datetime):
            raise ValueError(f"{name} is no time")
        if value.tzinfo is None:  # RFC 5545 §3.8.7.3: it must be in UTC
            value = value.replace(tzinfo=UTC)
        # Compared before conversion: times near the years 1 and 9999 have no equivalent in UTC.
        moment = min(max(value, earliest), self.latest).astimezone(UTC).replace(microsecond=0)
        if moment != value:
            self.notices.append(f"“{uid}”: {name} {value} is taken for {moment}")
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
