"""The programme of the state visit as a value, its first edition, and edits of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itinerary.ledger import revise
from itinerary.model.itinerary import Itinerary
from itinerary.model.text import Text
from itinerary.value import replace
from tests.conftest import edition_of

VISIT = replace(edition_of("visit").itinerary, published=None)
START = datetime(2024, 5, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = revise(None, VISIT, START)


def edited(itinerary: Itinerary, which: str, **values: object) -> Itinerary:
    """Return a programme in which the event `which` has other values."""
    assert which in itinerary.by_id
    events = (replace(e, **values) if e.id == which else e for e in itinerary.events)
    return replace(itinerary, events=tuple(events))


def without(itinerary: Itinerary, *ids: str) -> Itinerary:
    """Return a programme without the events of these ids."""
    return replace(itinerary, events=tuple(e for e in itinerary.events if e.id not in ids))


def english(text: str) -> Text:
    """Return a text in English alone."""
    return Text((("en", text),))
