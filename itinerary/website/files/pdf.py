"""The programme as PDF, to print and to hand out; see `render.documents.pdf`."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort

from itinerary.model.itinerary import Event, Status
from itinerary.model.reading_order import agenda
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.documents import pdf
from itinerary.render.documents.pdf import render_pdf
from itinerary.render.drawings import qr
from itinerary.render.layout.series_fold import series_fold
from itinerary.render.programme_colours import readable
from itinerary.render.words import clock_wording
from itinerary.render.words.series_dates import series_rows
from itinerary.value import replace
from itinerary.website.assets import assets
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import answer, page_html
from itinerary.website.slow_documents import produced

blueprint = Blueprint("pdf", __name__)


@blueprint.get(Address.PDF)
def document(language: str) -> Response:
    """The programme on sheets of A4."""
    tag, current = page_language(language).tag, publication()
    if not pdf.available():
        abort(404, "This site makes no PDF; its owner can: pip install itinerary[pdf]")
    if not current.has_pdf(tag):
        abort(404, "This PDF is not made: its fonts do not have all letters of the programme.")
    accent = readable(current.itinerary.colour.hex, "#ffffff")
    colours = f":root {{ --accent: {accent}; }}"
    sheets = colours, assets().files["leaflet.css"].decode()
    body = produced(render_pdf, page(language), *sheets, tag=tag, pictures=_pictures(current))
    response = answer(body, "application/pdf", current.stamp)
    name = f"{current.itinerary.id}-{tag}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _pictures(current: Publication) -> dict[str, bytes]:
    """Return the site's own pictures on the page, small, by the addresses that it has for them."""
    found = {}
    itinerary = current.itinerary
    for image in (itinerary.logo, *(event.image for event in itinerary.events)):
        own = image.picture if image else None
        body = current.picture(own.digest, own.widths[0]) if own else None
        if own and body:
            found[f"picture:{own.digest}"] = body
    return found


def page(language: str) -> str:
    """Return the same as HTML, complete in itself."""
    speech, current = page_language(language), publication()
    itinerary = current.itinerary
    address = addresses.absolute(current.site, addresses.home(speech.tag))
    sections = agenda(itinerary.events, itinerary.day_starts)
    rows = series_rows(itinerary.series, current.order, speech)
    fold = series_fold([row.series for row in rows if _alike(row.events)], sections)
    return page_html(
        "pdf.html",
        language=speech.tag,
        sections=[section for section in sections if not fold.has(section)],
        zones_line=clock_wording.zones_line(itinerary.events, speech),
        address=address,
        qr=qr.svg(address),
        series_rows=rows,
        folded=fold.series,
    )


def _alike(dates: Sequence[Event]) -> bool:
    """Tell whether the dates of a series differ only in what one line of all dates says."""
    return len({_without_date(event, dates[0].title) for event in dates}) == 1


def _without_date(event: Event, title: Text) -> Event:
    """Return an event without what a line of dates says of each: its day and hours, the title, the
    place, and whether it takes place."""
    bare = replace(event, id="", uid="", was=None, occurrence=None, title=title)
    bare = replace(bare, when=None, former=None, withdrawn=None, place=None)
    return replace(bare, status=Status.CONFIRMED, reason=None)
