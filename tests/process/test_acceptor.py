"""Connections that the acceptor answers, and those that it moves to a protocol."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import visit_file
from tests.process.test_workers import FEED, PACE, SITE, connection, read_answer, workers
from tests.support.deployment import self_signed
from tests.support.programmes import large
from tests.support.serving import PATIENCE, Server, eventually, serving

POLL = f"GET {FEED} HTTP/1.1\r\nHost: visit.example\r\nConnection: close\r\n\r\n".encode()
KEPT = f"GET {FEED} HTTP/1.1\r\nHost: visit.example\r\n\r\n".encode()
MISS = b"GET /en/?q=%d HTTP/1.1\r\nHost: visit.example\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module", params=["http", "https"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Run a server whose feed is in the raw-request index."""
    folder = tmp_path_factory.mktemp("accept")
    file = visit_file(folder / "events.yaml")
    with running(file, folder if request.param == "https" else None) as found:
        for poll in (POLL, POLL):
            assert exchange(found, poll).endswith(b"END:VCALENDAR\r\n")
        yield found


@contextmanager
def running(file: Path, certified: Path | None) -> Iterator[Server]:
    """Run a server, over TLS if there is a folder for its certificate."""
    options = [*SITE]
    if certified:
        self_signed(certified)
        options += ["--certificate", str(certified / "fullchain.pem")]
        options += ["--key", str(certified / "privkey.pem")]
    context = ssl._create_unverified_context() if certified else None
    with serving(file, *options, context=context) as found:
        yield found


def connected(server: Server, *, buffer: int = 0) -> socket.socket:
    """Return a connection, over TLS if the server speaks it; it receives little at once if
    `buffer` is small."""
    where = urlsplit(server.address)
    link = socket.socket()
    if buffer:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    link.settimeout(PATIENCE)
    link.connect((str(where.hostname), where.port))
    return server.context.wrap_socket(link) if server.context else link


def exchange(server: Server, request: bytes) -> bytes:
    """Send bytes, and return all that comes until the server closes."""
    with connected(server) as link:
        link.sendall(request)
        return rest(link)


def rest(link: socket.socket) -> bytes:
    """Return all that comes until the server closes."""
    return b"".join(iter(lambda: link.recv(65536), b""))


def undated(answer: bytes) -> bytes:
    """Return an answer without its Date."""
    return re.sub(rb"Date: [^\r]*\r\n", b"", answer, count=1, flags=re.IGNORECASE)


def test_poll_over_new_connection_has_same_bytes_each_time(server: Server) -> None:
    answers = [exchange(server, POLL) for _ in range(4)]
    assert len({undated(answer) for answer in answers}) == 1
    assert answers[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert answers[0].count(b"\r\nConnection: close\r\n") == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (f"HEAD {FEED} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"\r\n\r\n"),
        (f"GET {FEED} HTTP/1.0\r\n\r\n", b"END:VCALENDAR\r\n"),
        (f"HEAD {FEED} HTTP/1.0\r\n\r\n", b"\r\n\r\n"),
    ],
    ids=["HEAD", "HTTP/1.0", "HEAD of HTTP/1.0"],
)
def test_other_forms_of_poll_have_same_bytes_each_time(
    server: Server, first: str, last: bytes
) -> None:
    answers = {undated(exchange(server, first.encode())) for _ in range(3)}
    assert len(answers) == 1
    answer = answers.pop()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(last)
    assert answer.count(b"\r\nConnection: close\r\n") == 1


def test_conditional_poll_is_answered_304_each_time(server: Server) -> None:
    tag = server.get(FEED)[1]["ETag"]
    poll = POLL[:-2] + f"If-None-Match: {tag}\r\n\r\n".encode()
    answers = {undated(exchange(server, poll)) for _ in range(3)}
    assert len(answers) == 1
    answer = answers.pop()
    assert answer.startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert answer.endswith(b"\r\n\r\n")


def test_many_connections_at_once_are_all_answered(server: Server) -> None:
    expected = undated(exchange(server, POLL))
    with ExitStack() as stack:
        links = [stack.enter_context(connected(server)) for _ in range(200)]
        for link in links:
            link.sendall(POLL)
        assert {undated(rest(link)) for link in links} == {expected}


def test_connection_that_sends_later_is_answered(server: Server) -> None:
    with connected(server) as silent, connected(server) as half:
        half.sendall(POLL[:30])
        assert exchange(server, POLL).endswith(b"END:VCALENDAR\r\n")
        half.sendall(POLL[30:])
        silent.sendall(POLL)
        assert undated(rest(half)) == undated(rest(silent)) == undated(exchange(server, POLL))


def test_request_byte_by_byte_is_answered(server: Server) -> None:
    with connected(server) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for n in range(len(POLL)):
            link.sendall(POLL[n : n + 1])
        assert undated(rest(link)) == undated(exchange(server, POLL))


