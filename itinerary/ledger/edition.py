"""Editions: the published states of an itinerary, and of each of its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from itertools import chain

from itinerary.model.itinerary import Event, Image, Itinerary, Picture, Status
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.model.when import Timed
from itinerary.value import Value, field, replace

TOMBSTONE_LIFETIME = timedelta(days=30)
"""How long a tombstone stays in feeds after the end of the event or its removal, whichever is
later: some clients (Nextcloud by default) ask once a week, and people are away."""


class Revision(Value):
    """One published state of one event.

    `number` is the feed's SEQUENCE (RFC 5545 §3.8.7.4), from 0 to 2**31 - 1. `created` and
    `modified` are UTC in whole seconds; DTSTAMP and LAST-MODIFIED are `modified`.
    """

    number: int
    created: datetime
    modified: datetime

    def __post_init__(self) -> None:
        for moment in (self.created, self.modified):
            offset = moment.utcoffset()
            if offset is None or offset or moment.microsecond:
                raise ValueError("revisions are stamped in UTC, in whole seconds")
        if not 0 <= self.number < 2**31 or self.modified < self.created:
            raise ValueError("a revision counts from 0 and is not older than its event")

    def next(self, stamp: datetime, floor: int = 0) -> Revision:
        """Return the revision that follows this one at `stamp`, or a second after it if later. Its
        number is higher than `floor`, too."""
        modified = max(stamp, self.modified + timedelta(seconds=1))
        return Revision(max(self.number, floor) + 1, self.created, modified)


class Record(Value):
    """The latest published content of one event, and the revision that it is.

    `digest` is the hash of the content (see `canonical`). A record with `removed` is a tombstone:
    the event left the file at that time (UTC), and its content says that it is cancelled, unless it
    was over by then.
    """

    event: Event
    revision: Revision
    digest: str
    removed: datetime | None = None

    def is_in_feeds(self, moment: datetime) -> bool:
        """Tell whether feeds have this event at `moment` (aware): a tombstone, and an event that
        became a break or has no day any more, only for a time."""
        gone = [time for time in (self.removed, self.event.withdrawn) if time]
        if not gone:
            return True
        if end := certain_end(_as_announced(self.event)):
            gone.append(end)
        return moment < max(gone) + TOMBSTONE_LIFETIME


def with_recorded(itinerary: Itinerary, records: Iterable[Record]) -> Itinerary:
    """Return a programme with those events and deadlines of a ledger that were not removed."""
    present = [record.event for record in records if not record.removed]
    return replace(
        itinerary,
        events=tuple(event for event in present if not event.deadline),
        deadlines=tuple(event for event in present if event.deadline),
    )


def has_entry(event: Event) -> bool:
    """Tell whether an event that is not removed has an entry of its own in calendars: it has a day,
    and is no break."""
    return event.when is not None and not event.is_break


def _as_announced(event: Event) -> Event:
    """Return an event with the time that was last announced."""
    return replace(event, when=event.former.when) if event.former else event


def certain_end(event: Event) -> datetime | None:
    """Return the time (UTC) at which an event is certainly over; None if it has no date."""
    match event.when:
        case None:
            return None
        case Timed(start=start, end=end):
            return (end or start + event.usual_length).astimezone(UTC)
        case when:
            midnight = datetime.combine(when.last + timedelta(days=1), time(), event.zone.info)
            return midnight.astimezone(UTC)


def is_over(event: Event, moment: datetime) -> bool:
    """Tell whether an event has certainly taken place at `moment` (aware)."""
    end = certain_end(event)
    return end is not None and end <= moment


def all_over(events: Sequence[Event]) -> datetime | None:
    """Return when all events are certainly over (UTC); None if one has no date or there is none."""
    ends = [end for event in events if (end := certain_end(event))]
    return max(ends) if ends and len(ends) == len(events) else None


def all_cancelled(events: Sequence[Event]) -> bool:
    """Tell whether there are events, and all of them are cancelled."""
    return bool(events) and all(event.status is Status.CANCELLED for event in events)


class Retired(Value):
    """A facet that is no longer in the programme, but whose feed may have subscribers; `field` is
    one of FACETS."""

    field: str
    id: str
    name: Text


class Edition(Value, dict=True):
    """One published state of an itinerary; immutable.

    `number` counts from 1. `published` is the time of this edition: UTC, whole seconds, later than
    that of every earlier one. `itinerary` has the events that are in the file, with their permanent
    UIDs, in the order of their first publication (the order of the file is layout). `records` has
    those events and the tombstones, by UID, in the same order. `head` is the digest of everything
    that is not an event. `feed_times` has, by field and id of each facet, the time (UTC) at which
    its feed last changed. `former_languages` are those of earlier editions that this one lacks.
    """

    number: int
    published: datetime
    itinerary: Itinerary
    records: Mapping[str, Record]
    head: str
    retired: tuple[Retired, ...] = ()
    note: str = ""
    feed_times: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    former_languages: tuple[str, ...] = ()

    def language_for(self, tag: str) -> str | None:
        """Return the language in which an address of the language `tag` is answered: `tag` itself,
        the first language if `tag` is a former one, None if the programme was never in it."""
        languages = self.itinerary.languages
        if tag in languages:
            return tag
        return languages[0] if tag in self.former_languages else None

    def records_since(self, previous: Edition | None) -> dict[str, Record]:
        """Return, by UID, the records that differ from those of an earlier edition."""
        earlier = previous.records if previous else {}
        return {uid: r for uid, r in self.records.items() if earlier.get(uid) != r}

    def record(self, event: Event) -> Record:
        """Return the record of an event."""
        return self.records[event.uid]

    def ordinal(self, event: Event) -> int:
        """Return the ordinal of an event; see `uids`."""
        return self.ordinals[event.uid]

    def revision(self, event: Event) -> Revision:
        """Return the revision of an event in this edition."""
        return self.records[event.uid].revision

    @cached_property
    def tombstones(self) -> tuple[Event, ...]:
        """The removed events that feeds still have, as of the time of this edition."""
        return tuple(event for event in self._tombstones if not event.deadline)

    @property
    def deadline_tombstones(self) -> tuple[Event, ...]:
        """The removed deadlines that the feed of deadlines still has."""
        return tuple(event for event in self._tombstones if event.deadline)

    @cached_property
    def _tombstones(self) -> tuple[Event, ...]:
        return tuple(
            record.event
            for record in self.records.values()
            if record.removed and record.is_in_feeds(self.published)
        )

    @cached_property
    def had_deadlines(self) -> bool:
        """Whether it has a feed of deadlines: it has, or once had, a deadline with a day."""
        events = (record.event for record in self.records.values())
        return any(event.deadline and (event.when or event.former) for event in events)

    @cached_property
    def has_advisory(self) -> bool:
        """Whether there is something for the press, or a deadline."""
        return self.had_deadlines or bool(
            self.itinerary.deadlines or any(event.press for event in self.itinerary.events)
        )

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """The pictures that pages show: of the programme, of events, also of tombstones, of places
        and parties."""
        itinerary = self.itinerary
        own = (image for image in (itinerary.logo, itinerary.header) if image)
        events = (*itinerary.events, *self.tombstones)
        portraits = (portrait.image for portrait in itinerary.portraits)
        return (*own, *(event.image for event in events if event.image), *portraits)

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """The pictures of `images` that the site itself has, by digest."""
        return {i.picture.digest: i.picture for i in self.images if i.picture}

    def find(self, id: str) -> Event | None:
        """Return the event, or the tombstone that feeds still have, called `id`."""
        return self._by_id.get(id)

    def renamed(self, id: str) -> str | None:
        """Return the present id of the event whose first or previous id was `id`; None if there is
        none, or if another event has the id now."""
        return None if id in self._by_id else self.renames.get(id)

    @cached_property
    def renames(self) -> dict[str, str]:
        """The present ids of events by their former ones: the first, which is in the UID, and the
        one that the author names with `was`."""
        present: dict[str, str] = {}
        for event in self._by_id.values():
            name, _, rest = event.uid.partition("@")
            first = name if rest == f"{self.itinerary.id}.itinerary" else None
            for id in (first, event.was):
                if id and id not in self._by_id:
                    present[id] = event.id
        return present

    @cached_property
    def _by_id(self) -> dict[str, Event]:
        return {e.id: e for e in (*self.tombstones, *self.itinerary.events)}

    def modified(self, selection: Selection) -> datetime:
        """Return the time (UTC) at which the feed of `selection` last changed, or a later time.

        The time never goes back. That of the newest revision in the feed would: when the newest
        event leaves the selection, the newest of the rest is older, and a request with
        If-Modified-Since would be answered that nothing changed.
        """
        facets = selection.facets
        if selection.days or not facets:
            return self.published
        # An event that changes in, enters or leaves a selection of several facets does so in one.
        return max(self.feed_times.get(facet, self.published) for facet in facets)

    def changed_by(self, event: Event) -> datetime:
        """Return the time (UTC) at which the entry of an event last changed, or a later time that
        never goes back.

        An event that changes, or whose tombstone leaves feeds, does so in the feeds of all its
        facets; and all of these change with the head of the edition. So the feed of any of its
        facets changed when the event did or later.
        """
        found = self._changed_by.get(event.uid)
        if found is None:
            times = [self.feed_times.get(facet, self.published) for facet in event.facets]
            found = self._changed_by[event.uid] = min(times, default=self.published)
        return found

    @cached_property
    def _changed_by(self) -> dict[str, datetime]:
        return {}

    @cached_property
    def uids(self) -> tuple[str, ...]:
        """The UIDs of all events that were ever published, in the order of first publication: the
        place of each is its ordinal, which never changes."""
        return tuple(self.records)

    @cached_property
    def ordinals(self) -> dict[str, int]:
        """The ordinal of each event by its UID; see `uids`."""
        return {uid: ordinal for ordinal, uid in enumerate(self.records)}

    def select(self, selection: Selection) -> Iterator[Event]:
        """Yield the events and tombstones that belong into the feed of `selection`."""
        facets = selection.facets
        if len(facets) == 1:  # a site has a feed and a page of each facet
            candidates: Iterable[Event] = self._by_facet.get(facets[0], ())
        else:
            candidates = (*self.itinerary.events, *self.tombstones)
        for event in candidates:
            if event in selection:
                yield event

    def entries(self, selection: Selection) -> Iterator[Event]:
        """Yield the events that have an entry in the feed of `selection`, as the entry has them:
        those of `select`, and those that had one before their day was open again."""
        dated = (event for event in self.select(selection) if not event.former)
        former = (e for e in self._formerly_dated if e.former and selection.had(e.former))
        return filter(None, map(self.entry, chain(dated, former)))

    def entry(self, event: Event) -> Event | None:
        """Return an event as its entry in calendars has it; None if it has no date, or is a break.

        The entry of an event that became a break, or whose day is open again, is cancelled, for as
        long as that of a removed event would be: a client that keeps what a feed no longer has
        would otherwise keep it. It keeps `former` if it is off for no other reason than the open
        day. A postponed event stays postponed, at the time that was last announced.
        """
        if has_entry(event):
            return event
        if event.withdrawn is None or not self.records[event.uid].is_in_feeds(self.published):
            return None
        entry = _as_announced(event)
        if event.is_break or event.status is Status.CANCELLED:
            return replace(entry, status=Status.CANCELLED, former=None)
        off = event.status is Status.POSTPONED
        return entry if off else replace(entry, status=Status.CANCELLED)

    @cached_property
    def _formerly_dated(self) -> tuple[Event, ...]:
        return tuple(e for e in (*self.itinerary.events, *self.tombstones) if e.former)

    @cached_property
    def _by_facet(self) -> dict[tuple[str, str], list[Event]]:
        events: dict[tuple[str, str], list[Event]] = {}
        for event in (*self.itinerary.events, *self.tombstones):
            for facet in event.facets:
                events.setdefault(facet, []).append(event)
        return events
