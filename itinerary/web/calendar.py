"""The calendar: the programme's days, the hours of each, and a timeline of places and days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, g, request

from itinerary.formats import addresses, grid, wording
from itinerary.formats.grid import DAY, Arrangement, Stretch, Strip, Tick
from itinerary.formats.language import Language
from itinerary.model import Event, Itinerary, Place, Selection, TimeZone
from itinerary.web import filters
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import relative, render_page
from itinerary.when import Span, Timed, Window

blueprint = Blueprint("calendar", __name__)

WEEK = 7
FEW_WEEKS = 42
"""Days up to which a programme is shown as one grid of weeks; a longer one by months."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A strip of a calendar, and how many columns are left blank before and after it."""

    strip: Strip
    lead: int = 0
    trail: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a timeline: what happens at a place, or at none that is named."""

    place: Place | None
    strip: Strip
    changes: dict[date, Tick]


# --- which pages there are -----------------------------------------------------------------------


def days(itinerary: Itinerary) -> tuple[date, ...]:
    """Return the days that have a page."""
    return grid.arrange(itinerary.events).eventful()


def months(itinerary: Itinerary) -> tuple[date, ...]:
    """Return the first days of the months that have a page; a short programme has none."""
    found = days(itinerary)
    if not found or _length(itinerary) <= FEW_WEEKS:
        return ()
    return tuple(sorted({day.replace(day=1) for day in found}))


def weeks(itinerary: Itinerary) -> tuple[date, ...]:
    """Return the Mondays of the weeks that have a timeline; a programme of a week has none."""
    if _length(itinerary) <= WEEK:
        return ()
    return tuple(sorted({grid.week_of(day) for day in days(itinerary)}))


def pages(itinerary: Itinerary, language: str) -> Iterator[str]:
    """Yield the paths of the calendar's pages."""
    yield addresses.calendar_page(language)
    yield addresses.timeline_page(language)
    for month in months(itinerary):
        yield addresses.calendar_month(language, month)
    for monday in weeks(itinerary):
        yield addresses.timeline_week(language, monday)
    for day in days(itinerary):
        yield addresses.calendar_day(language, day)


def _extent(itinerary: Itinerary) -> tuple[date, date] | None:
    """Return the first and the last day to show: those declared, and all that have something."""
    found = days(itinerary)
    if not found:
        return itinerary.days
    declared = itinerary.days or (found[0], found[-1])
    return min(declared[0], found[0]), max(declared[1], found[-1])


def _length(itinerary: Itinerary) -> int:
    extent = _extent(itinerary)
    return (extent[1] - extent[0]).days + 1 if extent else 0


# --- pages ---------------------------------------------------------------------------------------


@blueprint.get("/<language>/calendar/")
def overview(language: str) -> Response:
    """The whole programme by days: a grid of its days or weeks, or its months to choose from."""
    speech = chosen(language)
    whole, part = publication().itinerary, _asked(language)
    arranged = grid.arrange(part.events)
    extent = _extent(whole)
    long = [(first, tuple(_month(arranged, first, speech))) for first in months(whole)]
    counts = (
        _busy(week.strip, n)
        for _, weeks in long
        for week in weeks
        for n in range(len(week.strip.columns))
    )
    return _render(
        "calendar.html",
        speech,
        strips=() if long or not extent else tuple(_strips(arranged, *extent, speech)),
        months=long,
        most=max(counts, default=1),
        a_week=[grid.week_of(date.min, speech.locale.first_week_day) + DAY * n for n in range(7)],
        zones_line=wording.zones_line(whole, speech),
        undated=arranged.undated,
    )


@blueprint.get("/<language>/calendar/<string(length=7):month>/")
def month(language: str, month: str) -> Response:
    """One month of a long programme."""
    speech = chosen(language)
    whole, part = publication().itinerary, _asked(language)
    first = _date(f"{month}-01", months(whole))
    return _render(
        "calendar.html",
        speech,
        month=first,
        strips=tuple(_month(grid.arrange(part.events), first, speech)),
        zones_line=wording.zones_line(whole, speech),
        first_day=next((day for day in days(part) if day in grid.month_of(first)), None),
        **_neighbours(first, months(whole)),
    )


