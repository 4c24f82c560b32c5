"""Odd, broken, joined and split requests: the server reads the same ones as another parser.

h11 reads them too. It is written from RFC 9112 without a line in common with the server's parser.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Sequence
from http.client import HTTPResponse, IncompleteRead
from io import BytesIO
from itertools import pairwise
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.bounds import bounded
from tests.hostile.corpus import CASES, HIDDEN, TARGET, Case, May
from tests.process.test_workers import FEED, exchange
from tests.support.serving import PATIENCE, Server

MARK = b"GET /en/events/gala.ics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
"""The request after each case; its answer shows whether the case ended where it should."""

REFUSALS = {400, 408, 413, 414, 417, 431, 501, 505}


class Asked(NamedTuple):
    """A request as it was read. The `headers` are those that an answer may depend on."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    chunked: bool = False

    def alone(self) -> bytes:
        """Return the request in its plainest form, for a connection of its own."""
        lines = [b"%b: %b" % header for header in (*self.headers, (b"Host", b"x"))]
        head = b"\r\n".join([b"%b %b HTTP/1.1" % (self.method.encode(), self.target), *lines])
        return head + b"\r\nConnection: close\r\n\r\n"


class Answer(NamedTuple):
    """The parts of an answer that are the same each time."""

    status: int
    tag: str | None
    location: str | None
    body: bytes


class Wire:
    """The bytes from a connection, with the interface that the standard library's parser needs."""

    def __init__(self, data: bytes) -> None:
        self.left = BytesIO(data)

    def makefile(self, mode: str) -> Any:
        """Return what is left; closing it is closing one answer."""
        left = self.left

        class Rest(BytesIO):
            def readline(self, size: int | None = -1, /) -> bytes:
                return left.readline(-1 if size is None else size)

            def read(self, size: int | None = -1, /) -> bytes:
                return left.read(size)

            def readinto(self, buffer: Any, /) -> int:
                return left.readinto(buffer)

        return Rest()


def answers(data: bytes, methods: Iterable[str], *, most: int = 99) -> list[Answer]:
    """Return the complete answers to requests of these methods, at most `most`. Further answers are
    read as answers to GET."""
    wire, known = Wire(data), iter(methods)
    found: list[Answer] = []
    while len(found) < most and b"\r\n\r\n" in data[wire.left.tell() :]:
        answer = HTTPResponse(cast(socket.socket, wire), method=next(known, "GET"))
        answer.begin()
        try:
            body = answer.read()
        except IncompleteRead:
            break
        name = answer.getheader
        found.append(Answer(answer.status, name("ETag"), name("Location"), body))
    return found


def reading(stream: bytes) -> tuple[list[Asked], bool]:
    """Return the requests that h11 reads, and whether it finds the whole stream valid."""
    link, found = h11.Connection(h11.SERVER, max_incomplete_event_size=2**20), []
    link.receive_data(stream)
    try:
        while True:
            event = link.next_event()
            if isinstance(event, h11.Request):
                found.append(_asked(event))
            elif isinstance(event, h11.EndOfMessage):
                link.send(h11.Response(status_code=405, headers=[("Content-Length", "0")]))
                link.send(h11.EndOfMessage())
                if link.our_state is not h11.DONE or link.their_state is not h11.DONE:
                    return found, True
                link.start_next_cycle()
            elif not isinstance(event, h11.Data):
                return found, link.their_state is h11.IDLE and not link.trailing_data[0]
    except h11.RemoteProtocolError:
        return found, False


def _asked(event: h11.Request) -> Asked:
    kept = (b"accept-encoding", b"if-none-match", b"accept-language")
    return Asked(
        event.method.decode(),
        bytes(event.target),
        tuple((name, value) for name, value in event.headers if name in kept),
        any(name == b"transfer-encoding" for name, _ in event.headers),
    )


@pytest.fixture(scope="session")
def truth(served: Server) -> Any:
    """Give a function that returns the answer to a request sent alone, and remembers it."""
    known: dict[Asked, Answer] = {}

    def ask(asked: Asked) -> Answer:
        if asked not in known:
            got = exchange(served, asked.alone())
            (known[asked],) = answers(got, [asked.method])
        return known[asked]

    return ask


# --- one odd request, and a plain one after it ----------------------------------------------------


def test_odd_request_gets_answer_of_rfc_and_leaves_next_one_intact(
    served: Server, truth: Any
) -> None:
    hidden = truth(Asked("GET", HIDDEN))
    assert hidden.body.startswith(b"BEGIN:VCALENDAR")
    wrong = []
    for case in CASES:
        read, _ = reading(case.data + MARK)
        got = answers(exchange(served, case.data + MARK), [asked.method for asked in read])
        if hidden in got or not _allowed(case, read, got, truth):
            wrong.append(f"{case.name}: {[(a.status, a.body[:40]) for a in got]}")
    assert not wrong, "\n".join(wrong)


def _allowed(case: Case, read: Sequence[Asked], got: Sequence[Answer], truth: Any) -> bool:
    (mark,) = reading(MARK)[0]
    if case.may is not May.ANSWER and len(got) == 1 and got[0].status in REFUSALS:
        return True
    if case.may is May.REFUSE or not got or (read and got[0] != truth(read[0])):
        return False
    return list(got[1:]) == ([] if case.closes else [truth(mark)])


@pytest.mark.parametrize("case", [c for c in CASES if c.may is May.ANSWER], ids=lambda c: c.name)
def test_valid_cases_are_valid_for_h11(case: Case) -> None:
    read, whole = reading(case.data + MARK)
    assert whole
    assert len(read) == 2 or case.closes
    assert HIDDEN not in [asked.target for asked in read]


