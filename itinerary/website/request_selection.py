"""The selection that the query of a request asks for."""

from __future__ import annotations

from functools import partial

from flask import abort, request

from itinerary.model import selection_query
from itinerary.model.feed_options import OPTIONS, FeedOptions, read_options
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.model.selection_query import AgendaQuery, Query, UnknownFilterError
from itinerary.website.request_context import publication
from itinerary.website.site_paths import facet_ids


def request_query() -> Query:
    """Return the query of this request."""
    return list(request.args.items(multi=True))


def page_selection() -> Selection:
    """Return the selection that a page is asked for; 404 if it has an unknown value. Keys that are
    not filters are ignored: people add their own to links that they share."""
    try:
        return feed_selection()
    except UnknownFilterError:
        abort(404)


def feed_selection() -> Selection:
    """Return the selection that a feed is asked for. Raises UnknownFilterError."""
    edition = publication().edition
    return selection_query.read(
        request_query(), partial(facet_ids, edition), edition.itinerary.day_starts
    )


def feed_options() -> FeedOptions:
    """Return the options that a feed is asked for. Raises UnknownFilterError."""
    return read_options(request_query())


def page_options() -> FeedOptions:
    """Return the options of the feed that a page leads to; 404 if one has an unknown value."""
    try:
        return feed_options()
    except UnknownFilterError:
        abort(404)


def check_keys() -> None:
    """Raise UnknownFilterError for a key of the query that seems to be a misspelt filter, or a
    misspelt option."""
    edition = publication().edition
    selection_query.check_keys(request_query(), partial(facet_ids, edition), OPTIONS)


def agenda_query(itinerary: Itinerary) -> AgendaQuery:
    """Return what the agenda or a page of the calendar is asked for."""
    return selection_query.read_leniently(request_query(), itinerary)
