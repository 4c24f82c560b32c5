"""The process that holds the socket: it replaces the workers and the publisher when they die."""

from __future__ import annotations

import _thread
import signal
from socket import socket

from uvicorn import Config
from uvicorn.supervisors import Multiprocess

from itinerary.serve.publisher_process import PublisherProcess

_HANG_UP: int = getattr(signal, "SIGHUP", 0)


class Supervisor(Multiprocess):
    """Replaces a worker that has died as soon as it is asked, also if it dies while it is asked,
    and stops when it is told to, whatever it was told before."""

    def __init__(self, config: Config, sockets: list[socket], publisher: PublisherProcess) -> None:
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
