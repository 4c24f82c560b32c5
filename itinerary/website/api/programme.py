"""The programme as JSON, and single objects of it."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.datastructures import HeaderSet
from werkzeug.wrappers import Response as BaseResponse

from itinerary.model import selection_query
from itinerary.model.selection import Selection
from itinerary.model.selection_query import KEY_OF, UnknownFilterError
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.api import steps
from itinerary.render.api.documents import Twin, encode
from itinerary.website import request_selection
from itinerary.website.redirects import lead_on
from itinerary.website.request_context import publication
from itinerary.website.responses import answer, shared

blueprint = Blueprint("api", __name__)

JSON = "application/json"

A_DAY = 24 * 60 * 60
"""Seconds for which a browser need not ask again whether it may send validators."""


@blueprint.after_request
def preflight(response: Response) -> Response:
    """Allow scripts of other sites to send validators, for which browsers ask before (the CORS
    preflight of the Fetch Standard)."""
    if request.method == "OPTIONS":
        shared(response)
        response.access_control_allow_methods = HeaderSet(["GET", "HEAD"])
        response.access_control_allow_headers = HeaderSet(["If-None-Match", "If-Modified-Since"])
        response.access_control_max_age = A_DAY
    return response


@blueprint.get(Address.API_PROGRAMME)
def programme() -> BaseResponse:
    """The whole programme, or the events of a selection by query string."""
    current = publication()
    try:
        request_selection.check_keys()
        selection = request_selection.feed_selection()
    except UnknownFilterError as unknown:
        abort(404, str(unknown))
    canonical = addresses.programme_json(selection)
    query = request.query_string.decode("ascii", "replace")
    if canonical != (f"{request.path}?{query}" if query else request.path):
        return redirect(canonical, 301)
    twin = Twin(current.edition, current.site)
    return json_answer(twin.programme(selection, current.kept("json")))


@blueprint.get(Address.API_EVENT)
def event(id: str) -> Response:
    """One event, or the tombstone of one."""
    current, edition = publication(), publication().edition
    found = edition.find(id)
    if found is None:
        if renamed := edition.renamed(id):
            lead_on(id=renamed)
        _check("event", id, [e.id for e in (*edition.itinerary.events, *edition.tombstones)])
        abort(404)
    twin = Twin(current.edition, current.site)
    return json_answer(twin.event_json(found, current.kept("json")))


@blueprint.get(Address.API_FACET)
def facet(field: str, id: str) -> Response:
    """One place, party, category, track or series, with the ids of its events."""
    current = publication()
    twin = Twin(current.edition, current.site)
    found = twin.find_facet(field, id)
    if found is None:
        _check(KEY_OF[field], id, [known.id for known in getattr(current.itinerary, field)])
        abort(404)
    return json_answer(encode(twin.facet(field, found, current.ids(Selection.only(field, id)))))


@blueprint.get(Address.API_EDITIONS)
def editions() -> Response:
    """All editions, from the first to the latest."""
    current = publication()
    stamps = current.editions()
    if not stamps:
        abort(404, "This site has no record of its editions.")
    return json_answer(encode(steps.editions(stamps, current.site)))


@blueprint.get(Address.API_EDITION)
def edition(number: int) -> Response:
    """What one edition changed in the one before. Its addresses are those of the site, which may
    move, and a later version may tell more of it: caches must ask again, and get a 304."""
    current = publication()
    if request.path != addresses.edition_json(number) or not current.has_edition(number):
        abort(404, f"There is no such edition; the latest is {len(current.editions())}.")
    step = steps.step(
        current.at(number - 1) if number > 1 else None, current.at(number), current.site
    )
    return json_answer(encode(step))


@blueprint.get(Address.API_DESCRIPTION)
def description() -> Response:
    """The description of the API for programs that generate clients, tests and documents."""
    from itinerary.render.api.openapi import openapi  # requested seldom

    current = publication()
    return json_answer(openapi(current.itinerary, current.site))


def _check(what: str, id: str, known: Collection[str]) -> None:
    try:
        selection_query.check(what, id, known)
    except UnknownFilterError as unknown:
        abort(404, str(unknown))


def json_answer(body: bytes) -> Response:
    """Return a response of the API, which scripts of all sites may read."""
    return shared(answer(body + b"\n", JSON, publication().stamp))
