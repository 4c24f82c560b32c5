"""Options of a subscriber: the form of the entries of a feed, whichever events it has.

They stand in the query of a feed after its filters (`?place=harbin&remind=15m`), each at most once,
in the order of OPTIONS: one feed has one address. Without options, feeds are as the feed contract
wants them (docs/reference/feeds.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from itinerary.model.selection_query import Query, UnknownFilterError, check
from itinerary.value import Value

REMINDERS: Mapping[str, timedelta] = {
    "5m": timedelta(minutes=5),
    "10m": timedelta(minutes=10),
    "15m": timedelta(minutes=15),
    "30m": timedelta(minutes=30),
    "1h": timedelta(hours=1),
    "2h": timedelta(hours=2),
    "1d": timedelta(days=1),
}
"""How long before its start an event can be reminded of, by the value of `remind`: what the apps of
Apple and Google offer for events of one's own."""

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "cancelled": ("hide",),
    "remind": tuple(REMINDERS),
    "titles": ("short",),
}
"""The keys of options in canonical order, with the values that each can have."""


class FeedOptions(Value):
    """The options of a feed: each has one of the values in OPTIONS, or is empty.

    `cancelled=hide` leaves cancelled events out, `remind` reminds of events with an announced hour,
    `titles=short` leaves out the words after a title that say what is not known of its time.
    """

    cancelled: str = ""
    remind: str = ""
    titles: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The options as the canonical end of a query."""
        return [(key, value) for key in OPTIONS if (value := getattr(self, key))]


DEFAULT = FeedOptions()
"""A feed as it is without options."""


def read_options(query: Query) -> FeedOptions:
    """Return the options of a query; other keys are ignored, and so is an empty value, as forms
    send it. Raises UnknownFilterError for an unknown value, and for two values of one option."""
    chosen: dict[str, str] = {}
    for key, value in query:
        if key in OPTIONS and value:
            check(key, value, OPTIONS[key])
            if chosen.setdefault(key, value) != value:
                raise UnknownFilterError(f"“{key}” can have one value only; there are two.")
    return FeedOptions(**chosen)
