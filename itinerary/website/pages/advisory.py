"""The advisory to the press, as a page and as text for mails."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.render.addresses import Address
from itinerary.render.documents import advisory
from itinerary.render.words import wording
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import answer, render_page

blueprint = Blueprint("advisory", __name__)


@blueprint.get(Address.ADVISORY)
def page(language: str) -> Response:
    """What changed, the deadlines, and the programme with what the press has to know."""
    speech, current = page_language(language), _with_advisory()
    found = advisory.advisory(current.edition, current.log(None))
    return render_page(
        "pages/advisory.html",
        speech,
        advisory=found,
        update=advisory.update_words(current.edition, speech),
        zones_line=advisory.zones_line(found, current.edition, speech),
        until=lambda deadline: wording.when_words(deadline, speech, found.zone),
        where=lambda event: advisory.where_words(event, speech),
        told_facts=lambda event: advisory.facts_of(event, found, speech),
    )


@blueprint.get(Address.ADVISORY_TEXT)
def text(language: str) -> Response:
    """The same as plain text."""
    speech, current = page_language(language), _with_advisory()
    words = advisory.advisory_text(
        current.edition, current.log(None), speech.tag, site=current.site
    )
    return answer(words.encode(), "text/plain; charset=utf-8", current.stamp)


def _with_advisory() -> Publication:
    current = publication()
    if not current.edition.has_advisory:
        abort(404, "This programme has nothing for the press.")
    return current
