"""What changed and when: a page, and the same as an Atom feed."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.formats import atom
from itinerary.web.http import answer
from itinerary.web.languages import chosen
from itinerary.web.pages import render_page
from itinerary.web.state import publication

blueprint = Blueprint("changes", __name__)


@blueprint.get("/<language>/changes/")
def page(language: str) -> Response:
    """What the editions changed, newest first."""
    return render_page("changes.html", chosen(language), log=publication().log(None))


@blueprint.get("/<language>/changes.atom")
def feed(language: str) -> Response:
    """The same for feed readers."""
    speech, current = chosen(language), publication()
    body = atom.feed(current.edition, current.log(None), speech.tag, site=current.site)
    return answer(body, "application/atom+xml; charset=utf-8", current.edition.published)
