"""The acceptor alone, on a loop whose time a test sets."""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

if sys.platform != "linux":
    pytest.skip("only Linux has epoll", allow_module_level=True)

from itinerary.serve.acceptor import PAUSE, SWEEP, Acceptor, TlsAcceptor
from itinerary.serve.cache.bounded_store import RawRequestIndex
from itinerary.serve.fast_path import GRACE, QUIET, Adopted, Application

POLL = b"GET /feed.ics HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /feed.ics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
IDLE = 75
MOST = 3


class Loop:
    """A loop that reads when a test says so, and moves no connection."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.read: Callable[[], None] | None = None

    def time(self) -> float:
        """Return the time in seconds."""
        return self.now

    def call_later(self, seconds: float, call: Any, *arguments: Any) -> SimpleNamespace:
        """Schedule a call."""
        entry = (self.now + seconds, lambda: call(*arguments))
        self.due.append(entry)
        return SimpleNamespace(cancel=lambda: self.cancel(entry))

    def cancel(self, entry: tuple[float, Callable[[], None]]) -> None:
        """Forget what to call."""
        if entry in self.due:
            self.due.remove(entry)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while any(at <= end for at, _ in self.due):
            entry = min(self.due, key=lambda due: due[0])
            self.due.remove(entry)
            self.now = max(self.now, entry[0])
            entry[1]()
        self.now = end

    def add_reader(self, _descriptor: int, call: Callable[[], None]) -> None:
        """Register the function for a readable descriptor."""
        self.read = call

    def remove_reader(self, _descriptor: int) -> None:
        """Read no more."""
        self.read = None


class Moved(Acceptor):
    """An acceptor that notes which connections move to a protocol."""

    def _move(self, descriptor: int, adopted: Adopted) -> None:
        self.moved.append((socket.socket(fileno=descriptor), adopted))
        self._end_if_drained()

    moved: list[tuple[socket.socket, Adopted]]


class Setting:
    """An acceptor with its loop, its application, and connections to it."""

    def __init__(self, make: Callable[..., Acceptor] = Moved) -> None:
        self.loop, index = Loop(), RawRequestIndex()
        for request, closes in ((POLL, False), (LAST, True)):
            answer = SimpleNamespace(
                head=lambda date: b"HTTP/1.1 200 OK\r\nDate: %b\r\n\r\n" % date,
                body=b"whole",
                closes=closes,
                cached=SimpleNamespace(hits=0),
            )
            index.put(request, cast(Any, answer))
        cache: Any = SimpleNamespace(generation=SimpleNamespace(raw_requests=index))
        self.app = Application(cache, [], MOST)
        self.app._network = cast(Any, str)  # loopback is counted like any other network
        self.state = SimpleNamespace(connections=set(), default_headers=[(b"date", b"now")])
        protocol: Any = SimpleNamespace(
            app=self.app, cache=cache, server_state=self.state, timeout_keep_alive=IDLE
        )
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.acceptor = cast(Moved, make(self.loop, lambda: protocol, self.listener))
        self.acceptor.moved = []
        self.links: list[socket.socket] = []

    def connect(self, request: bytes = b"") -> socket.socket:
        """Connect, send a request, and let the acceptor read."""
        link = socket.create_connection(self.listener.getsockname(), 10)
        self.links.append(link)
        if request:
            link.sendall(request)
        self.read()
        return link

    def read(self) -> None:
        """Let the acceptor read."""
        assert self.loop.read
        self.loop.read()

    def held(self) -> int:
        """Return how many connections the network has."""
        return self.app._held["127.0.0.1"]


@pytest.fixture
def setting() -> Iterator[Setting]:
    """Give an acceptor on loopback."""
    made = Setting()
    yield made
    for link in (made.listener, *made.links, *(link for link, _ in made.acceptor.moved)):
        link.close()


def test_poll_that_closes_needs_no_protocol(setting: Setting) -> None:
    for _ in range(2 * MOST):
        link = setting.connect(LAST)
        assert link.recv(100).endswith(b"whole")
        assert link.recv(100) == b""
    assert not setting.acceptor.moved
    assert setting.held() == 0


def test_kept_connection_needs_no_protocol(setting: Setting) -> None:
    link = setting.connect(POLL)
    for _ in range(3):
        assert link.recv(100).endswith(b"whole")
        link.sendall(POLL)
        setting.read()
    assert not setting.acceptor.moved
    assert setting.held() == 1


@pytest.mark.parametrize("request_bytes", [b"GET", b"\x00", POLL + POLL, POLL.replace(b"x", b"y")])
def test_other_request_moves_to_protocol_as_it_is(setting: Setting, request_bytes: bytes) -> None:
    setting.connect(POLL)
    setting.links[0].sendall(request_bytes)
    setting.loop.wait(1)
    setting.read()
    setting.connect(request_bytes)
    kept, new = (adopted for _, adopted in setting.acceptor.moved)
    assert kept == Adopted("127.0.0.1", 1000.0, request_bytes)
    assert new == Adopted("127.0.0.1", 1001.0, request_bytes)
    assert setting.held() == 2  # the protocol counts them from there on


def test_connections_of_one_network_are_capped(setting: Setting) -> None:
    for request in (b"", POLL, b""):
        setting.connect(request)
    assert setting.held() == MOST
    setting.connect(POLL)
    assert [adopted.network for _, adopted in setting.acceptor.moved] == [None]
    setting.links[0].close()
    setting.read()
    assert setting.held() == MOST - 1
    assert setting.connect(POLL).recv(100).endswith(b"whole")


def test_capped_connection_over_tls_is_closed_without_handshake() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    setting = Setting(partial(TlsAcceptor, context=context))
    for _ in range(MOST):
        setting.connect()
    assert setting.connect().recv(1) == b""
    assert setting.held() == MOST
    for link in (setting.listener, *setting.links):
        link.close()


def test_idle_connection_is_closed(setting: Setting) -> None:
    silent, busy = setting.connect(), setting.connect(POLL)
    setting.loop.wait(IDLE - 5)
    busy.recv(100)
    busy.sendall(POLL)
    setting.read()
    assert setting.held() == 2
    setting.loop.wait(5 + SWEEP)
    assert silent.recv(1) == b""
    assert setting.held() == 1
    setting.loop.wait(IDLE + SWEEP)
    assert busy.recv(100).endswith(b"whole")
    assert busy.recv(1) == b""
    assert setting.held() == 0


def test_stop_closes_quiet_connections_first(setting: Setting) -> None:
    quiet = setting.connect(POLL)
    setting.loop.wait(QUIET)
    recent = setting.connect(POLL)
    queued = socket.create_connection(setting.listener.getsockname(), 10)
    setting.links.append(queued)
    queued.sendall(POLL)
    assert setting.state.connections == {setting.acceptor}
    setting.acceptor.close()
    setting.acceptor.shutdown()
    assert quiet.recv(100).endswith(b"whole")
    assert quiet.recv(1) == b""
    assert setting.held() == 2
    recent.sendall(POLL)
    setting.read()
    moved = [(adopted.received, adopted.draining) for _, adopted in setting.acceptor.moved]
    assert moved == [(POLL, True)] * 2
    assert not setting.state.connections
    assert setting.loop.read is None


def test_stop_closes_connections_that_were_not_accepted_yet(setting: Setting) -> None:
    for _ in range(2):
        socket.create_connection(setting.listener.getsockname(), 10).close()
    setting.acceptor.close()
    setting.acceptor.shutdown()
    assert setting.held() == 0
    assert not setting.state.connections
    assert setting.loop.read is None


def test_stop_ends_after_grace(setting: Setting) -> None:
    recent = setting.connect(POLL)
    setting.acceptor.close()
    setting.acceptor.shutdown()
    assert setting.state.connections
    setting.loop.wait(GRACE)
    assert recent.recv(100).endswith(b"whole")
    assert recent.recv(1) == b""
    assert not setting.state.connections


def test_without_descriptors_nothing_is_accepted_for_a_while(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted() -> None:
        raise OSError(24, "Too many open files")

    listener = SimpleNamespace(_accept=exhausted)
    with monkeypatch.context() as patched:
        patched.setattr(setting.acceptor, "_listener", listener)
        link = setting.connect(POLL)
    setting.read()
    assert setting.held() == 0
    setting.loop.wait(PAUSE)
    setting.read()
    assert link.recv(100).endswith(b"whole")
