"""Hours in a document that were not announced.

A document may have an hour only if the programme has it: as the start or end of an event, a time of
doors, of the press or of a deadline, or as a stamp of the edition. `unannounced_hours` finds all
others in the bytes of a document of any form, by what looks like an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time

from itinerary.ledger import Edition
from itinerary.model.itinerary import Itinerary
from itinerary.model.repetition import Recurrence
from itinerary.model.text import Text
from itinerary.model.when import MIDNIGHT, Timed
from itinerary.value import Value, field_names

_CLOCK = re.compile(r"(?<![\d:.+-])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
"""`10:00`, `9:30`, `10:00:00`, also behind `T` or a space; not the offset in `10:00+08:00`."""

_BASIC = re.compile(r"(?<!\d)\d{8}T(\d\d)(\d\d)(\d\d)(?!\d)")
"""`20240516T100000`, as iCalendar writes it."""

_TWELVE = re.compile(r"(?<![\d:])(1[0-2]|0?[1-9])(?::([0-5]\d))?\s?([ap])\.?m\b", re.IGNORECASE)
"""`10 am`, `9:30 p.m.`"""


def unannounced_hours(body: bytes, edition: Edition, *more: str) -> set[str]:
    """Return the hours in a document, as `10:00`, that are not in the edition nor in the texts that
    its author wrote; `more` are hours that the form itself needs, and its documentation explains.

    Hours are compared by what clocks show: in the zone of the event, or in UTC.
    """
    return set(_hours_in(body.decode())) - known_hours(edition) - set(more)


def known_hours(edition: Edition) -> set[str]:
    """Return all hours that a document of an edition may have, as `10:00`."""
    found = {_shown(moment) for moment in _stamps(edition)}
    itinerary = edition.itinerary
    if itinerary.day_starts != MIDNIGHT:
        found.add(f"{itinerary.day_starts:%H:%M}")
    events = {event.uid: event for event in itinerary.events + itinerary.deadlines}
    events |= {record.event.uid: record.event for record in edition.records.values()}
    for value in (itinerary, *events.values()):
        found |= set(_hours_of(value))
    return found


def _stamps(edition: Edition) -> Iterator[datetime]:
    yield edition.published
    if edition.itinerary.published:
        yield edition.itinerary.published.astimezone(UTC)
        yield edition.itinerary.published.astimezone(edition.itinerary.zone.info)
    for record in edition.records.values():
        revision = record.revision
        yield from (revision.created, revision.modified)
        yield from filter(None, (record.removed, record.event.withdrawn))


def _hours_of(value: object) -> Iterator[str]:
    """Yield the hours in a value: of times, and in the words of its author."""
    match value:
        case Timed(start=start, end=end):
            for moment in filter(None, (start, end)):
                yield _shown(moment)
                yield _shown(moment.astimezone(UTC))
        case datetime():
            yield _shown(value)
            yield _shown(value.astimezone(UTC))
        case time():
            yield f"{value:%H:%M}"
        case Recurrence(start=start, end=end):
            yield from (f"{clock:%H:%M}" for clock in (start, end) if clock)
        case Text(entries=entries):
            for _, words in entries:
                yield from _hours_in(words)
        case str():
            yield from _hours_in(value)
        case tuple():
            for inner in value:
                yield from _hours_of(inner)
        case Value():
            for name in field_names(type(value)):
                if not (isinstance(value, Itinerary) and name in ("events", "deadlines")):
                    yield from _hours_of(getattr(value, name))


def _shown(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _hours_in(words: str) -> Iterator[str]:
    for hour, minute, _ in _CLOCK.findall(words):
        yield f"{int(hour):02}:{minute}"
    for hour, minute, _ in _BASIC.findall(words):
        yield f"{hour}:{minute}"
    for hour, minute, half in _TWELVE.findall(words):
        late = int(hour) % 12 + (12 if half.lower() == "p" else 0)
        yield f"{late:02}:{minute or '00'}"
