"""Fetching a source: a file, standard input, or an http(s) address."""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from itinerary.errors import ItineraryError
from itinerary.source.files import MOST_BYTES, NoFileError, contents, too_large
from itinerary.value import Value, field

STANDARD_INPUT = "-"
SECONDS = 30
"""How long a server may keep us waiting for each piece of its answer."""
SECONDS_IN_ALL = 300
"""How long an answer may take as a whole, redirects included: some servers drip."""
MOST_REDIRECTS = 5

_BUSY = (429, 503)
"""The statuses that Retry-After belongs to (RFC 9110 §15.6.4, RFC 6585 §4)."""


class FetchError(ItineraryError):
    """A source cannot be fetched.

    `retry_after` is when its server wants to be asked again, as it says that (RFC 9110 §10.2.3);
    empty if it does not.
    """

    def __init__(self, message: str, hint: str = "", *, retry_after: str = "") -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class Fetched(Value):
    """The bytes of a source, None if it has not changed since `validators`.

    `name` names it in problems. `link` is its address on the web, empty for a file. `validators`
    are the headers for the next conditional request.
    """

    name: str
    data: bytes | None
    link: str = ""
    validators: Mapping[str, str] = field(default_factory=dict)


def is_address(source: str) -> bool:
    """Tell whether a source is an address and not a file; webcal is http(s) by another name."""
    return source.lower().startswith(("http://", "https://", "webcal://", "webcals://"))


def fetch(
    source: str,
    validators: Mapping[str, Mapping[str, str]] | None = None,
    *,
    elapsed: Callable[[], float] = time.monotonic,
) -> Fetched:
    """Return a source. `validators` are, by address, those of the states that are known, and
    `elapsed` returns seconds that never go back.

    Raises FetchError, with what to do.
    """
    if source == STANDARD_INPUT:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise FetchError(f"standard input has {too_large(len(data))}", "split it")
        return Fetched("standard input", data)
    if is_address(source):
        return _fetched(source, validators or {}, elapsed)
    if "://" in source:
        scheme = source.partition("://")[0]
        raise FetchError(f"{scheme} is not fetched", "give a file, - or an http(s) address")
    try:
        return Fetched(source, contents(Path(source)))
    except NoFileError as error:
        raise FetchError(f"{source}: {error.message}", error.hint) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FetchError(f"{source} cannot be read: {reason}") from None


def _fetched(
    source: str, known: Mapping[str, Mapping[str, str]], elapsed: Callable[[], float]
) -> Fetched:
    address = _http(source)
    validators = known.get(address, {})
    proxies = urllib.request.getproxies()
    hosts = {urlsplit(one).hostname or "" for one in (address, *proxies.values())}
    headers = {
        "User-Agent": "itinerary import",
        "Accept": "text/calendar, application/json, application/xml, text/html, */*;q=0.5",
        "Accept-Encoding": "gzip",
        **validators,
    }
    end = elapsed() + SECONDS_IN_ALL

    def left() -> float:
        return end - elapsed()

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
        _Http(hosts, left),
        _Https(hosts, left),
    ):
        opener.add_handler(handler)
    try:
        request = urllib.request.Request(address, headers=headers)  # noqa: S310  _http checked it
        with opener.open(request, timeout=SECONDS) as answer:
            data = _body(answer)
            kept = {
                condition: answer.headers[header]
                for header, condition in (
                    ("ETag", "If-None-Match"),
                    ("Last-Modified", "If-Modified-Since"),
                )
                if answer.headers.get(header)
            }
            return Fetched(address, data, address, kept)
    except urllib.error.HTTPError as error:
        error.close()  # it is an answer, too, with a connection
        if error.code == 304:
            return Fetched(address, None, address, validators)
        later = error.headers.get("Retry-After", "") if error.code in _BUSY else ""
        hint = "open it in a browser: it must be public" if error.code in (401, 403, 404) else ""
        if later.isdecimal():
            hint = f"it asks to be left alone for {later} seconds"
        raise FetchError(
            f"{address} answers {error.code} {error.reason}", hint, retry_after=later
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        raise FetchError(f"{address} cannot be fetched: {str(cause) or 'no answer'}") from None


def _http(source: str) -> str:
    """Return an address as http(s). Raises FetchError if it is not one."""
    try:
        parts = urlsplit(source)
        parts.port  # noqa: B018  reading it raises if it is no number
    except ValueError as error:
        raise FetchError(f"“{source}” is not a web address: {error}") from None
    if not parts.hostname or any(letter.isspace() or ord(letter) < 32 for letter in source):
        raise FetchError(f"“{source}” is not a web address", "write https://…")
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme.lower(), parts.scheme.lower())
    return urlunsplit(parts._replace(scheme=scheme, fragment=""))


