"""Events that a reader chose one by one: what calendars have of them, and its last change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from itinerary.ledger.edition import Edition, Record
from itinerary.ledger.living_selection import LivingSelection
from itinerary.model import selection_code
from itinerary.model.itinerary import Event
from itinerary.model.selection_code import UnknownCodeError
from itinerary.value import Value


class ChosenEvents(Value):
    """Events that were chosen one by one, by their UIDs, and the code of this choice
    (`model.selection_code`).

    A living selection (`living_selection`) has no code, but the time (UTC) at which it was last
    `changed`.
    """

    code: str
    uids: tuple[str, ...]
    changed: datetime | None = None


def chosen_by(edition: Edition, code: str) -> ChosenEvents:
    """Return the choice that a code stands for. Raises UnknownCodeError; deadlines, which are in a
    calendar of their own, cannot be chosen."""
    uids = selection_code.decode(code, edition.uids)
    if any(edition.records[uid].event.deadline for uid in uids):
        raise UnknownCodeError("This is not the code of a selection of events.")
    return ChosenEvents(code, uids)


def chosen(edition: Edition, events: Iterable[Event]) -> ChosenEvents:
    """Return the choice of events of an edition, at least one. Raises TooManyChosenError."""
    ordinals = edition.ordinals
    uids = sorted({event.uid for event in events}, key=ordinals.__getitem__)
    return ChosenEvents(selection_code.encode(uids, ordinals), tuple(uids))


def living(edition: Edition, selection: LivingSelection) -> ChosenEvents:
    """Return the choice that a living selection is now. An edition that is older than the choice
    may not have all of its events yet."""
    known = tuple(uid for uid in selection.uids if uid in edition.records)
    return ChosenEvents("", known, selection.changed)


def can_be_chosen(edition: Edition, uid: str) -> bool:
    """Tell whether this is the UID of an event that is, or once was, in the programme; deadlines
    are in a calendar of their own."""
    record = edition.records.get(uid)
    return record is not None and not record.event.deadline


def records(edition: Edition, choice: ChosenEvents) -> Iterator[Record]:
    """Yield the records of the chosen events, also of those that left the programme long ago."""
    return (edition.records[uid] for uid in choice.uids)


def present_and_gone(edition: Edition, choice: ChosenEvents) -> tuple[list[Event], list[Event]]:
    """Return the chosen events that are in the programme, and those that left it."""
    found = list(records(edition, choice))
    return [r.event for r in found if not r.removed], [r.event for r in found if r.removed]


def entries(edition: Edition, choice: ChosenEvents) -> Iterator[Event]:
    """Yield the chosen events that have an entry in calendars, as the entry has them."""
    in_feeds = (r.event for r in records(edition, choice) if r.is_in_feeds(edition.published))
    return filter(None, map(edition.entry, in_feeds))


def modified(edition: Edition, choice: ChosenEvents) -> datetime:
    """Return the time (UTC) at which the feed of the chosen events last changed, or a later time.

    It never goes back.
    """
    changed = [edition.changed_by(record.event) for record in records(edition, choice)]
    if choice.changed:
        changed.append(choice.changed)
    return max(changed)
