"""The response cache: each response is rendered once for a publication, and kept in the encodings
that were requested.

What Flask renders is a pure function of edition and address, so that a request for a cached
response is a look-up. The cache also does what is the same for every body: encodings, conditional
requests, HEAD, and redirects that lead straight to their last target.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import quote, unquote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import parse_etags
from werkzeug.test import EnvironBuilder
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from itinerary.ledger import LedgerError
from itinerary.ledger.living_selection import LivingSelection
from itinerary.render import addresses
from itinerary.serve.cache.bounded_store import BoundedStore, RawRequestIndex
from itinerary.serve.cache.negotiation import RequestKey
from itinerary.serve.cache.private_validators import PrivateValidators
from itinerary.serve.cache.representation import CachedResponse, WireResponse, status_line
from itinerary.serve.cache.site_request import SiteRequest
from itinerary.website.errors import LOST
from itinerary.website.publication import Publication
from itinerary.website.request_context import NOW, PUBLICATION, SELECTION, Outcome
from itinerary.website.responses import BARE

CAPACITY = 64 * 2**20
"""Bytes that a cache keeps by default."""

WARM_UP = 0.15
"""Seconds for which a new publication may wait until the most requested responses are rendered."""

FindSelection = Callable[[str, str], LivingSelection | None]
"""Returns the living selection of a programme (its id) with a secret, None if there is none. Raises
LedgerError if that cannot be read."""

MOST_REDIRECTS = 5
"""Redirects that are followed; the site has no more than three in a row."""


class Generation:
    """The cached responses of one publication.

    Responses whose addresses are finite in number are kept apart from the others
    (`addresses.is_unbounded`), which must not evict them. `raw_requests` maps requests to
    answers by their very bytes, see `RawRequestIndex`.
    """

    def __init__(self, publication: Publication, capacity: int = CAPACITY) -> None:
        self.publication = publication
        self.finite = BoundedStore(capacity * 3 // 4)
        self.unbounded = BoundedStore(capacity // 4)
        self.validators = PrivateValidators()
        self.raw_requests = RawRequestIndex()
        self._lock = threading.Lock()
        self._renderings: dict[str, tuple[threading.Lock, int]] = {}

    def find(self, address: str) -> CachedResponse | None:
        """Return the cached response at an address."""
        return self.finite.responses.get(address) or self.unbounded.responses.get(address)

    def answer(self, address: str, key: RequestKey) -> WireResponse | None:
        """Return the answer to a GET or HEAD if it is ready."""
        cached = self.find(address)
        return cached.answer(key) if cached else None

    def keep(self, address: str, cached: CachedResponse) -> None:
        """Keep a response."""
        finite = cached.public and not addresses.is_unbounded(address)
        with self._lock:
            if (self.finite if finite else self.unbounded).put(address, cached):
                self.raw_requests.clear()

    @contextmanager
    def rendering(self, address: str) -> Iterator[None]:
        """Hold the lock of an address, so that of many requests for it one renders and the others
        wait (a stampede has one runner)."""
        with self._lock:
            lock, holders = self._renderings.get(address, (threading.Lock(), 0))
            self._renderings[address] = lock, holders + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, holders = self._renderings.pop(address)
                if holders > 1:
                    self._renderings[address] = lock, holders - 1

    def add_variants(self, address: str, cached: CachedResponse, key: RequestKey) -> None:
        """Make the variants that a request needs, and count them if the response is kept."""
        cached.add_variants(key)
        with self._lock:
            for store in (self.finite, self.unbounded):
                if store.responses.get(address) is cached and store.resize(address):
                    self.raw_requests.clear()

    def most_requested(self) -> Iterable[tuple[str, CachedResponse]]:
        """Return the responses that were requested, most often first."""
        with self._lock:
            kept = [*self.finite.responses.items(), *self.unbounded.responses.items()]
        requested = [(address, cached) for address, cached in kept if cached.hits]
        return sorted(requested, key=lambda item: -item[1].hits)


class ResponseCache:
    """Answers requests from what `app` rendered once for the current publication.

    `app` finds the publication that it renders in its environment, under
    `request_context.PUBLICATION`. The cache is a WSGI application itself.
    """

    def __init__(
        self,
        app: WSGIApplication,
        publication: Publication,
        capacity: int = CAPACITY,
        find_selection: FindSelection | None = None,
    ) -> None:
        """`capacity` is in bytes. A site without living selections has no `find_selection`."""
        self.app = app
        self._find_selection = find_selection
        self.generation = Generation(publication, capacity)
        self._capacity = capacity

    @property
    def publication(self) -> Publication:
        """The publication that is served."""
        return self.generation.publication

    # --- the publication -----------------------------------------------------------------------

    def switch(self, publication: Publication, warm_up: float = WARM_UP) -> None:
        """Serve a publication from now on.

        The most requested responses are rendered before, for at most `warm_up` seconds. A response
        whose rendering takes longer is finished in its thread, and requests for it wait for that.
        """
        generation = Generation(publication, self._capacity)
        end = time.monotonic() + warm_up
        warming = threading.Thread(
            target=self.warm, args=(generation, lambda: time.monotonic() > end), daemon=True
        )
        warming.start()
        warming.join(warm_up)
        self.generation = generation

    def warm(self, generation: Generation, enough: Callable[[], bool]) -> None:
        """Render what the current generation was asked for most often, until `enough()`.

        Slow documents are left out: only the clients that request them wait for them.
        """
        for address, old in self.generation.most_requested():
            if addresses.slow(address):
                continue
            if enough():
                return
            with generation.rendering(address):
                if generation.find(address) is None:
                    self._warm_one(generation, address, old, enough)

    def _warm_one(
        self,
        generation: Generation,
        address: str,
        old: CachedResponse,
        enough: Callable[[], bool],
    ) -> None:
        """Render the response at an address, in the encodings of the old one."""
        cached = self._keep(generation, address, self._render(generation.publication, address))
        if cached is None:
            return
        cached.hits = old.hits // 2
        for encoding, variant in old.variants.items():
            if variant and encoding:
                if enough():
                    return
                generation.add_variants(address, cached, RequestKey("GET", encoding))

    # --- answering -----------------------------------------------------------------------------

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a WSGI request."""
        answer = self.answer(SiteRequest.of_environ({**environ, NOW: datetime.now(UTC)}))
        start(status_line(answer.status), list(answer.headers))
        return [answer.body]

    def answer(self, request: SiteRequest) -> WireResponse:
        """Return the answer to a request: from the cache, else rendered now."""
        answer = self._first_answer(self.generation, request)
        if answer.location is not None:
            return self._straight_redirect(answer, request)
        return answer

    def _first_answer(self, generation: Generation, request: SiteRequest) -> WireResponse:
        """Return an answer as the application gives it: a redirect is not followed."""
        if not request.can_be_cached:
            return self._uncached(generation, request)
        address, key = request.address, request.key
        secret = addresses.secret_of(request.path)
        if secret is not None and self._find_selection is not None:
            found = _outcome(self._find_selection, generation.publication, secret)
            answer: WireResponse | None = self._living(generation, request, found)
        else:
            answer = generation.answer(address, key)
        if answer is None:
            with generation.rendering(address):
                answer = self._rendered_once(generation, address, request)
        if not _if_match_holds(answer, request.if_match):
            return WireResponse(412, [*BARE.items(), ("Content-Length", "0")], b"")
        return answer

    def _rendered_once(
        self, generation: Generation, address: str, request: SiteRequest
    ) -> WireResponse:
        """Return the answer at an address whose lock is held: another request may have rendered it
        meanwhile."""
        cached = generation.find(address)
        if cached is None:
            response = self._render(generation.publication, address, request.passed_on)
            cached = self._keep(generation, address, response)
            if cached is None:
                return WireResponse.of(response, request.key.method)
        generation.add_variants(address, cached, request.key)
        answer = cached.answer(request.key)
        assert answer
        return answer

    def _living(self, generation: Generation, request: SiteRequest, found: Outcome) -> WireResponse:
        """Return the answer at the address of a feed of a living selection, which changes within an
        edition: of that feed only validators are kept."""
        address, key = request.address, request.key
        known = found if isinstance(found, LivingSelection) else None
        if known and (unchanged := generation.validators.unchanged(address, known, key)):
            return unchanged
        given = {**request.passed_on, SELECTION: found}
        response = self._render(generation.publication, address, given)
        if known is None or not _is_representation(response):
            return WireResponse.of(response, key.method)
        cached = CachedResponse(response)
        generation.validators.keep(address, known, cached.validators)
        if unchanged := cached.validators.unchanged(key):
            return unchanged
        cached.add_variants(key)
        answer = cached.answer(key)
        assert answer
        return answer

    def _uncached(self, generation: Generation, request: SiteRequest) -> WireResponse:
        """Return what the application answers to a request that is not for a cached response."""
        lost = {LOST: True} if request.ambiguous else {}
        environ = _environ(generation.publication, request.path or "/")
        environ |= {**request.passed_on, **lost, "REQUEST_METHOD": request.key.method}
        return WireResponse.of(self._call(environ), request.key.method)

    def _straight_redirect(self, first: WireResponse, request: SiteRequest) -> WireResponse:
        """Return a redirect to the last target of a chain, 404 if nothing is there.

        An app that stores where it was led would never ask at its first address again.
        """
        generation, last = self.generation, first
        hops: list[WireResponse] = []
        while last.location is not None and len(hops) < MOST_REDIRECTS:
            hops.append(last)
            last = self._first_answer(generation, _request_of(last.location, request))
        if last.status == 404:
            environ = _environ(generation.publication, request.path or "/")
            environ |= {**request.passed_on, LOST: True}
            return WireResponse.of(self._call(environ), request.key.method)
        temporary = len(hops) > 1 and any(hop.status in _TEMPORARY for hop in hops)
        location = _relative_reference(hops[-1].location or "", request)
        return _redirected(first, location, 302 if temporary else first.status, request.key.method)

    # --- the application -----------------------------------------------------------------------

    def _render(
        self,
        publication: Publication,
        address: str,
        passed_on: Mapping[str, object] = MappingProxyType({}),
    ) -> Response:
        """Return what the application answers to a GET of an address."""
        path, _, query = address.partition("?")
        return self._call(_environ(publication, path, query) | {**passed_on})

    def _call(self, environ: WSGIEnvironment) -> Response:
        return Response.from_app(self.app, environ, buffered=True)

    def _keep(
        self, generation: Generation, address: str, response: Response
    ) -> CachedResponse | None:
        """Keep a response if it is the same for all clients, and return it ready to be sent."""
        if not _is_shared(response):
            return None
        cached = CachedResponse(response)
        known = self.generation.find(address)
        if known and known.same_as(cached):
            cached = known  # a static file is compressed once for all editions
        generation.keep(address, cached)
        return cached


