"""The programme on other sites: frames that only they may frame, and oEmbed that tells how."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.programme_colours import PAPER, readable
from itinerary.source import read
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page


def told(client: FlaskClient, url: str, **more: str) -> Any:
    got = client.get(f"/oembed?{urlencode({'url': url, **more})}")
    assert got.status_code == 200, got.text
    return json.loads(got.text)


@pytest.mark.parametrize("programme", sorted(PROGRAMMES))
def test_only_frames_may_be_framed_by_others(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of(programme)
    for path in site_paths.paths(Publication(editions[programme], SITE)):
        got = client.get(path)
        policy = got.headers["Content-Security-Policy"]
        frame = path.startswith("/embed/") and path.endswith("/")
        assert ("frame-ancestors *" in policy) == frame, path
        assert ("frame-ancestors 'self'" in policy) != frame
        assert "unsafe" not in policy
        if frame:
            page = Page(got.text)
            assert len(page.all("h1")) == 1
            assert page.all("html")[0]["lang"] == path.split("/")[2]
            for link in page.all("a"):
                assert (link["target"], link["rel"]) == ("_blank", "noopener")
            for target in page.targets(path, "a", "link", "script"):
                assert client.get(target, buffered=True).status_code == 200


def test_a_frame_shows_exactly_the_selection(visit: FlaskClient) -> None:
    page = visit.get("/embed/en/?category=economy&place=harbin")
    events = re.findall(r"/events/([a-z-]+)/", page.text)
    assert events == ["expo", "forum"]
    assert "subscribe/?category=economy&amp;place=harbin" in page.text
    assert "There is no such event at present." in (
        visit.get("/embed/en/?category=education&place=beijing").text
    )
    assert visit.get("/embed/en/?place=atlantis").status_code == 404
    assert visit.get("/embed/de/").status_code == 404
    assert visit.get("/embed/en/events/nothing/").status_code == 404


CALLS = """
id: calls
title: Calls
languages: [en]
zone: UTC
sources: {us: {who: Us}}
series: {call: Weekly call}
events:
  - {id: call, title: Call, when: "2027-01-04 19:00", repeat: {every: week, times: 40}, sources: us}
  - {id: gala, title: Gala, when: "2027-01-12 20:00", sources: us}
