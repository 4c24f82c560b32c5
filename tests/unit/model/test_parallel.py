"""Events at the same time: only what is known to overlap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.itinerary import Event, Status, TimeZone
from itinerary.model.parallel import MOST_NAMED, ParallelEvents, clashes
from itinerary.model.text import Text
from itinerary.model.when import Day, Timed
from itinerary.model.zones import zone
from itinerary.value import replace

NINE = datetime(2027, 5, 16, 9, tzinfo=UTC)
ZONE = TimeZone(zone("UTC"))


def event(id: str, start: int, end: int | None, status: Status = Status.CONFIRMED) -> Event:
    """Return an event from and to these minutes after nine."""
    at = NINE + timedelta(minutes=start)
    until = None if end is None else NINE + timedelta(minutes=end)
    return Event(
        id=id, uid=id, title=Text((("en", id),)), when=Timed(at, until), zone=ZONE, status=status
    )


def beside(*events: Event) -> list[str]:
    return [other.id for other in ParallelEvents(events).to(events[0])]


@pytest.mark.parametrize(
    ("own", "other", "together"),
    [
        ((0, 60), (30, 90), True),
        ((0, 60), (0, 60), True),
        ((0, 60), (60, 90), False),
        ((30, 60), (0, 30), False),
        ((0, 60), (30, None), True),
        ((0, None), (0, None), True),
        ((0, None), (1, None), False),
        ((30, None), (0, 60), True),
        ((30, None), (0, None), False),
        ((60, None), (0, 60), False),
    ],
)
def test_events_are_parallel_only_if_their_announced_hours_overlap(
    own: tuple[int, int | None], other: tuple[int, int | None], together: bool
) -> None:
    one, two = event("one", *own), event("two", *other)
    assert beside(one, two) == (["two"] if together else [])
    assert beside(two, one) == (["one"] if together else [])


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_event_that_does_not_take_place_is_parallel_to_none(status: Status) -> None:
    one, off = event("one", 0, 60), event("off", 0, 60, status)
    assert beside(one, off) == beside(off, one) == []


def test_event_without_an_hour_is_parallel_to_none() -> None:
    one = event("one", 0, 60)
    day = Event(id="day", uid="day", title=Text((("en", "Day"),)), when=Day(NINE.date()), zone=ZONE)
    assert beside(one, day) == beside(day, one) == []


def test_parallel_events_that_start_nearest_are_first() -> None:
    own = event("own", 60, 120)
    others = [event("long", -600, 600), event("late", 110, 130), event("same", 60, 90)]
    assert beside(own, *others, event("early", 50, 70)) == ["same", "early", "late", "long"]


RUNS = st.lists(
    st.tuples(st.integers(0, 40), st.none() | st.integers(1, 30)), min_size=1, max_size=12
)


@given(RUNS)
def test_parallel_is_mutual_and_equals_the_definition(runs: list[tuple[int, int | None]]) -> None:
    events = [
        event(str(n), start, None if length is None else start + length)
        for n, (start, length) in enumerate(runs)
    ]
    found = ParallelEvents(events)

    def overlap(one: Event, two: Event) -> bool:
        assert isinstance(one.when, Timed)
        assert isinstance(two.when, Timed)
        early, late = sorted((one.when, two.when), key=lambda when: when.start)
        return early.start == late.start or (early.end is not None and late.start < early.end)

    for one in events:
        expected = {two.id for two in events if two is not one and overlap(one, two)}
        listed = [two.id for two in found.to(one)]
        assert set(listed) == expected
        assert len(listed) == len(expected)


def test_a_clash_is_where_an_event_starts_while_others_run() -> None:
    long, alone = event("long", 60, 240), event("alone", 240, 300)
    first, second = event("first", 120, 180), event("second", 120, 150)
    after = event("after", 180, 210)
    found = clashes([alone, after, second, first, long])
    assert [(c.at.hour, [e.id for e in c.events]) for c in found] == [
        (11, ["long", "second", "first"]),
        (12, ["long", "after"]),
    ]


def test_a_clash_of_many_events_names_the_last_to_start_and_counts_the_others() -> None:
    many = [event(f"e{n}", n, 500) for n in range(MOST_NAMED + 3)]
    last = clashes(many)[-1]
    assert [e.id for e in last.events] == [e.id for e in many[3:]]
    assert last.more == 3


def test_events_clash_only_as_far_as_is_known_and_if_they_take_place() -> None:
    endless, same, later = event("endless", 0, None), event("same", 0, 60), event("later", 30, 60)
    off = event("off", 0, 60, Status.CANCELLED)
    day = replace(off, when=Day(NINE.date()), status=Status.CONFIRMED)
    assert clashes([endless, later, day, off]) == ()
    assert [[e.id for e in c.events] for c in clashes([endless, same])] == [["endless", "same"]]
