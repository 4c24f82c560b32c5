"""A client over a real socket with the interface of Flask's test client, so that one test function
serves both."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

PATIENCE = 60.0
"""Seconds after which a request fails."""


@dataclass(frozen=True)
class SocketAnswer:
    """An answer, with the attributes of werkzeug's."""

    status_code: int
    headers: Headers
    data: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.data.decode("utf-8")

    @property
    def content_type(self) -> str | None:
        """The header Content-Type."""
        return self.headers.get("Content-Type")


@dataclass(frozen=True)
class SocketClient:
    """Sends each request to a server's address over a connection of its own, with no headers but
    Host and those that are given. Certificates are not checked, redirects not followed."""

    address: str

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> SocketAnswer:
        """Return the answer to a GET."""
        return self.open(path, headers=headers)

    def head(self, path: str, *, headers: Mapping[str, str] | None = None) -> SocketAnswer:
        """Return the answer to a HEAD."""
        return self.open(path, method="HEAD", headers=headers)

    def open(
        self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> SocketAnswer:
        """Return the answer to a request."""
        connection = self._connection()
        try:
            # Python would add "Accept-Encoding: identity".
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return SocketAnswer(answer.status, Headers(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        if parts.scheme == "http":
            return HTTPConnection(parts.netloc, timeout=PATIENCE)
        context = ssl._create_unverified_context()
        return HTTPSConnection(parts.netloc, timeout=PATIENCE, context=context)


HttpClient = FlaskClient | SocketClient
"""A client of the application in this process, or of a server over a socket."""
