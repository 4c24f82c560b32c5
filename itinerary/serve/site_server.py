"""The composition root: ledger, follower, site and cache put together."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from itinerary import terminal

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from itinerary.serve.cache.response_cache import ResponseCache
    from itinerary.serve.fast_path import Application
    from itinerary.serve.follower import Live, News
    from itinerary.website.publication import Publication
    from itinerary.website.slow_documents import Produce
from itinerary.serve.process import end_with_parent, frozen_gc, make_room
from itinerary.serve.settings import Settings

SWITCH = 0.0005
"""Seconds after which a thread lets another one run."""


def open_live(settings: Settings) -> Live:
    """Open the ledger and publish or follow. Raises SourceError and LedgerError."""
    from itinerary.ledger.store import Ledger
    from itinerary.serve.follower import Live

    return Live(
        settings.file,
        Ledger(settings.ledger),
        site=settings.site,
        programme=settings.programme,
        published=settings.published,
        pictures=settings.pictures,
        local=settings.local,
    )


def load(settings: Settings) -> Application:
    """Return the application of a worker process."""
    # In a thread, because it takes a while, in which the others go on.
    threading.Thread(target=make_room, daemon=True).start()
    end_with_parent()
    # While a thread renders, what is ready must not wait for it as long as Python thinks fit.
    sys.setswitchinterval(SWITCH)
    with frozen_gc():
        from itinerary.serve.fast_path import Application

        app = load_app(settings)
    return Application(cast("ResponseCache", app.wsgi_app), settings.proxies, settings.connections)


def load_app(settings: Settings) -> Flask:
    """Return the application for WSGI; a thread follows the file and the ledger."""
    from itinerary.serve.slow_document_process import SlowDocumentProcess

    live = open_live(settings)
    app = cached_app(lambda: live.current, theme=settings.theme, produce=SlowDocumentProcess())
    live.prepare = cast("ResponseCache", app.wsgi_app).prepare
    if settings.reload:
        follow(live, _report)
    return app


def cached_app(
    current: Callable[[], Publication], *, theme: Path | None = None, produce: Produce | None = None
) -> Flask:
    """Return the application with the response cache in front of it."""
    from itinerary.serve.cache.response_cache import ResponseCache
    from itinerary.website import slow_documents
    from itinerary.website.app import create_app

    app = create_app(current, theme=theme, produce=produce or slow_documents.in_this_process)
    app.wsgi_app = ResponseCache(app.wsgi_app, current)  # type: ignore[assignment, method-assign]
    return app


def follow(live: Live, report: Callable[[Live, News], None]) -> None:
    """Let a thread keep `live` up to date as long as the process lives."""
    stop = threading.Event()
    threading.Thread(target=live.watch, args=(report, stop), daemon=True).start()


def _report(live: Live, news: News) -> None:
    """Say on the terminal what happened."""
    from itinerary.serve.follower import News

    number = live.current.edition.number
    again = " It is tried again by itself." if live.passing or live.away else ""
    lines, colour = [], "green"
    match news:
        case News.EDITION:
            said = f"Edition {number} is served now."
        case News.PUBLISHED:
            said = f"{live.file} is published: edition {number}."
        case News.TROUBLE:
            lines, colour = [str(problem) for problem in live.current.trouble], "red"
            state = f"{live.file} is not served in this state" if live.file else "Trouble"
            said = f"{state}; edition {number} stays.{again}"
        case News.AWAY:
            said, colour = f"{live.away}; edition {number} stays.{again}", "red"
        case News.BACK:
            said = f"The ledger can be used again; edition {number} is served."
    with contextlib.suppress(OSError, ValueError):  # a closed terminal is no trouble
        for line in lines:
            terminal.echo(line, err=True)
        terminal.secho(said, fg=colour, err=True)
        for notice in live.notices if news is News.PUBLISHED else ():
            terminal.secho(notice, fg="yellow", err=True)
        sys.stderr.flush()
