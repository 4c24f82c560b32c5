"""The rule of what a city is."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from itinerary.model.cities import TOWN, cities
from itinerary.model.itinerary import Coordinates, Place, TimeZone
from itinerary.model.text import Text

CHINA = TimeZone(ZoneInfo("Asia/Shanghai"))
URUMQI = TimeZone(ZoneInfo("Asia/Urumqi"))
MIDDLE = Coordinates(39.9, 116.4)
DEGREE = 111.195
"""Kilometres of a degree of latitude."""


def place(
    id: str,
    within: Place | None = None,
    coordinates: Coordinates | None = None,
    zone: TimeZone = CHINA,
) -> Place:
    name = Text.of(id, ["en"])
    return Place(id=id, name=name, within=within, coordinates=coordinates, zone=zone)


def north(kilometres: float) -> Coordinates:
    return Coordinates(MIDDLE.latitude + kilometres / DEGREE, MIDDLE.longitude)


def city_ids(*places: Place) -> dict[str, str]:
    return {id: city.id for id, city in cities(places).items()}


@pytest.mark.parametrize(("kilometres", "city"), [(TOWN - 1, "around"), (TOWN + 1, "venue")])
def test_city_reaches_60_km_from_its_middle(kilometres: float, city: str) -> None:
    around = place("around", coordinates=MIDDLE)
    venue = place("venue", around, north(kilometres))
    assert city_ids(around, venue)["venue"] == city


def test_city_is_the_outermost_place_that_can_be_one() -> None:
    city = place("city", coordinates=MIDDLE)
    house = place("house", city, north(1))
    room = place("room", house)
    assert city_ids(city, house, room) == {"city": "city", "house": "city", "room": "city"}


def test_country_with_located_cities_is_not_a_city() -> None:
    country = place("country")
    city = place("city", country, MIDDLE)
    assert city_ids(country, city) == {"city": "city"}


def test_place_is_a_city_where_nothing_in_it_is_located() -> None:
    village = place("village")
    assert city_ids(village, place("hall", village)) == {"village": "village", "hall": "village"}


def test_country_of_two_time_zones_is_not_a_city() -> None:
    country = place("country")
    east, west = place("east", country), place("west", country, zone=URUMQI)
    assert city_ids(country, east, west) == {"east": "east", "west": "west"}


def test_places_without_coordinates_and_without_places_in_them_may_be_rooms_and_are_no_cities() -> (
    None
):
    assert city_ids(place("hall"), place("foyer")) == {}
    town = place("town", coordinates=MIDDLE)
    assert city_ids(town, place("hall")) == {"town": "town"}


def test_places_in_several_zones_are_cities_without_coordinates() -> None:
    assert city_ids(place("east"), place("west", zone=URUMQI)) == {"east": "east", "west": "west"}
