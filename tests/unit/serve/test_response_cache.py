"""The cache: a hit says what Flask would, memory is bounded, editions are swapped as a whole."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urljoin

import brotli
import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from itinerary.ledger import Edition
from itinerary.render import addresses
from itinerary.serve.cache.negotiation import ENCODINGS, RequestKey
from itinerary.serve.cache.response_cache import Generation, ResponseCache
from itinerary.source import Problem
from itinerary.value import replace
from itinerary.website.app import create_app
from itinerary.website.assets import assets
from itinerary.website.publication import Publication
from itinerary.website.responses import answer
from itinerary.website.site_paths import paths
from tests.conftest import SITE, edition_of, led_to
from tests.support.cached_app import cache_of, cached_app, switch
from tests.support.serving import PATIENCE

WHOLE = "/feeds/en/state-visit-2024.ics"
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda packed: zstandard.ZstdDecompressor().decompress(packed),
}
ADDRESSES = [
    *("/", "/en/", "/zh/", "/en/?q=x", "/en", "//en/", "/de/", "/nothing/", "/programme.css"),
    *(WHOLE, f"{WHOLE}?", f"{WHOLE}?place=harbin&place=beijing", f"{WHOLE}?place=beijing&day=x"),
    *(f"{WHOLE}?category=economy&place=beijing", "/calendar.ics", "/feeds/en/places/harbin.ics"),
    *("/feeds/%65n/places/harbin.ics", "/en/events/gala.ics", "/en/events/gala/", "/en/changes/"),
    *("/en/changes.atom", "/en/events/nothing.ics", "/static/x/itinerary.css", "/a%3Fb/"),
]


@pytest.fixture
def publication(editions: dict[str, Edition]) -> Publication:
    return Publication(editions["visit"], SITE)


@pytest.fixture
def app(publication: Publication) -> Flask:
    return cached_app(publication)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def in_two_languages() -> Publication:
    """Return the state visit for tests that request all of it: more languages have other words, and
    no other kind of response."""
    return Publication(edition_of("visit", "en", "ar"), SITE)


def later(publication: Publication, title: str) -> Publication:
    """Return the next edition, with another title."""
    edition = publication.edition
    text = replace(edition.itinerary.title, entries=(("en", title),))
    return Publication(
        replace(
            edition,
            number=edition.number + 1,
            published=edition.published + timedelta(seconds=1),
            itinerary=replace(edition.itinerary, title=text),
        ),
        publication.site,
    )


def without(response: TestResponse, *names: str) -> dict[str, str]:
    return {name: value for name, value in response.headers if name not in names}


@pytest.mark.parametrize("address", ADDRESSES)
def test_hit_equals_answer_of_flask(app: Flask, client: FlaskClient, address: str) -> None:
    flask = Client(cache_of(app).app, Response).get(address, base_url=SITE)
    for _ in range(3):
        got = client.get(address)
        assert got.status_code == flask.status_code
        if "Location" in flask.headers:  # the cache makes it relative
            assert urljoin(SITE, led_to(got.request.path, got)) == urljoin(
                SITE, flask.headers["Location"]
            )
        else:
            assert got.data == flask.data
        apart = ("Location", "Content-Length") if "Location" in flask.headers else ()
        assert without(got, *apart) == without(flask, *apart)
        head = client.head(address)
        assert (head.status_code, head.data) == (got.status_code, b"")
        assert without(head) == without(got)


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "DELETE", "PROPFIND"])
def test_other_methods_are_flasks(app: Flask, client: FlaskClient, method: str) -> None:
    client.get(WHOLE)
    flask = Client(cache_of(app).app, Response).open(WHOLE, method=method)
    got = client.open(WHOLE, method=method)
    assert (got.status_code, got.data) == (flask.status_code, flask.data)
    assert "Allow" in got.headers


@pytest.mark.whole
def test_every_encoding_of_everything_decodes_to_the_same_bytes() -> None:
    publication = in_two_languages()
    client = cached_app(publication).test_client()
    count = dict.fromkeys(DECODE, 0)
    for path in paths(publication):
        bare = client.get(path)
        for encoding in DECODE:
            got = client.get(path, headers={"Accept-Encoding": encoding})
            assert got.headers.get("Content-Encoding", "") in ("", encoding)
            assert DECODE[got.headers.get("Content-Encoding", "")](got.data) == bare.data
            assert int(got.headers["Content-Length"]) == len(got.data) <= len(bare.data)
            assert got.headers["Vary"] == "Accept-Encoding"
            count[encoding] += "Content-Encoding" in got.headers
    assert all(number > 50 for encoding, number in count.items() if encoding)


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        (None, ""),
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip, br;q=0", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, zstd, gzip", "zstd"),
        ("*", "br"),
        ("*;q=0", ""),
        ("gzip;q=0.2, identity;q=0.9", ""),
        ("gzip;q=0, *", "br"),
    ],
)
def test_the_best_accepted_encoding_is_sent(
    client: FlaskClient, accepted: str | None, sent: str
) -> None:
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    got = client.get(WHOLE, headers=headers)
    assert got.headers.get("Content-Encoding", "") == sent


def test_small_bodies_and_pictures_are_sent_as_they_are(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        known = assets()
    for name, body in known.files.items():
        got = client.get(known.path(name), headers={"Accept-Encoding": "br, gzip"})
        if name.endswith((".png", ".jpg", ".woff2")) or len(body) < 500:
            assert "Content-Encoding" not in got.headers, name


@pytest.mark.parametrize("encoding", DECODE)
def test_304_has_only_headers_that_caches_need(client: FlaskClient, encoding: str) -> None:
    asked = {"Accept-Encoding": encoding}
    full = client.get(WHOLE, headers=asked)
    for known in ('"x", ' + full.headers["ETag"], "W/" + full.headers["ETag"], "*"):
        got = client.get(WHOLE, headers={**asked, "If-None-Match": known})
        assert (got.status_code, got.data) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
            assert got.headers[name] == full.headers[name]
        assert "Content-Type" not in got.headers
        assert "Content-Encoding" not in got.headers


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_tag_from_before_a_restart_revalidates_whatever_encoding_it_has(
    app: Flask, publication: Publication, encoding: str
) -> None:
    tag = app.test_client().get(WHOLE, headers={"Accept-Encoding": encoding}).headers["ETag"]
    for accepted in (*DECODE, None):
        restarted = cached_app(publication).test_client()
        headers = {"If-None-Match": tag} | (
            {} if accepted is None else {"Accept-Encoding": accepted}
        )
        got = restarted.get(WHOLE, headers=headers)
        assert (got.status_code, got.headers["ETag"]) == (304, tag)


def test_if_match_is_honoured(client: FlaskClient) -> None:
    tag = client.get(WHOLE).headers["ETag"]
    assert client.get(WHOLE, headers={"If-Match": tag}).status_code == 200
    assert client.get(WHOLE, headers={"If-Match": '"other"'}).status_code == 412


# --- what is kept ---------------------------------------------------------------------------------


def small(publication: Publication, capacity: int) -> tuple[ResponseCache, FlaskClient]:
    """Return a cache of less capacity, and a client of its site."""
    app = cached_app(publication, capacity=capacity)
    return cache_of(app), app.test_client()


def odd_addresses() -> Iterator[str]:
    """Yield many different addresses that all have an answer."""
    for n in range(300):
        yield f"/en/?{n}"
        yield f"/static/{n}/itinerary.css"


def test_what_each_edition_changed_stands_with_the_addresses_of_which_there_are_many() -> None:
    assert addresses.is_unbounded(addresses.edition_json(3))
    assert not addresses.is_unbounded(addresses.editions_json())


@pytest.mark.whole
def test_random_queries_neither_evict_feeds_nor_fill_the_memory(publication: Publication) -> None:
    cache, client = small(publication, 400_000)
    feeds = [WHOLE, "/feeds/zh/state-visit-2024.ics", "/feeds/en/places/harbin.ics"]
    for feed in feeds:
        client.get(feed)
        client.get(feed, headers={"Accept-Encoding": "gzip"})
    kept = {feed: cache.generation.find(feed) for feed in feeds}
    for address in odd_addresses():
        client.get(address, headers={"Accept-Encoding": "gzip"})
        stores = (cache.generation.finite, cache.generation.unbounded)
        assert sum(store.size for store in stores) <= 400_000
        for store in stores:
            assert store.size == sum(cached.size for cached in store.responses.values())
    assert all(kept.values())
    assert {feed: cache.generation.find(feed) for feed in feeds} == kept


@pytest.mark.whole
def test_requested_responses_stay_when_not_all_fit() -> None:
    publication = in_two_languages()
    cache, client = small(publication, 300_000)
    for path in paths(publication):
        client.get(path)
        client.get(WHOLE)
    assert cache.generation.finite.size <= 300_000 * 3 // 4
    assert cache.generation.find(WHOLE)
    assert len(cache.generation.finite.responses) < len(list(paths(publication)))


def test_a_response_larger_than_the_cache_is_served(publication: Publication) -> None:
    cache, client = small(publication, 1000)
    for _ in range(2):
        for encoding in DECODE:
            got = client.get(WHOLE, headers={"Accept-Encoding": encoding})
            assert b"BEGIN:VCALENDAR" in DECODE[encoding](got.data)
            tag = got.headers["ETag"]
            assert client.get(WHOLE, headers={"If-None-Match": tag}).status_code == 304
    assert not cache.generation.finite.responses


@pytest.mark.parametrize("address", ["/", "/de/", "/en", "/nothing.ics", f"{WHOLE}?place=harbin"])
def test_errors_and_redirects_are_not_kept(app: Flask, client: FlaskClient, address: str) -> None:
    client.get(address)
    assert cache_of(app).generation.find(address) is None


def test_private_response_is_not_cached(app: Flask, client: FlaskClient) -> None:
    headers = {"a": ("Set-Cookie", "a=b"), "b": ("Cache-Control", "no-store"), "c": ("Vary", "X")}

    def view(name: str) -> Response:
        response = answer(b"words", "text/plain", cache_of(app).publication.edition.published)
        response.headers.add(*headers[name])
        return response

    app.add_url_rule("/for/one/<name>", view_func=view)
    for name in headers:
        assert client.get(f"/for/one/{name}").status_code == 200
        assert cache_of(app).generation.find(f"/for/one/{name}") is None


def test_invented_host_is_in_no_answer(client: FlaskClient) -> None:
    for address in ADDRESSES:
        got = client.get(address, base_url="https://evil.example/")
        assert "evil" not in got.text
        assert "evil" not in str(got.headers)


def test_a_response_is_rendered_once_for_requests_at_the_same_time(
    publication: Publication,
) -> None:
    made: list[str] = []
    app = create_app()
    together = threading.Barrier(8)

    def counted(environ: dict[str, object], start: object) -> object:
        made.append(str(environ["PATH_INFO"]))
        return app(environ, start)  # type: ignore[arg-type]

    cache = ResponseCache(counted, publication)  # type: ignore[arg-type]

    def ask() -> None:
        together.wait()
        assert Client(cache, Response).get(WHOLE).status_code == 200

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [WHOLE]


# --- editions -------------------------------------------------------------------------------------


def test_switch_serves_only_new_edition(client: FlaskClient, publication: Publication) -> None:
    client.get(WHOLE)
    client.get("/en/")
    switch(client, later(publication, "Another title"))
    assert "X-WR-CALNAME:Another title" in client.get(WHOLE).text
    assert "Another title" in client.get("/en/").text


def test_a_switch_renders_requested_responses_before_in_their_encodings(
    app: Flask, client: FlaskClient, publication: Publication
) -> None:
    for _ in range(3):
        client.get(WHOLE, headers={"Accept-Encoding": "gzip"})
    client.get("/en/")
    cache_of(app).switch(later(publication, "Another title"), warm_up=PATIENCE)
    for path, accepted in ((WHOLE, "gzip"), ("/en/", None)):
        answer = cache_of(app).generation.answer(path, RequestKey("GET", accepted))
        assert answer
        assert b"Another title" in DECODE[accepted or ""](answer.body)


def test_warming_begins_with_the_most_requested_and_ends_when_told(
    app: Flask, client: FlaskClient, publication: Publication
) -> None:
    for times, path in ((1, "/zh/"), (5, WHOLE), (3, "/en/")):
        for _ in range(times):
            client.get(path)
    steps = iter([False, False, True])
    generation = Generation(later(publication, "Another title"))
    cache_of(app).warm(generation, lambda: next(steps))
    assert list(generation.finite.responses) == [WHOLE, "/en/"]


def test_warming_leaves_out_slow_documents_and_requests_share_renderings(
    app: Flask, client: FlaskClient, publication: Publication
) -> None:
    made: list[str] = []
    go_on = threading.Event()
    cache = cache_of(app)
    for path in (WHOLE, WHOLE, "/en/programme.pdf", "/en/programme.png", "/en/"):
        assert client.get(path).status_code == 200
    inner = cache.app

    def held(environ: dict[str, object], start: object) -> object:
        made.append(str(environ["PATH_INFO"]))
        go_on.wait(PATIENCE)
        return inner(environ, start)  # type: ignore[arg-type]

    cache.app = held  # type: ignore[assignment]
    following = later(publication, "Another title")
    cache.switch(following, warm_up=0.01)  # which is over before the feed is rendered
    assert cache.publication is following
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(app.test_client().get(WHOLE).text))
    asking.start()
    go_on.set()
    asking.join()
    assert "Another title" in answers[0]
    assert made.count(WHOLE) == 1
    assert not any(path.endswith((".pdf", ".png")) for path in made)


def test_a_static_file_is_compressed_once_for_all_editions(
    app: Flask, client: FlaskClient, publication: Publication
) -> None:
    with app.app_context():
        path = assets().path("itinerary.css")
    client.get(path, headers={"Accept-Encoding": "br"})
    before = cache_of(app).generation.find(path)
    cache_of(app).switch(later(publication, "Another title"), warm_up=PATIENCE)
    assert cache_of(app).generation.find(path) is before is not None


def test_no_request_sees_half_of_an_edition(app: Flask, publication: Publication) -> None:
    """While editions are switched under load, each answer is of one edition, and no reader goes
    back to an earlier one."""
    cache = cache_of(app)
    problems: list[str] = []
    done = threading.Event()
    asked = [0, 0, 0]

    def read(which: int) -> None:
        client, last = Client(cache, Response), -1
        while not done.is_set():
            for path in (WHOLE, "/en/"):
                text = client.get(path).text
                found = {n for n in range(30) if f"Title {n:02}" in text}
                asked[which] += 1
                if len(found) > 1 or max(found, default=-1) < last:
                    problems.append(f"{path}: {found} after {last}")
                last = max(found, default=last)

    readers = [threading.Thread(target=read, args=(n,)) for n in range(3)]
    for reader in readers:
        reader.start()
    for number in range(30):
        cache.switch(later(cache.publication, f"Title {number:02}"), warm_up=PATIENCE)
    done.set()
    for reader in readers:
        reader.join()
    assert not problems
    assert min(asked) > 0


def test_banner_about_broken_file_ends_with_corrected_file(
    client: FlaskClient, publication: Publication
) -> None:
    fine = client.get("/en/")
    problem = Problem("events.yaml", 1, 1, "", "broken")
    switch(client, replace(publication, trouble=(problem,)))
    for _ in range(2):
        page = client.get("/en/")
        assert "this is the last good one" in page.text
        assert page.headers["Cache-Control"] == "no-cache"
    switch(client, publication)
    assert client.get("/en/").data == fine.data
