"""The reader's own programme: the page to choose events, and the page of a choice."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from itinerary.ledger import chosen_events
from itinerary.ledger.chosen_events import chosen_by
from itinerary.ledger.edition import Edition, has_entry
from itinerary.model import selection_code
from itinerary.model.parallel import clashes
from itinerary.model.reading_order import agenda
from itinerary.model.selection_code import TooManyChosenError, UnknownCodeError
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.calendars.feed import chosen_name
from itinerary.render.documents.my_programme import my_programme, points
from itinerary.render.drawings import qr
from itinerary.render.vendors.calendar_links import subscribe_links
from itinerary.render.words import clock_wording, moment_wording
from itinerary.website import entry_options, living_selections
from itinerary.website.errors import ExplainedNotFound
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.request_selection import page_options
from itinerary.website.responses import answer, render_page

blueprint = Blueprint("mine", __name__)


@blueprint.get(Address.MINE)
def mine(language: str) -> BaseResponse:
    """All events, to choose from; with some of them in the query, a redirect to their page."""
    speech, current = page_language(language), publication()
    edition, itinerary = current.edition, current.itinerary
    asked = set(request.args.getlist("event"))
    if events := [event for event in itinerary.counted if event.id in asked]:
        try:
            choice = chosen_events.chosen(edition, events)
        except TooManyChosenError:
            abort(414)
        return redirect(addresses.chosen_page(language, choice.code))
    return render_page(
        "pages/mine.html",
        speech,
        sections=agenda(itinerary.counted, itinerary.day_starts),
        ticked=_ticked(edition, request.args.get("choice", "")),
        zones_line=clock_wording.zones_line(itinerary.events, speech),
        longest=selection_code.LONGEST,
        has_living=living_selections.living() is not None,
    )


@blueprint.get(Address.MINE_JSON)
def numbers(language: str) -> Response:
    """What the browser needs to make a reader's own programme, the same for all readers."""
    current = publication()
    body = my_programme(current.edition, page_language(language).tag)
    return answer(body, "application/json", current.stamp)


def _ticked(edition: Edition, code: str) -> frozenset[str]:
    """Return the UIDs of the choice that a reader wants to change; none if its code is unknown."""
    try:
        return frozenset(chosen_by(edition, code).uids) if code else frozenset()
    except UnknownCodeError:
        return frozenset()


@blueprint.get(Address.MINE_CHOSEN)
def chosen(language: str, code: str) -> Response:
    """The events of a choice by day, those at the same time, and how to subscribe to them."""
    speech, current = page_language(language), publication()
    edition, itinerary = current.edition, current.itinerary
    try:
        choice = chosen_by(edition, code)
    except UnknownCodeError:
        raise ExplainedNotFound(
            speech.say("This selection has an incomplete address, or is of another programme.")
        ) from None
    events, gone = chosen_events.present_and_gone(edition, choice)
    known = points(itinerary)
    page = addresses.absolute(current.site, addresses.chosen_page(language, code))
    options = page_options()
    feed = addresses.absolute(current.site, addresses.chosen_feed(language, code, options))
    code_of_page = qr.svg(page)
    return render_page(
        "pages/chosen.html",
        speech,
        choice=choice,
        events=events,
        gone=gone,
        clashes=clashes(events),
        points={
            place.id: known[place.id]
            for event in events
            for place in event.places
            if place.id in known
        },
        sections=agenda(events, itinerary.day_starts),
        zones_line=clock_wording.zones_line(events, speech),
        as_of=partial(_as_of, edition, choice),
        subscribe=subscribe_links(feed, chosen_name(edition, speech)) if itinerary.first else None,
        too_long=len(feed) > addresses.LONGEST,
        longest=addresses.LONGEST,
        chosen_language=language,
        **entry_options.of(list(filter(has_entry, events)), options, speech, speech),
        page_address=page,
        qr=code_of_page,
        paper_qr=code_of_page,
    )


def _as_of(edition: Edition, choice: chosen_events.ChosenEvents) -> str:
    """Return the day of the last change of chosen events."""
    moment = chosen_events.modified(edition, choice)
    return moment_wording.moment_day(moment, edition.itinerary).isoformat()
