"""TLS over bytes, and a transport that encrypts for a protocol.

asyncio and uvloop build several objects and timers for each TLS connection, which cost as much as
the handshake itself. A `TlsSession` is OpenSSL with two memory buffers and nothing else.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any, cast


class TlsSession:
    """The server's side of TLS on one connection. It does not touch a socket: it is given the bytes
    from the network, and returns the bytes to send."""

    __slots__ = ("_established", "_incoming", "_outgoing", "_tls", "context", "ended")

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._established = False
        self.ended = False
        """Whether either side has sent close_notify."""

    def receive(self, data: bytes) -> bytes:
        """Decrypt bytes from the network; return b"" during the handshake.

        `flush` returns the answers of TLS itself. Raises ssl.SSLError if the bytes are not TLS.
        """
        self._incoming.write(data)
        received = b""
        try:
            if not self._established:
                self._tls.do_handshake()
                self._established = True
            while self._incoming.pending and not self.ended:
                part = self._tls.read(2**16)
                received = received + part if received else part
                self.ended = not part
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        return received

    def send(self, data: bytes) -> bytes:
        """Encrypt data to send. Raises ssl.SSLError if the connection has ended."""
        sent = self._tls.write(data) if data else 0  # a record at a time
        while sent < len(data):
            sent += self._tls.write(memoryview(data)[sent:])
        return self._outgoing.read()

    def flush(self) -> bytes:
        """Return the bytes that TLS itself has to send: handshake messages, tickets, alerts."""
        return self._outgoing.read() if self._outgoing.pending else b""

    def end(self) -> bytes:
        """Return the bytes of a close_notify (RFC 8446 §6.1), b"" if one was sent or received."""
        if self._established and not self.ended:
            self.ended = True
            try:  # noqa: SIM105  each poll ends here, and `suppress` would add a fifth
                self._tls.unwrap()
            except ssl.SSLError:  # the other side has not ended yet
                pass
        return self.flush()


class TlsProtocol(asyncio.Protocol):
    """Decrypts what a transport of the loop receives, for another protocol.

    `unsent` are encrypted bytes that are sent before any others.
    """

    def __init__(self, session: TlsSession, protocol: asyncio.Protocol, unsent: bytes) -> None:
        self._session = session
        self._protocol = protocol
        self._unsent = unsent

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, after the handshake."""
        self._transport = transport = cast(asyncio.Transport, transport)
        if unsent := self._unsent + self._session.flush():
            transport.write(unsent)
        self._protocol.connection_made(TlsTransport(self._session, transport, self._protocol))

    def data_received(self, data: bytes) -> None:
        """Decrypt."""
        if self._transport.is_closing():
            return
        try:
            received = self._session.receive(data)
        except ssl.SSLError:
            self._transport.abort()
            return
        if answer := self._session.flush():
            self._transport.write(answer)
        if received:
            self._protocol.data_received(received)
        if self._session.ended:
            self._transport.close()

    def pause_writing(self) -> None:
        """Pass on that the client does not read."""
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        """Pass on that the client reads again."""
        self._protocol.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on that the connection has ended."""
        self._protocol.connection_lost(exc)


class TlsTransport(asyncio.Transport):
    """Encrypts what a protocol sends, for a transport of the loop."""

    def __init__(
        self, session: TlsSession, transport: asyncio.Transport, protocol: asyncio.BaseProtocol
    ) -> None:
        super().__init__()
        self._session = session
        self._transport = transport
        self._protocol = protocol

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what is known of the connection."""
        if name == "sslcontext":
            return self._session.context
        return self._transport.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send data."""
        if not data or self._session.ended:
            return
        try:
            self._transport.write(self._session.send(bytes(data)))
        except ssl.SSLError:
            self._transport.abort()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Send data as one."""
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """End when all is sent."""
        if not self._transport.is_closing():
            if last := self._session.end():
                self._transport.write(last)
            self._transport.close()

    def abort(self) -> None:
        """End at once."""
        self._transport.abort()

    def is_closing(self) -> bool:
        """Tell whether the connection ends."""
        return self._transport.is_closing()

    def is_reading(self) -> bool:
        """Tell whether data is received."""
        return self._transport.is_reading()

    def pause_reading(self) -> None:
        """Receive nothing more for now; what was decrypted already still comes."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Receive again."""
        self._transport.resume_reading()

    def get_write_buffer_size(self) -> int:
        """Return the encrypted bytes that wait to be sent."""
        return self._transport.get_write_buffer_size()

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return the protocol that sends."""
        return self._protocol
