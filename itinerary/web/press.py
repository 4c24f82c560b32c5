"""The press: each response made once for a publication, and kept ready in all its forms.

What Flask makes is a pure function of edition and address, so a request for something that is there
is a look-up. The press also owns what is the same for every body: encodings, conditions, HEAD.
"""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_plus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
import zstandard
from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header, parse_date, parse_etags
from werkzeug.test import EnvironBuilder
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from itinerary.formats import addresses
from itinerary.web.errors import LOST
from itinerary.web.publication import Publication

ROOM = 64 * 2**20
"""Bytes that a press keeps by default."""

COMPRESS_FROM = 500
"""Bytes from which a body is worth compressing."""

ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=_quality(body, 5, 9)),
    "zstd": lambda body: zstandard.ZstdCompressor(level=_quality(body, 6, 12)).compress(body),
    "gzip": lambda body: gzip.compress(body, _quality(body, 6, 9), mtime=0),
}
"""The encodings that a body is offered in, of which one accepts equally the first is sent."""


def _quality(body: bytes, quick: int, good: int) -> int:
    """Return how hard to compress: what is large must be there soon after an edit."""
    return good if len(body) <= 2**17 else quick


LONGEST_VALUE = 512
"""Characters from which on the value of a header is taken for absent. Honest ones are shorter, and
parsing one of 8,000 would take ten milliseconds, in which a worker answers thousands."""


class Asked(NamedTuple):
    """What a response depends on besides its address: the method, and the values of headers."""

    method: str
    accept_encoding: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None

    @classmethod
    def by(cls, method: str, *values: str | None) -> Asked:
        """Return a request with the values of its headers, in this order; see LONGEST_VALUE."""
        return cls(method, *(v if v is None or len(v) <= LONGEST_VALUE else None for v in values))


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
        packed = len(self.body) >= COMPRESS_FROM and _compressible(response.mimetype)
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
        for encoding in _accepted(asked.accept_encoding):
            if encoding not in self.forms:
                return None
            form = self.forms[encoding]
            if form:
                break
        assert form  # the last resort is the body as it is
        if asked.if_none_match is not None:
            # Who has it in another form, or asks again without saying what it accepts as some
            # caches do, has the same content.
            known = _etags(asked.if_none_match)
            if known is None or form.tag in known:
                return form.same
            for tag in known & self.tags.keys():
                if self.tags[tag] not in self.forms:
                    return None
                if other := self.forms[self.tags[tag]]:
                    return other.same
        elif asked.if_modified_since is not None and self.modified is not None:
            since = _date(asked.if_modified_since)
            if since is not None and self.modified <= since:
                return form.same
        return form.head if asked.method == "HEAD" else form.full

    def make(self, asked: Asked) -> None:
        """Make the forms that the answer to a request needs."""
        for encoding in _accepted(asked.accept_encoding):
            self._make(encoding)
            if self.forms[encoding]:
                break
        for tag in (_etags(asked.if_none_match or "") or frozenset()) & self.tags.keys():
            self._make(self.tags[tag])

    def _make(self, encoding: str) -> None:
        if encoding not in self.forms:
            body = ENCODINGS[encoding](self.body)
            smaller = len(body) < len(self.body)
            self.forms[encoding] = Form(self, encoding, body) if smaller else None

    def same_as(self, other: Printed) -> bool:
        """Tell whether another one says the same, byte for byte."""
        return self.tag == other.tag and self.headers == other.headers