"""


def test_a_frame_folds_the_dates_of_a_long_series_unless_the_series_is_chosen() -> None:
    edition = revise(None, read(CALLS.encode(), file="f.yaml", now=NOW).itinerary, NOW)
    client = cached_app(Publication(edition, SITE)).test_client()
    folded = client.get("/embed/en/").text
    assert re.findall(r"/events/([a-z0-9-]+)/", folded) == ["gala"]
    assert 'href="../../en/series/call/" target="_blank"' in folded
    assert "40 dates" in folded
    chosen = client.get("/embed/en/?series=call").text
    assert len(set(re.findall(r"/events/(call-[0-9-]+)/", chosen))) == 40


@pytest.mark.parametrize("colour", ["1a5fb4", "1A5FB4", "%231a5fb4"])
def test_a_colour_is_a_file_and_readable_on_both_papers(visit: FlaskClient, colour: str) -> None:
    page = Page(visit.get(f"/embed/en/?colour={colour}&scheme=dark").text)
    assert page.all("html")[0]["data-scheme"] == "dark"
    sheets = page.targets("/embed/en/", "link")
    assert "/embed/colours-1a5fb4.css" in sheets
    css = visit.get("/embed/colours-1a5fb4.css").text
    accents = re.findall(r"--accent: (#[0-9a-f]{6})", css)
    light, auto, dark = accents
    assert auto == dark == readable("#1a5fb4", PAPER["dark"])
    assert light == readable("#1a5fb4", PAPER["light"])


@pytest.mark.parametrize("query", ["colour=red;}", "colour=12345", "colour=zzzzzz", "scheme=sepia"])
def test_invalid_colour_is_404(visit: FlaskClient, query: str) -> None:
    assert visit.get(f"/embed/en/?{query}").status_code == 404
    assert visit.get(f"/en/embed/?{query}").status_code == 404
    assert visit.get("/embed/colours-zzzzzz.css").status_code == 404
    assert visit.get("/embed/colours-1A5FB4.css").status_code == 404


def test_the_usual_look_has_the_programme_s_own_colours(visit: FlaskClient) -> None:
    page = Page(visit.get("/embed/en/?colour=b22222&scheme=auto").text)
    assert "/embed/colours.css" in page.targets("/embed/en/", "link")
    assert visit.get("/embed/colours.css").text.startswith(":root { --accent: ")


def test_frames_are_not_for_search_engines(visit: FlaskClient) -> None:
    for path in ("/embed/en/", "/embed/en/events/talks/"):
        assert {"name": "robots", "content": "noindex"} in Page(visit.get(path).text).all("meta")


def test_embed_code_is_one_line_and_frames_choice(visit: FlaskClient) -> None:
    query = "place=harbin&language=zh&colour=1a5fb4&scheme=light"
    page = visit.get(f"/en/embed/?{query}").text
    (pasted,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    line = unescape(pasted)
    assert "\n" not in line
    found = Page(line)
    (frame,) = found.all("iframe")
    (script,) = found.all("script")
    assert frame["src"] == f"{SITE}embed/zh/?place=harbin&colour=1a5fb4&scheme=light"
    assert "哈尔滨" in str(frame["title"])
    assert script["src"] == f"{SITE}embed.js"
    assert visit.get(str(frame["src"]).removeprefix(SITE[:-1])).status_code == 200
    assert visit.get("/embed.js").headers["Content-Type"].startswith("text/javascript")


# --- oEmbed --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "frame"),
    [
        ("en/", "embed/en/"),
        ("zh/?place=harbin", "embed/zh/?place=harbin"),
        ("ru/?place=harbin&category=economy&q=x", "embed/ru/?category=economy&place=harbin"),
        ("en/events/talks/", "embed/en/events/talks/"),
        ("en/events/talks", "embed/en/events/talks/"),
        ("en/places/harbin/#map", "embed/en/?place=harbin"),
    ],
)
def test_page_names_its_frame_by_oembed(visit: FlaskClient, page: str, frame: str) -> None:
    body = told(visit, SITE + page)
    assert (body["version"], body["type"]) == ("1.0", "rich")
    (iframe,) = Page(body["html"]).all("iframe")
    assert iframe["src"] == SITE + frame
    assert (iframe["width"], iframe["height"]) == (str(body["width"]), str(body["height"]))
    assert iframe["title"] == body["title"]
    assert visit.get("/" + frame).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/en/",
        "https://visit.example.evil.example/en/",
        "https://visit.example@evil.example/en/",
        "https://evil.example/?https://visit.example/en/",
        "javascript:alert(1)//visit.example/en/",
        "//visit.example/en/",
        "en/",
        "",
        SITE,
        SITE + "de/",
        SITE + "en/nothing/",
        SITE + "en/events/nothing/",
        SITE + "en/events/",
        SITE + "en/places/atlantis/",
        SITE + "en/?place=atlantis",
        SITE + "en/events/talks/more/",
        SITE + 'en/events/"><script>/',
        "http://[",
        SITE + "feeds/en/state-visit-2024.ics",
    ],
)
def test_oembed_refuses_foreign_and_unframeable_addresses(visit: FlaskClient, url: str) -> None:
    assert visit.get(f"/oembed?{urlencode({'url': url})}").status_code == 404


def test_consumers_get_no_more_room_than_they_have(visit: FlaskClient) -> None:
    body = told(visit, SITE + "en/", maxwidth="320", maxheight="400")
    assert (body["width"], body["height"]) == (320, 400)
    body = told(visit, SITE + "en/", maxwidth="4000", maxheight="4000")
    assert body["width"] < 4000
    for odd in ("-5", "0", "wide", ""):
        assert told(visit, SITE + "en/", maxwidth=odd)["width"] == body["width"]


def test_formats_other_than_json_are_not_implemented(visit: FlaskClient) -> None:
    for form in ("xml", "yaml"):
        assert visit.get(f"/oembed?url={SITE}en/&format={form}").status_code == 501
    assert visit.get("/oembed").status_code == 400
    got = visit.get(f"/oembed?url={SITE}en/&format=json")
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Content-Type"] == "application/json"


def test_pages_that_can_be_framed_say_so_and_others_do_not(visit: FlaskClient) -> None:
    for path in ("/en/", "/zh/?place=harbin", "/en/events/talks/", "/en/places/harbin/"):
        (link,) = (
            a
            for a in Page(visit.get(path).text).all("link")
            if a.get("type") == "application/json+oembed"
        )
        href = urljoin(SITE + path[1:], str(link["href"]))
        assert parse_qs(urlsplit(href).query)["url"] == [SITE[:-1] + path]
        assert visit.get(href.removeprefix(SITE[:-1])).status_code == 200
    for path in ("/en/about/", "/en/subscribe/", "/en/changes/"):
        assert "json+oembed" not in visit.get(path).text


def test_a_site_below_a_path_is_its_own_site(editions: dict[str, Edition]) -> None:
    publication = Publication(editions["visit"], "https://news.example/tour/")
    client = cached_app(publication).test_client()
    assert (
        "https://news.example/tour/embed/en/"
        in told(client, "https://news.example/tour/en/")["html"]
    )
    outside = urlencode({"url": "https://news.example/en/"})
    assert client.get(f"/oembed?{outside}").status_code == 404


def test_a_title_cannot_break_out_of_the_frame_s_tag(
    client_of: Callable[[str], FlaskClient],
) -> None:
    client = client_of("tour")  # Ipsum & Mockup
    body = told(client, SITE + "en/")
    (iframe,) = Page(body["html"]).all("iframe")
    assert iframe["title"] == body["title"]
    assert addresses.frame("en", Selection(), event="x") == "/embed/en/events/x/"
