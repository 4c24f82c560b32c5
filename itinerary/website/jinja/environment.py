"""Pages from templates: what a template can say, and how it links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from flask import Flask, Response, g, render_template, request
from jinja2 import (
    ChoiceLoader,
    FunctionLoader,
    PrefixLoader,
)
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from itinerary.model.itinerary import Event, Place, Source, Status
from itinerary.model.reading_order import Section, Sort
from itinerary.model.selection import Selection
from itinerary.model.selection_query import filters_of
from itinerary.model.text import ANY, Text
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render import addresses
from itinerary.render.calendars.feed import feed_name
from itinerary.render.documents import jsonld
from itinerary.render.drawings.colours import PAPER
from itinerary.render.layout import route
from itinerary.render.vendors.calendar_links import SubscribeLinks, subscribe_links
from itinerary.render.words import changes, markdown, wording
from itinerary.render.words.language import Language, _
from itinerary.website import link_preview
from itinerary.website.assets import assets
from itinerary.website.inventory import facet_ids
from itinerary.website.jinja.bytecode_cache import _Compiled, compiler
from itinerary.website.jinja.relative_urls import same_page, to
from itinerary.website.request_context import publication
from itinerary.website.request_language import current_language
from itinerary.website.responses import answer
from itinerary.website.theme import Theme

HTML = "text/html; charset=utf-8"


NAVIGATION: tuple[tuple[Callable[[str], str], str], ...] = (
    (addresses.home, _("Programme")),
    (addresses.calendar_page, _("Calendar")),
    (addresses.map_page, _("Map")),
    (addresses.subscribe_page, _("Subscribe")),
    (addresses.changes_page, _("What changed")),
    (addresses.about_page, _("About")),
)
"""The pages that every page leads to: their addresses by language, and their names."""


def render_page(template: str, language: Language, **values: Any) -> Response:
    """Return a page in `language`, made from a template."""
    current = publication()
    page = render_template(template, language=language.tag, **values)
    # What is wrong with the file is no part of the edition: no cache may keep the banner.
    return answer(page.encode(), HTML, current.stamp, public=not current.trouble)


def subscription(selection: Selection, language: Language) -> SubscribeLinks:
    """Return the ways to subscribe to the feed of `selection`."""
    current = publication()
    path = addresses.feed(current.itinerary.id, selection, language.tag)
    name = feed_name(current.edition, selection, language)
    return subscribe_links(addresses.absolute(current.site, path), name)


# --- what templates can say ----------------------------------------------------------------------


def init_app(app: Flask, theme: Theme) -> None:
    """Give templates the words of `formats.wording`, in the language of the page.

    Templates of the theme go before ours; they can extend `itinerary/NAME`.
    """
    ours = app.jinja_loader
    assert ours is not None
    theirs = FunctionLoader(lambda name: _template(theme.files.get(name)))
    app.jinja_loader = ChoiceLoader([theirs, ours, PrefixLoader({"itinerary": ours})])
    with suppress(RuntimeError, OSError):  # there is no folder that is safe
        app.jinja_env.bytecode_cache = _Compiled(pattern=f"itinerary_{compiler()}_%s")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        lambda message: current_language().catalog.gettext(message),
        lambda one, many, num: current_language().catalog.ngettext(one, many, num),
        newstyle=True,
    )
    words = {
        name.removesuffix("_words"): _in_page_language(getattr(wording, name))
        for name in (
            "after_words",
            "description_words",
            "location_words",
            "meanwhile_words",
            "party_words",
            "place_words",
            "plain_words",
            "row_words",
            "source_words",
            "status_words",
            "time_words",
            "utc_words",
            "when_words",
        )
    }
    app.jinja_env.filters.update(
        words,
        text=_text,
        linked=_linked,
        prose=_prose,
        days=_days,
        day=_day,
        said_on=_said_on,
        said_by=_said_by,
        jsonld=_jsonld,
        host=_host,
    )
    app.jinja_env.tests.update(
        day=lambda when: isinstance(when, Day),
        later=lambda when: isinstance(when, Window) and when.later,
        span=lambda when: isinstance(when, Span),
        timed=lambda when: isinstance(when, Timed),
        window=lambda when: isinstance(when, Window),
    )
    app.jinja_env.globals.update(
        Selection=Selection,
        Sort=Sort,
        Status=Status,
        addresses=addresses,
        anchor=_anchor,
        bands=route.bands,
        # A row of a theme may show what it likes, so nobody knows when it is the same.
        kept=_made if "partials/events.html" in theme.files else _kept,
        keys_of=_keys_of,
        dates_of=lambda when: (jsonld.start_of(when), jsonld.end_of(when)),
        minutes_of=lambda timed: (
            (timed.end.astimezone(UTC) - timed.start.astimezone(UTC)) // timedelta(minutes=1)
        ),
        none_of=lambda events, shown: shown is not None and shown.isdisjoint(e.id for e in events),
        one_clock=_one_clock,
        leg_words=lambda leg: wording.leg_words(leg, g.language),
        asset=lambda name: to(assets().path(name)),
        language_name=_language_name,
        navigation=NAVIGATION,
        papers=PAPER,
        to=to,
    )
    app.context_processor(_context)


def _template(file: Path | None) -> tuple[str, str, None] | None:
    """Return a template's source and where that is."""
    return (file.read_text("utf-8"), str(file), None) if file else None


