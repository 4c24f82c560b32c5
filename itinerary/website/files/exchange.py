"""The programme in formats of other tools; see `render.exchange`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort

from itinerary.ledger import Edition
from itinerary.render.addresses import Address
from itinerary.render.exchange import schedule
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


def _schedule(render: Callable[..., bytes], content_type: str) -> Response:
    current = publication()
    if current.itinerary.first is None:
        abort(404, "No event has a day yet, and a schedule has one at least.")
    edition: Edition = current.edition
    return shared(answer(render(edition, site=current.site), content_type, current.stamp))
