"""A programme that is being served: the last good state of its file, and what ails newer ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from itinerary.ledger import unrevised
from itinerary.source import Problem, SourceError, read_file
from itinerary.web.publication import Publication

DEFAULT_SITE = "http://localhost:8000/"


class Live:
    """Keeps the publication of one file; `current` is always complete, and swapped as a whole."""

    def __init__(self, path: Path, *, site: str | None = None) -> None:
        """Read the file for the first time.

        `site` goes before the file's own `site:`. Raises SourceError if there is nothing to serve.
        """
        self.path = path
        self.site = site
        self.current = self._read()

    def _read(self) -> Publication:
        itinerary = read_file(self.path, now=datetime.now(UTC)).itinerary
        site = self.site or itinerary.site or DEFAULT_SITE
        return Publication(unrevised(itinerary), site.rstrip("/") + "/")

    def reload(self) -> tuple[Problem, ...]:
        """Read the file again; keep what is served if it has errors, and return them."""
        try:
            self.current = self._read()
        except SourceError as error:
            self.current = self.current.in_trouble(error.problems)
            return error.problems
        return ()

    def watch(
        self, report: Callable[[tuple[Problem, ...]], None], stop: threading.Event | None = None
    ) -> None:
        """Reload whenever the file changes, until `stop` is set; `report` hears of each reload.

        The folder is watched and not the file, because editors save by renaming a new file over
        the old one.
        """
        from watchfiles import watch

        name = self.path.name
        for changes in watch(
            self.path.resolve().parent,
            watch_filter=lambda _, changed: Path(changed).name == name,
            stop_event=stop,
            debounce=200,
            recursive=False,
            ignore_permission_denied=True,
            raise_interrupt=False,
        ):
            if changes:
                report(self.reload())
