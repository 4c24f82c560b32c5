"""HTTP is the same with the fast path, without it, and from a cache in front.

The tests are those of the application in one process; here their clients ask real servers over
sockets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from itinerary.ledger import Edition
from itinerary.ledger.store import Ledger
from itinerary.model.text import Text
from itinerary.value import replace
from tests.conftest import PROGRAMMES, SITE
from tests.support.deployment import nginx, self_signed
from tests.support.http_client import HttpClient, SocketClient
from tests.support.serving import eventually, running, serving
from tests.unit.website.files import test_feeds as feeds
from tests.unit.website.files.test_feeds import (  # noqa: F401  pytest collects them from here
    DECODE,
    WHOLE,
    test_a_combined_selection_has_one_canonical_address,
    test_a_known_etag_gives_304_without_a_body,
    test_a_selection_without_events_is_a_calendar_with_one_notice,
    test_an_encoding_holds_the_same_bytes_under_its_own_etag_and_revalidates,
    test_an_unknown_etag_gives_the_feed_even_if_the_date_matches,
    test_combined_feed_has_events_that_all_filters_select,
    test_guessed_address_is_the_whole_programme,
    test_gzip_is_not_sent_to_a_client_that_refuses_it,
    test_if_modified_since_alone_gives_304,
    test_last_modified_is_that_of_the_newest_revision,
    test_selection_of_one_facet_redirects_to_its_path,
    test_the_accept_header_changes_nothing,
    test_the_user_agent_changes_nothing,
    test_unknown_feeds_are_404_with_a_reason_in_plain_text_and_never_an_empty_calendar,
    test_writing_is_refused_with_405_and_the_allowed_methods,
)
from tests.unit.website.test_pages import (  # noqa: F401
    test_front_door_redirects_to_the_reader_s_language,
    test_page_without_its_last_slash_redirects_to_the_page,
)
from tests.unit.website.test_redirects import (  # noqa: F401
    BOTH,
    FORMER,
    MOVED,
    test_redirects_are_combined_into_one,
    test_unknown_path_is_404_without_a_redirect,
)

Serve = Callable[[Path, Path], AbstractContextManager[SocketClient]]
"""Serves what a ledger holds, with a folder for its own files."""


@contextmanager
def as_shipped(ledger: Path, folder: Path) -> Iterator[SocketClient]:
    options = ("--no-publish", "--ledger", str(ledger), "--site", SITE)
    with serving(None, *options) as server:
        yield SocketClient(server.address)


@contextmanager
def plain_uvicorn(ledger: Path, folder: Path) -> Iterator[SocketClient]:
    with running("tests.support.plain_server", "asgi", str(ledger), SITE) as server:
        yield SocketClient(server.address)


@contextmanager
def plain_wsgi(ledger: Path, folder: Path) -> Iterator[SocketClient]:
    with running("tests.support.plain_server", "wsgi", str(ledger), SITE) as server:
        yield SocketClient(server.address)


CACHE_LOG = "cache.log"
"""The file in which nginx writes, for each request, what its cache had: MISS, HIT, REVALIDATED."""


@contextmanager
def behind_a_cache(ledger: Path, folder: Path, *directives: str) -> Iterator[SocketClient]:
    """Serve behind deploy/nginx.conf with a cache, and with more directives for it."""
    caching = (
        "proxy_cache pages;",
        "proxy_cache_revalidate on;",
        f"access_log {folder}/{CACHE_LOG} cache;",
        *directives,
    )
    with as_shipped(ledger, folder) as server:
        replaced = {
            "unix:/run/itinerary/http.sock": server.address.removeprefix("http://").rstrip("/"),
            "upstream itinerary {": (
                f"proxy_cache_path {folder}/cache keys_zone=pages:1m;\n"
                "log_format cache '$upstream_cache_status $request';\n"
                "upstream itinerary {"
            ),
            "proxy_pass http://itinerary;": "\n".join(("proxy_pass http://itinerary;", *caching)),
        }
        with nginx("nginx.conf", self_signed(folder), folder, replaced) as front:
            yield SocketClient(f"https://127.0.0.1:{front.https}/")


@contextmanager
def behind_a_brief_cache(ledger: Path, folder: Path) -> Iterator[SocketClient]:
    """Serve behind a cache for which a second is as long as the five minutes of `Cache-Control`."""
    brief = ("proxy_ignore_headers Cache-Control;", "proxy_cache_valid 200 1s;")
    with behind_a_cache(ledger, folder, *brief) as client:
        yield client


WITHOUT_CACHE: tuple[Serve, ...] = (as_shipped, plain_uvicorn, plain_wsgi)


@pytest.fixture(
    scope="module", params=[*WITHOUT_CACHE, behind_a_cache], ids=lambda serve: serve.__name__
)
def client_of(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    editions: dict[str, Edition],
) -> Iterator[Callable[[str], HttpClient]]:
    """Give a client for a server of one of the programmes, which is started when it is needed; in
    place of the one that asks the application in this process."""
    serve: Serve = request.param
    histories = {name: [edition] for name, edition in editions.items()}
    histories["former"] = [BOTH, MOVED, FORMER]
    clients: dict[str, HttpClient] = {}
    with ExitStack() as stack:

        def client(name: str) -> HttpClient:
            if name not in clients:
                folder = tmp_path_factory.mktemp(name)
                ledger = ledger_of(histories[name], folder)
                clients[name] = stack.enter_context(serve(ledger, folder))
            return clients[name]

        yield client


@pytest.fixture
def former(client_of: Callable[[str], HttpClient]) -> HttpClient:
    """Give a client for the site of a programme that had one language more."""
    return client_of("former")


def ledger_of(history: list[Edition], folder: Path) -> Path:
    """Return the path of a ledger with the editions of a programme."""
    path = folder / "ledger.sqlite"
    ledger = Ledger(path)
    for previous, edition in zip((None, *history), history, strict=False):
        ledger.append(previous, edition)
    ledger.close()
    return path


# What a server or a cache makes of headers it makes of those of any programme. So the other servers
# are asked for all feeds of one programme, and the shipped one for those of every programme.
@pytest.mark.parametrize(
    ("client_of", "programme"),
    [
        *((serve, "visit") for serve in (*WITHOUT_CACHE, behind_a_cache)),
        *((as_shipped, programme) for programme in PROGRAMMES if programme != "visit"),
    ],
    indirect=["client_of"],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_every_feed_is_served_with_the_headers_that_clients_need(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], HttpClient]
) -> None:
    feeds.test_every_feed_is_served_with_the_headers_that_clients_need(
        programme, editions, client_of
    )


@pytest.mark.parametrize("client_of", [as_shipped], indirect=True, ids=lambda s: s.__name__)
def test_event_without_a_day_has_no_file_and_a_reason(
    client_of: Callable[[str], HttpClient],
) -> None:
    """Of the other servers: see the reasons why feeds are unknown."""
    feeds.test_event_without_a_day_has_no_file_and_a_reason(client_of)


@pytest.mark.parametrize("client_of", WITHOUT_CACHE, indirect=True, ids=lambda s: s.__name__)
@pytest.mark.parametrize("encoding", DECODE)
def test_etag_of_one_encoding_gives_304_for_others(visit: HttpClient, encoding: str) -> None:
    """A cache compares only the ETag of the encoding that it would send, and sends that."""
    feeds.test_etag_of_one_encoding_gives_304_for_others(visit, encoding)


@pytest.mark.parametrize(
    "serve", [*WITHOUT_CACHE, behind_a_brief_cache], ids=lambda serve: serve.__name__
)
def test_a_new_edition_changes_the_affected_feeds_alone(
    serve: Serve,
    editions: dict[str, Edition],
    tmp_path: Path,
    open_ledger: Callable[[str | Path], Ledger],
) -> None:
    first = editions["visit"]
    event = first.itinerary.by_id["gala"]
    renamed = replace(event, title=Text.of("Ball", first.itinerary.languages))
    events = tuple(renamed if e is event else e for e in first.itinerary.events)
    later = first.published + timedelta(hours=1)
    affected, other = WHOLE, "/feeds/en/places/harbin.ics"
    path = ledger_of([first], tmp_path)
    with serve(path, tmp_path) as client:
        before = {feed: client.get(feed).headers for feed in (affected, other)}
        open_ledger(path).publish(replace(first.itinerary, events=events), later)
        eventually(lambda: "SUMMARY:Ball" in client.get(affected).text)
        stamp = later.strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert client.get(affected).headers["Last-Modified"] == stamp
        for asked, tag in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            for feed, status in ((affected, 200), (other, 304)):
                headers = {asked: before[feed][tag]}
                assert client.get(feed, headers=headers).status_code == status, (feed, asked)


def test_cache_answers_and_revalidates(editions: dict[str, Edition], tmp_path: Path) -> None:
    log = tmp_path / CACHE_LOG

    def was(status: str) -> bool:
        assert client.get(WHOLE).data == first.data
        return f"{status} GET {WHOLE}" in log.read_text()

    with behind_a_brief_cache(ledger_of([editions["visit"]], tmp_path), tmp_path) as client:
        first = client.get(WHOLE)
        for status in ("HIT", "REVALIDATED"):
            eventually(partial(was, status))
