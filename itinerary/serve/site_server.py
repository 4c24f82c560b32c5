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
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from itinerary.child_process import end_with_parent
from itinerary.serve.process import frozen_gc, make_room
from itinerary.serve.settings import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from wsgiref.types import WSGIApplication

    from itinerary.errors import Problem
    from itinerary.ledger import Edition
    from itinerary.ledger.store import Ledger
    from itinerary.serve.cache.response_cache import ResponseCache
    from itinerary.serve.fast_path import Application
    from itinerary.serve.ledger_follower import LedgerFollower
    from itinerary.serve.living import LivingSelections
    from itinerary.serve.shared_problems import ProblemBoard

SWITCH_INTERVAL = 0.0005
"""Seconds after which a thread lets another one run: while one renders, cache hits do not wait for
it as long as Python would let them."""


def load_worker(settings: Settings, board: ProblemBoard) -> Application:
    """Return the application of a worker process of `serve`, whose publisher writes to `board`."""
    return _load_worker(settings, board, lambda: (settings, None))


def load_first_worker(settings: Settings, board: ProblemBoard, start: Connection) -> Application:
    """Return the same for a worker that is told by `start`, once that is known, the settings and
    the edition with which it serves; before, `settings` are what the parent knows."""

    def told() -> tuple[Settings, bytes]:
        from itinerary.serve.preload import prepare

        prepare(lambda: not start.poll())
        try:
            return cast(tuple[Settings, bytes], start.recv())
        except EOFError:  # there is nothing to serve, and the parent says why
            sys.exit()
        finally:
            start.close()

    return _load_worker(settings, board, told)


def _load_worker(
    settings: Settings, board: ProblemBoard, told: Callable[[], tuple[Settings, bytes | None]]
) -> Application:
    # In a thread, so that the start does not wait for it.
    threading.Thread(target=make_room, daemon=True).start()
    end_with_parent()
    sys.setswitchinterval(SWITCH_INTERVAL)
    with frozen_gc():
        from itinerary.serve.edition_handover import load_edition
        from itinerary.serve.fast_path import Application
        from itinerary.serve.ledger_follower import LedgerFollower

        living = _living(settings)
        site = _site(settings, living)
        settings, handed = told()
        options = _options(settings, board.read)
        if handed is None:
            assert settings.programme
            follower = LedgerFollower.of(_ledger(settings), settings.programme, **options)
        else:
            first = load_edition(handed)
            follower = LedgerFollower(partial(_ledger, settings, first), first, **options)
        cache = _following_cache(site, follower, living)
    return Application(cache, settings.proxies, settings.connections)


def _ledger(settings: Settings, *known: Edition) -> Ledger:
    """Open the ledger; a worker that is handed its first edition does that when it looks for the
    next."""
    from itinerary.ledger.store import Ledger

    return Ledger(settings.ledger, known)


def _options(settings: Settings, problems: Callable[[], Sequence[Problem]]) -> dict[str, Any]:
    """Return the options of a `LedgerFollower`."""
    return {"site": settings.site, "local": settings.local, "problems": problems}


def load_wsgi(settings: Settings) -> ResponseCache:
    """Return the application for a WSGI server.

    Each process of that server follows the file, too. All of them try to publish a new state, and
    the ledger takes it once. Raises SourceError and LedgerError.
    """
    from itinerary.serve.ledger_follower import LedgerFollower
    from itinerary.serve.publisher import FilePublisher, Watch
    from itinerary.serve.terminal_report import report

    publisher = FilePublisher(settings.file, _ledger(settings))
    edition = publisher.open(settings.programme)
    watch = Watch(publisher, edition)
    options = _options(settings, lambda: watch.problems)
    follower = LedgerFollower.of(publisher.ledger, edition.itinerary.id, **options)
    living = _living(settings)
    cache = _following_cache(_site(settings, living), follower, living)
    _in_thread(watch.run, report, lambda _: None)
    if living:
        _in_thread(living.delete_expired, lambda: follower.current.edition)
    return cache


def _living(settings: Settings) -> LivingSelections | None:
    """Return the living selections of the site, if it has them."""
    from itinerary.serve.living import LivingSelections

    address = settings.selections
    return LivingSelections(address, settings.proxies) if address else None


def _site(settings: Settings, living: LivingSelections | None) -> WSGIApplication:
    """Return the site, which makes slow documents in a process of their own."""
    from itinerary.serve.slow_document_process import SlowDocumentProcess
    from itinerary.website.app import create_app

    documents = SlowDocumentProcess(settings.documents)
    return create_app(theme=settings.theme, produce=documents, living=living)


def _following_cache(
    site: WSGIApplication, follower: LedgerFollower, living: LivingSelections | None
) -> ResponseCache:
    """Return the response cache in front of the site, which a thread keeps up with the ledger."""
    from itinerary.serve.cache.response_cache import ResponseCache
    from itinerary.serve.unforeseen_error import report_problem

    find_selection = living.find if living else None
    cache = ResponseCache(site, follower.current, find_selection=find_selection)
    _in_thread(follower.run, cache.switch, report_problem)
    return cache


def _in_thread(run: Callable[..., None], *arguments: Callable[..., object]) -> None:
    """Call `run` in a thread that lives as long as the process. `run` also gets an event that would
    stop it, as its last argument."""
    stop = threading.Event()
    threading.Thread(target=run, args=(*arguments, stop), daemon=True).start()
