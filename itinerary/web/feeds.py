"""Feeds: calendars at paths that end in a readable `.ics`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from itinerary.formats import addresses
from itinerary.formats.icalendar import Feed, NothingDatedError
from itinerary.model import THINGS, Itinerary, Selection
from itinerary.source.problems import did_you_mean
from itinerary.web import selecting
from itinerary.web.http import answer
from itinerary.web.selecting import UnknownError
from itinerary.web.state import publication

blueprint = Blueprint("feeds", __name__)

CALENDAR = "text/calendar; charset=utf-8"
"""No `method` parameter; ICSx5 decodes by this charset, Nextcloud compares what is before `;`."""


@blueprint.get("/calendar.ics")
def guessed() -> BaseResponse:
    """The whole programme in its first language, for people who guess."""
    _no_query()
    itinerary = publication().itinerary
    return _feed(Selection(), itinerary.languages[0])


@blueprint.get("/feeds/<language>/<name>.ics")
def whole(language: str, name: str) -> BaseResponse:
    """The whole programme, or a combined selection by query string."""
    itinerary = publication().itinerary
    _check(itinerary, "language", language, itinerary.languages)
    _check(itinerary, "programme", name, [itinerary.id])
    for key in request.args:
        if key not in addresses.FILTERS:
            hint = did_you_mean(key, addresses.FILTERS)
            _refuse(itinerary, f"There is no filter “{key}” ({hint}).")
    try:
        selection = selecting.asked(request.args, publication().edition)
    except UnknownError as unknown:
        _refuse(itinerary, str(unknown))
    canonical = addresses.feed(itinerary.id, selection, language)
    query = request.query_string.decode("ascii", "replace")
    asked = f"{request.path}?{query}" if query else request.path
    if canonical != asked:
        return redirect(request.script_root + canonical, 301)
    return _feed(selection, language)


@blueprint.get("/feeds/<language>/<kind>/<name>.ics")
def part(language: str, kind: str, name: str) -> BaseResponse:
    """The events of one place (with the places in it), category or party."""
    _no_query()
    itinerary = publication().itinerary
    _check(itinerary, "language", language, itinerary.languages)
    _check(itinerary, "kind of feed", kind, THINGS)
    _check(itinerary, addresses.SINGULAR[kind], name, selecting.ids(publication().edition, kind))
    return _feed(Selection.only(kind, name), language)


@blueprint.get("/<language>/events/<event>.ics")
def single(language: str, event: str) -> BaseResponse:
    """One event as a one-time copy."""
    _no_query()
    current = publication()
    itinerary, edition = current.itinerary, current.edition
    _check(itinerary, "language", language, itinerary.languages)
    if edition.find(event) is None:
        known = [known.id for known in (*itinerary.events, *edition.tombstones)]
        _check(itinerary, "event", event, known)
    try:
        file = current.single(event, language)
    except NothingDatedError:
        abort(
            404,
            f"The day of “{event}” was not announced, so there is no calendar entry for it yet.",
        )
    return _calendar(file, f"{event}.ics", "attachment")


def _feed(selection: Selection, language: str) -> Response:
    current = publication()
    try:
        feed = current.feed(selection, language)
    except NothingDatedError:
        abort(404, "No event has a day yet, and a calendar is never empty.")
    name = (selection.places + selection.categories + selection.parties)[:1]
    return _calendar(feed, f"{name[0] if name else current.itinerary.id}.ics", "inline")


def _calendar(feed: Feed, name: str, disposition: str) -> Response:
    response = answer(feed.body, CALENDAR, feed.modified)
    response.headers["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response.access_control_allow_origin = "*"  # web viewers of calendars
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    return response


def _no_query() -> None:
    """Refuse a query string where none is known: the same feed at endless addresses would be
    endless feeds to a cache."""
    if request.query_string:
        _refuse(publication().itinerary, "This address takes no filters.")


def _check(itinerary: Itinerary, what: str, name: str, known: Iterable[str]) -> None:
    try:
        selecting.check(what, name, known)
    except UnknownError as unknown:
        _refuse(itinerary, str(unknown))


def _refuse(itinerary: Itinerary, reason: str) -> NoReturn:
    whole = addresses.feed(itinerary.id, Selection(), itinerary.languages[0])
    site = publication().site
    abort(404, f"{reason}\nThe whole programme: {addresses.absolute(site, whole)}")
