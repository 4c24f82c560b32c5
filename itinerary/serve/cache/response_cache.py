"""The press: each response made once for a publication, and kept ready in all its forms.

What Flask makes is a pure function of edition and address, so a request for something that is there
is a look-up. The press also owns what is the same for every body: encodings, conditions, HEAD.
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
from itinerary.serve.cache.negotiation import Asked
from itinerary.serve.cache.representation import Answer, Printed, _status
from itinerary.serve.cache.store import Heard, Shelf
from itinerary.website.errors import LOST
from itinerary.website.publication import Publication

ROOM = 64 * 2**20
"""Bytes that a press keeps by default."""


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


def _expected(answer: Answer, if_match: str | None) -> bool:
    """Tell whether an answer is what the asker wants alone (RFC 9110 §13.1.1)."""
    if if_match is None:
        return True
    return parse_etags(if_match).contains(dict(answer.headers)["ETag"].strip('"'))
