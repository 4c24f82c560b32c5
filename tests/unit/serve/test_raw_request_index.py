"""Requests that are answered by their bytes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from itinerary.serve.cache.bounded_store import RawRequestIndex, essence
from itinerary.serve.cache.representation import WireResponse

HEAD = b"GET /feed.ics HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n"


def with_lines(*lines: bytes) -> bytes:
    """Return the head with more lines after Host."""
    before, after = HEAD.split(b"Accept-Encoding")
    return b"%b%bAccept-Encoding%b" % (before, b"".join(b"%b\r\n" % line for line in lines), after)


@pytest.fixture
def answer() -> WireResponse:
    """Give a response that counts its hits."""
    return cast(WireResponse, SimpleNamespace(cached=SimpleNamespace(hits=0)))


@pytest.fixture
def index(answer: WireResponse) -> RawRequestIndex:
    """Give an index that has the head, as a proxy sends it."""
    made = RawRequestIndex()
    made.put(with_lines(b"X-Forwarded-For: 10.0.0.1"), answer)
    return made


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (b"X-Forwarded-For: 10.0.0.1",),
        (b"X-Forwarded-For: 10.0.0.2", b"x-forwarded-proto:https"),
        (b"User-Agent: \xc3\xa9/1.0 (a; b)", b"Cookie: a=\t1", b"Via: 1.1 a", b"Forwarded: for=a"),
        (b"Accept: text/calendar", b"Accept-Language:", b"Sec-Fetch-Mode: cors"),
    ],
)
def test_request_is_found_whatever_its_irrelevant_headers(
    index: RawRequestIndex, answer: WireResponse, lines: tuple[bytes, ...]
) -> None:
    found = [index.get(with_lines(*lines)) for _ in range(2)]
    assert found == [answer] * 2
    assert answer.cached
    assert answer.cached.hits == 2


@pytest.mark.parametrize(
    "request_bytes",
    [
        HEAD.replace(b"GET", b"HEAD"),
        HEAD.replace(b"feed", b"other"),
        HEAD.replace(b"1.1", b"1.0"),
        HEAD.replace(b"Host: x", b"Host: y"),
        HEAD.replace(b"gzip", b"br"),
        HEAD[:-2],
        HEAD + HEAD,
        HEAD + b"\r\n",
        HEAD + b"X-A: b",
        HEAD + b"X-A: b\r\n\r\n",
        HEAD[:-2] + b"X-A: b",
        *(
            with_lines(line)
            for line in (
                b"Connection: close",
                b"Content-Length: 1",
                b"Expect: 100-continue",
                b"Host: x",
                b"If-Match: *",
                b"If-Modified-Since: Sat, 01 Jan 2000 00:00:00 GMT",
                b'If-None-Match: "a"',
                b"Proxy-Connection: close",
                b"Transfer-Encoding: chunked",
                b"Upgrade: h2c",
                b"X_Forwarded_For: a",
                b"X-A : b",
                b" X-A: b",
                b"X-A: b\r\n folded",
                b"X-A: b\r\n\tfolded",
                b"X-A: b\nContent-Length: 1",
                b"X-A: b\rContent-Length: 1",
                b"X-A: \x00",
                b"X-A",
                b"",
            )
        ),
    ],
)
def test_other_request_is_not_found(index: RawRequestIndex, request_bytes: bytes) -> None:
    assert index.get(request_bytes) is None
    assert index.get(request_bytes) is None


def test_essence_of_essence_is_the_same() -> None:
    request = with_lines(b"X-A: b", b"User-Agent: c")
    assert essence(request) == essence(essence(request)) == HEAD


def test_long_request_is_not_kept(answer: WireResponse) -> None:
    index = RawRequestIndex()
    request = with_lines(b"X-A: " + b"a" * RawRequestIndex.LONGEST)
    index.put(request, answer)
    assert index.get(request) is None
    assert not index.young


def test_index_is_bounded_and_keeps_repeated_requests(answer: WireResponse) -> None:
    index = RawRequestIndex()
    index.put(HEAD, answer)
    for n in range(3 * RawRequestIndex.MOST):
        index.put(HEAD.replace(b"feed", b"%d" % n), answer)
        assert len(index.young) + len(index.old) <= RawRequestIndex.MOST
        if n % 1000 == 0:
            assert index.get(with_lines(b"X-A: %d" % n)) is answer
    index.clear()
    assert index.get(HEAD) is None
