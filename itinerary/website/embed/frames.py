"""The frames in which other sites show the programme, and the script that sets their height."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, request
from markupsafe import escape

from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Address, Look
from itinerary.render.calendars.feed import feed_name, selected_names
from itinerary.render.layout.series_fold import SeriesFold, series_fold
from itinerary.render.programme_colours import frame_css
from itinerary.render.words import clock_wording
from itinerary.render.words.language import Language
from itinerary.render.words.series_dates import series_rows
from itinerary.value import Value
from itinerary.website.assets import assets
from itinerary.website.pages.event import as_of
from itinerary.website.publication import Publication
from itinerary.website.redirects import find
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.request_selection import page_selection
from itinerary.website.responses import answer, framed, render_page

blueprint = Blueprint("frames", __name__)

SCHEMES = ("auto", "light", "dark")
HEX = re.compile("#?([0-9a-f]{6})", re.IGNORECASE)

WIDTH = 640
HEIGHT = {"programme": 720, "event": 300}
"""Pixels of a frame until its script sets its height."""


class FrameTarget(Value):
    """The content of a frame: a selection, or one event."""

    language: str
    selection: Selection = addresses.WHOLE
    event: str = ""

    @property
    def height(self) -> int:
        """Its height in pixels until its script sets it."""
        return HEIGHT["event" if self.event else "programme"]


@blueprint.get(Address.FRAME)
def programme(language: str) -> Response:
    """The programme, or a selection of it, as a list to be framed; days that have only dates of
    long series are folded, as on the agenda."""
    speech = page_language(language)
    current = publication()
    selection = page_selection()
    events = tuple(selection.of(current.programme(language)))
    sections = agenda(events, current.itinerary.day_starts)
    fold = SeriesFold()
    if not (selection.days or selection.series):  # who chose them wants to see their dates
        fold = series_fold(current.itinerary.series, sections)
    page = render_page(
        "frames/programme.html",
        speech,
        names=selected_names(current.edition, selection, speech),
        events=events,
        zones_line=clock_wording.zones_line(events, speech),
        sections=[section for section in sections if not fold.has(section)],
        series_rows=series_rows(fold.series, events, speech),
        selection=selection,
        **_looks(),
    )
    return framed(page)


@blueprint.get(Address.EVENT_FRAME)
def card(language: str, id: str) -> Response:
    """One event as a card to be framed."""
    speech = page_language(language)
    event = find(id)
    gone = publication().is_removed(event.id)
    shown = {"event": event, "gone": gone, "as_of": partial(as_of, event)}
    return framed(render_page("frames/event.html", speech, **shown, **_looks()))


@blueprint.get(Address.FRAME_COLOURS, defaults={"colour": ""})
@blueprint.get(Address.FRAME_COLOURS_OF)
def colours(colour: str) -> Response:
    """The colours of a frame; a file, because pages forbid inline styles."""
    current = publication()
    if colour and not re.fullmatch("[0-9a-f]{6}", colour):
        abort(404)
    wanted = f"#{colour}" if colour else current.itinerary.colour.hex
    body = frame_css(current.itinerary, wanted)
    return answer(body, "text/css; charset=utf-8", current.stamp)


@blueprint.get(Address.FRAME_SCRIPT)
def script() -> Response:
    """The script that sets the height of frames; other sites keep its address for years."""
    body = assets().files["embed.js"]
    return answer(body, "text/javascript; charset=utf-8", publication().stamp)


def look_of_query() -> Look:
    """Return the colour and the scheme of the query where they are not the defaults; 404 if one of
    them is not valid."""
    found = HEX.fullmatch(request.args.get("colour") or publication().itinerary.colour.hex)
    scheme = request.args.get("scheme") or "auto"
    if found is None or scheme not in SCHEMES:
        abort(404)
    colour = found[1].lower()
    own = publication().itinerary.colour.hex.lower() == f"#{colour}"
    usual = (own, scheme == "auto")
    pairs = (("colour", colour), ("scheme", scheme))
    return tuple(pair for pair, as_usual in zip(pairs, usual, strict=True) if not as_usual)


def _looks() -> dict[str, Any]:
    look = dict(look_of_query())
    return {
        "scheme": look.get("scheme", "auto"),
        "colours": addresses.frame_colours(look.get("colour", "")),
    }


def snippet(
    current: Publication, path: str, title: str, *, height: int, width: str = "100%"
) -> str:
    """Return the HTML that frames `path` on another site: a frame that works without script, and
    the script that sets its height to that of its content."""
    source = addresses.absolute(current.site, path)
    script = addresses.absolute(current.site, addresses.FRAME_SCRIPT)
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}"'
        f' frameborder="0" loading="lazy"></iframe><script async src="{escape(script)}"></script>'
    )


def title(current: Publication, shown: FrameTarget) -> str:
    """Return the title of a frame: of its event, or of the feed of its selection."""
    language = Language.of(shown.language, current.itinerary.own_words)
    event = current.edition.find(shown.event) if shown.event else None
    if event:
        return event.title.to(shown.language)
    return feed_name(current.edition, shown.selection, language)
