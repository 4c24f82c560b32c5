"""The address of an event is the same in calendars, copies, pages, PDF, maps and linked data."""

from __future__ import annotations

import json
import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Coordinates, Place, TimeZone
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.model.zones import zone
from itinerary.render.calendars.feed import render_feed
from itinerary.render.vendors.map_links import map_links
from itinerary.render.words import changes
from itinerary.render.words.language import Language
from itinerary.render.words.place_wording import location_words, place_words
from itinerary.render.words.unannounced import unannounced
from itinerary.source import read
from itinerary.website.files.pdf import page as leaflet
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.contract import Checked

HOME = TimeZone(zone("Europe/Berlin"))
STREET = "Kochstraße 132, 04277 Leipzig"
LINE = f"Halle D, Werk 2, {STREET}"


def text(words: str | dict[str, str]) -> Text:
    return Text.of(words, ("en", "zh", "ru"))


def places(*names: str, at: int | None = None, address: str = STREET) -> Place:
    """Return a place in places around it, outermost last; the one at index `at` has the address."""
    place: Place | None = None
    for n, name in reversed(list(enumerate(names))):
        written = text(address) if n == at else None
        place = Place(id=f"p{n}", name=text(name), within=place, address=written, zone=HOME)
    assert place
    return place


@pytest.mark.parametrize(
    ("names", "at", "address", "line"),
    [
        (["Halle D", "Werk 2", "Leipzig"], 1, STREET, LINE),
        (["Werk 2", "Leipzig"], 0, STREET, f"Werk 2, {STREET}"),
        (["Halle D", "Werk 2", "Leipzig", "Germany"], 1, STREET, f"{LINE}, Germany"),
        (["Halle D", "Werk 2"], 1, f"Werk 2, {STREET}", LINE),
        (["Werk 2", "Leipzig"], 0, f"Werk 2, {STREET}", f"Werk 2, {STREET}"),
        (["Stage", "Halle D", "Werk 2", "Leipzig"], 2, STREET, f"Stage, {LINE}"),
        (["Halle D", "Werk 2", "Rome"], 1, "Jeromestr. 1", "Halle D, Werk 2, Jeromestr. 1, Rome"),
        (["Leipzig"], 0, "Markt 1, Leipzig", "Leipzig, Markt 1, Leipzig"),
        (["Halle D", "Werk 2", "Leipzig"], None, "", "Halle D, Werk 2, Leipzig"),
        (
            ["主楼", "哈工大", "哈尔滨"],
            1,
            "哈尔滨市西大直街92号",
            "主楼, 哈工大, 哈尔滨市西大直街92号",
        ),
    ],
)
def test_a_place_is_one_line_with_its_street_and_nothing_twice(
    names: list[str], at: int | None, address: str, line: str
) -> None:
    assert location_words(places(*names, at=at, address=address), Language.of("en")) == line


def test_a_city_that_the_address_names_in_another_language_is_not_named_again() -> None:
    city = Place(id="city", name=text({"en": "Leipzig", "ru": "Лейпциг"}), zone=HOME)
    house = Place(id="house", name=text("Werk 2"), within=city, address=text(STREET), zone=HOME)
    assert location_words(house, Language.of("ru")) == f"Werk 2, {STREET}"


@given(
    st.lists(st.sampled_from(["A", "Werk 2", "Leipzig", "北京", "a.b*(c", "04277"]), min_size=1),
    st.integers(0, 6),
)
def test_every_place_and_the_address_are_in_the_line(names: list[str], at: int) -> None:
    place = places(*names, at=at)
    line = location_words(place, Language.of("en"))
    assert all(name in line for name in names)
    if at < len(names):
        assert line.count(STREET) == 1
        assert line.startswith(names[0])
    else:
        assert line == place_words(place, Language.of("en"))


def test_a_place_is_at_the_nearest_address_around_it() -> None:
    room = places("Halle D", "Werk 2", "Leipzig", at=1)
    at = room.addressed()
    assert at
    assert at.name.to("en") == "Werk 2"
    assert places("Halle D", "Leipzig").addressed() is None


