"""Events, places and itineraries for tests, made from a few words."""

from __future__ import annotations

from datetime import date
from typing import Any

from itinerary.model import when_notation, zones
from itinerary.model.itinerary import (
    After,
    Category,
    Colour,
    Coordinates,
    Event,
    Itinerary,
    Participation,
    Party,
    Place,
    TimeZone,
)
from itinerary.model.text import Text

ZONE = TimeZone(zones.zone("Europe/Berlin"))


def text(words: str) -> Text:
    return Text.of(words, ["en"])


def event(id: str, words: str | None = None, after: str | None = None, **more: Any) -> Event:
    """Return an event whose time is given in the notation of authors."""
    return Event(
        id=id,
        uid=f"{id}@visit.itinerary",
        title=text(id),
        when=when_notation.parse(words).at(ZONE.info) if words else None,
        zone=ZONE,
        after=After(after, text(after)) if after else None,
        **more,
    )


def place(id: str, within: Place | None = None, at: Coordinates | None = None) -> Place:
    return Place(id=id, name=text(id), within=within, coordinates=at, zone=ZONE)


def itinerary(*events: Event, days: tuple[date, date] | None = None) -> Itinerary:
    return Itinerary(
        id="visit",
        title=text("Visit"),
        languages=("en",),
        zone=ZONE,
        days=days,
        colour=Colour("#4682b4", "steelblue"),
        events=events,
    )


CHINA = place("china")
BEIJING = place("beijing", CHINA, Coordinates(39.9042, 116.4074))
HARBIN = place("harbin", CHINA, Coordinates(45.8038, 126.5350))
HALL = place("hall", HARBIN)
XI, PUTIN = (Party(id=id, name=text(id)) for id in ("xi", "putin"))
TALKS, CULTURE = (Category(id=id, name=text(id)) for id in ("talks", "culture"))
VISIT = event("visit", "all 2024-05-16 to 2024-05-17", place=CHINA)
MEETING = event(
    "meeting", "2024-05-16 10:00", place=BEIJING, categories=(TALKS,),
    parties=(Participation(XI, text("host")), Participation(PUTIN)),
)  # fmt: skip
EXPO = event("expo", "within 2024-05-17 to 2024-05-18", place=HALL, categories=(CULTURE,))
SONG = event("song", "2024-05-17", place=HARBIN, categories=(TALKS, CULTURE),
             parties=(Participation(PUTIN),))  # fmt: skip
BALL = event("ball", "2024-05-17 22:00 to 2024-05-18 03:00")
OPEN = event("open")
ALL = (VISIT, MEETING, EXPO, SONG, BALL, OPEN)
