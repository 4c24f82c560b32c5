"""The query string of a selection (`?category=talks&day=2024-05-16`): one syntax, read in two ways.

Feeds and the pages that lead to them read it strictly (`read`): a calendar of other events than
those that were asked for would be wrong without a sign. The agenda and the calendar pages read it
leniently (`read_leniently`): a link may be older than a change of the programme, so they show the
part that is known and name the rest. `static/js/filter.js` reads it leniently, too.

A query is a list of pairs of key and value, decoded. Each selection has one canonical query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from types import MappingProxyType
from urllib.parse import urlencode

from itinerary.errors import ItineraryError
from itinerary.model.itinerary import FACETS, Event, Itinerary
from itinerary.model.selection import Selection
from itinerary.model.spelling import did_you_mean, nearest
from itinerary.model.when import programme_days
from itinerary.model.zones import YEARS
from itinerary.value import Value

Query = Sequence[tuple[str, str]]
"""The pairs of a query string, decoded, in their order."""

FILTERS = {
    "category": "categories",
    "day": "days",
    "party": "parties",
    "place": "places",
    "series": "series",
    "track": "tracks",
}
"""The keys of filters in canonical order, and the field of Selection that each fills."""

KEY_OF = {field: key for key, field in FILTERS.items()}
"""The key of each field of Selection."""

SEARCH = "q"
"""The key of words to search for; the agenda alone knows it."""

LONGEST_SEARCH = 100
"""Characters of a search that are used."""

LONGEST_BY_DAY = timedelta(days=62)
"""A programme or an event of this length or longer cannot be filtered by its single days."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class UnknownFilterError(ItineraryError):
    """A query has a key or a value that the programme does not have."""


# --- writing -------------------------------------------------------------------------------------


def pairs(selection: Selection) -> list[tuple[str, str]]:
    """Return the canonical query of a selection: keys in the order of FILTERS, values sorted."""
    chosen = {key: getattr(selection, field) for key, field in FILTERS.items()}
    return [(key, str(value)) for key, values in chosen.items() for value in values]


def filters_of(event: Event, day_starts: time) -> Iterator[tuple[str, str]]:
    """Yield the pairs of key and value by which a filter finds an event of a programme whose days
    start at `day_starts`."""
    for field, id in event.facets:
        yield KEY_OF[field], id
    if not event.when:
        return
    day, last = programme_days(event.when, day_starts)
    if last - day < LONGEST_BY_DAY:
        while day <= last:
            yield "day", day.isoformat()
            day += timedelta(days=1)


# --- reading strictly ----------------------------------------------------------------------------


def read(query: Query, ids: Callable[[str], Collection[str]], day_starts: time) -> Selection:
    """Return the selection of a query; `ids(field)` are the ids that a field of Selection may have,
    and days start at `day_starts`. Keys that are not filters are ignored.

    A day need not be one of the programme's: when its last event moves, the subscribers to the day
    must learn of that. Raises UnknownFilterError for an unknown id, a word that is not a day, and a
    day of an implausible year.
    """
    chosen = _by_key(query)
    for key, field in FILTERS.items():
        if field != "days":
            for id in chosen[key]:
                check(key, id, ids(field))
    days = tuple(map(_day, chosen.pop("day")))
    facets = {FILTERS[key]: tuple(values) for key, values in chosen.items()}
    return Selection(days=days, day_starts=day_starts, **facets)


def check(what: str, name: str, known: Collection[str]) -> None:
    """Raise UnknownFilterError, with a suggestion, if `name` is not one of the `known`."""
    if name not in known:
        hint = did_you_mean(name, known)
        raise UnknownFilterError(f"There is no {what} “{name}”" + (f" ({hint})." if hint else "."))


def check_keys(
    query: Query,
    ids: Callable[[str], Collection[str]],
    options: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> None:
    """Raise UnknownFilterError for a key that is not a filter but seems to be meant as one, by its
    name or its value; `options` are further keys with their values. Other keys are marks that
    people and services add to links (`utm_source`, `fbclid`, `v`)."""
    known = (*FILTERS, *options)
    for key, value in query:
        if key not in known and (
            meant := nearest(key, known)
            or _meant(value, ids)
            or next((f"{key}={value}" for key in options if value in options[key]), None)
        ):
            raise UnknownFilterError(f"There is no filter “{key}” (did you mean {meant}?).")


def _meant(value: str, ids: Callable[[str], Collection[str]]) -> str | None:
    if _DAY.fullmatch(value):
        return f"day={value}"
    return next((f"{KEY_OF[field]}={value}" for field in FACETS if value in ids(field)), None)


def _day(value: str) -> date:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        hint = "write for example day=2024-05-16."
        raise UnknownFilterError(f"“{value}” is not a day; {hint}") from None
    if day.year not in YEARS:
        hint = "write for example 2024-05-16."
        raise UnknownFilterError(f"The year {day.year} is not plausible; {hint}")
    return day


# --- reading leniently ---------------------------------------------------------------------------


class AgendaQuery(Value):
    """A parsed query of the agenda: a selection, and words to search for.

    `unknown` has the values that the programme does not have. `pairs` is the canonical query, with
    the unknown values and the search.
    """

    selection: Selection
    words: str
    unknown: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        """The canonical query string: empty, or with its `?`."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    def is_canonical(self, query: Query) -> bool:
        """Tell whether `query` is canonical. A form sends its empty fields, too; keys that are not
        the agenda's do not count."""
        ours = {*FILTERS, SEARCH}
        return [pair for pair in query if pair[0] in ours] == list(self.pairs)


def read_leniently(query: Query, itinerary: Itinerary) -> AgendaQuery:
    """Return what a query asks of the agenda of `itinerary`. Empty values, and keys that are not
    filters, are ignored; so is a day out of the programme, or not written as 2024-05-16."""
    chosen = {key: sorted(set(filter(None, values))) for key, values in _by_key(query).items()}
    search = next((value for key, value in query if key == SEARCH), "")
    words = " ".join(search[:LONGEST_SEARCH].split())
    selection = _known(chosen, itinerary)
    known = pairs(selection)
    asked = [(key, value) for key, values in chosen.items() for value in values]
    return AgendaQuery(
        selection,
        words,
        tuple(pair[1] for pair in asked if pair not in known),
        (*asked, *([(SEARCH, words)] if words else ())),
    )


def _known(chosen: Mapping[str, Sequence[str]], itinerary: Itinerary) -> Selection:
    """Return the selection of the values that the programme has."""
    ids = {
        field: tuple(facet.id for facet in getattr(itinerary, field) if facet.id in chosen[key])
        for key, field in FILTERS.items()
        if field != "days"
    }
    days = tuple(day for words in chosen["day"] for day in _day_within(words, itinerary))
    return Selection(days=days, day_starts=itinerary.day_starts, **ids)


def _day_within(words: str, itinerary: Itinerary) -> Iterator[date]:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return
    if day.isoformat() != words:  # 20240516: one address for one selection
        return
    if (itinerary.first or date.max) <= day <= (itinerary.last or date.min):
        yield day


def _by_key(query: Query) -> dict[str, list[str]]:
    """Return the values of each filter, in the order of the query."""
    return {key: [value for name, value in query if name == key] for key in FILTERS}
