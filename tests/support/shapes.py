"""Ten programmes in the shapes of real ones: as many events, places and people, and as unevenly
known. Every word in them is invented.

A shape is a function that returns YAML. It is the same bytes every time. `python -m tools.shapes`
writes them for people.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count, cycle, islice, product
from random import Random
from typing import Any

from itinerary.render.programme_colours import look_alike

Entry = dict[str, Any]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def words(text: str, between: str = " ") -> Sequence[str]:
    """Return words or phrases that stand in one text, which is easier to read than a list."""
    return text.split(between)


GIVEN = words(
    "Ada Björn Chidi Dagný Eszter Fatoumata Göksu Hồng Ingeborg João Kateřina Liam Małgorzata Ngozi"
    " Øystein Priya Quetzal Rūta Siobhán Tomás Uschi Võ Wanjiru Xóchitl Yuki Zoë Æthel Đorđe Ğaye"
    " İdil Nadežda Tāne Lalo Maëlle Søren Noor"
)
FAMILY = words(
    "Abernathy Bąkowska Čapek-Novotná D’Angoulême Eiríksdóttir Fitzgibbon Güneş Hernández-Ruiz"
    " Ivanišević Jørgensen Kaʻahumanu Lindqvist Müller-Lüdenscheidt Nguyễn Okonkwo Përparim"
    " Quispe Rakotomalala Szczepański Tāwhiri Üstündağ Văcărescu Weiß Xhaferi Yılmaz Žukauskas"
    " Al-Khwarizmi Das O’Sullivan Tanaka"
)
THINGS = words(
    "rivers trains letters bridges ledgers gardens clocks maps grammars harbours kites winters"
    " markets archives alphabets ferries looms lanterns engines orchards calendars compilers"
    " kernels queues fonts sockets mirrors packets schedulers tides"
)
MANNERS = words(
    "in the rain;at night;for beginners;without words;after forty years;by hand"
    ";to everyone’s surprise;under the microscope;far from the sea;in four acts"
    ";on a shoestring;seen from below",
    ";",
)
LONG = (
    "; or: what we have learnt in eleven years of doing it wrong, and what a much smaller team"
    " could do better next time"
)


def people(count: int) -> dict[str, Entry]:
    """Return people of many cultures, by id; all names differ."""
    pairs = sorted(product(GIVEN, FAMILY))
    Random(945).shuffle(pairs)
    named = [f"{given} {family}" for given, family in pairs[:count]]
    assert len(named) == count
    return {f"{slug(name)}-{n}": {"name": name} for n, name in enumerate(named)}


def slug(name: str) -> str:
    """Return the id of a name, as an author would write it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def titles(seed: int) -> Iterator[str]:
    """Yield titles that differ, in order of no meaning; every twelfth is long."""
    made = [f"{a.capitalize()} and {b} {how}" for a in THINGS for b in THINGS for how in MANNERS]
    Random(seed).shuffle(made)
    for n, title in enumerate(made):
        yield title + LONG if n % 12 == 5 else title


def sentence(chance: Random) -> str:
    """Return a summary."""
    one, two, three = chance.sample(THINGS, 3)
    return f"Why {one} need {two}, what that did to {three}, and how it went on from there."


def spell(start: datetime, length: timedelta) -> str:
    """Return `when` of a start and a length."""
    end = start + length
    day = "" if end.date() == start.date() else f"{end:%Y-%m-%d} "
    return f"{start:%Y-%m-%d %H:%M} to {day}{end:%H:%M}"


def at(day: date, hours: float) -> datetime:
    """Return the moment so many hours after midnight; 25.5 is half past one in the night."""
    return datetime.combine(day, time()) + timedelta(hours=hours)


def written(head: Entry, events: Sequence[Entry], **maps: Mapping[str, Entry]) -> str:
    """Return a programme as YAML: an entry a line, so that people can read and edit it."""
    lines = [f"{key}: {_flow(value)}" for key, value in head.items()]
    for name, entries in maps.items():
        lines.append(f"{name}:")
        lines += [f"  {id}: {_flow(entry)}" for id, entry in entries.items()]
    lines.append("events:")
    lines += [f"  - {_flow(event)}" for event in events]
    return "\n".join([*lines, ""])


