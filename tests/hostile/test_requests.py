"""Requests that no honest client sends: made-up hosts, odd addresses, any method."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import SITE as ADDRESS
from tests.conftest import edition_of
from tests.process.test_workers import FEED, connection, exchange
from tests.support.serving import Server


@pytest.mark.parametrize("path", ["/n%3Fope", "/en", "/n%3Fope/", "/%3F", "/zh/index"])
def test_responses_do_not_repeat_the_host_of_the_request(served: Server, path: str) -> None:
    def ask(host: str) -> tuple[int, str | None, bytes]:
        link = connection(served)
        try:
            link.putrequest("GET", path, skip_host=True)
            link.putheader("Host", host)
            link.endheaders()
            answer = link.getresponse()
            return answer.status, answer.getheader("Location"), answer.read()
        finally:
            link.close()

    own = ask("visit.example")
    there = {"/en": (308, "en/"), "/zh/index": (308, "index/")}
    assert own[:2] == there.get(path, (404, None))
    for host in ("xn--4ca", "evil.example", "evil.example:80", "[::1]", ""):
        assert ask(host) == own
    for host in ("[::1", "a/b", "a b"):
        assert ask(host)[0] == 400  # RFC 9112, section 3.2


@pytest.mark.parametrize(
    "target",
    [
        *("//en/", "///en/", "/./en/", "/en//", "/en/./", "/en/%2e/", "/%2e%2E/en/", "/en/%2E%2e"),
        *("/en%2F", "/%2fen/", "/en/%2fabout/", "/en%2Fabout/", "/en%5c", "/en/%5Cabout/"),
        *("//feeds/en/state-visit-2024.ics", "//evil.example/en/", "/%2F%2fevil.example/%2e%2e"),
        *("//evil.example", "/\\evil.example", "/%09/evil.example", "*", "http:", "en/"),
    ],
)
def test_path_that_normalises_to_another_is_404(served: Server, target: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        ask = f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answer = exchange(served, ask.encode("latin-1"))
        assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 ")), (method, answer[:200])
        assert b"\r\nlocation:" not in answer.lower()


METHODS = (
    *("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"),
    *("PROPFIND", "REPORT", "PURGE", "QUERY", "get", "X"),
)


def test_every_method_at_every_kind_of_address_is_answered(served: Server) -> None:
    current = Publication(edition_of("visit"), ADDRESS)
    kinds = {path.replace("/zh/", "/en/").replace("/ru/", "/en/") for path in _each_kind(current)}
    kinds |= {path.rstrip("/") or "/" for path in kinds}
    kinds |= {"/", "/nothing", "/en/nothing/", "/en/events/nothing.ics", "/static/x/nothing.css"}
    kinds |= {"/oembed", "/oembed?url=x", "/embed/en/", "/en?place=x", f"{FEED}?place=x", "/%00"}
    for path in sorted(kinds):
        for method in METHODS:
            ask = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            status = int(exchange(served, ask.encode()).split(b" ", 2)[1])
            assert status in (200, 301, 302, 308, 400, 404, 405, 501), (method, path, status)
            if status >= 500:  # a document whose extra is not installed
                assert path.endswith((".pdf", ".png"))
    assert "Traceback" not in served.said()


def _each_kind(current: Publication) -> Iterator[str]:
    """Yield a path of each kind that the site has: one of each folder."""
    seen = set()
    for path in (*site_paths.paths(current), *site_paths.pictures(current)):
        folder, _, name = path.rstrip("/").rpartition("/")
        kind = (folder, Path(name).suffix, path.endswith("/"))
        if kind not in seen:
            seen.add(kind)
            yield path
