"""The functions and constants that every template can use, by the names that templates use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import g, request
from markupsafe import Markup

from itinerary.ledger import Change, LogEntry
from itinerary.model.itinerary import (
    Category,
    Event,
    FacetWords,
    Place,
    Status,
    Track,
    own_uid,
)
from itinerary.model.reading_order import Section, Sort
from itinerary.model.selection import Selection
from itinerary.model.selection_query import AgendaQuery, filters_of
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render import addresses
from itinerary.render.documents import jsonld
from itinerary.render.layout import route
from itinerary.render.layout.route import Leg
from itinerary.render.programme_colours import PAPER
from itinerary.render.words import changes, clock_wording, moment_wording, route_wording, wording
from itinerary.render.words.autonyms import autonym
from itinerary.render.words.facet_words import facet_words
from itinerary.render.words.fact_wording import EventFact, facts, press_facts
from itinerary.render.words.language import _, with_territory
from itinerary.render.words.said_once import one_clock
from itinerary.website.assets import assets
from itinerary.website.jinja.relative_urls import from_row, row_folder, same_page, to
from itinerary.website.request_context import publication
from itinerary.website.site_paths import facet_ids

NAVIGATION: tuple[tuple[Callable[[str], str], str, str], ...] = (
    (addresses.home, _("Programme"), "list"),
    (addresses.calendar_page, _("Calendar"), "days"),
    (addresses.map_page, _("Map"), "pin"),
    (addresses.subscribe_page, _("Subscribe"), "bell"),
    (addresses.changes_page, _("What changed"), "new"),
    (addresses.about_page, _("About"), "info"),
)
"""The pages that every page leads to: their addresses by language, their names and their icons. A
phone has the first four in sight."""

FILTERED = (addresses.home, addresses.calendar_page, addresses.map_page, addresses.subscribe_page)
"""The pages that show a selection of events: a filter stays on the way from one to another."""


# --- addresses -----------------------------------------------------------------------------------


def _navigation() -> list[tuple[Callable[[str], str], str, str]]:
    """Return the pages that every page leads to; the map is not one of a programme without places,
    as it says nothing of use."""
    places = publication().has_places
    return [page for page in NAVIGATION if places or page[0] is not addresses.map_page]


def _carried(address: Callable[[str], str], ask: Any) -> str:
    """Return the query with the filter of this page, for a link to one that shows selections."""
    if not ask or address not in FILTERED:
        return ""
    if address is addresses.subscribe_page and isinstance(ask, AgendaQuery):
        return addresses.subscribe_page("-", ask.selection).removeprefix(
            addresses.subscribe_page("-")
        )
    return str(ask["query"] if isinstance(ask, dict) else ask.query)


def _asset(name: str) -> str:
    """Return the reference to a static file. Raises KeyError if there is none of that name."""
    return to(assets().path(name))


def _feed_path(selection: Selection) -> str:
    """Return the path of the feed of a selection in the language of the page."""
    return addresses.feed(publication().itinerary.id, selection, g.language.tag)


def _translations() -> Iterator[tuple[str, str]]:
    """Yield the languages of this page, and its absolute address in each."""
    current = publication()
    return addresses.translations(current.itinerary.languages, request.path, current.site)


def _anchor(section: Section) -> str:
    """Return the id of a section of an agenda: day-2024-05-16."""
    if section.sort is Sort.DAY:
        return f"day-{section.first}"
    return f"{section.sort}-{section.first}-{section.last}" if section.first else section.sort


# --- times ---------------------------------------------------------------------------------------


def _day_starts() -> str:
    """Return what a day of the programme is; empty if it is that of the calendar."""
    return wording.day_starts_words(publication().itinerary.day_starts, g.language)


def _day_starts_mark() -> Markup:
    """Return the attribute by which scripts know when days of the programme start, in minutes after
    midnight; nothing if that is midnight."""
    starts = publication().itinerary.day_starts
    minutes = starts.hour * 60 + starts.minute
    return Markup(' data-day-starts="{}"').format(minutes) if minutes else Markup()


MOST_EARLY = 400
"""Events of a page up to which its scripts block the first paint, so that rows do not move. To
parse more of them takes longer than readers should wait."""


def _early_for(events: Sequence[Event]) -> Markup:
    """Return the attribute of scripts that block the first paint, nothing on a long page."""
    return Markup(' blocking="render"') if len(events) <= MOST_EARLY else Markup()


def _as_of() -> str:
    """Return the day of the edition; pages that change less often pass their own."""
    return publication().as_of.isoformat()


def _has_pdf() -> bool:
    """Tell whether the programme has a PDF in the language of the page."""
    return publication().has_pdf(g.language.tag)


def _fresh(event: Event) -> datetime | None:
    """Return when an event was changed shortly before this edition."""
    return publication().fresh(event.id)


def _stamp(moment: datetime, *, zone: bool = False) -> Markup:
    """Return when something was published, with the name of the zone if `zone`."""
    itinerary = publication().itinerary
    words = moment_wording.moment_words(moment, itinerary, g.language)
    named = moment_wording.moment_zone(moment, itinerary, g.language)
    machine = moment if named else moment_wording.moment_day(moment, itinerary)
    marked = Markup('<time datetime="{}">{}</time>').format(machine.isoformat(), words)
    if not (zone and named):
        return marked
    message = Markup(g.language.say("%(words)s (%(more)s)"))  # noqa: S704  our own words
    return message % {"words": marked, "more": named}


def _machine_time(event: Any) -> str:
    """Return the value for `<time datetime>`, empty where one value would claim too much."""
    match event.when:
        case Timed(start=start):
            return str(start.isoformat(timespec="minutes"))
        case Day(first=day):
            return str(day.isoformat())
        case Span(first=first, last=last) if first == last:
            return str(first.isoformat())
        case Span() | Window() | _:
            return ""


def _dates_of(when: Any) -> tuple[str | None, str | None]:
    """Return the beginning and the end of a time as microformats write them."""
    return jsonld.start_of(when), jsonld.end_of(when)


def _minutes_of(timed: Timed) -> int:
    """Return the length of a time with an end in minutes, whatever clocks do meanwhile."""
    assert timed.end
    return (timed.end.astimezone(UTC) - timed.start.astimezone(UTC)) // timedelta(minutes=1)


def _zone_of(event: Event) -> str:
    """Return the name of the clocks of an event with an hour."""
    assert isinstance(event.when, Timed)
    return clock_wording.zone_words(event, event.when.start, g.language)


def _days_of_two_clocks(events: Sequence[Event]) -> frozenset[date]:
    """Return the days on which announced times of `events` are by different clocks: of two zones,
    or before and after the clocks are set."""
    by_day: dict[date, set[tuple[str, timedelta | None]]] = {}
    for event in events:
        if isinstance(event.when, Timed):
            clocks = event.zone.info.key, event.when.start.utcoffset()
            by_day.setdefault(event.when.first, set()).add(clocks)
    return frozenset(day for day, clocks in by_day.items() if len(clocks) > 1)


# --- events, facets and changes ------------------------------------------------------------------


def _facts(event: Event) -> tuple[EventFact, ...]:
    """Return the labelled facts of an event; see `fact_wording`."""
    return facts(event, g.language)


def _press_facts(event: Event) -> tuple[EventFact, ...]:
    """Return what the press has to know of an event; see `fact_wording`."""
    return press_facts(event, g.language)


def _title_words(event: Event) -> str:
    """Return the title of an event; of a deadline, with what ends then."""
    return wording.title_words(event, g.language)


def _when_words(event: Event) -> str:
    """Return all that is known of an event's time, in one phrase."""
    return wording.when_words(event, g.language)


