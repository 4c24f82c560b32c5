"""HTTP/1.1 that answers cache hits in the event loop, without a task, a thread or Flask.

It extends uvicorn's protocol on httptools, which handles every request that is not a hit.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Iterable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from itinerary.serve.asgi_app import AsgiSite
from itinerary.serve.cache.negotiation import RequestKey
from itinerary.serve.cache.representation import WireResponse
from itinerary.serve.cache.response_cache import Generation, ResponseCache
from itinerary.serve.client_network import Proxies, block, read
from itinerary.value import Value
from itinerary.website.responses import BARE

LONGEST_HEAD = 16 * 2**10
"""Bytes that the head of a request may have; a longer one is answered 431 (RFC 6585 §5)."""

LONGEST_BODY = 2**20
"""Bytes of a request's body that are read and ignored; after more the connection is closed."""

QUIET = 1.0
"""Seconds without a request after which a connection is closed at once when the server stops."""

GRACE = 3.0
"""Seconds in which any other connection may send one more request when the server stops."""

STALLED = 60.0
"""Seconds without progress after which a client that does not read its answer counts as gone."""

LOOK = 15.0
"""Seconds between two checks of a connection with an answer that the client has not read yet."""


class Application(AsgiSite):
    """The ASGI application of a worker, which also counts its connections.

    Connections from the networks `proxies`, from this machine and over a unix socket are not
    counted; of any other network (an IPv4 /24, an IPv6 /56) a worker holds at most `most`.
    """

    def __init__(self, cache: ResponseCache, proxies: Iterable[str], most: int) -> None:
        super().__init__(cache)
        self._most = most
        self._held: Counter[str] = Counter()
        known = Proxies(proxies)

        @lru_cache(1024)
        def network(host: str) -> str:
            address = read(host)
            return "" if address is None or known.have(address) else block(address, ipv6=56)

        self._network = network

    def admit(self, client: tuple[str, int] | None) -> str | None:
        """Count a connection and return its network, which `leave` takes.

        Return "" if the connection is not counted, None if its network has too many.
        """
        network = self._network(client[0]) if client else ""
        if network:
            if self._held[network] >= self._most:
                return None
            self._held[network] += 1
        return network

    def leave(self, network: str) -> None:
        """Stop counting a connection of `network`."""
        if network:
            self._held[network] -= 1
            if not self._held[network]:
                del self._held[network]


def date_header() -> list[tuple[bytes, bytes]]:
    """Return the Date header of this moment, as uvicorn keeps it for every second."""
    return [(b"date", formatdate(usegmt=True).encode())]


class Adopted(Value):
    """The state of a connection that an acceptor has read from and hands over.

    `network` is what `Application.admit` returned for it. `last` is the time of its last request,
    in seconds by the clock of the event loop. `received` are the bytes of requests without an
    answer, `unsent` is the rest of an answer. `closes` tells whether the connection ends with that
    answer, `draining` whether the server is stopping.
    """

    network: str | None
    last: float
    received: bytes = b""
    unsent: bytes = b""
    closes: bool = False
    draining: bool = False


