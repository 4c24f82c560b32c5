"""Events of schema.org as imported programmes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from itinerary.model.zones import zone
from itinerary.source import SourceError
from tests.support.imports import programme, settled

BERLIN = zone("Europe/Berlin")
EVENT: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "MusicEvent",
    "@id": "https://example.com/#e1",
    "name": "Harbour concert",
    "startDate": "2027-05-10T19:00:00+02:00",
    "endDate": "2027-05-10T21:00:00+02:00",
    "eventStatus": "https://schema.org/EventCancelled",
    "location": {
        "@type": "Place",
        "name": "Old Mill",
        "address": {"streetAddress": "Kai 5", "postalCode": "20457", "addressLocality": "Hamburg"},
        "geo": {"latitude": 53.5, "longitude": "9.9"},
    },
    "performer": [{"@type": "MusicGroup", "name": "The Buoys"}],
    "organizer": {"@type": "Organization", "name": "Harbour Society", "url": "https://h.example/"},
    "offers": {"price": 12, "priceCurrency": "EUR", "url": "https://tickets.example/"},
    "url": "https://example.com/concert",
}


def page(*values: object) -> bytes:
    scripts = "".join(
        f'<script type="application/ld+json">\n{json.dumps(one)}\n</script>\n' for one in values
    )
    return f'<!DOCTYPE html>\n<html lang="de"><title>Hafen</title>\n{scripts}</html>'.encode()


def test_event_in_a_page_has_all_that_our_file_has_a_place_for() -> None:
    made = settled(page(EVENT), zone=BERLIN)
    (event,) = made.events
    assert dict(event.values) == {
        "id": "harbour-concert",
        "title": "Harbour concert",
        "status": "cancelled",
        "place": ["old-mill"],
        "parties": [{"party": "the-buoys"}],
        "organiser": ["harbour-society"],
        "links": [{"url": "https://example.com/concert"}],
        "price": "12 EUR",
        "registration": {"link": "https://tickets.example/"},
        "when": "2027-05-10 19:00 to 21:00",
        "sources": ["hafen"],
        "from": {"source": "hafen", "uid": "https://example.com/#e1"},
    }
    assert made.facets["places"]["old-mill"]["address"] == "Kai 5, 20457 Hamburg"
    assert programme(page(EVENT), zone=BERLIN).languages == ("de",)


def test_events_in_an_event_are_the_programme_and_it_is_its_title() -> None:
    festival = {
        "@type": "Festival",
        "name": "Harbour Days",
        "subEvent": [
            {"@type": "Event", "name": "A", "startDate": "2027-05-10"},
            {"@type": "Event", "name": "B", "startDate": "2027-05-10", "endDate": "2027-05-12"},
        ],
    }
    made = settled(page({"@graph": [festival]}))
    assert made.head["title"] == "Harbour Days"
    whens = [event.values["when"] for event in made.events]
    assert whens == ["2027-05-10", "all 2027-05-10 to 2027-05-12"]


def test_place_elsewhere_in_the_graph_is_found() -> None:
    graph = [
        {"@type": "Event", "name": "A", "location": {"@id": "#hall"}},
        {"@type": "Place", "@id": "#hall", "name": "Hall"},
    ]
    assert settled(page({"@graph": graph})).events[0].values["place"] == ["hall"]


def test_virtual_location_is_online() -> None:
    event = {
        "@type": "Event",
        "name": "A",
        "location": {"@type": "VirtualLocation", "url": "https://meet.example/a"},
    }
    assert settled(page(event)).events[0].values["online"] == "https://meet.example/a"


def test_broken_script_is_told_with_its_line_and_others_are_read() -> None:
    data = page(EVENT).replace(b"</html>", b'<script type="application/ld+json">{</script></html>')
    made = settled(data, zone=BERLIN)
    assert [problem.line for problem in made.report.problems] == [6]


def test_page_without_events_says_what_to_look_for() -> None:
    with pytest.raises(SourceError, match=r"no event of schema\.org"):
        settled(b"<!DOCTYPE html><html><p>Hello</p></html>")
