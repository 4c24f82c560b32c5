"""The rule for which places are one city; routes, maps and timelines share it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from itinerary.model.itinerary import Itinerary, Place

TOWN = 60.0
"""Kilometres from the middle of a city within which everything in it lies.

Airports and excursions belong to their city: Narita is 60 km from the middle of Tokyo, the Great
Wall at Badaling 60 km from that of Beijing. The cities of one journey are farther apart."""


def cities(places: Sequence[Place]) -> dict[str, Place]:
    """Return the city of each place that is in one, by the id of the place.

    It is the outermost place around it, or itself, that can be one town. A province or a country
    cannot: what is in it lies farther apart, or in several time zones, or only what is in it has
    coordinates. Nor can a place without coordinates that has nothing in it, which may be a room: if
    all places are in one time zone, nothing tells it from a town.
    """
    inside: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for around in islice(place.chain(), 1, None):
            inside[around.id].append(place)
    zones = {place.zone.info.key for place in places}
    towns = {
        place.id
        for place in places
        if _can_be_town(place, inside.get(place.id, ()))
        and (place.coordinates or place.id in inside or len(zones) > 1)
    }
    found = {}
    for place in places:
        around_it = [around for around in place.chain() if around.id in towns]
        if around_it:
            found[place.id] = around_it[-1]
    return found


def is_venue(place: Place) -> bool:
    """Tell whether a place is a room or a venue rather than a city.

    A city has coordinates or a time zone of its own, but no address.
    """
    own_zone = place.within is not None and place.zone != place.within.zone
    return bool(place.address) or not (place.coordinates or own_zone)


def _can_be_town(place: Place, inside: Sequence[Place]) -> bool:
    middle = place.coordinates
    points = [inner.coordinates for inner in inside if inner.coordinates]
    if any(inner.zone.info.key != place.zone.info.key for inner in inside):
        return False
    if middle is None:
        return not points
    return all(middle.kilometres_to(point) <= TOWN for point in points)


def rooms_or_cities(itinerary: Itinerary) -> Mapping[str, Place]:
    """Return for each place with events the place in whose row a timeline shows them, by its id.

    In a programme of one city that is the place itself; else its city, or the place itself where
    it is in no city.
    """
    own = {place.id: place for event in itinerary.events for place in event.places}
    city_of = cities(itinerary.places)
    outer = {id: city_of.get(id, place) for id, place in own.items()}
    return own if len({place.id for place in outer.values()}) == 1 else outer
