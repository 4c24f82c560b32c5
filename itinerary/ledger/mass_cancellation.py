"""The guard against cancelling most of a programme by mistake."""

from __future__ import annotations

from datetime import datetime

from itinerary.errors import ItineraryError
from itinerary.ledger.edition import Edition, certain_end, has_entry
from itinerary.model.itinerary import Event, Status
from itinerary.value import Value


class Cancellations(Value):
    """How many events an edition cancels or removes.

    `coming` counts the events that were still to come, `cancelled` those of them that no longer
    take place, or have no day any more. `empties` tells whether the file has none of the events,
    and of the series, that it had. A series without an end that was not published for long has
    other dates, all of which went by: that cancels nothing.
    """

    cancelled: int
    coming: int
    empties: bool

    @property
    def too_many(self) -> bool:
        """Tell whether this looks like an accident: half of the coming events or more, or all
        events of the file."""
        return self.empties or (self.cancelled > 0 and 2 * self.cancelled >= self.coming)


class TooManyCancellationsError(ItineraryError):
    """An edition would cancel so much that it looks like an accident; it was not published."""

    def __init__(self, cancellations: Cancellations) -> None:
        counts = f"{cancellations.cancelled} of {cancellations.coming}"
        super().__init__(
            "the file has none of the events that were published"
            if cancellations.empties
            else f"this would cancel {counts} coming events",
            "if it is meant: itinerary publish FILE --allow-cancellations",
        )


def cancellations(previous: Edition, edition: Edition, now: datetime) -> Cancellations:
    """Count what `edition` cancels of what was still to come at `now` (aware)."""
    coming = [
        event
        for event in previous.itinerary.events
        if event.status is not Status.CANCELLED and (certain_end(event) or now) >= now
    ]
    cancelled = [event for event in coming if _is_off(event, edition.records[event.uid].event)]
    before, after = _names(previous), _names(edition)
    return Cancellations(len(cancelled), len(coming), bool(before) and not before & after)


def _names(edition: Edition) -> set[str]:
    """Return the UIDs of the events in the file, and the ids of the series that they are dates
    of."""
    events = edition.itinerary.events
    return {e.uid for e in events} | {e.occurrence.series for e in events if e.occurrence}


def _is_off(before: Event, after: Event) -> bool:
    """Tell whether the entry of an event in calendars is cancelled, which it was not before."""
    return after.status is Status.CANCELLED or (has_entry(before) and not has_entry(after))


def refuse_mass_cancellation(previous: Edition | None, edition: Edition, now: datetime) -> None:
    """Raise TooManyCancellationsError if `edition` cancels too much of the one before it."""
    if previous and (counts := cancellations(previous, edition, now)).too_many:
        raise TooManyCancellationsError(counts)
