"""The agenda, and the front page that redirects to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from flask import Blueprint, Response, redirect
from werkzeug.wrappers import Response as BaseResponse

from itinerary.ledger.edition import all_cancelled, all_over
from itinerary.model.itinerary import Event, Itinerary, Status
from itinerary.model.reading_order import Section, Sort, agenda
from itinerary.model.when import Span, Timed
from itinerary.render import addresses, search
from itinerary.render.addresses import Address
from itinerary.render.documents import jsonld
from itinerary.render.documents.zone_list import zone_list
from itinerary.render.drawings import qr
from itinerary.render.layout.route import MOST_ON_ROUTE
from itinerary.render.layout.series_fold import SeriesFold, series_fold
from itinerary.render.words import clock_wording
from itinerary.render.words.language import Language
from itinerary.render.words.said_once import shared_sources
from itinerary.render.words.series_dates import series_rows
from itinerary.value import Value
from itinerary.website import filter_choices, link_preview
from itinerary.website.request_context import publication
from itinerary.website.request_language import best_language, page_language
from itinerary.website.request_selection import agenda_query, request_query
from itinerary.website.responses import answer, render_page

blueprint = Blueprint("agenda", __name__)

MOST_DAYS = 31
"""Days of a programme above whose list there are no months to choose from."""


@blueprint.get(Address.FRONT_DOOR)
def root() -> BaseResponse:
    """Redirect to the agenda in the reader's language."""
    response = redirect(addresses.home(best_language()))
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get(Address.HOME)
def page(language: str) -> BaseResponse:
    """The agenda. The page has all events, and hides those that the query does not select."""
    speech = page_language(language)
    current = publication()
    preview = link_preview.of_programme(speech)
    itinerary = current.itinerary
    ask = agenda_query(itinerary)
    if not ask.is_canonical(request_query()):
        return redirect(addresses.home(language) + ask.query)
    sections = agenda(itinerary.events, itinerary.day_starts)
    fold = series_fold(itinerary.series, sections)
    shown = search.ids_of(ask, itinerary, current.search_index(language)) if ask.pairs else None
    return render_page(
        "pages/agenda.html",
        speech,
        ask=ask,
        sections=sections,
        fold=fold,
        folded=bool(fold.days) and not (ask.selection.days or ask.selection.series),
        series_rows=series_rows(fold.series, current.order, speech),
        days=_days(sections, shown, fold, speech),
        months=_months(sections, shown, fold, speech) if len(sections) > MOST_DAYS else [],
        shown=shown,
        options=filter_choices.narrowing(current, ask.selection, speech),
        confirmed=sum(
            isinstance(event.when, Timed) and event.status is Status.CONFIRMED
            for event in itinerary.counted
        ),
        awaited=any(not isinstance(event.when, Timed | Span) for event in itinerary.events),
        cancelled=all_cancelled(itinerary.events),
        over=all_over(itinerary.events),
        matching=filter_choices.matching(itinerary, shown),
        names=_names(itinerary, speech),
        sources={source for event in itinerary.events for source in event.sources},
        shared_source=shared_sources(itinerary.events),
        usual_role=current.usual_role,
        most_on_route=MOST_ON_ROUTE,
        linked_data=jsonld.programme_node(
            current.edition,
            language,
            site=current.site,
            images=[preview.address] if preview else [],
        ),
        paper_qr=qr.svg(addresses.absolute(current.site, addresses.home(language))),
        zones_line=clock_wording.zones_line(
            (event for event in itinerary.events if shown is None or event.id in shown), speech
        ),
        zones_lines=clock_wording.zones_lines(itinerary.events, speech),
    )


@blueprint.get(Address.ZONES)
def time_zones(language: str) -> Response:
    """The time zones of the world, for readers who want the times of another."""
    body = zone_list(page_language(language))
    return answer(body, "application/json", publication().stamp)


class StripKey(Value):
    """A key of a strip above the list: a day (`of` is 2027-05-03) or a month (2027-05).

    It leads to `section`, the first one that a filter shows. It is folded with the days that have
    only dates of series if there is nothing else in it.
    """

    of: str
    name: str
    section: Section
    shown: bool
    folded: bool


def _days(
    sections: Sequence[Section], shown: frozenset[str] | None, fold: SeriesFold, speech: Language
) -> list[StripKey]:
    """Return the keys of the days of a programme that have events of their own."""
    days = [(part.first, part) for part in sections if part.sort is Sort.DAY and part.first]
    years = len({day.year for day, _ in days}) > 1
    keys, year = [], None
    for day, part in days:
        name = speech.day_of_week(day, year=years and day.year != year)
        year = day.year
        visible = not hides(part.events, shown)
        keys.append(StripKey(day.isoformat(), name, part, visible, fold.has(part)))
    return keys


def _months(
    sections: Sequence[Section], shown: frozenset[str] | None, fold: SeriesFold, speech: Language
) -> list[StripKey]:
    """Return the keys of the months in which a programme has anything, whatever is known of its
    days. A month leads to what stands in it in the order of reading, or else to what goes on in it.

    filter.js does the same."""
    found: dict[str, list[Section]] = {}
    for part in sections:
        for month in _months_of(part):
            found.setdefault(month, []).append(part)
    keys = []
    for month, parts in sorted(found.items()):
        visible = [part for part in parts if not hides(part.events, shown)]
        leads = visible or parts
        leads = [part for part in leads if not fold.has(part)] or leads
        leads = [part for part in leads if _stands(part).isoformat().startswith(month)] or leads
        folded = all(fold.has(part) for part in parts)
        keys.append(StripKey(month, speech.said_on(month), leads[0], bool(visible), folded))
    return keys


def _months_of(section: Section) -> Iterator[str]:
    """Yield the months of the days of a section: 2027-05, 2027-06."""
    if section.first and section.last:
        first, last = (day.year * 12 + day.month - 1 for day in (section.first, section.last))
        for month in range(first, last + 1):
            yield f"{month // 12:04}-{month % 12 + 1:02}"


def _stands(section: Section) -> date:
    """Return the day at which a section with days stands in the agenda."""
    day = section.last if section.sort is Sort.WINDOW else section.first
    assert day
    return day


def hides(events: Iterable[Event], shown: frozenset[str] | None) -> bool:
    """Tell whether a filter hides all events; `shown` are the ids that it shows, None for all."""
    return shown is not None and shown.isdisjoint(event.id for event in events)


@blueprint.get(Address.SEARCH_INDEX)
def words(language: str) -> Response:
    """The index in which the script looks words up."""
    current = publication()
    body = current.search_index(page_language(language).tag).document()
    return answer(body, "application/json", current.stamp)


def _names(itinerary: Itinerary, speech: Language) -> dict[str, dict[str, list[str]]]:
    """Return the names that the script searches, by key and id; of a place also the id of the place
    around it."""
    return {
        "category": {c.id: [c.name.to(speech.tag)] for c in itinerary.categories},
        "party": {party.id: [party.name.to(speech.tag)] for party in itinerary.parties},
        "series": {one.id: [one.name.to(speech.tag)] for one in itinerary.series},
        "track": {track.id: [track.name.to(speech.tag)] for track in itinerary.tracks},
        "place": {
            place.id: [place.name.to(speech.tag), *([place.within.id] if place.within else [])]
            for place in itinerary.places
        },
    }
