"""Pages that people read, complete without script."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from babel import Locale
from flask import Blueprint, Flask, Response, abort, g, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as BaseResponse

from itinerary.formats import addresses, changes, icalendar, markdown, wording
from itinerary.formats.language import Language
from itinerary.formats.links import Subscribe, subscribe
from itinerary.model import Event, Selection, Sort, Status, agenda
from itinerary.text import ANY, Text
from itinerary.web.http import answer
from itinerary.web.languages import best_language, chosen
from itinerary.web.state import publication
from itinerary.when import Day, Span, Timed, Window

blueprint = Blueprint("pages", __name__)

HTML = "text/html; charset=utf-8"

FRESH = timedelta(days=3)
"""How long a changed event is marked on the agenda."""


@blueprint.get("/")
def root() -> BaseResponse:
    """Lead to the agenda in the reader's language."""
    response = redirect(url_for("pages.home", language=best_language()))
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/<language>/")
def home(language: str) -> Response:
    """The agenda."""
    speech = chosen(language)
    current = publication()
    selections = [s for s in addresses.selections(current.itinerary) if s != Selection()]
    return render_page(
        "agenda.html",
        speech,
        sections=agenda(current.itinerary.events),
        selections=selections,
        subscribe=_subscribe(Selection(), speech),
        zones_line=wording.zones_line(current.itinerary, speech),
    )


@blueprint.get("/<language>/events/<id>/")
def event(language: str, id: str) -> Response:
    """One event: all that is known of it, and who said so."""
    speech = chosen(language)
    current = publication()
    found = current.edition.find(id)
    if found is None:
        abort(404)
    revision = current.edition.revision(found)
    return render_page(
        "event.html",
        speech,
        event=found,
        revision=revision,
        gone=found.id not in current.itinerary.by_id,
        # An event that was cancelled when it was first published begins at revision 1.
        history=current.log(found.uid) if revision.modified > revision.created else (),
    )


@blueprint.get("/<language>/places/<id>/")
def place(language: str, id: str) -> Response:
    """One place: what happens there and in the places in it."""
    speech = chosen(language)
    itinerary = publication().itinerary
    found = next((p for p in itinerary.places if p.id == id), None)
    if found is None:
        abort(404)
    selection = Selection(places=(found.id,))
    return render_page(
        "place.html",
        speech,
        place=found,
        inner=[p for p in itinerary.places if p.within and p.within.id == found.id],
        sections=agenda(selection.of(itinerary)),
        subscribe=_subscribe(selection, speech),
    )


def render_page(template: str, language: Language, **values: Any) -> Response:
    """Return a page in `language`, made from a template."""
    current = publication()
    page = render_template(template, language=language.tag, **values)
    # What is wrong with the file is no part of the edition: no cache may keep the banner.
    return answer(page.encode(), HTML, current.edition.published, public=not current.trouble)


def _subscribe(selection: Selection, language: Language) -> Subscribe:
    current = publication()
    path = addresses.feed(current.itinerary.id, selection, language.tag)
    name = icalendar.feed_name(current.edition, selection, language)
    return subscribe(addresses.absolute(current.site, path), name)


# --- what templates can say ----------------------------------------------------------------------


def init_app(app: Flask) -> None:
    """Give templates the words of `formats.wording`, in the language of the page."""
    words = {
        name.removesuffix("_words"): _in_page_language(getattr(wording, name))
        for name in (
            "after_words",
            "party_words",
            "place_words",
            "source_words",
            "status_words",
            "time_words",
            "when_words",
        )
    }
    app.jinja_env.filters.update(
        words, text=_text, prose=_prose, days=_days, day=_day, said_on=_said_on
    )
    app.jinja_env.tests.update(
        timed=lambda when: isinstance(when, Timed), window=lambda when: isinstance(when, Window)
    )
    app.jinja_env.globals.update(
        Sort=Sort, Status=Status, addresses=addresses, language_name=_language_name
    )
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    current = publication()
    return {
        "itinerary": current.itinerary,
        "edition": current.edition,
        "site": current.site,
        "trouble": current.trouble,
        "speech": g.get("language"),
        "zone_of": lambda event: wording.zone_words(event, event.when.start, g.language),
        "feed_path": lambda selection: addresses.feed(
            current.itinerary.id, selection, g.language.tag
        ),
        "feed_label": _feed_label,
        "machine_time": _machine_time,
        "sentences": lambda change: changes.sentences(change, g.language),
        "stamp": _stamp,
        "fresh": _fresh,
        "as_of": wording.moment_day(current.edition.published, current.itinerary).isoformat(),
        "beginning": lambda entry: changes.beginning(entry, g.language),
        "page_of": lambda change: changes.page_of(change, current.edition),
        "is_place": lambda place: place.id in {known.id for known in current.itinerary.places},
        "is_event": lambda name: current.edition.find(name) is not None,
        "same_page": _same_page,
    }


def _in_page_language(function: Any) -> Any:
    return lambda value: function(value, g.language)


def _text(text: Text) -> Markup:
    """Return a text in the page's language; where it falls back, marked with its own."""
    said = text.pick(g.language.tag)
    if said.language in (g.language.tag, ANY):
        return escape(said.words)
    return Markup('<span lang="{}">{}</span>').format(said.language, said.words)


def _prose(text: Text) -> Markup:
    """Return Markdown as safe HTML; where it falls back, marked with its own language."""
    said = text.pick(g.language.tag)
    body = Markup(markdown.html(said.words))  # noqa: S704  sanitised by nh3
    if said.language in (g.language.tag, ANY):
        return body
    return Markup('<div lang="{}">{}</div>').format(said.language, body)


def _days(section: Any) -> Markup:
    """Return a range of days with each end marked up as the date it is."""
    parts = g.language.days_in_parts(section.first, section.last)
    return Markup().join(
        Markup('<time datetime="{}">{}</time>').format(day.isoformat(), words)
        for words, day in parts
    )


def _day(day: Any) -> Markup:
    """Return a day in full, marked up as the date it is."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), g.language.day(day))


def _said_on(when: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(when, g.language.said_on(when))


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


def _fresh(event: Event) -> datetime | None:
    """Return when an event was last changed, if that was shortly before this edition: pages know
    no other clock, and `fresh.js` takes the mark away when the reader's says that it is old."""
    edition = publication().edition
    revision = edition.revision(event)
    recent = edition.published - revision.modified <= FRESH
    return revision.modified if recent and edition.number > 1 and revision.number else None


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


def _feed_label(selection: Selection) -> Text:
    """Return the name of the one thing that a feed selects."""
    itinerary = publication().itinerary
    kinds: tuple[tuple[tuple[str, ...], Iterable[Any]], ...] = (
        (selection.places, itinerary.places),
        (selection.categories, itinerary.categories),
        (selection.parties, itinerary.parties),
    )
    name: Text = next(t.name for ids, things in kinds for t in things if t.id in ids)
    return name


def _language_name(tag: str) -> str:
    """Return a language's name in itself: English, 中文, русский."""
    return Locale.parse(tag, sep="-").get_display_name(tag.replace("-", "_")) or tag


def _same_page(tag: str) -> str:
    """Return the address of this page in another language."""
    if request.endpoint and request.view_args and "language" in request.view_args:
        return url_for(request.endpoint, **{**request.view_args, "language": tag})
    return url_for("pages.home", language=tag)
