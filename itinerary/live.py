"""A programme that is being served: its latest edition, and what ails a newer state of its file."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from itinerary.formats.icalendar import Vevents
from itinerary.ledger import Edition, Entry, ReusedIdError
from itinerary.ledger.store import Ledger, LedgerError, TooManyCancellationsError
from itinerary.server import DEFAULT_SITE
from itinerary.source import Problem, SourceError, read_file
from itinerary.web.publication import Publication

TOLD = 100
"""Editions that the site tells of."""

TICK = 0.1
"""Seconds between two looks at the ledger for editions that others have published."""

PREPARING = 0.15
"""Seconds for which a new edition may wait until what is asked for most is ready."""


def digest(file: Path) -> str:
    """Return a digest of a file's bytes; nothing if it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


class Live:
    """Keeps the publication of one programme; `current` is always complete, and swapped as a whole.

    It publishes `file` on `refresh` (or, without a file, only follows the ledger). `prepare` is
    called with a publication before that becomes the current one, and with what tells when not to
    prepare any more.
    """

    def __init__(
        self,
        file: Path | None,
        ledger: Ledger,
        *,
        site: str | None = None,
        programme: str | None = None,
        published: str = "",
    ) -> None:
        """Publish the file, or take the ledger's latest edition if that cannot be done; publish
        nothing if `published` is the file's digest: then it was done before.

        `site` goes before the file's own `site:`. `programme` is needed only where there is no
        (good) file and the ledger holds several. Raises SourceError if there is nothing to serve
        because of the file, LedgerError if because of the ledger.
        """
        self.file = file
        self.ledger = ledger
        self.site = site
        self.warnings: tuple[Problem, ...] = ()
        self._vevents = Vevents()
        self._id = ""
        known = file is not None and published and published == digest(file)
        trouble = () if known else self._publish()
        edition = self._latest(programme or self._programme())
        if edition is None:
            if trouble:
                raise SourceError(trouble)
            raise LedgerError(f"there is no edition in {ledger.name} yet; publish one first")
        self.current = self._publication(edition, trouble)
        self.prepare: Callable[[Publication, Callable[[], bool]], None] = lambda *_: None

    def refresh(self) -> tuple[Problem, ...]:
        """Publish the file's newest state; keep what is served if that cannot be done, and return
        what is wrong."""
        trouble = self._publish()
        self.follow(trouble)
        return trouble

    def follow(self, trouble: tuple[Problem, ...] | None = None) -> bool:
        """Take the ledger's latest edition, whoever published it; tell whether it is a new one.

        `trouble` is what is wrong with the file, if that is newly known.
        """
        current = self.current
        trouble = current.trouble if trouble is None else trouble
        try:
            edition = self._latest(current.itinerary.id) or current.edition
        except LedgerError:  # a database that is away for a while is no reason to stop serving
            edition = current.edition
        if edition.number != current.edition.number or trouble != current.trouble:
            self._turn(self._publication(edition, trouble))
        return edition.number != current.edition.number

    def _turn(self, publication: Publication) -> None:
        """Swap the publication, when what is asked for most is ready or the time for that is up."""
        end = time.monotonic() + PREPARING
        self.prepare(publication, lambda: time.monotonic() > end)
        self.current = publication

    def watch(self, report: Callable[[Live, bool], None], stop: threading.Event) -> None:
        """Refresh whenever the file changes, and follow the ledger, until `stop` is set.

        `report` is called after each change: with this object, and whether the file was read. The
        folder is watched and not the file, because editors save by renaming a new file over it.
        """
        if self.file is None:
            while not stop.wait(TICK):
                if self.follow():
                    report(self, False)
            return
        from watchfiles import watch

        name = self.file.name
        for changes in watch(
            self.file.resolve().parent,
            watch_filter=lambda _, changed: Path(changed).name == name,
            stop_event=stop,
            debounce=200,
            rust_timeout=int(TICK * 1000),
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
            raise_interrupt=False,
        ):
            if changes:
                self.refresh()
                report(self, True)
            elif self.follow():
                report(self, False)

    def _publish(self) -> tuple[Problem, ...]:
        """Publish the file if there is one; return what is wrong."""
        if self.file is None:
            return ()
        now = datetime.now(UTC)
        try:
            reading = read_file(self.file, now=now)
            self.warnings = reading.warnings
            self._id = reading.itinerary.id
            self.ledger.publish(reading.itinerary, now)
        except SourceError as error:
            return error.problems
        except TooManyCancellationsError as error:
            hint = f"if it is meant: itinerary publish {self.file} --allow-cancellations"
            return (Problem(str(self.file), 1, 1, "events", str(error), hint),)
        except ReusedIdError as error:
            hint = "take another id, or write was: if the event was renamed"
            return (Problem(str(self.file), 1, 1, "events", str(error), hint),)
        except LedgerError as error:
            return (Problem(str(self.file), 1, 1, "", str(error)),)
        return ()

    def _programme(self) -> str:
        """Return the programme to serve: the file's, else the only one of the ledger."""
        if self._id:
            return self._id
        known = self.ledger.programmes()
        if len(known) > 1:
            raise LedgerError(
                f"{self.ledger.name} holds several programmes; name one with --programme:"
                f" {', '.join(known)}"
            )
        return known[0] if known else ""

    def _latest(self, programme: str) -> Edition | None:
        return self.ledger.latest(programme)

    def _publication(self, edition: Edition, trouble: tuple[Problem, ...]) -> Publication:
        site = self.site or edition.itinerary.site or DEFAULT_SITE

        @lru_cache(256)
        def log(uid: str | None) -> tuple[Entry, ...]:
            return self.ledger.log(
                edition.itinerary.id,
                until=edition.number,
                most=TOLD if uid is None else None,
                uid=uid,
            )

        return Publication(edition, site.rstrip("/") + "/", log, trouble, self._vevents)