def _flow(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _head(id: str, title: str, zone: str, **more: Any) -> Entry:
    return {"id": id, "title": title, "languages": ["en"], "zone": zone, **more}


OFFICE = {"office": {"who": "Programme office", "when": "2026-10-01"}}


# --- conferences ----------------------------------------------------------------------------


def _distinct_colours() -> Iterator[str]:
    """Yield colours of all kinds, no two of which look alike on pages."""
    found: list[str] = []
    for colour in (f"#{n * 2654435761 % 0xFFFFFF:06x}" for n in count()):
        if not any(look_alike(colour, other) for other in found):
            found.append(colour)
            yield colour


def developers() -> str:
    """Return a developers' weekend: 876 talks, 29 rooms in six houses, 65 tracks, 945 people."""
    houses = ("Halle", "Ülzen", "Kaserne", "Wasserturm", "Bibliothek", "Sporthalle Nord")
    places: dict[str, Entry] = {
        "campus": {
            "name": "Campus Sülztal",
            "address": "Universitätsweg 1",
            "coordinates": [50.8123, 4.3822],
        }
    }
    for n in range(29):
        house = houses[n * len(houses) // 29]
        id = f"{slug(house)}-{n}"
        places[id] = {"name": f"{house[0]}{1 + n % 3}.{100 + 7 * n} ({house})", "in": "campus"}
    rooms = list(places)[1:]
    chance, names = Random(1), titles(1)
    colour = _distinct_colours()
    tracks = {
        f"track-{n}": {
            "name": f"{MANNERS[n % 12].capitalize()}: {THINGS[n % 30]}"[:60],
            "colour": next(colour),
        }
        for n in range(65)
    }
    speakers = people(945)
    speaking, second = iter(speakers), iter(list(speakers)[876:])
    events: list[Entry] = []
    # 29 rooms on two days are 58 half-programmes; seven of them change their track at noon.
    for n, (day, room) in enumerate(product((date(2027, 2, 6), date(2027, 2, 7)), rooms)):
        talks = 16 if n < 6 else 15
        length = chance.choice((25, 25, 25, 20)) * MINUTE
        for k in range(talks):
            start = at(day, 9.5 + n % 3 / 12 + k / 2)
            party = [next(speaking)]
            if extra := next(second, None) if k % 12 == 4 else None:
                party.append(extra)
            track = 58 + n if n < 7 and k >= 8 else n
            event: Entry = {
                "id": f"talk-{len(events) + 1}",
                "title": next(names),
                "when": spell(start, length),
                "place": room,
                "parties": party,
                "categories": f"track-{track}",
                "sources": "office",
            }
            if k % 3:
                event["summary"] = sentence(chance)
            events.append(event)
    left = list(second)
    for event, extra in zip(events[::7], left, strict=False):
        event["parties"].append(extra)
    return written(
        _head(
            "developers-weekend",
            "Developers’ weekend",
            "Europe/Brussels",
            days="2027-02-06 to 2027-02-07",
        ),
        events,
        sources=OFFICE,
        places=places,
        categories=tracks,
        parties=speakers,
    )


def bilingual() -> str:
    """Return a conference of three days in Chinese and English: 96 talks in five rooms."""
    words = {
        "rivers": "河流", "trains": "火车", "letters": "信件", "bridges": "桥梁", "clocks": "钟表",
        "maps": "地图", "kites": "风筝", "markets": "集市",
    }  # fmt: skip
    manners = {"in the rain": "雨中的", "at night": "夜晚的", "by hand": "手工的"}
    pairs = [
        (f"{a.capitalize()} and {b} {how}", f"{manners[how]}{words[a]}与{words[b]}")
        for a, b, how in product(words, words, manners)
    ]
    Random(2).shuffle(pairs)
    rooms = {
        f"hall-{n}": {"name": {"zh": f"{n}号厅", "en": f"Hall {n}"}, "in": "centre"}
        for n in range(1, 6)
    }
    speakers = people(96)
    events = []
    for n, who in enumerate(speakers):
        day, rest = divmod(n, 32)
        slot, room = divmod(rest, 5)
        en, zh = pairs[n]
        events.append(
            {
                "id": f"talk-{n + 1}",
                "title": {"zh": zh, "en": en},
                "when": spell(at(date(2027, 5, 18) + day * DAY, 9 + slot * 1.25), HOUR),
                "place": f"hall-{room + 1}",
                "parties": [who],
                "categories": ("keynote", "talk", "workshop")[min(n % 5, 2)],
                "sources": "office",
            }
        )
    return written(
        {
            "id": "river-forum",
            "title": {"zh": "江河论坛", "en": "River forum"},
            "languages": ["zh", "en"],
            "zone": "Asia/Shanghai",
        },
        events,
        sources={"office": {"who": {"zh": "组委会", "en": "Committee"}}},
        places={
            "centre": {
                "name": {"zh": "会议中心", "en": "Conference centre"},
                "address": {"zh": "湖滨路1号", "en": "1 Lakeside Road"},
                "coordinates": [30.2593, 120.1303],
            },
            **rooms,
        },
        categories={
            "keynote": {"name": {"zh": "主题演讲", "en": "Keynote"}, "colour": "crimson"},
            "talk": {"name": {"zh": "报告", "en": "Talk"}, "colour": "steelblue"},
            "workshop": {"name": {"zh": "工作坊", "en": "Workshop"}, "colour": "seagreen"},
        },
        parties={id: {"name": {"mul": who["name"]}} for id, who in speakers.items()},
    )


def hybrid() -> str:
    """Return a conference in a house and online: 60 sessions, in three rooms and two streams."""
    names, chance = titles(3), Random(3)
    places: dict[str, Entry] = {
        "house": {
            "name": "Haus am Deich",
            "address": "Am Deich 7, Groningen",
            "coordinates": [53.2194, 6.5665],
        },
        "great-hall": {"name": "Great hall", "in": "house"},
        "loft": {"name": "Loft", "in": "house"},
        "cellar": {"name": "Cellar", "in": "house"},
        "stream-1": {"name": "Stream 1", "address": "none"},
        "stream-2": {"name": "Stream 2", "address": "none"},
    }
    speakers = people(71)
    ids = list(speakers)
    events = []
    for n, (day, slot, room) in enumerate(product(range(2), range(6), list(places)[1:])):
        event: Entry = {
            "id": f"session-{n + 1}",
            "title": next(names),
            "summary": sentence(chance),
            "when": spell(at(date(2027, 6, 10) + day * DAY, 9.5 + slot * 1.25), HOUR),
            "place": room,
            "parties": [{"party": ids[n], "role": "speaker"}],
            "categories": "online" if room.startswith("stream") else "on-site",
            "sources": "office",
        }
        if n < 11:
            event["parties"].append({"party": ids[60 + n], "role": "moderator"})
        if room.startswith("stream"):
            event["links"] = [{"title": "Stream", "url": f"https://stream.example/{n}"}]
        events.append(event)
    return written(
        _head("dike-days", "Days at the dike", "Europe/Amsterdam"),
        events,
        sources=OFFICE,
        places=places,
        categories={
            "on-site": {"name": "On site", "colour": "chocolate"},
            "online": {"name": "Online", "colour": "royalblue"},
        },
        parties=speakers,
    )


def unscheduled() -> str:
    """Return a conference whose talks are chosen, and not one of them has a time: 42 talks."""
    names, chance = titles(4), Random(4)
    speakers = people(49)
    ids = list(speakers)
    events: list[Entry] = []
    for n in range(42):
        event = {
            "id": f"talk-{n + 1}",
            "title": next(names),
            "summary": sentence(chance),
            "parties": ids[n : n + 1] + (ids[42 + n // 6 : 43 + n // 6] if n % 6 == 0 else []),
            "categories": ("talk", "poster", "tutorial")[n % 3],
            "sources": "office",
        }
        if n % 3 == 2:
            event["when"] = "2027-09-01"
        elif n % 7 == 0:
            event["when"] = "within 2027-09-02 to 2027-09-03"
        events.append(event)
    return written(
        _head(
            "north-colloquium", "Colloquium of the North", "Europe/Oslo",
            days="2027-09-01 to 2027-09-03",
        ),
        events,
        sources=OFFICE,
        places={"tromso": {"name": "Tromsø", "coordinates": [69.6492, 18.9553]}},
        categories={
            "talk": {"name": "Talk", "colour": "steelblue"},
            "poster": {"name": "Poster", "colour": "darkgoldenrod"},
            "tutorial": {"name": "Tutorial", "colour": "purple", "length": "3 h"},
        },
        parties=speakers,
    )  # fmt: skip


# --- sport ----------------------------------------------------------------------------------


def league() -> str:
    """Return a league's season: 20 clubs, 38 rounds, 380 matches; the last have no times yet."""
    towns = {
        "Aberdeen": (57.1497, -2.0943), "Belfast": (54.5973, -5.9301),
        "Bristol": (51.4545, -2.5879), "Cardiff": (51.4816, -3.1791),
        "Carlisle": (54.8925, -2.9329), "Dundee": (56.4620, -2.9707),
        "Exeter": (50.7184, -3.5339), "Gloucester": (51.8642, -2.2382),
        "Hull": (53.7676, -0.3274), "Inverness": (57.4778, -4.2247),
        "Lincoln": (53.2307, -0.5406), "Norwich": (52.6309, 1.2974),
        "Oxford": (51.7520, -1.2577), "Perth": (56.3950, -3.4308),
        "Plymouth": (50.3755, -4.1427), "Salford": (53.4875, -2.2901),
        "Swansea": (51.6214, -3.9436), "Truro": (50.2632, -5.0510),
        "Wakefield": (53.6833, -1.4977), "York": (53.9600, -1.0873),
    }  # fmt: skip
    ends = cycle(("Harriers", "Lamplighters", "Rovers on Sea", "Wanderers", "Ironmongers"))
    clubs = {
        slug(town): {"name": f"{town} {end}", "kind": "organisation"}
        for town, end in zip(towns, ends, strict=False)
    }
    places: dict[str, Entry] = {}
    for town, (latitude, longitude) in towns.items():
        places[slug(town)] = {"name": town, "coordinates": [latitude, longitude]}
        places[f"{slug(town)}-ground"] = {
            "name": f"{town} Meadow Ground",
            "in": slug(town),
            "address": f"Ground Lane, {town}",
        }
    kick_offs = ((0, 12.5), *[(0, 15.0)] * 5, (0, 17.5), (1, 14.0), (1, 16.5), (2, 20.0))
    events: list[Entry] = []
    ring = list(clubs)
    for day_of_play in range(38):
        saturday = date(2026, 8, 15) + day_of_play * 7 * DAY
        pairs = [(ring[k], ring[19 - k]) for k in range(10)]
        if (day_of_play % 19 + day_of_play // 19) % 2:
            pairs = [(guest, home) for home, guest in pairs]
        for (home, guest), (later, hour) in zip(pairs, kick_offs, strict=True):
            known = day_of_play < 24
            days = f"within {saturday} to {saturday + DAY}"
            start = at(saturday + later * DAY, hour)
            event = {
                "id": f"{home}-{guest}",
                "title": f"{clubs[home]['name']} v {clubs[guest]['name']}",
                "summary": f"Round {day_of_play + 1}.",
                "when": f"{start:%Y-%m-%d %H:%M}" if known else days,
                "place": f"{home}-ground",
                "parties": [
                    {"party": home, "role": "home"},
                    {"party": guest, "role": "away"},
                ],
                "categories": "first-half" if day_of_play < 19 else "second-half",
                "sources": "office",
            }
            if len(events) in (77, 140):
                event |= {"status": "postponed", "reason": "The pitch is frozen."}
            events.append(event)
        ring[1:] = [ring[-1], *ring[1:-1]]
    return written(
        _head("island-league", "Island league 2026/27", "Europe/London"),
        events,
        sources=OFFICE,
        places=places,
        categories={
            "first-half": {"name": "First half", "colour": "seagreen", "length": "1 h 55 min"},
            "second-half": {"name": "Second half", "colour": "crimson", "length": "1 h 55 min"},
        },
        parties=clubs,
    )


CIRCUITS = (
    ("Adelaide", -34.9285, 138.6007, "Australia/Adelaide"),
    ("Nagoya", 35.1815, 136.9066, "Asia/Tokyo"),
    ("Chengdu", 30.5728, 104.0668, "Asia/Shanghai"),
    ("Manama", 26.2285, 50.5860, "Asia/Bahrain"),
    ("Jeddah", 21.4858, 39.1925, "Asia/Riyadh"),
    ("Tampa", 27.9506, -82.4572, "America/New_York"),
    ("Québec", 46.8139, -71.2080, "America/Toronto"),
    ("Nice", 43.7102, 7.2620, "Europe/Paris"),
    ("València", 39.4699, -0.3763, "Europe/Madrid"),
    ("Graz", 47.0707, 15.4395, "Europe/Vienna"),
    ("Coventry", 52.4068, -1.5197, "Europe/London"),
    ("Liège", 50.6326, 5.5797, "Europe/Brussels"),
    ("Győr", 47.6875, 17.6504, "Europe/Budapest"),
    ("Haarlem", 52.3874, 4.6462, "Europe/Amsterdam"),
    ("Bologna", 44.4949, 11.3426, "Europe/Rome"),
    ("Gəncə", 40.6828, 46.3606, "Asia/Baku"),
    ("Singapore", 1.3521, 103.8198, "Asia/Singapore"),
    ("San Antonio", 29.4241, -98.4936, "America/Chicago"),
    ("Puebla", 19.0414, -98.2063, "America/Mexico_City"),
    ("Curitiba", -25.4284, -49.2733, "America/Sao_Paulo"),
    ("Reno", 39.5296, -119.8138, "America/Los_Angeles"),
    ("Doha", 25.2854, 51.5310, "Asia/Qatar"),
    ("Sharjah", 25.3463, 55.4209, "Asia/Dubai"),
    ("Kathmandu", 27.7172, 85.3240, "Asia/Kathmandu"),
)


def racing() -> str:
    """Return a racing season around the world: 115 sessions in 24 zones."""
    usual = (
        ("practice", 0, 13.5, HOUR), ("practice", 0, 17, HOUR), ("practice", 1, 12.5, HOUR),
        ("qualifying", 1, 16, HOUR), ("race", 2, 15, 2 * HOUR),
    )  # fmt: skip
    short = (usual[0], ("sprint", 1, 12, HOUR), usual[3], usual[4])
    events: list[Entry] = []
    for n, (town, *_) in enumerate(CIRCUITS):
        friday = date(2027, 3, 5) + n * 10 // 7 * 7 * DAY
        night = 5.5 if town == "Reno" else 0  # a race that begins at half past eight
        practices = 0
        for kind, later, hour, length in short if n % 5 == 3 else usual:
            practices += kind == "practice"
            number = f" {practices}" if kind == "practice" else ""
            events.append(
                {
                    "id": f"{slug(town)}-{kind}{number.replace(' ', '-')}",
                    "title": f"Grand tour of {town}: {kind}{number}",
                    "when": spell(at(friday + later * DAY, hour + night), length),
                    "place": slug(town),
                    "categories": kind,
                    "sources": "office",
                }
            )
    return written(
        _head("grand-tours", "Grand tours 2027", "Etc/UTC"),
        events,
        sources=OFFICE,
        places={
            slug(town): {"name": town, "coordinates": [lat, lon], "zone": zone}
            for town, lat, lon, zone in CIRCUITS
        },
        categories={
            "practice": {"name": "Practice", "colour": "slategray"},
            "qualifying": {"name": "Qualifying", "colour": "darkgoldenrod"},
            "sprint": {"name": "Sprint", "colour": "teal"},
            "race": {"name": "Race", "colour": "crimson"},
        },
    )


# --- culture --------------------------------------------------------------------------------


def open_air() -> str:
    """Return a festival of four nights on eight stages: 208 acts, many of them after midnight."""
    stages = (
        "Donner", "Blitz", "Louder Than the Sea", "Wüste", "Heidenlärm", "Bullhead Tent",
        "Kirche St. Bartholomäus", "Welcome to the Jütland Jungle",
    )  # fmt: skip
    chance = Random(6)
    adjectives = words("Ünholy Rusty Grim Eternal Møldy Silent Nörthern Burning Drowned Last")
    nouns = words(
        "Axe Wolves Ärgernis Cathedral Thunder Goat Kraken Mörtel Widows Trolls Hammer Swamp"
        " Choir Ritual Frost Scythe Anvil Ravens Oath Ember Doom Tundra"
    )
    bands = [f"{one} {two}" for one, two in product(adjectives, nouns)]
    chance.shuffle(bands)
    # The first evening is short: 31 acts, then 59 a day.
    nights = (31, 59, 59, 59)
    acts: list[Entry] = []
    names = iter(bands)
    for n, many in enumerate(nights):
        day = date(2027, 7, 28) + n * DAY
        for k in range(many):
            stage, slot = k % 8, k // 8
            first = 17 if many < 40 else 11.75
            start = at(day, first + slot * (2.25 if many < 40 else 2.0) + stage % 4 * 0.25)
            band = next(names)
            acts.append(
                {
                    "id": slug(band),
                    "title": band,
                    "when": spell(start, chance.choice((45, 60, 75)) * MINUTE),
                    "place": slug(stages[stage]),
                    "parties": [slug(band)],
                    "categories": "headliner" if stage < 2 and slot >= 5 else "act",
                    "sources": "office",
                }
            )
    return written(
        _head("moor-open-air", "Moor open air", "Europe/Berlin", **{"day-starts": "06:00"}),
        acts,
        sources=OFFICE,
        places={
            "moor": {
                "name": "Festival ground",
                "address": "Dorfstraße 1, Itzehoe",
                "coordinates": [53.9250, 9.5150],
            },
            **{slug(stage): {"name": stage, "in": "moor"} for stage in stages},
        },
        categories={
            "act": {"name": "Concert", "colour": "slategray"},
            "headliner": {"name": "Headliner", "colour": "crimson"},
        },
        parties={act["id"]: {"name": act["title"], "kind": "organisation"} for act in acts},
    )


def museums() -> str:
    """Return what is on in the museums of a city: 390 dates in 73 venues, in French."""
    chance = Random(7)
    kinds = ("Musée", "Galerie", "Maison", "Fondation", "Cabinet", "Pavillon")
    of = words(
        "de la Lanterne;des Horloges;du Vent d’Ouest;de l’Écluse;des Encres;du Papier peint;"
        "des Cerfs-volants;de la Dentelle;de l’Imprévu;des Phares;du Grenier;des Métiers oubliés;"
        "de l’Œuf",
        ";",
    )
    venues = [f"{kind} {what}" for what, kind in product(of, kinds)][:73]
    places = {
        slug(venue): {
            "name": venue,
            "address": f"{1 + n * 7 % 90}, rue {of[n % 13]}, Paris",
            "coordinates": [
                round(48.8566 + chance.uniform(-0.035, 0.035), 4),
                round(2.3522 + chance.uniform(-0.08, 0.08), 4),
            ],
        }
        for n, venue in enumerate(venues)
    }
    nouns = words("Lumières Silences Rivages Machines Jardins Visages Hivers Atlas Fables Miroirs")
    tails = words("de verre;d’avant l’orage;en marche;sans fin;du Nord;à rebours;de papier", ";")
    shows = [f"{noun} {tail}" for noun, tail in product(nouns, tails)]
    events: list[Entry] = []
    for n, venue in enumerate(places):
        opened = date(2027, 3, 2) + chance.randrange(120) * DAY
        closed = opened + chance.randrange(40, 200) * DAY
        show = shows[n % len(shows)]
        common = {"place": venue, "sources": "office"}
        events.append(
            {
                "id": f"exposition-{n + 1}",
                "title": f"{show} : une exposition",
                "when": f"all {opened} to {closed}",
                "categories": "exposition",
                **common,
            }
        )
        kinds_of_date = ("visite", "atelier", "concert", "nocturne")
        for k in range(5 if n < 25 else 4):
            kind = kinds_of_date[(n + k) % 4]
            start = at(opened + (k * 6 + 3) * DAY, 19 if kind == "nocturne" else 10 + n % 7)
            events.append(
                {
                    "id": f"{kind}-{n + 1}-{k + 1}",
                    "title": f"{kind.capitalize()} : {show}",
                    "when": spell(start, (90 if kind == "visite" else 120) * MINUTE),
                    "categories": kind,
                    **common,
                }
            )
    return written(
        {
            **_head("saison-musees", "La saison des musées", "Europe/Paris"),
            "languages": ["fr"],
            "accept": [{"warning": "interface-language", "reason": "On lit bien l’anglais."}],
        },
        events,
        sources={"office": {"who": "Office des musées", "when": "2026-10"}},
        places=places,
        categories={
            "exposition": {"name": "Exposition", "colour": "steelblue"},
            "visite": {"name": "Visite guidée", "colour": "seagreen"},
            "atelier": {"name": "Atelier", "colour": "darkgoldenrod"},
            "concert": {"name": "Concert", "colour": "crimson"},
            "nocturne": {"name": "Nocturne", "colour": "indigo"},
        },
    )


# --- a community, and a government ----------------------------------------------------------


def calls() -> str:
    """Return the calls of a community: 35 series, 809 events, all of them online and in UTC."""
    groups = [f"{thing} {kind}" for kind in ("working group", "office hours") for thing in THINGS]
    hosts = people(20)
    ids = list(hosts)
    # 15 weekly series of 29 dates, 12 fortnightly ones of 23, and eight that are each different.
    rhythms = [("week", 29)] * 15 + [("2 weeks", 23)] * 12
    rhythms += [("month", 12)] * 4 + [("4 weeks", 13)] * 3 + [("2 weeks", 11)]
    assert sum(times for _, times in rhythms) == 809
    events = []
    for n, ((every, times), group) in enumerate(zip(rhythms, groups, strict=False)):
        start = at(date(2027, 1, 4) + n % 5 * DAY, 8 + n * 5 % 12 + (0.5 if n % 3 == 0 else 0))
        events.append(
            {
                "id": slug(group),
                "title": group.capitalize(),
                "summary": f"Agenda and minutes of the {group}.",
                "when": spell(start, (30 + 15 * (n % 3)) * MINUTE),
                "repeat": {"every": every, "times": times},
                "place": "call",
                "parties": [{"party": ids[n % 20], "role": "host"}],
                "categories": ("core", "documentation", "community")[n % 3],
                "links": [{"title": "Join", "url": f"https://call.example/{slug(group)}"}],
                "sources": "office",
            }
        )
    return written(
        _head("tide-community", "Calls of the tide community", "Etc/UTC"),
        events,
        series={str(event["id"]): {"title": event["title"]} for event in events},
        sources=OFFICE,
        places={"call": {"name": "Video call", "address": "none"}},
        categories={
            "core": {"name": "Core", "colour": "royalblue"},
            "documentation": {"name": "Documentation", "colour": "olive"},
            "community": {"name": "Community", "colour": "mediumvioletred"},
        },
        parties=hosts,
    )


def journeys() -> str:
    """Return the journeys of a head of government: 72 events in twelve cities, half of them without
    a known hour, and with as many sources."""
    cities = (
        ("Lisbon", 38.7223, -9.1393, "Europe/Lisbon"),
        ("Rabat", 34.0209, -6.8416, "Africa/Casablanca"),
        ("Dakar", 14.7167, -17.4677, "Africa/Dakar"),
        ("Accra", 5.6037, -0.1870, "Africa/Accra"),
        ("Nairobi", -1.2921, 36.8219, "Africa/Nairobi"),
        ("Muscat", 23.5880, 58.3829, "Asia/Muscat"),
        ("Colombo", 6.9271, 79.8612, "Asia/Colombo"),
        ("Hanoi", 21.0278, 105.8342, "Asia/Ho_Chi_Minh"),
        ("Seoul", 37.5665, 126.9780, "Asia/Seoul"),
        ("Wellington", -41.2866, 174.7756, "Pacific/Auckland"),
        ("Santiago", -33.4489, -70.6693, "America/Santiago"),
        ("Ottawa", 45.4215, -75.6972, "America/Toronto"),
    )
    steps = (
        ("Arrival", "{0} afternoon", "protocol"),
        ("Welcome with military honours", "{0} 17:30", "protocol"),
        ("Talks with the head of government", "{1} 10:00 to 11:30", "talks"),
        ("Signing of agreements", "{1}", "talks"),
        ("Visit to a school of engineering", "within {1} to {2}", "visit"),
        ("Departure", "{2} morning", "protocol"),
    )
    events: list[Entry] = []
    for n, (city, *_) in enumerate(cities):
        first = date(2027, 1, 12) + n * 9 * DAY
        for step, when, kind in steps:
            id = f"{slug(city)}-{slug(step).split('-')[0]}"
            event: Entry = {
                "id": id,
                "title": step,
                "when": when.format(first, first + DAY, first + 2 * DAY),
                "place": slug(city),
                "parties": [{"party": "premier"}, {"party": f"host-{slug(city)}", "role": "host"}],
                "categories": kind,
                "sources": ["office", f"press-{slug(city)}"],
            }
            if kind == "protocol":
                event["parties"].pop()
            if step.startswith("Signing"):
                event["after"] = f"{slug(city)}-talks"
            if n >= 9:
                event["status"] = "tentative"
            if n == 6:
                event |= {"status": "cancelled", "reason": "The journey was shortened."}
            events.append(event)
    return written(
        _head("journeys", "Journeys of the Prime Minister", "Europe/Lisbon"),
        events,
        sources={
            **OFFICE,
            **{
                f"press-{slug(city)}": {
                    "who": f"Press service in {city}",
                    "when": f"2026-11-{n + 1:02}",
                    "link": f"https://press.example/{slug(city)}",
                }
                for n, (city, *_) in enumerate(cities)
            },
        },
        places={
            slug(city): {"name": city, "coordinates": [latitude, longitude], "zone": zone}
            for city, latitude, longitude, zone in cities
        },
        categories={
            "protocol": {"name": "Protocol", "colour": "slategray"},
            "talks": {"name": "Talks", "colour": "steelblue"},
            "visit": {"name": "Visit", "colour": "seagreen"},
        },
        parties={
            "premier": {"name": "Prime Minister Ingeborg Szczepański"},
            **{
                f"host-{slug(city)}": {"name": f"{who['name']} ({city})"}
                for (city, *_), who in zip(cities, islice(people(12).values(), 12), strict=True)
            },
        },
    )


SHAPES = {
    shape.__name__.replace("_", "-"): shape
    for shape in (
        developers,
        league,
        racing,
        open_air,
        calls,
        museums,
        journeys,
        bilingual,
        hybrid,
        unscheduled,
    )
}
"""The shapes by name; each function returns YAML."""
