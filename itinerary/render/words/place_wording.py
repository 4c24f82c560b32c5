"""Places and their addresses in one line."""

from __future__ import annotations

import re

from itinerary.model.itinerary import Event, Place
from itinerary.model.text import Text
from itinerary.render.words.language import Language


def place_words(place: Place, language: Language) -> str:
    """Return a place with those around it in one line: Harbin, Heilongjiang, China."""
    names = (around.name.to(language.tag) for around in place.chain())
    return language.row(language.say(", "), names)


def event_words(event: Event, language: Language) -> str:
    """Return where an event takes place, in one line: its places with those around them; Online if
    it has none and can be attended from elsewhere; empty if nothing is known."""
    if event.places:
        places = (place_words(place, language) for place in event.places)
        return language.row(language.say("; "), places)
    return language.say("Online") if event.online else ""


def event_location(event: Event, language: Language) -> str:
    """Return where an event takes place as calendars need it: its places by which people and phones
    find them; of an event that is online only the address, which calendar apps offer to join."""
    if event.places:
        places = (location_words(place, language) for place in event.places)
        return language.row(language.say("; "), places)
    if event.online is None:
        return ""
    return event.online.url or language.say("Online")


def location_words(place: Place, language: Language, *, named: bool = True) -> str:
    """Return a place in one line by which people and phones find it: with those around it, and its
    address behind the one that has it: Hall D, Plant 2, Kochstraße 132, 04277 Leipzig, Germany.

    What the address says itself is not said twice. Below its name, with `named` false, the rest.
    """
    at = place.addressed()
    if at is None or at.address is None:
        return place_words(place, language)
    address = " ".join(at.address.to(language.tag).split())
    before: list[str] = []
    behind: list[str] = []
    said = before
    for around in place.chain():
        found = _position(around.name, address)
        if around is place and not named:
            found = 0
        # Its own name comes first, even that of a place named like its city.
        if found is None or (around is place and found > 0):
            said.append(around.name.to(language.tag))
        if around is at:
            said = behind
    return language.row(language.say(", "), (*before, address, *behind))


def _position(name: Text, words: str) -> int | None:
    """Return the index at which words have a name, in any of its languages; None if they do not.

    A name in a script without spaces, as Chinese is, is one within longer words too.
    """
    for _tag, said in name:
        edges = (r"(?<!\w)" if _cased(said[0]) else "", r"(?!\w)" if _cased(said[-1]) else "")
        if found := re.search(re.escape(said).join(edges), words, re.IGNORECASE):
            return found.start()
    return None


def _cased(letter: str) -> bool:
    return letter.isdigit() or letter.lower() != letter.upper()
