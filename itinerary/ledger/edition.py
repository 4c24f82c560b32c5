"""What an edition is, and the edition of a programme that keeps no ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from itinerary.model import Itinerary, Status


@dataclass(frozen=True, slots=True)
class Revision:
    """One published state of one event.

    `number` is the feed's SEQUENCE (RFC 5545 §3.8.7.4), from 0 to 2**31 - 1. `created` and
    `modified` are UTC in whole seconds; DTSTAMP and LAST-MODIFIED are `modified`.
    """

    number: int
    created: datetime
    modified: datetime

    def __post_init__(self) -> None:
        for moment in (self.created, self.modified):
            offset = moment.utcoffset()
            if offset is None or offset or moment.microsecond:
                raise ValueError("revisions are stamped in UTC, in whole seconds")
        if not 0 <= self.number < 2**31 or self.modified < self.created:
            raise ValueError("a revision counts from 0 and is not older than its event")


@dataclass(frozen=True, slots=True)
class Edition:
    """One published state of an itinerary; immutable.

    `revisions` has the current revision of every event, by the event's id.
    """

    number: int
    itinerary: Itinerary
    revisions: Mapping[str, Revision]

    @property
    def modified(self) -> datetime:
        """When the newest revision was made, UTC; the first publication if there is none."""
        stamps = (revision.modified for revision in self.revisions.values())
        return max(stamps, default=self.itinerary.published)


def unrevised(itinerary: Itinerary) -> Edition:
    """Return the edition of a programme without a ledger: stamped with its `published:` time.

    Every event is at revision 0, but a cancelled one at 1: a cancellation is never the first that
    is heard of an event, and clients that know an earlier copy must take this one for newer.
    """
    stamp = itinerary.published
    revisions = {
        event.id: Revision(int(event.status is Status.CANCELLED), stamp, stamp)
        for event in itinerary.events
    }
    return Edition(1, itinerary, revisions)