def test_kept_connection_continues_after_request_outside_index(server: Server) -> None:
    with connected(server) as link:
        for n, request in enumerate([KEPT, KEPT, b"", KEPT, b"", KEPT, KEPT]):
            link.sendall(request or f"GET /en/?q={n} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            status, body = read_answer(link)
            assert status == 200
            assert body.endswith(b"END:VCALENDAR\r\n" if request else b"</html>")
        link.sendall(POLL)
        assert rest(link).endswith(b"END:VCALENDAR\r\n")


def test_nothing_is_answered_after_request_that_closes(server: Server) -> None:
    for _ in range(2):
        with connected(server) as link:
            link.sendall(POLL + KEPT + POLL)
            try:
                got = rest(link)
            except (ConnectionResetError, ssl.SSLError):  # the rest came to a closed connection
                continue
            assert got.count(b"HTTP/1.1 200 OK") <= 1


def test_pipelined_polls_are_answered_in_order(server: Server) -> None:
    with connected(server) as link:
        link.sendall(KEPT * 3 + MISS % 1)
        got = rest(link)
    assert got.count(b"HTTP/1.1 200 OK") == 4
    assert got.count(b"END:VCALENDAR") == 3
    assert got.rstrip().endswith(b"</html>")


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02\x00", b"\r\n\r\n\r\n", b"\x00" * 5000])
def test_garbage_is_never_answered_200(server: Server, garbage: bytes) -> None:
    with connected(server) as link:
        link.sendall(garbage)
        link.shutdown(socket.SHUT_WR)
        try:
            got = rest(link)
        except (ConnectionResetError, ssl.SSLError):
            got = b""
    assert b" 200 " not in got
    assert exchange(server, POLL).endswith(b"END:VCALENDAR\r\n")


def test_reset_by_client_does_not_affect_others(server: Server) -> None:
    for request in (b"", POLL[:20], POLL, KEPT, MISS % 2):
        for _ in range(20):
            link = connected(server)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if request:
                link.sendall(request)
            link.close()
    assert exchange(server, POLL).endswith(b"END:VCALENDAR\r\n")
    (worker,) = workers(server)
    eventually(lambda: len(os.listdir(f"/proc/{worker}/fd")) < 60)


@pytest.mark.parametrize("server", ["https"], indirect=True)
def test_plain_bytes_to_tls_are_not_answered(server: Server) -> None:
    where = urlsplit(server.address)
    for sent in (POLL, b"\x16\x03\x01\x00\x05hello", b"\x16\x03\x01"):
        with socket.create_connection((str(where.hostname), where.port), PATIENCE) as link:
            link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                assert b"HTTP" not in rest(link)
    assert exchange(server, POLL).endswith(b"END:VCALENDAR\r\n")


@pytest.mark.parametrize("server", ["https"], indirect=True)
def test_tls_session_is_resumed_on_next_connection(server: Server) -> None:
    where = urlsplit(server.address)
    context, last = ssl._create_unverified_context(), None
    for resumed in (False, True, True):
        plain = socket.create_connection((str(where.hostname), where.port), PATIENCE)
        with context.wrap_socket(plain, session=last) as link:
            link.sendall(POLL)
            assert rest(link).endswith(b"END:VCALENDAR\r\n")
            assert link.session_reused is resumed
            last = link.session


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_slow_reader_gets_every_byte_of_long_poll(tmp_path: Path, secure: bool) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(large(3000))
    with running(file, tmp_path if secure else None) as server:
        for closes in (True, False):
            reads_slowly(server, closes=closes)


def reads_slowly(server: Server, *, closes: bool) -> None:
    last = "Connection: close\r\n" if closes else ""
    poll = f"GET /feeds/en/large.ics HTTP/1.1\r\nHost: x\r\n{last}\r\n".encode()
    whole = server.get("/feeds/en/large.ics")[2]
    for _ in range(3):
        with connected(server, buffer=4096) as link:
            link.sendall(poll)
            assert server.get("/en/")[0] == 200  # others are served meanwhile
            assert read_answer(link) == (200, whole)
            if closes:
                assert link.recv(1) == b""
            else:
                link.sendall(poll)
                assert read_answer(link) == (200, whole)


def test_unix_socket_answers_polls(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    path = tmp_path / "itinerary.sock"
    with serving(file, "--uds", str(path), *SITE, port=""):
        for request in (POLL, KEPT, POLL, KEPT):
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(PATIENCE)
                link.connect(str(path))
                link.sendall(request)
                assert read_answer(link)[1].endswith(b"END:VCALENDAR\r\n")
                if request is KEPT:
                    link.sendall(request)
                    assert read_answer(link)[1].endswith(b"END:VCALENDAR\r\n")


def test_hangup_loses_no_poll_of_new_connections(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    failed: list[str] = []
    stop, polled = threading.Event(), [0]

    def poll(server: Server) -> None:
        while not stop.wait(PACE):
            try:
                got = exchange(server, POLL)
            except OSError as error:
                failed.append(repr(error))
            else:
                polled[0] += 1
                if not got.endswith(b"END:VCALENDAR\r\n"):
                    failed.append(repr(got[:100]))

    with serving(file, "--workers", "2", *SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        threads = [threading.Thread(target=poll, args=(server,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            before = workers(server)
            server.process.send_signal(signal.SIGHUP)
            eventually(lambda: len(workers(server)) == 2 and not workers(server) & before)
            count = polled[0]
            eventually(lambda: polled[0] > count + 50)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert not failed


def test_stop_answers_requests_on_kept_connections(tmp_path: Path) -> None:
    """A connection that was used just now may ask once more; then the server closes it."""
    file = visit_file(tmp_path / "events.yaml")
    with serving(file, *SITE) as server:
        (worker,) = workers(server)
        link = connection(server)
        link.request("GET", FEED)
        assert link.getresponse().read()
        os.kill(worker, signal.SIGTERM)
        link.request("GET", FEED)
        answer = link.getresponse()
        assert answer.read().endswith(b"END:VCALENDAR\r\n")
        eventually(lambda: worker not in workers(server))
        link.close()
