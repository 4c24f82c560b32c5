"""All feeds of a programme, for the tests that look at every one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from itinerary.ledger import Edition
from itinerary.render import addresses
from itinerary.render.calendars.feed import render_event_file, render_feed
from tests.conftest import NOW, SITE, edition_of
from tests.support.contract import Checked


def feeds_of(edition: Edition) -> Iterator[Checked]:
    """Yield every offered feed in every language, and every event's one-time copy."""
    itinerary = edition.itinerary
    for tag in itinerary.languages:
        for selection in addresses.selections(itinerary):
            feed = render_feed(edition, selection, tag, site=SITE)
            path = addresses.feed(itinerary.id, selection, tag)
            events = selection.of(itinerary)
            address = addresses.absolute(SITE, path)
            yield Checked(feed.body, edition, events, address, tag, NOW)
        for event in itinerary.events:
            if event.when:
                feed = render_event_file(edition, event, tag, site=SITE)
                address = addresses.absolute(SITE, addresses.event_file(tag, event.id))
                yield Checked(feed.body, edition, [event], address, tag, NOW, single=True)


@cache
def feeds_of_programme(name: str) -> tuple[Checked, ...]:
    """Return all feeds of one of the three programmes."""
    return tuple(feeds_of(edition_of(name)))
