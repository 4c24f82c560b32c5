"""A cache of rendered rows: an agenda is mostly rows of events, and an edit changes one of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from hashlib import blake2b

from markupsafe import Markup

from itinerary.render.fragments import FragmentStore

MOST = 32 * 2**20
"""Characters that are kept; further rows are rendered each time."""


class Rows:
    """Rendered rows. Publications pass them on to the next one; a store keeps them for others."""

    def __init__(self, most: int = MOST, store: FragmentStore | None = None) -> None:
        self._left = most
        self._store = store
        self._known: dict[Hashable, tuple[object, Markup]] = {}

    def get(self, of: str, how: Hashable, version: object, make: Callable[[], Markup]) -> Markup:
        """Return a row of the event `of` (its UID), rendered by `make` unless its version is
        cached; `how` says which of its rows.

        A row of another version replaces the cached one.
        """
        where = of, how
        known = self._known.get(where)
        if known is not None and known[0] == version:
            return known[1]
        row = self._from_store(self._store, of, how, version, make) if self._store else make()
        grows = len(row) - (len(known[1]) if known else 0)
        if grows <= self._left:
            self._left -= grows
            self._known[where] = version, row
        return row

    @staticmethod
    def _from_store(
        store: FragmentStore,
        of: str,
        how: Hashable,
        version: object,
        make: Callable[[], Markup],
    ) -> Markup:
        group, shown = f"row {how!r}", blake2b(repr(version).encode(), digest_size=16).hexdigest()
        found = store.get(str, group, of, shown)
        if found is not None:
            return Markup(found)  # noqa: S704  it was rendered from a template
        row = make()
        store.put(group, of, shown, row)
        return row
