"""TLS between a session of the server and a client, both without a socket."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress

import pytest

from itinerary.serve.tls import TlsSession
from tests.support.deployment import self_signed


class Client:
    """The client's side, which gives the session what it sends and takes its answers."""

    def __init__(self, session: TlsSession, version: ssl.TLSVersion, cut: int) -> None:
        context = ssl._create_unverified_context()
        context.minimum_version = context.maximum_version = version
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing)
        self.session = session
        self.cut = cut

    def connect(self) -> None:
        """Shake hands."""
        for _ in range(4):
            with suppress(ssl.SSLWantReadError):
                self.tls.do_handshake()
            assert self.exchange() == b""
        self.tls.do_handshake()

    def exchange(self) -> bytes:
        """Pass the client's bytes to the session; return them decrypted."""
        sent, received = self.outgoing.read(), b""
        for at in range(0, len(sent), self.cut):
            received += self.session.receive(sent[at : at + self.cut])
        self.incoming.write(self.session.flush())
        return received

    def send(self, data: bytes) -> bytes:
        """Send data; return what the session says decrypted."""
        self.tls.write(data)
        return self.exchange()

    def read(self) -> bytes:
        """Return all data that came."""
        received = b""
        with suppress(ssl.SSLWantReadError):
            while part := self.tls.read(2**16):
                received += part
        return received


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Give a server's context with a certificate."""
    folder = self_signed(tmp_path_factory.mktemp("tls"))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder / "fullchain.pem", folder / "privkey.pem")
    return made


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def connected(
    request: pytest.FixtureRequest, context: ssl.SSLContext
) -> Callable[[int], tuple[TlsSession, Client]]:
    """Give a function that connects a client whose bytes come in pieces of a given size."""

    def connect(cut: int) -> tuple[TlsSession, Client]:
        session = TlsSession(context)
        client = Client(session, request.param, cut)
        client.connect()
        return session, client

    return connect


@pytest.mark.parametrize("cut", [1, 100, 2**16])
def test_data_arrives_both_ways(
    connected: Callable[[int], tuple[TlsSession, Client]], cut: int
) -> None:
    session, client = connected(cut)
    assert client.send(b"request") == b"request"
    assert client.send(b"a" * 40_000) == b"a" * 40_000  # several records
    client.incoming.write(session.send(b"answer" * 100_000))
    assert client.read() == b"answer" * 100_000
    assert not session.ended


def test_close_notify_is_sent_once(connected: Callable[[int], tuple[TlsSession, Client]]) -> None:
    session, client = connected(2**16)
    client.incoming.write(session.send(b"answer"))
    client.incoming.write(session.end())
    assert session.end() == b""
    assert client.tls.read(6) == b"answer"
    with suppress(ssl.SSLZeroReturnError):
        assert client.tls.read(1) == b""


def test_end_of_client_is_noticed_after_its_data(
    connected: Callable[[int], tuple[TlsSession, Client]],
) -> None:
    session, client = connected(2**16)
    client.tls.write(b"last")
    with suppress(ssl.SSLError):
        client.tls.unwrap()
    assert client.exchange() == b"last"
    assert session.ended


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\x05hello"])
def test_bytes_that_are_not_tls_raise(context: ssl.SSLContext, data: bytes) -> None:
    session = TlsSession(context)
    with pytest.raises(ssl.SSLError):
        session.receive(data)


def test_changed_record_raises(connected: Callable[[int], tuple[TlsSession, Client]]) -> None:
    session, client = connected(2**16)
    client.tls.write(b"request")
    sent = client.outgoing.read()
    with pytest.raises(ssl.SSLError):
        session.receive(sent[:-1] + bytes([sent[-1] ^ 1]))