PROGRAMME = f"""\
id: hack-days
title: Hack days
languages: [en]
zone: Europe/Berlin
site: https://hack.example/
sources: {{board: {{who: Board}}}}
places:
  city: {{name: Leipzig, coordinates: [51.34, 12.37]}}
  house: {{name: Werk 2, in: city, address: "{STREET}"}}
  room: {{name: Halle D, in: house}}
  cellar: {{name: Cellar, in: house}}
events:
  - {{id: talk, title: Talk, when: 2026-05-16 10:00 to 11:00, place: room, sources: board}}
  - {{id: next, title: Next talk, when: 2026-05-16 12:00 to 13:00, place: cellar, sources: board}}
"""


@cache
def published() -> Edition:
    return revise(None, read(PROGRAMME.encode(), file="x.yaml", now=NOW).itinerary, NOW)


@pytest.fixture
def hack() -> FlaskClient:
    publication = Publication(published(), SITE)
    return cached_app(publication).test_client()


def test_the_street_is_in_the_calendar() -> None:
    edition = published()
    body = render_feed(edition, Selection(), "en", site=SITE).body
    vevent = Checked(body, edition, edition.itinerary.events, "", "en", NOW).vevents[0]
    assert vevent["LOCATION"].text == LINE
    assert f"\nAddress: {STREET}\n" in vevent["DESCRIPTION"].text


def test_the_street_is_on_every_page(hack: FlaskClient) -> None:
    event = hack.get("/en/events/talk/").text
    assert f'<p class="note p-adr">{STREET}</p>' in event
    assert f"<p>{STREET}</p>" in hack.get("/en/places/room/").text
    assert LINE in hack.get("/embed/en/events/talk/").text
    talk = published().itinerary.events[0]
    assert "the address" not in unannounced(talk, published().itinerary, Language.of("en"))


def test_the_street_is_in_linked_data_on_the_venue_and_the_room(hack: FlaskClient) -> None:
    page = hack.get("/en/events/talk/").text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    room = json.loads(data)["location"]
    address = {"@type": "PostalAddress", "streetAddress": STREET}
    assert room["address"] == room["containedInPlace"]["address"] == address
    assert room["containedInPlace"]["containedInPlace"]["address"] == "Leipzig"


def test_the_street_is_on_paper_once_a_day() -> None:
    publication = Publication(published(), SITE)
    with cached_app(publication).test_request_context("/en/programme.pdf"):
        html = leaflet("en")
    assert f"<b>{LINE}</b>" in html
    assert "<b>Cellar</b>" in html


def test_new_street_of_building_changes_events_in_its_rooms() -> None:
    moved = PROGRAMME.replace("Kochstraße 132", "Kochstraße 134")
    before = published()
    after = revise(before, read(moved.encode(), file="x.yaml", now=NOW).itinerary, NOW)
    assert [record.revision.number for record in after.records.values()] == [1, 1]
    (old, new) = (e.records["talk@hack-days.itinerary"].event for e in (before, after))
    now = LINE.replace("132", "134")
    told = list(changes._place(old, new, Language.of("en")))
    assert told == [f"The details of the place were revised: {now}."]


def test_maps_look_up_a_street_that_has_no_coordinates(hack: FlaskClient) -> None:
    room = places("Halle D", "Werk 2", "Leipzig", at=1)
    for on in map_links(room, Language.of("en")):
        (asked,) = [
            value
            for values in parse_qs(urlsplit(on.link).query).values()
            for value in values
            if STREET in value
        ]
        assert asked == f"Werk 2, {STREET}", on.name
    assert "openstreetmap.org/search?query=Werk%202" in hack.get("/en/events/talk/").text
    assert "openstreetmap.org/search?query=Werk%202" in hack.get("/en/places/room/").text


def test_maps_show_the_point_of_a_house_as_near_as_a_street() -> None:
    house = Place(
        id="house",
        name=text("Werk 2"),
        address=text(STREET),
        coordinates=Coordinates(51.31, 12.37),
        zone=HOME,
    )
    room = Place(id="room", name=text("Halle D"), within=house, zone=HOME)
    near = Place(
        id="near", name=text("Cellar"), within=house, coordinates=Coordinates(1, 2), zone=HOME
    )
    assert "#map=16/51.31/12.37" in map_links(room, Language.of("en"))[0].link
    assert "#map=16/1/2" in map_links(near, Language.of("en"))[0].link
    assert map_links(places("Nowhere"), Language.of("en")) == ()
