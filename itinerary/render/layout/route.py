"""The route of a programme: its cities, and the legs between them if their order is known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from itertools import groupby, pairwise

from itinerary.model.cities import TOWN
from itinerary.model.cities import cities as cities_of
from itinerary.model.itinerary import Event, Itinerary, Place
from itinerary.model.reading_order import Section, agenda
from itinerary.model.when import Day, Part, Timed, Window
from itinerary.value import Value

MOST_ON_ROUTE = 12
"""Cities that the head of a document names; of more it says how many they are."""

SCATTERED = 4
"""Bands of a section from which it can be one whose events are all over the place."""


class Leg(Value):
    """The way from one city to the next.

    `kilometres` is the length of the great circle, None unless both cities have coordinates.
    `shift` is how far the clocks of `end` are ahead of those of `start`.
    """

    start: Place
    end: Place
    kilometres: float | None
    shift: timedelta


class Route(Value, dict=True):
    """The cities of a programme.

    - `stops`: the cities in the order of the visits.
    - `others`: cities of unknown order, or with events that overlap those of other cities.
    - `undated`: the ids of cities of which no day is known.
    - `recurring`: whether any city has several visits on known days, as in a league.
    - `legs`: each leg by the id of the first event after it.
    - `cities`: the city of a place, by the id of the place.
    - `open`: whether the place of any event was not announced.
    - `elsewhere`: the places of events that are in no known city, such as rooms.
    """

    stops: tuple[Place, ...]
    others: tuple[Place, ...]
    undated: frozenset[str]
    legs: Mapping[str, Leg]
    cities: Mapping[str, Place]
    open: bool = False
    elsewhere: tuple[Place, ...] = ()
    recurring: bool = False

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All cities, without repetition."""
        return tuple({place.id: place for place in (*self.stops, *self.others)}.values())

    @cached_property
    def hub(self) -> Place | None:
        """The first city with coordinates."""
        return next((place for place in self.places if place.coordinates), None)

    @cached_property
    def local(self) -> bool:
        """Whether all cities with coordinates, of which there are some, could be in one town.

        Then they are venues or districts of it, or the town itself, and coasts say nothing about
        where they are.
        """
        away = [d for place in self.places if (d := self.kilometres_from_hub(place)) is not None]
        return bool(away) and max(away) <= TOWN

    @property
    def drawn(self) -> bool:
        """Whether a drawing, of the programme or of one place, says something."""
        return self.hub is not None and not self.local

    def kilometres_from_hub(self, place: Place) -> float | None:
        """Return the length of the great circle from `hub` to a place; None if unknown."""
        at = self.hub and self.hub.coordinates
        return at.kilometres_to(place.coordinates) if at and place.coordinates else None

    def where(self, event: Event) -> Place | None:
        """Return the city of an event, or its place if that is in no city; None without a place."""
        return self.cities.get(event.place.id, event.place) if event.place else None


class Band(Value):
    """Consecutive events of a section in one city.

    `place` is None if it is not known, `leg` is the leg that ends there. `mixed` is true of events
    in many cities, each of which names its own.
    """

    place: Place | None
    leg: Leg | None
    events: tuple[Event, ...]
    mixed: bool = False


def route(itinerary: Itinerary) -> Route:
    """Return the route of a programme, with only as much order as was announced."""
    # A place without an address, such as a video call, is in no city.
    nowhere = {place.id for place in itinerary.places if place.addressless}
    cities = {id: city for id, city in cities_of(itinerary.places).items() if id not in nowhere}
    sections = agenda(filter(_on, itinerary.events), itinerary.day_starts)
    placed = [
        (event, cities[event.place.id])
        for section in sections
        for event in section.events
        if event.place and event.place.id in cities
    ]
    known = list(_ordered(placed))
    stops = [next(group) for _, group in groupby(known, key=lambda item: item[1].id)]
    every = {place.id: place for _, place in placed}
    if len(stops) > 2 * len(every):  # events in parallel, between which a visitor does not travel
        stops = stops[:1] if len(every) == 1 else []
    on_days = [
        place.id for event, place in placed if event.when and not isinstance(event.when, Window)
    ]
    dated = set(on_days)
    seen = {place.id for _, place in stops}
    return Route(
        stops=tuple(place for _, place in stops),
        others=tuple(place for place in every.values() if place.id not in seen),
        undated=frozenset(every) - dated,
        legs={event.id: _leg(here, there, event) for (_, here), (event, there) in pairwise(stops)},
        cities=cities,
        open=any(e.place is None and not e.placeless for e in itinerary.events),
        elsewhere=_elsewhere(itinerary, cities.keys() | nowhere),
        recurring=sum(1 for _ in groupby(on_days)) > len(dated),
    )


