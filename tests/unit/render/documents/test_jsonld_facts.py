"""What JSON-LD says of access, registration, price, languages and recordings."""

from __future__ import annotations

from typing import Any

import pytest

from itinerary.ledger import revise
from itinerary.render.documents import jsonld
from tests.conftest import NOW
from tests.support.small_programme import SMALL, changed, itinerary

SITE = "https://small.example/"


def node(keys: str, words: str = SMALL) -> dict[str, Any]:
    """Return the node of the first event of the small programme, with further keys."""
    lines = "".join(f"\n    {line}" for line in keys.splitlines())
    programme = itinerary(changed("    place: hall", f"    place: hall{lines}", words))
    edition = revise(None, programme, NOW)
    return jsonld.event_node(edition, edition.itinerary.events[0], "en", site=SITE)


def test_event_without_newer_keys_claims_nothing_of_them() -> None:
    assert not node("").keys() & {
        "eventAttendanceMode", "offers", "inLanguage", "organizer", "doorTime", "recordedIn",
    }  # fmt: skip


def test_hybrid_event_has_its_place_and_a_virtual_location() -> None:
    said = node("online: {url: 'https://meet.example/x', access: By ticket}")
    assert said["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, virtual = said["location"]
    assert place["@type"] == "Place"
    assert virtual == {
        "@type": "VirtualLocation", "url": "https://meet.example/x", "description": "By ticket",
    }  # fmt: skip


def test_online_event_has_a_virtual_location_alone() -> None:
    words = changed("    place: hall", "    online: https://meet.example/x")
    edition = revise(None, itinerary(words), NOW)
    said = jsonld.event_node(edition, edition.itinerary.events[0], "en", site=SITE)
    assert said["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert said["location"] == {"@type": "VirtualLocation", "url": "https://meet.example/x"}


def test_offer_has_the_price_in_words_and_the_deadline() -> None:
    said = node(
        "price: 12 €\nregistration: {link: 'https://tickets.example/', by: 2026-05-10 18:00}"
    )
    assert said["offers"] == {
        "@type": "Offer",
        "description": "12 €",
        "url": "https://tickets.example/",
        "availabilityEnds": "2026-05-10T18:00+02:00",
    }
    assert node("registration: {by: 2026-05-10, link: 'https://t.example/'}")["offers"] == {
        "@type": "Offer", "url": "https://t.example/", "availabilityEnds": "2026-05-10",
    }  # fmt: skip


def test_facts_have_the_properties_that_schema_org_has_for_them() -> None:
    said = node(
        "doors: 09:30\nspoken: [en, bfi]\ncapacity: 120\norganiser: club\ntags: Jazz\nage: 16+\n"
        "recording: {url: 'https://v.example/1', licence: CC BY 4.0}\n"
        "links: [{url: 'https://a.example/x.pdf', kind: slides}, 'https://b.example']"
    )
    assert said["doorTime"] == "2026-05-16T09:30+02:00"
    assert said["inLanguage"] == ["en", "bfi"]
    assert said["maximumAttendeeCapacity"] == 120
    assert said["organizer"] == [{"@type": "Organization", "name": "Club"}]
    assert said["keywords"] == ["Talk", "Jazz"]
    assert said["typicalAgeRange"] == "16+"
    assert said["recordedIn"]["license"] == "CC BY 4.0"
    assert [work["name"] for work in said["subjectOf"]] == ["Slides"]
    assert "maximumAttendeeCapacity" not in node("capacity: about 120")


@pytest.mark.parametrize(
    ("contact", "known"),
    [
        ("gala@club.example", {"email": "gala@club.example"}),
        ("'+49 30 123456'", {"telephone": "+49 30 123456"}),
        ("https://club.example/ask", {"url": "https://club.example/ask"}),
    ],
)
def test_contact_is_that_of_the_only_organiser(contact: str, known: dict[str, str]) -> None:
    (organizer,) = node(f"organiser: club\ncontact: {contact}")["organizer"]
    assert organizer["contactPoint"] == {"@type": "ContactPoint", **known}
    several = node(f"organiser: [club, ada]\ncontact: {contact}")["organizer"]
    assert not any("contactPoint" in party for party in several)
    assert "contactPoint" not in node(f"contact: {contact}")


def test_a_broadcast_is_the_public_stream_and_not_that_of_the_press() -> None:
    live = "press: {live: 'https://live.example/press'}"
    assert "subjectOf" not in node(live)
    (stream,) = node(f"{live}\nlinks: {{url: 'https://live.example/all', kind: stream}}")[
        "subjectOf"
    ]
    assert stream["@type"] == "BroadcastEvent"
    assert stream["url"] == "https://live.example/all"
    off = "status: cancelled\nlinks: {url: 'https://live.example/all', kind: stream}"
    assert "subjectOf" not in node(off)


def test_break_is_no_event_of_the_programme() -> None:
    edition = revise(None, itinerary(changed("    place: hall", "    kind: break")), NOW)
    said = jsonld.programme_node(edition, "en", site=SITE)
    assert [event["name"] for event in said["subEvent"]] == ["Two"]
