"""Responses in the forms in which they are sent: encodings, ETag, 304, bytes on the wire."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from http import HTTPStatus

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from itinerary.serve.cache.conditional_requests import current_copies, etags
from itinerary.serve.cache.negotiation import ENCODINGS, RequestKey, accepted
from itinerary.value import Value
from itinerary.website.compression import compressible


class WireResponse:
    """An answer, ready to be sent.

    `head_prefix` is its HTTP/1.1 head, up to the value of Date. `cached` is the response of which
    it is a form, None if it is not cached; `location` is the target of a redirect, None if it is
    not one. `closes` tells whether the connection ends with it.
    """

    __slots__ = (
        "_closing",
        "_date",
        "_head",
        "body",
        "cached",
        "closes",
        "head_prefix",
        "headers",
        "location",
        "status",
    )

    def __init__(
        self,
        status: int,
        headers: list[tuple[str, str]],
        body: bytes,
        cached: CachedResponse | None = None,
        *,
        closes: bool = False,
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.cached = cached
        self.location = dict(headers)["Location"] if status in _REDIRECTS else None
        self.closes = closes
        self._closing: WireResponse | None = None
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        if closes:
            lines += "Connection: close\r\n"
        self.head_prefix = f"HTTP/1.1 {status_line(status)}\r\n{lines}Date: ".encode("latin-1")
        self._date = self._head = b""

    @classmethod
    def of(cls, response: Response, method: str) -> WireResponse:
        """Return the answer of an application to a request with a method."""
        body = response.get_data()
        headers = list(response.headers)
        if "Content-Length" not in response.headers and response.status_code != 204:
            headers.append(("Content-Length", str(len(body))))
        return cls(response.status_code, headers, b"" if method == "HEAD" else body)

    def head(self, date: bytes) -> bytes:
        """Return the whole head; it is kept until the date is another one, a second later."""
        if self._date is not date:
            self._date, self._head = date, b"%b%b\r\n\r\n" % (self.head_prefix, date)
        return self._head

    def closing(self) -> WireResponse:
        """Return the same response with `Connection: close`."""
        if self.closes:
            return self
        if self._closing is None:
            self._closing = WireResponse(
                self.status, self.headers, self.body, self.cached, closes=True
            )
        return self._closing


class Variant:
    """A response in one encoding: as it is sent, to HEAD, and to who has it already."""

    __slots__ = ("for_head", "full", "not_modified", "size", "tag")

    def __init__(self, cached: CachedResponse, encoding: str, body: bytes) -> None:
        self.size = len(body)
        self.tag = f"{cached.tag}-{encoding}" if encoding else cached.tag
        headers = Headers(cached.headers)
        headers["ETag"] = f'"{self.tag}"'
        headers["Content-Length"] = str(len(body))
        if encoding:
            headers["Content-Encoding"] = encoding
        self.full = WireResponse(200, list(headers), body, cached)
        self.for_head = WireResponse(200, list(headers), b"", cached)
        # What a cache has to know anew (RFC 9110 §15.4.5), and what a script of another origin may
        # see; the rest it has.
        kept = [(n, v) for n, v in headers if _is_repeated(n)]
        self.not_modified = WireResponse(304, kept, b"", cached)


_REDIRECTS = (301, 302, 303, 307, 308)

_REPEATED = ("etag", "cache-control", "vary", "access-control-")


def _is_repeated(header: str) -> bool:
    """Tell whether a 304 repeats a header of the response that it stands for."""
    return header.lower().startswith(_REPEATED)


def _tags(tag: str) -> dict[str, str]:
    """Return the tags of all variants of a response by the encoding of each."""
    return {tag: "", **{f"{tag}-{name}": name for name in ENCODINGS}}


@lru_cache
def _same(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return headers as one object, of which thousands of responses share a few."""
    return headers


class Validators(Value):
    """The validators of a response: the tag of its body as it is, the time of its last change, and
    the headers that a 304 repeats."""

    tag: str
    modified: datetime | None
    headers: tuple[tuple[str, str], ...]

    def unchanged(self, key: RequestKey) -> WireResponse | None:
        """Return the 304 to a client that has a variant of the response; None if it has none."""
        for tag in current_copies(key, self.tag, _tags(self.tag), self.modified):
            return WireResponse(304, [*self.headers, ("ETag", f'"{tag}"')], b"")
        return None


class CachedResponse:
    """A response that is the same for all who ask, in the variants that were asked for so far."""

    __slots__ = (
        "body",
        "headers",
        "hits",
        "modified",
        "public",
        "swept_hits",
        "tag",
        "tags",
        "variants",
    )

    def __init__(self, response: Response) -> None:
        """Take over a response with an ETag, which is that of its body as it is."""
        self.body = response.get_data()
        self.tag = response.get_etag()[0] or ""
        self.modified = response.last_modified
        self.public = bool(response.cache_control.public)
        self.headers = [
            (name, value)
            for name, value in response.headers
            if name not in ("ETag", "Content-Length")
        ]
        self.hits = 0
        self.swept_hits = 0
        compresses = compressible(self.body, response.mimetype)
        self.variants: dict[str, Variant | None] = {} if compresses else dict.fromkeys(ENCODINGS)
        self.variants[""] = Variant(self, "", self.body)
        self.tags = _tags(self.tag)

    @property
    def size(self) -> int:
        """The bytes that it takes in memory."""
        return 2000 + sum(variant.size for variant in self.variants.values() if variant)

    def answer(self, key: RequestKey) -> WireResponse | None:
        """Return the answer to a request; None if it needs a variant that was not made yet."""
        self.hits += 1
        variant = None
        for encoding in accepted(key.accept_encoding):
            if encoding not in self.variants:
                return None
            variant = self.variants[encoding]
            if variant:
                break
        assert variant  # the last resort is the body as it is
        for tag in current_copies(key, variant.tag, self.tags, self.modified):
            if self.tags[tag] not in self.variants:
                return None
            if copy := self.variants[self.tags[tag]]:
                return copy.not_modified
        return variant.for_head if key.method == "HEAD" else variant.full

    @property
    def validators(self) -> Validators:
        """What tells who has this response already, without its body."""
        repeated = tuple((n, v) for n, v in self.headers if _is_repeated(n))
        return Validators(self.tag, self.modified, _same(repeated))

    def add_variants(self, key: RequestKey) -> None:
        """Make the variants that the answer to a request needs."""
        for encoding in accepted(key.accept_encoding):
            self._add(encoding)
            if self.variants[encoding]:
                break
        for tag in (etags(key.if_none_match or "") or frozenset()) & self.tags.keys():
            self._add(self.tags[tag])

    def _add(self, encoding: str) -> None:
        if encoding not in self.variants:
            body = ENCODINGS[encoding](self.body)
            smaller = len(body) < len(self.body)
            self.variants[encoding] = Variant(self, encoding, body) if smaller else None

    def same_as(self, other: CachedResponse) -> bool:
        """Tell whether another one says the same, byte for byte."""
        return self.tag == other.tag and self.headers == other.headers


@lru_cache
def status_line(code: int) -> str:
    """Return a status code with its reason phrase, as WSGI wants it: 304 Not Modified."""
    return f"{code} {HTTPStatus(code).phrase}"
