"""The page of subscriptions: every link on it is the calendar that was chosen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import zxingcpp
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.model.selection_query import FILTERS
from itinerary.render import addresses
from itinerary.render.drawings import qr
from itinerary.render.vendors import calendar_apps
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of
from tests.support.cached_app import cached_app
from tests.support.contract import unfolded
from tests.support.html_pages import Page


@cache
def known(programme: str) -> Edition:
    return edition_of(programme)


@cache
def site(programme: str) -> FlaskClient:
    publication = Publication(known(programme), SITE)
    return cached_app(publication).test_client()


def selections(itinerary: Itinerary) -> st.SearchStrategy[Selection]:
    def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
        return st.lists(st.sampled_from(values), max_size=3).map(tuple) if values else st.just(())

    days = [d for d in (itinerary.first, itinerary.last) if d]
    return st.builds(
        Selection,
        places=some([place.id for place in itinerary.places]),
        categories=some([category.id for category in itinerary.categories]),
        parties=some([party.id for party in itinerary.parties]),
        days=st.lists(st.sampled_from(days), max_size=2).map(tuple),
    )


ASKED = st.sampled_from(sorted(PROGRAMMES)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        selections(known(name).itinerary),
        st.sampled_from(known(name).itinerary.languages),
        st.sampled_from(known(name).itinerary.languages),
    )
)


def links(page: Page) -> dict[str, str]:
    return {str(a["id"]): str(a["href"]) for a in page.all("a") if str(a.get("id")) != "None"}


@settings(max_examples=25)
@given(ASKED)
def test_every_button_leads_to_the_one_address_of_the_selection(
    asked: tuple[str, Selection, str, str],
) -> None:
    programme, selection, tag, tongue = asked
    itinerary = known(programme).itinerary
    path = addresses.subscribe_page(tag, selection, tongue)
    got = site(programme).get(path)
    assert got.status_code == 200
    page = Page(got.text)
    canonical = SITE[:-1] + addresses.feed(itinerary.id, selection, tongue)
    webcal = canonical.replace("https://", "webcal://")
    to = links(page)

    (field,) = (a for a in page.all("input") if a.get("id") == "address")
    assert field["value"] == canonical
    for button in ("to-apple", "to-android", "to-linux"):
        assert to[button] == webcal
    google = urlsplit(to["to-google"])
    assert (google.hostname, google.path) == ("calendar.google.com", "/calendar/r")
    assert parse_qs(google.query) == {"cid": [webcal]}
    for button, host in (
        ("to-outlook", "outlook.live.com"),
        ("to-microsoft365", "outlook.office.com"),
    ):
        link = urlsplit(to[button])
        assert (link.hostname, link.path) == (host, "/calendar/0/addfromweb")
        assert parse_qs(link.query)["url"] == [canonical]
        assert parse_qs(link.query)["name"][0].startswith(itinerary.title.to(tongue))

    ticked = {
        (str(a["name"]), str(a["value"]))
        for a in page.all("input")
        if a.get("type") == "checkbox" and "checked" in a
    }
    assert ticked == {
        (key, str(value)) for key, field in FILTERS.items() for value in getattr(selection, field)
    }
    if tag == "en":
        assert ("longer than" in got.text) == (len(canonical) > addresses.LONGEST)


@settings(max_examples=25)
@given(ASKED)
def test_the_calendar_at_the_address_has_the_events_that_the_page_lists(
    asked: tuple[str, Selection, str, str],
) -> None:
    programme, selection, tag, tongue = asked
    edition = known(programme)
    client = site(programme)
    page = Page(client.get(addresses.subscribe_page(tag, selection, tongue)).text)
    got = client.get(addresses.feed(edition.itinerary.id, selection, tongue))
    feed = "\n".join(unfolded(got.data))
    listed = {
        path.split("/")[3]
        for path in page.targets(addresses.subscribe_page(tag), "a")
        if "/events/" in path
    }
    uids = set(re.findall(r"^UID:([^@]+)@.+", feed.partition("BEGIN:VEVENT")[2], re.M))
    dated = {event.id for event in edition.select(selection) if event.when}
    assert listed == dated
    assert len(uids) == max(1, len(dated))  # an empty one has its notice


def test_the_form_without_script_leads_to_its_selection(visit: FlaskClient) -> None:
    """As a browser submits it: in the order of the page, with the language's radio button."""
    got = visit.get("/en/subscribe/?place=harbin&category=economy&language=zh")
    assert (
        "https://visit.example/feeds/zh/state-visit-2024.ics?category=economy&amp;place=harbin"
        in (got.text)
    )
    assert "2 events" in got.text
    assert "Harbin · Economy" in got.text


