"""Feeds: calendars at paths that end in a readable `.ics`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NoReturn
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from itinerary.ledger import chosen_events
from itinerary.ledger.chosen_events import chosen_by
from itinerary.model import selection_query
from itinerary.model.feed_options import DEFAULT, OPTIONS, FeedOptions
from itinerary.model.itinerary import FACETS
from itinerary.model.selection import Selection
from itinerary.model.selection_code import UnknownCodeError
from itinerary.model.selection_query import FILTERS, KEY_OF, UnknownFilterError
from itinerary.render import addresses
from itinerary.render.addresses import JCAL, Address
from itinerary.render.calendars.feed import Feed
from itinerary.render.calendars.vevent import NothingDatedError
from itinerary.render.exchange.jcal import jcal
from itinerary.website import living_selections, request_selection
from itinerary.website.errors import with_whole_programme
from itinerary.website.redirects import lead_on
from itinerary.website.request_context import publication
from itinerary.website.responses import answer, shared
from itinerary.website.site_paths import facet_ids

blueprint = Blueprint("feeds", __name__)

CALENDAR = "text/calendar; charset=utf-8"
"""No `method` parameter; ICSx5 decodes by this charset, Nextcloud compares what is before `;`."""

CALENDAR_JSON = "application/calendar+json"
"""The type of jCal (RFC 7265 §6)."""


@blueprint.get(Address.GUESSED_FEED)
def guessed() -> BaseResponse:
    """The whole programme in its first language, for readers who guess the address."""
    options = _options()
    first = publication().itinerary.languages[0]
    return _unfiltered(options) or _feed(Selection(), first, options)


@blueprint.get(Address.FEED)
@blueprint.get(Address.FEED_JCAL)
def whole(language: str, name: str) -> BaseResponse:
    """The whole programme, or a combined selection by query string."""
    itinerary = publication().itinerary
    spoken = _spoken(language)
    if request.path == _in_form(addresses.deadlines_feed(itinerary.id, language)):
        options = _options()
        return _unfiltered(options) or _deadlines(spoken, options)
    _check("programme", name, [itinerary.id])
    try:
        request_selection.check_keys()
        selection = request_selection.feed_selection()
    except UnknownFilterError as unknown:
        _refuse(str(unknown))
    options = _options()
    canonical = _in_form(addresses.feed(itinerary.id, selection, language, options))
    query = request.query_string.decode("ascii", "replace")
    asked = f"{request.path}?{query}" if query else request.path
    return _moved(canonical) if canonical != asked else _feed(selection, spoken, options)


@blueprint.get(Address.FACET_FEED)
@blueprint.get(Address.FACET_FEED_JCAL)
def part(language: str, kind: str, name: str) -> BaseResponse:
    """The events of one place (with the places in it), category, party or track."""
    spoken = _spoken(language)
    _check("kind of feed", kind, FACETS)
    _check(KEY_OF[kind], name, facet_ids(publication().edition, kind))
    options = _options()
    return _unfiltered(options) or _feed(Selection.only(kind, name), spoken, options)


@blueprint.get(Address.CHOSEN_FEED)
@blueprint.get(Address.CHOSEN_FEED_JCAL)
def chosen(language: str, code: str) -> BaseResponse:
    """The events that a reader chose one by one."""
    current = publication()
    spoken = _spoken(language)
    try:
        choice = chosen_by(current.edition, code)
    except UnknownCodeError as unknown:
        _refuse(str(unknown))
    options = _options()
    if elsewhere := _unfiltered(options):
        return elsewhere
    feed = _dated(lambda: current.chosen_feed(choice, spoken, options))
    return _calendar(feed, "my-programme.ics", spoken, options)


@blueprint.get(Address.LIVING_FEED)
@blueprint.get(Address.LIVING_FEED_JCAL)
def living(language: str, secret: str) -> BaseResponse:
    """The events of a living selection, as they are chosen now."""
    current = publication()
    spoken = _spoken(language)
    found = living_selections.find(secret)
    if found is None:
        _refuse("There is no such selection here, or its owner has deleted it.")
    options = _options()
    if elsewhere := _unfiltered(options):
        return elsewhere
    choice = chosen_events.living(current.edition, found)
    feed = _dated(lambda: current.chosen_feed(choice, spoken, options, secret=secret))
    response = _calendar(feed, "my-programme.ics", spoken, options)
    # Shared caches do not keep what is at a secret address, and it changes within an edition.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get(Address.EVENT_FILE)
def single(language: str, event: str) -> BaseResponse:
    """One event as a one-time copy."""
    current = publication()
    itinerary, edition = current.itinerary, current.edition
    spoken = _spoken(language)
    if edition.find(event) is None:
        if renamed := edition.renamed(event):
            lead_on(event=renamed)
        known = [known.id for known in (*itinerary.events, *edition.tombstones)]
        _check("event", event, known)
    if elsewhere := _unfiltered():
        return elsewhere
    try:
        file = current.single(event, spoken)
    except NothingDatedError:
        abort(
            404,
            f"The day of “{event}” was not announced, so there is no calendar entry for it yet.",
        )
    return _calendar(file, f"{event}.ics", spoken, disposition="attachment")


def _deadlines(language: str, options: FeedOptions) -> Response:
    try:
        feed = publication().deadlines(language, options)
    except NothingDatedError:
        abort(404, "No deadline has a day yet, and a calendar is never empty.")
    return _calendar(feed, "deadlines.ics", language, options)


def _feed(selection: Selection, language: str, options: FeedOptions) -> Response:
    current = publication()
    feed = _dated(lambda: current.feed(selection, language, options))
    name = next((id for _, id in selection.facets), current.itinerary.id)
    return _calendar(feed, f"{name}.ics", language, options)


def _dated(render: Callable[[], Feed]) -> Feed:
    """Return the feed that `render` makes; 404 if the programme has no calendars yet."""
    try:
        return render()
    except NothingDatedError:
        abort(404, "No event has a day yet, and a calendar is never empty.")


def _calendar(
    feed: Feed,
    name: str,
    language: str,
    options: FeedOptions = DEFAULT,
    *,
    disposition: str = "inline",
) -> Response:
    body, kind = feed.body, CALENDAR
    if _as_jcal():
        kept = publication().kept("jcal", language, options.titles)
        body, kind = jcal(feed.body, kept), CALENDAR_JSON
    response = answer(body, kind, feed.modified)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{_in_form(name)}"'
    return shared(response)  # with web viewers of calendars


def _as_jcal() -> bool:
    return request.path.endswith(JCAL)


def _in_form(path: str) -> str:
    """Return the path of a feed in the form that is requested."""
    return addresses.jcal(path) if _as_jcal() else path


def _spoken(language: str) -> str:
    """Return the language of a calendar at an address of `language`.

    A calendar of a former language continues in the first language, at its own address. A 404 would
    leave its events on phones as they were; an app that stored the target of a redirect would not
    see that the language is back.
    """
    edition = publication().edition
    spoken = edition.language_for(language)
    if spoken is None:
        _check("language", language, edition.itinerary.languages)
    return spoken or language


def _options() -> FeedOptions:
    """Return the options of the query; 404 for a value that there is not."""
    try:
        return request_selection.feed_options()
    except UnknownFilterError as unknown:
        _refuse(str(unknown))


def _unfiltered(options: FeedOptions | None = None) -> BaseResponse | None:
    """Return a redirect to the address with nothing but its options in the query, None if it is
    that; 404 for filters, and for options where there are none.

    People and services add marks (`utm_source`, `fbclid`, `v`). Caches must not store one feed
    under many keys.
    """
    if not request.query_string:
        return None
    try:
        request_selection.check_keys()
    except UnknownFilterError as unknown:
        _refuse(str(unknown))
    if any(key in FILTERS for key in request.args):
        _refuse("This address takes no filters.")
    if options is None and any(key in OPTIONS for key in request.args):
        _refuse("This address takes no options: a one-time copy does not change any more.")
    query = urlencode(options.pairs) if options else ""
    if query == request.query_string.decode("ascii", "replace"):
        return None
    return _moved(f"{request.path}?{query}" if query else request.path)


def _moved(path: str) -> BaseResponse:
    """Redirect permanently to the canonical address of a calendar. All clients follow 301; not all
    know 308 (RFC 7538 §4)."""
    return redirect(path, 301)


def _check(what: str, name: str, known: Collection[str]) -> None:
    try:
        selection_query.check(what, name, known)
    except UnknownFilterError as unknown:
        _refuse(str(unknown))


def _refuse(reason: str) -> NoReturn:
    abort(404, with_whole_programme(reason, publication()))