class Protocol(HttpToolsProtocol):
    """One connection.

    A request that the raw-request index has is answered before it is parsed, any other cache hit as
    soon as its head is parsed. Uvicorn answers the rest. Requests that arrive while an answer is
    being made, or has not been read, are parsed after that.
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
        """Whether the head of the request was read, so that its body follows."""
        self._begun = 0
        self._size = 0
        """Bytes so far of the head, or of the chunked body, in progress."""
        self._body_left: int | None = 0
        """Bytes of the body to come; None if it is chunked."""
        self._last_one = False
        """Whether later requests on this connection are ignored."""
        self._waiting = (b"", 0)
        """Received bytes, and the offset from which on they are not parsed yet."""
        self._hit: tuple[Generation, WireResponse] | None = None
        """The answer to the request in progress and the generation that has it, if it was a hit."""
        self._draining = False
        self._socket = -1
        """The descriptor for writing past the transport; -1 where TLS has to encrypt."""
        self._adopted: Adopted | None = None
        self._last = 0.0
        self._unsent = 0
        self._moved = 0.0
        """The time of the last check that found that the client had read a part of its answer."""
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit the connection and wait for requests, or begin with what an acceptor hands over."""
        super().connection_made(transport)
        if not self.server_state.default_headers:  # uvicorn sets it once per second
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
        """Set what the connection begins with when it is made."""
        self._adopted = adopted

    def _begin_with(self, adopted: Adopted) -> None:
        """Finish an answer, or answer the requests that were received."""
        self._draining = adopted.draining
        if adopted.unsent:
            self.transport.write(adopted.unsent)
        if adopted.closes:
            self.transport.close()
        elif adopted.received:
            self.data_received(adopted.received)

    def connection_lost(self, exc: Exception | None) -> None:
        """Release what the connection holds."""
        if self._watch:
            self._watch.cancel()
        if self._network is not None:
            self.app.leave(self._network)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer a request that the raw-request index has, or parse."""
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
        """Parse `data` from offset `at` on, head by head, until a request has to wait for the
        answer to an earlier one. Then reading pauses, so that a client that does not read its
        answers cannot send more requests."""
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
        """Parse a head, a body, or a part of a body."""
        alone = self._between and not self._busy()
        self._begun, self._hit = 0, None
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:  # no other protocol is offered, so HTTP/1.1 goes on
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
        """Parse the requests that had to wait, unless they still have to."""
        if self.transport.is_closing():
            return
        data, at = self._waiting
        if data and not self._busy():
            self._waiting = b"", 0
            self._parse_all(data, at)
        if not self._waiting[0]:
            self.flow.resume_reading()

    def resume_writing(self) -> None:
        """Continue after the client has read."""
        super().resume_writing()
        self._go_on()

    def on_response_complete(self) -> None:
        """Continue with the next request."""
        super().on_response_complete()
        self._go_on()

    # --- callbacks of the parser --------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Record that a request begins."""
        self._between = self._headed = False
        self._begun += 1
        self._hit = None
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """Answer a hit at once; let uvicorn answer any other request."""
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
            super().on_message_begin()  # makes the scope, which a hit does not need
            self.url, self.expect_100_continue = url, expects
            self.headers += headers
            super().on_headers_complete()
            if self._body_left is None:  # a proxy may disagree about where the chunks end
                self.cycle.keep_alive = False
            return
        generation, answer = ready
        version = self.parser.get_http_version()
        stays = version != "1.0" and self.parser.should_keep_alive() and not self._draining
        answer = answer if stays else answer.closing()
        self._hit = generation, answer
        self._answer(answer)

    def on_body(self, body: bytes) -> None:
        """Pass on a body, unless its request is answered already."""
        if self._body_left is not None:
            self._body_left -= len(body)
        if self._hit is None and not self._last_one:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Record that the request is complete."""
        self._between = True
        if self._last_one:
            return
        if self._hit is None:
            super().on_message_complete()
            self._last_one = not self.cycle.keep_alive

    def _problem(self) -> str:
        """Record the length of the body; return why the request is malformed, or ""."""
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
        """Tell whether an answer is being made, or the client reads one slowly."""
        waits = self.cycle is not None and not self.cycle.response_complete
        return waits or self.flow.write_paused

    def _ready(self) -> tuple[Generation, WireResponse] | None:
        """Return the cached answer to the request whose head was parsed, and its generation."""
        method = self.parser.get_method()
        if method not in (b"GET", b"HEAD") or self.parser.should_upgrade():
            return None
        if not self.url.startswith(b"/") or b"%" in self.url or not self.url.isascii():
            return None
        values: dict[bytes, str | None] = dict.fromkeys(_DEPENDS)
        for name, value in self.headers:
            if name in values:
                if values[name] is not None:
                    return None  # a header that may occur once
                values[name] = value.decode("latin-1")
            elif name in _NOT_OURS:
                return None
        generation = self.cache.generation
        answer = generation.answer(
            self.url.decode(), RequestKey.of(method.decode(), *values.values())
        )
        return (generation, answer) if answer else None

    def _date(self) -> bytes:
        """Return the value of Date, which is the same object until uvicorn sets it anew."""
        return self.server_state.default_headers[0][1]

    def _answer(self, answer: WireResponse) -> None:
        """Send an answer, and close the connection if it ends with it."""
        self._write(answer.head(self._date()), answer.body)
        if answer.closes:
            self.transport.close()

    def _write(self, head: bytes, body: bytes) -> None:
        """Write to the socket if the transport has nothing queued, and give the transport what the
        socket does not take. Queueing everything there would cost as much again as a hit."""
        transport = self.transport
        if self._socket < 0 or transport.is_closing() or transport.get_write_buffer_size():
            transport.writelines((head, body) if body else (head,))
            return
        try:
            sent = os.writev(self._socket, (head, body)) if body else os.write(self._socket, head)
        except OSError:  # the transport meets the same error and closes
            sent = 0
        if sent < len(head):
            transport.write(memoryview(head)[sent:])
        if sent < len(head) + len(body):
            transport.write(memoryview(body)[max(sent - len(head), 0) :])

    def send_400_response(self, msg: str) -> None:
        """Refuse a malformed request; uvicorn calls this, too."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        """Send an error, unless an answer is being sent, and close."""
        if self.cycle is not None and not self.cycle.response_started:
            # The answer that is being made is to this request, whose body is malformed.
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
        """Close the connection if no request was completed in time, abort it if the client reads
        nothing of its answer, or check again later."""
        now = self.loop.time()
        unsent = self.transport.get_write_buffer_size()
        if unsent < self._unsent or not self._unsent:
            self._moved = now
        self._unsent = unsent
        left = self._last + self.timeout_keep_alive - now
        if unsent and now - self._moved >= STALLED:
            self.transport.abort()
        elif left <= 0 and not unsent and not self._busy():
            self.transport.close()
        else:
            again = LOOK if unsent or self._busy() else max(left, 1)
            self._watch = self.loop.call_later(again, self._close_if_idle)

    def shutdown(self) -> None:
        """Close soon: after the answer that is being made, or after one more request if the client
        may be sending it just now."""
        self._draining = True
        if self._busy():
            super().shutdown()
        elif self.loop.time() - self._last > QUIET:
            self.transport.close()
        else:
            self.loop.call_later(GRACE, self.transport.close)


_DEPENDS = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""The headers that an answer depends on, in the order of `RequestKey`."""

_BARE = "".join(f"{name}: {value}\r\n" for name, value in BARE.items())

_FRAMING = frozenset({b"host", b"content-length", b"transfer-encoding"})

_HOST = re.compile(
    rb"(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?"
)
"""The syntax of Host: RFC 3986 §3.2.2 and §3.2.3."""

_NOT_OURS = frozenset({b"content-length", b"expect", b"if-match", b"transfer-encoding"})
