"""The programme on other sites: frames, the script that sizes them, and oEmbed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, request
from markupsafe import escape
from werkzeug.datastructures import MultiDict

from itinerary.ledger import Edition
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Look
from itinerary.render.calendars import feed
from itinerary.render.drawings import colours as stylesheet
from itinerary.render.words.language import language as speak
from itinerary.website import filter_choices, selecting
from itinerary.website.assets import assets
from itinerary.website.jinja.environment import render_page
from itinerary.website.pages.event import as_of
from itinerary.website.publication import Publication
from itinerary.website.redirects import find
from itinerary.website.request_context import publication
from itinerary.website.request_language import chosen
from itinerary.website.responses import answer, framed
from itinerary.website.selecting import UnknownError

blueprint = Blueprint("embed", __name__)

SCHEMES = ("auto", "light", "dark")
HEX = re.compile("#?([0-9a-f]{6})", re.IGNORECASE)

WIDTH = 640
HEIGHT = {"programme": 720, "event": 300}
"""Pixels of a frame until its script knows better."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page of the site shows, and a frame can: a selection, or one event."""

    language: str
    selection: Selection = addresses.WHOLE
    event: str = ""

    @property
    def height(self) -> int:
        """Its height in pixels until the script knows better."""
        return HEIGHT["event" if self.event else "programme"]


# --- frames --------------------------------------------------------------------------------------


@blueprint.get("/embed/<language>/")
def programme(language: str) -> Response:
    """The programme, or a selection of it, as a list to be framed."""
    speech = chosen(language)
    current = publication()
    selection = selecting.of_page()
    page = render_page(
        "embed.html",
        speech,
        names=feed.selected(current.edition, selection, speech),
        sections=agenda(selection.of(current.itinerary)),
        selection=selection,
        **_looks(),
    )
    return framed(page)


@blueprint.get("/embed/<language>/events/<id>/")
def card(language: str, id: str) -> Response:
    """One event as a card to be framed."""
    speech = chosen(language)
    event = find(id)
    gone = event.id not in publication().itinerary.by_id
    shown = {"event": event, "gone": gone, "as_of": partial(as_of, event)}
    return framed(render_page("embed-event.html", speech, **shown, **_looks()))


@blueprint.get("/embed/colours.css", defaults={"colour": ""})
@blueprint.get("/embed/colours-<colour>.css")
def colours(colour: str) -> Response:
    """The colours of a frame; a file, because pages forbid styles of their own."""
    current = publication()
    if colour and not re.fullmatch("[0-9a-f]{6}", colour):
        abort(404)
    wanted = f"#{colour}" if colour else current.itinerary.colour.hex
    body = stylesheet.framed(current.itinerary, wanted)
    return answer(body, "text/css; charset=utf-8", current.stamp)


@blueprint.get(addresses.FRAME_SCRIPT)
def script() -> Response:
    """The script that gives frames their height; other sites keep its address for years."""
    body = assets().files["embed.js"]
    return answer(body, "text/javascript; charset=utf-8", publication().stamp)


def _look() -> Look:
    """Return colour and scheme of the query where they are not as usual; 404 if they are none."""
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
    look = dict(_look())
    return {
        "scheme": look.get("scheme", "auto"),
        "colours": addresses.frame_colours(look.get("colour", "")),
    }


# --- the page that makes them --------------------------------------------------------------------


@blueprint.get("/<language>/embed/")
def page(language: str) -> Response:
    """What to paste into another site, and how it looks there."""
    speech = chosen(language)
    current = publication()
    tongue = current.edition.spoken(request.args.get("language", language))
    if tongue is None:
        abort(404)
    selection, look = selecting.of_page(), _look()
    path = addresses.frame(tongue, selection, look=look)
    other = (("language", tongue),) if tongue != language else ()
    query = addresses.frame(tongue, selection, look=(*other, *look)).partition("?")[2]
    return render_page(
        "embedding.html",
        speech,
        frame=path,
        query=query,
        ask={"query": query and f"?{query}"},
        tongue=tongue,
        snippet=snippet(current, path, _title(current, Shown(tongue, selection)), height=720),
        height=HEIGHT["programme"],
        options=filter_choices.of(current, selection, speech),
        look={"colour": current.itinerary.colour.hex.removeprefix("#"), "scheme": "auto"}
        | dict(look),
        own=current.itinerary.colour.hex,
        schemes=SCHEMES,
    )


