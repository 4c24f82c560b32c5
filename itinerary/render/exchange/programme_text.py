"""The programme as plain text in 72 columns: for terminals, screen readers, mails, assistants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Source, Status
from itinerary.model.reading_order import Section, Sort, agenda
from itinerary.model.selection import Selection
from itinerary.model.when import Timed, Window
from itinerary.render import addresses, fragments
from itinerary.render.documents.plain_text import section_words
from itinerary.render.fragments import Kept
from itinerary.render.words import (
    clock_wording,
    fact_wording,
    markdown,
    place_wording,
    wording,
)
from itinerary.render.words.columns import heading, wrapped
from itinerary.render.words.language import Language
from itinerary.render.words.said_once import NOTHING, SaidOnce, said_once

_RIGHT_TO_LEFT_MARK = "\u200f"
"""Tells a terminal that a line runs from right to left, whatever its first letter is (UAX #9)."""


def programme_text(edition: Edition, tag: str, *, site: str, kept: Kept = fragments.made) -> str:
    """Return the programme in the language `tag`, in lines of at most 72 columns; addresses, which
    begin with `site`, stay whole. `kept` is for one language."""
    itinerary = edition.itinerary
    language = Language.of(tag, itinerary.own_words)
    said = said_once(itinerary.events)
    parts = [_text(_head(edition, said, language, site), language)]
    for section in agenda(itinerary.events, itinerary.day_starts):
        parts.append(_text(("", *heading(section_words(section, language))), language))
        for event in section.events:
            dated = _shows_hours(event, section)
            version = *fragments.version(edition, event, site), dated, said

            def make(event: Event = event, dated: bool = dated) -> str:
                lines = _event(event, language, itinerary.day_starts, site, said, dated=dated)
                return _text(lines, language)

            parts.append(kept(event.uid, version, make))
    return "".join(parts)


def _text(lines: Iterable[str], language: Language) -> str:
    return "".join(f"{_directed(line, language)}\n" for line in lines)


def _directed(line: str, language: Language) -> str:
    """Return a line with the direction of the language; an address stays fit to be copied."""
    if language.leftwards and line.strip() and "://" not in line.split()[0]:
        return f"{_RIGHT_TO_LEFT_MARK}{line}"
    return line


def _head(edition: Edition, said: SaidOnce, language: Language, site: str) -> Iterator[str]:
    itinerary, tag = edition.itinerary, language.tag
    yield from heading(itinerary.title.to(tag), "=")
    if itinerary.description:
        yield ""
        yield from _paragraphs(markdown.plain(itinerary.description.to(tag)))
    yield ""
    stamp = edition.published.astimezone(itinerary.zone.info)
    yield from wrapped(
        language.say(
            "Edition %(number)s, %(day)s", number=edition.number, day=language.day(stamp.date())
        )
    )
    if any(isinstance(event.when, Timed) for event in itinerary.events):
        yield from wrapped(clock_wording.zones_line(itinerary.events, language))
    if hint := wording.day_starts_words(itinerary.day_starts, language):
        yield from wrapped(hint)
    if said.role:
        role = said.role.to(tag)
        yield from wrapped(language.say("Names without a role: %(role)s", role=role))
    for line in _cited(said.sources, language):
        yield from wrapped(line)
    yield addresses.absolute(site, addresses.home(tag))
    if itinerary.first:
        yield addresses.absolute(site, addresses.feed(itinerary.id, Selection(), tag))


def _paragraphs(words: str, indent: str = "") -> Iterator[str]:
    """Yield a text of several lines, each of them wrapped."""
    for line in words.splitlines():
        yield from wrapped(line, indent) if line.strip() else [""]


def _shows_hours(event: Event, section: Section) -> bool:
    later = isinstance(event.when, Window) and event.when.later
    return section.sort is Sort.DAY or later


def _event(
    event: Event, language: Language, starts: time, site: str, said: SaidOnce, *, dated: bool
) -> Iterator[str]:
    yield ""
    hours = f"{wording.row_words(event, language, starts)}  " if dated else ""
    title = language.isolated(event.title.to(language.tag))
    yield from wrapped(title, hours, "  ")
    for line in details(event, language, said):
        yield from wrapped(line, "  ", "    ")
    if not event.is_break:
        page = addresses.event_page(language.tag, event.id)
        yield f"  {addresses.absolute(site, page)}"


def details(event: Event, language: Language, said: SaidOnce = NOTHING) -> Iterator[str]:
    """Yield what is known of an event beside its title and its time, in lines; without what is
    `said` of all."""
    say, tag = language.say, language.tag
    if event.status is not Status.CONFIRMED:
        yield wording.status_words(event, language)
    if after := wording.after_words(event, language):
        yield after
    if clocks := wording.meanwhile_words(event, language):
        yield clocks
    if where := place_wording.event_words(event, language):
        yield where
    if about := event.summary or event.description:
        yield from _first(markdown.plain(about.to(tag)).splitlines())
    if event.parties:
        yield say("With: %(who)s", who=said.who(event, language))
    for fact in (*fact_wording.facts(event, language), *fact_wording.press_facts(event, language)):
        yield fact.line(language)
    if event.result:
        result = " ".join(markdown.plain(event.result.to(tag)).split())
        yield say("Result: %(result)s", result=result)
    yield from _cited(said.sources_of(event), language)


def _cited(sources: Iterable[Source], language: Language) -> Iterator[str]:
    for source in sources:
        yield language.say("Source: %(source)s", source=wording.source_words(source, language))


def _first(lines: Iterable[str]) -> Iterator[str]:
    """Yield the first line that is not empty: the page has them all."""
    found = next((line for line in lines if line.strip()), None)
    if found is not None:
        yield found
