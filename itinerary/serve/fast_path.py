"""HTTP/1.1 answered from the cache: what is ready is written without a task, a thread or Flask.

Under it is uvicorn's protocol on httptools, which takes over whatever is not ready.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from a2wsgi import WSGIMiddleware
from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from itinerary.render import addresses
from itinerary.serve.cache.negotiation import LONGEST_VALUE, RequestKey
from itinerary.serve.cache.representation import WireResponse
from itinerary.serve.cache.response_cache import Generation, ResponseCache
from itinerary.website.responses import BARE

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

THREADS = 4
"""Threads of a worker that wait for Flask; more would only share one interpreter lock."""

WAITING = 16
"""Threads that wait for PDF and pictures, which are made elsewhere: more than may be made or wait
for it (`renderer`), so that there is one to say so."""

LONGEST_HEAD = 16 * 2**10
"""Bytes that the head of a request may have; more is answered 431 (RFC 6585 §5)."""

LONGEST_BODY = 2**20
"""Bytes of the body of a request that are read, and ignored, before the connection is closed."""

QUIET = 1.0
"""Seconds without a request after which a connection is closed at once when the server stops."""

GRACE = 3.0
"""Seconds for which another connection may still ask, once, when the server stops."""

STALLED = 60.0
"""Seconds without progress after which who does not read an answer is taken for gone."""

LOOK = 15.0
"""Seconds between two looks at a connection whose answer waits to be read."""


class Application:
    """The ASGI application of a worker: a cache, and threads for what it has not ready; others for
    what takes long, so that no page has to wait for that.

    No answer depends on what a proxy says of a request. Connections from the networks `proxies`,
    from this machine and over a unix socket are not counted; of any other network (an IPv4 /24, an
    IPv6 /56) a worker holds at most `most`.
    """

    def __init__(self, cache: ResponseCache, proxies: Iterable[str], most: int) -> None:
        self.cache = cache
        self._others = WSGIMiddleware(cast("Any", cache), workers=THREADS)
        self._slow = WSGIMiddleware(cast("Any", cache), workers=WAITING)
        self._most = most
        self._held: Counter[str] = Counter()
        networks = [ipaddress.ip_network(proxy) for proxy in proxies]

        @lru_cache(1024)
        def network(host: str) -> str:
            address = ipaddress.ip_address(host)
            address = getattr(address, "ipv4_mapped", None) or address
            if address.is_loopback or any(address in proxies for proxies in networks):
                return ""
            block = 24 if address.version == 4 else 56
            return str(ipaddress.ip_network((address, block), strict=False))

        self._network = network

    def admit(self, client: tuple[str, int] | None) -> str | None:
        """Count a connection and return its network for `leave`, "" if it is not counted; None if
        its network has too many."""
        network = self._network(client[0]) if client else ""
        if network:
            if self._held[network] >= self._most:
                return None
            self._held[network] += 1
        return network

    def leave(self, network: str) -> None:
        """Count a connection of `network` no more."""
        if network:
            self._held[network] -= 1
            if not self._held[network]:
                del self._held[network]

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer what was not ready."""
        if scope["type"] == "http":
            # WSGI cannot tell X_Name from X-Name, so that the one could pass for the other.
            kept = [h for h in scope["headers"] if b"_" not in h[0] and len(h[1]) <= LONGEST_VALUE]
            scope = {**scope, "headers": kept}
            if b"%2f" in scope["raw_path"].lower():  # no address has one, and it is no separator
                scope["path"] = scope["raw_path"].decode("latin-1")
        slow = scope["type"] == "http" and addresses.slow(scope["path"])
        threads = self._slow if slow else self._others
        await threads(scope, receive, send)  # type: ignore[arg-type]


def date_header() -> list[tuple[bytes, bytes]]:
    """Return the Date header of this moment, as uvicorn keeps it for every second."""
    return [(b"date", formatdate(usegmt=True).encode())]


