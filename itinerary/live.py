"""A programme that is being served: its latest edition, and what ails a newer state of its file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path

from itinerary.desk import Desk
from itinerary.formats.icalendar import Vevents
from itinerary.ledger import Edition, Entry
from itinerary.ledger.store import Ledger, LedgerError
from itinerary.server import DEFAULT_SITE
from itinerary.source import Problem
from itinerary.web.publication import Publication
from itinerary.web.rows import Rows

TOLD = 100
"""Editions that the site tells of."""

TICK = 0.1
"""Seconds between two looks at the ledger for editions that others have published."""

PREPARING = 0.15
"""Seconds for which a new edition may wait until what is asked for most is ready."""


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
    ) -> None:
        """Begin with the edition that `Desk.open` returns; raises what that does.

        `site` goes before the file's own `site:`.
        """
        self.file = file
        self.ledger = ledger
        self.site = site
        self._desk = Desk(file, ledger)
        self._vevents = Vevents()
        self._rows = Rows()
        self.current = self._publication(self._desk.open(programme, published, pictures))
        self.prepare: Callable[[Publication, Callable[[], bool]], None] = lambda *_: None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd about the state of the file that was read last."""
        return self._desk.warnings

    @property
    def notices(self) -> tuple[str, ...]:
        """What the newest edition means for addresses that were handed out."""
        return self._desk.notices

    def refresh(self) -> tuple[Problem, ...]:
        """Publish the file's newest state; keep what is served if that cannot be done, and return
        what is wrong."""
        self._desk.publish()
        self.follow()
        return self._desk.trouble

    def follow(self) -> bool:
        """Take the ledger's latest edition, whoever published it; tell whether it is a new one."""
        current = self.current
        try:
            edition = self.ledger.latest(current.itinerary.id) or current.edition
        except LedgerError:  # a database that is away for a while is no reason to stop serving
            edition = current.edition
        if edition.number != current.edition.number or self._desk.trouble != current.trouble:
            self._turn(self._publication(edition))
        return edition.number != current.edition.number

    def _turn(self, publication: Publication) -> None:
        """Swap the publication, when what is asked for most is ready or the time for that is up."""
        end = time.monotonic() + PREPARING
        self.prepare(publication, lambda: time.monotonic() > end)
        self.current = publication

    def watch(self, report: Callable[[Live, bool], None], stop: threading.Event) -> None:
        """Refresh whenever the file or a picture that it names changes, and follow the ledger,
        until `stop` is set.

        `report` is called after each change: with this object, and whether the file was read. The
        folders are watched and not the files, because editors save by renaming a new file over the
        old one.
        """
        if self.file is None:
            while not stop.wait(TICK):
                if self.follow():
                    report(self, False)
            return
        while not stop.is_set():
            folders = self._folders()
            for changed in self._changes(folders, stop):
                if changed:
                    self.refresh()
                    report(self, True)
                elif self.follow():
                    report(self, False)
                if self._folders() != folders:
                    break  # the file names pictures elsewhere now
            else:
                return
            self.refresh()  # what changed while nobody watched

    def _folders(self) -> frozenset[Path]:
        """Return the folders to watch: of one that is not there, that in which it would be."""
        assert self.file
        watched = {self.file.resolve().parent}
        for folder in {picture.parent for picture in self._desk.pictures}:
            watched.add(next(place for place in (folder, *folder.parents) if place.is_dir()))
        return frozenset(watched)

    def _changes(self, folders: frozenset[Path], stop: threading.Event) -> Iterator[bool]:
        """Yield whether the file or a picture was changed, whenever that may be so."""
        from watchfiles import watch

        assert self.file
        name, home = self.file.name, self.file.resolve().parent

        def concerns(_: object, changed: str) -> bool:
            path, pictures = Path(changed), self._desk.pictures
            own = path.name == name and path.parent == home
            return own or any(path == one or path in one.parents for one in pictures)

        for changes in watch(
            *folders,
            watch_filter=concerns,
            stop_event=stop,
            debounce=200,
            rust_timeout=int(TICK * 1000),
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
            raise_interrupt=False,
        ):
            yield bool(changes)

    def _publication(self, edition: Edition) -> Publication:
        site = self.site or edition.itinerary.site or DEFAULT_SITE

        @lru_cache(256)
        def log(uid: str | None) -> tuple[Entry, ...]:
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
            self._desk.trouble,
            self._vevents,
            self._rows,
            partial(self.ledger.picture, edition.itinerary.id),
        )
