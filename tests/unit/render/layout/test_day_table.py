"""The places of events in a calendar: without repetition, overlap or unannounced hours."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition
from itinerary.model import cities
from itinerary.model.itinerary import Colour, Coordinates, Event, Itinerary, Place, Status, TimeZone
from itinerary.model.text import Text
from itinerary.model.when import MIDNIGHT, Timed, Window
from itinerary.model.zones import zone
from itinerary.render.layout import bars, clock_changes, day_table
from itinerary.render.layout.bars import DAY, DayRange
from itinerary.value import replace
from tests.support.small_programme import changed, itinerary
from tests.support.strategies import ZONES, days, whens

HOME = TimeZone(zone("Europe/Berlin"))
COUNTRY = Place(id="country", name=Text.of("Country", ("en",)), zone=HOME)


@st.composite
def programmes(draw: st.DrawFn) -> Itinerary:
    """Draw a programme of up to a dozen events, of which nothing matters but time and place."""
    places = [COUNTRY]
    for n, name in enumerate(draw(st.lists(st.sampled_from(ZONES), max_size=4))):
        within = draw(st.sampled_from([None, *places]))
        point = draw(st.sampled_from([None, Coordinates(52.5, 13.4), Coordinates(31.2, 121.5)]))
        title = Text.of(f"Place {n}", ("en",))
        there = TimeZone(zone(name))
        places.append(
            Place(id=f"place-{n}", name=title, within=within, coordinates=point, zone=there)
        )
    events = []
    for n in range(draw(st.integers(1, 12))):
        place = draw(st.sampled_from([None, *places]))
        where = place.zone if place else HOME
        events.append(
            Event(
                id=f"event-{n}",
                uid=f"event-{n}@made",
                title=Text.of(f"Event {n}", ("en",)),
                when=draw(whens(where.info.key)),
                zone=where,
                place=place,
                status=draw(st.sampled_from(Status)),
            )
        )
    return Itinerary(
        id="made",
        title=Text.of("Made", ("en",)),
        languages=("en",),
        zone=HOME,
        colour=Colour("#b22222", "firebrick"),
        places=tuple(places),
        events=tuple(events),
    )


# --- lanes ---------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9))))
def test_pack_lanes_keeps_every_piece_and_overlaps_none(pieces: list[tuple[int, int]]) -> None:
    named = [(n, start, start + length) for n, (start, length) in enumerate(pieces)]
    lanes = bars.pack_lanes(named, lambda piece: piece[1:])
    assert sorted(piece for lane in lanes for piece in lane) == named
    for lane in lanes:
        assert all(one[2] <= next_one[1] for one, next_one in pairwise(lane))
    # Never more lanes than pieces at one moment.
    busiest = max((sum(s <= at < e for _, s, e in named) for at in range(50)), default=0)
    assert len(lanes) == busiest


# --- days ----------------------------------------------------------------------------------------


@given(programmes())
def test_arrange_has_every_event_once(itinerary: Itinerary) -> None:
    arranged = bars.arrange(itinerary.events, MIDNIGHT)
    listed = [*arranged.bars, *arranged.undated]
    listed += [event for events in arranged.days.values() for event in events]
    assert Counter(e.id for e in listed) == Counter(e.id for e in itinerary.events)
    assert all(event.when is None for event in arranged.undated)
    for day, events in arranged.days.items():
        assert all(event.when and event.when.first == day for event in events)
    # What may be on one of several days is on none of them for sure.
    windows = [e for e in itinerary.events if isinstance(e.when, Window)]
    assert all(e in arranged.bars for e in windows if e.when and e.when.first < e.when.last)


@given(programmes(), days, st.integers(1, 40))
def test_a_strip_has_each_event_of_its_days_once(
    itinerary: Itinerary, first: date, length: int
) -> None:
    if itinerary.first:
        first = itinerary.first + (first - first.replace(day=1))
    columns = bars.each_day(first, first + DAY * (length - 1))
    strip = bars.arrange(itinerary.events, MIDNIGHT).strip(columns)
    shown = Counter(bar.event.id for lane in strip.lanes for bar in lane)
    shown.update(event.id for events in strip.cells for event in events)
    last = columns[-1].last
    expected = {
        event.id
        for event in itinerary.events
        if event.when
        and event.when.first <= last
        and (event.when.first >= first or event in bars.arrange([event], MIDNIGHT).bars)
        and event.when.last >= first
    }
    assert shown == Counter(expected)
    for lane in strip.lanes:
        for bar, following in pairwise(lane):
            assert bar.end <= following.begin
        for bar in lane:
            when = bar.event.when
            assert when is not None
            covered = columns[bar.begin : bar.end]
            assert covered[0].first == max(when.first, first)
            assert covered[-1].last == min(when.last, last)
            assert bar.before == (when.first < first)
            assert bar.beyond == (when.last > last)


@given(days)
def test_months_and_weeks_hold_their_days(day: date) -> None:
    month = bars.month_of(day)
    assert day in month
    assert month.first.day == 1
    assert (month.last + DAY).day == 1
    for start in range(7):
        weeks = list(bars.weeks(month.first, month.last, start))
        shown = [column.first for week in weeks for column in week]
        assert shown == [shown[0] + DAY * n for n in range(len(shown))]
        assert {month.first, month.last} <= set(shown)
        assert all(len(week) == 7 and week[0].first.weekday() == start for week in weeks)
        assert len(shown) - (month.last - month.first).days - 1 < 14


# --- hours ---------------------------------------------------------------------------------------


def rows_of(hours: day_table.DayTable) -> list[list[day_table.Cell | None]]:
    """Return a table as a browser lays it out; None where nothing stands."""
    width = sum(group.lanes + 1 for group in hours.groups)
    table: list[list[day_table.Cell | None]] = [[None] * width for _ in hours.rows]
    for top, row in enumerate(hours.rows):
        for cell in row.cells:
            left = table[top].index(None)
            for line in table[top : top + cell.rows]:
                for lane in range(left, left + cell.lanes):
                    assert line[lane] is None, "two cells in one place"
                    line[lane] = cell
    return table


@given(programmes(), st.data())
def test_day_table_is_complete_and_shows_true_times(
    itinerary: Itinerary, data: st.DataObject
) -> None:
    day = data.draw(days)
    events = [_moved(event, day) for event in itinerary.events]
    hours = day_table.day_table(events, itinerary.places, MIDNIGHT)
    timed = [event for event in events if isinstance(event.when, Timed)]
    cells = [cell for row in hours.rows for cell in row.cells]
    # Every event with an hour once, no event without one.
    drawn = Counter(cell.event.id for cell in cells if cell.event)
    assert drawn == Counter(event.id for event in timed)
    if not timed:
        assert hours.rows == ()
        return
    # A browser would find no hole, no overlap, and no row without a cell of its own.
    assert all(row.cells for row in hours.rows)
    table = rows_of(hours)
    assert all(None not in line for line in table)
    begins = [row.begin for row in hours.rows]
    assert begins == sorted(set(begins))
    for top, row in enumerate(hours.rows):
        for cell in row.cells:
            below = top + cell.rows
            after = begins[below] if below < len(begins) else None
            if cell.event:
                when = cell.event.when
                assert isinstance(when, Timed)
                assert row.begin == when.start
                assert cell.open == (when.end is None)
                if when.end and not cell.beyond and after:
                    assert after.astimezone(UTC) == when.end.astimezone(UTC)
            if cell.tick and top:
                # As instants: to Python a time of an hour that comes twice equals none of another
                # zone (PEP 495).
                assert cell.tick.moment.astimezone(UTC) == row.begin
    # Side by side is the same moment; each event is in a column of its own place and clocks.
    columns = [
        (group.zone.info.key, column.place)
        for group in hours.groups
        for column in (None, *(c for c in group.columns for _ in range(c.lanes)))
        for column in [column or day_table.Column(None, 0, ())]
    ]
    for line in table:
        for (key, place), there in zip(columns, line, strict=True):
            if there and there.event:
                assert there.event.zone.info.key == key
                assert there.event.place == place


def _moved(event: Event, day: date) -> Event:
    """Return an event with hours as one that begins on `day`, others as they are."""
    when = event.when
    if not isinstance(when, Timed):
        return event
    wall = datetime.combine(day, when.start.time(), event.zone.info)
    start = wall.astimezone(UTC).astimezone(event.zone.info)  # an hour that exists
    if start.date() != day:
        start = datetime.combine(day, datetime.min.time(), event.zone.info) + timedelta(hours=12)
    end = when.end and (
        start.astimezone(UTC) + (when.end.astimezone(UTC) - when.start.astimezone(UTC))
    ).astimezone(event.zone.info)
    return replace(event, when=Timed(start, end))


@given(st.sampled_from(ZONES), days)
def test_ticks_are_the_hours_that_clocks_show(name: str, day: date) -> None:
    here = TimeZone(zone(name))
    begin = datetime.combine(day, datetime.min.time(), here.info).astimezone(UTC)
    ticks = list(clock_changes.ticks(here, begin, begin + DAY))
    instants = [tick.moment.astimezone(UTC) for tick in ticks]
    assert instants == sorted(set(instants))
    assert 23 <= len(ticks) <= 26
    for tick, following in pairwise(ticks):
        passed = following.moment.astimezone(UTC) - tick.moment.astimezone(UTC)
        assert passed <= timedelta(hours=1)
        if not following.shift:
            shown = following.moment.replace(tzinfo=None) - tick.moment.replace(tzinfo=None)
            assert passed == shown


def test_ticks_repeat_the_hour_that_clocks_show_twice() -> None:
    berlin = TimeZone(zone("Europe/Berlin"))
    begin = datetime(2026, 10, 24, 23, tzinfo=UTC)
    ticks = list(clock_changes.ticks(berlin, begin, begin + timedelta(hours=4)))
    assert [f"{t.moment:%H:%M%z}" for t in ticks] == [
        "01:00+0200",
        "02:00+0200",
        "02:00+0100",
        "03:00+0100",
    ]
    assert [t.shift for t in ticks] == [timedelta(), timedelta(), -timedelta(hours=1), timedelta()]


@pytest.mark.parametrize(
    ("name", "day", "shift"),
    [
        ("Europe/Lisbon", date(2026, 10, 25), -timedelta(hours=1)),
        ("Europe/Lisbon", date(2026, 3, 29), timedelta(hours=1)),
        ("Australia/Lord_Howe", date(2026, 10, 4), timedelta(minutes=30)),
        ("Europe/Istanbul", date(2026, 10, 25), None),
    ],
)
def test_clock_changes_are_those_of_the_zone(name: str, day: date, shift: timedelta | None) -> None:
    found = clock_changes.clock_changes(TimeZone(zone(name)), day - DAY * 20, day + DAY * 20)
    assert [(tick.moment.date(), tick.shift) for tick in found] == ([(day, shift)] if shift else [])


# --- the three programmes ------------------------------------------------------------------------


def test_the_conference_has_its_rooms_side_by_side(editions: dict[str, Edition]) -> None:
    itinerary = editions["conference"].itinerary
    day = bars.arrange(itinerary.events, MIDNIGHT).days[date(2026, 12, 1)]
    (group,) = day_table.day_table(day, itinerary.places, MIDNIGHT).groups
    names = [column.place.id for column in group.columns if column.place]
    assert names == ["sample-hall", "room-lorem", "room-ipsum", "foyer", "terrace"]
    # A cancelled talk stands beside the one that took its time.
    assert [column.lanes for column in group.columns] == [2, 1, 1, 1, 1]


def test_cell_of_an_event_spans_the_free_lanes_beside_it(editions: dict[str, Edition]) -> None:
    itinerary = editions["conference"].itinerary
    day = bars.arrange(itinerary.events, MIDNIGHT).days[date(2026, 12, 1)]
    wide = {
        cell.event.id: cell.lanes
        for row in day_table.day_table(day, itinerary.places, MIDNIGHT).rows
        for cell in row.cells
        if cell.event and cell.event.place and cell.event.place.id == "sample-hall"
    }
    assert wide["open-clinic"] == wide["comma-in-court"] == 1
    assert set(wide.values()) == {1, 2}
    assert wide["keynote-lorem"] == 2


@pytest.mark.parametrize(
    ("programme", "rows"),
    [
        ("visit", {"china", "beijing", "harbin"}),
        ("tour", {"lisbon", "porto", "berlin", "istanbul"}),
        (
            "conference",
            {
                "sample-hall",
                "room-lorem",
                "room-ipsum",
                "foyer",
                "terrace",
                "venue",
                "pavilion",
            },
        ),
    ],
)
def test_a_timeline_has_cities_or_the_rooms_of_one(
    programme: str, rows: set[str], editions: dict[str, Edition]
) -> None:
    found = cities.rooms_or_cities(editions[programme].itinerary)
    assert {place.id for place in found.values()} == rows


@given(programmes())
def test_timeline_has_a_row_for_every_place_with_events(itinerary: Itinerary) -> None:
    found = cities.rooms_or_cities(itinerary)
    assert set(found) == {event.place.id for event in itinerary.events if event.place}
    for event in itinerary.events:
        if event.place:
            assert found[event.place.id] in tuple(event.place.chain())


def test_timeline_column_can_be_a_week() -> None:
    week = DayRange(date(2026, 10, 19), date(2026, 10, 25))
    assert date(2026, 10, 25) in week
    assert date(2026, 10, 26) not in week


def test_event_of_several_places_is_in_the_column_of_each() -> None:
    words = changed("    place: hall", "    place: [hall, far]")
    programme = itinerary(words)
    table = day_table.day_table(programme.events, programme.places, MIDNIGHT)
    (group,) = table.groups
    assert [column.place.id for column in group.columns if column.place] == ["hall", "far"]
    assert [event.id for event in group.events] == ["one"]
    shown = [cell.event.id for row in table.rows for cell in row.cells if cell.event]
    assert shown == ["one", "one"]


def test_column_of_events_online_only_says_so() -> None:
    programme = itinerary(changed("    place: hall", "    online: yes"))
    (group,) = day_table.day_table(programme.events, programme.places, MIDNIGHT).groups
    assert [column.online for column in group.columns] == [True]
