"""The way of a programme: no order of cities is told that was not announced."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from itinerary.formats import route
from itinerary.model import After, Event, Place, TimeZone
from itinerary.text import Text
from itinerary.when import Day, Part, Span, Timed, When, Window, zone

FIRST = date(2026, 3, 27)
CITIES = [
    Place(id=id, name=Text((("en", id),)), zone=TimeZone(zone(name)))
    for id, name in (
        ("berlin", "Europe/Berlin"),
        ("harbin", "Asia/Shanghai"),
        ("honolulu", "Pacific/Honolulu"),
    )
]


@st.composite
def whens(draw: st.DrawFn, where: str) -> When:
    """Draw times of a few days, so that many of them meet."""
    first = FIRST + timedelta(days=draw(st.integers(0, 5)))
    last = first + timedelta(days=draw(st.integers(1, 2)))
    hour = timedelta(minutes=draw(st.integers(0, 47)) * 30)
    start = (datetime(first.year, first.month, first.day, tzinfo=UTC) + hour).astimezone(
        zone(where)
    )
    length = timedelta(minutes=draw(st.integers(1, 40)) * 30)
    end = (start.astimezone(UTC) + length).astimezone(zone(where))
    forms: tuple[When, ...] = (
        *(Timed(start), Timed(start, end), Day(first), Day(first, Part.EVENING)),
        *(Window(first, last), Span(first, last)),
    )
    return draw(st.sampled_from(forms))


@st.composite
def stays(draw: st.DrawFn) -> list[tuple[Event, Place]]:
    """Draw events in cities, of which some follow others."""
    found: list[tuple[Event, Place]] = []
    for n in range(draw(st.integers(1, 9))):
        place = draw(st.sampled_from(CITIES))
        follows = draw(st.none() | st.integers(0, n - 1)) if n else None
        event = Event(
            id=f"event-{n}",
            uid=f"event-{n}@made.itinerary",
            title=Text((("en", "Event"),)),
            when=draw(whens(place.zone.info.key)),
            zone=place.zone,
            place=place,
            after=None if follows is None else After(f"event-{follows}", Text((("en", "x"),))),
        )
        found.append((event, place))
    return draw(st.permutations(found))


def is_certain(one: Event, other: Event) -> bool:
    """Tell whether it was announced which of two events is over before the other begins."""
    if (one.after and one.after.id == other.id) or (other.after and other.after.id == one.id):
        return True
    exact = isinstance(one.when, Timed) and isinstance(other.when, Timed)
    (start, end), (begins, ends) = (route._extent(e, UTC if exact else None) for e in (one, other))
    return end <= begins or ends <= start


@given(stays())
def test_an_event_is_on_the_way_only_if_nothing_elsewhere_may_go_on_at_its_time(
    placed: list[tuple[Event, Place]],
) -> None:
    dated = [(e, p) for e, p in placed if not isinstance(e.when, Window)]
    expected = [
        event.id
        for event, place in dated
        if all(place.id == there.id or is_certain(event, other) for other, there in dated)
    ]
    assert [event.id for event, _ in route._ordered(placed)] == expected
