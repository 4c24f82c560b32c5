"""The rules by which every change reaches every copy: pure functions from edition to edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itinerary.ledger.canonical import digest, head_digest
from itinerary.ledger.edition import Edition, Record, Retired, Revision, ending, over
from itinerary.ledger.identity import found_elsewhere, identified
from itinerary.model import THINGS, UNSEEN, Event, Itinerary, Status
from itinerary.when import spell


def revise(
    previous: Edition | None, itinerary: Itinerary, now: datetime, *, note: str = ""
) -> Edition:
    """Return the edition that publishes `itinerary` after `previous`, or `previous` itself if there
    is nothing to see that was not there before.

    `now` is aware. The first edition of a programme is stamped with its declared `published` time
    if it has one. Later ones are stamped with `now`, or a second after the previous edition if the
    clock says that this is later (it was set back, or two editions fall into one second).

    Each event that changed has the next revision, and is the same event under another name, or on
    another day of its series (see `identity`). One that left the file becomes a tombstone, and a
    tombstone that is back is the same event again. Raises ReusedIdError.
    """
    stamp = _stamp(previous, itinerary, now)
    known = dict(previous.records) if previous else {}
    present = identified(itinerary, known, stamp)
    records: dict[str, Record] = {}
    for uid, record in known.items():
        event = present.pop(uid, None)
        if event is not None:
            records[uid] = _continued(record, event, itinerary, stamp)
        else:
            records[uid] = _gone(record, itinerary, stamp)
    for uid, event in present.items():
        # A cancellation is never the first that is heard of an event: clients that know an earlier
        # copy (an import, another feed) must take this one for newer.
        number = int(event.status is Status.CANCELLED)
        records[uid] = Record(event, Revision(number, stamp, stamp), digest(event, itinerary))
    head = head_digest(itinerary)
    if previous and previous.head == head and records == previous.records:
        return previous
    events = tuple(record.event for record in records.values() if not record.removed)
    if previous and previous.head == head:
        itinerary = previous.itinerary  # another order of places is no change, as of events
    edition = Edition(
        number=previous.number + 1 if previous else 1,
        published=stamp,
        itinerary=replace(itinerary, events=events),
        records=records,
        head=head,
        retired=tuple(_retired(previous, itinerary)) if previous else (),
        note=note,
    )
    return replace(edition, changed=feeds_changed(previous, edition))


def _stamp(previous: Edition | None, itinerary: Itinerary, now: datetime) -> datetime:
    if previous is None and itinerary.published is not None:
        return itinerary.published.astimezone(UTC).replace(microsecond=0)
    stamp = now.astimezone(UTC).replace(microsecond=0)
    if previous is None:
        return stamp
    return max(stamp, previous.published + timedelta(seconds=1))


def _continued(record: Record, event: Event, itinerary: Itinerary, stamp: datetime) -> Record:
    """Return the record of an event that is in the file, and was known before."""
    seen = digest(event, itinerary)
    same = seen == record.digest and not found_elsewhere(record.event, event)
    if same and record.removed is None:
        return record
    return Record(event, record.revision.next(stamp), seen)


def _gone(record: Record, itinerary: Itinerary, stamp: datetime) -> Record:
    """Return the tombstone of an event that is not in the file."""
    if record.removed is not None:
        return record
    if over(record.event, stamp):  # it has taken place: “cancelled” would be untrue
        return replace(record, removed=stamp)
    event = replace(record.event, status=Status.CANCELLED)
    seen = digest(event, itinerary)
    if seen == record.digest:  # it was cancelled before: subscribers see nothing new
        return replace(record, removed=stamp)
    return Record(event, record.revision.next(stamp), seen, removed=stamp)


def _retired(previous: Edition, itinerary: Itinerary) -> Iterator[Retired]:
    """Yield what had feeds of its own and is no longer in the programme."""
    for field in THINGS:
        here = {thing.id for thing in getattr(itinerary, field)}
        before = {r.id: r for r in previous.retired if r.field == field}
        for thing in getattr(previous.itinerary, field):
            before[thing.id] = Retired(field, thing.id, thing.name)
        yield from (retired for id, retired in before.items() if id not in here)


# --- what changed -------------------------------------------------------------------------------


def feeds_changed(previous: Edition | None, edition: Edition) -> dict[tuple[str, str], datetime]:
    """Return when what each thing of `edition` has in feeds was last changed; `previous` knows it
    of those that this edition does not change."""
    known = previous.changed if previous and previous.head == edition.head else {}
    itinerary = edition.itinerary
    things = {(f, t.id) for f in THINGS for t in getattr(itinerary, f)}
    things |= {(retired.field, retired.id) for retired in edition.retired}
    moved: set[tuple[str, str]] = set()
    if previous:
        before, after = _in_feeds(previous), _in_feeds(edition)
        for uid in before.keys() | after.keys():
            if before.get(uid) != after.get(uid):
                records = filter(None, (before.get(uid), after.get(uid)))
                moved.update(thing for record in records for thing in record.event.things)
    stamp = edition.published
    return {t: stamp if t in moved else known.get(t, stamp) for t in sorted(things)}


def _in_feeds(edition: Edition) -> dict[str, Record]:
    """Return what feeds show, by UID."""
    shown = edition.records.items()
    return {uid: record for uid, record in shown if record.remembered(edition.published)}


class Kind(StrEnum):
    """What became of an event."""

    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Change:
    """What an edition changed of one event: `before` is None if it is new."""

    kind: Kind
    before: Event | None
    after: Event
    revision: Revision

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the event's properties that differ."""
        if self.before is None:
            return ()
        return tuple(
            field.name
            for field in fields(Event)
            if field.name not in UNSEEN
            and _seen(self.before, field.name) != _seen(self.after, field.name)
        )