def _context() -> dict[str, Any]:
    current = publication()
    return {
        "itinerary": current.itinerary,
        "edition": current.edition,
        "site": current.site,
        "trouble": bool(current.trouble),
        "problems": current.trouble if current.local else (),
        "speech": g.get("language"),
        "route": LocalProxy(lambda: current.route),
        "has_times": current.has_times,
        "pdf_languages": current.pdf_languages,
        "origins": current.origins,
        "only_zone": current.only_zone,
        "zone_names": _zone_names(),
        "zone_of": lambda event: wording.zone_words(event, event.when.start, g.language),
        "feed_path": lambda selection: addresses.feed(
            current.itinerary.id, selection, g.language.tag
        ),
        "feed_label": _feed_label,
        "machine_time": _machine_time,
        "sentences": lambda change: changes.sentences(change, g.language),
        "stamp": _stamp,
        "fresh": lambda event: current.fresh(event.id),
        "as_of": lambda: current.as_of.isoformat(),
        "beginning": lambda entry: changes.beginning(entry, g.language),
        "page_of": lambda change: changes.page_of(change, current.edition),
        "is_facet": lambda field, name: name in facet_ids(current.edition, field),
        "is_event": lambda name: current.edition.find(name) is not None,
        "same_page": same_page,
        "picture": link_preview.of_programme(g.language) if "language" in g else None,
        "locale_of": lambda tag: Language.of(tag).territory,
        "here": addresses.absolute(current.site, request.path),
        "translations": lambda: addresses.translations(
            current.itinerary.languages, request.path, current.site
        ),
    }


def _in_page_language(function: Any) -> Any:
    return lambda value: function(value, g.language)


def _text(text: Text) -> Markup:
    """Return a text in the page's language; where it falls back, marked with its own."""
    said = text.pick(g.language.tag)
    if said.language in (g.language.tag, ANY):
        return escape(said.words)
    return Markup('<span lang="{}">{}</span>').format(said.language, said.words)


def _linked(text: Text) -> Markup:
    """Return a text as `_text` does, with the addresses in it as links."""
    said = text.pick(g.language.tag)
    body = Markup(markdown.linked(said.words))  # noqa: S704  sanitised by nh3
    if said.language in (g.language.tag, ANY):
        return body
    return Markup('<span lang="{}">{}</span>').format(said.language, body)


def _prose(text: Text) -> Markup:
    """Return Markdown as safe HTML; where it falls back, marked with its own language."""
    said = text.pick(g.language.tag)
    body = Markup(markdown.html(said.words))  # noqa: S704  sanitised by nh3
    if said.language in (g.language.tag, ANY):
        return body
    return Markup('<div lang="{}">{}</div>').format(said.language, body)


def _days(known: Any) -> Markup:
    """Return the days of a section, or of what is known of a time, with each end marked up as the
    date it is; see `wording.date_words`."""
    parts = g.language.days_in_parts(known.first, known.last)
    days = Markup().join(
        Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)
        for words, day in parts
    )
    if not (isinstance(known, Window) and known.later):
        return days
    message = Markup(g.language.say("%(days)s or later"))  # noqa: S704  our own words
    return message % {"days": days}