@dataclass(frozen=True, slots=True)
class Adopted:
    """The state of a connection that something else accepted and read from.

    `network` is what `Application.admit` returned for it, `received` are bytes of requests that
    were not answered yet, `unsent` is the rest of an answer. `closes` tells whether the connection
    ends with that answer, `draining` whether the server stops. `last` is the time of the last
    request by the clock of the loop, in seconds.
    """

    network: str | None
    last: float
    received: bytes = b""
    unsent: bytes = b""
    closes: bool = False
    draining: bool = False


class Protocol(HttpToolsProtocol):
    """One connection.

    A request that was heard before, byte for byte, is answered before it is even parsed; one for a
    response that is ready, when its head is parsed; the others go uvicorn's way. What a client
    sends while an answer is made, or waits to be read, is not parsed before that is done.
    """

    app: Application
    loop: asyncio.AbstractEventLoop

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.cache: ResponseCache = self.app.cache
        self._network: str | None = None
        self._between = True
        """Whether the parser is at the beginning of a request."""
        self._headed = False
        """Whether the head of a request was read; what follows is its body."""
        self._begun = 0
        self._size = 0
        """Bytes so far of the head, or of the chunked body, that is being read."""
        self._body_left: int | None = 0
        """Bytes of the body to come; None if its chunks will tell."""
        self._last_one = False
        """Whether no request is answered after the one that is being read."""
        self._waiting = (b"", 0)
        """What was received and not parsed yet, and where that begins."""
        self._hit: tuple[Generation, WireResponse] | None = None
        """How the request that is being parsed was answered."""
        self._draining = False
        self._socket = -1
        """The descriptor to which bytes can go as they are; -1 if they have to be made TLS."""
        self._adopted: Adopted | None = None
        self._last = 0.0
        self._unsent = 0
        self._moved = 0.0
        """When it was last seen that the client took something of what waits to be sent."""
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for requests."""
        super().connection_made(transport)
        if not self.server_state.default_headers:  # uvicorn's clock has not yet struck
            self.server_state.default_headers = date_header()
        adopted = self._adopted
        self._network = adopted.network if adopted else self.app.admit(self.client)
        if self._network is None:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections from your network.")
            return
        self._last = adopted.last if adopted else self.loop.time()
        if hasattr(os, "writev") and transport.get_extra_info("sslcontext") is None:
            self._socket = transport.get_extra_info("socket").fileno()
        self._close_if_idle()
        if adopted:
            self._adopted = None
            self._begin_with(adopted)

    def adopt(self, adopted: Adopted) -> None:
        """Begin, when the connection is made, where another reader of it ended."""
        self._adopted = adopted

    def _begin_with(self, adopted: Adopted) -> None:
        self._draining = adopted.draining
        if adopted.unsent:
            self.transport.write(adopted.unsent)
        if adopted.closes:
            self.transport.close()
        elif adopted.received:
            self.data_received(adopted.received)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._watch:
            self._watch.cancel()
        if self._network is not None:
            self.app.leave(self._network)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer a request that was heard before, or parse."""
        held, at = self._waiting
        if held:
            self._waiting = held[at:] + data, 0
            return
        if self._between and not self._draining and not self._busy():
            answer = self.cache.generation.raw_requests.get(data)
            if answer is not None:
                self._last = self.loop.time()
                if self.timeout_keep_alive_task is not None:
                    self._unset_keepalive_if_required()
                self._answer(answer)
                return
        self._parse_all(data, 0)

    def _parse_all(self, data: bytes, at: int) -> None:
        """Parse what was received from `at` on, head by head, until one has to wait: whoever
        reads no answers gets no more requests read."""
        while at < len(data) and not self.transport.is_closing():
            if self._between and self._busy():
                self._waiting = data, at
                self.flow.pause_reading()
                return
            if self._between or not self._headed:
                end = data.find(b"\r\n\r\n", at) + 4
                begin, at = at, end if end > 3 else len(data)
                most, refusal = LONGEST_HEAD, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            else:
                begin, at = at, min(len(data), at + (self._body_left or len(data)))
                most, refusal = LONGEST_BODY, HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            self._size += at - begin
            if self._size > most:
                self._refuse(refusal, f"{refusal.phrase}.")
                return
            self._parse(data[begin:at])

    def _parse(self, data: bytes) -> None:
        """Parse one head, or one body, or a part of it."""
        alone = self._between and not self._busy()
        self._begun, self._hit = 0, None
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:  # nothing is offered to go on with, so this goes on as it is
            self.parser = HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
        except HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST, "Invalid HTTP request received.")
            return
        if self._between:
            self._size = 0
            self._last = self.loop.time()
            if alone and self._begun == 1 and self._hit:
                generation, answer = self._hit
                if not self._draining:
                    generation.raw_requests.put(data, answer)

    def _go_on(self) -> None:
        """Parse what had to wait, if it need not wait any more."""
        if self.transport.is_closing():
            return
        data, at = self._waiting
        if data and not self._busy():
            self._waiting = b"", 0
            self._parse_all(data, at)
        if not self._waiting[0]:
            self.flow.resume_reading()

    def resume_writing(self) -> None:
        """Go on when the client has read."""
        super().resume_writing()
        self._go_on()

    def on_response_complete(self) -> None:
        """Go on with the next request."""
        super().on_response_complete()
        self._go_on()

    # --- what the parser calls ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._between = self._headed = False
        self._begun += 1
        self._hit = None
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """Answer at once if the answer is ready."""
        self._headed = True
        self._size = 0
        if self._last_one or self.transport.is_closing():
            self._last_one = True
            return
        if problem := self._problem():
            self._last_one = True
            self._refuse(HTTPStatus.BAD_REQUEST, problem)
            return
        ready = None if self._busy() else self._ready()
        if ready is None:
            url, headers, expects = self.url, self.headers, self.expect_100_continue
            super().on_message_begin()  # makes the scope, which only what is not ready needs
            self.url, self.expect_100_continue = url, expects
            self.headers += headers
            super().on_headers_complete()
            if self._body_left is None:  # who else reads chunks may find another end of them
                self.cycle.keep_alive = False
            return
        generation, answer = ready
        version = self.parser.get_http_version()
        stays = version != "1.0" and self.parser.should_keep_alive() and not self._draining
        answer = answer if stays else answer.closing()
        self._hit = generation, answer
        self._answer(answer)

    def on_body(self, body: bytes) -> None:
        """Take the body of a request, unless it is answered."""
        if self._body_left is not None:
            self._body_left -= len(body)
        if self._hit is None and not self._last_one:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._between = True
        if self._last_one:
            return
        if self._hit is None:
            super().on_message_complete()
            self._last_one = not self.cycle.keep_alive

    def _problem(self) -> str:
        """Note how long the body is; return why a request cannot be answered, or nothing."""
        hosts: list[bytes] = []
        coding, self._body_left = b"chunked", 0
        for name, value in self.headers:
            if name in _FRAMING:
                if name == b"host":
                    hosts.append(value)
                elif name == b"content-length":
                    self._body_left = int(value)
                else:
                    coding, self._body_left = value.rpartition(b",")[2].strip().lower(), None
        if len(hosts) > 1 or (not hosts and self.parser.get_http_version() != "1.0"):
            return "A request names one host (RFC 9112, section 3.2)."
        if hosts and not _HOST.fullmatch(hosts[0]):
            return "A host is a name or an address, and a port (RFC 9110, section 7.2)."
        if coding != b"chunked":
            return "The length of the body is not known (RFC 9112, section 6.3)."
        if self._body_left != 0 and self.parser.should_upgrade():
            return "A request to upgrade has no body here."
        return ""

    # --- answering ---------------------------------------------------------------------------

    def _busy(self) -> bool:
        """Tell whether an answer is still being made, or waits for a slow reader."""
        waits = self.cycle is not None and not self.cycle.response_complete
        return waits or self.flow.write_paused

    def _ready(self) -> tuple[Generation, WireResponse] | None:
        """Return the answer to the request whose head was read, if it is there."""
        method = self.parser.get_method()
        if method not in (b"GET", b"HEAD") or self.parser.should_upgrade():
            return None
        if not self.url.startswith(b"/") or b"%" in self.url or not self.url.isascii():
            return None
        values: dict[bytes, str | None] = dict.fromkeys(_DEPENDS)
        for name, value in self.headers:
            if name in values:
                if values[name] is not None:
                    return None  # said twice
                values[name] = value.decode("latin-1")
            elif name in _NOT_OURS:
                return None
        generation = self.cache.generation
        answer = generation.answer(
            self.url.decode(), RequestKey.of(method.decode(), *values.values())
        )
        return (generation, answer) if answer else None

    def _date(self) -> bytes:
        """Return the value of Date: the same object until uvicorn's clock strikes."""
        return self.server_state.default_headers[0][1]

    def _answer(self, answer: WireResponse) -> None:
        """Send an answer, after which the connection may end."""
        self._write(answer.head(self._date()), answer.body)
        if answer.closes:
            self.transport.close()

    def _write(self, head: bytes, body: bytes) -> None:
        """Send an answer: at once if nothing waits to be sent, and what the network does not take
        then when it does. The transport would put it in a queue, which takes as long again."""
        transport = self.transport
        if self._socket < 0 or transport.is_closing() or transport.get_write_buffer_size():
            transport.writelines((head, body) if body else (head,))
            return
        try:
            sent = os.writev(self._socket, (head, body)) if body else os.write(self._socket, head)
        except OSError:  # the transport finds out too, and what to do about it
            sent = 0
        if sent < len(head):
            transport.write(memoryview(head)[sent:])
        if sent < len(head) + len(body):
            transport.write(memoryview(body)[max(sent - len(head), 0) :])

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; uvicorn calls this too."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Say why a request is not answered, unless an answer is on its way, and close."""
        if self.cycle is not None and not self.cycle.response_started:
            # What is being made is the answer to this request, of whose body more is wrong.
            self.cycle.disconnected = self.cycle.response_complete = True
            self.cycle.message_event.set()
        if not self._busy():
            body = f"{why}\n".encode()
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\n"
                f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
                f"{_BARE}Cache-Control: no-store\r\nConnection: close\r\nDate: "
            )
            self.transport.write(b"%b%b\r\n\r\n%b" % (head.encode(), self._date(), body))
        self.transport.close()

    # --- ending ------------------------------------------------------------------------------

    def _close_if_idle(self) -> None:
        """Close a connection on which no request was completed for the time that one may take, or
        whose client reads nothing of its answer; look again later."""
        now = self.loop.time()
        unsent = self.transport.get_write_buffer_size()
        if unsent < self._unsent or not self._unsent:
            self._moved = now
        self._unsent = unsent
        left = self._last + self.timeout_keep_alive - now
        if unsent and now - self._moved >= STALLED:
            self.transport.abort()
        elif left <= 0 and not self._busy():
            self.transport.close()
        else:
            again = LOOK if self._busy() else max(left, 1)
            self._watch = self.loop.call_later(again, self._close_if_idle)

    def shutdown(self) -> None:
        """Let a client that may be asking just now have its answer, and then close."""
        self._draining = True
        if self._busy():
            super().shutdown()
        elif self.loop.time() - self._last > QUIET:
            self.transport.close()
        else:
            self.loop.call_later(GRACE, self.transport.close)


_DEPENDS = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""What an answer depends on, in the order of `RequestKey`."""

_BARE = "".join(f"{name}: {value}\r\n" for name, value in BARE.items())

_FRAMING = frozenset({b"host", b"content-length", b"transfer-encoding"})

_HOST = re.compile(
    rb"(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?"
)
"""What Host may say: RFC 3986 §3.2.2 and §3.2.3."""

_NOT_OURS = frozenset({b"content-length", b"expect", b"if-match", b"transfer-encoding"})
