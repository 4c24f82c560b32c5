"""oEmbed (oembed.com, version 1.0): how other sites frame a page of this one."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, request

from itinerary.ledger import Edition
from itinerary.model import selection_query
from itinerary.model.selection import Selection
from itinerary.model.selection_query import Query, UnknownFilterError
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.website.embed.frames import WIDTH, FrameTarget, snippet, title
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.responses import answer
from itinerary.website.site_paths import facet_ids

blueprint = Blueprint("oembed", __name__)


@blueprint.get(Address.OEMBED)
def document() -> Response:
    """The oEmbed document of a page of this site."""
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
    name = title(current, shown)
    body = {
        "version": "1.0",
        "type": "rich",
        "title": name,
        "provider_name": current.itinerary.title.to(shown.language),
        "provider_url": current.site,
        "html": snippet(current, path, name, height=height, width=str(width)),
        "width": width,
        "height": height,
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    response = answer(text.encode(), "application/json", current.stamp)
    response.access_control_allow_origin = "*"  # editors ask from the browser
    return response


def shown_at(address: str, current: Publication) -> FrameTarget | None:
    """Return the frame of the page at `address`; None for a page that has none, and for pages of
    other sites."""
    try:
        asked, site = urlsplit(address), urlsplit(current.site)
    except ValueError:  # not an address: http://[
        return None
    if asked.scheme not in ("http", "https") or asked.netloc != site.netloc:
        return None
    if not asked.path.startswith(site.path):
        return None
    parts = asked.path.removeprefix(site.path).rstrip("/").split("/")
    return _shown(parts, parse_qsl(asked.query), current.edition)


def _shown(parts: list[str], query: Query, edition: Edition) -> FrameTarget | None:
    asked, kind, id = (*parts, "", "")[:3]
    language = edition.language_for(asked)
    if language is None or len(parts) > 3:
        return None
    try:
        match kind, id:
            case "", "":
                ids, day_starts = partial(facet_ids, edition), edition.itinerary.day_starts
                return FrameTarget(language, selection_query.read(query, ids, day_starts))
            case "events", _ if event := edition.find(id) or edition.find(
                edition.renamed(id) or ""
            ):
                return FrameTarget(language, event=event.id)
            case "places" | "parties" | "categories" | "tracks" | "series", _ if id:
                selection_query.check(kind, id, facet_ids(edition, kind))
                return FrameTarget(language, Selection.only(kind, id))
    except UnknownFilterError:
        pass
    return None


def _at_most(key: str, usual: int) -> int:
    """Return the usual size, or the maximum of the consumer if that is less (oEmbed §2.2)."""
    most = request.args.get(key, usual, type=int)
    return min(usual, most) if most > 0 else usual


@blueprint.app_context_processor
def _discovery() -> dict[str, Any]:
    """Return the address of the oEmbed document for pages that can be framed (oEmbed §4)."""
    current = publication()
    query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
    address = addresses.absolute(current.site, request.path + query)
    found = shown_at(address, current)
    return {"oembed": addresses.absolute(current.site, addresses.oembed(address)) if found else ""}
