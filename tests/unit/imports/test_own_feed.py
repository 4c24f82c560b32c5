"""A feed of ours, imported: all that a feed carries is what it was."""

from __future__ import annotations

from importlib.resources import files

import pytest

from itinerary.ledger import revise
from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.source import read
from tests.conftest import NOW
from tests.support.imports import programme, settled

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


ORDER = """
id: harbour
title: Harbour Days
languages: [LANGUAGE]
zone: Europe/Berlin
categories: {talk: Talk}
sources: {b: {who: Board}}
events:
- {id: talks, title: "Talks (all)", when: 2027-05-10 10:00 to 11:30}
- {id: lunch, title: Lunch, after: talks, categories: talk}
- {id: tea, title: Tea, when: 2027-05-10 15:00, after: lunch}
- {id: evening, title: Evening, when: 2027-05-10 evening, after: tea}
- {id: days, title: Days, when: within 2027-05-11 to 2027-05-13, after: tea}
- {id: later, title: Later, after: days}
- {id: long, title: LONG, when: 2027-05-12}
- {id: end, title: End, when: 2027-05-14, after: long}
"""
LONG = "Harbour talks about " + "very " * 25 + "long words"
LANGUAGES = sorted(
    path.name.replace("_", "-")
    for path in (files("itinerary") / "translations").iterdir()
    if path.is_dir()
)


def feed_of_order(language: str, selection: Selection) -> tuple[Itinerary, bytes]:
    """Return a programme of events that follow others, and its feed in a language."""
    words = ORDER.replace("LANGUAGE", language).replace("LONG", LONG)
    before: Itinerary = read(words.encode(), file="f.yaml", now=NOW).itinerary
    edition = revise(None, before, NOW)
    return before, render_feed(edition, selection, language, site="https://h.example/").body


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_feed_of_ours_carries_which_event_follows_which(language: str) -> None:
    before, feed = feed_of_order(language, Selection())

    def order(itinerary: Itinerary, language: str) -> list[tuple[object, ...]]:
        """Return the events and what they follow, by the part of titles that a feed has."""
        return sorted(
            (
                event.title.to(language)[:40],
                event.after and event.after.title.to(language)[:40],
                str(event.when),
                event.status,
            )
            for event in itinerary.events
        )

    assert order(programme(feed), "en") == order(before, language)


def test_event_of_which_the_feed_has_not_what_it_follows_has_no_day_that_was_not_announced() -> (
    None
):
    _, feed = feed_of_order("en", Selection.only("categories", "talk"))
    made = settled(feed)
    (lunch,) = made.events
    assert not {"when", "after", "status"} & lunch.values.keys()
    said = "follows an event that is not in this feed, or twice"
    assert (said, ("Lunch",)) in made.report.guesses
