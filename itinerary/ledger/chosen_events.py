"""Events that a reader chose one by one: what calendars have of them, and its last change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from itinerary.ledger.edition import Edition, Record
from itinerary.model import selection_code
from itinerary.model.itinerary import Event
from itinerary.model.selection_code import UnknownCodeError
from itinerary.value import Value


class ChosenEvents(Value):
    """Events that were chosen one by one, by their UIDs in the order of first publication, and the
    code of this choice (`model.selection_code`)."""

    code: str
    uids: tuple[str, ...]


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


def records(edition: Edition, choice: ChosenEvents) -> Iterator[Record]:
    """Yield the records of the chosen events, also of those that left the programme long ago."""
    return (edition.records[uid] for uid in choice.uids)


def entries(edition: Edition, choice: ChosenEvents) -> Iterator[Event]:
    """Yield the chosen events that have an entry in calendars, as the entry has them."""
    in_feeds = (r.event for r in records(edition, choice) if r.is_in_feeds(edition.published))
    return filter(None, map(edition.entry, in_feeds))


def modified(edition: Edition, choice: ChosenEvents) -> datetime:
    """Return the time (UTC) at which the feed of the chosen events last changed, or a later time.

    It never goes back. An event that changes, or whose tombstone leaves feeds, does so in the feeds
    of all its facets; and all of these change with the head of the edition. So the feed of any of
    its facets changed when the event did or later.
    """
    times, published = edition.feed_times, edition.published
    return max(
        min((times.get(facet, published) for facet in record.event.facets), default=published)
        for record in records(edition, choice)
    )
