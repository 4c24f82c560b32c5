"""What an edition is: one published state of an itinerary, and of each of its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from itinerary.model.itinerary import Event, Image, Itinerary, Picture
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.model.when import Timed

TOMBSTONE_LIFETIME = timedelta(days=30)
"""How long a tombstone stays in feeds after the event or its removal, whichever is later: some
clients (Nextcloud by default) ask once a week, and people are away."""


@dataclass(frozen=True, slots=True)
class Revision:
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

    def next(self, stamp: datetime) -> Revision:
        """Return the revision that follows this one at `stamp`, or a second after it if later."""
        modified = max(stamp, self.modified + timedelta(seconds=1))
        return Revision(self.number + 1, self.created, modified)


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger holds of one event: its latest published content, and which revision it is.

    `digest` is the hash of the content (see `canonical`). A `removed` event is a tombstone: it left
    the file then (UTC), and its content says that it is cancelled, unless it was over by then.
    """

    event: Event
    revision: Revision
    digest: str
    removed: datetime | None = None

    def is_in_feeds(self, moment: datetime) -> bool:
        """Tell whether feeds still have this event at `moment`; always if it is no tombstone."""
        if self.removed is None:
            return True
        return (
            moment < max(self.removed, certain_end(self.event) or self.removed) + TOMBSTONE_LIFETIME
        )


def certain_end(event: Event) -> datetime | None:
    """Return when an event is certainly over, in UTC; None if it has no date."""
    match event.when:
        case None:
            return None
        case Timed(start=start, end=end):
            return (end or start + event.usual_length).astimezone(UTC)
        case when:
            night = datetime.combine(when.last + timedelta(days=1), time(), event.zone.info)
            return night.astimezone(UTC)


def is_over(event: Event, moment: datetime) -> bool:
    """Tell whether an event has certainly taken place at `moment` (aware)."""
    end = certain_end(event)
    return end is not None and end <= moment


@dataclass(frozen=True, slots=True)
class Retired:
    """A place, category or party that is no longer in the programme, but whose feed may be
    subscribed to; `field` is places, categories or parties."""

    field: str
    id: str
    name: Text


@dataclass(frozen=True)
class Edition:
    """One published state of an itinerary; immutable.

    `itinerary` has the events that are in the file, with their permanent UIDs, in the order of
    their first publication (the order of the file is layout). `records` has those and the
    tombstones, by UID, in the same order. `head` is the digest of everything that is not an event.
    `published` is when this edition was made: UTC, whole seconds, later than all before it.
    `feed_times` is when what each thing, by field and id, has in feeds was last changed (UTC).
    `former_languages` are the languages that earlier editions were in and this one is not.
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
        """Return the language in which an address of the language `tag` answers: its own; of a
        former language the first; None if the programme was never in it."""
        languages = self.itinerary.languages
        if tag in languages:
            return tag
        return languages[0] if tag in self.former_languages else None

    def records_since(self, previous: Edition | None) -> dict[str, Record]:
        """Return, by UID, the records that differ from those of an earlier edition."""
        earlier = previous.records if previous else {}
        return {uid: r for uid, r in self.records.items() if earlier.get(uid) != r}

    def record(self, event: Event) -> Record:
        """Return what the ledger holds of an event."""
        return self.records[event.uid]

    def revision(self, event: Event) -> Revision:
        """Return which revision of an event this edition has."""
        return self.records[event.uid].revision

    @cached_property
    def tombstones(self) -> tuple[Event, ...]:
        """The removed events that feeds still have, as of the time of this edition."""
        return tuple(
            record.event
            for record in self.records.values()
            if record.removed and record.is_in_feeds(self.published)
        )

    @cached_property
    def images(self) -> tuple[Image, ...]:
        """The pictures that pages show: of events, also of tombstones, of places and parties."""
        events = (*self.itinerary.events, *self.tombstones)
        portraits = (portrait.image for portrait in self.itinerary.portraits)
        return (*(event.image for event in events if event.image), *portraits)

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """Those of them that are the site's own, by digest."""
        return {i.picture.digest: i.picture for i in self.images if i.picture}

    def find(self, id: str) -> Event | None:
        """Return the event, or the tombstone that feeds still have, called `id`."""
        return self._found.get(id)

    def renamed(self, id: str) -> str | None:
        """Return the id that the event has which was first, or last, called `id`."""
        return None if id in self._found else self.renames.get(id)

    @cached_property
    def renames(self) -> dict[str, str]:
        """The ids of events by those that they had: the first, which is in the UID, and the one
        that the author names."""
        found: dict[str, str] = {}
        for event in self._found.values():
            for id in (event.uid.partition("@")[0], event.was):
                if id and id not in self._found:
                    found[id] = event.id
        return found

    @cached_property
    def _found(self) -> dict[str, Event]:
        return {e.id: e for e in (*self.tombstones, *self.itinerary.events)}

    def modified(self, selection: Selection) -> datetime:
        """Return when the feed of `selection` was last changed (UTC), or a later time.

        It never goes back. The newest revision in the feed would: when the newest event leaves the
        selection, the newest of the rest is older, and who asks with If-Modified-Since would be
        told that nothing changed.
        """
        things = selection.facets
        if selection.days or not things:
            return self.published
        # Who changed in, entered or left a selection of several things did so with one of them.
        return max(self.feed_times.get(thing, self.published) for thing in things)

    def select(self, selection: Selection) -> Iterator[Event]:
        """Yield the events and tombstones that belong into the feed of `selection`."""
        things = selection.facets
        if len(things) == 1:  # a site has a feed and a page of each: only its events are looked at
            among: Iterable[Event] = self._of_thing.get(things[0], ())
        else:
            among = (*self.itinerary.events, *self.tombstones)
        for event in among:
            if event in selection:
                yield event

    @cached_property
    def _of_thing(self) -> dict[tuple[str, str], list[Event]]:
        found: dict[tuple[str, str], list[Event]] = {}
        for event in (*self.itinerary.events, *self.tombstones):
            for thing in event.facets:
                found.setdefault(thing, []).append(event)
        return found
