"""Sites of programmes on this machine, each with a server in a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler, make_server

from itinerary.ledger import Edition, LogEntry, revise
from itinerary.serve.living import LivingSelections
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, edition_of
from tests.support.cached_app import cached_app

Log = Callable[[str | None], tuple[LogEntry, ...]]


def no_log(_: str | None) -> tuple[LogEntry, ...]:
    """Return no editions before."""
    return ()


class Sites:
    """A context manager that serves programmes, each on one server until the block ends."""

    def __init__(self) -> None:
        """Serve nothing yet."""
        self._stack = ExitStack()
        self._known: dict[str | bytes | int, str] = {}

    def __enter__(self) -> Self:
        """Return this object."""
        folder = self._stack.enter_context(TemporaryDirectory())
        self._living = LivingSelections(f"{folder}/selections.sqlite")
        self._stack.callback(lambda: self._living.store.close())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop all servers."""
        self._stack.close()

    def __call__(self, programme: str | bytes | Edition, log: Log = no_log) -> str:
        """Serve a programme, by its name (`visit`, `conference`, `tour`), its YAML or its edition,
        and return its address without the last slash; `log` as in Publication."""
        key = id(programme) if isinstance(programme, Edition) else programme
        if key not in self._known:
            self._known[key] = self._serve(_edition(programme), log)
        return self._known[key]

    def _serve(self, edition: Edition, log: Log) -> str:
        def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            return site(environ, start)

        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
        server.daemon_threads = True  # type: ignore[attr-defined]
        address = f"http://127.0.0.1:{server.server_port}"
        current = Publication(edition, address + "/", log)  # its links have the port
        site = cached_app(current, living=self._living)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self._stack.callback(server.server_close)
        self._stack.callback(thread.join)
        self._stack.callback(server.shutdown)
        return address


class Quiet(WSGIRequestHandler):
    """Answers without a log, and keeps connections as real servers do."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


def _edition(programme: str | bytes | Edition) -> Edition:
    if isinstance(programme, Edition):
        return programme
    if isinstance(programme, str) and programme in PROGRAMMES:
        return edition_of(programme)
    data = programme.encode() if isinstance(programme, str) else programme
    return revise(None, read(data, file="programme.yaml", now=NOW).itinerary, NOW)
