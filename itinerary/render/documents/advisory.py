"""The advisory to the press: what changed, deadlines, and the programme with what the press has to
know. A page shows it, and a text for mails says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from itinerary.ledger import Change, Edition, LogEntry
from itinerary.ledger.edition import is_over
from itinerary.model.itinerary import Event, Itinerary, Series, Status
from itinerary.model.reading_order import Section, Sort, agenda
from itinerary.model.repetition import Recurrence
from itinerary.model.when import Timed, Window
from itinerary.render import addresses
from itinerary.render.calendars.vevent import sort_moment
from itinerary.render.words import (
    changes,
    clock_wording,
    fact_wording,
    moment_wording,
    place_wording,
    wording,
)
from itinerary.render.words.columns import heading, wrapped
from itinerary.render.words.facet_words import facet_words
from itinerary.render.words.fact_wording import EventFact
from itinerary.render.words.language import Language
from itinerary.render.words.rhythm import recurrence_words
from itinerary.value import Value

FEWEST_DATES = 3
"""Dates of a repetition from which one line says them all."""


class RepeatedEvent(Value):
    """The dates of an event that repeats, on which nothing is apart from its rhythm."""

    series: Series
    recurrence: Recurrence
    dates: tuple[Event, ...]

    def words(self, language: Language) -> str:
        """Return when it takes place: Every Tuesday, 19:00–20:00; 1–15 December 2026."""
        days = [event.when.first for event in self.dates if event.when]
        between = language.days(min(days), max(days))
        return language.say("; ").join((recurrence_words(self.recurrence, language), between))


class Advisory(Value):
    """The content of an advisory: what the edition changed of the events, the deadlines in the
    order of their times, the events by day, and those that repeat. What the press has nothing to
    know of is left out if it was over when the edition was published.

    `zone` is the key of the zone of all announced times, None if there are several. What names it
    once need not name it again.
    """

    changed: tuple[Change, ...]
    deadlines: tuple[Event, ...]
    sections: tuple[Section, ...]
    repeated: tuple[RepeatedEvent, ...]
    zone: str | None


def advisory(edition: Edition, log: Sequence[LogEntry]) -> Advisory:
    """Return the advisory of an edition; `log` has the editions up to this one, newest first."""
    newest = next((entry for entry in log if entry.number == edition.number), None)
    itinerary = edition.itinerary
    events = tuple(
        event
        for event in itinerary.events
        if not event.is_break and (event.press or not is_over(event, edition.published))
    )
    repeated = tuple(_repeated(events, itinerary))
    said = {event.id for one in repeated for event in one.dates}
    listed = (event for event in events if event.id not in said)
    zones = {e.zone.info.key for e in itinerary.events if isinstance(e.when, Timed)}
    return Advisory(
        changed=newest.changes if newest and edition.number > 1 else (),
        deadlines=tuple(sorted(itinerary.deadlines, key=_moment)),
        sections=tuple(agenda(listed, itinerary.day_starts)),
        repeated=repeated,
        zone=zones.pop() if len(zones) == 1 else None,
    )


def _repeated(events: Sequence[Event], itinerary: Itinerary) -> Iterator[RepeatedEvent]:
    for series in itinerary.series:
        for recurrence in series.recurrences:
            dates = [
                event
                for event in events
                if event.occurrence
                and event.occurrence.series == recurrence.event
                and _on_rhythm(event, recurrence)
            ]
            # What most dates say of themselves is true of the line.
            alike = Counter(map(_said_of_all, dates)).most_common(1)
            dates = [event for event in dates if _said_of_all(event) == alike[0][0]]
            if len(dates) >= FEWEST_DATES:
                yield RepeatedEvent(series, recurrence, tuple(dates))


def _on_rhythm(event: Event, recurrence: Recurrence) -> bool:
    if event.press or event.status is not Status.CONFIRMED or not event.occurrence:
        return False
    hours = not isinstance(event.when, Timed) or event.when.start.time() == recurrence.start
    return hours and event.when is not None and event.when.first == event.occurrence.day


def _said_of_all(event: Event) -> tuple[object, ...]:
    ends = event.when.end.time() if isinstance(event.when, Timed) and event.when.end else None
    return event.title, event.places, event.online, ends


def _moment(deadline: Event) -> tuple[bool, str, str]:
    """Return the key by which deadlines are sorted; those without a day are the last."""
    when = deadline.when
    if when is None:
        return True, "", deadline.id
    first = sort_moment(when.start if isinstance(when, Timed) else when.first)
    # A day is over after all of its hours.
    return False, f"{first.isoformat()}{'' if isinstance(when, Timed) else '~'}", deadline.id


def update_words(edition: Edition, language: Language) -> str:
    """Return which issue this is: Update 3, 14 May 2024."""
    day = moment_wording.moment_day(edition.published, edition.itinerary)
    said = language.said_on(day.isoformat())
    return language.say("Update %(number)s, %(day)s", number=edition.number, day=said)


def zones_line(found: Advisory, edition: Edition, language: Language) -> str:
    """Return the sentence that names the zone of the times, of deadlines too; empty without times
    of events."""
    events = edition.itinerary.events
    in_zone = (deadline for deadline in found.deadlines if deadline.zone.info.key == found.zone)
    return clock_wording.zones_line((*events, *in_zone), language)


def facts_of(event: Event, found: Advisory, language: Language) -> tuple[EventFact, ...]:
    """Return what an advisory says of an event beside its time and its places: how to attend from
    elsewhere and, where there is something for the press, what it needs to report."""
    keys = ("doors", "online", "spoken") if event.press else ("online",)
    known = (fact for fact in fact_wording.facts(event, language) if fact.key in keys)
    return (*known, *fact_wording.press_facts(event, language, found.zone))


def where_words(event: Event, language: Language) -> tuple[str, ...]:
    """Return the places of an event, with their addresses where the press has to go there."""
    words = place_wording.location_words if event.press else place_wording.place_words
    return tuple(words(place, language) for place in event.places)


def advisory_text(edition: Edition, log: Sequence[LogEntry], tag: str, *, site: str) -> str:
    """Return the advisory as plain text in the language `tag`, in lines of at most `COLUMNS`."""
    language = Language.of(tag, edition.itinerary.own_words)
    found = advisory(edition, log)
    lines = [*_head(found, edition, language)]
    if found.changed:
        lines += ["", *heading(language.say("What changed"))]
        for change in found.changed:
            lines += ["", *wrapped(wording.title_words(change.after, language), "* ", "  ")]
            for sentence in changes.sentences(change, language):
                lines += wrapped(sentence, "  ")
    if found.deadlines:
        lines += ["", *heading(language.say("Deadlines"))]
        for deadline in found.deadlines:
            lines += ["", *_deadline(deadline, found, language)]
    for section in found.sections:
        lines += ["", *heading(_day(section, language))]
        for event in section.events:
            lines += ["", *_event(event, section, found, edition, language)]
    if found.repeated:
        lines += ["", *heading(facet_words("series", edition.itinerary, language))]
        for one in found.repeated:
            lines += ["", *_dates(one, found, language)]
    page = addresses.absolute(site, addresses.advisory_page(tag))
    return "".join(f"{line}\n" for line in (*lines, "", "--", page))


def _head(found: Advisory, edition: Edition, language: Language) -> Iterator[str]:
    itinerary, say = edition.itinerary, language.say
    yield from wrapped(itinerary.title.to(language.tag).upper())
    yield from wrapped(say("Press advisory"))
    yield from wrapped(update_words(edition, language))
    if itinerary.publisher:
        contact = itinerary.publisher.contact
        name = itinerary.publisher.name.to(language.tag)
        yield ""
        yield from wrapped(f"{name}, {contact}" if contact else name)
    if zones := zones_line(found, edition, language):
        yield ""
        yield from wrapped(zones)


def _day(section: Section, language: Language) -> str:
    if section.first is None or section.last is None:
        return language.say("To be announced")
    if section.sort is Sort.DAY:
        return language.day(section.first)
    return language.days(section.first, section.last)


def _deadline(deadline: Event, found: Advisory, language: Language) -> Iterator[str]:
    yield from wrapped(wording.title_words(deadline, language), "* ", "  ")
    yield from wrapped(wording.when_words(deadline, language, found.zone), "  ")
    if deadline.status is not Status.CONFIRMED:
        yield from wrapped(wording.status_words(deadline, language), "  ")
    if deadline.description:
        yield from wrapped(deadline.description.to(language.tag), "  ")
    for link in deadline.links:
        yield from wrapped(link.url, "  ")


def _event(
    event: Event, section: Section, found: Advisory, edition: Edition, language: Language
) -> Iterator[str]:
    starts = edition.itinerary.day_starts
    later = isinstance(event.when, Window) and event.when.later
    shown = section.sort is Sort.DAY or later
    time = f"{wording.row_words(event, language, starts)}  " if shown else ""
    yield from wrapped(event.title.to(language.tag), time, "  ")
    if event.status is not Status.CONFIRMED:
        yield from wrapped(wording.status_words(event, language), "  ")
    yield from _details(event, found, language)


def _details(event: Event, found: Advisory, language: Language) -> Iterator[str]:
    for where in where_words(event, language):
        yield from wrapped(where, "  ")
    for fact in facts_of(event, found, language):
        yield from wrapped(fact.line(language), "  ", "    ")


def _dates(one: RepeatedEvent, found: Advisory, language: Language) -> Iterator[str]:
    title = one.dates[0].title.to(language.tag)
    words = language.say("%(title)s: %(words)s", title=title, words=one.words(language))
    yield from wrapped(words, "* ", "  ")
    yield from _details(one.dates[0], found, language)
