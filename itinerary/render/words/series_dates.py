"""The dates of a series in words: what is the same on all of them is said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from itinerary.model.itinerary import Event, Place, Series, Status
from itinerary.model.text import Text
from itinerary.model.when import MIDNIGHT, Span
from itinerary.render.words import wording
from itinerary.render.words.language import Language
from itinerary.render.words.rhythm import recurrence_words
from itinerary.value import Value


class RhythmLine(Value):
    """How a part of a series repeats, in words; `title` is that of its dates, where there are
    several parts."""

    words: str
    title: Text | None


class DateRow(Value):
    """A date of a series, with what is not the same on all of them: the title, the hours and the
    place."""

    event: Event
    title: Text | None
    hours: str
    place: Place | None


class SeriesYear(Value):
    """The dates of a year in the order of reading; those without a day have no year."""

    year: int | None
    dates: tuple[DateRow, ...]

    @property
    def rich(self) -> bool:
        """Whether most dates have more to say than their day."""
        return 2 * sum(bool(r.title or r.hours or r.place) for r in self.dates) > len(self.dates)


class SeriesDates(Value):
    """All dates of a series, in the order of reading.

    `count` counts those that take place, `first` and `last` are their days. `place` is the one
    place of all dates.
    """

    rhythms: tuple[RhythmLine, ...]
    years: tuple[SeriesYear, ...]
    count: int
    first: date | None
    last: date | None
    endless: bool
    place: Place | None


class SeriesRow(Value):
    """A series in place of its dates: its events in the order of reading, and what is said of all
    of them."""

    series: Series
    events: tuple[Event, ...]
    dates: SeriesDates


def series_rows(
    all_series: Iterable[Series], events: Iterable[Event], language: Language
) -> tuple[SeriesRow, ...]:
    """Return a row for each series, with its dates among `events`, which are in the order of
    reading."""
    of: dict[str | None, list[Event]] = {}
    for event in events:
        of.setdefault(event.series_id, []).append(event)
    return tuple(
        SeriesRow(one, (*found,), series_dates(one, found, language))
        for one in all_series
        for found in [of.get(one.id, [])]
    )


def series_names(all_series: Sequence[Series], language: Language) -> dict[str, Text | str]:
    """Return what series are called in a list, by id: their names; with how they repeat if another
    has the same name, as repetitions without a series of the author's may."""
    times = Counter(one.name.to(language.tag) for one in all_series)
    return {one.id: _name(one, times, language) for one in all_series}


def _name(one: Series, times: Counter[str], language: Language) -> Text | str:
    name = one.name.to(language.tag)
    if times[name] == 1 or not one.recurrences:
        return one.name
    how = language.say("; ").join(recurrence_words(r, language) for r in one.recurrences)
    return language.say("%(words)s (%(more)s)", words=name, more=how)


def series_dates(found: Series, events: Sequence[Event], language: Language) -> SeriesDates:
    """Return the dates of a series; `events` are in the order of reading."""
    on = [e.when for e in events if e.status is not Status.CANCELLED and e.when]
    places = {event.place for event in events}
    return SeriesDates(
        rhythms=tuple(_rhythms(found, events, language)),
        years=_years(found, events, language),
        count=sum(event.status is not Status.CANCELLED for event in events),
        first=min((when.first for when in on), default=None),
        last=max((when.last for when in on), default=None),
        endless=any(recurrence.endless for recurrence in found.recurrences),
        place=next(iter(places)) if len(places) == 1 else None,
    )


def _rhythms(found: Series, events: Sequence[Event], language: Language) -> Iterator[RhythmLine]:
    titles = {e.occurrence.series: e.title for e in reversed(events) if e.occurrence}
    several = len(found.recurrences) > 1
    for recurrence in found.recurrences:
        title = titles.get(recurrence.event) if several else None
        lengths = {
            span_days(event)
            for event in events
            if event.occurrence and event.occurrence.series == recurrence.event
        }
        days = lengths.pop() if len(lengths) == 1 else 1
        yield RhythmLine(recurrence_words(recurrence, language, days=days), title)


def span_days(event: Event) -> int:
    """Return how many whole days an event lasts; of one that does not, 1."""
    when = event.when
    return (when.last - when.first).days + 1 if isinstance(when, Span) else 1


def _years(found: Series, events: Sequence[Event], language: Language) -> tuple[SeriesYear, ...]:
    """Return the dates by year. The line of the only rhythm says the title and the hours of its
    dates, so a row has those that are not the same."""
    rhythm = found.recurrences[0] if len(found.recurrences) == 1 else None
    of_rhythm = [
        event
        for event in events
        if rhythm and event.occurrence and event.occurrence.series == rhythm.event
    ]
    titles, hours = (
        Counter(of(event) for event in of_rhythm).most_common(1)
        for of in (
            lambda event: event.title,
            lambda event: wording.row_words(event, language, MIDNIGHT),
        )
    )
    usual_title = titles[0][0] if titles else None
    usual_hours = hours[0][0] if hours and rhythm and rhythm.start else None
    one_place = len({event.place for event in events}) == 1
    years: dict[int | None, list[DateRow]] = {}
    for event in events:
        words = wording.row_words(event, language, MIDNIGHT)
        row = DateRow(
            event,
            event.title if event.title != usual_title else None,
            words if words != usual_hours else "",
            None if one_place else event.place,
        )
        years.setdefault(event.when.first.year if event.when else None, []).append(row)
    return tuple(SeriesYear(year, tuple(rows)) for year, rows in years.items())
