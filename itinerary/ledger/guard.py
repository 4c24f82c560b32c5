"""The guard against cancelling most of a programme by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from itinerary.ledger.edition import Edition, certain_end
from itinerary.model.itinerary import Status

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
        if event.status is not Status.CANCELLED and (certain_end(event) or now) >= now
    ]
    cancelled = [e for e in coming if edition.records[e.uid].event.status is Status.CANCELLED]
    stayed = {event.uid for event in edition.itinerary.events}
    before = {event.uid for event in previous.itinerary.events}
    return Cancellations(len(cancelled), len(coming), bool(before) and not before & stayed)
