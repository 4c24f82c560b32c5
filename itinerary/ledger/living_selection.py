"""A living selection: a choice of events at a secret address, which readers can change."""

from __future__ import annotations

from datetime import datetime

from itinerary.errors import ItineraryError
from itinerary.ledger.edition import TOMBSTONE_LIFETIME, Edition, all_over
from itinerary.model.itinerary import Status
from itinerary.value import Value

LIFETIME = TOMBSTONE_LIFETIME
"""How long selections are kept after the last event of the programme, or after their last change if
that is later: as long as calendars tell what was cancelled."""


class LivingSelection(Value):
    """One state of a living selection.

    `version` counts from 1. `uids` are those of the chosen events, sorted. `changed` is when it
    became this state: UTC, whole seconds, later than that of every earlier one.
    """

    version: int
    uids: tuple[str, ...]
    changed: datetime


class StaleVersionError(ItineraryError):
    """A change is based on a state that is not the present one, which is `present`."""

    def __init__(self, present: LivingSelection) -> None:
        super().__init__(f"the selection is at version {present.version} by now")
        self.present = present


class LargeSelectionError(ItineraryError):
    """The events of a selection are too many to be stored."""


class FullStoreError(ItineraryError):
    """There are as many selections as may be stored."""


def expired_before(edition: Edition, now: datetime) -> datetime | None:
    """Return the time before which selections of a programme were last changed that are to be
    deleted at `now` (aware); None if there are none.

    There are none as long as an event that was not cancelled has no date, because then no one knows
    when the programme ends.
    """
    events = edition.itinerary.events
    end = all_over([e for e in events if e.when or e.status is not Status.CANCELLED])
    return now - LIFETIME if end and end + LIFETIME <= now else None