# --- many requests, joined and split --------------------------------------------------------------

TARGETS = [
    *(
        TARGET,
        FEED.encode(),
        b"/en/",
        b"/nothing/",
        b"/en",
        b"/en/events/gala.ics",
        b"/calendar.ics",
    ),
    *(b"/en/?q=x", b"/%65n/", b"http://x/zh/", FEED.encode() + b"?place=harbin&place=beijing"),
    b"/nothing.ics",
]
HEADERS = [
    *(b"Accept-Encoding: gzip", b"Accept-Encoding: br;q=0, zstd", b"If-None-Match: *", b"X:"),
    *(b"Connection: keep-alive", b"Connection: Upgrade\r\nUpgrade: h2c", b"Expect: 100-continue"),
    b"Accept-Language: ru",
]


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """Draw a valid request."""
    method = draw(st.sampled_from([b"GET"] * 6 + [b"HEAD", b"HEAD", b"POST", b"OPTIONS", b"PUT"]))
    body = draw(st.sampled_from([b"", b"", b"", b"", b"x", MARK, b"0\r\n\r\n" + MARK, b"y" * 300]))
    # An upgrade with a body is refused.
    headers = [line for line in HEADERS if not body or b"Upgrade" not in line]
    lines = [b"Host: x", *draw(st.lists(st.sampled_from(headers), max_size=2, unique=True))]
    chunked = bool(body) and draw(st.integers(0, 4)) == 0
    if chunked:
        lines.append(b"Transfer-Encoding: chunked")
        cut = draw(st.integers(1, len(body)))
        parts = [part for part in (body[:cut], body[cut:]) if part]
        body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    elif body or draw(st.booleans()):
        lines.append(b"Content-Length: %d" % len(body))
    first = b"%b %b HTTP/1.1" % (method, draw(st.sampled_from(TARGETS)))
    return b"\r\n".join([first, *draw(st.permutations(lines)), b"", body])


def pieces(stream: bytes, cuts: Iterable[float]) -> Iterator[bytes]:
    """Yield a stream in pieces, split at these fractions of its length."""
    at = sorted({0, len(stream), *(int(share * len(stream)) for share in cuts)})
    return (stream[begin:end] for begin, end in pairwise(at))


def talk(server: Server, parts: Iterable[bytes], methods: Sequence[str]) -> bytes:
    """Send pieces, each in a packet of its own; return all that comes until the server closes, or
    until requests of these methods are answered."""
    where = urlsplit(server.address)
    got = bytearray()
    with socket.create_connection((str(where.hostname), where.port), PATIENCE) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for part in parts:
                link.sendall(part)
            while len(answers(bytes(got), methods, most=len(methods))) < len(methods) and (
                more := link.recv(65536)
            ):
                got += more
            link.shutdown(socket.SHUT_WR)
            while more := link.recv(65536):
                got += more
        except OSError:
            pass  # the server closed the connection while the test was still sending
    return bytes(got)


cuts = st.lists(st.floats(0, 1), max_size=6)


@bounded(120)
@given(sent=st.lists(requests(), max_size=6), cuts=cuts)
def test_joined_and_split_requests_are_answered_as_single_ones(
    served: Server, truth: Any, sent: list[bytes], cuts: list[float]
) -> None:
    stream = b"".join(sent) + MARK
    read, whole = reading(stream)
    assert whole
    assert len(read) == len(sent) + 1
    # The server closes after chunks, so that a proxy that disagrees about their end does no harm.
    last = next((n for n, asked in enumerate(read) if asked.chunked), len(read) - 1)
    read = read[: last + 1]
    methods = [asked.method for asked in read]
    got = answers(talk(served, pieces(stream, cuts), methods), methods)
    if len(got) < len(read) and read[-1].chunked:
        read = read[: len(got)]  # a reset discards answers that were not read yet
    assert got == [truth(asked) for asked in read]


ODD = [
    *(
        b"\r",
        b"\n",
        b"\r\n",
        b" ",
        b"\t",
        b"\x00",
        b":",
        b",",
        b";",
        b"0",
        b"9",
        b"-",
        b"+",
        b"x",
        b"\xff",
    ),
    *(b"\r\n\r\n", b"\r\nContent-Length: 3", b"\r\nTransfer-Encoding: chunked", b"\r\n X: y"),
]


@bounded(250)
@given(
    sent=st.lists(requests(), min_size=1, max_size=3),
    changes=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 2), st.sampled_from(ODD)), min_size=1, max_size=3
    ),
    cuts=cuts,
)
def test_tampered_requests_are_read_as_by_h11(
    served: Server,
    truth: Any,
    sent: list[bytes],
    changes: list[tuple[float, int, bytes]],
    cuts: list[float],
) -> None:
    stream = b"".join(sent)
    for share, without, odd in changes:
        at = int(share * len(stream))
        stream = stream[:at] + odd + stream[at + without :]
    stream += MARK
    read, whole = reading(stream)
    if not whole:
        read = read[:-1]  # the parsers may differ about the last one: one may read on, or refuse
    methods = [asked.method for asked in read]
    data = talk(served, pieces(stream, cuts), methods)
    got = answers(data, methods, most=99 if whole else len(read))
    assert len(got) <= len(read)
    assert all(answer.status < 500 or answer.status in REFUSALS for answer in got)
    for asked, answer in zip(read, got, strict=False):
        if answer.status not in REFUSALS:
            assert answer == truth(asked)
