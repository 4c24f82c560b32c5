"""A cache of rendered rows: an agenda is mostly rows of events, and an edit changes one of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from markupsafe import Markup

MOST = 32 * 2**20
"""Characters that are kept; further rows are rendered each time."""


class Rows:
    """Rendered rows. Publications pass them on to the next one."""

    def __init__(self, most: int = MOST) -> None:
        self._left = most
        self._known: dict[Hashable, tuple[object, Markup]] = {}

    def get(self, where: Hashable, of: object, make: Callable[[], Markup]) -> Markup:
        """Return the row of the key `where`, rendered by `make` unless its version `of` is cached.

        A row of another version replaces the cached one.
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
