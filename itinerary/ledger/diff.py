"""The changes from one edition to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from itinerary.ledger.edition import Edition, Record, Revision
from itinerary.model.itinerary import UNSEEN, DeadlineKind, Event, Status
from itinerary.model.when import spell
from itinerary.value import Value, field_names


class ChangeKind(StrEnum):
    """The kind of a change of an event."""

    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    RETURNED = "returned"


class Change(Value):
    """The change of one event by an edition; `before` is None if the event is new."""

    kind: ChangeKind
    before: Event | None
    after: Event
    revision: Revision

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the event's properties that differ."""
        if self.before is None:
            return ()
        return tuple(
            name
            for name in field_names(Event)
            if name not in UNSEEN and differs(self.before, self.after, name)
        )


def differs(before: Event, after: Event, name: str) -> bool:
    """Tell whether two states of an event differ in the property called `name`."""
    if name == "when":
        # For Python, two times of one zone are equal if the clocks show the same, also in the hour
        # that clocks show twice.
        return spell(before.when) != spell(after.when)
    return bool(getattr(before, name) != getattr(after, name))


def change(before: Record | None, after: Record) -> Change:
    """Return the change between two records of an event, of which the first may be missing."""
    if after.removed:
        kind = ChangeKind.REMOVED
    elif before is None:
        kind = ChangeKind.ADDED
    elif before.removed:
        kind = ChangeKind.RETURNED
    elif Status.CANCELLED == after.event.status != before.event.status:
        kind = ChangeKind.CANCELLED
    else:
        kind = ChangeKind.CHANGED
    return Change(kind, before.event if before else None, after.event, after.revision)


def changes(previous: Edition | None, edition: Edition) -> tuple[Change, ...]:
    """Return what `edition` changed of the events since `previous`, in the order of its records."""
    earlier = previous.records if previous else {}
    return tuple(
        change(earlier.get(uid), record)
        for uid, record in edition.records_since(previous).items()
        if is_told(record.event)
    )


def is_told(event: Event) -> bool:
    """Tell whether the changes of an event are told: not those of a deadline that an event has,
    because the change of that event says the same."""
    return event.deadline is None or event.deadline.kind is DeadlineKind.OTHER


def moved_series(changed: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    """Return, by the id of the series, the changes that only moved dates to other days, of each
    series of which several dates moved: such changes are reported together."""
    moved: dict[str, list[Change]] = {}
    for change in changed:
        place, fields = change.after.occurrence, change.fields
        if place and fields == ("when",) and change.kind is ChangeKind.CHANGED and _moved(change):
            moved.setdefault(place.series, []).append(change)
    return {series: tuple(some) for series, some in moved.items() if len(some) > 1}


def _moved(change: Change) -> bool:
    old, new = change.before and change.before.when, change.after.when
    return bool(old and new and old.first != new.first)


class EditionStamp(Value):
    """An edition in the ledger, without what is in it: its number, its time (UTC), its note, and
    the hash of it and of all editions before."""

    number: int
    published: datetime
    note: str
    digest: str


class LogEntry(Value):
    """An edition in the ledger's log, with the changes that it made. `published` is UTC."""

    number: int
    published: datetime
    note: str
    changes: tuple[Change, ...]
