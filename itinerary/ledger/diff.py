"""What an edition changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from itinerary.ledger.edition import Edition, Record, Revision
from itinerary.model.itinerary import UNSEEN, Event, Status
from itinerary.model.when import spell


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
