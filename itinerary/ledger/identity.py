"""Identity: which event of a file is which event of the ledger. It never depends on a property that
may change."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain, count

from itinerary.errors import ItineraryError
from itinerary.ledger.edition import Record, is_over
from itinerary.ledger.series import Date, pair
from itinerary.model.itinerary import Event, Itinerary, Occurrence, own_uid
from itinerary.value import Value, replace


class ReusedIdError(ItineraryError):
    """An id that named one event is given to another: subscribers would see the first event turn
    into the second. `id` is that id."""

    def __init__(self, id: str) -> None:
        super().__init__(
            f"the id “{id}” already named another event",
            "take another id, or write was: if the event was renamed",
        )
        self.id = id


def identified(
    itinerary: Itinerary, records: Mapping[str, Record], now: datetime
) -> dict[str, Event]:
    """Return the events of the file, in its order, by the UIDs that they were first published
    with; with their permanent ids, also where one event refers to another.

    A single event is found by a UID that it keeps from elsewhere, by its id, or by its former one
    (`was`). An event of a series is found
    by comparing the dates of the series with those in the ledger at `now` (see `series.pair`), and
    keeps the id and the UID that it was first published with. Raises ReusedIdError.
    """
    match = _matched(itinerary, records, now)
    ids = {event.id: match.found[event.id][1].id for event in itinerary.events}
    found = (match.found[event.id] for event in itinerary.events)
    return {uid: _referring(event, uid, ids) for uid, event in found}


def late_uids(itinerary: Itinerary, records: Mapping[str, Record], now: datetime) -> dict[str, str]:
    """Return, by their ids in the file, the UIDs of published events that the file gives another
    UID: it came too late. Raises ReusedIdError."""
    kept = set(_kept(itinerary))
    if not kept or not records:
        return {}
    found = _matched(itinerary, records, now).found
    return {
        event.id: found[event.id][0]
        for event in itinerary.events
        if event.id in kept and _series_uid(event) != _series_uid(event, found[event.id][0])
    }


def has_kept_uids(itinerary: Itinerary) -> bool:
    """Tell whether the file gives an event a UID that is not made of its id."""
    return next(_kept(itinerary), None) is not None


def _kept(itinerary: Itinerary) -> Iterator[str]:
    for event in itinerary.events:
        if event.uid != own_uid(_name(event), itinerary.id):
            yield event.id


def _name(event: Event) -> str:
    """Return the name of which the UID of an event is made that keeps none."""
    if event.occurrence:
        return f"{event.occurrence.was or event.occurrence.series}-{event.occurrence.day}"
    return event.was or event.id


def _series_uid(event: Event, uid: str = "") -> str:
    """Return a UID of an event, of a date in a series without the day: a date that was moved keeps
    the UID of the day before."""
    uid = uid or event.uid
    return uid.rpartition("#")[0] or uid if event.occurrence else uid


def _matched(itinerary: Itinerary, records: Mapping[str, Record], now: datetime) -> _Match:
    match = _Match(itinerary, records, now)
    match.by_kept_uid()
    match.by_name()
    match.by_series()
    match.by_former_id()
    match.new()
    return match


def _referring(event: Event, uid: str, ids: Mapping[str, str]) -> Event:
    """Return an event with its UID, and with the permanent id of the event that it follows."""
    if event.uid != uid:
        event = replace(event, uid=uid)
    if event.deadline:
        about = tuple(replace(each, id=ids.get(each.id, each.id)) for each in event.deadline.about)
        if about != event.deadline.about:
            event = replace(event, deadline=replace(event.deadline, about=about))
    after = event.after
    if after is None or ids.get(after.id, after.id) == after.id:
        return event
    return replace(event, after=replace(after, id=ids[after.id]))


_DATED = re.compile(r"(.+)-([0-9]{4}-[0-9]{2}-[0-9]{2})")


def _place(event: Event, series: Container[str]) -> Occurrence | None:
    """Return the occurrence that an event of a ledger is in one of `series`, None if it is not in
    one of them.

    In ledgers from before events had occurrences, the id has it: `rehearsal-2024-05-16`.
    """
    if event.occurrence:
        return event.occurrence
    dated = _DATED.fullmatch(event.id)
    if not dated or dated[1] not in series:
        return None
    try:
        return Occurrence(dated[1], date.fromisoformat(dated[2]))
    except ValueError:  # the id of a single event may look like that of a series
        return None


def changed_occurrence(earlier: Event, event: Event) -> bool:
    """Tell whether an event is another occurrence in its series than in the ledger. No page or feed
    shows that, but the ledger must have it: by its occurrence the event is found next time."""
    place = event.occurrence
    if place is None:
        return False
    before = _place(earlier, (place.series,)) or Occurrence(earlier.id, _day(earlier))
    return (before.series, before.day) != (place.series, place.day)


class _Match:
    """Matches the events of a file with those of the ledger.

    `found` has, by the id in the file, the UID of an event and the event with its permanent id.
    """

    def __init__(self, itinerary: Itinerary, records: Mapping[str, Record], now: datetime) -> None:
        self.programme = itinerary.id
        self.records = records
        self.now = now
        self.found: dict[str, tuple[str, Event]] = {}
        self.waiting = list(itinerary.events)
        self.free = set(records)
        self.ids = {record.event.id for record in records.values()}
        self.written = {event.id for event in itinerary.events if not event.occurrence}
        series = {name for event in itinerary.events for name in _series(event)}
        places = {uid: _place(record.event, series) for uid, record in records.items()}
        self.places = {uid: place for uid, place in places.items() if place}

    def take(self, event: Event, uid: str, called: Event) -> None:
        """Match an event of the file with that of the ledger which has this UID; `called` is the
        event with its permanent id. Raises ReusedIdError."""
        if uid not in self.free:
            raise ReusedIdError(event.id)
        self.free.remove(uid)
        self.found[event.id] = uid, called

    def rest(self) -> Iterator[Event]:
        """Yield the events that are not matched yet, sorted by id: the order of the file is
        layout."""
        self.waiting = [event for event in self.waiting if event.id not in self.found]
        yield from sorted(self.waiting, key=lambda event: event.id)

    def by_kept_uid(self) -> None:
        """Match single events whose UID is kept from elsewhere, whatever they are called now."""
        for event in self.rest():
            own = own_uid(event.was or event.id, self.programme)
            if event.occurrence or event.deadline or event.uid == own:
                continue
            record = self.records.get(event.uid)
            if record is None or event.uid in self.places:
                continue
            if event.id in self.ids and event.id != record.event.id:
                raise ReusedIdError(event.id)
            self.take(event, event.uid, event)

    def by_name(self) -> None:
        """Match single events, by the name that the file had for them."""
        names: dict[str, str] = {}
        for uid, record in self.records.items():
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
        """Return an event with the id that the author wrote; of an occurrence, with a free id."""
        return replace(event, id=self.unused(event.id)) if event.occurrence else event

    def kept(self, event: Event, uid: str) -> Event:
        """Return an event with the id that it has in the ledger."""
        id = self.records[uid].event.id
        return event if id == event.id else replace(event, id=id, occurrence=self.places[uid])

    def by_series(self) -> None:
        """Match events that are in a series, were in one, or become the first of one."""
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
        """Return the series of an event of the ledger; a single event is a series of its own."""
        place = self.places.get(uid)
        return place.series if place else self.records[uid].event.id

    def date_before(self, uid: str) -> Date:
        """Return the date of an event of the ledger."""
        record, place = self.records[uid], self.places.get(uid)
        day = place.day if place else _day(record.event)
        return Date(day, self.series_of(uid), is_over(record.event, self.now), bool(record.removed))

    def date_after(self, event: Event) -> Date:
        """Return the date of an event of the file."""
        place = event.occurrence
        day, series = (place.day, place.series) if place else (_day(event), event.id)
        return Date(day, series, is_over(event, self.now))

    def renamed(self, event: Event, uid: str) -> Event:
        """Return an event of a series with its permanent id, in which the id of the series is the
        present one."""
        id, before = self.records[uid].event.id, self.series_of(uid)
        place = event.occurrence or Occurrence(event.id, _day(event))
        if place.series != before and (id == before or id.startswith(f"{before}-")):
            id = self.unused(place.series + id.removeprefix(before), own=event)
        return replace(event, id=id, occurrence=place)

    def unused(self, id: str, own: Event | None = None) -> str:
        """Return `id`, or `id` with the first number (from 2) that makes it name no event but
        `own`."""
        others = self.written - {own.id} if own else self.written
        numbered = (f"{id}-{n}" for n in count(2))
        free = next(i for i in chain([id], numbered) if i not in self.ids and i not in others)
        self.ids.add(free)
        return free

    def by_former_id(self) -> None:
        """Match events for which the author writes the permanent id of an event that left its
        series."""
        ids = {self.records[uid].event.id: uid for uid in self.free}
        for event in self.rest():
            for name in (None if event.occurrence else event.id, event.was):
                if name in ids and event.id not in self.found:
                    self.take(event, ids[name], self.called(event))

    def new(self) -> None:
        """Give the events that are left UIDs and ids that no event had before."""
        others = {event.uid for event in self.waiting} | self.records.keys()
        for event in self.rest():
            if event.occurrence is None:
                if event.uid in self.records or event.id in self.ids:
                    raise ReusedIdError(event.id)
                self.found[event.id] = event.uid, event
                continue
            local, at, rest = event.uid.partition("@")
            numbered = (f"{local}-{n}{at}{rest}" for n in count(2))
            uid = event.uid
            if uid in self.records:
                uid = next(uid for uid in numbered if uid not in others)
                others.add(uid)
            self.found[event.id] = uid, replace(event, id=self.unused(event.id))


def _day(event: Event) -> date:
    """Return the first day of an event, the last day of the calendar if it has none yet."""
    return event.when.first if event.when else date.max


def _series(event: Event) -> tuple[str, ...]:
    """Return the names that the series may have which an event is in, or comes from."""
    place = event.occurrence
    names = (place.series, place.was, event.was) if place else (event.id, event.was)
    return tuple(name for name in names if name)


class _Family(Value):
    """Events that may come from one series, and the names of that series."""

    events: list[Event]
    names: set[str]


def _families(events: Iterable[Event]) -> list[_Family]:
    """Group events that may come from the same series: a series that was split off is grouped with
    the one that it was split off from."""
    alike: dict[tuple[str, ...], list[Event]] = {}
    for event in events:
        alike.setdefault(_series(event), []).append(event)
    by_name: dict[str, _Family] = {}
    for names, group in alike.items():
        family = _Family(group, set(names))
        for other in _distinct(by_name[name] for name in names if name in by_name):
            family = _Family(other.events + family.events, other.names | family.names)
        by_name |= dict.fromkeys(family.names, family)
    return _distinct(by_name.values())


def _distinct(families: Iterable[_Family]) -> list[_Family]:
    return list({id(family): family for family in families}.values())