_TEMPORARY = (302, 303, 307)


def _outcome(find: FindSelection, publication: Publication, secret: str) -> Outcome:
    """Return what a look for a living selection came to; the site tells it, and looks no more."""
    try:
        return find(publication.itinerary.id, secret)
    except LedgerError as error:
        return error


def _is_shared(response: Response) -> bool:
    """Tell whether a response is the same for all clients but for its encoding."""
    return _is_representation(response) and not response.cache_control.private


def _is_representation(response: Response) -> bool:
    """Tell whether a response depends on nothing but its address and its encoding."""
    depends = [value.lower() for value in response.headers.getlist("Vary")]
    return (
        response.status_code == 200
        and bool(response.get_etag()[0])
        and depends == ["accept-encoding"]
        and "Set-Cookie" not in response.headers
        and "no-store" not in str(response.headers)
    )


def _environ(publication: Publication, path: str, query: str = "") -> WSGIEnvironment:
    """Return the WSGI environment of a GET at the site of a publication: neither the host that a
    request names nor where the application is mounted reaches the application."""
    environ = EnvironBuilder(base_url=publication.site or None, query_string=query).get_environ()
    return environ | {"PATH_INFO": path, "SCRIPT_NAME": "", PUBLICATION: publication}


def _request_of(location: str, request: SiteRequest) -> SiteRequest:
    """Return the GET of a path on this site to which `request` is redirected."""
    path, _, query = location.partition("#")[0].partition("?")
    return SiteRequest(
        unquote(path, "latin-1"), query, RequestKey("GET"), passed_on=request.passed_on
    )


def _relative_reference(location: str, request: SiteRequest) -> str:
    """Return the reference to a path on this site, relative to the path of a request: it is right
    wherever the site is mounted, and cannot lead to another host."""
    root, mounted = quote(request.root, encoding="latin-1"), request.root + request.path
    return addresses.relative(root + location, quote(mounted, encoding="latin-1"))


def _redirected(first: WireResponse, location: str, status: int, method: str) -> WireResponse:
    """Return a redirect with another target and status."""
    page = redirect(location)
    body = page.get_data()
    changed = {"Location": page.headers["Location"], "Content-Length": str(len(body))}
    headers = [(name, changed.get(name, value)) for name, value in first.headers]
    return WireResponse(status, headers, b"" if method == "HEAD" else body)


def _if_match_holds(answer: WireResponse, if_match: str | None) -> bool:
    """Tell whether an answer is the one that the client wants alone (RFC 9110 §13.1.1). That is
    asked of representations: redirects and errors have no ETag."""
    tag = None if if_match is None else dict(answer.headers).get("ETag")
    return tag is None or parse_etags(if_match).contains(tag.strip('"'))
