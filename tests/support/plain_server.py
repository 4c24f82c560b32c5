"""The site under servers of others, without the fast path.

`python -m tests.support.plain_server asgi LEDGER SITE` serves what a ledger holds by uvicorn with
its own protocol and event loop, `wsgi` by the server of the standard library.
"""

from __future__ import annotations

import signal
import socket
import sys
import threading
from contextlib import suppress
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import uvicorn

from itinerary import create_app
from itinerary.serve.asgi_app import AsgiSite
from itinerary.serve.cache.response_cache import ResponseCache

FAST_PATH = ("itinerary.serve.fast_path", "itinerary.serve.acceptor")


class QuietHandler(WSGIRequestHandler):
    """Answers without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def serve_asgi(site: ResponseCache) -> None:
    """Serve by uvicorn as it is."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print_address(listener.getsockname()[1])
        with suppress(KeyboardInterrupt):  # uvicorn raises it when it has stopped
            uvicorn.Server(uvicorn.Config(AsgiSite(site), log_level="error")).run([listener])


def serve_wsgi(site: ResponseCache) -> None:
    """Serve by wsgiref."""
    with make_server("127.0.0.1", 0, site, WSGIServer, QuietHandler) as server:
        # KeyboardInterrupt would not do: wsgiref catches it while it answers.
        stop = threading.Thread(target=server.shutdown)
        signal.signal(signal.SIGINT, lambda *_: stop.start())
        print_address(server.server_port)
        server.serve_forever(0.05)


def print_address(port: int) -> None:
    """Print where the server is, as `itinerary serve` does."""
    print(f"The site is at http://127.0.0.1:{port}/")


def main(interface: str, ledger: str, site: str) -> None:
    """Serve what a ledger holds until SIGINT."""
    for module in FAST_PATH:
        sys.modules[module] = None  # type: ignore[assignment]  # importing it fails
    cache = create_app("", ledger=ledger, site=site)
    assert isinstance(cache, ResponseCache)
    {"asgi": serve_asgi, "wsgi": serve_wsgi}[interface](cache)


if __name__ == "__main__":
    main(*sys.argv[1:])
