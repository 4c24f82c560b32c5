"""A process that makes PDF, pictures and spreadsheets, so that pages do not wait for them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from itinerary.errors import ItineraryError
from itinerary.serve.shared_documents import SharedDocuments
from itinerary.website.slow_documents import BusyError

MOST = 8
"""Documents that are made or wait for it; a request for another one is refused for now."""

LONGEST = 300.0
"""Seconds after which a document is given up: ten times as long as a PDF of 1,000 events takes."""

NICENESS = 5
"""The increment of the process's `nice`, so that the processes that answer requests go first."""


class SlowDocumentError(ItineraryError):
    """A document cannot be made: the process died of it, or it takes too long."""


class SlowDocumentProcess:
    """Calls functions one after another in a child process.

    The child starts with the first call and ends with this process. Functions, arguments and
    results have to be picklable.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Share what is made with the other processes that use the same `folder`."""
        self._folder = folder
        self._places = threading.BoundedSemaphore(MOST)
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._link: Connection | None = None

    def __call__(
        self,
        function: Callable[..., bytes],
        *arguments: Any,
        unbounded: bool = False,
        **named: Any,
    ) -> bytes:
        """Return what the function returns, and raise what it raises.

        `unbounded` tells that it is one of any number (see `SharedDocuments`). Raises
        BusyError if too many calls wait, SlowDocumentError if the function does not return.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            with self._turn:
                return self._call(partial(function, *arguments, **named), unbounded)
        finally:
            self._places.release()

    def _call(self, call: partial[bytes], unbounded: bool) -> bytes:
        for _ in range(2):  # the process may have been killed since the last call
            link = self._started()
            try:
                link.send((call, unbounded))
                if not link.poll(LONGEST):
                    self._end()
                    raise SlowDocumentError(f"{call.func.__name__} takes more than {LONGEST:.0f} s")
                made, error = link.recv()
            except (EOFError, OSError):
                self._end()
                continue
            if error:
                raise error
            return bytes(made)
        raise SlowDocumentError(f"the process ended twice over {call.func.__name__}")

    def _started(self) -> Connection:
        if self._link is None:
            # Not forked: a child would inherit locks of other threads, which do not run in it.
            context = multiprocessing.get_context("spawn")
            self._link, there = context.Pipe()
            self._process = context.Process(
                target=_serve, args=(there, self._folder), name="renderer", daemon=True
            )
            self._process.start()
            there.close()
        return self._link

    def _end(self) -> None:
        if self._link and self._process:
            self._link.close()
            self._process.kill()
            self._process.join()
        self._link = self._process = None


def _serve(link: Connection, folder: Path | None) -> None:
    """Run the calls that arrive over `link`, and send their results, until the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that asks
    with contextlib.suppress(AttributeError, OSError):  # Windows; a system that does not let us
        os.nice(NICENESS)
    shared = SharedDocuments(folder) if folder else None
    with contextlib.suppress(EOFError, OSError):
        while True:
            call, unbounded = link.recv()
            answer: tuple[bytes | None, Exception | None]
            try:
                answer = shared.made(call, unbounded) if shared else call(), None
            except Exception as error:  # noqa: BLE001  raised again in the parent
                answer = None, error
            try:
                link.send(answer)
            except (AttributeError, TypeError, ValueError) as error:  # it cannot be pickled
                link.send((None, RuntimeError(f"{answer[1] or answer[0]!r}: {error}")))