def _elsewhere(itinerary: Itinerary, known: Set[str]) -> tuple[Place, ...]:
    places = (place for event in filter(_on, itinerary.events) for place in event.places)
    return tuple({place.id: place for place in places if place.id not in known}.values())


def bands(section: Section, way: Route | None) -> tuple[Band, ...]:
    """Return the events of a section by cities; as one band if the programme has only one city, or
    if hardly two events that follow each other are in the same one, as on a day of matches: a
    heading for each event would say little, and take more room than the event."""
    if way is None or len(way.places) < 2:
        return (Band(None, None, section.events),)
    found = []

    def here(event: Event) -> tuple[str, bool]:
        place = way.where(event)
        return place.id if place else "", event.placeless

    for _, group in groupby(section.events, key=here):
        events = tuple(group)
        leg = next((way.legs[e.id] for e in events if e.id in way.legs), None)
        found.append(Band(way.where(events[0]), leg, events))
    alone = len(found) >= SCATTERED and 3 * len(found) > 2 * len(section.events)
    if alone and not any(band.leg for band in found):
        return (Band(None, None, section.events, mixed=True),)
    return tuple(found)


def _on(event: Event) -> bool:
    return not event.status.off


def _ordered(placed: list[tuple[Event, Place]]) -> Iterator[tuple[Event, Place]]:
    """Yield the events whose order is certain, in that order, with their cities.

    The order of an event is certain if it is before or after every event in another city, or is
    said to follow it. This leaves out an event on an unknown one of several days, an event at an
    unknown hour of a day with events in two cities, and events that overlap in two cities.
    """
    dated = [
        _Stay(event, place.id, _on_wall(event), _by_sun(event))
        for event, place in placed
        if event.when and not isinstance(event.when, Window)
    ]
    places = {place.id: place for _, place in placed}
    # Days are compared as local dates, whatever the zone; hours are compared in UTC.
    hours = _Stays([stay for stay in dated if stay.exact], lambda stay: stay.by_sun)
    days = _Stays([stay for stay in dated if not stay.exact], lambda stay: stay.on_wall)
    both = _Stays(dated, lambda stay: stay.on_wall)
    known = []
    for stay in dated:
        beside = (hours, days) if stay.exact else (both,)
        if not any(stays.elsewhere(stay) for stays in beside):
            known.append(stay)
    for stay in _in_order(known):
        yield stay.event, places[stay.place]


def _in_order(stays: list[_Stay]) -> list[_Stay]:
    """Return stays in their order, which is certain between any two in different cities.

    Stays are left out if `after:` or the date line contradicts the order of their days.
    """
    turns = _turns(stays)

    def turn(stay: _Stay) -> tuple[datetime, int]:
        return turns[stay.event.id]

    def contradicts(late: _Stay, other: _Stay) -> bool:
        if late.place == other.place or (late.exact and other.exact):
            return False
        by_days = late.on_wall[1] <= other.on_wall[0]
        return not _linked(late.event, other.event) and by_days != (turn(late) < turn(other))

    late = [stay for stay in stays if turn(stay)[0] > stay.on_wall[0]]
    lost = {stay.event.id for stay in late if any(contradicts(stay, other) for other in stays)}
    ordered: list[_Stay] = []
    kept = sorted((stay for stay in stays if stay.event.id not in lost), key=turn)
    for exact, group in groupby(kept, key=lambda stay: stay.exact):
        run = list(group)
        ordered += _by_hours(run) if exact else run
    hours = [stay for stay in ordered if stay.exact]
    return ordered if hours == _by_hours(hours) else _by_hours(hours)


def _by_hours(stays: Iterable[_Stay]) -> list[_Stay]:
    return sorted(stays, key=lambda stay: stay.by_sun[0])


def _turns(stays: Iterable[_Stay]) -> dict[str, tuple[datetime, int]]:
    """Return the sort key of each event, by its id.

    A key is a local time and a number: the start of the event, at the earliest that of the event it
    follows, and the length of the chain of events before it.
    """
    by_id = {stay.event.id: stay for stay in stays}
    turns: dict[str, tuple[datetime, int]] = {}
    for stay in by_id.values():
        chain = [stay]
        while (after := chain[-1].event.after) and after.id in by_id and after.id not in turns:
            chain.append(by_id[after.id])
        for link in reversed(chain):
            own, after = link.on_wall[0], link.event.after
            start, before = turns.get(after.id, (own, -1)) if after else (own, -1)
            turns[link.event.id] = max(start, own), before + 1
    return turns


Extent = tuple[datetime, datetime]


class _Stay(Value):
    """An event in a city, with its extent in local time (naive) and in UTC."""

    event: Event
    place: str
    on_wall: Extent
    by_sun: Extent

    @property
    def exact(self) -> bool:
        return isinstance(self.event.when, Timed)


