"""Feeds as jCal (RFC 7265)."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from itinerary.ledger import Edition, revise
from itinerary.model.feed_options import FeedOptions
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.calendars.empty_notice import has_calendars
from itinerary.render.calendars.feed import render_feed
from itinerary.render.exchange import jcal as jcal_module
from itinerary.render.exchange.jcal import jcal
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.contract import Checked
from tests.support.examples import examples
from tests.support.foreign import by_ical_js, jcal_by_ical_js
from tests.support.small_programme import SMALL, itinerary
from tests.support.strategies import PUBLISHED, itineraries
from tools.golden import lanterns

WHOLE = "/feeds/en/state-visit-2024"


def bodies(editions: dict[str, Edition]) -> list[tuple[Edition, str, bytes]]:
    """Return the whole feeds of the programmes in all languages, with their editions."""
    return [
        (edition, tag, render_feed(edition, Selection(), tag, site=SITE).body)
        for edition in (*editions.values(), lanterns())
        for tag in edition.itinerary.languages
    ]


def test_jcal_of_a_feed_is_that_of_the_library_for_the_whole(editions: dict[str, Edition]) -> None:
    for _, _, body in bodies(editions):
        assert json.loads(jcal(body)) == json.loads(json.dumps(Calendar.from_ical(body).to_jcal()))


def test_title_like_a_content_line_is_no_entry() -> None:
    named = itinerary(SMALL.replace("title: Small", 'title: "BEGIN:VEVENT"'))
    body = render_feed(revise(None, named, NOW), Selection(), "en", site=SITE).body
    assert json.loads(jcal(body)) == json.loads(json.dumps(Calendar.from_ical(body).to_jcal()))


@given(
    programme=itineraries(most=4),
    options=st.sampled_from([FeedOptions(), FeedOptions(remind="15m")]),
)
@settings(examples(10), suppress_health_check=list(HealthCheck))
def test_jcal_of_any_feed_is_that_of_the_library(
    programme: Itinerary, options: FeedOptions
) -> None:
    edition = revise(None, programme, PUBLISHED)
    if has_calendars(edition):
        tag = programme.languages[0]
        body = render_feed(edition, Selection(), tag, site=SITE, options=options).body
        assert json.loads(jcal(body)) == json.loads(json.dumps(Calendar.from_ical(body).to_jcal()))


@pytest.mark.parametrize("options", [FeedOptions(), FeedOptions(remind="15m")])
def test_usual_entries_are_converted_without_the_library(
    monkeypatch: pytest.MonkeyPatch, options: FeedOptions
) -> None:
    body = render_feed(lanterns(), Selection(), "ja", site=SITE, options=options).body
    assert (b"BEGIN:VALARM" in body) == bool(options.remind)
    converted: list[bytes] = []
    real = jcal_module._converted

    def by_library(component: bytes) -> str:
        converted.append(component)
        return real(component)

    monkeypatch.setattr(jcal_module, "_converted", by_library)
    jcal(body)
    assert b"BEGIN:VEVENT" in body
    assert not any(component.startswith(b"BEGIN:VEVENT") for component in converted)


def test_jcal_is_read_by_ical_js_event_for_event_as_the_feed(editions: dict[str, Edition]) -> None:
    feeds = [
        Checked(body, edition, edition.itinerary.events, "", tag, NOW)
        for edition, tag, body in bodies(editions)
    ]
    read = jcal_by_ical_js(feeds)
    assert read == by_ical_js(feeds)
    assert sum(map(len, read)) > 100


QUERIES = ("", "?remind=15m", "?titles=short", "?remind=1d&titles=short")


def test_entries_are_converted_once_for_all_feeds(
    monkeypatch: pytest.MonkeyPatch, editions: dict[str, Edition]
) -> None:
    publication = Publication(editions["visit"], SITE)
    made: list[bytes] = []
    real = jcal_module._component

    def component(of: bytes) -> str:
        made.append(of)
        return real(of)

    monkeypatch.setattr(jcal_module, "_component", component)
    client = cached_app(publication).test_client()
    feeds = (WHOLE, "/feeds/en/places/harbin")
    asked = [f"{feed}.jcal.json{query}" for feed in feeds for query in QUERIES]
    for address in (*asked, *asked[::2], *asked[1::2]):
        assert client.get(address).status_code == 200
    entries = [re.findall(b"UID:.*", one)[0] for one in made if one.startswith(b"BEGIN:VEVENT")]
    assert len(entries) == 2 * len({*entries}) > 10  # with long titles, and with short ones


def test_every_feed_with_a_path_has_jcal_and_its_validators(editions: dict[str, Edition]) -> None:
    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication).test_client()
    paths = [path for path in site_paths.feeds(publication) if path != "/calendar.ics"]
    assert {addresses.jcal(path) for path in paths} <= {*site_paths.paths(publication)}
    for path in (f"{WHOLE}.ics", "/feeds/zh/places/harbin.ics"):
        feed, got = client.get(path), client.get(addresses.jcal(path))
        assert got.content_type == "application/calendar+json"
        assert got.headers["Access-Control-Allow-Origin"] == "*"
        assert got.last_modified == feed.last_modified
        name = path.rpartition("/")[2].removesuffix(".ics")
        assert got.headers["Content-Disposition"] == f'inline; filename="{name}.jcal.json"'
        assert got.data == jcal(feed.data)
        asked = {"If-None-Match": got.headers["ETag"]}
        assert client.get(addresses.jcal(path), headers=asked).status_code == 304


def test_jcal_takes_the_filters_of_feeds_at_one_address(editions: dict[str, Edition]) -> None:
    client = cached_app(Publication(editions["visit"], SITE)).test_client()
    query = "?category=economy&place=harbin"
    feed, got = client.get(f"{WHOLE}.ics{query}"), client.get(f"{WHOLE}.jcal.json{query}")
    assert got.data == jcal(feed.data)
    led = client.get(f"{WHOLE}.jcal.json?place=harbin&category=economy")
    assert led.status_code == 301
    assert led.headers["Location"].endswith(f"state-visit-2024.jcal.json{query}")
    one = client.get(f"{WHOLE}.jcal.json?place=harbin")
    assert one.headers["Location"].endswith("places/harbin.jcal.json")
    lost = client.get("/feeds/en/places/harbim.jcal.json")
    assert (lost.status_code, lost.mimetype) == (404, "text/plain")
    assert "harbin" in lost.text
