"""Which event of a file is which event of the ledger: identity is never made of what may change."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, count

from itinerary.errors import ItineraryError
from itinerary.ledger.edition import Record, is_over
from itinerary.ledger.series import Date, pair
from itinerary.model.itinerary import Event, Itinerary, Occurrence


class ReusedIdError(ItineraryError):
    """An id that named one event is given to another: subscribers would see the one become the
    other. `id` is that id."""

    def __init__(self, id: str) -> None:
        super().__init__(
            f"the id “{id}” already named another event",
            "take another id, or write was: if the event was renamed",
        )
        self.id = id


def identified(
    itinerary: Itinerary, known: Mapping[str, Record], now: datetime
) -> dict[str, Event]:
    """Return the events of the file, in its order, by the UIDs that they have had from the
    beginning; with their permanent ids, also where one refers to another.

    An event that the author wrote is known by its id, or by the one that it had (`was`). One of a
    series is found by what became of the series until `now` (see `series.pair`), and keeps the id
    and the UID that it was first published with. Raises ReusedIdError.
    """
    match = _Match(itinerary, known, now)
    match.by_name()
    match.by_series()
    match.by_former_id()
    match.new()
    ids = {event.id: match.found[event.id][1].id for event in itinerary.events}
    found = (match.found[event.id] for event in itinerary.events)
    return {uid: _referring(event, uid, ids) for uid, event in found}


def _referring(event: Event, uid: str, ids: Mapping[str, str]) -> Event:
    """Return an event under its UID, referring to the one it follows by its permanent id."""
    if event.uid != uid:
        event = replace(event, uid=uid)
    after = event.after
    if after is None or ids.get(after.id, after.id) == after.id:
        return event
    return replace(event, after=replace(after, id=ids[after.id]))


_DATED = re.compile(r"(.+)-([0-9]{4}-[0-9]{2}-[0-9]{2})")


def _place(event: Event, series: Container[str]) -> Occurrence | None:
    """Return the place in a series of an event from a ledger, None if it is in none of `series`.

    Ledgers from before events had places tell it by ids: `rehearsal-2024-05-16`.
    """
    if event.occurrence:
        return event.occurrence
    dated = _DATED.fullmatch(event.id)
    if not dated or dated[1] not in series:
        return None
    try:
        return Occurrence(dated[1], date.fromisoformat(dated[2]))
    except ValueError:  # an author may call a single event anything
        return None


def changed_occurrence(known: Event, event: Event) -> bool:
    """Tell whether an event is at another place in its series than the ledger has it at. Nobody is
    shown that, but the ledger must know it: by its place the event is found next time."""
    place = event.occurrence
    if place is None:
        return False
    before = _place(known, (place.series,)) or Occurrence(known.id, _day(known))
    return (before.series, before.day) != (place.series, place.day)


class _Match:
    """The events of a file on their way to those of the ledger.

    `found` has, by what the file calls it, the UID and the event under its permanent id.
    """

    def __init__(self, itinerary: Itinerary, known: Mapping[str, Record], now: datetime) -> None:
        self.known = known
        self.now = now
        self.found: dict[str, tuple[str, Event]] = {}
        self.waiting = list(itinerary.events)
        self.free = set(known)
        self.ids = {record.event.id for record in known.values()}
        self.written = {event.id for event in itinerary.events if not event.occurrence}
        series = {name for event in itinerary.events for name in _series(event)}
        places = {uid: _place(record.event, series) for uid, record in known.items()}
        self.places = {uid: place for uid, place in places.items() if place}

    def take(self, event: Event, uid: str, called: Event) -> None:
        """Let an event of the file be the one of the ledger with this UID, `called` as it is."""
        if uid not in self.free:
            raise ReusedIdError(event.id)
        self.free.remove(uid)
        self.found[event.id] = uid, called

    def rest(self) -> Iterator[Event]:
        """Yield the events that are not found yet, in an order that is not the file's."""
        self.waiting = [event for event in self.waiting if event.id not in self.found]
        yield from sorted(self.waiting, key=lambda event: event.id)

    def by_name(self) -> None:
        """Find what the author wrote under the name that the file had for it."""
        names: dict[str, str] = {}
        for uid, record in self.known.items():
            place = self.places.get(uid)
            name = place.name if place else record.event.id
            if name not in names or not record.removed:
                names[name] = uid
        for event in self.rest():
            named = None if event.occurrence else names.get(event.id)
            if named is not None:
                self.take(event, named, self.kept(event, named))
            elif event.was in names:
                self.take(event, names[event.was], self.called(event))

    def called(self, event: Event) -> Event:
        """Return an event as the author called it; the day of a series is no id, but a place."""
        return replace(event, id=self.unused(event.id)) if event.occurrence else event

    def kept(self, event: Event, uid: str) -> Event:
        """Return an event under the id of the one in the ledger."""
        id = self.known[uid].event.id
        return event if id == event.id else replace(event, id=id, occurrence=self.places[uid])

    def by_series(self) -> None:
        """Find what is in a series, or was, or is to be the first of one."""
        free: dict[str, list[str]] = {}
        for uid in sorted(self.free):
            free.setdefault(self.series_of(uid), []).append(uid)
        heirs = (event for event in self.rest() if any(name in free for name in _series(event)))
        for family in _families(heirs):
            events = family.events
            uids = [uid for name in sorted(family.names) for uid in free.get(name, ())]
            before = [self.date_before(uid) for uid in uids]
            after = [self.date_after(event) for event in events]
            for n, o in pair(before, after).items():
                self.take(events[n], uids[o], self.renamed(events[n], uids[o]))

    def series_of(self, uid: str) -> str:
        """Return the series of an event of the ledger; a single one is a series of its own."""
        place = self.places.get(uid)
        return place.series if place else self.known[uid].event.id

    def date_before(self, uid: str) -> Date:
        """Return the date of an event of the ledger."""
        record, place = self.known[uid], self.places.get(uid)
        day = place.day if place else _day(record.event)
        return Date(day, self.series_of(uid), is_over(record.event, self.now), bool(record.removed))

    def date_after(self, event: Event) -> Date:
        """Return the date of an event of the file."""
        place = event.occurrence
        day, series = (place.day, place.series) if place else (_day(event), event.id)
        return Date(day, series, is_over(event, self.now))

    def renamed(self, event: Event, uid: str) -> Event:
        """Return an event of a series under its permanent id; if the author gave the series
        another id, then with that."""
        id, before = self.known[uid].event.id, self.series_of(uid)
        place = event.occurrence or Occurrence(event.id, _day(event))
        if place.series != before and (id == before or id.startswith(f"{before}-")):
            id = self.unused(place.series + id.removeprefix(before), own=event)
        return replace(event, id=id, occurrence=place)

    def unused(self, id: str, own: Event | None = None) -> str:
        """Return an id that names no event but `own`: this, or the first of it with a number."""
        others = self.written - {own.id} if own else self.written
        numbered = (f"{id}-{n}" for n in count(2))
        free = next(i for i in chain([id], numbered) if i not in self.ids and i not in others)
        self.ids.add(free)
        return free

    def by_former_id(self) -> None:
        """Find what the author calls by the permanent id of an event that left its series."""
        ids = {self.known[uid].event.id: uid for uid in self.free}
        for event in self.rest():
            for name in (None if event.occurrence else event.id, event.was):
                if name in ids and event.id not in self.found:
                    self.take(event, ids[name], self.called(event))

    def new(self) -> None:
        """Give what is left identities that nothing had before."""
        others = {event.uid for event in self.waiting} | self.known.keys()
        for event in self.rest():
            if event.occurrence is None:
                if event.uid in self.known or event.id in self.ids:
                    raise ReusedIdError(event.id)
                self.found[event.id] = event.uid, event
                continue
            local, _, programme = event.uid.partition("@")
            numbered = (f"{local}-{n}@{programme}" for n in count(2))
            uid = event.uid
            if uid in self.known:
                uid = next(uid for uid in numbered if uid not in others)
                others.add(uid)
            self.found[event.id] = uid, replace(event, id=self.unused(event.id))


def _day(event: Event) -> date:
    """Return the day of an event, the last of all if it has none yet."""
    return event.when.first if event.when else date.max


def _series(event: Event) -> tuple[str, ...]:
    """Return what a series that an event is in, or comes from, may be called."""
    place = event.occurrence
    names = (place.series, place.was, event.was) if place else (event.id, event.was)
    return tuple(name for name in names if name)


@dataclass(frozen=True, slots=True)
class _Family:
    """Events that may have come from one series, and the names of all that is in it."""

    events: list[Event]
    names: set[str]


def _families(events: Iterable[Event]) -> list[_Family]:
    """Return events with those that may have come from the same series: what was split off is with
    what it was split off from."""
    alike: dict[tuple[str, ...], list[Event]] = {}
    for event in events:
        alike.setdefault(_series(event), []).append(event)
    by_name: dict[str, _Family] = {}
    for names, here in alike.items():
        family = _Family(here, set(names))
        for other in _distinct(by_name[name] for name in names if name in by_name):
            family = _Family(other.events + family.events, other.names | family.names)
        by_name |= dict.fromkeys(family.names, family)
    return _distinct(by_name.values())


def _distinct(families: Iterable[_Family]) -> list[_Family]:
    return list({id(family): family for family in families}.values())
