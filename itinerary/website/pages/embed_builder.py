"""The page that makes frames for other sites."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.website import filter_choices
from itinerary.website.embed import frames
from itinerary.website.request_context import publication
from itinerary.website.request_language import chosen_language, page_language
from itinerary.website.request_selection import page_selection
from itinerary.website.responses import render_page

blueprint = Blueprint("embed_builder", __name__)


@blueprint.get(Address.EMBED_BUILDER)
def page(language: str) -> Response:
    """The HTML to paste into another site, and a preview."""
    speech = page_language(language)
    current = publication()
    chosen = chosen_language(language)
    selection, look = page_selection(), frames.look_of_query()
    path = addresses.frame(chosen, selection, look=look)
    other = (("language", chosen),) if chosen != language else ()
    query = addresses.frame(chosen, selection, look=(*other, *look)).partition("?")[2]
    title = frames.title(current, frames.FrameTarget(chosen, selection))
    return render_page(
        "pages/embed_builder.html",
        speech,
        frame=path,
        query=query,
        ask={"query": query and f"?{query}"},
        chosen_language=chosen,
        snippet=frames.snippet(current, path, title, height=frames.HEIGHT["programme"]),
        height=frames.HEIGHT["programme"],
        options=filter_choices.of(current, selection, speech),
        look={"colour": current.itinerary.colour.hex.removeprefix("#"), "scheme": "auto"}
        | dict(look),
        own=current.itinerary.colour.hex,
    )