def _body(answer: Any) -> bytes:
    """Return the body of an answer, at most MOST_BYTES of it also after it is unpacked."""
    packed = answer.headers.get("Content-Encoding", "").lower() == "gzip"
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None
    found = bytearray()
    while piece := answer.read1(65_536):
        try:
            found += unpack.decompress(piece, MOST_BYTES + 1 - len(found)) if unpack else piece
        except zlib.error as error:
            raise FetchError(f"the answer cannot be unpacked: {error}") from None
        if len(found) > MOST_BYTES:
            raise FetchError(f"the answer has {too_large(len(found))}", "split it")
    # http.client does not say that a connection ended before its Content-Length.
    if answer.length or (unpack and not unpack.eof):
        raise FetchError("the answer was cut off", "try again")
    return bytes(found)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http(s) alone."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        fp.close()  # urllib would read the body of a redirect, of any size
        if urlsplit(newurl).scheme.lower() not in ("http", "https"):
            raise FetchError(f"{req.full_url} redirects to “{newurl}”, which is not http(s)")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _connection(
    named: Collection[str], address: tuple[str, int], timeout: Any = None, _source: Any = None
) -> socket.socket:
    """Connect to a host. One that neither the user nor the settings of a proxy name must be public:
    a redirect could lead to a
    service that only this machine can reach. The address that is checked is the one that is used,
    so that a name cannot change its address in between."""
    host, port = address
    error: OSError | None = None
    for family, kind, protocol, _, where in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM):
        if (
            host.lower() not in named
            and not ipaddress.ip_address(str(where[0]).partition("%")[0]).is_global
        ):
            raise FetchError(
                f"a redirect leads to {host}, which is {where[0]}: an address of this machine or"
                " its network",
                f"import from {host} itself, if that is meant",
            )
        try:
            connection = socket.socket(family, kind, protocol)
        except OSError as failed:  # for example where the system has no IPv6
            error = failed
            continue
        try:
            connection.settimeout(timeout)
            connection.connect(where)
        except OSError as failed:
            error = failed
            connection.close()
        else:
            return connection
    raise error or OSError(f"{host} has no address")


class _TimedReader(io.RawIOBase):
    """Reads a socket until there are no seconds `left` for the answer as a whole."""

    def __init__(self, connection: socket.socket, left: Callable[[], float]) -> None:
        self._connection = connection
        self._file = connection.makefile("rb", buffering=0)
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._left()
        if left <= 0:
            raise TimeoutError(f"the answer takes more than {SECONDS_IN_ALL // 60} minutes")
        self._connection.settimeout(min(SECONDS, left))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """A response whose head and body together have a limit of time."""

    def __init__(
        self, connection: socket.socket, *more: Any, left: Callable[[], float], **options: Any
    ):
        super().__init__(connection, *more, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedReader(connection, left))


class _Http(urllib.request.HTTPHandler):
    def __init__(self, named: Collection[str], left: Callable[[], float]) -> None:
        super().__init__()
        self._made = partial(_made, http.client.HTTPConnection, named, left)

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self._made, req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, named: Collection[str], left: Callable[[], float]) -> None:
        super().__init__()
        self._made = partial(_made, http.client.HTTPSConnection, named, left)

    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self._made, req)


def _made(
    kind: type[http.client.HTTPConnection],
    named: Collection[str],
    left: Callable[[], float],
    host: str,
    **options: Any,
) -> Any:
    connection = kind(host, **options)
    connection._create_connection = partial(_connection, named)  # type: ignore[attr-defined]
    connection.response_class = partial(_Response, left=left)  # type: ignore[assignment]
    return connection
