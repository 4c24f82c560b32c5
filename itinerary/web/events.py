"""The page of an event."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response

from itinerary.formats import addresses, jsonld, links, wording
from itinerary.formats import map as drawings
from itinerary.ledger.edition import ending
from itinerary.model import Event, Selection
from itinerary.web.elsewhere import find
from itinerary.web.languages import chosen
from itinerary.web.state import publication
from itinerary.web.templating import picture, render_page

blueprint = Blueprint("events", __name__)


@blueprint.get("/<language>/events/<id>/")
def page(language: str, id: str) -> Response:
    """One event: all that is known of it and all that is not, and who said so."""
    speech = chosen(language)
    current = publication()
    found = find(id)
    gone = found.id not in current.itinerary.by_id
    revision = current.edition.revision(found)
    # An event that was cancelled when it was first published begins at revision 1.
    history = current.log(found.uid) if revision.modified > revision.created else ()
    shown = picture(found, speech)
    address = addresses.absolute(current.site, addresses.event_page(language, id))
    before, behind = (None, None) if gone else current.neighbours(id)
    return render_page(
        "event.html",
        speech,
        event=found,
        revision=revision,
        as_of=partial(as_of, found),
        gone=gone,
        history=history,
        unannounced=current.unannounced(id, language),
        ending=ending(found),
        followers=current.followers(id),
        before=before,
        behind=behind,
        maps=links.maps(found.place, speech) if found.place else (),
        drawing=drawings.locator(found.place, language) if found.place else None,
        once=links.once(found, speech, address),
        selections=[Selection.only(*thing) for thing in found.things],
        picture=shown,
        linked_data=jsonld.event(
            current.edition,
            found,
            language,
            site=current.site,
            log=history,
            images=[shown.address] if shown else [],
        ),
    )


def as_of(event: Event) -> str:
    """Return the day as of which the page of an event speaks: that of its own last change, because
    its page changes only with it, however often the programme does."""
    edition = publication().edition
    return wording.moment_day(edition.revision(event).modified, edition.itinerary).isoformat()
