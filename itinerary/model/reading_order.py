"""The order in which people read a programme, and its sections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from itinerary.model.itinerary import Event
from itinerary.model.when import Day, Part, Span, Timed, When, Window, programme_days
from itinerary.value import Value


class Sort(StrEnum):
    """The precision of the times in a section, which all its events share."""

    SPAN = "span"
    DAY = "day"
    WINDOW = "window"
    OPEN = "open"


class Section(Value):
    """Events that an agenda shows under one heading.

    SPAN: they last all of the days from `first` to `last`. DAY: they are on that day. WINDOW: they
    are on one of the days, and it was not announced on which. OPEN: nothing was announced.
    """

    sort: Sort
    first: date | None
    last: date | None
    events: tuple[Event, ...]


_ORDER = {Sort.SPAN: 0, Sort.DAY: 1, Sort.WINDOW: 2, Sort.OPEN: 3}
# Where a part of the day sorts among known times, in minutes; for the order only, never shown.
_PART = {
    Part.MORNING: 8 * 60,
    Part.MIDDAY: 12 * 60,
    Part.AFTERNOON: 14 * 60,
    Part.EVENING: 18 * 60,
    Part.NIGHT: 21 * 60,
}
_UNKNOWN = 48 * 60  # after all hours of a day, which may go on after midnight


def agenda(events: Iterable[Event], day_starts: time) -> tuple[Section, ...]:
    """Return events in the order of reading, in sections, by what is known of their time. The
    programme's days start at `day_starts`.

    A day's section comes after spans that start on it and before windows that end on it. It also
    has windows of one day: events that follow another one on that day. Within a section events are
    in the order of their times, those without a time of day last, and an event that follows another
    in the same section comes after it.
    """
    sections: dict[tuple[Sort, date | None, date | None], list[Event]] = {}
    for event in events:
        sections.setdefault(_section(event.when, day_starts), []).append(event)

    def place(key: tuple[Sort, date | None, date | None]) -> tuple[date, int, date]:
        sort, first, last = key
        if first is None or last is None:
            return date.max, _ORDER[sort], date.max
        return (last if sort is Sort.WINDOW else first), _ORDER[sort], last

    return tuple(
        Section(*key, _in_order(sections[key], key[1])) for key in sorted(sections, key=place)
    )


def _section(when: When | None, day_starts: time) -> tuple[Sort, date | None, date | None]:
    match when:
        case None:
            return Sort.OPEN, None, None
        case Window() if when.first != when.last:
            return Sort.WINDOW, when.first, when.last
        case Span() if when.first != when.last:
            return Sort.SPAN, when.first, when.last
        case _:
            first, _ = programme_days(when, day_starts)
            return Sort.DAY, first, first


def _minute(event: Event, day: date | None) -> int:
    """Return the elapsed minutes since midnight of the section's day: clocks may show an hour
    twice, or skip one."""
    match event.when:
        case Span():
            return -1
        case Timed(start=start):
            midnight = datetime.combine(day or start.date(), time(), start.tzinfo).astimezone(UTC)
            return (start.astimezone(UTC) - midnight) // timedelta(minutes=1)
        case Day(part=Part() as part):
            return _PART[part]
        case _:
            return _UNKNOWN


def _in_order(events: list[Event], day: date | None) -> tuple[Event, ...]:
    """Return the events of a section that begins on `day` by their times. One that follows another
    of them comes after it, and directly after it if nothing else is known of its time."""
    ids = {event.id for event in events}
    waiting: dict[str, list[Event]] = {}
    ordered: dict[str, Event] = {}

    def turn(event: Event) -> int:
        minute = _minute(event, day)
        loose = minute == _UNKNOWN and event.after and event.after.id in ids
        return -2 if loose else minute

    for event in sorted(events, key=turn):
        if event.after and event.after.id in ids and event.after.id not in ordered:
            waiting.setdefault(event.after.id, []).append(event)
            continue
        due = [event]
        while due:
            ordered[due[0].id] = due[0]
            due = waiting.pop(due[0].id, []) + due[1:]
    return (*ordered.values(), *(event for late in waiting.values() for event in late))
