"""What announced times of chosen events say about each other, in the browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.itinerary import Coordinates, Status
from itinerary.model.parallel import clashes
from itinerary.model.when import Timed
from itinerary.value import replace
from tests.support.visit import START, VISIT
from tests.unit.static.conftest import Script

MODULE = "own_times"
SOME = VISIT.events[0]
RUNS = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.none() | st.integers(1, 200),
        st.sampled_from([Status.CONFIRMED, Status.TENTATIVE, Status.CANCELLED, Status.POSTPONED]),
    ),
    max_size=30,
)
"""Starts in minutes, lengths if an end was announced, statuses."""

HALL, FOYER, GATE, FAR = (
    Coordinates(39.9, 116.39),
    Coordinates(39.9, 116.391),
    Coordinates(39.9, 116.42),
    Coordinates(45.75, 126.64),
)
POINTS = {
    name: [point.latitude, point.longitude, name == "city"]
    for name, point in {
        "hall": HALL,
        "foyer": FOYER,
        "gate": GATE,
        "far": FAR,
        "city": GATE,
    }.items()
}


def run(number: int, start: int, length: int | None, *places: str, off: bool = False) -> Any:
    """Return an event as the browser knows it."""
    begin = start * 60_000
    return {
        "id": number,
        "start": begin,
        "end": begin + (length or 0) * 60_000,
        "open": not length,
        "places": list(places),
        "off": off,
    }


@given(RUNS)
def test_clashes_are_those_of_the_server(
    call: Script, runs: list[tuple[int, int | None, Status]]
) -> None:
    events = []
    for number, (start, length, status) in enumerate(runs):
        begin = START + timedelta(minutes=start)
        end = begin + timedelta(minutes=length) if length else None
        events.append(replace(SOME, id=str(number), when=Timed(begin, end), status=status))
    expected = [
        ([int(event.id) for event in clash.events], clash.more) for clash in clashes(events)
    ]
    off = (Status.CANCELLED, Status.POSTPONED)
    known = [run(n, start, length, off=s in off) for n, (start, length, s) in enumerate(runs)]
    found = call(MODULE, "clashes", known)
    assert [([event["id"] for event in one["events"]], one["more"]) for one in found] == expected


def hurries(call: Script, *events: Any) -> list[tuple[int, int, int, bool]]:
    found = call(MODULE, "hurries", list(events), POINTS)
    return [(h["before"]["id"], h["after"]["id"], round(h["gap"]), "walk" in h) for h in found]


def test_a_walk_that_takes_longer_than_the_time_between_is_told(call: Script) -> None:
    # 2.6 km take 34 minutes at 4.5 km/h.
    (told,) = call(MODULE, "hurries", [run(0, 0, 60, "hall"), run(1, 70, 30, "gate")], POINTS)
    assert told["gap"] == 10
    assert abs(told["far"] - HALL.kilometres_to(GATE)) < 1e-9
    assert abs(told["walk"] - told["far"] / 4.5 * 60) < 1e-9
    assert hurries(call, run(0, 0, 60, "hall"), run(1, 95, 30, "gate")) == []


def test_where_nobody_walks_only_the_distance_is_told_unless_there_are_three_hours(
    call: Script,
) -> None:
    assert hurries(call, run(0, 0, 60, "hall"), run(1, 239, 30, "far")) == [(0, 1, 179, False)]
    assert hurries(call, run(0, 0, 60, "hall"), run(1, 241, 30, "far")) == []


def test_no_way_is_guessed(call: Script) -> None:
    gate = run(1, 61, 30, "gate")
    for before in (
        run(0, 0, None, "hall"),  # its end was not announced
        run(0, 0, 60),  # its place was not
        run(0, 0, 60, "hall", "foyer"),  # it is in two
        run(0, 0, 60, "hall", off=True),  # it does not take place
        run(0, 0, 60, "city"),  # no more than the city is known
        run(0, 0, 60, "nowhere"),  # without coordinates
    ):
        assert hurries(call, before, gate) == [], before
    assert hurries(call, run(0, 0, 60, "hall"), run(1, 60, 30, "foyer")) == [], "next door"


def test_only_what_comes_next_is_looked_at_all_of_it_if_it_is_several(call: Script) -> None:
    events = [
        run(0, 0, 60, "hall"),
        run(1, 61, 10, "gate"),
        run(2, 61, 20, "foyer"),
        run(3, 75, 10, "gate"),
    ]
    assert hurries(call, *events) == [(0, 1, 1, True)]
