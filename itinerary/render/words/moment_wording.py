"""Times of publication in words, by the clocks of the programme."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from itinerary.model.itinerary import (
    Itinerary,
)
from itinerary.render.words.clock_wording import zone_name
from itinerary.render.words.language import Language


def moment_words(moment: datetime, itinerary: Itinerary, language: Language) -> str:
    """Return when something was published, by the programme's clocks: 14 May 2024, 10:00.

    Only the day if the author declared a day and no hour, for which 00:00 UTC stands in.
    """
    if _declared_day(moment, itinerary):
        return language.said_on(moment_day(moment, itinerary).isoformat())
    return language.stamp(itinerary.zone.local(moment))


def moment_value(moment: datetime, itinerary: Itinerary) -> str:
    """Return `moment_words` for machines: a day, or a day and time in UTC (ISO 8601)."""
    if _declared_day(moment, itinerary):
        return moment_day(moment, itinerary).isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_day(moment: datetime, itinerary: Itinerary) -> date:
    """Return the day of `moment_words`."""
    if _declared_day(moment, itinerary):
        return moment.astimezone(UTC).date()
    return itinerary.zone.local(moment).date()


def moment_zone(moment: datetime, itinerary: Itinerary, language: Language) -> str:
    """Return the zone of `moment_words`: Beijing time, UTC+8; nothing if it names no hour."""
    if _declared_day(moment, itinerary):
        return ""
    return zone_name(itinerary.zone, itinerary.zone.local(moment), language)


def _declared_day(moment: datetime, itinerary: Itinerary) -> bool:
    return moment == itinerary.published and moment.astimezone(UTC).time() == time()