class _Stays:
    """An index of stays that finds overlaps between different cities.

    The stays are sorted by their starts. `latest` has for each the two stays up to it that end
    last: of all cities, and of all cities but that of the first. So a binary search answers
    `elsewhere`; only an event in a chain (`after:`) is compared with the others one by one.
    """

    def __init__(self, stays: Iterable[_Stay], extent: Callable[[_Stay], Extent]) -> None:
        self.extent = extent
        self.stays = sorted(stays, key=lambda stay: extent(stay)[0])
        self.begins = [extent(stay)[0] for stay in self.stays]
        self.linked = {e.after.id for s in self.stays if (e := s.event).after}
        self.latest: list[tuple[_Stay, _Stay | None]] = []
        first: _Stay | None = None
        second: _Stay | None = None
        for stay in self.stays:
            longest = sorted(
                (known for known in (stay, first, second) if known),
                key=lambda known: extent(known)[1],
                reverse=True,
            )
            first = longest[0]
            second = next((known for known in longest if known.place != first.place), None)
            self.latest.append((first, second))

    def elsewhere(self, stay: _Stay) -> bool:
        """Tell whether `stay` overlaps one of these stays in another city. Two stays do not count
        if one of them is said to follow the other."""
        start, end = self.extent(stay)
        linked = stay.event.after is not None or stay.event.id in self.linked
        for at in range(bisect_left(self.begins, end) - 1, -1, -1):
            other = next((s for s in self.latest[at] if s and s.place != stay.place), None)
            if other is None or self.extent(other)[1] <= start:
                return False
            if not linked:
                return True
            other = self.stays[at]
            goes_on = other.place != stay.place and self.extent(other)[1] > start
            if goes_on and not _linked(stay.event, other.event):
                return True
        return False


def _by_sun(event: Event) -> Extent:
    """Return start and end of an event in UTC: of its days at its place if no hours are known."""
    match event.when:
        case Timed(start=start, end=end):
            # An event with an unknown end takes some time.
            return start.astimezone(UTC), (end or start + timedelta(minutes=1)).astimezone(UTC)
    first, last = (moment.replace(tzinfo=event.zone.info) for moment in _on_wall(event))
    return first.astimezone(UTC), last.astimezone(UTC)


DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
_PARTS = {
    Part.MORNING: (0, 11),
    Part.MIDDAY: (11, 14),
    Part.AFTERNOON: (14, 18),
    Part.EVENING: (18, 22),
    Part.NIGHT: (22, 24),
}
_VAGUE = 2 * HOUR
"""How far an announced part of the day may extend beyond the hours of `_PARTS`."""


def _on_wall(event: Event) -> Extent:
    """Return start and end of an event in local time, so that two cities can share a day.

    The first quarter of a day belongs to events that began earlier, the last quarter to events that
    continue on the next day. The middle belongs to events of this day alone: to their hours or
    their part of the day, scaled to it, if these are known.
    """
    when = event.when
    if when is None:
        raise ValueError("an event without a day has no extent")
    first, last = (datetime.combine(day, time()) for day in (when.first, when.last))
    if first != last:
        return first + DAY * 3 / 4, last + DAY / 4
    begin, end = timedelta(), DAY
    match when:
        case Timed(start=start, end=ends):
            begin = start.replace(tzinfo=None) - first - _VAGUE
            end = (ends or start).replace(tzinfo=None) - first + _VAGUE
        case Day(part=Part() as part):
            begin, end = (HOUR * hour for hour in _PARTS[part])
    middle = first + DAY / 4
    return middle + max(begin, timedelta()) / 2, middle + min(end, DAY) / 2


def _linked(one: Event, other: Event) -> bool:
    """Tell whether one of two events is said to follow the other."""
    return (one.after is not None and one.after.id == other.id) or (
        other.after is not None and other.after.id == one.id
    )


def _leg(here: Place, there: Place, arrived: Event) -> Leg:
    # Only a place's own coordinates: a town without any is not in the middle of its country.
    start, end = here.coordinates, there.coordinates
    kilometres = start.kilometres_to(end) if start and end else None
    return Leg(here, there, kilometres, _shift(here, there, arrived))


def _shift(here: Place, there: Place, arrived: Event) -> timedelta:
    """Return how far the clocks `there` are ahead of those `here` when the event begins."""
    match arrived.when:
        case Timed(start=moment):
            pass
        case None:
            return timedelta()
        case when:
            moment = datetime.combine(when.first, time(12), there.zone.info)
    offsets = [place.zone.local(moment).utcoffset() or timedelta() for place in (here, there)]
    return offsets[1] - offsets[0]
