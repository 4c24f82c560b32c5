"""The follower of the ledger, which a worker runs in a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from itinerary.errors import Problem
from itinerary.ledger import Edition, EditionStamp, LedgerError, LogEntry
from itinerary.render.calendars.vevent_cache import VeventCache
from itinerary.serve.backoff import Backoff
from itinerary.serve.settings import DEFAULT_SITE, TICK
from itinerary.serve.unforeseen_error import unforeseen
from itinerary.website.jinja.row_cache import Rows
from itinerary.website.publication import Publication

if TYPE_CHECKING:
    from itinerary.ledger.store import Ledger

EDITIONS_LISTED = 100
"""Editions on the page of changes."""

MOST_PAST = 8
"""Editions of the past that are kept: as many clients can replay the steps to the latest one, each
from elsewhere, and the ledger is read from its beginning for the first step of each alone."""


class LedgerFollower:
    """Makes publications of one programme: of its latest edition in a ledger, and of what is wrong
    with a newer state of its file.

    `current` is the publication of the last `poll`.
    """

    def __init__(
        self,
        open_ledger: Callable[[], Ledger],
        edition: Edition,
        *,
        site: str | None = None,
        local: bool = False,
        problems: Callable[[], Sequence[Problem]] = tuple,
        known: Iterable[Edition] = (),
    ) -> None:
        """Begin with an edition of the ledger that `open_ledger` opens when it is first needed.

        `site` goes before the file's own `site:`; `local` tells whether only people at this machine
        see the pages. `problems` returns what is wrong with the newest state of the file now.
        `known` are earlier editions, which are not read again.
        """
        self._open_ledger = open_ledger
        self._site = site
        self._local = local
        self._problems = problems
        self._fault: tuple[Problem, ...] = ()
        self._backoff = Backoff()
        self._vevents = VeventCache()
        self._rows = Rows()
        programme = edition.itinerary.id
        self._past = tuple(one for one in known if one.itinerary.id == programme)
        self.current = self._publication(edition, tuple(problems()))

    @classmethod
    def of(cls, ledger: Ledger, programme: str, **options: Any) -> LedgerFollower:
        """Begin with the latest edition of a ledger; raises LedgerError if there is none. The
        options are as above."""
        edition = ledger.latest(programme)
        if edition is None:
            raise LedgerError(f"there is no edition in {ledger.name} yet; publish one first")
        return cls(lambda: ledger, edition, **options)

    @cached_property
    def _ledger(self) -> Ledger:
        return self._open_ledger()

    @property
    def _name(self) -> str:
        return self._ledger.name if "_ledger" in vars(self) else "ledger"

    def run(
        self,
        switch: Callable[[Publication], None],
        tell: Callable[[Problem], None],
        stop: threading.Event,
    ) -> None:
        """Call `switch` with each new publication, until `stop` is set.

        No error ends this. An unforeseen one is on the pages and given to `tell`, once.
        """
        while not stop.wait(TICK):
            told = self._fault
            try:
                if publication := self.poll():
                    switch(publication)
            except Exception as error:  # noqa: BLE001  an edition that stays old is worse
                self._fault = (unforeseen(self._name, error),)
                self._backoff.failed()
                if self._fault != told:
                    tell(*self._fault)

    def poll(self) -> Publication | None:
        """Return a new publication if the edition or the problems are others than before.

        While the ledger cannot be read the edition stays, and it is tried again later each time.
        """
        edition = self.current.edition
        if not self._backoff.failing or self._backoff.due:
            edition = self._latest() or edition
        problems = tuple(self._problems()) or self._fault
        if edition.number == self.current.edition.number and problems == self.current.trouble:
            return None
        former, self.current = self.current.edition, self._publication(edition, problems)
        if former.number != edition.number:
            self._keep(former)
        return self.current

    def _latest(self) -> Edition | None:
        try:
            edition = self._ledger.latest(self.current.itinerary.id)
        except LedgerError:  # the publisher tells
            self._backoff.failed()
            return None
        self._fault = ()
        self._backoff.succeeded()
        return edition

    def _publication(self, edition: Edition, problems: tuple[Problem, ...]) -> Publication:
        site = self._site or edition.itinerary.site or DEFAULT_SITE
        programme = edition.itinerary.id

        @lru_cache(256)
        def log(uid: str | None) -> tuple[LogEntry, ...]:
            most = EDITIONS_LISTED if uid is None else None
            return self._ledger.log(programme, until=edition.number, most=most, uid=uid)

        @lru_cache(1)
        def editions() -> tuple[EditionStamp, ...]:
            return self._ledger.stamps(programme, until=edition.number)

        def at(number: int) -> Edition:
            return edition if number == edition.number else self._edition(programme, number)

        return Publication(
            edition,
            site.rstrip("/") + "/",
            log,
            problems,
            self._vevents,
            self._rows,
            lambda digest, width: self._ledger.picture(programme, digest, width),
            local=self._local,
            editions=editions,
            at=at,
        )

    def _edition(self, programme: str, number: int) -> Edition:
        """Return an edition of the past. Clients read one after another, so the ledger is asked for
        what changed since the nearest one that is kept."""
        before = [edition for edition in self._past if edition.number <= number]
        found = max(before, key=lambda edition: edition.number, default=None)
        if found is None:
            found = self._ledger.edition(programme, number)
        elif found.number < number:
            found = self._ledger.advance(found, number)
        self._keep(found)
        return found

    def _keep(self, edition: Edition) -> None:
        """Keep an edition of the past instead of the one that was not asked for longest."""
        others = (one for one in self._past if one.number != edition.number)
        self._past = (*others, edition)[-MOST_PAST:]
