"""The process that owns the file: it publishes each new state, and tells the terminal.

Workers answer and follow the ledger. So a file is read once for each edit, a mistake is told once,
and reading a large file takes no time from a worker.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from socket import socket
from typing import TYPE_CHECKING, NamedTuple

from itinerary.child_process import end_with_parent
from itinerary.errors import ItineraryError
from itinerary.serve.backoff import Backoff
from itinerary.serve.process import frozen_gc
from itinerary.serve.settings import TICK, Settings
from itinerary.serve.shared_problems import ProblemBoard
from itinerary.value import replace

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

    from itinerary.ledger import Edition
    from itinerary.serve.publisher import FilePublisher
    from itinerary.source import Problem


class Opening(NamedTuple):
    """The edition that a server begins with (see `edition_handover`), and what to tell of it."""

    edition: bytes
    programme: str
    number: int
    title: str
    site: str | None
    notices: tuple[str, ...]
    problems: tuple[Problem, ...]


class PublisherProcess:
    """A child process that publishes `settings.file`; it ends with the process that started it.

    Where the system can, it is forked: that takes the least time, and what it reads takes no memory
    of its parent.
    """

    def __init__(self, settings: Settings) -> None:
        self.board = ProblemBoard()
        self._settings = settings
        self._context: ForkContext | SpawnContext = (
            multiprocessing.get_context("fork")
            if hasattr(os, "fork")
            else multiprocessing.get_context("spawn")
        )
        self._process: BaseProcess | None = None
        self._backoff = Backoff()
        self._receiver: Connection | None = None

    def start(self, inherited: Sequence[socket]) -> None:
        """Start the process; `opening` has what it begins with.

        For `inherited` see `keep_alive`.
        """
        self._receiver, sender = self._context.Pipe(duplex=False)
        self._fork(sender, inherited)
        sender.close()

    def opening(self) -> Opening:
        """Return the edition that the process begins with, when it knows that.

        Raises SourceError if there is none because of the file, LedgerError if because of the
        ledger, and ends this process if the other one ended without a word.
        """
        assert self._receiver
        try:
            opening: Opening | ItineraryError = self._receiver.recv()
        except EOFError:  # it has said why
            sys.exit(1)
        self._receiver.close()
        if isinstance(opening, ItineraryError):
            raise opening
        self._settings = replace(self._settings, programme=opening.programme)
        return opening

    def keep_alive(self, inherited: Sequence[socket]) -> None:
        """Start the process again if it died: at once, and later each time if that does not help.

        Of the sockets that it inherits, a forked process closes its copies.
        """
        if self._process and self._process.is_alive():
            return
        if self._backoff.failing and not self._backoff.due:
            return
        self._backoff.failed()
        self._fork(None, inherited)

    def restart(self, inherited: Sequence[socket]) -> None:
        """Replace the process, so that it runs new code."""
        self.stop()
        self._fork(None, inherited)

    def stop(self) -> None:
        """End the process; the ledger rolls back a publish in the middle."""
        if self._process:
            self._process.terminate()
            self._process.join()

    def _fork(self, sender: Connection | None, inherited: Sequence[socket]) -> None:
        self._process = self._context.Process(
            target=_run,
            args=(self._settings, self.board, sender, inherited),
            name="publisher",
            daemon=True,
        )
        self._process.start()


def _run(
    settings: Settings, board: ProblemBoard, sender: Connection | None, inherited: Sequence[socket]
) -> None:
    """Publish, send the `Opening`, and go on publishing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for listener in inherited:
        listener.close()
    end_with_parent()
    with frozen_gc():
        found = opened(settings, sender)
    if found:
        # The parent does without these, and takes less memory.
        from itinerary.serve.importer import Importer
        from itinerary.serve.publisher import Watch
        from itinerary.serve.terminal_report import report, report_import

        publisher, edition = found
        stop = threading.Event()
        if settings.selections:
            from itinerary.serve.living import LivingSelections

            programme, ledger = edition.itinerary.id, publisher.ledger
            living = LivingSelections(settings.selections)
            threading.Thread(
                target=living.delete_expired,
                args=(lambda: ledger.latest(programme), stop),
                name="living-selections",
                daemon=True,
            ).start()
        if publisher.file:
            importer = Importer(publisher.file, lambda: publisher.imports)
            threading.Thread(
                target=importer.run, args=(report_import, stop), name="importer", daemon=True
            ).start()
        Watch(publisher, edition).run(report, board.write, stop)


def opened(settings: Settings, sender: Connection | None) -> tuple[FilePublisher, Edition] | None:
    """Return the publisher and the edition to begin with; None if that failed and was sent.

    Without anyone to send that to, it is tried until it succeeds.
    """
    from itinerary.ledger.store import Ledger
    from itinerary.serve.publisher import FilePublisher

    backoff = Backoff()
    while True:
        try:
            publisher = FilePublisher(settings.file, Ledger(settings.ledger))
            edition = publisher.open(settings.programme)
        except ItineraryError as error:
            if sender:
                sender.send(error)
                return None
            backoff.failed()
            while not backoff.due:
                time.sleep(TICK)
            continue
        if sender:
            sender.send(_opening(settings, publisher, edition))
            sender.close()
        return publisher, edition


def _opening(settings: Settings, publisher: FilePublisher, edition: Edition) -> Opening:
    from itinerary.serve.edition_handover import dump_edition
    from itinerary.website import theme

    itinerary = edition.itinerary
    return Opening(
        dump_edition(edition),
        itinerary.id,
        edition.number,
        itinerary.title.to(itinerary.languages[0]),
        itinerary.site,
        (*publisher.notices, *theme.read(settings.theme).left_out),
        (*publisher.problems, *publisher.warnings),
    )
