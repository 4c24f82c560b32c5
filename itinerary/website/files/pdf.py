"""The programme as PDF, to print and to hand out; see `render.documents.pdf`."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort

from itinerary.ledger import chosen_events
from itinerary.ledger.chosen_events import chosen_by
from itinerary.model.itinerary import Event, Status
from itinerary.model.reading_order import agenda
from itinerary.model.selection_code import UnknownCodeError
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.documents import pdf
from itinerary.render.documents.pdf import render_pdf
from itinerary.render.drawings import qr
from itinerary.render.layout.route import MOST_ON_ROUTE
from itinerary.render.layout.series_fold import series_fold
from itinerary.render.programme_colours import readable
from itinerary.render.words import clock_wording
from itinerary.render.words.said_once import said_once
from itinerary.render.words.series_dates import series_rows
from itinerary.value import replace
from itinerary.website.assets import assets
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.request_language import current_language, page_language
from itinerary.website.responses import answer, page_html
from itinerary.website.slow_documents import one_at_a_time, produced

blueprint = Blueprint("pdf", __name__)


@blueprint.get(Address.PDF)
def document(language: str) -> Response:
    """The programme on sheets of A4."""
    tag, current = _able(language), publication()
    return _pdf(page(language), current.itinerary.events, f"{current.itinerary.id}-{tag}.pdf")


@blueprint.get(Address.CHOSEN_PDF)
def chosen(language: str, code: str) -> Response:
    """The events that a reader chose one by one, on sheets of A4."""
    _able(language)
    try:
        choice = chosen_by(publication().edition, code)
    except UnknownCodeError as unknown:
        abort(404, str(unknown))
    events, gone = chosen_events.present_and_gone(publication().edition, choice)
    with one_at_a_time():
        html = chosen_page(language, code, events, gone)
        return _pdf(html, events, "my-programme.pdf", unbounded=True)


def _able(language: str) -> str:
    """Return the language of the PDF; without one, answer with 404."""
    tag = page_language(language).tag
    if not pdf.available():
        abort(404, "This site makes no PDF; its owner can: pip install itinerary[pdf]")
    if not publication().has_pdf(tag):
        abort(404, "This PDF is not made: its fonts do not have all letters of the programme.")
    return tag


def _pdf(html: str, events: Sequence[Event], name: str, *, unbounded: bool = False) -> Response:
    """Return a page with these events as PDF, one of any number if it is `unbounded`."""
    current = publication()
    accent = readable(current.itinerary.colour.hex, "#ffffff")
    colours = f":root {{ --accent: {accent}; }}"
    sheets = colours, assets().files["leaflet.css"].decode()
    pictures = _pictures(current, events)
    known = {"tag": current_language().tag, "pictures": pictures}
    body = produced(render_pdf, html, *sheets, unbounded=unbounded, **known)
    response = answer(body, "application/pdf", current.stamp)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _pictures(current: Publication, events: Sequence[Event]) -> dict[str, bytes]:
    """Return the site's own pictures on the page, small, by the addresses that it has for them."""
    found = {}
    itinerary = current.itinerary
    for image in (itinerary.logo, *(event.image for event in events)):
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
        events=itinerary.events,
        said=said_once(itinerary.events),
        most_on_route=MOST_ON_ROUTE,
        zones_line=clock_wording.zones_line(itinerary.events, speech),
        address=address,
        qr=qr.svg(address),
        series_rows=rows,
        folded=fold.series,
    )


def chosen_page(language: str, code: str, events: Sequence[Event], gone: Sequence[Event]) -> str:
    """Return the page of events that a reader chose; those in `gone` left the programme."""
    speech, current = page_language(language), publication()
    address = addresses.absolute(current.site, addresses.chosen_page(speech.tag, code))
    return page_html(
        "pdf.html",
        language=speech.tag,
        sections=agenda(events, current.itinerary.day_starts),
        chosen=True,
        events=events,
        said=said_once(events),
        gone=gone,
        zones_line=clock_wording.zones_line(events, speech),
        address=address,
        qr=qr.svg(address),
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
