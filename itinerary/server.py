"""The server process: granian before the application, and what follows file and ledger in it."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask

    from itinerary.live import Live

PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and how; every worker process gets the same.

    `file` is None to follow the ledger only; `reload` tells whether to follow the file. `theme` is
    a folder of templates and static files that go before ours.
    """

    file: Path | None
    ledger: str
    site: str | None
    programme: str | None = None
    reload: bool = True
    theme: Path | None = None


@contextlib.contextmanager
def free_port(host: str, wanted: int | None) -> Iterator[int]:
    """Yield the port to listen on: `wanted`, else 8000, else the next free one after it.

    Raises OSError if the wanted port, or every one that was tried, is taken.
    """
    # granian shares its port (SO_REUSEPORT), so two servers on one port would answer in turns.
    # Trying it without sharing finds a server that is there; holding the UDP port of the same
    # number while serving keeps out one that is starting at the same moment.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    problem = OSError(errno.EADDRINUSE, "the port is taken")
    for port in [wanted] if wanted is not None else [*range(PORT, PORT + 50), 0]:
        with (
            socket.socket(family, socket.SOCK_STREAM) as probe,
            socket.socket(family, socket.SOCK_DGRAM) as guard,
        ):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                chosen = int(probe.getsockname()[1])
                if wanted is None:
                    guard.bind((host, chosen))
            except OSError as error:
                problem = error
                if error.errno != errno.EADDRINUSE:
                    break
                continue
            probe.close()
            yield chosen
            return
    raise problem


def shown_host(host: str) -> str:
    """Return the host to show to people: one that a browser on this machine can open."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  only compared
        return "localhost"
    return f"[{host}]" if ":" in host else host


def open_live(settings: Settings) -> Live:
    """Open the ledger and publish or follow. Raises SourceError and LedgerError."""
    from itinerary.ledger.store import Ledger
    from itinerary.live import Live

    return Live(
        settings.file,
        Ledger(settings.ledger),
        site=settings.site,
        programme=settings.programme,
    )


def run(settings: Settings, *, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "itinerary",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        log_enabled=False,
    )
    server.serve(target_loader=partial(load, settings), wrap_loader=False)


def load(settings: Settings) -> Flask:
    """Return the application, in the worker process; a thread follows the file and the ledger."""
    from itinerary.web import create_app

    live = open_live(settings)
    if settings.reload:
        follow(live, _report)
    return create_app(lambda: live.current, theme=settings.theme)


def follow(live: Live, report: Callable[[Live, bool], None]) -> None:
    """Let a thread keep `live` up to date as long as the process lives."""
    stop = threading.Event()
    threading.Thread(target=live.watch, args=(report, stop), daemon=True).start()


def _report(live: Live, read: bool) -> None:
    """Say on the terminal what became of a change."""
    number = live.current.edition.number
    with contextlib.suppress(OSError, ValueError):  # a closed terminal must not stop the watch
        if not read:
            click.secho(f"Edition {number} is served now.", fg="green", err=True)
        elif live.current.trouble:
            for problem in live.current.trouble:
                click.echo(str(problem), err=True)
            click.secho(
                f"{live.file} is not served in this state; edition {number} stays.",
                fg="red",
                err=True,
            )
        else:
            click.secho(f"{live.file} is published: edition {number}.", fg="green", err=True)
        sys.stderr.flush()
