"""The command `serve`."""

from __future__ import annotations

import ipaddress
import re
import socket
import sys
from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import (
    FILE,
    LEDGER,
    PROGRAMME,
    SITE,
    THEME,
    CommandError,
    examples,
    ledger_address,
    print_notices,
    print_problems,
    reason,
)
from itinerary.errors import ItineraryError
from itinerary.serve import sockets
from itinerary.serve.process import frozen_gc
from itinerary.serve.publisher_process import Opening, PublisherProcess
from itinerary.serve.settings import (
    DEFAULT_SITE,
    OF_ONE_NETWORK,
    PORT,
    Settings,
    selections_address,
)


def mode(_context: click.Context, _option: click.Parameter, value: str) -> int:
    """Return a file's mode that is written as for chmod."""
    if not re.fullmatch("0?[0-7]{3}", value):
        raise click.BadParameter(f"“{value}” is no mode of a file; write for example 0660")
    return int(value, 8)


def networks(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return addresses and networks as they are, if that is what they are."""
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError as error:
            raise click.BadParameter(
                f"“{value}” is no address or network; write for example 10.0.0.0/8"
            ) from error
    return values


@click.command(
    epilog=examples(
        "  itinerary serve\n"
        "  itinerary serve conference.yaml --port 8080\n"
        "  itinerary serve --no-publish --ledger postgresql+psycopg://user@host/db"
    )
)
@FILE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; by default 8000, or the next free one.",
)
@click.option(
    "--uds", type=click.Path(path_type=Path), help="Unix socket to listen on instead of a port."
)
@click.option(
    "--uds-mode",
    default="0660",
    show_default=True,
    callback=mode,
    help="Who may connect to it, as for chmod: its user and its group.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that answer; one for each core.",
)
@click.option(
    "--proxy",
    "proxies",
    envvar="ITINERARY_SERVE_PROXY",
    multiple=True,
    callback=networks,
    help="Address or network of a proxy, of which any number may connect (repeatable).",
)
@click.option(
    "--connections",
    type=click.IntRange(1),
    default=OF_ONE_NETWORK,
    show_default=True,
    help="Connections that a worker holds for one network (IPv4 /24, IPv6 /56).",
)
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of the certificate, to serve https.",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of its key, if that is another file.",
)
@SITE
@click.option("--reload/--no-reload", default=True, hidden=True)  # of 0.1, where it was a choice
@THEME
@click.option(
    "--selections",
    help="Database of living selections: a file, postgresql+psycopg://…, or `none` (default: the"
    " ledger; with --no-publish none).",
)
@click.option("--no-publish", is_flag=True, help="Only follow the ledger, to which others publish.")
@LEDGER
@PROGRAMME
def serve(
    file: Path,
    host: str,
    port: int | None,
    uds: Path | None,
    uds_mode: int,
    workers: int,
    proxies: tuple[str, ...],
    connections: int,
    certificate: Path | None,
    key: Path | None,
    site: str | None,
    reload: bool,
    theme: Path | None,
    selections: str | None,
    no_publish: bool,
    address: str | None,
    programme: str | None,
) -> None:
    """Publish and serve the programme in FILE (default: events.yaml).

    Every option can be set by an environment variable: ITINERARY_SERVE_ and its name in capitals,
    as in ITINERARY_SERVE_PORT. SIGTERM stops when every request has its answer; SIGHUP replaces
    the workers, one after another, without a failed request.
    """
    if not reload:
        raise CommandError(
            "there is no --no-reload any more",
            f"publish the file, and serve what was published: itinerary publish {file}; itinerary"
            f" serve {file} --no-publish",
        )
    if key and not certificate:
        raise CommandError("--key needs --certificate")
    ledger = ledger_address(file, address)
    settings = Settings(
        file=None if no_publish else file,
        ledger=ledger,
        site=site,
        programme=programme,
        theme=theme,
        workers=workers,
        proxies=proxies,
        connections=connections,
        selections=selections_address(selections, ledger, publishes=not no_publish),
        certificate=certificate,
        key=key,
    )
    publisher = PublisherProcess(settings)
    try:
        listening = sockets.listening_unix(uds, uds_mode) if uds else sockets.listening(host, port)
        with listening as listener:
            publisher.start([listener])
            with frozen_gc():  # not at the top: the publisher is at work now
                from itinerary.serve import supervisor
            with supervisor.starting(settings, listener, publisher) as server:
                first = _opening(publisher)
                url = _shown(listener, host, https=certificate is not None)
                links = site or first.site or (DEFAULT_SITE if uds else url)
                terminal.echo(f"{first.title} is at ", nl=False)
                terminal.secho(url, fg="green", bold=True, nl=False)
                terminal.echo(f"  (edition {first.number}; stop with Ctrl+C)")
                if port is None and not uds and listener.getsockname()[1] != PORT:
                    terminal.echo(f"Port {PORT} is taken, so this is the next free one.")
                if links.rstrip("/") != url.rstrip("/"):
                    terminal.echo(f"Links in feeds and pages begin with {links}")
                # A proxy connects from this machine too, but then links lead to where readers are.
                local = links == url and not proxies and sockets.is_local(listener)
                server.run(first, site=links, local=local)
    except OSError as error:
        where = uds or f"{host}:{port or PORT}"
        raise CommandError(f"cannot listen on {where}: {reason(error)}") from None


def _opening(publisher: PublisherProcess) -> Opening:
    """Return the edition to begin with; say what is wrong with the file or the ledger."""
    try:
        first = publisher.opening()
    except ItineraryError as error:
        from itinerary.source import SourceError  # slow import

        if not isinstance(error, SourceError):
            raise
        print_problems(error.problems)
        sys.exit(1)
    print_problems(first.problems)
    print_notices(first.notices)
    return first


def _shown(listener: socket.socket, host: str, *, https: bool) -> str:
    """Return where a server is, for people."""
    name = listener.getsockname()
    if isinstance(name, str):
        return f"unix:{name}"
    return f"http{'s' if https else ''}://{sockets.shown_host(host)}:{name[1]}/"
