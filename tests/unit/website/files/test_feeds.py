"""HTTP as calendar apps need it (feed contract, section 5 and assertions 35 to 40).

Here the application answers in this process; tests/process/test_http_servers.py asks the same of
real servers.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import brotli
import pytest
import zstandard

from itinerary.ledger import Edition, revise
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.render.vendors.calendar_links import subscribe_links
from itinerary.value import replace
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from tests.conftest import PROGRAMMES, SITE, led_to
from tests.support.cached_app import cached_app, switch
from tests.support.http_client import HttpClient

WHOLE = "/feeds/en/state-visit-2024.ics"
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda packed: zstandard.ZstdDecompressor().decompress(packed),
}


def every_feed(edition: Edition) -> list[str]:
    itinerary = edition.itinerary
    paths = [
        addresses.feed(itinerary.id, selection, language)
        for selection in addresses.selections(itinerary)
        for language in itinerary.languages
    ]
    paths += [
        addresses.event_file(language, event.id)
        for event in itinerary.events
        if event.when
        for language in itinerary.languages
    ]
    return [*paths, "/calendar.ics"]


@pytest.mark.parametrize("asked", ["If-None-Match", "If-Modified-Since"])
def test_edit_changes_the_validators_of_the_affected_feeds_alone(
    asked: str, editions: dict[str, Edition]
) -> None:
    first = editions["visit"]
    client = cached_app(Publication(first, SITE)).test_client()
    tag = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}[asked]
    feeds = {
        thing: addresses.feed(first.itinerary.id, Selection.only(*thing), "ru")
        for thing in first.feed_times
    }
    known = {path: client.get(path).headers[tag] for path in feeds.values()}
    event = first.itinerary.by_id["gala"]
    renamed = replace(event, title=Text.of("Ball", first.itinerary.languages))
    events = tuple(renamed if e is event else e for e in first.itinerary.events)
    later = first.published + timedelta(hours=1)
    switch(client, Publication(revise(first, replace(first.itinerary, events=events), later), SITE))
    for thing, path in feeds.items():
        expected = 200 if thing in event.facets else 304
        assert client.get(path, headers={asked: known[path]}).status_code == expected, path


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_feed_is_served_with_the_headers_that_clients_need(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], HttpClient]
) -> None:
    client = client_of(programme)
    paths = every_feed(editions[programme])
    assert len(paths) > 20
    for path in paths:
        got = client.get(path)
        assert got.status_code == 200, path
        assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert got.headers["ETag"].startswith('"')
        assert got.headers["Last-Modified"].endswith("GMT")
        assert int(got.headers["Content-Length"]) == len(got.data)
        assert "max-age=300" in got.headers["Cache-Control"]
        assert "public" in got.headers["Cache-Control"]
        assert got.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in got.headers["Access-Control-Expose-Headers"]
        assert got.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in got.headers
        kind, _, name = got.headers["Content-Disposition"].partition("; ")
        assert kind == ("attachment" if "/events/" in path else "inline")
        assert name.isascii()
        assert name.endswith('.ics"')
        head = client.head(path)
        assert head.status_code == 200
        assert head.data == b""
        for headers in (got.headers, head.headers):
            headers.pop("Date", None)
        assert got.headers == head.headers


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_feed_address_is_ascii_short_and_ends_in_ics(
    programme: str, editions: dict[str, Edition]
) -> None:
    for path in every_feed(editions[programme]):
        address = addresses.absolute(SITE, path)
        assert address.isascii()
        assert address.endswith(".ics")
        assert len(address) <= addresses.LONGEST


@pytest.mark.parametrize(
    "form",
    ["{}", "W/{}", '"other", {}', "*", '{},W/"z"'],
    ids=["strong", "weak", "list", "any", "mixed"],
)
def test_a_known_etag_gives_304_without_a_body(visit: HttpClient, form: str) -> None:
    etag = visit.get(WHOLE).headers["ETag"]
    again = visit.get(WHOLE, headers={"If-None-Match": form.format(etag)})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == etag


def test_an_unknown_etag_gives_the_feed_even_if_the_date_matches(visit: HttpClient) -> None:
    first = visit.get(WHOLE)
    headers = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert visit.get(WHOLE, headers=headers).status_code == 200


def test_if_modified_since_alone_gives_304(visit: HttpClient) -> None:
    first = visit.get(WHOLE)
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert visit.get(WHOLE, headers=since).status_code == 304
    before = {"If-Modified-Since": "Mon, 13 May 2024 00:00:00 GMT"}
    assert visit.get(WHOLE, headers=before).status_code == 200


def test_last_modified_is_that_of_the_newest_revision(
    visit: HttpClient, editions: dict[str, Edition]
) -> None:
    stamp = editions["visit"].published.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert visit.get(WHOLE).headers["Last-Modified"] == stamp


@pytest.mark.parametrize("encoding", DECODE)
def test_an_encoding_holds_the_same_bytes_under_its_own_etag_and_revalidates(
    visit: HttpClient, encoding: str
) -> None:
    bare = visit.get(WHOLE)
    packed = visit.get(WHOLE, headers={"Accept-Encoding": f"{encoding}, deflate"})
    assert packed.headers["Content-Encoding"] == encoding
    assert DECODE[encoding](packed.data) == bare.data
    assert packed.headers["ETag"] != bare.headers["ETag"]
    assert len(packed.data) < len(bare.data) / 2
    asked = {"Accept-Encoding": encoding, "If-None-Match": packed.headers["ETag"]}
    assert visit.get(WHOLE, headers=asked).status_code == 304
    asked = {"Accept-Encoding": encoding, "If-None-Match": bare.headers["ETag"]}
    assert visit.get(WHOLE, headers=asked).status_code in (200, 304)


@pytest.mark.parametrize("encoding", DECODE)
def test_etag_of_one_encoding_gives_304_for_others(visit: HttpClient, encoding: str) -> None:
    etag = visit.get(WHOLE, headers={"Accept-Encoding": encoding}).headers["ETag"]
    for accepted in ("identity", ""):
        asked = {"Accept-Encoding": accepted, "If-None-Match": etag}
        assert visit.get(WHOLE, headers=asked).status_code == 304


def test_gzip_is_not_sent_to_a_client_that_refuses_it(visit: HttpClient) -> None:
    refused = visit.get(WHOLE, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize(
    "accept",
    [
        "application/calendar+json",
        "text/calendar, application/calendar+json, application/calendar+xml",
        "text/html",
        "*/*",
        None,
    ],
)
def test_the_accept_header_changes_nothing(visit: HttpClient, accept: str | None) -> None:
    headers = {"Accept": accept} if accept else {}
    got = visit.get(WHOLE, headers=headers)
    assert got.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert got.data == visit.get(WHOLE).data


@pytest.mark.parametrize("agent", ["Google-Calendar-Importer", "Evolution/3.5", "curl/8", ""])
def test_the_user_agent_changes_nothing(visit: HttpClient, agent: str) -> None:
    assert visit.get(WHOLE, headers={"User-Agent": agent}).data == visit.get(WHOLE).data


@pytest.mark.parametrize("method", ["PUT", "PROPFIND", "DELETE", "POST", "REPORT", "MKCALENDAR"])
@pytest.mark.parametrize("path", [WHOLE, "/en/events/talks.ics", "/calendar.ics", "/en/"])
def test_writing_is_refused_with_405_and_the_allowed_methods(
    visit: HttpClient, method: str, path: str
) -> None:
    got = visit.open(path, method=method, headers={"If-Match": '"dummy"'})
    assert got.status_code == 405
    assert {"GET", "HEAD"} <= set(got.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/feeds/en/harbin.ics", "programme “harbin”"),
        ("/feeds/en/places/harbn.ics", "did you mean harbin?"),
        ("/feeds/en/categories/harbin.ics", "no category “harbin”"),
        ("/feeds/en/parties/nobody.ics", "no party “nobody”"),
        ("/feeds/en/speakers/xi.ics", "no kind of feed “speakers”"),
        ("/feeds/de/state-visit-2024.ics", "no language “de”"),
        ("/en/events/galla.ics", "did you mean gala?"),
        (f"{WHOLE}?city=harbin", "no filter “city” (did you mean place=harbin?)"),
        (f"{WHOLE}?plaec=harbin", "no filter “plaec” (did you mean place?)"),
        (f"{WHOLE}?on=2024-05-16", "no filter “on” (did you mean day=2024-05-16?)"),
        (f"{WHOLE}?place=paris", "no place “paris”"),
        (f"{WHOLE}?place=", "no place “”"),
        (f"{WHOLE}?day=thursday", "is not a day"),
        (f"{WHOLE}?day=2024-02-30", "is not a day"),
        (f"{WHOLE}?day=1899-12-31", "The year 1899 is not plausible"),
        (f"{WHOLE}?day=2200-01-01", "The year 2200 is not plausible"),
        ("/calendar.ics?place=harbin", "takes no filters"),
        ("/feeds/en/places/harbin.ics?day=2024-05-16", "takes no filters"),
        ("/nothing/here.ics", "no such calendar here"),
        ("/feed.ics", "no such calendar here"),
        ("/Feed.ICS", "no such calendar here"),
        ("/feed.ics/", "no such calendar here"),
        ("/feed.ics?v=2", "no such calendar here"),
    ],
)
def test_unknown_feeds_are_404_with_a_reason_in_plain_text_and_never_an_empty_calendar(
    visit: HttpClient, path: str, said: str
) -> None:
    got = visit.get(path)
    assert got.status_code == 404
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert said in got.text
    assert "<" not in got.text
    assert "BEGIN:VCALENDAR" not in got.text


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("?place=harbin&place=beijing", "?place=beijing&place=harbin"),
        ("?place=harbin&category=economy", "?category=economy&place=harbin"),
        ("?category=economy&category=economy&place=harbin", "?category=economy&place=harbin"),
        ("?party=xi&day=2024-05-17&day=2024-05-16", "?day=2024-05-16&day=2024-05-17&party=xi"),
        ("?", ""),
    ],
)
def test_a_combined_selection_has_one_canonical_address(
    visit: HttpClient, asked: str, canonical: str
) -> None:
    got = visit.get(WHOLE + asked)
    if asked != "?":
        assert got.status_code == 301
        assert led_to(WHOLE, got) == WHOLE + canonical
    assert visit.get(WHOLE + canonical).status_code == 200


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("?place=harbin", "/feeds/en/places/harbin.ics"),
        ("?category=talks", "/feeds/en/categories/talks.ics"),
        ("?party=xi", "/feeds/en/parties/xi.ics"),
    ],
)
def test_selection_of_one_facet_redirects_to_its_path(
    visit: HttpClient, asked: str, canonical: str
) -> None:
    got = visit.get(WHOLE + asked)
    assert (got.status_code, led_to(WHOLE, got)) == (301, canonical)


def test_combined_feed_has_events_that_all_filters_select(visit: HttpClient) -> None:
    got = visit.get(f"{WHOLE}?category=economy&place=beijing&place=harbin").text
    assert got.count("BEGIN:VEVENT") == 2
    assert "UID:expo@" in got
    assert "UID:forum@" in got


def test_a_selection_without_events_is_a_calendar_with_one_notice(visit: HttpClient) -> None:
    got = visit.get(f"{WHOLE}?category=education&place=beijing")
    assert got.status_code == 200
    assert got.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:No dated events here at present" in got.text
    assert "TRANSP:TRANSPARENT" in got.text
    assert "STATUS:TENTATIVE" in got.text


def test_guessed_address_is_the_whole_programme(visit: HttpClient) -> None:
    assert visit.get("/calendar.ics").data == visit.get(WHOLE).data


def test_event_without_a_day_has_no_file_and_a_reason(
    client_of: Callable[[str], HttpClient],
) -> None:
    got = client_of("tour").get("/en/events/surprise-concert.ics")
    assert got.status_code == 404
    assert "was not announced" in got.text


def test_subscribe_links_decode_back_to_the_address() -> None:
    address = f"{SITE}feeds/zh/places/harbin.ics"
    links = subscribe_links(address, "国事访问 & more")
    assert links.webcal == "webcal" + address.removeprefix("https")
    google = parse_qs(urlsplit(links.google).query)
    assert google == {"cid": [links.webcal]}
    for link, host in (
        (links.outlook, "outlook.live.com"),
        (links.microsoft365, "outlook.office.com"),
    ):
        parts = urlsplit(link)
        assert (parts.scheme, parts.hostname) == ("https", host)
        assert parts.path == "/calendar/0/addfromweb"
        assert parse_qs(parts.query) == {"url": [address], "name": ["国事访问 & more"]}
        assert unquote(link).count(address) == 1


@pytest.mark.parametrize("language", ["en", "zh", "ru", "fr", "es", "ar"])
def test_the_links_to_subscribe_lead_to_the_feed_of_the_page_s_language(
    visit: HttpClient, language: str
) -> None:
    page = visit.get(f"/{language}/subscribe/").text
    address = f"{SITE}feeds/{language}/state-visit-2024.ics"
    assert f'value="{address}"' in page
    assert f'href="webcal{address.removeprefix("https")}"' in page
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F" in page
    assert "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2F" in page
    assert "https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2F" in page


def test_server_error_is_neither_cached_nor_a_calendar(
    editions: dict[str, Edition],
) -> None:
    def broken() -> Publication:
        raise RuntimeError("a secret")

    client = create_app(broken).test_client()
    for path in (WHOLE, "/en/"):
        got = client.get(path)
        assert got.status_code == 500
        assert got.headers["Cache-Control"] == "no-store"
        assert "text/calendar" not in got.headers["Content-Type"]
        assert "secret" not in got.text
        assert "Traceback" not in got.text
