"""HTTP/1.1 answered from the press: what is ready is written without a task, a thread or Flask.

Under it is uvicorn's protocol on httptools, which takes over whatever is not ready.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
from collections.abc import Iterable
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from werkzeug.middleware.proxy_fix import ProxyFix

from itinerary.web.press import Answer, Asked, Press, Run

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

THREADS = 4
"""Threads of a worker that wait for Flask; more would only share one interpreter lock."""

LONGEST_HEAD = 64 * 2**10
"""Bytes that the head of a request may have."""

QUIET = 1.0
"""Seconds without a request after which a connection is closed at once when the server stops."""

GRACE = 3.0
"""Seconds for which another connection may still ask, once, when the server stops."""


class Application:
    """The ASGI application of a worker: a press, and threads for what it has not ready.

    What proxies say of a request (X-Forwarded-For, -Proto, -Host, -Prefix) is believed if it comes
    from one of the networks `proxies`, or over a unix socket, which only a proxy can open.
    """

    def __init__(self, press: Press, proxies: Iterable[str] = ()) -> None:
        self.press = press
        others: Any = ProxyFix(press, x_prefix=1)
        self._others = WSGIMiddleware(others, workers=THREADS)
        networks = [ipaddress.ip_network(proxy) for proxy in proxies]

        @lru_cache(1024)
        def trusted(host: str) -> bool:
            return any(ipaddress.ip_address(host) in network for network in networks)

        self._trusted = trusted

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer what was not ready."""
        if scope["type"] == "http" and (client := scope["client"]) and not self._trusted(client[0]):
            kept = [h for h in scope["headers"] if not h[0].startswith(b"x-forwarded-")]
            scope = {**scope, "headers": kept}
        await self._others(scope, receive, send)  # type: ignore[arg-type]


class Protocol(HttpToolsProtocol):
    """One connection.

    A request that was heard before, byte for byte, is answered before it is even parsed; one for a
    response that is ready, when its head is parsed; the others go uvicorn's way.
    """

    app: Application
    loop: asyncio.AbstractEventLoop

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.press: Press = self.app.press
        self._between = True
        """Whether the parser is at the beginning of a request."""
        self._begun = 0
        self._pending = 0
        self._ours: tuple[Run, Answer, bool] | None = None
        """How the request that is being parsed was answered, and whether the connection stays."""
        self._draining = False
        self._socket = -1
        """The descriptor to which bytes can go as they are; -1 if they have to be made TLS."""
        self._last = 0.0
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for requests."""
        super().connection_made(transport)
        if not self.server_state.default_headers:  # uvicorn's clock has not yet struck
            self.server_state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
        self._last = self.loop.time()
        if hasattr(os, "writev") and transport.get_extra_info("sslcontext") is None:
            self._socket = transport.get_extra_info("socket").fileno()
        self._close_if_idle()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._watch:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer a request that was heard before, or parse."""
        alone = self._between and not self._busy()
        if alone and not self._draining:
            answer = self.press.run.heard.get(data)
            if answer is not None:
                self._last = self.loop.time()
                if self.timeout_keep_alive_task is not None:
                    self._unset_keepalive_if_required()
                self._write(answer.head(self._date()), answer.body)
                return
        self._begun = 0
        self._ours = None
        self._pending += len(data)
        super().data_received(data)
        if self._between:
            self._pending = 0
            self._last = self.loop.time()
            if alone and self._begun == 1 and self._ours:
                run, answer, stays = self._ours
                if stays:
                    run.heard.put(data, answer)
        elif self._pending > LONGEST_HEAD and self.headers is not None and not self._headed:
            self.send_400_response("The head of this request is too long.")

    # --- what the parser calls ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        """Note that a request begins."""
        self._between = self._headed = False
        self._begun += 1
        self._ours = None
        self.url, self.headers, self.expect_100_continue = b"", [], False

    def on_headers_complete(self) -> None:
        """Answer at once if the answer is ready."""
        self._headed = True
        ready = None if self._busy() or self.transport.is_closing() else self._ready()
        if ready is None:
            url, headers, expects = self.url, self.headers, self.expect_100_continue
            super().on_message_begin()  # makes the scope, which only what is not ready needs
            self.url, self.expect_100_continue = url, expects
            self.headers += headers
            super().on_headers_complete()
            return
        run, answer = ready
        version = self.parser.get_http_version()
        stays = version != "1.0" and self.parser.should_keep_alive() and not self._draining
        self._ours = (run, answer, stays)
        if stays:
            self._write(answer.head(self._date()), answer.body)
        else:
            head = b"%b%b\r\nConnection: close\r\n\r\n" % (answer.wire, self._date())
            self._write(head, answer.body)
            self.transport.close()

    def on_body(self, body: bytes) -> None:
        """Take the body of a request, unless it is answered."""
        if self._ours is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._between = True
        if self._ours is None:
            super().on_message_complete()

    # --- answering ---------------------------------------------------------------------------

    def _busy(self) -> bool:
        """Tell whether an answer is still being made, or waits for a slow reader."""
        waits = self.cycle is not None and not self.cycle.response_complete
        return waits or self.flow.write_paused

    def _ready(self) -> tuple[Run, Answer] | None:
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
        run = self.press.run
        answer = run.answer(self.url.decode(), Asked(method.decode(), *values.values()))
        return (run, answer) if answer else None

    def _date(self) -> bytes:
        """Return the value of Date: the same object until uvicorn's clock strikes."""
        return self.server_state.default_headers[0][1]

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

    # --- ending ------------------------------------------------------------------------------

    def _close_if_idle(self) -> None:
        """Close a connection on which no request was completed for the time that one may take;
        look again later."""
        left = self._last + self.timeout_keep_alive - self.loop.time()
        if left <= 0 and not self._busy():
            self.transport.close()
        else:
            self._watch = self.loop.call_later(max(left, 1), self._close_if_idle)

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
"""What an answer depends on, in the order of `Asked`."""

_NOT_OURS = frozenset({b"content-length", b"expect", b"if-match", b"transfer-encoding"})
