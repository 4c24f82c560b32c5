"""The parent of a server's processes: it starts them, replaces those that die, and answers nothing.

It imports neither Flask nor the reader of files, to stay small.
"""

from __future__ import annotations

import _thread
import select
import signal
import socket
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

from itinerary.serve.publisher_process import PublisherProcess
from itinerary.serve.settings import Settings
from itinerary.serve.site_server import load_worker
from itinerary.serve.sockets import BACKLOG

IDLE = 75
"""Seconds for which a connection may be idle; as long as nginx keeps one to us."""

PATIENCE = 30
"""Seconds that a worker has for its last answers, and for each answer to a health check."""

LOOP = "itinerary.serve.accept:Loop"
"""The event loop where the system has epoll; uvicorn's choice elsewhere."""

PROTOCOL = "itinerary.serve.fast_path:Protocol"

_HANG_UP: int = getattr(signal, "SIGHUP", 0)


def run(settings: Settings, listener: socket.socket, publisher: PublisherProcess) -> None:
    """Serve until SIGTERM or SIGINT, which let every request have its answer. SIGHUP replaces one
    worker after another.

    The workers accept connections from one socket that this process holds, so no connection is
    lost between an old worker and a new one.
    """
    with ExitStack() as stack:
        if settings.workers > 1:
            folder = stack.enter_context(TemporaryDirectory(prefix="itinerary-"))
            settings = replace(settings, documents=Path(folder))
        config = Config(
            partial(load_worker, settings, publisher.board),
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
        Supervisor(config, [listener], publisher).run()


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