def snippet(
    current: Publication, path: str, title: str, *, height: int, width: str = "100%"
) -> str:
    """Return the HTML that frames `path` on another site: a frame that works by itself, and the
    script that gives it the height of what is in it."""
    source = addresses.absolute(current.site, path)
    script = addresses.absolute(current.site, addresses.FRAME_SCRIPT)
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="{width}" height="{height}"'
        f' frameborder="0" loading="lazy"></iframe><script async src="{escape(script)}"></script>'
    )


def _title(current: Publication, shown: Shown) -> str:
    language = speak(shown.language)
    event = current.edition.find(shown.event) if shown.event else None
    if event:
        return event.title.to(shown.language)
    return feed.feed_name(current.edition, shown.selection, language)


# --- oEmbed --------------------------------------------------------------------------------------


@blueprint.get(addresses.OEMBED)
def oembed() -> Response:
    """How to frame a page of this site, in the form of oembed.com (version 1.0)."""
    current = publication()
    if request.args.get("format", "json") != "json":
        abort(501)  # oEmbed §2.3.3
    if "url" not in request.args:
        abort(400)
    shown = shown_at(request.args["url"], current)
    if shown is None:
        abort(404)
    path = addresses.frame(shown.language, shown.selection, event=shown.event)
    width, height = _at_most("maxwidth", WIDTH), _at_most("maxheight", shown.height)
    title = _title(current, shown)
    body = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": current.itinerary.title.to(shown.language),
        "provider_url": current.site,
        "html": snippet(current, path, title, height=height, width=str(width)),
        "width": width,
        "height": height,
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    response = answer(text.encode(), "application/json", current.stamp)
    response.access_control_allow_origin = "*"  # editors ask from the browser
    return response


def shown_at(address: str, current: Publication) -> Shown | None:
    """Return what the page at `address` shows that a frame can: None for other pages, and for
    those of other sites."""
    try:
        asked, site = urlsplit(address), urlsplit(current.site)
    except ValueError:  # no address at all: http://[
        return None
    if asked.scheme not in ("http", "https") or asked.netloc != site.netloc:
        return None
    if not asked.path.startswith(site.path):
        return None
    parts = asked.path.removeprefix(site.path).rstrip("/").split("/")
    return _shown(parts, MultiDict(parse_qsl(asked.query)), current.edition)


def _shown(parts: list[str], query: MultiDict[str, str], edition: Edition) -> Shown | None:
    asked, kind, id = (*parts, "", "")[:3]
    language = edition.spoken(asked)
    if language is None or len(parts) > 3:
        return None
    try:
        match kind, id:
            case "", "":
                return Shown(language, selecting.asked(query, edition))
            case "events", _ if event := edition.find(id) or edition.find(
                edition.renamed(id) or ""
            ):
                return Shown(language, event=event.id)
            case "places" | "parties" | "categories", _ if id:
                selecting.check(kind, id, selecting.ids(edition, kind))
                return Shown(language, Selection.only(kind, id))
    except UnknownError:
        pass
    return None


def _at_most(key: str, usual: int) -> int:
    """Return the wanted size, or less if the consumer says so (oEmbed §2.2)."""
    most = request.args.get(key, usual, type=int)
    return min(usual, most) if most > 0 else usual


@blueprint.app_context_processor
def _twin() -> dict[str, Any]:
    """Let every page that can be framed say where oEmbed tells how (oEmbed §4)."""
    current = publication()
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    address = addresses.absolute(current.site, request.path + query)
    found = shown_at(address, current)
    return {"oembed": addresses.absolute(current.site, addresses.oembed(address)) if found else ""}
