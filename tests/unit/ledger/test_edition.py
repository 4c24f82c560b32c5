"""Questions about the events of an edition."""

from __future__ import annotations

from datetime import UTC, date, datetime

from itinerary.ledger.edition import all_cancelled, all_over
from itinerary.model.itinerary import Event, Status, TimeZone
from itinerary.model.text import Text
from itinerary.model.when import Day, Timed, When
from itinerary.model.zones import zone

SHANGHAI = TimeZone(zone("Asia/Shanghai"))
NOON = datetime(2024, 5, 16, 12, tzinfo=SHANGHAI.info)


def event(when: When | None, status: Status = Status.CONFIRMED) -> Event:
    return Event(
        id="e", uid="e", title=Text((("en", "E"),)), when=when, zone=SHANGHAI, status=status
    )


def test_events_are_over_when_the_last_of_them_is() -> None:
    timed, day = event(Timed(NOON)), event(Day(date(2024, 5, 15)))
    assert all_over([day]) == datetime(2024, 5, 15, 16, tzinfo=UTC)
    assert all_over([timed, day]) == datetime(2024, 5, 16, 5, tzinfo=UTC)


def test_it_is_unknown_when_events_are_over_if_one_has_no_day() -> None:
    assert all_over([event(Day(date(2024, 5, 15))), event(None)]) is None
    assert all_over([]) is None


def test_all_are_cancelled_only_if_there_are_any() -> None:
    off = event(None, Status.CANCELLED)
    assert all_cancelled([off, off])
    assert not all_cancelled([off, event(None)])
    assert not all_cancelled([])
