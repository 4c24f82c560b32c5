"""The hours of a short programme as a timeline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.render.layout.months import CalendarLayout, Unit
from itinerary.render.layout.timeline import HourTable, hour_tables
from itinerary.source import read
from tests.conftest import NOW

HEAD = """
id: evening
title: Evening
languages: [en]
zone: Europe/Berlin
day-starts: 06:00
sources: {us: {who: Us}}
places: {foyer: Foyer, hall: Hall}
events:
"""


def layout(*whens: str, place: str = "hall") -> CalendarLayout:
    """Return the calendar of events `e0`, `e1`, … at these times."""
    events = "".join(
        f'  - {{id: e{n}, title: E{n}, when: "{when}", place: {place}, sources: us}}\n'
        for n, when in enumerate(whens)
    )
    return CalendarLayout(read((HEAD + events).encode(), file="f.yaml", now=NOW).itinerary)


def tables(*whens: str) -> list[HourTable]:
    calendar = layout(*whens)
    places = calendar.itinerary.places
    return list(hour_tables(calendar.arranged.days, places, calendar.row_places))


def bars_of(table: HourTable) -> dict[str, tuple[int, int]]:
    ((_, strip),) = table.rows
    return {bar.event.id: (bar.begin, bar.end) for lane in strip.lanes for bar in lane}


@pytest.mark.parametrize(
    ("whens", "unit"),
    [
        (("2027-01-16 18:00 to 19:00",), Unit.HOURS),
        (("2027-01-16 18:00", "2027-01-17 10:00"), Unit.HOURS),
        (("2027-01-16 18:00", "2027-01-18 10:00"), Unit.DAYS),
        (("2027-01-16 18:00", "2027-01-16 evening"), Unit.DAYS),
        (("2027-01-16 18:00", "all 2027-01-16 to 2027-01-17"), Unit.DAYS),
        (("2027-01-16",), Unit.DAYS),
    ],
)
def test_short_programme_has_hours_if_most_are_known_and_nothing_lasts_for_days(
    whens: tuple[str, ...], unit: Unit
) -> None:
    assert layout(*whens).timeline_unit is unit


def test_columns_are_as_short_as_the_times_need_and_go_past_midnight() -> None:
    (table,) = tables("2027-01-16 22:30 to 23:00", "2027-01-17 00:30 to 2027-01-17 02:00")
    assert table.minutes == 30
    hours = [hour.strftime("%H:%M") for hour in table.heads if hour]
    assert hours == ["22:00", "23:00", "00:00", "01:00"]
    assert bars_of(table) == {"e0": (1, 3), "e1": (5, 8)}


def test_short_events_have_an_hour_for_their_words_and_say_how_long_they_are() -> None:
    (table,) = tables("2027-01-16 18:00 to 18:15", "2027-01-16 18:15 to 19:00", "2027-01-16 19:00")
    ((_, strip),) = table.rows
    assert bars_of(table) == {"e0": (0, 4), "e1": (1, 5), "e2": (4, 8)}
    assert strip.quarters == {"e0": 1, "e1": 3, "e2": 0}


def test_event_of_an_unknown_hour_is_over_all_columns() -> None:
    (table,) = tables("2027-01-16 18:00 to 20:00", "2027-01-16 19:00", "2027-01-16 evening")
    assert bars_of(table)["e2"] == (0, len(table.columns))


def test_night_on_which_clocks_change_has_each_hour_that_there_is() -> None:
    (table,) = tables("2027-03-28 00:30 to 04:00")
    hours = [hour.strftime("%H:%M") for hour in table.heads if hour]
    assert hours == ["00:00", "01:00", "03:00"]


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 12)), min_size=1, max_size=8))
def test_bars_of_a_lane_never_overlap_and_lie_in_the_columns(times: list[tuple[int, int]]) -> None:
    def clock(quarters: int) -> str:
        return f"2027-01-16 {6 + quarters // 4:02}:{quarters % 4 * 15:02}"

    (table,) = tables(*(f"{clock(start)} to {clock(start + length)}" for start, length in times))
    ((_, strip),) = table.rows
    for lane in strip.lanes:
        ends = [0, *(bar.end for bar in lane)]
        assert all(bar.begin >= end for bar, end in zip(lane, ends, strict=False))
        assert ends[-1] <= len(table.columns)
    assert len(strip.events) == len(times)
