"""A programme that is hard to typeset: every text has words of forty letters and long addresses,
and its time zones have no names."""

from __future__ import annotations

import json
from datetime import timedelta

from itinerary.ledger import Edition
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Itinerary
from itinerary.source import read
from tests.conftest import NOW

WORD = {
    "en": "Pneumonoultramicroscopicsilicovolcanoses",
    "ru": "Рентгеноэлектрокардиографическимирентген",
    "zh": "Donaudampfschifffahrtsgesellschaftskapit",
}
"""Words of forty letters without an opportunity for a line break."""

LINK = "https://very-long-host-name.hostile.example/" + "a-path-without-end/" * 4 + "?q=" + "x" * 60
STATUSES = ("confirmed", "tentative", "postponed", "cancelled")


def said(prefix: str = "") -> dict[str, str]:
    """Return a text of one long word, in every language."""
    return {tag: f"{prefix}{word}" for tag, word in WORD.items()}


def linked() -> dict[str, str]:
    """Return a text of a long word and a bare address."""
    return {tag: f"{word} {LINK}" for tag, word in WORD.items()}


def hostile(ledger: Ledger) -> Edition:
    """Publish the programme twice, so that something changed, and return the second edition."""
    ledger.publish(itinerary("10:00"), NOW, note=LINK)
    return ledger.publish(itinerary("11:15"), NOW + timedelta(days=1, hours=5, minutes=30))


def itinerary(hour: str) -> Itinerary:
    """Return the programme; its events with a known time begin at `hour`."""
    prose = {
        tag: f"{text}\n\n    {LINK}\n\n- [{WORD[tag]}]({LINK})" for tag, text in linked().items()
    }
    days = ("2026-12-27", "2026-12-28", "2027-01-02")
    places = ("hall", "room", "far")
    events = []
    for n, status in enumerate((*STATUSES, *STATUSES)):
        event = {
            "id": f"{'long-identifier-' * 2}{n}",
            "title": said(),
            "summary": linked(),
            "description": prose,
            "when": f"{days[n % 3]} {hour} to {'12:30' if n % 2 else '19:00'}",
            "place": places[n % 3],
            "parties": [{"party": "body", "role": said()}, {"party": "person", "role": said()}],
            "categories": ["kind", "other"],
            "status": status,
            "links": [{"title": said(), "url": LINK}],
            "sources": ["paper", "page"],
        }
        if status in ("postponed", "cancelled"):
            event["reason"] = linked()
        events.append(event)
    first = events[0]["id"]
    plain = {"summary": linked(), "place": "room", "categories": ["other"], "sources": ["paper"]}
    events += [
        {"id": "day", "title": said(), "when": days[0], "after": first, **plain},
        {"id": "evening", "title": said(), "when": f"{days[1]} evening", **plain},
        {"id": "window", "title": said(), "when": f"within {days[0]} to {days[1]}", **plain},
        {"id": "span", "title": said(), "when": f"all {days[0]} to {days[2]}", **plain},
        {"id": "nowhere", "title": said(), "when": f"{days[1]} 23:00"},
        {"id": "open", "title": said(), "after": first},
        {
            "id": "rehearsal",
            "title": said(),
            "when": "2027-01-03 19:00 to 21:00",
            "repeat": {"every": "tuesday, thursday, sunday", "times": 9},
            **plain,
        },
        {"id": "concert", "series": "rehearsal", "title": said("x"), "when": "2027-02-01 18:00"},
    ]
    programme = {
        "id": "hostile",
        "title": said(),
        "description": prose,
        "background": [{"text": prose, "sources": ["paper"]}],
        "languages": list(WORD),
        "zone": "Europe/Berlin",
        "publisher": {"name": said(), "link": LINK, "contact": f"{'x' * 60}@hostile.example"},
        "licence": {"name": said(), "link": LINK},
        "places": {
            "city": {"name": said(), "coordinates": "52.52, 13.405", "address": linked()},
            "hall": {"name": said(), "in": "city", "address": linked()},
            "room": {"name": said(), "in": "hall"},
            "far": {
                "name": said(),
                "zone": "America/Argentina/ComodRivadavia",
                "coordinates": "-45.86, -67.48",
                "address": linked(),
            },
        },
        "parties": {
            "body": {"name": said(), "kind": "organisation", "description": linked(), "link": LINK},
            "person": {"name": said(), "description": linked(), "link": LINK},
        },
        "series": {"rehearsal": {"title": said(), "description": prose, "link": LINK}},
        "categories": {"kind": {"name": said()}, "other": {"name": said()}},
        "sources": {
            "paper": {"who": said(), "when": "2026-11-14", "where": linked()},
            "page": {"who": linked(), "where": said(), "link": LINK},
        },
        "events": events,
    }
    # JSON is YAML.
    return read(json.dumps(programme).encode(), file="hostile.yaml", now=NOW).itinerary
