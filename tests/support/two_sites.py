"""Two sites on one host, whose editions change."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from itinerary.ledger import Edition
from itinerary.website.publication import Publication
from tests.conftest import edition_of
from tests.support.cached_app import cache_of, cached_app
from tests.support.sites import Quiet


class Host:
    """A host with two sites, below the paths /one and /two, whose editions can be changed."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.editions: dict[str, Edition] = dict.fromkeys(("one", "two"), edition_of("visit"))
        self.apps = {name: cached_app(self.publication(name)) for name in self.editions}
        self.down = False
        self.asked: list[tuple[str, str]] = []  # the path of each request, and who sent it
        self.silent = Event()  # requests are answered only while it is set
        self.silent.set()
        sites = {f"/{name}": app for name, app in self.apps.items()}
        inner = DispatcherMiddleware(Flask("nothing"), sites)  # type: ignore[arg-type]

        def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            self.silent.wait()
            self.asked.append((environ["PATH_INFO"], environ.get("HTTP_REFERER", "")))
            if self.down:
                start("502 Bad Gateway", [("Content-Type", "text/plain")])
                return [b"no"]
            return inner(environ, start)

        self.server = make_server(
            "127.0.0.1",
            self.port,
            app,
            threaded=True,
            request_handler=Quiet,
        )
        self.server.daemon_threads = True  # type: ignore[attr-defined]
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def publication(self, name: str) -> Publication:
        """Return what a site serves."""
        return Publication(self.editions[name], f"{self.address}/{name}/")

    def switch(self, name: str, edition: Edition | None = None) -> None:
        """Let a site serve another edition, or the same one again."""
        self.editions[name] = edition or self.editions[name]
        cache_of(self.apps[name]).switch(self.publication(name), warm_up=0)


@contextmanager
def two_sites() -> Iterator[Host]:
    """Serve two sites, and end that; requests that were kept waiting are answered then."""
    made = Host()
    try:
        yield made
    finally:
        made.silent.set()
        made.server.shutdown()
        made.server.server_close()
