"""The cache: each response made once for a publication, and kept ready in all its variants.

What Flask makes is a pure function of edition and address, so a request for something that is there
is a look-up. The cache also owns what is the same for every body: encodings, conditions, HEAD.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, unquote, unquote_plus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import parse_etags
from werkzeug.test import EnvironBuilder
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from itinerary.render import addresses
from itinerary.serve.cache.negotiation import RequestKey
from itinerary.serve.cache.representation import CachedResponse, WireResponse, status_line
from itinerary.serve.cache.store import BoundedStore, RawRequestIndex
from itinerary.website.errors import LOST
from itinerary.website.publication import Publication
from itinerary.website.responses import BARE

CAPACITY = 64 * 2**20
"""Bytes that a cache keeps by default."""


class Generation:
    """All that was rendered of one publication.

    What has an address of its own is kept apart from what has a query string: of the one there is
    only so much, of the other there is no end, and it cannot push out the first. `raw_requests` has
    the answers to requests by their very bytes, see `RawRequestIndex`.
    """

    def __init__(self, publication: Publication | None, capacity: int = CAPACITY) -> None:
        self.publication = publication
        self.finite = BoundedStore(capacity * 3 // 4)
        self.unbounded = BoundedStore(capacity // 4)
        self.raw_requests = RawRequestIndex()
        self.lock = threading.Lock()
        self._renderings: dict[str, tuple[threading.Lock, int]] = {}

    def find(self, address: str) -> CachedResponse | None:
        """Return what is cached at an address."""
        return self.finite.responses.get(address) or self.unbounded.responses.get(address)

    def answer(self, address: str, key: RequestKey) -> WireResponse | None:
        """Return the answer to a GET or HEAD if it is ready."""
        cached = self.find(address)
        return cached.answer(key) if cached else None

    def keep(self, address: str, cached: CachedResponse, *, finite: bool) -> None:
        """Keep a response."""
        with self.lock:
            if (self.finite if finite else self.unbounded).put(address, cached):
                self.raw_requests.clear()

    @contextmanager
    def rendering(self, address: str) -> Iterator[None]:
        """Wait until nobody else renders what is at an address, and keep others waiting."""
        with self.lock:
            lock, waiting = self._renderings.get(address, (threading.Lock(), 0))
            self._renderings[address] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self.lock:
                lock, waiting = self._renderings.pop(address)
                if waiting > 1:
                    self._renderings[address] = lock, waiting - 1

    def add_variants(self, address: str, cached: CachedResponse, key: RequestKey) -> None:
        """Make the variants that a request needs, and count them if the response is kept."""
        cached.add_variants(key)
        with self.lock:
            for store in (self.finite, self.unbounded):
                if store.responses.get(address) is cached and store.resize(address):
                    self.raw_requests.clear()

    def most_requested(self) -> Iterable[tuple[str, CachedResponse]]:
        """Return what was asked for, most often first."""
        with self.lock:
            kept = [*self.finite.responses.items(), *self.unbounded.responses.items()]
        asked = [(address, cached) for address, cached in kept if cached.hits]
        return sorted(asked, key=lambda kept: -kept[1].hits)


class ResponseCache:
    """A WSGI application that answers from what `app` once answered.

    `current` returns the publication to answer from; another one is a new generation, which begins
    empty or as it was prepared, and takes the place of the old one as a whole.
    """

    def __init__(
        self, app: WSGIApplication, current: Callable[[], Publication], capacity: int = CAPACITY
    ) -> None:
        self.app = app
        self.current = current
        self.capacity = capacity
        self._generation = Generation(None, capacity)
        self._prepared = self._generation

    @property
    def generation(self) -> Generation:
        """The generation of the current publication."""
        publication = self.current()
        if self._generation.publication is not publication:
            ready = self._prepared.publication is publication
            self._generation = self._prepared if ready else Generation(publication, self.capacity)
        return self._generation

    def prepare(self, publication: Publication, enough: Callable[[], bool]) -> None:
        """Render what is asked for most, before `publication` becomes the current one, until
        `enough()`; but not what takes long, which whoever asks for it waits for alone.

        The publication may become the current one meanwhile. Then requests for what is being
        rendered wait for it.
        """
        generation, before = Generation(publication, self.capacity), self._generation
        self._prepared = generation
        for address, old in before.most_requested():
            if addresses.slow(address):
                continue
            if enough():
                break
            with generation.rendering(address):
                if generation.find(address) is None:
                    self._warm(generation, address, old, enough)

    def _warm(
        self, generation: Generation, address: str, old: CachedResponse, enough: Callable[[], bool]
    ) -> None:
        """Render what was cached in another generation, in the same encodings."""
        assert generation.publication
        response = self._render(generation, wsgi_environ(address, generation.publication.site))
        cached = self._keep(generation, address, response)
        if cached is None:
            return
        cached.hits = old.hits // 2
        for encoding, variant in old.variants.items():
            if variant and encoding:
                if enough():
                    break
                generation.add_variants(address, cached, RequestKey("GET", encoding))

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO") or "/"
        if method not in ("GET", "HEAD") or _AMBIGUOUS_PATH.search(path):
            response = self._uncached(path, environ, REQUEST_METHOD=method)
            response = self._follow_redirects(response, environ)
            start(response.status, list(response.headers))
            return [b"" if method == "HEAD" else response.get_data()]
        query = _known_query(path, environ.get("QUERY_STRING", ""))
        key = RequestKey.of(
            method,
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("HTTP_IF_NONE_MATCH"),
            environ.get("HTTP_IF_MODIFIED_SINCE"),
        )
        answer = self._answer(f"{path}?{query}" if query else path, key, environ)
        if isinstance(answer, Response):
            answer = self._follow_redirects(answer, environ)
            start(answer.status, list(answer.headers))
            return [b"" if method == "HEAD" else answer.get_data()]
        if not _if_match_holds(answer, environ.get("HTTP_IF_MATCH")):
            start(status_line(412), [*BARE.items(), ("Content-Length", "0")])
            return [b""]
        start(status_line(answer.status), list(answer.headers))
        return [answer.body]

    def _answer(
        self, address: str, key: RequestKey, environ: WSGIEnvironment
    ) -> WireResponse | Response:
        try:
            generation = self.generation
        except Exception:  # noqa: BLE001  the application finds out too, and says so to its asker
            return self._uncached(environ.get("PATH_INFO") or "/", environ)
        if answer := generation.answer(address, key):
            return answer
        with generation.rendering(address):
            return self._render_once(generation, address, key, environ)

    def _follow_redirects(self, response: Response, environ: WSGIEnvironment) -> Response:
        """Return a redirect with the address where it leads at last, or 404 if nothing is there: an
        app that keeps where it was led would never ask again for what it was given."""
        hops: list[Response] = []
        there: WireResponse | Response = response
        while isinstance(there, Response) and there.status_code in _REDIRECTS:
            if len(hops) == MOST_HOPS:
                break
            hops.append(there)
            there = self._answer(_address_of(there.headers["Location"]), RequestKey("GET"), environ)
        if not hops:
            return response
        if isinstance(there, Response) and there.status_code == 404:
            return self._uncached(environ.get("PATH_INFO") or "/", environ, **{LOST: True})
        last = redirect(_relative_reference(hops[-1].headers["Location"], environ))
        response.headers["Location"] = last.headers["Location"]
        response.data = last.data
        if len(hops) > 1 and any(hop.status_code in _TEMPORARY for hop in hops):
            response.status_code = 302
        return response

    def _uncached(self, path: str, environ: WSGIEnvironment, **more: object) -> Response:
        """Let the application answer what is not kept."""
        try:
            publication = self.current()
        except Exception:  # noqa: BLE001  the application finds out too, and says so to its asker
            publication = None
        own = wsgi_environ("/", publication.site if publication else "")
        own.update({name: environ[name] for name in _PASSED_ON if name in environ})
        own.update({"PATH_INFO": path, "itinerary.publication": publication, **more})
        if _AMBIGUOUS_PATH.search(path):
            own[LOST] = True
        return Response.from_app(self.app, own, buffered=True)

    def _render_once(
        self, generation: Generation, address: str, key: RequestKey, environ: WSGIEnvironment
    ) -> WireResponse | Response:
        """Return the answer that was not ready."""
        cached = generation.find(address)
        if cached is None:
            own = wsgi_environ(
                address, generation.publication.site if generation.publication else ""
            )
            own.update({name: environ[name] for name in _PASSED_ON if name in environ})
            response = self._render(generation, own)
            cached = self._keep(generation, address, response)
            if cached is None:
                return response
        generation.add_variants(address, cached, key)
        answer = cached.answer(key)
        assert answer
        return answer

    def _render(self, generation: Generation, environ: WSGIEnvironment) -> Response:
        """Let the application answer from the publication of `run`."""
        environ["itinerary.publication"] = generation.publication
        return Response.from_app(self.app, environ, buffered=True)

    def _keep(
        self, generation: Generation, address: str, response: Response
    ) -> CachedResponse | None:
        """Return the response ready-made if it is the same for all, and keep it."""
        pure = response.status_code == 200 and response.get_etag()[0]
        depends = [value.lower() for value in response.headers.getlist("Vary")]
        if not pure or depends != ["accept-encoding"]:
            return None
        if "Set-Cookie" in response.headers or "no-store" in str(response.headers):
            return None
        cached = CachedResponse(response)
        known = self._generation.find(address)
        if known and known.same_as(cached):
            cached = known  # a static file is compressed once, whatever is published
        public = bool(response.cache_control.public)
        generation.keep(address, cached, finite=public and "?" not in address)
        return cached


MOST_HOPS = 5
"""Redirects that are followed; there are no more than three in a row."""

_REDIRECTS = (301, 302, 303, 307, 308)
_TEMPORARY = (302, 303, 307)

_PASSED_ON = ("HTTP_ACCEPT_LANGUAGE", "wsgi.errors")
"""What a request tells the application besides its address: what only answers depend on that are
not kept. Neither the host, which anybody can make up, nor where the application is mounted."""

_AMBIGUOUS_PATH = re.compile(r"[?\\]|//|/\.\.?(/|$)|%2[fF]")
"""What no path of ours has: an encoded question mark, which would pass for the beginning of the
query, and what browsers and caches take for another path (`//`, `/./`, a backslash, `%2f`, which
`protocol` leaves as it is)."""


def wsgi_environ(address: str, site: str) -> WSGIEnvironment:
    """Return the WSGI environment of a GET of an address at `site`."""
    path, _, query = address.partition("?")
    environ = EnvironBuilder(base_url=site or None, query_string=query).get_environ()
    environ.update(PATH_INFO=path, SCRIPT_NAME="")
    return environ


def _relative_reference(location: str, environ: WSGIEnvironment) -> str:
    """Return a path on this site as the reference to it from the address of a request: it is right
    below any path, and leads to no other host, whatever the request says of its own."""
    root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
    here = quote(root + path, encoding="latin-1")
    return addresses.relative(quote(root, encoding="latin-1") + location, here)


def _address_of(location: str) -> str:
    """Return the address to which a path on this site leads, as WSGI has it."""
    path, mark, query = location.partition("#")[0].partition("?")
    return unquote(path, "latin-1") + mark + query


def _known_query(path: str, query: str) -> str:
    """Return a query string without what no page knows, so that those who follow a link with a mark
    of its own (`fbclid` is another one at each click) get the page that is ready. Files lead to
    their one address instead, because apps and caches keep it."""
    if not query or addresses.is_file(path):
        return query
    pairs = query.split("&")
    return "&".join(p for p in pairs if unquote_plus(p.partition("=")[0]) in addresses.QUERY)


def _if_match_holds(answer: WireResponse, if_match: str | None) -> bool:
    """Tell whether an answer is what the asker wants alone (RFC 9110 §13.1.1)."""
    if if_match is None:
        return True
    return parse_etags(if_match).contains(dict(answer.headers)["ETag"].strip('"'))
