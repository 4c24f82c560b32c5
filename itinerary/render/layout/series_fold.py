"""Folding: the days of an agenda that have only dates of long series, which get one row each.

Days stay true: a day that is shown has all of its events, and a day that is folded has no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from itinerary.model.itinerary import Event, Series
from itinerary.model.reading_order import Section, Sort
from itinerary.model.repetition import MOST_DATES
from itinerary.value import Value


class SeriesFold(Value):
    """The days that are folded, the first and the last ones of their `sections`, and the series
    that have dates on them, in the author's order."""

    days: frozenset[date] = frozenset()
    sections: frozenset[tuple[date | None, date | None]] = frozenset()
    series: tuple[Series, ...] = ()

    def has(self, section: Section) -> bool:
        """Tell whether a section of the agenda is folded."""
        return section.sort in (Sort.DAY, Sort.SPAN) and _ends(section) in self.sections


def series_fold(
    all_series: Sequence[Series],
    sections: Sequence[Section],
    whole: Iterable[Event] | None = None,
) -> SeriesFold:
    """Return what is folded of an agenda; nothing where that would save no more rows than it takes.

    `sections` may be a part of the programme; a series is long if it is in `whole`."""
    if not all_series:
        return SeriesFold()
    if whole is None:
        whole = (event for section in sections for event in section.events)
    counts = Counter(event.series_id for event in whole)
    long = {series.id for series in all_series if counts[series.id] > MOST_DATES}
    serial = [
        section
        for section in sections
        if section.sort in (Sort.DAY, Sort.SPAN)
        and all(event.series_id in long for event in section.events)
    ]
    shown = {part.first for part in sections if part.sort is Sort.DAY} - {
        part.first for part in serial if part.sort is Sort.DAY
    }
    folded = [section for section in serial if shown.isdisjoint(_days(section))]
    events = [event for section in folded for event in section.events]
    ids = {event.series_id for event in events}
    if len(events) <= len(ids) + MOST_DATES:
        return SeriesFold()
    return SeriesFold(
        frozenset(day for section in folded for day in _days(section)),
        frozenset(map(_ends, folded)),
        tuple(series for series in all_series if series.id in ids),
    )


def _ends(section: Section) -> tuple[date | None, date | None]:
    return section.first, section.last


def _days(section: Section) -> Iterator[date]:
    """Yield the days of a section of announced days."""
    assert section.first
    assert section.last
    for later in range((section.last - section.first).days + 1):
        yield section.first + timedelta(days=later)
