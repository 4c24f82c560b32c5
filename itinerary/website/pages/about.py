"""The page about the programme: background, sources, how times are meant, licence."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Source
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.words import clock_wording
from itinerary.value import Value
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import render_page

blueprint = Blueprint("about", __name__)


class Cited(Value):
    """A source, the events that cite it, and whether the background does."""

    source: Source
    events: tuple[Event, ...]
    background: bool


@blueprint.get(Address.ABOUT)
def page(language: str) -> Response:
    """Background, sources, how times are meant, licence, addresses for machines, privacy."""
    speech = page_language(language)
    current = publication()
    selections = [s for s in addresses.selections(current.itinerary) if s != Selection()]
    return render_page(
        "pages/about.html",
        speech,
        cited=cited(current.edition),
        selections=selections,
        clocks=clock_wording.clocks(current.itinerary.events, speech),
        zones_line=clock_wording.zones_line(current.itinerary.events, speech),
    )


def cited(edition: Edition) -> list[Cited]:
    """Return the sources of the programme and of what was removed from it, the newest first; those
    of which no date was given last."""
    events = (*edition.itinerary.events, *edition.tombstones)
    background = {s.id: s for fact in edition.itinerary.background for s in fact.sources}
    known = background | {s.id: s for event in events for s in event.sources}
    citing: dict[str, list[Event]] = {}
    for event in events:
        for id in dict.fromkeys(source.id for source in event.sources):
            citing.setdefault(id, []).append(event)
    found = [
        Cited(source, tuple(citing.get(id, ())), id in background) for id, source in known.items()
    ]
    return sorted(found, key=lambda one: one.source.when or "", reverse=True)
