"""A programme as plain text, for terminals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Series, Status
from itinerary.model.reading_order import Section, Sort, agenda
from itinerary.model.when import Window
from itinerary.render.words import fact_wording, place_wording, wording
from itinerary.render.words.facet_words import facet_words
from itinerary.render.words.language import Language
from itinerary.render.words.series_dates import series_dates


def plain_text_agenda(edition: Edition, tag: str) -> str:
    """Return the agenda of an edition in the language `tag`, in lines."""
    language = Language.of(tag, edition.itinerary.own_words)
    return "".join(f"{line}\n" for line in _lines(edition, language))


def _lines(edition: Edition, language: Language) -> Iterator[str]:
    itinerary = edition.itinerary
    yield itinerary.title.to(language.tag)
    stamp = edition.published.astimezone(itinerary.zone.info)
    yield language.say(
        "Edition %(number)s, %(day)s", number=edition.number, day=language.day(stamp.date())
    )
    if itinerary.series:
        yield ""
        yield facet_words("series", itinerary, language)
        for series in itinerary.series:
            yield from _series(series, edition, language)
    for section in agenda(itinerary.events, itinerary.day_starts):
        yield ""
        yield section_words(section, language)
        for event in section.events:
            yield from _event(event, section, language, itinerary.day_starts)


def _series(series: Series, edition: Edition, language: Language) -> Iterator[str]:
    events = [event for event in edition.itinerary.events if event.series_id == series.id]
    dates = series_dates(series, events, language)
    count = language.ngettext("%(num)d date", "%(num)d dates", dates.count)
    yield f"  {series.name.to(language.tag)} [{series.id}], {count}"
    for line in dates.rhythms:
        title = f"{line.title.to(language.tag)}: " if line.title else ""
        yield f"      {title}{line.words}"


def section_words(section: Section, language: Language) -> str:
    """Return the days of a section of the agenda, and what is not known of them."""
    if section.first is None or section.last is None:
        return language.say("To be announced")
    if section.sort is Sort.DAY:
        return language.day(section.first)
    days = language.days(section.first, section.last)
    if section.sort is Sort.WINDOW:
        return language.say(
            "%(words)s (%(more)s)", words=days, more=language.say("day to be announced")
        )
    return days


def _event(event: Event, section: Section, language: Language, day_starts: time) -> Iterator[str]:
    later = isinstance(event.when, Window) and event.when.later
    shown = section.sort is Sort.DAY or later
    time = f"{wording.row_words(event, language, day_starts)}  " if shown else ""
    yield f"  {time}{event.title.to(language.tag)} [{event.id}]"
    if event.status is not Status.CONFIRMED:
        yield f"      {wording.status_words(event, language)}"
    if where := place_wording.event_words(event, language):
        yield f"      {where}"
    for fact in (
        *fact_wording.facts(event, language),
        *fact_wording.press_facts(event, language),
    ):
        yield f"      {fact.line(language)}"
