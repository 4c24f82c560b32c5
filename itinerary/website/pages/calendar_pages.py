"""The calendar: the programme's days, the hours of each, and a timeline of places and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, g, request

from itinerary.model.itinerary import Event
from itinerary.model.reading_order import Section, Sort
from itinerary.model.selection import Selection
from itinerary.model.when import Timed
from itinerary.render import addresses, search
from itinerary.render.addresses import Address
from itinerary.render.layout import bars
from itinerary.render.layout.bars import DAY, DayRange, Strip, taking_place
from itinerary.render.layout.months import WEEK, CalendarLayout, Unit, neighbours
from itinerary.render.layout.series_fold import series_fold
from itinerary.render.layout.timeline import hour_tables, timeline_rows
from itinerary.render.words import clock_wording, wording
from itinerary.render.words.language import Language
from itinerary.render.words.series_dates import series_rows
from itinerary.value import replace
from itinerary.website import filter_choices
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.request_selection import agenda_query
from itinerary.website.responses import render_page

blueprint = Blueprint("calendar_pages", __name__)

LONGEST_MONTH, LONGEST_YEAR = 31, 366
"""Days of the longest month and the longest year."""

SOME_DAY = date(2024, 5, 16)
"""A day in whose week the days of any week are named."""


@blueprint.get(Address.CALENDAR)
def overview(language: str) -> Response:
    """The whole programme by days: a grid of its days or weeks, or its months to choose from."""
    speech = page_language(language)
    whole = publication().layout(language)
    part = _asked(language, whole)
    first_weekday = speech.first_weekday
    months = [(first, part.month(first, first_weekday)) for first in whole.months]
    strips = [shown.strip for _, weeks in months for shown in weeks]
    return _render(
        whole,
        "pages/calendar.html",
        speech,
        part.itinerary.events,
        strips=tuple(part.strips(*whole.extent, first_weekday))
        if whole.extent and not months
        else (),
        months=months,
        **_serials(whole, () if months else strips, speech),
        most=max((strip.most for strip in strips), default=1),
        a_week=next(bars.weeks(SOME_DAY, SOME_DAY, first_weekday)),
        undated=part.arranged.undated,
    )


@blueprint.get(Address.CALENDAR_MONTH)
def month(language: str, month: str) -> Response:
    """One month of a long programme."""
    speech = page_language(language)
    whole = _days(language, f"{month}-01", LONGEST_MONTH)
    part = _asked(language, whole)
    first = _date(f"{month}-01", whole.months)
    weeks = part.month(first, speech.first_weekday)
    return _render(
        whole,
        "pages/calendar.html",
        speech,
        [event for shown in weeks for event in shown.strip.events],
        month=first,
        strips=weeks,
        **_serials(whole, [shown.strip for shown in weeks], speech),
        first_day=next((day for day in part.days if day in bars.month_of(first)), None),
        **_steps(first, whole.months),
    )


@blueprint.get(Address.CALENDAR_DAY)
def day(language: str, day: str) -> Response:
    """One day: its hours by rooms and clocks, and above them the events without an hour."""
    from itinerary.render.layout.day_table import SHEET, day_table  # slow import

    speech = page_language(language)
    whole = _days(language, day)
    part = _asked(language, whole)
    today = _date(day, whole.days)
    events, week = part.events_of(today), bars.week_of(today)
    places, day_starts = whole.itinerary.places, whole.itinerary.day_starts
    hours = day_table(events.timed, places, day_starts)
    return _render(
        whole,
        "pages/day.html",
        speech,
        (*events.going_on, *events.timed),
        day=today,
        days=part.days,
        hours=hours,
        sheet=SHEET,
        events=events,
        selection=Selection(days=(today,), day_starts=day_starts),
        week=week if week in whole.weeks else None,
        **_steps(today, part.days),
    )


@blueprint.get(Address.TIMELINE)
def timeline(language: str) -> Response:
    """Places and days: the whole programme, by weeks if it is long, by hours if it is short."""
    speech = page_language(language)
    whole = publication().layout(language)
    part = _asked(language, whole)
    if whole.timeline_unit is Unit.HOURS:
        places = part.itinerary.places
        tables = tuple(hour_tables(part.arranged.days, places, whole.row_places))
        return _render(
            whole,
            "pages/timeline.html",
            speech,
            [event for table in tables for _, strip in table.rows for event in strip.events],
            tables=tables,
            unit=whole.timeline_unit.value,
            undated=part.arranged.undated,
            **_closer(language, whole, part.days[:1], speech),
        )
    return _timeline_page(
        whole,
        part,
        whole.timeline_columns,
        whole.timeline_unit,
        speech,
        titles=whole.length <= WEEK,
        undated=part.arranged.undated,
        **_closer(language, whole, part.days[:1], speech),
    )


@blueprint.get(Address.TIMELINE_YEAR)
def timeline_year(language: str, year: str) -> Response:
    """Places and months: one year of a programme of many."""
    whole = _days(language, f"{year}-01-01", LONGEST_YEAR)
    if whole.timeline_unit is not Unit.YEARS:
        abort(404)
    first = _date(f"{year}-01-01", whole.years)
    months = tuple(bars.month_of(m) for m in whole.months if m.year == first.year)
    return _part_of_timeline(language, whole, months, Unit.MONTHS, first, whole.years, year=first)


@blueprint.get(Address.TIMELINE_MONTH)
def timeline_month(language: str, month: str) -> Response:
    """Places and days: one month of a long programme."""
    whole = _days(language, f"{month}-01", LONGEST_MONTH)
    if whole.timeline_unit not in (Unit.MONTHS, Unit.YEARS):
        abort(404)
    first = _date(f"{month}-01", whole.months)
    stretch = bars.month_of(first)
    days = bars.each_day(stretch.first, stretch.last)
    return _part_of_timeline(language, whole, days, Unit.DAYS, first, whole.months, month=first)


@blueprint.get(Address.TIMELINE_WEEK)
def week(language: str, monday: str) -> Response:
    """Places and days: one week."""
    speech = page_language(language)
    whole = _days(language, monday, WEEK)
    part = _asked(language, whole)
    stretch = bars.week_from(first := _date(monday, whole.weeks))
    columns = bars.each_day(stretch.first, stretch.last)
    lines = tuple(timeline_rows(part.itinerary, columns, whole.row_places))
    return _render(
        whole,
        "pages/timeline.html",
        speech,
        [event for line in lines for event in line.strip.events],
        week=stretch,
        lines=lines,
        columns=columns,
        titles=True,
        **_around_week(language, whole, stretch, speech),
        closer=[addresses.calendar_day(language, d) for d in part.days if d in stretch][:1],
        **_steps(first, whole.weeks),
    )


# --- helpers ------------------------------------------------------------------------------


def _around_week(
    language: str, whole: CalendarLayout, stretch: DayRange, speech: Language
) -> dict[str, str]:
    """Return the month that a week leads back to, if the whole timeline has no weeks."""
    if whole.timeline_unit not in (Unit.MONTHS, Unit.YEARS):
        return {}
    day = next(day for day in whole.days if day in stretch)
    name = speech.said_on(f"{day:%Y-%m}")
    return {"wider": addresses.timeline_month(language, day), "wider_name": name}


def _closer(
    language: str,
    whole: CalendarLayout,
    days: Sequence[date],
    speech: Language,
    unit: Unit | None = None,
) -> dict[str, Any]:
    """Return the page of the finer unit that has the first of `days`, and its name if it is no week
    and no day. The unit is that of the columns, of the whole timeline by default."""
    for day in days:
        match unit or whole.timeline_unit:
            case Unit.YEARS:
                name = speech.said_on(f"{day.year:04}")
                return {"closer": [addresses.timeline_year(language, day)], "closer_name": name}
            case Unit.MONTHS:
                name = speech.said_on(f"{day:%Y-%m}")
                return {"closer": [addresses.timeline_month(language, day)], "closer_name": name}
        if whole.weeks:
            return {"closer": [addresses.timeline_week(language, bars.week_of(day))]}
        return {"closer": [addresses.calendar_day(language, day)]}
    return {"closer": []}


def _timeline_page(
    whole: CalendarLayout,
    part: CalendarLayout,
    columns: tuple[DayRange, ...],
    unit: Unit,
    speech: Language,
    **shown: Any,
) -> Response:
    """Return a timeline of `part`, the events that the reader asked for, in columns of a unit."""
    lines = tuple(timeline_rows(part.itinerary, columns, whole.row_places))
    events = {event.id: event for line in lines for event in line.strip.events}
    return _render(
        whole,
        "pages/timeline.html",
        speech,
        events.values(),
        lines=lines,
        columns=columns,
        events=tuple(events.values()),
        by_week=[(monday, list(found)) for monday, found in groupby(columns, _monday)],
        unit=unit.value,
        has_weeks=bool(whole.weeks),
        most=max((len(taking_place(e)) for line in lines for e in line.strip.cells), default=1),
        **shown,
    )


def _part_of_timeline(
    language: str,
    whole: CalendarLayout,
    columns: tuple[DayRange, ...],
    unit: Unit,
    here: date,
    pages: tuple[date, ...],
    **shown: date,
) -> Response:
    """Return the timeline of a year or a month, which begins `here`."""
    speech = page_language(language)
    part = _asked(language, whole)
    inside_year = unit is Unit.DAYS and whole.timeline_unit is Unit.YEARS
    return _timeline_page(
        whole,
        part,
        columns,
        unit,
        speech,
        **_closer(language, whole, [d for d in part.days if d >= here][:1], speech, unit),
        wider=addresses.timeline_year(language, here) if inside_year else None,
        wider_name=speech.said_on(f"{here.year:04}") if inside_year else None,
        **shown,
        **_steps(here, pages),
    )


def _days(language: str, words: str, length: int = 1) -> CalendarLayout:
    """Return the layout of the calendar for a page of so many days at most from a date in an
    address on; 404 if that is no date."""
    try:
        first = date.fromisoformat(words)
        return publication().days(first, first + DAY * (length - 1), language)
    except (ValueError, OverflowError):
        abort(404)


def _asked(language: str, whole: CalendarLayout) -> CalendarLayout:
    """Return the layout of the events that the query selects."""
    g.ask, g.shown = agenda_query(whole.itinerary), None
    if not g.ask.pairs:
        return whole
    g.shown = search.ids_of(g.ask, whole.itinerary, publication().search_index(language))
    events = tuple(event for event in whole.itinerary.events if event.id in g.shown)
    return CalendarLayout(replace(whole.itinerary, events=events))


def _serials(layout: CalendarLayout, strips: Iterable[Strip], speech: Language) -> dict[str, Any]:
    """Return the days that a list of days leaves out, and the rows of series in their place."""
    itinerary = layout.itinerary
    if g.ask.selection.days or g.ask.selection.series:  # who chose them wants to see their dates
        return {"serial_days": frozenset(), "serial_rows": ()}
    sections = [
        Section(Sort.DAY, column.first, column.first, events)
        for strip in strips
        for column, events in zip(strip.columns, strip.cells, strict=True)
        if events
    ]
    fold = series_fold(itinerary.series, sections, itinerary.events)
    folded = [event for part in sections if fold.has(part) for event in part.events]
    rows = series_rows(fold.series, folded, speech)
    return {"serial_days": fold.days, "serial_rows": rows}


def _render(
    layout: CalendarLayout,
    template: str,
    speech: Language,
    shown: Iterable[Event],
    **values: Any,
) -> Response:
    """Return a page of a calendar that shows the events `shown` and names their clocks."""
    events = tuple(shown)
    return render_page(
        template,
        speech,
        **values,
        section=addresses.calendar_page,
        ask=g.ask,
        shown=g.shown,
        matching=filter_choices.matching(publication().itinerary, g.shown),
        options=filter_choices.narrowing(publication(), g.ask.selection, speech),
        way=lambda path: addresses.relative(path, request.path) + g.ask.query,
        changes=layout.changes,
        week_pages=frozenset(layout.weeks),
        zones_line=clock_wording.zones_line(events, speech),
        eventful=frozenset(layout.days),
        zones=len({event.zone.info.key for event in events if isinstance(event.when, Timed)}),
        clocks=lambda events: speech.say("; ").join(clock_wording.clocks(events, speech)),
        clock_name=lambda zone, moment: clock_wording.clock_name(zone, moment, speech),
        taking_place=taking_place,
        count_words=lambda events: wording.count_words(events, speech),
        strip_days=lambda strip: speech.days(strip.columns[0].first, strip.columns[-1].last),
        shift_words=lambda shift: clock_wording.shift_words(shift, speech),
        offset=clock_wording.utc_offset,
    )


def _date(words: str, known: tuple[date, ...]) -> date:
    """Return the date in an address; 404 if it has no page."""
    try:
        found = date.fromisoformat(words)
    except ValueError:
        abort(404)
    # Other spellings (2026-W49-2) are read by fromisoformat too.
    if found not in known or found.isoformat() != words:
        abort(404)
    return found


def _steps(here: date, pages: tuple[date, ...]) -> dict[str, date | None]:
    """Return the dates of the pages before and after the page of `here`."""
    before, after = neighbours(here, pages)
    return {"previous": before, "following": after}


def _monday(column: DayRange) -> date:
    return bars.week_of(column.first)
