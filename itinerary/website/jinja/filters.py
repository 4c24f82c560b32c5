"""The filters and tests of templates, by the names that templates use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from flask import g
from markupsafe import Markup, escape

from itinerary.model.itinerary import Event, Link, Source
from itinerary.model.reading_order import Section
from itinerary.model.text import ANY, Text
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render import addresses
from itinerary.render.documents import jsonld
from itinerary.render.layout.bars import DayRange
from itinerary.render.words import bidi, markdown, place_wording, wording
from itinerary.render.words.language import Language
from itinerary.website.filter_choices import Option
from itinerary.website.jinja.relative_urls import from_row
from itinerary.website.request_context import publication

_YEAR = "(?:(?<![0-9])[12][0-9]{3}(?![0-9])|[〇零一二三四五六七八九]{4})"
_WHOLE = re.compile(
    f"{_YEAR}年?(?:至|到|[-‐–—―~～]{{1,2}}){_YEAR}(?:年度?)?|{_YEAR}年度?|(?<![0-9])[0-9]{{1,2}}[年月日]"
)
"""A range of years, which Chinese breaks on both sides of its dash, and a number with the word for
its year, month or day, before which Chinese and Japanese break."""

MOST_PEOPLE = 4
"""People that a row names; the page of the event names them all."""


def _in_page_language(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """Return the function with the language of the page as its second argument."""
    return lambda value: function(value, g.language)


def _row(event: Event) -> Markup:
    """Return the time of an event for a row under a heading with its days."""
    day_starts = publication().itinerary.day_starts
    words = wording.row_words(event, g.language, day_starts)
    if g.language.half_days:
        words = _HALF_DAY.sub("\N{NO-BREAK SPACE}", words)
    words = _AFTER_DASH.sub(r"\1 ", words)
    return Markup(_TILDE.sub("~<wbr>", str(escape(words))))  # noqa: S704  escaped


def _unbroken(words: str) -> Markup:
    """Return a sentence in which no line breaks between the hours of a range."""
    if g.language.half_days:
        return escape(_HALF_DAY.sub("\N{NO-BREAK SPACE}", words))
    # Chromium breaks lines behind a dash.
    return Markup(_RANGE.sub(r'<span class="whole">\g<0></span>', str(escape(words))))  # noqa: S704


def _column_days(column: DayRange) -> Markup:
    """Return the days of a column for its head, where a line breaks before a month or between two,
    and never within a date or between the numbers of a month."""
    first, *last = g.language.brief_days(column.first, column.last)
    if not last:
        whole = r'<span class="whole">\g<0></span>'
        return Markup(_DAYS.sub(whole, str(escape(first))))  # noqa: S704  escaped
    space = " " if first[-1].isspace() else "<wbr>"
    span = Markup('<span class="whole">{}</span>')
    return Markup(space).join(span.format(part.strip()) for part in (first, *last))  # noqa: S704


# An hour stays beside its half of the day, before it (오전 10:00) or behind it (10:00 am).
# Behind the dash a line may break, so that both hours find room in a narrow row.
_HALF_DAY = re.compile(r"(?<=\d) (?=[^\W\d_])|(?<=[^\W\d_]) (?=\d+:)")
_AFTER_DASH = re.compile(r"([–~]|تا)[\u2009\u202f\u00a0]")  # Persian has a word for it
_DAYS = re.compile(r"\d+(?:\W*تا)?\W+\d+\.?")
_RANGE = re.compile(r"[\d:.]+–[\d:.]+")
_SLASH = re.compile(r"/(?=[^/\s])")
_TILDE = re.compile(r"~(?=\d)")  # at which no line breaks by itself (Korean)


def _in_one_line(words: str) -> Markup:
    """Return words in which ranges of years and the parts of dates stay in one line each."""
    safe = escape(words)
    if not _WHOLE.search(safe):
        return safe
    return Markup(_WHOLE.sub(r'<span class="whole">\g<0></span>', str(safe)))  # noqa: S704


def _text(text: Text) -> Markup:
    """Return a text in the page's language; where it falls back, marked with its own. A range of
    years stays in one line."""
    language = g.language
    return _marked(text, language.tag, language.leftwards)


# Rows of one page name the same places and categories again and again.
@lru_cache(maxsize=4096)
def _marked(text: Text, tag: str, leftwards: bool) -> Markup:
    picked = text.pick(tag)
    words = _in_one_line(picked.words)
    # What has letters of the other direction is isolated from what is around it.
    name = "bdi" if bidi.mixes(picked.words, leftwards=leftwards) else "span"
    if picked.language not in (tag, ANY):
        return Markup('<{0} lang="{1}">{2}</{0}>').format(name, picked.language, words)
    return Markup("<bdi>{}</bdi>").format(words) if name == "bdi" else words


def _link(link: Link) -> Markup:
    """Return what a link is called; see `link_words`."""
    return _text(link.title) if link.title else _address(wording.link_words(link, g.language))


def _address(words: str) -> Markup:
    """Return an address in short as markup that breaks lines behind its slashes."""
    return Markup(_SLASH.sub(r"\g<0><wbr>", str(escape(words))))  # noqa: S704  escaped


def _linked(text: Text) -> Markup:
    """Return a text as `_text` does, with the addresses in it as links."""
    picked = text.pick(g.language.tag)
    body = Markup(markdown.linked(picked.words))  # noqa: S704  sanitised by nh3
    if picked.language in (g.language.tag, ANY):
        return body
    return Markup('<span lang="{}">{}</span>').format(picked.language, body)


def _prose(text: Text) -> Markup:
    """Return Markdown as safe HTML; where it falls back, marked with its own language."""
    picked = text.pick(g.language.tag)
    body = Markup(markdown.html(picked.words))  # noqa: S704  sanitised by nh3
    if picked.language in (g.language.tag, ANY):
        return body
    return Markup('<div lang="{}" dir="auto">{}</div>').format(picked.language, body)


def _days(known: Any) -> Markup:
    """Return the days of a section, or of what is known of a time, with each end marked up as the
    date it is; see `wording.date_words`."""
    parts = g.language.days_in_parts(known.first, known.last)
    days = Markup().join(_date(day.isoformat(), words) for words, day in parts)
    if not (isinstance(known, Window) and known.later):
        return days
    message = Markup(g.language.say("%(days)s or later"))  # noqa: S704  our own words
    return message % {"days": days}


def _day(day: Any) -> Markup:
    """Return a day in full, marked up as the date it is."""
    return _date(day.isoformat(), g.language.day(day))


def _named(event: Event) -> Markup:
    """Return the title of an event; with its days if another event has the same title."""
    title = _text(event.title)
    if event.when is None or not publication().has_namesake(event.id):
        return title
    days = g.language.days(event.when.first, event.when.last)
    message = Markup(g.language.say("%(title)s, %(days)s"))  # noqa: S704  our own words
    return message % {"title": title, "days": days}


def _weekday(event: Event) -> str:
    """Return the days of an event in short, with the day of the week if it is one: Thu 16 May."""
    speech: Language = g.language
    if event.when is None:
        return speech.say("Day to be announced")
    if event.when.first == event.when.last:
        return speech.day_of_week(event.when.first)
    return speech.short_days(event.when.first, event.when.last)


def _said_on(when: str) -> Markup:
    """Return the date of a source, marked up; it may be a year or a month alone."""
    return _date(when, g.language.said_on(when))


def _date(machine: str, words: str) -> Markup:
    """Return a date marked up as such; in one line where a line would break in it anywhere."""
    whole = Markup(' class="whole"') if _WHOLE.search(words) else ""
    return Markup('<time datetime="{}"{}>{}</time>').format(machine, whole, words)


def _said_by(sources: Iterable[Source]) -> str:
    """Return sources in short: who, and on which day; the page of the event has the rest."""
    speech: Language = g.language
    say = speech.say
    return say("; ").join(
        say(", ").join(filter(None, (s.who.to(speech.tag), s.when and speech.said_on(s.when))))
        for s in sources
    )


def _people(event: Event) -> Markup:
    """Return the people and organisations of an event for its row: the first few, each as a link
    to its page, with the role where it is not that of most. Names in the title are left out."""
    speech: Language = g.language
    usual = publication().usual_role
    parties = wording.beside_title(event, speech.tag)
    named = []
    for taking in parties[:MOST_PEOPLE]:
        where = escape(from_row(addresses.party_page(speech.tag, taking.party.id)))
        # Not `format`, which takes ten times as long: a page may have thousands of them.
        link = Markup(f'<a href="{where}">{_text(taking.party.name)}</a>')  # noqa: S704  escaped
        if taking.role and taking.role != usual:
            message = Markup(speech.say("%(words)s (%(more)s)"))  # noqa: S704  our own words
            link = message % {"words": link, "more": _text(taking.role)}
        named.append(link)
    more = len(parties) - len(named)
    if not more:
        return Markup(speech.series(named))  # noqa: S704  each is markup
    several = Markup(speech.say(", ")).join(named)  # noqa: S704  our own words
    # Translators: Names of people or bodies with commas between them, and how many more there are.
    words = speech.ngettext(
        "%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=several
    )
    return Markup(words)  # noqa: S704  our own words


def _host(link: str) -> str:
    """Return the host of a link, as people name a site: example.org."""
    return (urlsplit(link).hostname or link).removeprefix("www.")


def _jsonld(node: jsonld.Node) -> Markup:
    return Markup(jsonld.dump(node))  # noqa: S704  `dump` escapes for this very place


FILTERS: dict[str, Callable[..., Any]] = {
    # Of an event, or of what else `wording` has words for
    "after": _in_page_language(wording.after_words),
    "description": _in_page_language(wording.description_words),
    "location": _in_page_language(place_wording.location_words),
    "meanwhile": _in_page_language(wording.meanwhile_words),
    "party": _in_page_language(wording.party_words),
    "street": _in_page_language(partial(place_wording.location_words, named=False)),
    "people": _people,
    "place": _in_page_language(place_wording.place_words),
    "plain": _in_page_language(wording.plain_words),
    "row": _row,
    "source": _in_page_language(wording.source_words),
    "open_again": _in_page_language(wording.open_again_words),
    "status": _in_page_language(wording.status_words),
    "time": _in_page_language(wording.time_words),
    "utc": _in_page_language(wording.utc_words),
    "when": _in_page_language(wording.when_words),
    # Of a text of the programme
    "text": _text,
    "unbroken": _unbroken,
    "column_days": _column_days,
    "linked": _linked,
    "link": _link,
    "address": _address,
    "short": wording.short_address,
    "link_kind": _in_page_language(wording.link_kind),
    "prose": _prose,
    # Of days, sources, links and data
    "days": _days,
    "day": _day,
    "named": _named,
    "weekday": _weekday,
    "said_on": _said_on,
    "said_by": _said_by,
    "host": _host,
    "jsonld": _jsonld,
}

_LONG = 60
"""Columns of a terminal from which a title is long: two for a Chinese character, else one."""


def _is_long(text: Text) -> bool:
    """Tell whether a text takes several lines of a heading."""
    words = text.to(g.language.tag)
    return sum(1 + (east_asian_width(letter) in "WF") for letter in words) > _LONG


def _is_awaited(section: Section, shown: frozenset[str] | None = None) -> bool:
    """Tell whether a section has an event, of those that are shown, whose time is not known."""
    return any(
        not isinstance(event.when, Timed | Span)
        for event in section.events
        if shown is None or event.id in shown
    )


def _is_offered(options: Sequence[Option]) -> bool:
    """Tell whether choices are worth offering: there are several, or one was made."""
    return len(options) > 1 or any(option.chosen for option in options)


_HOURS = re.compile("<time[^>]* data-zone=")


def _has_hours(content: str) -> bool:
    """Tell whether HTML has an hour of an event, which the reader's clocks can show."""
    return bool(_HOURS.search(content))


TESTS: dict[str, Callable[[Any], bool]] = {
    "awaited": _is_awaited,
    "day": lambda when: isinstance(when, Day),
    "long": _is_long,
    "later": lambda when: isinstance(when, Window) and when.later,
    "offered": _is_offered,
    "span": lambda when: isinstance(when, Span),
    "timed": lambda when: isinstance(when, Timed),
    "window": lambda when: isinstance(when, Window),
    "with_hours": _has_hours,
}
"""Tests of HTML, of sections, of choices, of the time of an event, and of texts."""
