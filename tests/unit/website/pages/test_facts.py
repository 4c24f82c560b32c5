"""Pages of a programme that uses tracks, online events, breaks, facts and biographies."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import revise
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.small_programme import SMALL, changed, itinerary

RICH = changed(
    "parties:\n  ada: {name: Ada}",
    """\
words: {people: Speakers, tracks: Stages, places: Rooms}
tracks:
  main: {name: Main stage, description: "The **big** one."}
parties:
  ada:
    name: Ada
    affiliation: Analytical Engines
    links: {url: https://ada.example/, title: Her pages}
    description: |
      She writes *programmes*.

      And more.""",
    changed(
        "    place: hall",
        """\
    place: [hall, far]
    online: {url: https://meet.example/x, access: By ticket}
    tracks: main
    doors: 09:30
    price: 12 €
    registration: {link: https://tickets.example/, by: 2026-05-10 18:00}
    organiser: club
    result: "**3:1**"
    links: {url: https://a.example/x.pdf, kind: slides}""",
        changed("    after: one", "    kind: break\n    when: 2026-05-16 11:00 to 12:00", SMALL),
    ),
)


@pytest.fixture(scope="module")
def publication() -> Publication:
    return Publication(revise(None, itinerary(RICH), NOW), SITE)


@pytest.fixture(scope="module")
def client(publication: Publication) -> FlaskClient:
    return cached_app(publication).test_client()


def text(client: FlaskClient, path: str) -> str:
    got = client.get(path)
    assert got.status_code == 200, path
    return " ".join(got.text.split())


def test_event_page_has_its_facts_result_and_both_places(client: FlaskClient) -> None:
    page = text(client, "/en/events/one/")
    assert '<a href="https://meet.example/x" rel="noopener">meet.example/<wbr>x</a>' in page
    assert re.search(r"<dt>Doors open</dt> <dd><time[^>]*>09:30</time></dd>", page)
    assert "<dt>Price</dt> <dd>12 €</dd>" in page
    assert 'datetime="2026-05-10T18:00+02:00"' in page
    assert '<a href="../../parties/club/">Club</a>' in page
    assert "<strong>3:1</strong>" in page
    assert '<a href="https://a.example/x.pdf" rel="noopener">Slides</a>' in page
    for id in ("hall", "far"):
        assert f'<a href="../../places/{id}/">' in page


def test_what_an_event_is_about_comes_before_its_facts_and_what_is_for_the_press() -> None:
    words = changed(
        "    title: One",
        """\
    title: One
    summary: In a sentence
    description: In several paragraphs
    series: weekly
    press: {access: open}""",
        "series: {weekly: {title: Weekly}}\n" + RICH,
    )
    edition = revise(None, itinerary(words), NOW)
    html = cached_app(Publication(edition, SITE)).test_client().get("/en/events/one/").text
    order = [
        *("<dt>When</dt>", "<dt>Where</dt>", 'class="actions"', "In a sentence</p>"),
        *("<dt>Who</dt>", "In several paragraphs</p>", "<dt>Part of a series</dt>"),
        *("Doors open", "<h2>Links</h2>", "For the press", '<h2 id="sources">'),
    ]
    found = [html.index(words) for words in order]
    assert found == sorted(found), order


def test_break_says_so_and_asks_for_no_source(client: FlaskClient) -> None:
    page = text(client, "/en/events/two/")
    assert "Break" in page
    assert "No source is given" not in page
    assert "application/ld+json" not in page


def test_person_page_has_biography_affiliation_and_links(client: FlaskClient) -> None:
    page = text(client, "/en/parties/ada/")
    assert "Analytical Engines" in page
    assert "<em>programmes</em>" in page
    assert '<a href="https://ada.example/" rel="noopener">Her pages</a>' in page


def test_organiser_has_the_event_on_its_page(client: FlaskClient) -> None:
    assert "/events/one/" in text(client, "/en/parties/club/")


def test_track_has_a_page_a_feed_and_a_filter(
    client: FlaskClient, publication: Publication
) -> None:
    page = text(client, "/en/tracks/main/")
    assert "<strong>big</strong>" in page
    assert client.get("/feeds/en/tracks/main.ics").status_code == 200
    agenda = text(client, "/en/?track=main")
    assert 'name="track" value="main" checked' in agenda
    assert "/en/tracks/main/" in site_paths.pages(publication)


def test_author_names_the_parts_of_the_programme(client: FlaskClient) -> None:
    index = text(client, "/en/index/")
    for name in ("Rooms", "Speakers", "Stages"):
        assert f"<h2>{name}</h2>" in index
    assert "People and organisations" not in index
    assert "Index: Rooms · Speakers · Categories · Stages" in index
    assert "Speakers</a>" in text(client, "/en/parties/ada/")


def test_agenda_shows_breaks_and_does_not_count_them(client: FlaskClient) -> None:
    agenda = text(client, "/en/")
    assert 'href="events/two/"' in agenda
    assert "1 event ·" in agenda


def test_online_event_is_not_waiting_for_a_place() -> None:
    words = changed("    place: hall", "    online: yes")
    alone = cached_app(Publication(revise(None, itinerary(words), NOW), SITE)).test_client()
    page = text(alone, "/en/events/one/")
    assert "how to attend is to be announced" in page
    assert "<li>the place</li>" not in page
    assert "<h3>Online</h3>" in text(alone, "/en/map/")
