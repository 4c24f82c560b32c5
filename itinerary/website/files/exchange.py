"""The programme in formats of other tools; see `render.exchange`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort

from itinerary.ledger import Edition
from itinerary.render.addresses import Address
from itinerary.render.exchange import schedule, table
from itinerary.website.request_context import publication
from itinerary.website.responses import answer, shared

blueprint = Blueprint("exchange", __name__)


@blueprint.get(Address.SCHEDULE_XML)
def schedule_xml() -> Response:
    """The events with a start and an end, for apps of conferences."""
    return _schedule(schedule.schedule_xml, "application/xml; charset=utf-8")


@blueprint.get(Address.SCHEDULE_JSON)
def schedule_json() -> Response:
    """The same as JSON."""
    return _schedule(schedule.schedule_json, "application/json")


@blueprint.get(Address.PROGRAMME_CSV)
def programme_csv() -> Response:
    """The programme as a table."""
    return _table(table.csv_table, "csv", "text/csv; charset=utf-8; header=present")


@blueprint.get(Address.PROGRAMME_XLSX)
def programme_xlsx() -> Response:
    """The programme as a spreadsheet."""
    if not table.has_spreadsheets():
        abort(404, "This site makes no spreadsheets; its owner can: pip install itinerary[xlsx]")
    return _table(table.spreadsheet, "xlsx", XLSX)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _table(render: Callable[..., bytes], ending: str, content_type: str) -> Response:
    current = publication()
    body = render(current.edition, site=current.site)
    response = answer(body, content_type, current.stamp)
    name = f"{current.itinerary.id}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return shared(response)


def _schedule(render: Callable[..., bytes], content_type: str) -> Response:
    current = publication()
    if current.itinerary.first is None:
        abort(404, "No event has a day yet, and a schedule has one at least.")
    edition: Edition = current.edition
    return shared(answer(render(edition, site=current.site), content_type, current.stamp))
