"""Connections accepted in batches, whose cache hits need neither a transport nor a protocol.

Calendar apps open a connection for each poll, and building what an event loop keeps for a
connection takes longer than answering one request. Therefore an `Acceptor` holds connections as
bare descriptors in an epoll of its own, and answers the requests that the raw-request index has.
Any other request moves its connection to a transport and a protocol of uvicorn, where it stays.

Only Linux has epoll. Elsewhere uvicorn's protocol has each connection from the beginning.
"""

from __future__ import annotations

import asyncio
import errno
import os
import select
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import uvloop

from itinerary.serve.fast_path import GRACE, QUIET, Adopted, date_header
from itinerary.serve.sockets import BACKLOG
from itinerary.serve.tls import TlsProtocol, TlsSession
from itinerary.value import replace

if TYPE_CHECKING:
    from itinerary.serve.cache.representation import WireResponse
    from itinerary.serve.fast_path import Protocol

BATCH = 64
"""Connections that are accepted at once, and events that are taken at once."""

ROUNDS = 4
"""Batches after which other work of the event loop has its turn."""

READ = 2**14
"""Bytes that are read at once; nearly all requests are shorter."""

LONGEST_READ = 2**18
"""Bytes that are read before a protocol takes over, about as many as uvloop reads at once. A
refusal reaches a client only if the server has read all that the client sent."""

SWEEP = 1.0
"""Seconds between two searches for idle connections."""

PAUSE = 1.0
"""Seconds without accepting after the process ran out of descriptors or memory."""

TICKETS = 1
"""Tickets for each TLS connection (RFC 8446 §4.6.1), as of Go's servers; OpenSSL's default is 2. An
app polls over one connection at a time, and a second ticket takes 5 % of a handshake's time."""

_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Loop(uvloop.Loop):
    """uvloop, with an `Acceptor` for each listening socket that is given."""

    async def create_server(  # type: ignore[override]
        self, protocol_factory: Callable[[], Protocol], *arguments: Any, **options: Any
    ) -> Any:
        """Return a server that listens."""
        listener, context = options.get("sock"), options.get("ssl")
        if listener is None:
            return await super().create_server(protocol_factory, *arguments, **options)
        if context is None:
            return Acceptor(self, protocol_factory, listener)
        return TlsAcceptor(self, protocol_factory, listener, context)


