"""The server: uvicorn's workers before the press, and what follows file and ledger in them."""

from __future__ import annotations

import contextlib
import errno
import gc
import importlib
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from itinerary import terminal

if TYPE_CHECKING:
    from flask import Flask

    from itinerary.live import Live, News
    from itinerary.protocol import Application
    from itinerary.web.press import Press

T = TypeVar("T")

DEFAULT_SITE = "http://localhost:8000/"
PORT = 8000
BACKLOG = 2048

IDLE = 75
"""Seconds for which a connection may be idle; as long as nginx keeps one to us."""

PATIENCE = 30
"""Seconds that a worker has for its last answers, and to say that it is alive."""

SWITCH = 0.0005
"""Seconds after which a thread lets another one run."""

CONNECTIONS = 2**14
"""Connections that a worker gets ready for, if the system lets it have as many files."""

OF_ONE_NETWORK = 512
"""Connections that a worker holds for one network: enough for an office behind one address, whose
apps ask and go, and not enough for one client to take all."""

PROTOCOL = "itinerary.protocol:Protocol"


def beside(file: Path) -> Path:
    """Return where the ledger of a file is if nothing else is said: beside it."""
    return file.with_suffix(".ledger.sqlite")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and how; every worker process gets the same.

    `file` is None to follow the ledger only; `published` is the digest of a state of it that need
    not be published again, and `pictures` the files of pictures that it names; `reload` tells
    whether to follow it, `local` whether only people at this machine see the pages. `theme` is a
    folder of templates and static files that go before ours. `proxies` are the addresses and
    networks whose connections are not counted, `connections` how many a worker holds for another
    network. `certificate` and `key` are PEM files.
    """

    file: Path | None
    ledger: str
    site: str | None
    programme: str | None = None
    published: str = ""
    pictures: frozenset[Path] = frozenset()
    reload: bool = True
    local: bool = False
    theme: Path | None = None
    workers: int = 1
    proxies: tuple[str, ...] = ()
    connections: int = OF_ONE_NETWORK
    certificate: Path | None = None
    key: Path | None = None


@contextlib.contextmanager
def listening(host: str, wanted: int | None) -> Iterator[socket.socket]:
    """Yield a socket that listens at `wanted`, else at 8000, else at the next free port after it.

    Raises OSError if the wanted port, or every one that was tried, is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    problem = OSError(errno.EADDRINUSE, "the port is taken")
    for port in [wanted] if wanted is not None else [*range(PORT, PORT + 50), 0]:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
                listener.listen(BACKLOG)
            except OSError as error:
                problem = error
                if error.errno != errno.EADDRINUSE:
                    break
                continue
            yield listener
            return
    raise problem


@contextlib.contextmanager
def listening_unix(path: Path, mode: int) -> Iterator[socket.socket]:
    """Yield a socket that listens at `path` and has a mode: who may write to it may connect.

    Raises OSError if something is there, unless it is the socket of a server that is gone.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        if path.is_socket():
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                if probe.connect_ex(str(path)) == errno.ECONNREFUSED:
                    path.unlink()
        usual = os.umask(0o777)  # until it has its mode, nobody may
        try:
            listener.bind(str(path))
        finally:
            os.umask(usual)
        try:
            path.chmod(mode)
            listener.listen(BACKLOG)
            yield listener
        finally:
            path.unlink(missing_ok=True)


def is_local(listener: socket.socket) -> bool:
    """Tell whether only this machine can connect to a socket that listens at a port."""
    name = listener.getsockname()
    return not isinstance(name, str) and ipaddress.ip_address(name[0]).is_loopback


def shown_host(host: str) -> str:
    """Return the host to show to people: one that a browser on this machine can open."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  only compared
        return "localhost"
    return f"[{host}]" if ":" in host else host


