"""Greedy, slow and many clients: the harm that one of them can do to the others."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from itinerary.serve.cache.response_cache import ResponseCache
from itinerary.serve.fast_path import LOOK, STALLED, Application, Protocol
from tests.process.test_workers import FEED, SITE, workers
from tests.support.serving import PATIENCE, Server, eventually, serving


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a copy of the visit's file."""
    made = tmp_path / "events.yaml"
    made.write_bytes((Path(__file__).parents[2] / "events.yaml").read_bytes())
    return made


def link_to(server: Server) -> socket.socket:
    """Return a connection with a small receive buffer, which is full before the test reads."""
    where = urlsplit(server.address)
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.settimeout(PATIENCE)
    link.connect((str(where.hostname), where.port))
    return link


def resident(pid: int) -> int:
    """Return the resident memory of a process, in bytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of a process")
def test_client_that_pipelines_without_reading_pins_no_memory(file: Path) -> None:
    """A server that read on before its answers were read kept 370 MB for 60 such connections."""
    ask = b"GET /en/?q=%d HTTP/1.1\r\nHost: x\r\n\r\n"
    with serving(file, *SITE) as server, ExitStack() as links:
        (worker,) = workers(server)
        assert server.get("/en/")[0] == 200
        before = resident(worker)
        for n in range(60):
            link = links.enter_context(link_to(server))
            link.setblocking(False)
            requests = b"".join(ask % (n * 3000 + m) for m in range(1500))
            try:
                while requests:
                    requests = requests[link.send(requests) :]
            except BlockingIOError:
                pass  # the server has stopped reading, as it should
        for _ in range(20):
            assert server.get("/en/")[0] == 200  # the others are served meanwhile
        assert resident(worker) - before < 100 * 2**20


def test_pipelined_requests_beyond_buffer_are_answered(served: Server) -> None:
    ask = b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n"
    names = [FEED.encode(), b"/nothing/here.ics", b"/en/about/"] * 100
    last = b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with link_to(served) as link:
        link.sendall(b"".join(ask % name for name in names) + last)
        got = b"".join(iter(lambda: link.recv(65536), b""))
        statuses = [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]]
        assert statuses == [200, 404, 200] * 100 + [200]


def test_connections_of_one_network_are_limited(file: Path) -> None:
    held = 4
    app = Application(cast(ResponseCache, None), ["10.0.0.0/8"], held)
    far = [(f"198.51.100.{n}", 1000 + n) for n in range(held + 1)]
    networks = [app.admit(client) for client in far]
    assert networks == ["198.51.100.0/24"] * held + [None]
    assert app.admit(("198.51.101.1", 1)) == "198.51.101.0/24"
    assert app.admit(("2001:db8:1:2::1", 1)) == "2001:db8:1::/56"
    assert app.admit(("::ffff:198.51.100.9", 1)) is None
    for near in (("10.1.2.3", 1), ("127.0.0.1", 1), ("::1", 1), None):
        assert [app.admit(near) for _ in range(2 * held)] == [""] * 2 * held
    app.leave("198.51.100.0/24")
    assert app.admit(far[-1]) == "198.51.100.0/24"


class Clock:
    """An event loop whose time the test sets."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: list[tuple[float, Any]] = []

    def time(self) -> float:
        """Return the time in seconds."""
        return self.now

    def call_later(self, seconds: float, call: Any) -> SimpleNamespace:
        """Schedule a call."""
        self.due.append((self.now + seconds, call))
        return SimpleNamespace(cancel=lambda: None)

    def wait(self, seconds: float) -> None:
        """Let time pass, and make the calls that become due."""
        end = self.now + seconds
        while any(at <= end for at, _ in self.due):
            at, call = min(self.due, key=lambda due: due[0])
            self.due.remove((at, call))
            self.now = max(self.now, at)
            call()
        self.now = end


class Wire:
    """A transport with `unsent` bytes that the client does not read."""

    def __init__(self) -> None:
        self.unsent = 0
        self.ended: str = ""

    def get_extra_info(self, name: str) -> object:
        """Return that this is TLS, so that the protocol does not write to a descriptor."""
        return True if name == "sslcontext" else None

    def get_write_buffer_size(self) -> int:
        """Return the number of bytes that wait to be sent."""
        return self.unsent

    def is_closing(self) -> bool:
        """Tell whether it ends."""
        return bool(self.ended)

    def close(self) -> None:
        """End when all is sent."""
        self.ended = self.ended or "closed"

    def abort(self) -> None:
        """End at once."""
        self.ended = self.ended or "aborted"


@pytest.fixture
def stalled() -> Iterator[tuple[Protocol, Wire, Clock]]:
    """Give a connection whose client reads nothing, with its transport and its clock."""
    app, clock, wire = Application(cast(ResponseCache, SimpleNamespace()), [], 1), Clock(), Wire()
    loop = asyncio.new_event_loop()
    config = Config(cast(Any, app), timeout_keep_alive=75, log_config=None)
    config.load()
    config.loaded_app = app
    made = Protocol(config, ServerState(), {}, cast(Any, clock))
    made.connection_made(cast(Any, wire))
    wire.unsent = 100_000
    made.pause_writing()
    yield made, wire, clock
    loop.close()


def test_client_that_does_not_read_is_disconnected(stalled: tuple[Protocol, Wire, Clock]) -> None:
    _, wire, clock = stalled
    clock.wait(75 + 2 * LOOK + STALLED)
    assert wire.ended == "aborted"


def test_client_that_reads_slowly_keeps_its_connection(
    stalled: tuple[Protocol, Wire, Clock],
) -> None:
    _, wire, clock = stalled
    for _ in range(100):
        clock.wait(STALLED / 2)
        wire.unsent -= 500
        assert not wire.ended


def test_many_open_connections_do_not_block_answers(served: Server) -> None:
    with ExitStack() as links:
        for _ in range(600):  # half open, and from this machine, which is not counted
            link = links.enter_context(link_to(served))
            link.sendall(b"GET / HT")
        assert served.get(FEED)[0] == 200
        eventually(lambda: served.get("/en/")[0] == 200)
