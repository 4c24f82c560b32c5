"""The programme in formats of other tools; see `render.exchange`. Their modules are imported when
they are asked for, because all sites start and few are asked."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from itinerary.render.addresses import Address
from itinerary.website import redirects
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import answer, shared
from itinerary.website.slow_documents import produced

PLAIN = "text/plain; charset=utf-8"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("exchange", __name__)


@blueprint.get(Address.SCHEDULE_XML)
def schedule_xml() -> Response:
    """The events with a start and an end, for apps of conferences."""
    from itinerary.render.exchange import schedule

    _needs_a_day()
    current = publication()
    return _shared(
        schedule.schedule_xml(current.edition, site=current.site, kept=current.kept("schedule")),
        "application/xml; charset=utf-8",
    )


@blueprint.get(Address.SCHEDULE_JSON)
def schedule_json() -> Response:
    """The same as JSON."""
    from itinerary.render.exchange import schedule

    _needs_a_day()
    current = publication()
    kept = current.kept("schedule")
    body = schedule.schedule_json(current.edition, site=current.site, kept=kept)
    return _shared(body, "application/json")


def _needs_a_day() -> None:
    if publication().itinerary.first is None:
        abort(404, "No event has a day yet, and a schedule has one at least.")


@blueprint.get(Address.JSCALENDAR)
def jscalendar() -> Response:
    """The programme as JSCalendar."""
    from itinerary.render.exchange import jscalendar

    current = publication()
    body = jscalendar.jscalendar(
        current.edition, site=current.site, kept=current.kept("jscalendar")
    )
    return _shared(body, "application/jscalendar+json;type=group")  # RFC 8984 §7.1


@blueprint.get(Address.NEWSML)
def newsml(id: str) -> Response:
    """One event, or the tombstone of one, as NewsML-G2."""
    from itinerary.render.exchange import newsml

    current = publication()
    body = newsml.concept_item(current.edition, redirects.find(id), site=current.site)
    return _shared(body, newsml.NEWSML)


@blueprint.get(Address.PROGRAMME_TEXT)
def programme_text(language: str) -> Response:
    """The programme as plain text."""
    from itinerary.render.exchange import programme_text

    tag, current = page_language(language).tag, publication()
    kept = current.kept("text", tag)
    body = programme_text.programme_text(current.edition, tag, site=current.site, kept=kept)
    return _shared(body.encode(), PLAIN)


@blueprint.get(Address.LLMS)
def llms() -> Response:
    """What assistants may read instead of the pages."""
    from itinerary.render.exchange import llms, table

    current = publication()
    spreadsheets = table.has_spreadsheets()
    body = llms.llms_txt(current.edition, site=current.site, spreadsheets=spreadsheets)
    return _shared(body.encode(), PLAIN)


@blueprint.get(Address.PROGRAMME_CSV)
def programme_csv() -> Response:
    """The programme as a table."""
    from itinerary.render.exchange import table

    current = publication()
    body = table.csv_table(current.edition, site=current.site, kept=current.kept("table"))
    return _download(body, "csv", "text/csv; charset=utf-8; header=present")


@blueprint.get(Address.PROGRAMME_XLSX)
def programme_xlsx() -> Response:
    """The programme as a spreadsheet."""
    from itinerary.render.exchange import table

    if not table.has_spreadsheets():
        abort(404, "This site makes no spreadsheets; its owner can: pip install itinerary[xlsx]")
    current = publication()
    sheet = table.sheet(current.edition, site=current.site, kept=current.kept("table"))
    return _download(produced(table.spreadsheet, sheet), "xlsx", XLSX)


def _download(body: bytes, ending: str, content_type: str) -> Response:
    response = _shared(body, content_type)
    name = f"{publication().itinerary.id}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shared(body: bytes, content_type: str) -> Response:
    return shared(answer(body, content_type, publication().stamp))
