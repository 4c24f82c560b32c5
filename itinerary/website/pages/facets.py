"""The pages of places, people and organisations, categories, tracks, and series; and their
index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from flask import Blueprint, Response, abort, redirect
from werkzeug.wrappers import Response as BaseResponse

from itinerary.ledger import Edition
from itinerary.model.itinerary import Category, Event, Party, Place, Series, Track
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.model.selection_query import KEY_OF
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.documents import jsonld
from itinerary.render.layout.series_fold import SeriesFold, series_fold
from itinerary.render.vendors.calendar_links import SubscribeLinks
from itinerary.render.vendors.map_links import map_links
from itinerary.render.words import clock_wording, collation, moment_wording
from itinerary.render.words.language import Language
from itinerary.render.words.series_dates import series_dates, series_names, series_rows
from itinerary.value import Value, replace
from itinerary.website import filter_choices, link_preview
from itinerary.website.pages.subscribe import subscription
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import render_page

blueprint = Blueprint("facets", __name__)

Facet = Place | Party | Category | Track | Series


LETTERS_FROM = 40
"""The length from which a list has letters to jump to."""


class IndexEntry(Value):
    """An entry of the index: a facet, the number of places around it, and its number of events.
    `letter` is the letter that begins with it, in a list with letters to jump to."""

    facet: Facet
    depth: int
    events: int
    letter: str = ""


@blueprint.get(Address.INDEX)
def index(language: str) -> Response:
    """All places, people and organisations, categories, tracks, and series."""
    speech = page_language(language)
    current = publication()
    lists = {field: index_entries(current, field, speech.tag) for field in addresses.PAGES}
    return render_page(
        "pages/index.html",
        speech,
        lists=lists,
        series_called=series_names(current.itinerary.series, speech),
    )


@blueprint.get(Address.INDEX_PART)
def part_of_index(language: str, field: str) -> BaseResponse:
    """Redirect a shortened address of a page to the list that has the page."""
    page_language(language)
    return redirect(f"{addresses.index_page(language)}#{field}", 301)


@blueprint.get(Address.PLACE)
def place(language: str, id: str) -> Response:
    """One place: the events there and in the places in it."""
    from itinerary.render.drawings.maps import locator_map  # slow import

    current = publication()
    found = next((p for p in current.itinerary.places if p.id == id), None)
    inner = [
        IndexEntry(place, 0, current.count("place", place.id))
        for place, _ in filter_choices.nested(current.itinerary, language)
        if place.within and place.within.id == id
    ]
    return _page(
        language,
        "places",
        id,
        place=found,
        inner=inner,
        maps=map_links(found, page_language(language)) if found else (),
        drawing=locator_map(found, language) if found and current.has_map else None,
    )


@blueprint.get(Address.PARTY)
def party(language: str, id: str) -> Response:
    """One person or organisation: its events, and its roles in them."""
    current = publication()
    found = next((p for p in current.itinerary.parties if p.id == id), None)
    roles = _roles(id, _present(current.edition, Selection.only("parties", id)))
    return _page(language, "parties", id, party=found, roles=roles)


@blueprint.get(Address.CATEGORY)
def category(language: str, id: str) -> Response:
    """One category of events."""
    found = next((c for c in publication().itinerary.categories if c.id == id), None)
    return _page(language, "categories", id, category=found)


@blueprint.get(Address.TRACK)
def track(language: str, id: str) -> Response:
    """One track: its description and its events."""
    found = next((t for t in publication().itinerary.tracks if t.id == id), None)
    return _page(language, "tracks", id, track=found)


@blueprint.get(Address.SERIES)
def series(language: str, id: str) -> Response:
    """One series: its rhythm, and all its dates."""
    current, speech = publication(), page_language(language)
    found = next((s for s in current.itinerary.series if s.id == id), None)
    sections = agenda(
        _present(current.edition, Selection.only("series", id)), current.itinerary.day_starts
    )
    events = [event for section in sections for event in section.events]
    return _page(
        language,
        "series",
        id,
        series=found,
        dates=series_dates(found, events, speech) if found else None,
        linked_data=found
        and jsonld.series_node(current.edition, found, events, language, site=current.site),
    )


def index_entries(current: Publication, field: str, tag: str) -> list[IndexEntry]:
    """Return the facets of a field in the order of the language `tag`, a few in that of the author;
    a place follows the one that it is in."""
    itinerary = current.itinerary
    listed: Iterable[tuple[Facet, int]] = (
        filter_choices.nested(itinerary, tag)
        if field == "places"
        else (
            (facet, 0)
            for facet in collation.in_order(
                getattr(itinerary, field), lambda facet: facet.name.to(tag), tag
            )
        )
    )
    key = KEY_OF[field]
    entries, letters = [], set()
    for facet, depth in listed:
        letter = collation.initial(facet.name.to(tag), tag)
        first = field != "places" and letter not in letters
        letters.add(letter)
        entries.append(
            IndexEntry(facet, depth, current.count(key, facet.id), letter if first else "")
        )
    if len(entries) < LETTERS_FROM:
        return [replace(entry, letter="") for entry in entries]
    return entries


def _present(edition: Edition, selection: Selection) -> list[Event]:
    """Return the selected events that are in the programme."""
    return [event for event in edition.select(selection) if not edition.record(event).removed]


def _roles(id: str, events: Iterable[Event]) -> dict[Text, list[Event]]:
    """Return the roles of a party with the events in which it has them."""
    roles: dict[Text, list[Event]] = {}
    for event in events:
        for taking in event.parties:
            if taking.party.id == id and taking.role:
                roles.setdefault(taking.role, []).append(event)
    return roles


def _page(language: str, field: str, id: str, **values: object) -> Response:
    """Return the page of one facet. A facet that left the programme keeps its page as long as its
    feed: old links lead to it, and it names the events that left."""
    speech = page_language(language)
    edition = publication().edition
    name, retired = _name(edition, field, id)
    selection = Selection.only(field, id)
    events = _present(edition, selection)
    sections = agenda(events, edition.itinerary.day_starts)
    in_order = (event for section in sections for event in section.events)
    fold = SeriesFold() if field == "series" else series_fold(edition.itinerary.series, sections)
    image = edition.itinerary.portrait(field, id)
    profile = edition.itinerary.profile(field, id)
    return render_page(
        f"pages/{KEY_OF[field]}.html",
        speech,
        field=field,
        id=id,
        name=name,
        retired=retired,
        selection=selection,
        image=image,
        profile=profile,
        picture=(
            link_preview.of_image(image, speech) if image else link_preview.of_programme(speech)
        ),
        events=events,
        sections=sections,
        of=_unsaid(edition, field, id),
        fold=fold,
        series_rows=series_rows(fold.series, in_order, speech),
        zones_line=clock_wording.zones_line(events, speech),
        gone=[event for event in edition.select(selection) if edition.record(event).removed],
        as_of=partial(_as_of, selection),
        subscribe=_subscription(selection, speech),
        **values,
    )


def _as_of(selection: Selection) -> str:
    """Return the date of the page of a facet: the day of the last change of its events."""
    edition = publication().edition
    return moment_wording.moment_day(edition.modified(selection), edition.itinerary).isoformat()


def _name(edition: Edition, field: str, id: str) -> tuple[Text, bool]:
    """Return the name of a facet, and whether it is no longer in the programme."""
    here = {facet.id: facet.name for facet in getattr(edition.itinerary, field)}
    if id in here:
        return here[id], False
    retired = {facet.id: facet.name for facet in edition.retired if facet.field == field}
    if id not in retired:
        abort(404)
    return retired[id], True


def _unsaid(edition: Edition, field: str, id: str) -> Place | Category | Track | None:
    """Return the facet of a page if the rows of its events need not name it. Those of a person name
    all who take part: without the person, the others would seem to be alone."""
    if field not in ("places", "categories", "tracks"):
        return None
    return next((facet for facet in getattr(edition.itinerary, field) if facet.id == id), None)


def _subscription(selection: Selection, speech: Language) -> SubscribeLinks | None:
    """Return the ways to subscribe; None if there is no calendar, because no event has a day."""
    return subscription(selection, speech) if publication().itinerary.first else None
