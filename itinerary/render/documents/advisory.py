"""The advisory to the press: what changed, deadlines, and the programme with what the press has to
know. A page shows it, and a text for mails says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itinerary.ledger import Change, Edition, LogEntry
from itinerary.model.itinerary import Event, Status
from itinerary.model.reading_order import Section, Sort, agenda
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
from itinerary.render.words.language import Language
from itinerary.value import Value


class Advisory(Value):
    """The content of an advisory: what the edition changed of the events, the deadlines in the
    order of their times, and the events by day."""

    changed: tuple[Change, ...]
    deadlines: tuple[Event, ...]
    sections: tuple[Section, ...]


def advisory(edition: Edition, log: Sequence[LogEntry]) -> Advisory:
    """Return the advisory of an edition; `log` has the editions up to this one, newest first."""
    newest = next((entry for entry in log if entry.number == edition.number), None)
    itinerary = edition.itinerary
    events = tuple(event for event in itinerary.events if not event.is_break)
    return Advisory(
        changed=newest.changes if newest and edition.number > 1 else (),
        deadlines=tuple(sorted(itinerary.deadlines, key=_moment)),
        sections=tuple(agenda(events, itinerary.day_starts)),
    )


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


def advisory_text(edition: Edition, log: Sequence[LogEntry], tag: str, *, site: str) -> str:
    """Return the advisory as plain text in the language `tag`, in lines of at most `COLUMNS`."""
    language = Language.of(tag, edition.itinerary.own_words)
    found = advisory(edition, log)
    lines = [*_head(edition, language)]
    if found.changed:
        lines += ["", *heading(language.say("What changed"))]
        for change in found.changed:
            lines += ["", *wrapped(wording.title_words(change.after, language), "* ", "  ")]
            for sentence in changes.sentences(change, language):
                lines += wrapped(sentence, "  ")
    if found.deadlines:
        lines += ["", *heading(language.say("Deadlines"))]
        for deadline in found.deadlines:
            lines += ["", *_deadline(deadline, language)]
    for section in found.sections:
        lines += ["", *heading(_day(section, language))]
        for event in section.events:
            lines += ["", *_event(event, section, edition, language)]
    page = addresses.absolute(site, addresses.advisory_page(tag))
    return "".join(f"{line}\n" for line in (*lines, "", "--", page))


def _head(edition: Edition, language: Language) -> Iterator[str]:
    itinerary, say = edition.itinerary, language.say
    yield from wrapped(itinerary.title.to(language.tag).upper())
    yield from wrapped(say("Press advisory"))
    yield from wrapped(update_words(edition, language))
    if itinerary.publisher:
        contact = itinerary.publisher.contact
        name = itinerary.publisher.name.to(language.tag)
        yield ""
        yield from wrapped(f"{name}, {contact}" if contact else name)
    if any(isinstance(event.when, Timed) for event in itinerary.events):
        yield ""
        yield from wrapped(clock_wording.zones_line(itinerary.events, language))


def _day(section: Section, language: Language) -> str:
    if section.first is None or section.last is None:
        return language.say("To be announced")
    if section.sort is Sort.DAY:
        return language.day(section.first)
    return language.days(section.first, section.last)


def _deadline(deadline: Event, language: Language) -> Iterator[str]:
    yield from wrapped(wording.title_words(deadline, language), "* ", "  ")
    yield from wrapped(wording.when_words(deadline, language), "  ")
    if deadline.status is not Status.CONFIRMED:
        yield from wrapped(wording.status_words(deadline, language), "  ")
    if deadline.description:
        yield from wrapped(deadline.description.to(language.tag), "  ")
    for link in deadline.links:
        yield from wrapped(link.url, "  ")


def _event(event: Event, section: Section, edition: Edition, language: Language) -> Iterator[str]:
    starts = edition.itinerary.day_starts
    later = isinstance(event.when, Window) and event.when.later
    shown = section.sort is Sort.DAY or later
    time = f"{wording.row_words(event, language, starts)}  " if shown else ""
    yield from wrapped(event.title.to(language.tag), time, "  ")
    if event.status is not Status.CONFIRMED:
        yield from wrapped(wording.status_words(event, language), "  ")
    if event.place:
        yield from wrapped(place_wording.location_words(event.place, language), "  ")
    for fact in fact_wording.press_facts(event, language):
        yield from wrapped(fact.line(language), "  ", "    ")
