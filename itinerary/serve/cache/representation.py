"""Responses in the forms in which they are sent: encodings, ETag, 304, bytes on the wire."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response

from itinerary.serve.cache.negotiation import ENCODINGS, Asked, accepted, date, etags

COMPRESS_FROM = 500
"""Bytes from which a body is worth compressing."""


class Answer:
    """A finished response. `wire` is how HTTP/1.1 writes its head, up to the value of Date."""

    __slots__ = ("_date", "_head", "body", "headers", "printed", "status", "wire")

    def __init__(
        self, printed: Printed, status: int, headers: list[tuple[str, str]], body: bytes
    ) -> None:
        self.printed = printed
        self.status = status
        self.headers = headers
        self.body = body
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        self.wire = f"HTTP/1.1 {_status(status)}\r\n{lines}Date: ".encode("latin-1")
        self._date = self._head = b""

    def head(self, date: bytes) -> bytes:
        """Return the whole head; it is kept until the date is another one, a second later."""
        if self._date is not date:
            self._date, self._head = date, b"%b%b\r\n\r\n" % (self.wire, date)
        return self._head


class Form:
    """A response in one encoding: as it is sent, to HEAD, and to who has it already."""

    __slots__ = ("full", "head", "same", "size", "tag")

    def __init__(self, printed: Printed, encoding: str, body: bytes) -> None:
        self.size = len(body)
        self.tag = f"{printed.tag}-{encoding}" if encoding else printed.tag
        headers = Headers(printed.headers)
        headers["ETag"] = f'"{self.tag}"'
        headers["Content-Length"] = str(len(body))
        if encoding:
            headers["Content-Encoding"] = encoding
        self.full = Answer(printed, 200, list(headers), body)
        self.head = Answer(printed, 200, list(headers), b"")
        # What a cache has to know anew (RFC 9110 §15.4.5), and what a script of another origin may
        # see; the rest it has.
        told = [(n, v) for n, v in headers if n.lower().startswith(_TOLD_AGAIN)]
        self.same = Answer(printed, 304, told, b"")


_TOLD_AGAIN = ("etag", "cache-control", "vary", "access-control-")


class Printed:
    """A response that is the same for all who ask, in the forms that were asked for so far."""

    __slots__ = ("body", "forms", "headers", "hits", "modified", "seen", "tag", "tags")

    def __init__(self, response: Response) -> None:
        """Take over a response with an ETag, which is that of its body as it is."""
        self.body = response.get_data()
        self.tag = response.get_etag()[0] or ""
        self.modified = response.last_modified
        self.headers = [
            (name, value)
            for name, value in response.headers
            if name not in ("ETag", "Content-Length")
        ]
        self.hits = 0
        self.seen = 0
        packed = len(self.body) >= COMPRESS_FROM and compressible(response.mimetype)
        self.forms: dict[str, Form | None] = {} if packed else dict.fromkeys(ENCODINGS)
        self.forms[""] = Form(self, "", self.body)
        self.tags = {self.tag: "", **{f"{self.tag}-{name}": name for name in ENCODINGS}}

    @property
    def size(self) -> int:
        """The bytes that it takes in memory."""
        return 2000 + sum(form.size for form in self.forms.values() if form)

    def answer(self, asked: Asked) -> Answer | None:
        """Return the answer to a request; None if it needs a form that was not made yet."""
        self.hits += 1
        form = None
        for encoding in accepted(asked.accept_encoding):
            if encoding not in self.forms:
                return None
            form = self.forms[encoding]
            if form:
                break
        assert form  # the last resort is the body as it is
        if asked.if_none_match is not None:
            # Who has it in another form, or asks again without saying what it accepts as some
            # caches do, has the same content.
            known = etags(asked.if_none_match)
            if known is None or form.tag in known:
                return form.same
            for tag in known & self.tags.keys():
                if self.tags[tag] not in self.forms:
                    return None
                if other := self.forms[self.tags[tag]]:
                    return other.same
        elif asked.if_modified_since is not None and self.modified is not None:
            since = date(asked.if_modified_since)
            if since is not None and self.modified <= since:
                return form.same
        return form.head if asked.method == "HEAD" else form.full

    def make(self, asked: Asked) -> None:
        """Make the forms that the answer to a request needs."""
        for encoding in accepted(asked.accept_encoding):
            self._make(encoding)
            if self.forms[encoding]:
                break
        for tag in (etags(asked.if_none_match or "") or frozenset()) & self.tags.keys():
            self._make(self.tags[tag])

    def _make(self, encoding: str) -> None:
        if encoding not in self.forms:
            body = ENCODINGS[encoding](self.body)
            smaller = len(body) < len(self.body)
            self.forms[encoding] = Form(self, encoding, body) if smaller else None

    def same_as(self, other: Printed) -> bool:
        """Tell whether another one says the same, byte for byte."""
        return self.tag == other.tag and self.headers == other.headers


@lru_cache
def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase}"


def compressible(mimetype: str | None) -> bool:
    """Tell whether bodies of a media type become smaller when they are compressed."""
    mimetype = mimetype or ""
    return mimetype.startswith("text/") or mimetype.endswith(("json", "xml", "javascript"))
