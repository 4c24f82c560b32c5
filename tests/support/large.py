"""A festival of many events, for what must stay quick when a programme is long."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import (
    Category,
    Colour,
    Coordinates,
    Event,
    Itinerary,
    Participation,
    Party,
    Place,
    Source,
    Status,
    TimeZone,
    own_uid,
)
from itinerary.model.text import Text
from itinerary.model.when import Day, Part, Timed, When, Window
from itinerary.model.zones import zone

FIRST = date(2026, 6, 1)
DAYS = 21
STAMP = datetime(2026, 5, 1, 12, tzinfo=UTC)
CITIES = {
    "aachen": ("Áachen", 50.8, 6.1, "Europe/Berlin"),
    "lisboa": ("Lisboa", 38.7, -9.1, "Europe/Lisbon"),
    "istanbul": ("İstanbul", 41.0, 29.0, "Europe/Istanbul"),
}


def festival(size: int = 1000) -> Edition:
    """Return an edition with `size` events in three cities. The words of titles and summaries vary
    as in natural language, so that the edition does not compress better than a real programme."""
    chance = random.Random(20260601)
    words = sorted({_word(chance) for _ in range(1500)})

    chance.shuffle(words)
    often = [1 / (rank + 3) for rank in range(len(words))]  # as in any language (Zipf)

    def say(least: int, most: int) -> Text:
        said = chance.choices(words, weights=often, k=chance.randint(least, most))
        return Text((("en", " ".join(said).capitalize()),))

    zones = {id: TimeZone(zone(name)) for id, (*_, name) in CITIES.items()}
    cities = [
        Place(id=id, name=Text((("mul", name),)), coordinates=Coordinates(lat, lon), zone=zones[id])
        for id, (name, lat, lon, _) in CITIES.items()
    ]
    halls = [
        Place(id=f"{city.id}-{n}", name=say(2, 2), within=city, zone=city.zone)
        for city in cities
        for n in range(10)
    ]
    parties = tuple(Party(id=f"party-{n}", name=say(2, 3)) for n in range(200))
    categories = tuple(
        Category(id=f"category-{n}", name=say(1, 2), colour=Colour("#4682b4", "steelblue"))
        for n in range(12)
    )
    sources = tuple(Source(id=f"s{n}", who=say(2, 4), when=f"2026-04-{n + 1:02}") for n in range(9))
    events = []
    for n in range(size):
        hall = chance.choice(halls)
        events.append(
            Event(
                id=f"event-{n}",
                uid=own_uid(f"event-{n}", "festival"),
                title=say(3, 8),
                summary=say(6, 14),
                when=_when(chance, hall.zone),
                zone=hall.zone,
                place=hall,
                parties=tuple(
                    Participation(p) for p in chance.sample(parties, chance.randint(0, 4))
                ),
                categories=tuple(chance.sample(categories, chance.randint(1, 2))),
                status=Status.TENTATIVE if n % 17 == 0 else Status.CONFIRMED,
                sources=(chance.choice(sources),),
            )
        )
    itinerary = Itinerary(
        id="festival",
        title=Text((("en", "A long festival"),)),
        languages=("en",),
        zone=zones["aachen"],
        colour=Colour("#4682b4", "steelblue"),
        places=(*cities, *halls),
        parties=parties,
        categories=categories,
        events=tuple(events),
    )
    return revise(None, itinerary, STAMP)


def _when(chance: random.Random, place: TimeZone) -> When:
    day = FIRST + timedelta(days=chance.randrange(DAYS))
    match chance.randrange(20):
        case 0:
            return Day(day)
        case 1:
            return Day(day, Part.EVENING)
        case 2:
            return Window(day, day + timedelta(days=2))
    start = datetime.combine(
        day, time(chance.randrange(9, 22), chance.choice((0, 15, 30, 45))), place.info
    )
    return Timed(start, start + timedelta(minutes=chance.choice((30, 45, 60, 90, 120))))


def _word(chance: random.Random) -> str:
    return "".join(_syllables(chance, chance.randint(1, 4)))


def _syllables(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        yield (
            chance.choice("bcdfghklmnprstvwz")
            + chance.choice("aeiouy")
            + chance.choice(["", *"nrstl"])
        )