def _day(day: Any) -> Markup:
    """Return a day in full, marked up as the date it is."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), g.language.day(day))


def _said_on(when: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(when, g.language.said_on(when))


def _host(link: str) -> str:
    """Return the host of a link, as people name a site: example.org."""
    return (urlsplit(link).hostname or link).removeprefix("www.")


def _jsonld(node: jsonld.Node) -> Markup:
    return Markup(jsonld.dump(node))  # noqa: S704  `dump` escapes for this very place


def _said_by(sources: Iterable[Source]) -> str:
    """Return sources in short: who, and on which day; the page of the event has all of it."""
    speech: Language = g.language
    say = speech.say
    return say("; ").join(
        say(", ").join(filter(None, (s.who.to(speech.tag), s.when and speech.said_on(s.when))))
        for s in sources
    )


def _stamp(moment: datetime, *, zone: bool = False) -> Markup:
    """Return when something was published, with the name of the zone if `zone`."""
    itinerary = publication().itinerary
    words = wording.moment_words(moment, itinerary, g.language)
    named = wording.moment_zone(moment, itinerary, g.language)
    machine = moment if named else wording.moment_day(moment, itinerary)
    marked = Markup('<time datetime="{}">{}</time>').format(machine.isoformat(), words)
    if not (zone and named):
        return marked
    message = Markup(g.language.say("%(words)s (%(more)s)"))  # noqa: S704  our own words
    return message % {"words": marked, "more": named}


def _machine_time(event: Any) -> str:
    """Return the value for `<time datetime>`, empty where one value would claim too much."""
    match event.when:
        case Timed(start=start):
            return str(start.isoformat(timespec="minutes"))
        case Day(first=day):
            return str(day.isoformat())
        case Span(first=first, last=last) if first == last:
            return str(first.isoformat())
        case Span() | Window() | _:
            return ""


def _zone_names() -> dict[str, str]:
    """Return what the author calls time zones, by their IANA ids."""
    if "language" not in g:
        return {}
    return {z.info.key: z.name.to(g.language.tag) for z in publication().zones if z.name}


def _anchor(section: Section) -> str:
    """Return the id of a section of an agenda: day-2024-05-16."""
    if section.sort is Sort.DAY:
        return f"day-{section.first}"
    return f"{section.sort}-{section.first}-{section.last}" if section.first else section.sort


def _kept(
    row: Callable[..., Markup],
    event: Event,
    sort: Sort,
    band: Place | None,
    hidden: bool,
    zone: bool,
) -> Markup:
    """Return the row of an event, made by the macro `row` from what follows unless it is there."""
    current = publication()
    edition, tag = current.edition, g.language.tag
    record = edition.record(event)
    links = (
        to(addresses.event_page(tag, event.id)),
        event.place and to(addresses.place_page(tag, event.place.id)),
    )
    where = (event.uid, tag, links, sort, band and band.id, hidden, zone)
    seen = (record.digest, record.revision, current.fresh(event.id), edition.head)
    return current.rows.get(where, seen, lambda: row(event, sort, band, hidden, zone))


def _made(row: Callable[..., Markup], *of: object) -> Markup:
    """Return a row that is not kept."""
    return row(*of)


def _keys_of(event: Event) -> Iterator[tuple[str, str]]:
    """Yield what an event can be filtered by, beside its days: the key of the query, and values."""
    found: dict[str, list[str]] = {}
    for key, value in filters_of(event):
        found.setdefault(key, []).append(value)
    found.pop("day", None)
    if event.place:
        found["place"] = [event.place.id]  # `filter.js` knows which places are around it
    yield from ((key, " ".join(values)) for key, values in found.items())


def _one_clock(events: Sequence[Event]) -> Event | None:
    """Return an event with the clocks by which all announced times of `events` are, if they are the
    same: of one zone, and set alike."""
    timed = {
        (e.zone.info.key, e.when.start.utcoffset()): e
        for e in reversed(events)
        if isinstance(e.when, Timed)
    }
    return next(iter(timed.values())) if len(timed) == 1 else None


def _feed_label(selection: Selection) -> Text:
    """Return the name of the one facet that a feed selects."""
    itinerary = publication().itinerary
    kinds: tuple[tuple[tuple[str, ...], Iterable[Any]], ...] = (
        (selection.places, itinerary.places),
        (selection.categories, itinerary.categories),
        (selection.parties, itinerary.parties),
    )
    name: Text = next(t.name for ids, facets in kinds for t in facets if t.id in ids)
    return name


@cache
def _language_name(tag: str) -> str:
    """Return a language's name in itself: English, 中文, русский."""
    return Locale.parse(tag, sep="-").get_display_name(tag.replace("-", "_")) or tag
