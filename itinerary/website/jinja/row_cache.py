"""Rows of events in lists, each made once for all pages and editions in which it is the same.

An agenda is mostly rows, and an edit changes one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from markupsafe import Markup

MOST = 32 * 2**20
"""Characters that are kept; what comes when they are there is made each time."""


class Rows:
    """Rows that were made. They are handed on from publication to publication."""

    def __init__(self, most: int = MOST) -> None:
        self._left = most
        self._known: dict[Hashable, tuple[object, Markup]] = {}

    def get(self, where: Hashable, of: object, make: Callable[[], Markup]) -> Markup:
        """Return a row: of something, at a place of which there is one for each event.

        Another `of` at the same place takes the place of what was there.
        """
        known = self._known.get(where)
        if known is not None and known[0] == of:
            return known[1]
        row = make()
        grows = len(row) - (len(known[1]) if known else 0)
        if grows <= self._left:
            self._left -= grows
            self._known[where] = of, row
        return row
