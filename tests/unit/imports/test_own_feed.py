"""A feed of ours, imported: all that a feed carries is what it was."""

from __future__ import annotations

import pytest

from itinerary.ledger import revise
from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.source import read
from tests.conftest import NOW
from tests.support.imports import programme

FILE = """
id: harbour
title: Harbour Days
languages: [en, de, zh, ar]
zone: Europe/Berlin
places: {hall: Hall, far: {name: Far, zone: Asia/Shanghai}}
categories: {talk: Talk, music: {name: Music, length: 2 h}}
sources: {b: {who: Board}}
events:
- {id: timed, title: Timed, when: 2027-05-10 10:00 to 11:30, place: hall, categories: talk}
- {id: open, title: Open end, when: 2027-05-10 10:00, place: hall, categories: [music, talk]}
- {id: night, title: Night, when: 2027-05-10 22:00 to 2027-05-11 02:00, end: }
- {id: endless, title: Endless, when: 2027-05-10 22:00, end: none}
- {id: day, title: Day, when: 2027-05-11, description: "Some words.\\n\\nAnd more."}
- {id: evening, title: Evening, when: 2027-05-11 evening}
- {id: window, title: Window, when: within 2027-05-11 to 2027-05-13}
- {id: span, title: Span, when: all 2027-05-11 to 2027-05-13}
- {id: whole, title: Whole, when: all 2027-05-11}
- {id: off, title: "Off, alas", when: 2027-05-12 09:00 to 10:00, status: cancelled, reason: Rain}
- {id: later, title: Later, when: 2027-05-12 09:00 to 10:00, status: postponed}
- {id: maybe, title: Maybe, when: 2027-05-12 09:00 to 10:00, status: tentative}
- {id: call, title: Call, when: 2027-05-12 09:00 to 10:00, online: "https://meet.example/a"}
- {id: away, title: Away, when: 2027-05-12 09:00 to 10:00, place: far}
""".replace(", end: }", "}")


def carried(event: Event, language: str) -> tuple[object, ...]:
    """Return what a feed carries of an event."""
    return (
        event.title.to(language),
        event.when,
        event.status,
        event.place.name.to(language) if event.place else None,
        [category.name.to(language) for category in event.categories],
        event.online.url if event.online else None,
        event.description.to(language) if event.description else None,
        event.without,
    )


@pytest.mark.parametrize("language", ["en", "de", "zh", "ar"])
def test_feed_of_ours_is_imported_as_what_it_was(language: str) -> None:
    before: Itinerary = read(FILE.encode(), file="f.yaml", now=NOW).itinerary
    feed = render_feed(revise(None, before, NOW), Selection(), language, site="https://h.example/")
    after = programme(feed.body)
    ours = {str(carried(event, language)) for event in before.events}
    theirs = {str(carried(event, "en")) for event in after.events}
    assert ours == theirs
    assert after.zone == before.zone
