"""The page of an event."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response

from itinerary.ledger.edition import certain_end
from itinerary.model.itinerary import Event, Series
from itinerary.model.selection import Selection
from itinerary.model.when import programme_days
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.documents import jsonld
from itinerary.render.vendors.calendar_links import add_once_links
from itinerary.render.vendors.map_links import map_links
from itinerary.render.words import moment_wording
from itinerary.render.words.language import Language
from itinerary.render.words.rhythm import recurrence_words
from itinerary.render.words.series_dates import span_days
from itinerary.website import link_preview
from itinerary.website.publication import Beside
from itinerary.website.redirects import find
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import render_page

blueprint = Blueprint("event", __name__)

MOST_NAMED = 2
"""The number of parties that a heading names."""


@blueprint.get(Address.EVENT)
def page(language: str, id: str) -> Response:
    """One event: its announced and unannounced facts, and their sources."""
    from itinerary.render.drawings.maps import locator_map  # slow import

    speech = page_language(language)
    current = publication()
    found = find(id)
    gone = current.is_removed(found.id)
    revision = current.edition.revision(found)
    # An event that was cancelled when it was first published begins at revision 1.
    history = current.log(found.uid) if revision.modified > revision.created else ()
    preview = link_preview.of_event(found, speech)
    address = addresses.absolute(current.site, addresses.event_page(language, id))
    before, behind = (None, None) if gone else current.neighbours(id, language)
    return render_page(
        "pages/event.html",
        speech,
        event=found,
        revision=revision,
        as_of=partial(as_of, found),
        gone=gone,
        history=history,
        unannounced=current.unannounced(id, language),
        ending=certain_end(found),
        followers=current.followers(id, language),
        series=(series := _series(found)),
        rhythm=_rhythm(found, series, speech) if series else "",
        before=before,
        behind=behind,
        beside=Beside() if gone else current.beside(id, language),
        own_day=programme_days(found.when, current.itinerary.day_starts)[0] if found.when else None,
        party_names=_party_names(found, speech),
        with_parties=() if gone else current.with_parties(id, language),
        maps=map_links(found.place, speech) if found.place else (),
        drawing=locator_map(found.place, language) if found.place and current.has_map else None,
        once=add_once_links(found, speech, address),
        selections=[
            Selection.only(field, id) for field, id in found.facets if field != "series" or series
        ],
        picture=preview,
        linked_data=not found.is_break
        and jsonld.event_node(
            current.edition,
            found,
            language,
            site=current.site,
            log=history,
            images=[preview.address] if preview else [],
        ),
    )


def _party_names(event: Event, speech: Language) -> str:
    """Return the names of those who take part; empty if they are too many for a heading."""
    names = [taking.party.name.to(speech.tag) for taking in event.parties]
    return speech.series(names) if len(names) <= MOST_NAMED else ""


def _series(event: Event) -> Series | None:
    """Return the series that an event is in; None if it left the programme."""
    return publication().itinerary.series_of(event)


def _rhythm(event: Event, series: Series, language: Language) -> str:
    """Return how the event repeats, in words; nothing of one that is in its series alone."""
    of = event.occurrence.series if event.occurrence else None
    found = (each for each in series.recurrences if each.event == of)
    return next((recurrence_words(each, language, days=span_days(event)) for each in found), "")


def as_of(event: Event) -> str:
    """Return the date of the page of an event: the day of its own last change, because the page
    changes only with the event."""
    edition = publication().edition
    modified = edition.revision(event).modified
    return moment_wording.moment_day(modified, edition.itinerary).isoformat()