class Shelf:
    """Printed responses by address, in at most `room` bytes.

    To make room, those go first that nobody has asked for since it was last looked for what can go.
    Which is the order of last use, near enough, and costs a hit no more than counting it.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self.printed: dict[str, Printed] = {}
        self._sizes: dict[str, int] = {}

    def put(self, address: str, printed: Printed) -> bool:
        """Keep a response, unless it would take half of the room; tell whether another one had to
        go for it."""
        if printed.size > self.room // 2:
            return False
        self.printed[address] = printed
        return self.weigh(address)

    def weigh(self, address: str) -> bool:
        """Count what a response that is kept takes now; tell whether another one had to go."""
        size = self.printed[address].size
        self.size += size - self._sizes.get(address, 0)
        self._sizes[address] = size
        gone = False
        while self.size > self.room:
            oldest, printed = next(iter(self.printed.items()))
            if printed.hits > printed.seen:
                printed.seen = printed.hits
                self.printed[oldest] = self.printed.pop(oldest)
            else:
                del self.printed[oldest]
                self.size -= self._sizes.pop(oldest)
                gone = True
        return gone


class Run:
    """All that was printed of one publication.

    What has an address of its own is kept apart from what has a query string: of the one there is
    only so much, of the other there is no end, and it cannot push out the first. `heard` has the
    answers to requests by their very bytes, see `Heard`.
    """

    def __init__(self, publication: Publication | None, room: int = ROOM) -> None:
        self.publication = publication
        self.own = Shelf(room * 3 // 4)
        self.odd = Shelf(room // 4)
        self.heard = Heard()
        self.lock = threading.Lock()
        self._printing: dict[str, tuple[threading.Lock, int]] = {}

    def find(self, address: str) -> Printed | None:
        """Return what is printed at an address."""
        return self.own.printed.get(address) or self.odd.printed.get(address)

    def answer(self, address: str, asked: Asked) -> Answer | None:
        """Return the answer to a GET or HEAD if it is ready."""
        printed = self.find(address)
        return printed.answer(asked) if printed else None

    def keep(self, address: str, printed: Printed, *, own: bool) -> None:
        """Keep a response."""
        with self.lock:
            if (self.own if own else self.odd).put(address, printed):
                self.heard.forget()

    @contextmanager
    def alone(self, address: str) -> Iterator[None]:
        """Wait until nobody else prints what is at an address, and keep others waiting."""
        with self.lock:
            turn, waiting = self._printing.get(address, (threading.Lock(), 0))
            self._printing[address] = turn, waiting + 1
        try:
            with turn:
                yield
        finally:
            with self.lock:
                turn, waiting = self._printing.pop(address)
                if waiting > 1:
                    self._printing[address] = turn, waiting - 1

    def make(self, address: str, printed: Printed, asked: Asked) -> None:
        """Make the forms that a request needs, and count them if the response is kept."""
        printed.make(asked)
        with self.lock:
            for shelf in (self.own, self.odd):
                if shelf.printed.get(address) is printed and shelf.weigh(address):
                    self.heard.forget()

    def hottest(self) -> Iterable[tuple[str, Printed]]:
        """Return what was asked for, most often first."""
        with self.lock:
            kept = [*self.own.printed.items(), *self.odd.printed.items()]
        asked = [(address, printed) for address, printed in kept if printed.hits]
        return sorted(asked, key=lambda kept: -kept[1].hits)


class Heard:
    """Answers by the very bytes of requests: an app that polls sends the same ones each time.

    Bounded in number; when the younger half is full, it becomes the older, and what was not heard
    since goes.
    """

    MOST = 4096
    LONGEST = 1024

    def __init__(self) -> None:
        self.young: dict[bytes, Answer] = {}
        self.old: dict[bytes, Answer] = {}

    def get(self, request: bytes) -> Answer | None:
        """Return the answer to a request that was heard before."""
        answer = self.young.get(request)
        if answer is None:
            answer = self.old.get(request)
            if answer is None:
                return None
            self.put(request, answer)
        answer.printed.hits += 1
        return answer

    def put(self, request: bytes, answer: Answer) -> None:
        """Remember the answer to a request: whole, alone, and without a body."""
        if len(request) > self.LONGEST:
            return
        if len(self.young) >= self.MOST // 2:
            self.young, self.old = {}, self.young
        self.young[request] = answer

    def forget(self) -> None:
        """Forget all, so that nothing is held that the shelves let go."""
        self.young, self.old = {}, {}


class Press:
    """A WSGI application that answers from what `app` once answered.

    `current` returns the publication to answer from; another one is a new run, which begins empty
    or as it was prepared, and takes the place of the old one as a whole.
    """

    def __init__(
        self, app: WSGIApplication, current: Callable[[], Publication], room: int = ROOM
    ) -> None:
        self.app = app
        self.current = current
        self.room = room
        self._run = Run(None, room)
        self._prepared = self._run

    @property
    def run(self) -> Run:
        """The run of the current publication."""
        publication = self.current()
        if self._run.publication is not publication:
            ready = self._prepared.publication is publication
            self._run = self._prepared if ready else Run(publication, self.room)
        return self._run

    def prepare(self, publication: Publication, enough: Callable[[], bool]) -> None:
        """Print what is asked for most, before `publication` becomes the current one, until
        `enough()`; but not what takes long, which whoever asks for it waits for alone.

        The publication may become the current one meanwhile. Then requests for what is being
        printed wait for it.
        """
        run, before = Run(publication, self.room), self._run
        self._prepared = run
        for address, old in before.hottest():
            if addresses.slow(address):
                continue
            if enough():
                break
            with run.alone(address):
                if run.find(address) is None:
                    self._reprint(run, address, old, enough)

    def _reprint(self, run: Run, address: str, old: Printed, enough: Callable[[], bool]) -> None:
        """Print what was printed in another run, in the same encodings."""
        assert run.publication
        response = self._print(run, environment(address, run.publication.site))
        printed = self._keep(run, address, response)
        if printed is None:
            return
        printed.hits = old.hits // 2
        for encoding, form in old.forms.items():
            if form and encoding:
                if enough():
                    break
                run.make(address, printed, Asked("GET", encoding))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO") or "/"
        if method not in ("GET", "HEAD") or _ODD.search(path):
            response = self._unkept(path, environ, REQUEST_METHOD=method)
            response = self._settled(response, environ)
            start(response.status, list(response.headers))
            return [b"" if method == "HEAD" else response.get_data()]
        query = _known(path, environ.get("QUERY_STRING", ""))
        asked = Asked.by(
            method,
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("HTTP_IF_NONE_MATCH"),
            environ.get("HTTP_IF_MODIFIED_SINCE"),
        )
        answer = self._answer(f"{path}?{query}" if query else path, asked, environ)
        if isinstance(answer, Response):
            answer = self._settled(answer, environ)
            start(answer.status, list(answer.headers))
            return [b"" if method == "HEAD" else answer.get_data()]
        if not _expected(answer, environ.get("HTTP_IF_MATCH")):
            start(_status(412), [("Content-Length", "0")])
            return [b""]
        start(_status(answer.status), list(answer.headers))
        return [answer.body]

    def _answer(self, address: str, asked: Asked, environ: WSGIEnvironment) -> Answer | Response:
        try:
            run = self.run
        except Exception:  # noqa: BLE001  the application finds out too, and says so to its asker
            return self._unkept(environ.get("PATH_INFO") or "/", environ)
        if answer := run.answer(address, asked):
            return answer
        with run.alone(address):
            return self._made(run, address, asked, environ)

    def _settled(self, response: Response, environ: WSGIEnvironment) -> Response:
        """Return a redirect with the address where it leads at last, or 404 if nothing is there: an
        app that keeps where it was led would never ask again for what it was given."""
        hops: list[Response] = []
        there: Answer | Response = response
        while isinstance(there, Response) and there.status_code in _REDIRECTS:
            if len(hops) == MOST_HOPS:
                break
            hops.append(there)
            there = self._answer(_address(there.headers["Location"]), Asked("GET"), environ)
        if not hops:
            return response
        if isinstance(there, Response) and there.status_code == 404:
            return self._unkept(environ.get("PATH_INFO") or "/", environ, **{LOST: True})
        last = redirect(_reference(hops[-1].headers["Location"], environ))
        response.headers["Location"] = last.headers["Location"]
        response.data = last.data
        if len(hops) > 1 and any(hop.status_code in _TEMPORARY for hop in hops):
            response.status_code = 302
        return response

    def _unkept(self, path: str, environ: WSGIEnvironment, **more: object) -> Response:
        """Let the application answer what is not kept."""
        try:
            publication = self.current()
        except Exception:  # noqa: BLE001  the application finds out too, and says so to its asker
            publication = None
        own = environment("/", publication.site if publication else "")
        own.update({name: environ[name] for name in _PASSED_ON if name in environ})
        own.update({"PATH_INFO": path, "itinerary.publication": publication, **more})
        if _ODD.search(path):
            own[LOST] = True
        return Response.from_app(self.app, own, buffered=True)

    def _made(
        self, run: Run, address: str, asked: Asked, environ: WSGIEnvironment
    ) -> Answer | Response:
        """Return the answer that was not ready."""
        printed = run.find(address)
        if printed is None:
            own = environment(address, run.publication.site if run.publication else "")
            own.update({name: environ[name] for name in _PASSED_ON if name in environ})
            response = self._print(run, own)
            printed = self._keep(run, address, response)
            if printed is None:
                return response
        run.make(address, printed, asked)
        answer = printed.answer(asked)
        assert answer
        return answer

    def _print(self, run: Run, environ: WSGIEnvironment) -> Response:
        """Let the application answer from the publication of `run`."""
        environ["itinerary.publication"] = run.publication
        return Response.from_app(self.app, environ, buffered=True)

    def _keep(self, run: Run, address: str, response: Response) -> Printed | None:
        """Return the response ready-made if it is the same for all, and keep it."""
        pure = response.status_code == 200 and response.get_etag()[0]
        depends = [value.lower() for value in response.headers.getlist("Vary")]
        if not pure or depends != ["accept-encoding"]:
            return None
        if "Set-Cookie" in response.headers or "no-store" in str(response.headers):
            return None
        printed = Printed(response)
        known = self._run.find(address)
        if known and known.same_as(printed):
            printed = known  # a static file is compressed once, whatever is published
        public = bool(response.cache_control.public)
        run.keep(address, printed, own=public and "?" not in address)
        return printed


MOST_HOPS = 5
"""Redirects that are followed; there are no more than three in a row."""

_REDIRECTS = (301, 302, 303, 307, 308)
_TEMPORARY = (302, 303, 307)

_PASSED_ON = ("HTTP_ACCEPT_LANGUAGE", "wsgi.errors")
"""What a request tells the application besides its address: what only answers depend on that are
not kept. Neither the host, which anybody can make up, nor where the application is mounted."""

_ODD = re.compile(r"[?\\]|//|/\.\.?(/|$)|%2[fF]")
"""What no path of ours has: an encoded question mark, which would pass for the beginning of the
query, and what browsers and caches take for another path (`//`, `/./`, a backslash, `%2f`, which
`protocol` leaves as it is)."""


def environment(address: str, site: str) -> WSGIEnvironment:
    """Return the WSGI environment of a GET of an address at `site`."""
    path, _, query = address.partition("?")
    environ = EnvironBuilder(base_url=site or None, query_string=query).get_environ()
    environ.update(PATH_INFO=path, SCRIPT_NAME="")
    return environ


def _reference(location: str, environ: WSGIEnvironment) -> str:
    """Return a path on this site as the reference to it from the address of a request: it is right
    below any path, and leads to no other host, whatever the request says of its own."""
    root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
    here = quote(root + path, encoding="latin-1")
    return addresses.relative(quote(root, encoding="latin-1") + location, here)


def _address(location: str) -> str:
    """Return the address to which a path on this site leads, as WSGI has it."""
    path, mark, query = location.partition("#")[0].partition("?")
    return unquote(path, "latin-1") + mark + query


def _known(path: str, query: str) -> str:
    """Return a query string without what no page knows, so that those who follow a link with a mark
    of its own (`fbclid` is another one at each click) get the page that is ready. Files lead to
    their one address instead, because apps and caches keep it."""
    if not query or addresses.is_file(path):
        return query
    pairs = query.split("&")
    return "&".join(p for p in pairs if unquote_plus(p.partition("=")[0]) in addresses.QUERY)


# --- headers -------------------------------------------------------------------------------------


def _accepted(header: str | None) -> tuple[str, ...]:
    """Return the encodings that an Accept-Encoding accepts, the best first; the last is "", the
    body as it is, which is always better than nothing (RFC 9110 §12.5.3)."""
    return ("",) if header is None else _encodings(header)


@lru_cache(1024)
def _encodings(header: str) -> tuple[str, ...]:
    accept = parse_accept_header(header)
    ranked = sorted(ENCODINGS, key=lambda name: -accept.quality(name))
    bare = accept.quality("identity") if "identity" in header else 0
    good = [name for name in ranked if accept.quality(name) > 0 and accept.quality(name) >= bare]
    return (*good, "")


@lru_cache(1024)
def _etags(header: str) -> frozenset[str] | None:
    """Return the tags of an If-None-Match, weak ones too; None for `*`."""
    tags = parse_etags(header)
    return None if tags.star_tag else frozenset(tags.as_set(include_weak=True))


@lru_cache(1024)
def _date(header: str) -> datetime | None:
    return parse_date(header)


def _expected(answer: Answer, if_match: str | None) -> bool:
    """Tell whether an answer is what the asker wants alone (RFC 9110 §13.1.1)."""
    if if_match is None:
        return True
    return parse_etags(if_match).contains(dict(answer.headers)["ETag"].strip('"'))


@lru_cache
def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase}"


def _compressible(mimetype: str | None) -> bool:
    mimetype = mimetype or ""
    return mimetype.startswith("text/") or mimetype.endswith(("json", "xml", "javascript"))