class Acceptor:
    """A server with the interface of asyncio's, which uvicorn also counts as one connection.

    Uvicorn closes the acceptor first, shuts it down as it does each connection, and waits until the
    acceptor has left the set of connections. It leaves when it holds no connection any more.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        protocol_factory: Callable[[], Protocol],
        listener: socket.socket,
    ) -> None:
        """Begin to accept."""
        self._loop = loop
        self._factory = protocol_factory
        self._listener = listener
        self._listening = listener.fileno()
        example = protocol_factory()
        self._app = example.app
        self._cache = example.cache
        self._state = example.server_state
        self._idle: float = example.timeout_keep_alive
        self._held: dict[int, tuple[str, float]] = {}
        """For each connection by its descriptor: its network, and the time of its last request by
        the clock of the loop. The least recent is the first."""
        self._moving: set[asyncio.Task[Any]] = set()
        """The tasks in which connections move to a protocol."""
        self._draining = self._ending = False
        listener.setblocking(False)
        self._epoll = select.epoll()
        self._epoll.register(self._listening, select.EPOLLIN)
        if not self._state.default_headers:  # uvicorn sets them once per second
            self._state.default_headers = date_header()
        self._state.connections.add(cast(Any, self))
        loop.add_reader(self._epoll.fileno(), self._on_readable)
        self._timer = loop.call_later(SWEEP, self._sweep)

    # --- requests ----------------------------------------------------------------------------

    def _on_readable(self) -> None:
        """Serve the connections that are ready, up to ROUNDS batches of them."""
        for _ in range(ROUNDS):
            events = self._epoll.poll(0, BATCH)
            find, now = self._index(), self._loop.time()
            for descriptor, _mask in events:
                if descriptor in self._held:
                    self._serve(descriptor, find, now)
                elif descriptor == self._listening:
                    self._accept(find, now)
            if len(events) < BATCH or self._epoll.closed:
                break

    def _index(self) -> Callable[[bytes], WireResponse | None]:
        """Return the function that looks a request up."""
        return _find_nothing if self._draining else self._cache.generation.raw_requests.get

    def _accept(self, find: Callable[[bytes], WireResponse | None], now: float) -> bool:
        """Accept a batch of connections, and answer; tell whether more may be waiting."""
        accept = self._listener._accept  # type: ignore[attr-defined]
        for _ in range(BATCH):
            try:
                descriptor, address = accept()
            except BlockingIOError:
                return False
            except OSError as error:
                if error.errno in _EXHAUSTED:
                    if not self._draining:
                        self._pause()
                    return False
                continue  # the client is gone already
            os.set_blocking(descriptor, False)
            network = self._app.admit(address)
            if network is None:
                self._refuse(descriptor, now)
                continue
            self._held[descriptor] = network, now
            self._serve(descriptor, find, now)
            if descriptor in self._held:
                self._epoll.register(descriptor, select.EPOLLIN)
        return True

    def _refuse(self, descriptor: int, now: float) -> None:
        """Let a protocol tell a client that its network has too many connections."""
        self._move(descriptor, Adopted(None, now))

    def _serve(
        self, descriptor: int, find: Callable[[bytes], WireResponse | None], now: float
    ) -> None:
        """Read a request and answer it, if that can be done at once."""
        try:
            request = self._read(descriptor)
        except BlockingIOError:
            request = None
        except OSError:
            request = b""
        if request is None:
            return
        if not request:
            self._close(descriptor)
            return
        answer = find(request)
        if answer is None:
            self._release(descriptor, received=request)
        elif unsent := self._send(descriptor, answer):
            self._release(descriptor, unsent=unsent, closes=answer.closes)
        elif answer.closes:
            self._close(descriptor)
        else:
            self._held[descriptor] = self._held.pop(descriptor)[0], now

    def _read(self, descriptor: int) -> bytes | None:
        """Return the bytes of requests, b"" if the client has ended, None if there is no request
        yet. Raises OSError, which is BlockingIOError if no bytes came."""
        return self._received(descriptor)

    def _received(self, descriptor: int) -> bytes:
        """Return the bytes that came, b"" if the client has ended. Raises OSError as `_read`."""
        data = os.read(descriptor, READ)
        if len(data) < READ:
            return data
        part = data
        with suppress(OSError):
            while len(part) == READ and len(data) < LONGEST_READ:
                part = os.read(descriptor, READ)
                data += part
        return data

    def _send(self, descriptor: int, answer: WireResponse) -> bytes:
        """Send an answer; return the bytes that the network does not take."""
        head, body = answer.head(self._state.default_headers[0][1]), answer.body
        try:
            sent = os.writev(descriptor, (head, body)) if body else os.write(descriptor, head)
        except OSError:  # the transport meets the same error and closes
            sent = 0
        return body[sent - len(head) :] if sent >= len(head) else head[sent:] + body

    # --- connections -------------------------------------------------------------------------

    def _close(self, descriptor: int) -> None:
        """Close a connection."""
        self._app.leave(self._held.pop(descriptor)[0])
        os.close(descriptor)  # this also removes it from the epoll
        if self._ending:
            self._end_if_drained()

    def _release(self, descriptor: int, **state: Any) -> None:
        """Move a connection to a protocol."""
        network, last = self._held.pop(descriptor)
        with suppress(FileNotFoundError):  # it was accepted just now
            self._epoll.unregister(descriptor)
        self._move(descriptor, Adopted(network, last, draining=self._draining, **state))

    def _move(self, descriptor: int, adopted: Adopted) -> None:
        task = self._loop.create_task(self._connect(descriptor, adopted))
        self._moving.add(task)
        task.add_done_callback(self._moved)

    def _moved(self, task: asyncio.Task[Any]) -> None:
        self._moving.discard(task)
        self._end_if_drained()

    async def _connect(self, descriptor: int, adopted: Adopted) -> None:
        """Make a transport and a protocol for a connection."""
        protocol = self._factory()
        outer = self._begin(protocol, descriptor, adopted)
        like = self._listener
        connection = socket.socket(like.family, like.type, like.proto, descriptor)
        try:
            await self._loop.connect_accepted_socket(lambda: outer, connection)
        except OSError:
            connection.close()
            self._app.leave(adopted.network or "")
            return
        if self._draining:  # draining may have begun during the await
            protocol.shutdown()

    def _begin(self, protocol: Protocol, _descriptor: int, adopted: Adopted) -> asyncio.Protocol:
        """Return the protocol for a transport of the loop."""
        protocol.adopt(adopted)
        return protocol

    def _pause(self) -> None:
        """Accept nothing for a while, in which connections may end."""
        self._epoll.modify(self._listening, 0)
        self._loop.call_later(PAUSE, self._resume)

    def _resume(self) -> None:
        if not self._draining:
            self._epoll.modify(self._listening, select.EPOLLIN)

    def _sweep(self) -> None:
        """Close the connections that have been idle for too long."""
        self._close_until(self._loop.time() - self._idle)
        self._timer = self._loop.call_later(SWEEP, self._sweep)

    def _close_until(self, moment: float) -> None:
        """Close the connections whose last request was at or before a moment."""
        for descriptor, (_, last) in list(self._held.items()):
            if last > moment:
                break
            self._close(descriptor)

    # --- ending ------------------------------------------------------------------------------

    def close(self) -> None:
        """Stop listening, after the connections that wait to be accepted."""
        self._draining = True
        self._epoll.unregister(self._listening)
        find, now = self._index(), self._loop.time()
        for _ in range(BACKLOG // BATCH):
            if not self._accept(find, now):
                break

    def shutdown(self) -> None:
        """Answer the requests that may be on their way, then close."""
        self._on_readable()
        self._ending = True
        self._close_until(self._loop.time() - QUIET)
        self._timer.cancel()
        self._timer = self._loop.call_later(GRACE, self._close_until, float("inf"))
        self._end_if_drained()

    def _end_if_drained(self) -> None:
        """Leave uvicorn's connections when the server stops and the last one is closed or moved."""
        if not self._ending or self._held or self._moving or self._epoll.closed:
            return
        self._timer.cancel()
        self._loop.remove_reader(self._epoll.fileno())
        self._epoll.close()
        self._state.connections.discard(cast(Any, self))

    async def wait_closed(self) -> None:
        """Return at once: uvicorn calls this when no connection is left."""


