"""The page of an event."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.formats import jsonld
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import picture, render_page

blueprint = Blueprint("events", __name__)


@blueprint.get("/<language>/events/<id>/")
def page(language: str, id: str) -> Response:
    """One event: all that is known of it, and who said so."""
    speech = chosen(language)
    current = publication()
    found = current.edition.find(id)
    if found is None:
        abort(404)
    revision = current.edition.revision(found)
    # An event that was cancelled when it was first published begins at revision 1.
    history = current.log(found.uid) if revision.modified > revision.created else ()
    card = picture(found, speech)
    return render_page(
        "event.html",
        speech,
        event=found,
        revision=revision,
        gone=found.id not in current.itinerary.by_id,
        history=history,
        picture=card,
        linked_data=jsonld.event(
            current.edition,
            found,
            language,
            site=current.site,
            log=history,
            images=[card.address] if card and card.drawn else [],
        ),
    )