def _uid_mark(event: Event) -> Markup:
    """Return the attribute with the UID of an event for star_buttons.js, which knows it otherwise:
    most events have the UID that is made of their id."""
    if event.uid == own_uid(event.id, publication().itinerary.id):
        return Markup("")
    return Markup(' data-uid="{}"').format(event.uid)


def _is_event(id: str) -> bool:
    """Tell whether an event has a page."""
    return publication().edition.find(id) is not None


def _is_facet(field: str, id: str) -> bool:
    """Tell whether a facet has a page."""
    return id in facet_ids(publication().edition, field)


def _none_of(events: Iterable[Event], shown: frozenset[str] | None) -> bool:
    """Tell whether a filter hides all events; `shown` are the ids that it shows, None for all."""
    return shown is not None and shown.isdisjoint(event.id for event in events)


def _keys_of(event: Event) -> Iterator[tuple[str, str]]:
    """Yield what an event can be filtered by, beside its days: the key of the query, and values."""
    found: dict[str, list[str]] = {}
    for key, value in filters_of(event, publication().itinerary.day_starts):
        found.setdefault(key, []).append(value)
    found.pop("day", None)
    if event.places:  # `filter.js` knows which places are around them
        found["place"] = [place.id for place in event.places]
    yield from ((key, " ".join(values)) for key, values in found.items())


def _all_keys_of(event: Event) -> str:
    """Return all that an event can be filtered by, for views.js: “category=talk place=hall”."""
    return " ".join(
        f"{key}={value}" for key, value in filters_of(event, publication().itinerary.day_starts)
    )


def _feed_label(selection: Selection) -> Text:
    """Return the name of the one facet that a feed selects."""
    field, id = selection.facets[0]
    facets: Iterable[Any] = getattr(publication().itinerary, field)
    name: Text = next(facet.name for facet in facets if facet.id == id)
    return name


def _facet_words(field: str, *, brief: bool = False) -> str:
    """Return what the facets of a field are called; see `facet_words`."""
    return facet_words(field, publication().itinerary, g.language, brief=brief)


def _index_words() -> str:
    """Return the words of the link to the index: with the author's names of what is in it, if there
    are any."""
    itinerary, speech = publication().itinerary, g.language
    if itinerary.words == FacetWords() and not itinerary.tracks and not itinerary.series:
        return str(speech.say("Index of places, people and categories"))
    names = (_facet_words(f, brief=True) for f in addresses.PAGES if getattr(itinerary, f))
    # Names of headings: in a sentence most languages would write them with small letters.
    return str(speech.say("Index: %(names)s", names=" · ".join(map(speech.isolated, names))))