@blueprint.get("/<language>/calendar/<string(length=10):day>/")
def day(language: str, day: str) -> Response:
    """One day: its hours by rooms and clocks, and above them what has no hour."""
    speech = chosen(language)
    whole, part = publication().itinerary, _asked(language)
    today = _date(day, days(whole))
    arranged = grid.arrange(part.events)
    over, own = arranged.over(today), arranged.days.get(today, ())
    begun = [e for e in over if isinstance(e.when, Timed) and e.when.first == today]
    week = grid.week_of(today)
    return _render(
        "day.html",
        speech,
        day=today,
        days=days(part),
        hours=grid.hours((*begun, *own), whole.places),
        going=_begun_before(part, today),
        spans=[e for e in (*over, *own) if isinstance(e.when, Span)],
        windows=[e for e in over if isinstance(e.when, Window)],
        loose=[e for e in own if not isinstance(e.when, Timed | Span)],
        selection=Selection(days=(today,)),
        week=week if week in weeks(whole) else None,
        **_neighbours(today, days(part)),
    )


@blueprint.get("/<language>/timeline/")
def timeline(language: str) -> Response:
    """Places and days: the whole programme, by weeks if it is long."""
    speech = chosen(language)
    whole, part = publication().itinerary, _asked(language)
    extent, mondays = _extent(whole), weeks(whole)
    long = _length(whole) > FEW_WEEKS
    if long:
        columns = tuple(Stretch(monday, monday + DAY * 6) for monday in mondays)
    else:
        columns = grid.each_day(*extent) if extent else ()
    lines = tuple(_lines(whole, part, columns))
    first = days(part)[:1]
    return _render(
        "timeline.html",
        speech,
        lines=lines,
        columns=columns,
        by_week=[(monday, list(found)) for monday, found in groupby(columns, _monday)],
        long=long,
        titles=_length(whole) <= WEEK,
        most=max((len(events) for line in lines for events in line.strip.cells), default=1),
        undated=grid.arrange(part.events).undated,
        closer=[
            addresses.timeline_week(language, grid.week_of(day))
            if mondays
            else addresses.calendar_day(language, day)
            for day in first
        ],
    )


@blueprint.get("/<language>/timeline/<string(length=10):monday>/")
def week(language: str, monday: str) -> Response:
    """Places and days: one week."""
    speech = chosen(language)
    whole, part = publication().itinerary, _asked(language)
    first = _date(monday, weeks(whole))
    columns = grid.each_day(first, first + DAY * 6)
    return _render(
        "timeline.html",
        speech,
        week=Stretch(first, first + DAY * 6),
        lines=tuple(_lines(whole, part, columns)),
        columns=columns,
        titles=True,
        closer=[
            addresses.calendar_day(language, day)
            for day in days(part)
            if grid.week_of(day) == first
        ][:1],
        **_neighbours(first, weeks(part)),
    )


# --- what they show ------------------------------------------------------------------------------


def _asked(language: str) -> Itinerary:
    """Return the programme with the events that the address asks for: the agenda's filters."""
    whole = publication().itinerary
    g.ask = filters.asked(request.args, whole)
    if not g.ask.pairs:
        return whole
    shown = g.ask.shown(whole, language)
    return replace(whole, events=tuple(event for event in whole.events if event.id in shown))