def _seen(event: Event, field: str) -> object:
    # Two times of one zone are equal for Python if the clocks show the same, also in the hour that
    # they show twice.
    return spell(event.when) if field == "when" else getattr(event, field)


def change(before: Record | None, after: Record) -> Change:
    """Return what became of an event between two of its records."""
    if after.removed:
        kind = Kind.REMOVED
    elif before is None:
        kind = Kind.ADDED
    elif before.removed:
        kind = Kind.RETURNED
    elif Status.CANCELLED == after.event.status != before.event.status:
        kind = Kind.CANCELLED
    else:
        kind = Kind.CHANGED
    return Change(kind, before.event if before else None, after.event, after.revision)


def changes(previous: Edition | None, edition: Edition) -> tuple[Change, ...]:
    """Return what `edition` changed of the events, in its order."""
    known = previous.records if previous else {}
    return tuple(
        change(known.get(uid), record)
        for uid, record in edition.records.items()
        if uid not in known or known[uid] != record
    )


def moves(changed: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    """Return, by the ids of series, the changes that moved several dates of one to other days, and
    changed nothing else: together they are one piece of news."""
    found: dict[str, list[Change]] = {}
    for change in changed:
        place, fields = change.after.occurrence, change.fields
        if place and fields == ("when",) and change.kind is Kind.CHANGED and _moved(change):
            found.setdefault(place.series, []).append(change)
    return {series: tuple(some) for series, some in found.items() if len(some) > 1}


def _moved(change: Change) -> bool:
    old, new = change.before and change.before.when, change.after.when
    return bool(old and new and old.first != new.first)


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition in the ledger's log, with what it changed of the events."""

    number: int
    published: datetime
    note: str
    changes: tuple[Change, ...]


# --- the guard ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cancellations:
    """How many of the coming events an edition cancels or removes."""

    cancelled: int
    coming: int
    empties: bool

    @property
    def too_many(self) -> bool:
        """Tell whether this looks like an accident: half of the coming events or more, or all
        events of the file."""
        return self.empties or (self.cancelled > 0 and 2 * self.cancelled >= self.coming)


def cancellations(previous: Edition, edition: Edition, now: datetime) -> Cancellations:
    """Count what `edition` cancels of what was still to come at `now`."""
    coming = [
        event
        for event in previous.itinerary.events
        if event.status is not Status.CANCELLED and (ending(event) or now) >= now
    ]
    cancelled = [e for e in coming if edition.records[e.uid].event.status is Status.CANCELLED]
    stayed = {event.uid for event in edition.itinerary.events}
    before = {event.uid for event in previous.itinerary.events}
    return Cancellations(len(cancelled), len(coming), bool(before) and not before & stayed)
