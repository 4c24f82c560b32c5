"""The reports of a server on the terminal."""

from __future__ import annotations

import contextlib
import sys

from itinerary import terminal
from itinerary.errors import Problem
from itinerary.serve.importer import ImportNotice
from itinerary.serve.publisher import Watch, WatchEvent


def report_import(notice: ImportNotice) -> None:
    """Say on the terminal what an import did."""
    with contextlib.suppress(OSError, ValueError):  # the terminal was closed
        colour = "red" if notice.failed else "yellow"
        terminal.secho(notice.lines[0], fg=colour, err=True)
        for line in notice.lines[1:]:
            terminal.echo(line, err=True)
        sys.stderr.flush()


def report(watch: Watch, event: WatchEvent) -> None:
    """Say on the terminal what happened."""
    file, number = watch.publisher.file, watch.number
    retries = " It is tried again by itself." if watch.retries else ""
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    colour = "green"
    match event:
        case WatchEvent.NEW_EDITION:
            message = f"Edition {number} is served now."
        case WatchEvent.PUBLISHED:
            message = f"{file} is published: edition {number}."
            notices = watch.publisher.notices
        case WatchEvent.PROBLEMS:
            problems, colour = watch.problems, "red"
            state = f"{file} is not served in this state" if file else "Trouble"
            message = f"{state}; edition {number} stays.{retries}"
        case WatchEvent.LEDGER_AWAY:
            message, colour = f"{watch.away}; edition {number} stays.{retries}", "red"
        case WatchEvent.LEDGER_BACK:
            message = f"The ledger can be used again; edition {number} is served."
    with contextlib.suppress(OSError, ValueError):  # the terminal was closed
        for problem in problems:
            terminal.echo(str(problem), err=True)
        terminal.secho(message, fg=colour, err=True)
        for notice in notices:
            terminal.secho(notice, fg="yellow", err=True)
        sys.stderr.flush()