def test_options_lead_to_the_calendar_that_has_them_and_show_an_entry(visit: FlaskClient) -> None:
    got = visit.get("/en/subscribe/?titles=short&place=beijing&remind=15m&cancelled=hide")
    page = Page(got.text)
    (field,) = (a for a in page.all("input") if a.get("id") == "address")
    feed = "/feeds/en/places/beijing.ics?cancelled=hide&remind=15m&titles=short"
    assert field["value"] == SITE[:-1] + feed
    assert visit.get(feed).status_code == 200
    assert [a["value"] for a in page.all("option") if "selected" in a] == ["15m"]
    ticked = [a["name"] for a in page.all("input") if "checked" in a and a["type"] == "checkbox"]
    assert ticked == ["place", "cancelled", "titles"]
    (options,) = (a for a in page.all("details") if a.get("id") == "options")
    assert "open" in options
    (form,) = (a for a in page.all("form") if a.get("class") == "choices")
    assert form["data-query"] == "place=beijing&cancelled=hide&remind=15m&titles=short"


def test_the_entry_shown_has_what_the_options_change(visit: FlaskClient) -> None:
    def entry(query: str) -> str:
        page = visit.get(query).text
        found = re.search(r'<div class="example".*?</div>', page, re.DOTALL)
        assert found
        return found[0]

    assert "(date TBA, 16–17 May)" in entry("/en/subscribe/?place=beijing&category=talks")
    assert "TBA" not in entry("/en/subscribe/?titles=short")
    assert "15 minutes before" not in entry("/en/subscribe/"), "there is none"
    timed = site("conference").get("/en/subscribe/?remind=1d").text
    assert "Reminder: 1 day before the start" in timed
    assert "Reminder:" not in visit.get("/en/subscribe/?remind=1d").text, "no hour was announced"


@pytest.mark.parametrize("query", ["remind=17m", "titles=long", "cancelled=show"])
def test_an_unknown_option_is_404(visit: FlaskClient, query: str) -> None:
    assert visit.get(f"/en/subscribe/?{query}").status_code == 404


def test_an_empty_selection_is_told_and_can_be_subscribed_to(visit: FlaskClient) -> None:
    got = visit.get("/en/subscribe/?category=education&place=beijing")
    assert "0 events" in got.text
    assert "There is no such event at present." in got.text
    feed = visit.get("/feeds/en/state-visit-2024.ics?category=education&place=beijing").text
    assert feed.count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    "query",
    ["place=atlantis", "category=x", "party=", "day=2024-13-01", "day=1823-01-01", "language=de"],
)
def test_unknown_value_is_404_instead_of_a_wider_selection(visit: FlaskClient, query: str) -> None:
    assert visit.get(f"/en/subscribe/?{query}").status_code == 404


def test_keys_that_others_add_to_links_do_no_harm(visit: FlaskClient) -> None:
    got = visit.get("/en/subscribe/?utm_source=letter&place=harbin&fbclid=1")
    assert "/feeds/en/places/harbin.ics" in got.text


@pytest.mark.parametrize(
    ("events", "offered"),
    [("{id: a, title: A}", False), ("{id: a, title: A, place: y}, {id: b, title: B}", True)],
)
def test_a_choice_is_offered_only_where_there_is_one(events: str, offered: bool) -> None:
    data = f"""
id: little
title: Little
languages: [en]
zone: UTC
published: 2024-01-01
sources: {{me: {{who: Me}}}}
places: {{x: {{name: X}}, y: {{name: Y, in: x}}}}
events: [{events.replace("}", ", sources: me}")}]
"""
    edition = revise(None, read(data.encode(), file="little.yaml", now=NOW).itinerary, NOW)
    page = cached_app(Publication(edition, SITE)).test_client().get("/en/subscribe/").text
    (choose,) = re.findall(r'<details class="choose"[^>]*>', page)
    assert ("hidden" not in choose) == offered
    assert "or another language" not in page


def test_cancelled_selection_says_so() -> None:
    page = site("conference").get("/en/subscribe/").text
    assert "All of it is cancelled." not in page
    data = b"""
id: off
title: Off
languages: [en]
zone: UTC
sources: {me: {who: Me}}
events: [{id: a, title: A, when: 2024-05-16, status: cancelled, sources: me}]
"""
    edition = revise(None, read(data, file="off.yaml", now=NOW).itinerary, NOW)
    page = cached_app(Publication(edition, SITE)).test_client().get("/en/subscribe/").text
    assert "All of it is cancelled." in page


def test_an_address_that_some_apps_cut_off_is_warned_of() -> None:
    parties = tuple(f"a-rather-long-name-of-a-person-number-{n}" for n in range(6))
    people = "".join(f"  {party}: {{name: {party}}}\n" for party in parties)
    data = f"""
id: long
title: Long
languages: [en]
zone: UTC
published: 2024-01-01
parties:
{people}
sources: {{me: {{who: Me}}}}
events:
  - {{id: a, title: A, when: 2024-05-16, sources: me, parties: [{", ".join(parties)}]}}
  - {{id: b, title: B, sources: me, parties: [{parties[0]}]}}
"""
    edition = revise(None, read(data.encode(), file="long.yaml", now=NOW).itinerary, NOW)
    publication = Publication(edition, SITE)
    client = cached_app(publication).test_client()
    page = client.get(addresses.subscribe_page("en", Selection(parties=parties))).text
    assert "longer than 200 characters" in page
    page = client.get(addresses.subscribe_page("en")).text
    assert "longer than" not in page
    assert "1 of them has no day yet" in page


