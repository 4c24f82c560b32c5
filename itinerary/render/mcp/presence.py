"""The question whether an event is on at a moment, which an announcement may leave open."""

from __future__ import annotations

from datetime import datetime, time

from itinerary.ledger.edition import certain_end
from itinerary.model.itinerary import Event
from itinerary.model.when import Span, Timed, Window, programme_days


def is_on(event: Event, moment: datetime, day_starts: time) -> bool | None:
    """Tell whether an event is on at `moment` (aware), by the clocks of the event; None if what was
    announced leaves that open. Days of the programme start at `day_starts`.

    An event whose end was not announced may be on until the end that calendars show.
    """
    local = moment.astimezone(event.zone.info)
    match event.when:
        case None:
            return None
        case Timed(start=start, end=None):
            end = certain_end(event)
            return None if end and start <= moment < end else False
        case Timed(start=start, end=end):
            return bool(end and start <= moment < end)
        case when:
            day, _ = programme_days(Timed(local), day_starts)
            later = isinstance(when, Window) and when.later
            if day < when.first or (day > when.last and not later):
                return False
            return True if isinstance(when, Span) else None
