"""Events as NewsML-G2."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event, Itinerary, Status
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render.exchange.newsml import NEWSML, concept_item
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.announced_hours import unannounced_hours
from tests.support.cached_app import cached_app
from tests.support.examples import examples
from tests.support.newsml_rules import broken
from tests.support.small_programme import itinerary
from tests.support.strategies import PUBLISHED, itineraries
from tools.golden import lanterns

NS = {"": "http://iptc.org/std/nar/2006-10-01/"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

ALL = """\
id: x
title: X
languages: [en, de]
zone: Europe/Berlin
licence: {name: CC BY 4.0, link: "https://creativecommons.org/licenses/by/4.0/"}
publisher: {name: Town}
places:
  town: {name: {en: Town, de: Stadt}}
  hall: {name: Hall, in: town, address: 1 Road, coordinates: [52.5, 0.00001]}
categories: {talk: {name: Talk}}
parties:
  ada: {name: Ada, affiliation: Town, link: "https://ada.example/"}
  band: {name: The Band, kind: organisation}
series: {nights: {title: Nights}}
sources: {us: {who: Us, when: 2027-05, where: a statement, link: "https://us.example/"}}
events:
  - id: exact
    title: {en: Exact, de: Genau}
    summary: A short line.
    description: "One **line**.\\n\\nAnother one."
    when: "2027-05-10 20:00 to 23:00"
    place: hall
    categories: talk
    series: nights
    parties: [{party: ada, role: speaker}, band]
    organiser: band
    contact: ada@example.org
    spoken: [en, ase]
    tags: [music]
    doors: "19:00"
    price: 5 euros
    registration: {link: "https://tickets.example/", by: 2027-05-01}
    press: {access: accredited, call: "18:30", contact: Press office}
    links: [{title: More, url: "https://a.example/more"}]
    sources: us
  - {id: half, title: Half, when: "2027-10-31 02:30+01:00", sources: us}
  - {id: day, title: Day, when: 2027-05-10 evening, sources: us}
  - {id: span, title: Span, when: all 2027-05-10 to 2027-05-12, sources: us}
  - {id: month, title: Month, when: within 2027-05-10 to 2027-05-12, status: tentative, sources: us}
  - {id: year, title: Year, when: within 2027-05-30 to 2027-06-02, sources: us}
  - {id: years, title: Years, when: within 2027-12-30 to 2028-01-02, sources: us}
  - {id: later, title: Later, after: day, sources: us}
  - {id: open, title: Open, sources: us}
  - {id: off, title: Off, when: "2027-05-11 10:00", status: cancelled, reason: Rain, sources: us}
  - {id: moved, title: Moved, when: "2027-05-11 12:00", status: postponed, sources: us}
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return revise(None, itinerary(ALL), NOW)


def item(edition: Edition, id: str) -> ET.Element:
    event = edition.find(id)
    assert event
    return ET.fromstring(concept_item(edition, event, site=SITE))


def assert_true(edition: Edition, event: Event) -> None:
    """Check the rules, and that the dates of an item are those that were announced."""
    body = concept_item(edition, event, site=SITE)
    assert broken(body) == []
    assert unannounced_hours(body, edition) == set()
    dates = ET.fromstring(body).find(".//eventDetails/dates", NS)
    start, end = (dates.find(name, NS) if dates is not None else None for name in ("start", "end"))
    assert (start is None) == (event.when is None)
    if start is None:
        return
    match event.when:
        case Timed(start=known, end=until):
            assert start.text == known.isoformat()
            assert (end.text if end is not None else None) == (until and until.isoformat())
        case Day(first=day):
            assert (start.text, end) == (day.isoformat(), None)
        case Span(first=first, last=last):
            assert end is not None
            assert (start.text, end.text) == (first.isoformat(), last.isoformat())
        case Window(first=first, last=last, later=later):
            assert start.get("approxstart") == first.isoformat()
            assert start.get("approxend") == (None if later else last.isoformat())
            assert end is None
            assert first.isoformat().startswith(start.text or "-")


@pytest.mark.whole
def test_items_keep_the_rules_and_have_announced_hours_alone(
    edition: Edition, editions: dict[str, Edition]
) -> None:
    for of in (*editions.values(), lanterns(), edition):
        for event in (*of.itinerary.events, *of.tombstones):
            assert_true(of, event)


@given(programme=itineraries(most=4))
@settings(examples(10), suppress_health_check=list(HealthCheck))
def test_item_of_any_event_keeps_the_rules(programme: Itinerary) -> None:
    edition = revise(None, programme, PUBLISHED)
    for event in edition.itinerary.events:
        assert_true(edition, event)


