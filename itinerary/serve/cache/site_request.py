"""A request as the response cache sees it, whichever server received it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from urllib.parse import unquote_plus
from wsgiref.types import WSGIEnvironment

from itinerary.render import addresses
from itinerary.serve.cache.negotiation import LONGEST_VALUE, RequestKey
from itinerary.value import Value, field, replace
from itinerary.website.request_context import HOST, LONGEST_MESSAGE, NOW

_AMBIGUOUS_PATH = re.compile(r"[?\\]|//|/\.\.?(/|$)|%2[fF]")
"""Parts that a path of this site never has: an encoded question mark, which could be taken for the
beginning of the query, and parts that browsers and caches normalise (`//`, `/./`, a backslash, and
an encoded slash, which servers leave encoded)."""

_HEADERS = {
    b"accept-encoding": "HTTP_ACCEPT_ENCODING",
    b"accept-language": "HTTP_ACCEPT_LANGUAGE",
    b"if-match": "HTTP_IF_MATCH",
    b"if-modified-since": "HTTP_IF_MODIFIED_SINCE",
    b"if-none-match": "HTTP_IF_NONE_MATCH",
}
"""The request headers on which an answer can depend, and their WSGI names. The host is not among
them: a client can name any."""

_MESSAGE_HEADERS = {
    b"content-length": "CONTENT_LENGTH",
    b"content-type": "CONTENT_TYPE",
    b"host": "HTTP_HOST",
    b"mcp-method": "HTTP_MCP_METHOD",
    b"mcp-name": "HTTP_MCP_NAME",
    b"mcp-protocol-version": "HTTP_MCP_PROTOCOL_VERSION",
    b"origin": "HTTP_ORIGIN",
    b"sec-fetch-site": "HTTP_SEC_FETCH_SITE",
    b"x-forwarded-for": "HTTP_X_FORWARDED_FOR",
}
"""The same for a message (`SiteRequest.is_message`)."""

_MESSAGE = (
    *(name for name in _MESSAGE_HEADERS.values() if name != "HTTP_HOST"),
    *("REMOTE_ADDR", "wsgi.input", "wsgi.input_terminated", NOW),
)


class SiteRequest(Value):
    """A request: what its answer can depend on, and no more; a body is ignored, unless it is a
    message.

    `path` and `root`, where the site is mounted, are decoded as WSGI decodes them (latin-1); `path`
    is empty for the root of a site that is mounted below a path (PEP 3333).
    `passed_on` are the keys of a WSGI environment that reach the application: they matter only to
    answers that are not cached.
    """

    path: str
    query: str
    key: RequestKey
    if_match: str | None = None
    root: str = ""
    passed_on: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of_environ(cls, environ: WSGIEnvironment) -> SiteRequest:
        """Return a request from a WSGI environment."""
        passed_on: tuple[str, ...] = ("HTTP_ACCEPT_LANGUAGE", "wsgi.errors")
        passed: dict[str, object] = {}
        if _is_message(environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")):
            passed_on += _MESSAGE
            passed[HOST] = environ.get("HTTP_HOST", "")
        passed |= {name: environ[name] for name in passed_on if name in environ}
        return cls(
            path=environ.get("PATH_INFO", ""),
            query=environ.get("QUERY_STRING", ""),
            key=RequestKey.of(
                environ["REQUEST_METHOD"],
                environ.get("HTTP_ACCEPT_ENCODING"),
                environ.get("HTTP_IF_NONE_MATCH"),
                environ.get("HTTP_IF_MODIFIED_SINCE"),
            ),
            if_match=environ.get("HTTP_IF_MATCH"),
            root=environ.get("SCRIPT_NAME", ""),
            passed_on=passed,
        )

    @classmethod
    def of_scope(
        cls,
        method: str,
        path: str,
        raw_path: bytes,
        query: bytes,
        headers: Iterable[tuple[bytes, bytes]],
        root: str = "",
        client: str = "",
    ) -> SiteRequest:
        """Return a request from the parts of an ASGI scope; `client` is the address that connected,
        empty over a Unix socket.

        Header values longer than `LONGEST_VALUE` count as absent; of repeated headers the values
        are joined (RFC 9110 §5.2).
        """
        if b"%2f" in raw_path.lower():  # not a separator, and in no address of this site
            path = raw_path.decode("latin-1")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "SCRIPT_NAME": root.encode().decode("latin-1"),
            "REMOTE_ADDR": client,
        }
        known = _HEADERS | _MESSAGE_HEADERS if _is_message(method, path) else _HEADERS
        for name, value in headers:
            key = known.get(name)
            if key and len(value) <= LONGEST_VALUE:
                text = value.decode("latin-1")
                environ[key] = f"{environ[key]},{text}" if key in environ else text
        return cls.of_environ(environ)

    @property
    def is_message(self) -> bool:
        """Whether what this request says is in its body: a question of an assistant, or a change of
        a living selection."""
        return _is_message(self.key.method, self.path)

    @property
    def says_too_much(self) -> bool:
        """Whether this message says itself that its body is longer than it may be."""
        length = str(self.passed_on.get("CONTENT_LENGTH", ""))
        return length.isdecimal() and int(length) > LONGEST_MESSAGE

    def saying(self, body: bytes, now: datetime) -> SiteRequest:
        """Return this message with its body, and with the time at which it came. The body is not
        needed of one that says too much."""
        given = {"wsgi.input": BytesIO(body), NOW: now}
        if not self.says_too_much:
            given["CONTENT_LENGTH"] = str(len(body))
        return replace(self, passed_on={**self.passed_on, **given})

    @property
    def can_be_cached(self) -> bool:
        """Whether this is a GET or HEAD of a path that the site can have."""
        return self.key.method in ("GET", "HEAD") and not self.ambiguous

    @property
    def ambiguous(self) -> bool:
        """Whether others take the path for another one."""
        return bool(_AMBIGUOUS_PATH.search(self.path))

    @property
    def address(self) -> str:
        """The path and the known part of the query: what names a response in the cache.

        A page ignores parameters that no page knows, because services add one of their own to each
        click (`fbclid`). A file redirects to its one address instead, because apps and caches keep
        addresses of files.
        """
        path, query = self.path or "/", self.query
        if query and not addresses.is_file(path):
            known = (p for p in query.split("&") if _name(p) in addresses.QUERY)
            query = "&".join(known)
        return f"{path}?{query}" if query else path


def _is_message(method: str, path: str) -> bool:
    if path == addresses.MCP:
        return method == "POST"
    return method in ("POST", "PUT", "DELETE") and addresses.is_my(path)


def _name(parameter: str) -> str:
    return unquote_plus(parameter.partition("=")[0])