def _render(template: str, speech: Language, **values: Any) -> Response:
    itinerary = publication().itinerary

    def zone_at(zone: TimeZone, moment: date, offset: bool = True) -> str:
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(12), zone.info)
        if not offset:
            return wording.clock_name(zone, zone.local(moment), speech)
        return wording.zone_name(zone, zone.local(moment), speech)

    return render_page(
        template,
        speech,
        **values,
        section=addresses.calendar_page,
        ask=g.ask,
        way=lambda path: relative(path, request.path) + g.ask.query,
        changes=_changes(itinerary),
        eventful=frozenset(days(itinerary)),
        zones=len({event.zone.info.key for event in itinerary.events if event.when}),
        zone_at=zone_at,
        busy=_busy,
        strip_days=lambda strip: speech.days(strip.columns[0].first, strip.columns[-1].last),
        shift_words=lambda shift: wording.shift_words(shift, speech),
        offset=wording.utc_offset,
    )


def _date(words: str, known: tuple[date, ...]) -> date:
    """Return the date of an address; 404 if there is no page of it."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        abort(404)
    # Other spellings (2026-W49-2) are read by fromisoformat too.
    if found not in known or found.isoformat() != words:
        abort(404)
    return found


def _neighbours(here: date, all: tuple[date, ...]) -> dict[str, date | None]:
    """Return the last page before `here` and the first after it, which itself need not be one."""
    return {
        "previous": next((day for day in reversed(all) if day < here), None),
        "following": next((day for day in all if day > here), None),
    }


def _strips(arranged: Arrangement, first: date, last: date, speech: Language) -> Iterator[Shown]:
    """Yield the days of a short programme side by side, or by weeks if there are more than fit."""
    if (last - first).days < WEEK:
        yield Shown(arranged.strip(grid.each_day(first, last)))
        return
    for columns in grid.weeks(first, last, speech.locale.first_week_day):
        inside = [column for column in columns if first <= column.first <= last]
        lead = columns.index(inside[0])
        yield Shown(arranged.strip(inside), lead, WEEK - lead - len(inside))


def _month(arranged: Arrangement, first: date, speech: Language) -> Iterator[Shown]:
    stretch = grid.month_of(first)
    return _strips(arranged, stretch.first, stretch.last, speech)


def _changes(itinerary: Itinerary) -> dict[date, list[tuple[TimeZone, Tick]]]:
    """Return by days where the clocks are set while something is on there."""
    found: dict[date, list[tuple[TimeZone, Tick]]] = {}
    seen = set()
    for event in itinerary.events:
        if not event.when or (event.when.last - event.when.first).days > FEW_WEEKS:
            continue
        # Also in the night before and after.
        for tick in grid.clock_changes(event.zone, event.when.first, event.when.last + DAY):
            if (event.zone.info.key, tick.moment) not in seen:
                seen.add((event.zone.info.key, tick.moment))
                found.setdefault(tick.moment.date(), []).append((event.zone, tick))
    return found


def _busy(strip: Strip, column: int) -> int:
    """Return how many events are on a column's days, or may be."""
    over = sum(bar.begin <= column < bar.end for lane in strip.lanes for bar in lane)
    return over + len(strip.cells[column])


def _begun_before(itinerary: Itinerary, day: date) -> list[Event]:
    """Return the events of known hours that began earlier and go on into `day`."""
    return [
        event
        for event in itinerary.events
        if isinstance(event.when, Timed) and event.when.first < day <= event.when.last
    ]


def _lines(whole: Itinerary, part: Itinerary, columns: tuple[Stretch, ...]) -> Iterator[Line]:
    """Yield the rows of a timeline of `part`, in the author's order of places."""
    place_of = grid.rooms_or_cities(whole)
    rows: dict[str | None, list[Event]] = {}
    for event in part.events:
        rows.setdefault(place_of[event.place.id].id if event.place else None, []).append(event)
    for place in (*whole.places, None):
        events = rows.get(place.id if place else None)
        if events and columns:
            strip = grid.arrange(events).strip(columns)
            if strip.empty:
                continue
            changes = (
                grid.clock_changes(place.zone, columns[0].first, columns[-1].last)
                if place and len(columns) <= FEW_WEEKS
                else ()
            )
            yield Line(place, strip, {change.moment.date(): change for change in changes})


def _monday(column: Stretch) -> date:
    return grid.week_of(column.first)
