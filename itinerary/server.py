"""The server process: granian in front of the application, and the file's watcher inside it."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

PORT = 8000


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


def run(file: Path, *, host: str, port: int, site: str, reload: bool) -> None:
    """Serve `file` until the process is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces

    server = Granian(
        "itinerary",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        log_enabled=False,
    )
    server.serve(target_loader=partial(load, file, site, reload), wrap_loader=False)


def load(file: Path, site: str, reload: bool) -> Callable[..., Any]:
    """Return the application, in the worker process; with `reload` a thread follows the file."""
    from itinerary.live import Live
    from itinerary.web import create_app

    live = Live(file, site=site)
    if reload:
        report = partial(_report, file)
        threading.Thread(target=live.watch, args=(report,), daemon=True).start()
    return create_app(lambda: live.current)


def _report(file: Path, problems: Any) -> None:
    """Say on the terminal what became of a change of the file."""
    with contextlib.suppress(OSError, ValueError):  # a closed terminal must not stop the watch
        for problem in problems:
            click.echo(str(problem), err=True)
        if problems:
            click.secho(
                f"{file} is not served in this state; the last good one stays.", fg="red", err=True
            )
        else:
            click.secho(f"{file} is published as it is now.", fg="green", err=True)
        sys.stderr.flush()
