"""A programme that is being served: its latest edition, and what ails a newer state of its file."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from functools import lru_cache, partial
from pathlib import Path

from itinerary.ledger import Edition, LogEntry
from itinerary.ledger.database import LedgerError
from itinerary.ledger.store import Ledger
from itinerary.render.calendars.vevent_cache import VeventCache
from itinerary.serve.publisher import Publisher, unforeseen
from itinerary.serve.settings import DEFAULT_SITE
from itinerary.source import Problem, Stamp
from itinerary.website.jinja.row_cache import Rows
from itinerary.website.publication import Publication

TOLD = 100
"""Editions that the site tells of."""

TICK = 0.1
"""Seconds between two looks at the file, and at the ledger for editions that others published."""

PREPARING = 0.15
"""Seconds for which a new edition may wait until what is asked for most is ready."""

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
"""Seconds after which what failed is tried again: the first time, and at most."""


class News(Enum):
    """What happened: others published an EDITION; the file was PUBLISHED; there is TROUBLE with the
    newest state; the ledger is AWAY, or all is well again (BACK)."""

    EDITION = "edition"
    PUBLISHED = "published"
    TROUBLE = "trouble"
    AWAY = "away"
    BACK = "back"


class Backoff:
    """When something that failed is tried again: later each time."""

    def __init__(self) -> None:
        self._pause = 0.0
        self._at: float | None = None

    @property
    def failing(self) -> bool:
        """Whether it failed when it was tried last."""
        return self._pause > 0

    @property
    def due(self) -> bool:
        """Whether it is to be tried again now."""
        return self._at is not None and time.monotonic() >= self._at

    def failed(self) -> None:
        """Note that it failed."""
        self._pause = min(max(2 * self._pause, FIRST_DELAY), LONGEST_DELAY)
        self._at = time.monotonic() + self._pause

    def retry_now(self) -> None:
        """Let it be tried again at once."""
        self._at = time.monotonic()

    def succeeded(self) -> None:
        """Note that it need not be tried again."""
        self._pause, self._at = 0.0, None


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
        pictures: frozenset[Path] = frozenset(),
        local: bool = False,
    ) -> None:
        """Begin with the edition that `Publisher.open` returns; raises what that does.

        `site` goes before the file's own `site:`; `local` tells whether only people at this machine
        see the pages.
        """
        self.file = file
        self.ledger = ledger
        self.site = site
        self.local = local
        self.away = ""
        self._publisher = Publisher(file, ledger)
        self._fault: tuple[Problem, ...] = ()
        self._looked: Mapping[Path, Stamp] | None = None
        self._backoff = Backoff()
        self._ledger_backoff = Backoff()
        self._vevents = VeventCache()
        self._rows = Rows()
        self.current = self._publication(self._publisher.open(programme, published, pictures))
        self.prepare: Callable[[Publication, Callable[[], bool]], None] = lambda *_: None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd about the state of the file that was read last."""
        return self._publisher.warnings

    @property
    def notices(self) -> tuple[str, ...]:
        """What the newest edition means for addresses that were handed out."""
        return self._publisher.notices

    @property
    def passing(self) -> bool:
        """Whether what ails the newest state may pass by itself, and is tried again."""
        return self._publisher.passing or bool(self._fault)

    @property
    def _trouble(self) -> tuple[Problem, ...]:
        return (*self._publisher.trouble, *self._fault)

    def refresh(self) -> tuple[Problem, ...]:
        """Publish the file's newest state; keep what is served if that cannot be done, and return
        what is wrong."""
        self._publisher.publish()
        self.follow()
        return self._publisher.trouble

    def follow(self) -> bool:
        """Take the ledger's latest edition, whoever published it; tell whether it is a new one.

        A ledger that cannot be read is no reason to stop serving: `away` says why.
        """
        current = self.current
        try:
            edition = self.ledger.latest(current.itinerary.id) or current.edition
            self.away = ""
        except LedgerError as error:
            edition, self.away = current.edition, str(error)
        if edition.number != current.edition.number or self._trouble != current.trouble:
            self._turn(self._publication(edition))
        return edition.number != current.edition.number

    def _turn(self, publication: Publication) -> None:
        """Swap the publication, when what is asked for most is ready or the time for that is up;
        whatever is being made at that time goes on in its thread."""
        end = time.monotonic() + PREPARING
        preparing = threading.Thread(
            target=self.prepare, args=(publication, lambda: time.monotonic() > end), daemon=True
        )
        preparing.start()
        preparing.join(PREPARING)
        self.current = publication

    # --- as long as it is served -----------------------------------------------------------------

    def watch(self, report: Callable[[Live, News], None], stop: threading.Event) -> None:
        """Publish each new state of the file and of the pictures that it names, and follow the
        ledger, until `stop` is set.

        No error ends this. What cannot be done for no fault of the file is tried again, after a
        second and then after twice as long each time, a minute at most. `report` is called with
        this object and what happened, once for each thing that goes wrong.
        """
        if self._publisher.passing:
            self._backoff.failed()
        while not stop.wait(TICK):
            try:
                news = self._read() if self._to_be_read() else self._catch_up()
            except Exception as error:  # noqa: BLE001  an old edition that nobody knows of is worse
                news = self._stumbled(error)
            if news:
                with contextlib.suppress(Exception):
                    report(self, news)

    def _read(self) -> News | None:
        """Publish the file's state."""
        before, tried = self._publisher.trouble, self._backoff.due
        self._publisher.publish()
        if self._publisher.passing:
            self._backoff.failed()
        else:
            self._backoff.succeeded()
        self._fault = ()
        self.follow()
        if not self._publisher.trouble:
            return News.PUBLISHED
        return None if tried and self._publisher.trouble == before else News.TROUBLE

    def _catch_up(self) -> News | None:
        """Take what others published."""
        if self._ledger_backoff.failing and not self._ledger_backoff.due:
            return None
        before, away, self._fault = self.current.trouble, self.away, ()
        new = self.follow()
        if self.away:
            self._ledger_backoff.failed()
            return None if away else News.AWAY
        self._ledger_backoff.succeeded()
        if new and self._publisher.trouble:
            self._backoff.retry_now()  # what was published may be this very state
        if new:
            return News.EDITION
        return News.BACK if away or self.current.trouble != before else None

    def _to_be_read(self) -> bool:
        """Tell whether the file is to be read, again or anew.

        It is not watched but looked at, by its name: a folder may be replaced and a link turned, as
        Kubernetes does with ConfigMaps, and file systems of a network tell of nothing. A new state
        has to stand for two looks, for nobody saves a file in one moment.
        """
        if self.file is None:
            return False
        look, before = self._publisher.look(), self._looked
        self._looked = look
        return self._backoff.due or (look == before and look != self._publisher.seen)

    def _stumbled(self, error: Exception) -> News | None:
        """Keep what is served, and say so on it."""
        name = str(self.file or self.ledger.name)
        before, self._fault = self.current.trouble, (unforeseen(name, error),)
        self._ledger_backoff.failed()
        self.current = replace(self.current, trouble=self._trouble)
        return None if self._trouble == before else News.TROUBLE

    def _publication(self, edition: Edition) -> Publication:
        site = self.site or edition.itinerary.site or DEFAULT_SITE

        @lru_cache(256)
        def log(uid: str | None) -> tuple[LogEntry, ...]:
            return self.ledger.log(
                edition.itinerary.id,
                until=edition.number,
                most=TOLD if uid is None else None,
                uid=uid,
            )

        return Publication(
            edition,
            site.rstrip("/") + "/",
            log,
            self._trouble,
            self._vevents,
            self._rows,
            partial(self.ledger.picture, edition.itinerary.id),
            local=self.local,
        )
