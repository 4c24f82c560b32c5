"""The changes of the programme: a page, an Atom feed, and JSON for the agenda."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, abort

from itinerary.ledger import LogEntry
from itinerary.render.addresses import Address
from itinerary.render.documents.recent_changes import recent_changes
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import answer, render_page

blueprint = Blueprint("changes", __name__)

MOST_CHANGES = 1000
"""The number of changes after which the page ends."""


@blueprint.get(Address.CHANGES)
def page(language: str) -> Response:
    """Answer with the changes by edition, newest first."""
    return render_page(
        "pages/changes.html", page_language(language), log=_told(publication().log(None))
    )


@blueprint.get(Address.CHANGES_ATOM)
def feed(language: str) -> Response:
    """The same for feed readers."""
    from itinerary.render.documents.atom import atom_feed  # slow import

    current = publication()
    spoken = current.edition.language_for(language)
    if spoken is None:
        abort(404)
    body = atom_feed(
        current.edition, current.log(None), spoken, site=current.site, known_as=language
    )
    return answer(body, "application/atom+xml; charset=utf-8", current.stamp)


@blueprint.get(Address.CHANGES_JSON)
def recent(language: str) -> Response:
    """The newest changes, for readers who come again (`last_visit.js`)."""
    speech = page_language(language)
    current = publication()
    body = recent_changes(current.edition, current.log(None), speech)
    return answer(body, "application/json", current.stamp)


def _told(log: Sequence[LogEntry]) -> Iterator[LogEntry]:
    """Yield the newest editions: at least one, and no more than a page can show."""
    shown = 0
    for entry in log:
        if shown >= MOST_CHANGES:
            return
        yield entry
        shown += len(entry.changes) if entry.number > 1 else 0
