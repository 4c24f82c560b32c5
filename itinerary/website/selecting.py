"""What an address selects: the query of feeds and pages, as a Selection."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from flask import abort, request
from werkzeug.datastructures import MultiDict

from itinerary.errors import ItineraryError
from itinerary.ledger import Edition
from itinerary.model.itinerary import FACETS
from itinerary.model.selection import Selection
from itinerary.model.spelling import did_you_mean, nearest
from itinerary.model.zones import YEARS
from itinerary.render import addresses
from itinerary.website.request_context import publication

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class UnknownError(ItineraryError):
    """An address asks for something that is not there; the words say what, and what to write."""


def of_page() -> Selection:
    """Return the selection that a page is asked for; 404 if it names what is unknown.

    Keys that are no filters are left alone: people add their own to links that they share.
    """
    try:
        return asked(request.args, publication().edition)
    except UnknownError:
        abort(404)


def asked(query: MultiDict[str, str], edition: Edition) -> Selection:
    """Return what `query` selects. Raises UnknownError."""
    chosen: dict[str, list[str]] = {field: [] for field in addresses.FILTERS.values()}
    for key, field in addresses.FILTERS.items():
        for value in query.getlist(key):
            if field != "days":
                check(key, value, ids(edition, field))
            chosen[field].append(value)
    days = tuple(map(_day, chosen.pop("days")))
    return Selection(days=days, **{field: tuple(values) for field, values in chosen.items()})


def check_keys(query: MultiDict[str, str], edition: Edition) -> None:
    """Raise UnknownError if a key of `query` is no filter but was meant as one: its name tells, or
    its value. Any other is a mark that people and services add (`utm_source`, `fbclid`, `v`)."""
    for key, value in query.items(multi=True):
        if key not in addresses.FILTERS and (meant := _meant(key, value, edition)):
            raise UnknownError(f"There is no filter “{key}” (did you mean {meant}?).")


def _meant(key: str, value: str, edition: Edition) -> str | None:
    if near := nearest(key, addresses.FILTERS):
        return near
    if _DAY.fullmatch(value):
        return f"day={value}"
    fields = (field for field in FACETS if value in ids(edition, field))
    return next((f"{addresses.SINGULAR[field]}={value}" for field in fields), None)


def ids(edition: Edition, field: str) -> list[str]:
    """Return the ids of which there are feeds: of what is in the programme, and of what once was,
    because a subscribed feed that is suddenly 404 would leave its events on phones for ever."""
    here = [facet.id for facet in getattr(edition.itinerary, field)]
    return here + [facet.id for facet in edition.retired if facet.field == field]


def check(what: str, name: str, known: Iterable[str]) -> None:
    """Raise UnknownError if `name` is none of the `known`."""
    names = list(known)
    if name not in names:
        hint = did_you_mean(name, names)
        raise UnknownError(f"There is no {what} “{name}”" + (f" ({hint})." if hint else "."))


def _day(value: str) -> date:
    """Return a day, which need not be one of the programme's: when its last event moves, those who
    subscribed to it must hear of that."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise UnknownError(f"“{value}” is not a day; write for example day=2024-05-16.") from None
    if day.year not in YEARS:
        raise UnknownError(f"The year {day.year} is not plausible; write for example 2024-05-16.")
    return day