@contextlib.contextmanager
def keeping() -> Iterator[None]:
    """Keep what is made in the block for good: a programme is many objects that stay. Looking
    through them for garbage would take a third of the start, and later a pause each time; processes
    that are forked share them as long as nobody does."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def open_live(settings: Settings) -> Live:
    """Open the ledger and publish or follow. Raises SourceError and LedgerError."""
    from itinerary.ledger.store import Ledger
    from itinerary.live import Live

    return Live(
        settings.file,
        Ledger(settings.ledger),
        site=settings.site,
        programme=settings.programme,
        published=settings.published,
        pictures=settings.pictures,
        local=settings.local,
    )


def apart(function: Callable[[Settings], T], settings: Settings) -> T:
    """Call a function in a process of its own, which leaves no memory behind; meanwhile this one
    gets ready to `run`."""
    if not hasattr(os, "fork"):
        return function(settings)
    here, there = multiprocessing.Pipe(duplex=False)

    def call() -> None:
        gc.disable()  # it ends before that would pay
        there.send(function(settings))

    process = multiprocessing.get_context("fork").Process(target=call)
    process.start()
    there.close()
    importlib.import_module("uvicorn.supervisors")
    try:
        return cast(T, here.recv())
    except EOFError:  # it has said why
        sys.exit(1)
    finally:
        process.join()


def run(settings: Settings, listener: socket.socket) -> None:
    """Serve until the process is told to stop: SIGTERM and SIGINT let every request have its
    answer, SIGHUP replaces one worker after another.

    The workers take connections from one socket that this process holds, so none is lost between
    an old worker and a new one.
    """
    from uvicorn import Config
    from uvicorn.supervisors import Multiprocess

    config = Config(
        partial(load, settings),
        factory=True,
        http=PROTOCOL,
        ws="none",
        lifespan="off",
        interface="asgi3",
        workers=settings.workers,
        proxy_headers=False,  # the application looks at them itself
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="error",
        backlog=BACKLOG,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=PATIENCE,
        timeout_worker_healthcheck=PATIENCE,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
    )
    Multiprocess(config, [listener]).run()


def load(settings: Settings) -> Application:
    """Return the application of a worker process."""
    # In a thread, because it takes a while, in which the others go on.
    threading.Thread(target=_make_room, daemon=True).start()
    _end_with_parent()
    # While a thread renders, what is ready must not wait for it as long as Python thinks fit.
    sys.setswitchinterval(SWITCH)
    with keeping():
        from itinerary.protocol import Application

        app = load_app(settings)
    return Application(cast("Press", app.wsgi_app), settings.proxies, settings.connections)


def load_app(settings: Settings) -> Flask:
    """Return the application for WSGI; a thread follows the file and the ledger."""
    from itinerary.renderer import Renderer
    from itinerary.web.application import create_app

    live = open_live(settings)
    app = create_app(lambda: live.current, theme=settings.theme, make=Renderer())
    live.prepare = cast("Press", app.wsgi_app).prepare
    if settings.reload:
        follow(live, _report)
    return app


def _make_room() -> None:
    """Let the process have many connections, and its table of them be as large from the start:
    where there are threads, Linux enlarges that (at 64, 256, 512, …) only when every core has come
    to rest (`synchronize_rcu` in fs/file.c), and all that are connected wait some 20 ms."""
    if sys.platform == "win32":
        return
    import fcntl
    import resource

    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most)
    while usual != resource.RLIM_INFINITY and usual < room:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (room, most))
            break
        except (OSError, ValueError):  # macOS has limits of which it does not tell
            room //= 2
    with contextlib.suppress(OSError), open(os.devnull) as file:
        os.close(fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, room - 1))


def _end_with_parent() -> None:
    """Stop when the process that holds the socket is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def follow(live: Live, report: Callable[[Live, News], None]) -> None:
    """Let a thread keep `live` up to date as long as the process lives."""
    stop = threading.Event()
    threading.Thread(target=live.watch, args=(report, stop), daemon=True).start()


def _report(live: Live, news: News) -> None:
    """Say on the terminal what happened."""
    from itinerary.live import News

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
