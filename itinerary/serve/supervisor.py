"""The parent of a server's processes: it starts them, replaces those that die, and answers nothing.

It imports neither Flask nor the reader of files, to stay small.
"""

from __future__ import annotations

import _thread
import multiprocessing
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from uvicorn.config import Config
from uvicorn.supervisors.multiprocess import SIGNALS, Multiprocess, Process

from itinerary.serve.publisher_process import Opening, PublisherProcess
from itinerary.serve.settings import Settings
from itinerary.serve.site_server import load_first_worker, load_worker
from itinerary.serve.sockets import BACKLOG
from itinerary.value import replace

if TYPE_CHECKING:
    from itinerary.serve.fast_path import Application
    from itinerary.serve.shared_problems import ProblemBoard

IDLE = 75
"""Seconds for which a connection may be idle; as long as nginx keeps one to us."""

PATIENCE = 30
"""Seconds that a worker has for its last answers, and for each answer to a health check."""

LOOP = "itinerary.serve.acceptor:Loop"
"""The event loop where the system has epoll; uvicorn's choice elsewhere."""

PROTOCOL = "itinerary.serve.fast_path:Protocol"

_HANG_UP: int = getattr(signal, "SIGHUP", 0)


@contextmanager
def starting(
    settings: Settings, listener: socket.socket, publisher: PublisherProcess
) -> Iterator[StartingServer]:
    """Start the workers of a server, and yield it; no worker outlives the block."""
    with ExitStack() as stack:
        before = signal.signal(signal.SIGTERM, _exit)  # so that the block ends
        stack.callback(signal.signal, signal.SIGTERM, before or signal.SIG_DFL)
        if settings.workers > 1:
            folder = stack.enter_context(TemporaryDirectory(prefix="itinerary-"))
            settings = replace(settings, documents=Path(folder))
        server = StartingServer(settings, listener, publisher)
        stack.callback(server.end)
        yield server


def _exit(number: int, _: object) -> None:
    sys.exit(128 + number)  # as shells tell which signal ended a process


class StartingServer:
    """A server whose workers import their code while the publisher reads the file, so that both
    take their time at once.

    The workers accept connections from one socket that this process holds, so no connection is
    lost between an old worker and a new one.
    """

    def __init__(
        self, settings: Settings, listener: socket.socket, publisher: PublisherProcess
    ) -> None:
        self._settings = settings
        self._publisher = publisher
        self._sockets = [listener]
        self._workers: list[FirstWorker] = []
        if hasattr(os, "fork"):  # elsewhere the supervisor starts them
            for _ in range(settings.workers):
                worker = FirstWorker(settings, self._sockets, publisher.board)
                worker.start()
                self._workers.append(worker)

    def run(self, opening: Opening, *, site: str, local: bool) -> None:
        """Serve the programme of `opening` until SIGTERM or SIGINT, which let every request have
        its answer. SIGHUP replaces one worker after another. For `site` and `local` see Settings.
        """
        settings = replace(self._settings, programme=opening.programme, site=site, local=local)
        config = _config(settings, partial(load_worker, settings, self._publisher.board))
        supervisor = Supervisor(config, self._sockets, self._publisher)
        for worker in self._workers:
            worker.begin(settings, opening.edition)
        supervisor.processes += self._workers
        supervisor.run()

    def end(self) -> None:
        """End the first workers, if they have not ended."""
        for worker in self._workers:
            worker.kill()
            worker.join()


def _config(settings: Settings, load: Callable[[], Application]) -> Config:
    """Return the configuration of a worker with the application that `load` returns."""
    return Config(
        load,
        factory=True,
        http=PROTOCOL,
        loop=LOOP if hasattr(select, "epoll") else "auto",
        ws="none",
        lifespan="off",
        interface="asgi3",
        workers=settings.workers,
        proxy_headers=False,  # no answer depends on them
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


class FirstWorker(Process):
    """A worker that starts before it is known what it serves, which `begin` tells it.

    It is forked: so it need not start an interpreter and import again what this process has. Any
    later worker is spawned, so that it runs new code.
    """

    def __init__(
        self, settings: Settings, sockets: list[socket.socket], board: ProblemBoard
    ) -> None:
        receiver, self._sender = multiprocessing.Pipe(duplex=False)
        self._server = None
        self.config = _config(settings, partial(load_first_worker, settings, board, receiver))
        self.parent_conn, self.child_conn = multiprocessing.Pipe()
        forked = multiprocessing.get_context("fork").Process(target=self._run, args=(sockets,))
        self.process = cast(SpawnProcess, forked)  # uvicorn knows no others

    def begin(self, settings: Settings, edition: bytes) -> None:
        """Tell the worker what to serve."""
        with suppress(OSError):  # it has died, and is replaced
            self._sender.send((settings, edition))
        self._sender.close()

    def _run(self, sockets: list[socket.socket]) -> None:
        for number in SIGNALS:  # have handlers that are for the parent
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends a worker that still waits
        self._sender.close()
        self.target(sockets)


class Supervisor(Multiprocess):
    """Replaces a worker that has died as soon as it is asked, also if it dies while it is asked,
    and stops when it is told to, whatever it was told before."""

    def __init__(
        self, config: Config, sockets: list[socket.socket], publisher: PublisherProcess
    ) -> None:
        super().__init__(config, sockets)
        self._publisher = publisher
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def init_processes(self) -> None:
        """Start the workers, unless there are first ones."""
        if not self.processes:
            super().init_processes()

    def _stop(self, *_: object) -> None:
        # By another thread: this one may have the lock of the event, and would wait for itself.
        _thread.start_new_thread(self.should_exit.set, ())

    def handle_signals(self) -> None:
        """Do what signals say; workers are replaced once, however often it was said meanwhile."""
        while self.signal_queue.count(_HANG_UP) > 1:
            self.signal_queue.remove(_HANG_UP)
        super().handle_signals()

    def keep_subprocess_alive(self) -> None:
        """Ask every worker, and replace those that do not answer."""
        for process in self.processes:
            # As long as this process has the worker's end of the pipe too, it is not told that the
            # worker is gone, and waits for the answer of a dead one as long as for a busy one.
            process.child_conn.close()
        super().keep_subprocess_alive()
        if not self.should_exit.is_set():
            self._publisher.keep_alive(self.sockets)

    def restart_all(self) -> None:
        """Replace every process, so that all run new code."""
        self._publisher.restart(self.sockets)
        super().restart_all()

    def terminate_all(self) -> None:
        """End all processes: workers when their requests are answered."""
        super().terminate_all()
        self._publisher.stop()