def _leg_words(leg: Leg) -> str:
    """Return how far it is to the next city, and what the clocks do on the way."""
    return route_wording.leg_words(leg, g.language)


def _sentences(change: Change) -> Any:
    """Return what a change says, in sentences."""
    return changes.sentences(change, g.language)


def _told_once(of: Iterable[Change]) -> list[tuple[Change, int]]:
    """Return changes, each with the number of dates of its series right after it that changed
    alike: a series with a new name changes on all its dates."""
    found: list[tuple[Change, int]] = []
    said: object = None
    for change in of:
        series = change.after.series_id
        says = (series, change.after.title, tuple(_sentences(change))) if series else None
        if says and says == said:
            first, more = found[-1]
            found[-1] = first, more + 1
        else:
            found.append((change, 0))
        said = says
    return found


def _beginning(entry: LogEntry) -> str:
    """Return what the first edition began with."""
    return changes.beginning(entry, g.language)


def _page_of(change: Change) -> str | None:
    """Return the id of the event whose page shows a change."""
    return changes.page_of(change, publication().edition)


def _languages_by_name() -> list[str]:
    """Return the languages of the programme, by their names in themselves."""
    return sorted(publication().itinerary.languages, key=lambda tag: autonym(tag).casefold())


# --- rows ----------------------------------------------------------------------------------------


def _kept(
    row: Callable[..., Markup],
    event: Event,
    sort: Sort,
    band: Place | None,
    hidden: bool,
    zone: bool,
    mixed: bool,
    of: Place | Category | Track | None = None,
) -> Markup:
    """Return the row of an event, rendered by the macro `row` unless it is cached."""
    current = publication()
    edition, tag = current.edition, g.language.tag
    record = edition.record(event)
    own = of and (type(of).__name__, of.id)
    how = (tag, row_folder(), sort, band and band.id, hidden, zone, mixed, own)
    seen = (
        record.digest,
        record.revision,
        current.fresh(event.id),
        current.usual_role,
        edition.head,
    )
    return current.rows.get(
        event.uid, how, seen, lambda: row(event, sort, band, hidden, zone, mixed, of)
    )


def _kept_line(line: Callable[..., Markup], event: Event, *how: Hashable) -> Markup:
    """Return the line of an event, rendered by the macro `line` unless it is cached. It shows
    nothing but what can be seen of the event, as `how` says, and leads from the folder of the
    page."""
    current = publication()
    which = g.language.tag, row_folder(), line.name, how  # type: ignore[attr-defined]  # it is a macro
    return current.rows.get(event.uid, which, current.version(event), lambda: line(event, *how))


def _made(row: Callable[..., Markup], *of: object) -> Markup:
    """Return a row without caching it."""
    return row(*of)


GLOBALS: dict[str, Any] = {
    "Selection": Selection,
    "Sort": Sort,
    "Status": Status,
    "addresses": addresses,
    "navigation": _navigation,
    "papers": PAPER,
    # Addresses
    "anchor": _anchor,
    "asset": _asset,
    "carried": _carried,
    "filtered": FILTERED,
    "feed_path": _feed_path,
    "from_row": from_row,
    "same_page": same_page,
    "to": to,
    "translations": _translations,
    # Times
    "as_of": _as_of,
    "dates_of": _dates_of,
    "day_starts": _day_starts,
    "day_starts_mark": _day_starts_mark,
    "early_for": _early_for,
    "fresh": _fresh,
    "machine_time": _machine_time,
    "minutes_of": _minutes_of,
    "days_of_two_clocks": _days_of_two_clocks,
    "days_naming_clocks": clock_wording.days_naming_clocks,
    "one_clock": one_clock,
    "stamp": _stamp,
    "zone_of": _zone_of,
    # Events, facets and changes
    "all_keys_of": _all_keys_of,
    "bands": route.bands,
    "beginning": _beginning,
    "facet_words": _facet_words,
    "facts": _facts,
    "press_facts": _press_facts,
    "title_words": _title_words,
    "told_once": _told_once,
    "when_words": _when_words,
    "feed_label": _feed_label,
    "has_pdf": _has_pdf,
    "index_words": _index_words,
    "is_event": _is_event,
    "is_facet": _is_facet,
    "keys_of": _keys_of,
    "leg_words": _leg_words,
    "none_of": _none_of,
    "own_uid": own_uid,
    "page_of": _page_of,
    "sentences": _sentences,
    "uid_mark": _uid_mark,
    # Languages
    "language_name": autonym,
    "languages_by_name": _languages_by_name,
    "locale_of": with_territory,
    # Rows of lists
    "kept": _kept,
    "kept_line": _kept_line,
}

UNCACHED_ROWS: dict[str, Any] = {"kept": _made, "kept_line": _made}
"""Instead of the above where a theme has rows of its own: they may show what is not in the key."""