def test_time_of_an_item_is_as_exact_as_it_is_known(edition: Edition) -> None:
    def moments(id: str) -> list[tuple[str | None, dict[str, Any]]]:
        dates = item(edition, id).find(".//dates", NS)
        return [(moment.text, dict(moment.items())) for moment in ([] if dates is None else dates)]

    rough = {"confirmationstatus": "edconf:approximate"}
    assert {event.id: moments(event.id) for event in edition.itinerary.events} == {
        "exact": [("2027-05-10T20:00:00+02:00", {}), ("2027-05-10T23:00:00+02:00", {})],
        "half": [("2027-10-31T02:30:00+01:00", {})],
        "day": [("2027-05-10", {})],
        "span": [("2027-05-10", {}), ("2027-05-12", {})],
        "month": [("2027-05", {"approxstart": "2027-05-10", "approxend": "2027-05-12"} | rough)],
        "year": [("2027", {"approxstart": "2027-05-30", "approxend": "2027-06-02"} | rough)],
        "years": [("2027-12-30", {"approxstart": "2027-12-30", "approxend": "2028-01-02"} | rough)],
        "later": [("2027-05-10", {"approxstart": "2027-05-10"} | rough)],
        "open": [],
        "off": [("2027-05-11T10:00:00+02:00", {})],
        "moved": [("2027-05-11T12:00:00+02:00", {"confirmationstatus": "edconf:undefined"})],
    }


def test_status_of_an_item_is_a_code_and_words(edition: Edition) -> None:
    def status(id: str) -> tuple[str | None, str | None]:
        found = item(edition, id)
        code, note = found.find(".//occurStatus", NS), found.find("concept/note", NS)
        text = "".join(note.itertext()) if note is not None else None
        return (code.get("qcode") if code is not None else None), text

    assert status("half") == ("eocstat:eos5", None)
    assert status("off") == ("eocstat:eos6", "Cancelled: Rain")
    assert status("moved") == (None, "Postponed")
    assert status("month")[0] == "eocstat:eos3"
    assert (status("open")[1] or "").startswith("Time to be announced")


def test_item_has_the_facts_of_its_event_in_all_languages(edition: Edition) -> None:
    found = item(edition, "exact")

    def words(path: str) -> list[str]:
        return ["".join(element.itertext()) for element in found.findall(path, NS)]

    assert words("concept/name") == ["Exact", "Genau"]
    assert words("concept/definition") == ["A short line.", "One line.Another one."]
    assert words(".//location/name") == ["Hall"]
    assert words(".//location/broader/name") == ["Town", "Stadt"]
    position = found.find(".//position", NS)
    assert position is not None
    assert dict(position.items()) == {"latitude": "52.5", "longitude": "0.00001"}
    assert words(".//participant/name") == ["Ada", "The Band"]
    assert words(".//participant/definition") == ["speaker"]
    assert words(".//organiser/name") == ["The Band"]
    assert words(".//contactInfo/email") == ["ada@example.org"]
    assert words("concept/broader/name") == ["Nights", "X"]
    assert words("contentMeta/infoSource/name") == ["Us"]
    assert [language.get("tag") for language in found.findall(".//eventDetails/language", NS)] == [
        "en",
        "ase",
    ]
    registration = words(".//registration")
    assert [block.get(LANG) for block in found.findall(".//registration", NS)] == ["en", "de"]
    assert "https://tickets.example/" in registration[0]
    assert "5 euros" in registration[0]
    assert "18:30" in words("itemMeta/edNote")[1]
    assert "19:00" in words("concept/note")[1]
    links = [info.get("href") for info in found.findall("concept/remoteInfo", NS)]
    assert f"{SITE}de/events/exact/" in links
    assert "https://a.example/more" in links


def test_item_is_counted_by_revisions_and_retired_with_its_event(edition: Edition) -> None:
    less = ALL.replace("Half", "Half past").replace(
        "  - {id: open, title: Open, sources: us}\n", ""
    )
    later = revise(edition, itinerary(less), NOW.replace(year=NOW.year + 1))
    before, after = item(edition, "half"), item(later, "half")
    assert (before.get("version"), after.get("version")) == ("1", "2")
    assert before.get("guid") == after.get("guid")
    gone = later.record(later.records[edition.itinerary.by_id["open"].uid].event)
    assert gone.removed
    removed = ET.fromstring(concept_item(later, gone.event, site=SITE))
    concept = removed.find("concept/conceptId", NS)
    assert concept is not None
    assert concept.get("retired") == f"{gone.removed:%Y-%m-%dT%H:%M:%SZ}"
    assert gone.event.status is Status.CANCELLED


def test_items_are_served_with_their_type_linked_and_in_the_build(
    editions: dict[str, Edition],
) -> None:
    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication).test_client()
    got = client.get("/api/newsml/gala.xml")
    assert got.content_type == NEWSML
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    missing = client.get("/api/newsml/galla.xml")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    link = f'type="{NEWSML}" href="../../../api/newsml/gala.xml"'
    assert link in client.get("/en/events/gala/").text
    assert "/api/newsml/gala.xml" in site_paths.paths(publication)