class TlsAcceptor(Acceptor):
    """An acceptor of TLS connections. If the network of a client has too many, its connection is
    closed without an answer, which would take a handshake."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        protocol_factory: Callable[[], Protocol],
        listener: socket.socket,
        context: ssl.SSLContext,
    ) -> None:
        """Begin to accept."""
        context.num_tickets = TICKETS
        self._context = context
        self._sessions: dict[int, TlsSession] = {}
        super().__init__(loop, protocol_factory, listener)

    def _refuse(self, descriptor: int, _now: float) -> None:
        os.close(descriptor)

    def _read(self, descriptor: int) -> bytes | None:
        data = self._received(descriptor)
        if not data:
            return b""
        session = self._sessions.get(descriptor)
        if session is None:
            session = self._sessions[descriptor] = TlsSession(self._context)
        if request := session.receive(data):
            return request  # the session's own output is sent together with the answer
        own = session.flush()
        if session.ended or (own and os.write(descriptor, own) < len(own)):
            return b""
        return None

    def _send(self, descriptor: int, answer: WireResponse) -> bytes:
        session, data = self._sessions[descriptor], b""
        with suppress(OSError):  # the transport meets the same error and closes
            data = session.send(answer.head(self._state.default_headers[0][1]) + answer.body)
            if answer.closes:
                data += session.end()
            return data[os.write(descriptor, data) :]
        return data

    def _close(self, descriptor: int) -> None:
        session = self._sessions.pop(descriptor, None)
        if session and (last := session.end()):
            with suppress(OSError):
                os.write(descriptor, last)
        super()._close(descriptor)

    def _begin(self, protocol: Protocol, descriptor: int, adopted: Adopted) -> asyncio.Protocol:
        protocol.adopt(replace(adopted, unsent=b""))
        return TlsProtocol(self._sessions.pop(descriptor), protocol, adopted.unsent)


def _find_nothing(_request: bytes) -> None:
    """Return None for any request, so that a protocol answers it and ends the connection."""
