"""The page for a screen in a lobby or at a door, as the server makes it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Status
from itinerary.render import addresses
from itinerary.source import read
from itinerary.value import replace
from itinerary.website.publication import Publication
from itinerary.website.site_paths import files, pages
from tests.conftest import NOW, PROGRAMMES, SITE, led_to
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
from tests.support.visit import FIRST, HOUR, START, VISIT, edited

EVERY_WHEN = """
id: kinds
title: Kinds
languages: [en]
zone: Europe/Berlin
places: {house: House, hall: {name: Hall, in: house}, far: {name: Far, zone: Asia/Tokyo}}
sources: {us: {who: Us}}
events:
  - {id: hour, title: Hour, when: 2027-05-03 10:00, place: hall, sources: us}
  - {id: day, title: Day, when: 2027-05-03, place: far, sources: us}
  - {id: part, title: Part, when: 2027-05-03 evening, sources: us}
  - {id: span, title: Span, when: all 2027-05-03 to 2027-05-04, sources: us}
  - {id: window, title: Window, when: within 2027-05-03 to 2027-05-04, sources: us}
  - {id: nothing, title: Nothing, sources: us}
"""


def listed(html: str) -> dict[str, dict[str, str | None]]:
    """Return the attributes of the rows of a screen, by title."""
    rows = [one for one in Page(html).all("li") if "data-first" in one or "nothing" in str(one)]
    titles = re.findall(r"<h3>(.*?)</h3>", html)
    assert len(rows) == len(titles)
    return dict(zip(titles, rows, strict=True))


@pytest.mark.parametrize("programme", sorted(PROGRAMMES))
def test_it_has_every_event_once_and_nothing_that_depends_on_a_clock(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    edition, client = editions[programme], client_of(programme)
    tag = edition.itinerary.languages[0]
    got = client.get(addresses.screen_page(tag))
    assert got.data == client.get(addresses.screen_page(tag)).data
    # Those that are off have a notice as well.
    rows = re.sub(r'<section class="notices">.*?</section>', "", got.text, flags=re.DOTALL)
    assert rows.count('<li class="event ') == len(edition.itinerary.events)
    assert '<meta name="robots" content="noindex">' in got.text
    page = Page(got.text)
    assert len(page.all("h1")) == 1
    for target in page.targets(addresses.screen_page(tag), "a", "link", "script"):
        assert client.get(target).status_code == 200, target
    again = client.get(addresses.screen_page(tag), headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_rows_say_how_much_is_known_of_their_time() -> None:
    itinerary = read(EVERY_WHEN.encode(), file="kinds.yaml", now=NOW).itinerary
    client = cached_app(Publication(revise(None, itinerary, NOW), SITE)).test_client()
    html = client.get("/en/screen/").text
    kinds = {title: str(row["class"]).split()[2] for title, row in listed(html).items()}
    assert kinds == {title: title.lower() for title in kinds}
    assert len(kinds) == 6
    assert html.count("data-minutes") == 0, "no end was announced"
    assert (html.count("<time datetime="), html.count('data-zone="Europe/Berlin"')) >= (1, 2)
    hour = listed(html)["Hour"]
    assert {"place=hall", "place=house", "day=2027-05-03"} <= set(str(hour["data-facets"]).split())
    assert "data-zones" in html, "the clock says of which zone it is"


def test_a_door_has_its_own_events_clock_and_code() -> None:
    itinerary = read(EVERY_WHEN.encode(), file="kinds.yaml", now=NOW).itinerary
    client = cached_app(Publication(revise(None, itinerary, NOW), SITE)).test_client()
    assert list(listed(client.get("/en/screen/?place=house").text)) == ["Hour"]
    html = client.get("/en/screen/?place=far").text
    assert list(listed(html)) == ["Day"]
    (main,) = Page(html).all("main")
    assert main["data-zone"] == "Asia/Tokyo"
    (link,) = Page(html).all("a")
    assert link["href"] == f"{SITE}en/places/far/"
    assert "<h1>Far</h1>" in html
    assert client.get("/en/screen/?place=nowhere").status_code == 404
    for scheme, status in (("dark", 200), ("light", 200), ("sepia", 404)):
        assert client.get(f"/en/screen/?scheme={scheme}").status_code == status
    assert 'data-scheme="dark"' in client.get("/en/screen/?scheme=dark").text


def test_what_is_off_and_what_changed_stands_before_the_list(visit: FlaskClient) -> None:
    assert "notices" not in visit.get("/en/screen/").text
    off = edited(VISIT, "gala", status=Status.CANCELLED)
    client = cached_app(Publication(revise(FIRST, off, START + HOUR), SITE)).test_client()
    html = client.get("/en/screen/").text
    assert html.index('class="told">Cancelled</p>') < html.index('<section class="section"')


def test_it_is_on_the_site_in_no_list_and_places_lead_to_it(visit: FlaskClient) -> None:
    current = Publication(FIRST, SITE)
    assert addresses.screen_page("en") in list(files(current))
    assert not [path for path in pages(current) if path.endswith("/screen/")]
    for path, door in (
        ("/en/about/", "../screen/"),
        ("/en/embed/", "../screen/"),
        ("/en/places/harbin/", "../../screen/?place=harbin"),
    ):
        assert f'href="{door}"' in visit.get(path).text
    edition = revise(FIRST, replace(VISIT, languages=("ru", "en")), START + HOUR)
    client = cached_app(Publication(edition, SITE)).test_client()
    assert led_to("/zh/screen/", client.get("/zh/screen/")) == "/ru/screen/"
