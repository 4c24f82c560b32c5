"""Filters of the agenda: what an address asks for.

`static/filter.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.render import addresses, search

LONGEST_SEARCH = 100
"""Characters of a search that are looked at."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the agenda: a selection, words to search for, and in `unknown` what
    this programme does not have (a link may be older than a change). `pairs` is all of it in
    canonical order."""

    selection: Selection
    words: str
    unknown: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        """The query string, empty or with its `?`."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    def shown(self, itinerary: Itinerary, tag: str) -> frozenset[str]:
        """Return the ids of the events that are asked for."""
        return frozenset(
            event.id
            for event in self.selection.of(itinerary)
            if not self.words or search.matches(self.words, search.haystack(event, tag))
        )


def asked(args: MultiDict[str, str], itinerary: Itinerary) -> Asked:
    """Return what a query string asks for; what is not known to be a filter is no matter."""
    chosen = {key: sorted(set(filter(None, args.getlist(key)))) for key in addresses.FILTERS}
    words = " ".join(args.get("q", "")[:LONGEST_SEARCH].split())
    pairs = [(key, value) for key, values in chosen.items() for value in values]
    selection = _selection(chosen, itinerary)
    known = addresses.pairs(selection)
    return Asked(
        selection,
        words,
        tuple(pair[1] for pair in pairs if pair not in known),
        (*pairs, *([("q", words)] if words else ())),
    )


def canonical(args: MultiDict[str, str], ask: Asked) -> bool:
    """Tell whether a query string is the one for what it asks; a form sends its empty fields too,
    and a campaign's marks (`utm_source`) are none of ours."""
    ours = {*addresses.FILTERS, "q"}
    return [pair for pair in args.items(multi=True) if pair[0] in ours] == list(ask.pairs)


def _selection(chosen: Mapping[str, list[str]], itinerary: Itinerary) -> Selection:
    """Return the selection of those values that the programme has."""
    ids = {
        field: tuple(facet.id for facet in getattr(itinerary, field) if facet.id in chosen[key])
        for key, field in addresses.FILTERS.items()
        if field != "days"
    }
    days = tuple(day for words in chosen["day"] for day in _day(words, itinerary))
    return Selection(days=days, **ids)


def _day(words: str, itinerary: Itinerary) -> Iterator[date]:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return
    if day.isoformat() != words:  # 20240516: one address for one selection
        return
    if (itinerary.first or date.max) <= day <= (itinerary.last or date.min):
        yield day