def picture(svg: str) -> memoryview:
    """Return what an SVG of segno shows, as grey pixels: it draws with M, m and h alone."""
    size = int(re.findall(r'viewBox="0 0 (\d+) \d+"', svg)[0])
    (drawn,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    dark = set()
    x = y = 0.0
    for command, one, other in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", drawn):
        if command == "h":
            dark |= {(int(y), int(x) + n) for n in range(int(one))}
            x += int(one)
        else:
            start = (0.0, 0.0) if command == "M" else (x, y)
            x, y = start[0] + float(one), start[1] + float(other)
    scale = 4
    side = size * scale
    pixels = bytes(
        0 if (row // scale, column // scale) in dark else 255
        for row in range(side)
        for column in range(side)
    )
    return memoryview(pixels).cast("B", shape=[side, side])


@pytest.mark.parametrize("programme", sorted(PROGRAMMES))
def test_a_phone_that_scans_the_code_comes_to_the_same_page(programme: str) -> None:
    itinerary = known(programme).itinerary
    for selection in (Selection(), *list(addresses.selections(itinerary))[:8]):
        path = addresses.subscribe_page(itinerary.languages[-1], selection)
        page = site(programme).get(path).text
        (drawn,) = re.findall(r'<svg [^>]*class="qr".*?</svg>', page)
        (read,) = zxingcpp.read_barcodes(picture(drawn))
        assert read.text == SITE[:-1] + path


def test_a_code_is_black_on_white_with_a_quiet_zone_on_any_paper() -> None:
    drawn = qr.svg("https://visit.example/")
    assert drawn
    assert drawn == qr.svg("https://visit.example/")
    assert 'fill="#fff"' in drawn
    pixels = picture(drawn)
    side, edge = pixels.shape[0], qr.QUIET * 4  # type: ignore[index]
    assert all(pixels[row, column] == 255 for row in range(side) for column in range(edge))
    assert all(pixels[row, column] == 255 for row in range(edge) for column in range(side))


def test_an_address_that_is_too_long_for_a_code_says_so() -> None:
    client = site("visit")
    days = "&".join(
        f"day=2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)
    )
    for path in ("/en/subscribe/", "/zh/subscribe/", "/ru/subscribe/"):
        got = client.get(f"{path}?{days}")
        assert got.status_code == 200
        assert 'class="qr"' not in got.text
        assert Language.of(path[1:3]).say("This page") in got.text
    assert (
        "The address of this page is too long for a QR code."
        in client.get(f"/en/subscribe/?{days}").text
    )
    assert qr.svg("x" * 2331)
    assert qr.svg("x" * 2332) is None


@pytest.mark.whole
@pytest.mark.parametrize("key", ["place", "category", "party", "day", "q", "language", "url", "x"])
def test_no_number_of_filters_is_too_many_for_any_page(key: str) -> None:
    values = {
        "place": ["beijing", "harbin", "nowhere"],
        "category": ["talks", "economy"],
        "party": ["xi", "putin"],
        "day": [f"2024-05-{day:02}" for day in range(1, 32)],
    }.get(key, ["x", "en", "ä"])
    query = urlencode([(key, values[n % len(values)]) for n in range(900)])[:15_000]
    for path in (
        *("/en/", "/en/subscribe/", "/en/embed/", "/en/calendar/", "/en/calendar/timeline/"),
        *("/en/map/", "/en/changes/", "/en/about/", "/en/index/", "/embed/en/", "/oembed"),
        *("/en/events/talks/", "/en/places/harbin/", "/feeds/en/state-visit-2024.ics"),
        *("/feeds/en/places/harbin.ics", "/calendar.ics", "/en/changes.atom", "/embed/colours.css"),
    ):
        assert site("visit").get(f"{path}?{query}").status_code < 500, path


def test_the_page_is_whole_without_script(
    client_of: Callable[[str], FlaskClient], editions: dict[str, Edition]
) -> None:
    for programme, edition in editions.items():
        for tag in edition.itinerary.languages:
            page = client_of(programme).get(addresses.subscribe_page(tag)).text
            say = Language.of(tag).say
            for app in calendar_apps.APPS:
                for words in (app.name, app.delay, *app.steps):
                    assert say(words) in page
            assert page.index('id="to-apple"') < page.index('id="to-google"')
            assert "hidden>" in page  # what needs a script is not offered without


def test_single_days_are_offered_for_short_programmes_only(
    client_of: Callable[[str], FlaskClient], editions: dict[str, Edition]
) -> None:
    page = Page(client_of("conference").get("/en/subscribe/").text)
    days = [
        date.fromisoformat(str(a["value"])) for a in page.all("input") if a.get("name") == "day"
    ]
    assert days == sorted(days)
    assert editions["conference"].itinerary.first in days


def test_the_language_of_the_calendar_can_be_another(visit: FlaskClient) -> None:
    page = visit.get("/en/subscribe/?language=ru").text
    assert "https://visit.example/feeds/ru/state-visit-2024.ics" in page
    assert addresses.subscribe_page("en", Selection(), "ru") == "/en/subscribe/?language=ru"
    assert addresses.subscribe_page("en", Selection(), "en") == "/en/subscribe/"
