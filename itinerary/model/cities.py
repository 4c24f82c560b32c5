"""Which places are one city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from itinerary.model.itinerary import Itinerary, Place

CITY = 30.0
"""Kilometres within which places are taken for rooms of one city."""


# --- places --------------------------------------------------------------------------------------


def rooms_or_cities(itinerary: Itinerary) -> dict[str, Place]:
    """Return for each place that has events the place in whose row a timeline shows them.

    That is itself in a programme of one city. Else it is the city: what is directly inside the
    one place that is around them all (a country, say), or outermost where there is no such place.
    """
    own = {e.place.id: e.place for e in itinerary.events if e.place}
    chains = {id: tuple(place.chain())[::-1] for id, place in own.items()}
    depth = 0
    while len({chain[min(depth, len(chain) - 1)].id for chain in chains.values()}) == 1:
        if all(len(chain) <= depth + 1 for chain in chains.values()):
            break
        depth += 1
    outer = {id: chain[min(depth, len(chain) - 1)] for id, chain in chains.items()}
    if depth and _near(own.values()):
        return own
    # A province of which the programme sees one city is called by that city.
    shared: dict[str, list[Place]] = {}
    for id, place in outer.items():
        common = [p for p in chains[id] if p in shared[place.id]] if place.id in shared else None
        shared[place.id] = list(chains[id]) if common is None else common
    return {id: _city(shared[place.id], place) for id, place in outer.items()}


def _city(common: Sequence[Place], outer: Place) -> Place:
    """Return the place with coordinates nearest inside `outer`, of those that all share."""
    inner = common[common.index(outer) :]
    return next((place for place in inner if place.coordinates), outer)


def _near(places: Iterable[Place]) -> bool:
    """Tell whether places may all be in one city, for all that is known."""
    found = tuple(places)
    points = [point for place in found if (point := place.point())]
    zones = {place.zone.info.key for place in found}
    return len(zones) == 1 and all(points[0].kilometres_to(p) <= CITY for p in points)
