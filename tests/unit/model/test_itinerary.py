"""Values of the model: distances, places, lengths, days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.itinerary import (
    DEFAULT_LENGTH,
    Category,
    Coordinates,
    Kind,
)
from tests.support.small_model import (
    ALL,
    CHINA,
    HALL,
    HARBIN,
    OPEN,
    SONG,
    TALKS,
    XI,
    ZONE,
    event,
    itinerary,
    place,
    text,
)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (Coordinates(39.9042, 116.4074), Coordinates(45.8038, 126.5350), 1060),
        (Coordinates(38.7223, -9.1393), Coordinates(41.0082, 28.9784), 3237),
        (Coordinates(0, 179.5), Coordinates(0, -179.5), 111),
        (Coordinates(90, 0), Coordinates(-90, 77), 20015),
        (Coordinates(90, 0), Coordinates(90, 120), 0),
        (Coordinates(52.52, 13.405), Coordinates(52.52, 13.405), 0),
    ],
    ids=[
        "Beijing–Harbin", "Lisbon–Istanbul", "over the date line", "pole to pole",
        "one pole by two names", "the same point",
    ],
)  # fmt: skip
def test_distances_are_great_circles(
    one: Coordinates, other: Coordinates, kilometres: float
) -> None:
    assert one.kilometres_to(other) == pytest.approx(kilometres, rel=0.01, abs=1e-6)
    assert one.kilometres_to(other) == pytest.approx(other.kilometres_to(one))


DEGREES = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))


@given(DEGREES, DEGREES)
def test_distance_is_at_most_half_the_equator(one: Coordinates, other: Coordinates) -> None:
    assert 0 <= one.kilometres_to(other) <= 20_016


def test_place_chain_is_innermost_first() -> None:
    assert [p.id for p in HALL.chain()] == ["hall", "harbin", "china"]
    assert [p.id for p in CHINA.chain()] == ["china"]


def test_place_point_is_that_of_the_nearest_located_place() -> None:
    assert HALL.point() == HARBIN.coordinates
    assert CHINA.point() is None
    exact = place("room", HALL, Coordinates(1, 2))
    assert exact.point() == Coordinates(1, 2)


def test_usual_length_is_that_of_the_first_category_that_has_one() -> None:
    short, long = (
        Category(id=str(n), name=text("x"), length=timedelta(minutes=n)) for n in (20, 90)
    )
    assert event("a").usual_length == DEFAULT_LENGTH == timedelta(hours=1)
    assert event("a", categories=(TALKS,)).usual_length == DEFAULT_LENGTH
    assert event("a", categories=(TALKS, short, long)).usual_length == timedelta(minutes=20)


def test_itinerary_days_are_declared_or_those_of_its_events() -> None:
    declared = date(2024, 5, 1), date(2024, 5, 31)
    assert (itinerary(*ALL, days=declared).first, itinerary(*ALL, days=declared).last) == declared
    assert itinerary(*ALL).first == date(2024, 5, 16)
    assert itinerary(*ALL).last == date(2024, 5, 18)
    assert (itinerary(OPEN).first, itinerary(OPEN).last) == (None, None)


def test_events_are_found_by_their_ids() -> None:
    whole = itinerary(*ALL)
    assert whole.by_id["song"] is SONG
    assert list(whole.by_id) == [event.id for event in ALL]


def test_party_is_a_person_by_default() -> None:
    assert XI.kind is Kind.PERSON


def test_zone_shows_an_instant_on_its_own_clocks() -> None:
    moment = datetime(2024, 5, 16, 22, 30, tzinfo=UTC)
    assert f"{ZONE.local(moment):%Y-%m-%d %H:%M}" == "2024-05-17 00:30"
    assert ZONE.local(moment) == moment
