"""The route of a programme and the ways between its cities, in words."""

from __future__ import annotations

from itinerary.model.cities import is_venue
from itinerary.model.itinerary import Place
from itinerary.render.layout.route import Leg, Route
from itinerary.render.words.clock_wording import signed_hours
from itinerary.render.words.language import Language


def leg_words(leg: Leg, language: Language) -> str:
    """Return the way between two cities in figures: ≈ 1,060 km · clocks +1 h; it may be empty."""
    parts = []
    if leg.kilometres is not None:
        parts.append(f"≈ {language.kilometres(leg.kilometres)}")
    if leg.shift:
        parts.append(
            language.say("clocks %(hours)s h", hours=language.numerals(signed_hours(leg.shift)))
        )
    return " · ".join(parts)


def route_words(route: Route, language: Language) -> str:
    """Return the cities of a programme in sentences, in an order only as far as it is known; empty
    if it takes place nowhere.

    An order is said to be unknown only where there will be one: not of cities that are visited
    again and again, nor where the days of each were announced.
    """
    say = language.say
    names = {p.id: language.isolated(p.name.to(language.tag)) for p in route.places}
    if not names and route.elsewhere:
        return language.ngettext(
            "%(num)d place, of which no coordinates are given.",
            "%(num)d places, of which no coordinates are given.",
            len(route.elsewhere),
        )
    if not names:
        return say("No city was announced yet.") if route.open else ""
    if len(names) == 1:
        (place,) = route.places
        if is_venue(place):
            return say("Everything is in one place: %(place)s.", place=names[place.id])
        return say("Everything is in one city: %(place)s.", place=names[place.id])
    if route.local and route.hub and all(place.coordinates for place in route.places):
        return language.sentences([_near_hub(route, route.hub, language)])
    if len(route.stops) > 1:
        way = f" {language.onward} ".join(names[place.id] for place in route.stops)
        words = [say("In this order: %(places)s.", places=way)]
        if all(leg.kilometres is not None for leg in route.legs.values()):
            total = sum(leg.kilometres or 0 for leg in route.legs.values())
            words.append(
                say("In all %(distance)s as the crow flies.", distance=language.kilometres(total))
            )
        others = [names[place.id] for place in route.others if place.id not in route.undated]
        if others:
            words.append(say("Also: %(places)s.", places=language.series(others)))
        return language.sentences([*words, *_at_unknown_times(route, names, language)])
    places = language.series(names.values())
    if not route.undated:
        words = [places]
    elif not route.recurring:
        words = [say("%(places)s. In which order was not announced.", places=places)]
    else:
        dated = (name for id, name in names.items() if id not in route.undated)
        words = [language.series(dated), *_at_unknown_times(route, names, language)]
    ends = [place.coordinates for place in route.places]
    if len(ends) == 2 and ends[0] and ends[1]:
        apart = language.kilometres(ends[0].kilometres_to(ends[1]))
        words.append(say("They are %(distance)s apart as the crow flies.", distance=apart))
    return language.sentences(words)


def _at_unknown_times(route: Route, names: dict[str, str], language: Language) -> list[str]:
    undated = [names[place.id] for place in route.others if place.id in route.undated]
    if not undated:
        return []
    return [language.say("At a time not announced: %(places)s.", places=language.series(undated))]


def away_words(place: Place, route: Route, language: Language) -> str:
    """Return how far a place is from the first one of a programme in one town: 1.2 km from Town
    Hall; empty if it is that one, or the distance is unknown."""
    away = route.kilometres_from_hub(place)
    if route.hub is None or away is None or place.id == route.hub.id:
        return ""
    return language.say(
        "%(distance)s from %(place)s",
        distance=language.kilometres(away),
        place=route.hub.name.to(language.tag),
    )


def _near_hub(route: Route, hub: Place, language: Language) -> str:
    away = [route.kilometres_from_hub(place) or 0 for place in route.places]
    return language.ngettext(
        "%(num)d place, at most %(distance)s from %(place)s.",
        "%(num)d places, each at most %(distance)s from %(place)s.",
        len(away),
        distance=language.kilometres(max(away)),
        place=hub.name.to(language.tag),
    )
