"""The composition root: the layers that a request passes, and the thread that updates them.

    socket ─ fast_path.Protocol ─ asgi_app.AsgiSite ─ ResponseCache ─ Flask      a worker of `serve`
    any ASGI server ───────────── asgi_app.AsgiSite ─ ResponseCache ─ Flask
    any WSGI server ───────────────────────────────── ResponseCache ─ Flask      `create_app`

A worker follows the ledger in a thread, and switches the cache to each new publication. One process
publishes the file (`publisher_process`); under another server, a thread does.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from itinerary.child_process import end_with_parent
from itinerary.serve.process import frozen_gc, make_room
from itinerary.serve.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from wsgiref.types import WSGIApplication

    from itinerary.ledger.store import Ledger
    from itinerary.serve.cache.response_cache import ResponseCache
    from itinerary.serve.fast_path import Application
    from itinerary.serve.problem_board import ProblemBoard
    from itinerary.source import Problem

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread lets another one run: while one renders, cache hits do not wait for
it as long as Python would let them."""


def load_worker(settings: Settings, board: ProblemBoard) -> Application:
    """Return the application of a worker process of `serve`, whose publisher writes to `board`."""
    return _load_worker(settings, board, lambda: settings)


def load_first_worker(settings: Settings, board: ProblemBoard, start: Connection) -> Application:
    """Return the same for a worker that is told the settings with which it serves by `start`, when
    they are known; before, `settings` are what the parent knows."""

    def told() -> Settings:
        try:
            return cast(Settings, start.recv())
        except EOFError:  # there is nothing to serve, and the parent says why
            sys.exit()
        finally:
            start.close()

    return _load_worker(settings, board, told)


def _load_worker(
    settings: Settings, board: ProblemBoard, told: Callable[[], Settings]
) -> Application:
    # In a thread, so that the start does not wait for it.
    threading.Thread(target=make_room, daemon=True).start()
    end_with_parent()
    sys.setswitchinterval(SWITCH_INTERVAL)
    with frozen_gc():
        from itinerary.ledger.store import Ledger
        from itinerary.serve.fast_path import Application

        site = _site(settings)
        settings = told()
        assert settings.programme
        ledger = Ledger(settings.ledger)
        cache = _following_cache(site, settings, ledger, settings.programme, board.read)
    return Application(cache, settings.proxies, settings.connections)


def load_wsgi(settings: Settings) -> ResponseCache:
    """Return the application for a WSGI server.

    Each process of that server follows the file, too. All of them try to publish a new state, and
    the ledger takes it once. Raises SourceError and LedgerError.
    """
    from itinerary.ledger.store import Ledger
    from itinerary.serve.publisher import FilePublisher, Watch
    from itinerary.serve.terminal_report import report

    ledger = Ledger(settings.ledger)
    publisher = FilePublisher(settings.file, ledger)
    edition = publisher.open(settings.programme)
    watch = Watch(publisher, edition)
    programme = edition.itinerary.id
    site = _site(settings)
    cache = _following_cache(site, settings, ledger, programme, lambda: watch.problems)
    _in_thread(watch.run, report, lambda _: None)
    return cache


def _site(settings: Settings) -> WSGIApplication:
    """Return the site, which makes slow documents in a process of their own."""
    from itinerary.serve.slow_document_process import SlowDocumentProcess
    from itinerary.website.app import create_app

    return create_app(theme=settings.theme, produce=SlowDocumentProcess(settings.documents))


def _following_cache(
    site: WSGIApplication,
    settings: Settings,
    ledger: Ledger,
    programme: str,
    problems: Callable[[], Sequence[Problem]],
) -> ResponseCache:
    """Return the response cache in front of the site, which a thread keeps up with the ledger."""
    from itinerary.serve.cache.response_cache import ResponseCache
    from itinerary.serve.follower import LedgerFollower
    from itinerary.serve.terminal_report import report_problem

    follower = LedgerFollower(
        ledger, programme, site=settings.site, local=settings.local, problems=problems
    )
    cache = ResponseCache(site, follower.current)
    _in_thread(follower.run, cache.switch, report_problem)
    return cache


def _in_thread(run: Callable[..., None], *arguments: Callable[..., None]) -> None:
    """Call `run` in a thread that lives as long as the process. `run` also gets an event that would
    stop it, as its last argument."""
    stop = threading.Event()
    threading.Thread(target=run, args=(*arguments, stop), daemon=True).start()
