"""The page on which readers choose events, and the page of their choice."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.ledger.chosen_events import chosen
from itinerary.model.feed_options import FeedOptions
from itinerary.render import addresses
from itinerary.render.documents.my_programme import my_programme
from itinerary.value import replace
from itinerary.website.publication import Publication
from itinerary.website.site_paths import files, pages
from tests.conftest import SITE, edition_of, led_to
from tests.support.cached_app import cache_of, cached_app, switch
from tests.support.html_pages import Page
from tests.support.visit import FIRST, HOUR, START, VISIT, without


def code(edition: Edition, *ids: str) -> str:
    return chosen(edition, [edition.itinerary.by_id[id] for id in ids]).code


PATH = addresses.chosen_page("en", code(FIRST, "talks", "gala", "expo"))


@pytest.fixture
def client() -> FlaskClient:
    return cached_app(Publication(FIRST, SITE)).test_client()


def rows(page: str) -> list[str]:
    return re.findall(r'<li class="event [^>]* id="event-([^"]+)"', page)


def test_it_has_the_chosen_events_in_the_order_of_reading_and_their_calendar(
    client: FlaskClient,
) -> None:
    page = client.get(PATH).text
    assert sorted(rows(page)) == ["expo", "gala", "talks"]
    assert '<meta name="robots" content="noindex">' in page
    feed = SITE + addresses.chosen_feed("en", PATH.split("/")[3])[1:]
    assert f'type="text/calendar" title="My programme" href="{feed}"' in page
    assert f'readonly value="{feed}"' in page
    assert client.get(urljoin(PATH, feed)).status_code == 200
    assert page.count('class="qr"') == 2, "on the screen, and on paper"


def test_options_lead_to_the_calendar_of_the_choice_that_has_them(client: FlaskClient) -> None:
    page = client.get(f"{PATH}?titles=short&remind=30m").text
    feed = addresses.chosen_feed(
        "en", PATH.split("/")[3], FeedOptions(remind="30m", titles="short")
    )
    assert f'readonly value="{SITE}{feed[1:]}"'.replace("&", "&amp;") in page
    assert '<option value="30m" selected>' in page
    assert client.get(feed).status_code == 200
    assert client.get(f"{PATH}?remind=31m").status_code == 404


def test_it_says_which_events_are_at_the_same_time(editions: dict[str, Edition]) -> None:
    edition = editions["conference"]
    client = cached_app(Publication(edition, SITE)).test_client()
    whole = client.get(addresses.chosen_page("en", chosen(edition, edition.itinerary.events).code))
    found = re.findall(r"<section class=\"clashes\".*?</section>", whole.text, re.DOTALL)
    assert len(found) == 1
    assert found[0].count("<li>") > 3
    assert found[0].count("<a ") >= 2 * found[0].count("<li>")
    one = client.get(addresses.chosen_page("en", code(edition, "registration")))
    assert "clashes" not in one.text


def test_removed_events_are_named_also_when_their_tombstones_are_gone(client: FlaskClient) -> None:
    gone = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    switch(client, Publication(gone, SITE))
    assert 'href="../../events/gala/"' in client.get(PATH).text
    late = replace(gone, published=START + 24 * 60 * HOUR)
    switch(client, Publication(late, SITE))
    page = client.get(PATH).text
    assert "No longer in the programme" in page
    assert "events/gala/" not in page
    assert VISIT.by_id["gala"].title.to("en") in page


def test_a_damaged_address_is_a_404_that_says_why_in_the_language_of_the_page(
    client: FlaskClient,
) -> None:
    english, russian = (client.get(f"/{tag}/mine/1damaged/") for tag in ("en", "ru"))
    assert (english.status_code, russian.status_code) == (404, 404)
    assert "This selection has an incomplete address" in english.text
    assert "Адрес этой подборки" in russian.text
    assert 'href="../../"' in english.text


def test_an_address_without_its_last_slash_or_in_a_former_language_leads_on(
    client: FlaskClient,
) -> None:
    bare = PATH.rstrip("/")
    assert led_to(bare, client.get(bare)) == PATH
    switch(
        client,
        Publication(revise(FIRST, replace(VISIT, languages=("ru", "en")), START + HOUR), SITE),
    )
    chinese = PATH.replace("/en/", "/zh/")
    assert led_to(chinese, client.get(chinese)) == PATH.replace("/en/", "/ru/")


def test_pages_of_choices_are_in_no_list_and_evict_no_other(client: FlaskClient) -> None:
    current = Publication(FIRST, SITE)
    assert not [path for path in pages(current) if "/mine/" in path]
    assert addresses.my_page("en") in list(files(current))
    client.get(PATH)
    generation = cache_of(client.application).generation
    assert PATH in generation.unbounded.responses
    assert PATH not in generation.finite.responses


def test_what_is_ticked_leads_to_the_page_of_just_these_events(client: FlaskClient) -> None:
    page = Page(client.get(addresses.my_page("en")).text)
    boxes = [str(box["value"]) for box in page.all("input") if box.get("name") == "event"]
    assert sorted(boxes) == sorted(event.id for event in VISIT.counted)
    (form,) = (form for form in page.all("form") if "singly" in str(form["class"]).split())
    assert (form["method"], urljoin("/en/mine/", str(form["action"]))) == ("get", "/en/mine/")
    asked = "/en/mine/?event=gala&event=expo&event=nothing&event=talks"
    got = client.get(asked)
    assert (got.status_code, led_to("/en/mine/", got)) == (302, PATH)
    assert client.get("/en/mine/?event=nothing").data == client.get("/en/mine/").data
    assert '<meta name="robots" content="noindex">' in client.get("/en/mine/").text


def test_a_choice_is_changed_with_its_events_ticked(client: FlaskClient) -> None:
    (back,) = re.findall(r'href="([^"]*choice=[^"]*)"', client.get(PATH).text)
    page = Page(client.get(urljoin(PATH, back)).text)
    ticked = {str(box["value"]) for box in page.all("input") if "checked" in box}
    assert ticked == {"talks", "gala", "expo"}
    assert client.get("/en/mine/?choice=1damaged").data == client.get("/en/mine/").data


def test_the_page_of_subscriptions_leads_to_the_choice_of_single_events(
    client: FlaskClient,
) -> None:
    assert 'href="../mine/"' in client.get("/en/subscribe/").text


def test_browsers_get_the_numbers_of_events_what_left_and_where_places_are() -> None:
    edition = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    client = cached_app(Publication(edition, SITE)).test_client()
    got = client.get(addresses.my_programme_json("en"))
    assert got.content_type == "application/json"
    document = got.json
    assert document
    assert document["uids"] == list(edition.uids)
    gala = FIRST.itinerary.by_id["gala"]
    assert document["gone"] == {gala.uid: gala.title.to("en")}
    harbin = next(place for place in VISIT.places if place.id == "harbin")
    assert harbin.coordinates
    point = [harbin.coordinates.latitude, harbin.coordinates.longitude]
    assert document["places"]["harbin"] == [*point, True], "no way within a city is known"
    assert "china" not in document["places"], "nor where in a country"


def test_a_room_is_where_its_building_is() -> None:
    edition = edition_of("conference")
    document = json.loads(my_programme(edition, "en"))
    house = next(place for place in edition.itinerary.places if place.id == "venue")
    assert house.coordinates
    point = [house.coordinates.latitude, house.coordinates.longitude]
    assert document["places"]["sample-hall"] == [*point, False]
