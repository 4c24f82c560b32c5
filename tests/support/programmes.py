"""Large invented programmes, for benchmarks and tests: varied as real ones are, and the same bytes
every time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

CITIES = (
    ("beijing", "Beijing", "北京", "Пекин", "39.904, 116.407"),
    ("harbin", "Harbin", "哈尔滨", "Харбин", "45.803, 126.535"),
    ("xian", "Xi'an", "西安", "Сиань", "34.341, 108.940"),
    ("chengdu", "Chengdu", "成都", "Чэнду", "30.572, 104.066"),
)
KINDS = (
    ("talk", "Talk", "演讲", "Доклад", "steelblue"),
    ("workshop", "Workshop", "工作坊", "Мастерская", "seagreen"),
    ("panel", "Panel", "圆桌讨论", "Круглый стол", "purple"),
    ("concert", "Concert", "音乐会", "Концерт", "crimson"),
    ("exhibition", "Exhibition", "展览", "Выставка", "darkgoldenrod"),
    ("reception", "Reception", "招待会", "Приём", "slategray"),
)
# Titles are combinations of subjects and manners, so that a search finds only some of them.
WORDS = {
    "en": (
        "rivers;trains;letters;bridges;ledgers;gardens;clocks;maps;grammars;harbours;kites;winters;"
        "markets;archives;alphabets;ferries;looms;lanterns;engines;orchards",
        "in the rain;at night;for beginners;without words;after forty years;by hand;"
        "and their owners;that nobody asked for;under the microscope;far from the sea",
    ),
    "zh": (
        "河流;火车;信件;桥梁;账簿;花园;钟表;地图;语法;港口;风筝;冬天;集市;档案;字母;渡轮;织机;灯笼;引擎;果园",
        "雨中的;夜晚的;入门;无言的;四十年后的;手工;有主的;无人问津的;显微镜下的;远离大海的",
    ),
    "ru": (
        "реки;поезда;письма;мосты;счета;сады;часы;карты;грамматики;гавани;змеи;зимы;рынки;архивы;"
        "алфавиты;паромы;станки;фонари;двигатели;яблони",
        "под дождём;ночью;для начинающих;без слов;сорок лет спустя;своими руками;"
        "и их хозяева;о которых не просили;под микроскопом;вдали от моря",
    ),
}
FIRST = date(2027, 5, 3)
ROOMS = 5
SLOTS = ("09:00 to 09:45", "10:00 to 11:30", "13:00 to 13:45", "14:00 to 15:30", "19:00 to 21:30")

CHOICES: Mapping[str, Sequence[tuple[str, str]]] = {
    "search": [("q", "trains"), ("q", "night"), ("q", "speaker 7")],
    "category": [("category", "concert")],
    "place": [("place", "harbin")],
}
"""Choices in the agenda of `large`: names and values of form fields."""


NAMED = b"""\
id: named
title: Named
languages: [en]
zone: Europe/Berlin
places: {hall: {name: Hall}}
categories: {talk: Lecture}
tracks: {fire: Smelting}
series: {furnaces: {title: Nights of furnaces}}
parties:
  ada: {name: Ada, affiliation: Vulcan Works}
  guild: {name: Guild of Potters, kind: organisation}
sources: {press: Press}
events:
  - id: one
    title: One
    when: 2026-05-16 10:00
    place: hall
    parties: ada
    categories: talk
    tracks: fire
    series: furnaces
    organiser: guild
    tags: [bellows, iron age]
    sources: press
  - {id: two, title: Two, sources: press}
"""
"""An event with every kind of name that a search looks into, and one with none."""


def large(size: int) -> bytes:
    """Return a programme of `size` events in three languages as YAML.

    Its days are as full as those of a large festival, 25 events in each of four cities; every
    seventh event has no announced time, and some are expected, postponed or cancelled.
    """
    random = Random(size)
    lines = [
        "id: large",
        "title: {en: A large festival, zh: 大型艺术节, ru: Большой фестиваль}",
        "languages: [en, zh, ru]",
        "zone: Asia/Shanghai",
        "zones: {Asia/Shanghai: {en: Beijing time, zh: 北京时间, ru: пекинское время}}",
        "published: 2026-10-01",
        "sources: {office: {who: {en: Festival office, zh: 艺术节办公室, ru: Дирекция фестиваля}}}",
        "places:",
    ]
    for id, en, zh, ru, coordinates in CITIES:
        lines.append(f"  {id}: {{name: {_texts(en, zh, ru)}, coordinates: [{coordinates}]}}")
        for room in range(1, ROOMS + 1):
            name = _texts(f"Hall {room}", f"{room}号厅", f"Зал {room}")
            lines.append(f"  {id}-hall-{room}: {{name: {name}, in: {id}}}")
    lines.append("categories:")
    for id, en, zh, ru, colour in KINDS:
        lines.append(f"  {id}: {{name: {_texts(en, zh, ru)}, colour: {colour}}}")
    lines.append("parties:")
    for n in range(1, 61):
        name = _texts(f"Speaker {n}", f"嘉宾{n}", f"Участник {n}")
        lines.append(f"  speaker-{n}: {{name: {name}, kind: person}}")
    lines.append("events:")
    for n in range(size):
        lines += _event(n, random)
    return "\n".join([*lines, ""]).encode()


def _texts(en: str, zh: str, ru: str) -> str:
    return json.dumps({"en": en, "zh": zh, "ru": ru}, ensure_ascii=False)


def _event(n: int, random: Random) -> list[str]:
    """Return an event as lines of YAML: one of 25 that its city has on its day."""
    day, rest = divmod(n, len(CITIES) * ROOMS * len(SLOTS))
    city, rest = divmod(rest, ROOMS * len(SLOTS))
    slot, room = divmod(rest, ROOMS)
    subject, manner, about = random.randrange(20), random.randrange(10), random.randrange(20)
    en, zh, ru = ([some.split(";") for some in WORDS[tag]] for tag in ("en", "zh", "ru"))
    title = _texts(
        f"{en[0][subject].capitalize()} and {en[0][about]} {en[1][manner]}",
        f"{zh[1][manner]}{zh[0][subject]}与{zh[0][about]}",
        f"{ru[0][subject].capitalize()} и {ru[0][about]} {ru[1][manner]}",
    )
    other = random.randrange(20)
    summary = _texts(
        f"What {en[0][about]} have to do with {en[0][other]}, and why in hall {room + 1}.",
        f"{zh[0][about]}与{zh[0][other]}有什么关系，以及为什么在{room + 1}号厅这很重要。",
        f"Что общего: {ru[0][about]} и {ru[0][other]}, и почему это важно в зале {room + 1}.",
    )
    on = FIRST + timedelta(days=day)
    # Each room has its own three speakers, so a speaker is not at two places at once.
    hall = city * ROOMS + room
    speakers = ", ".join(f"speaker-{hall * 3 + (slot + k) % 3 + 1}" for k in range(1 + n % 2))
    lines = [
        f"  - id: event-{n}",
        f"    title: {title}",
        f"    when: {on}" if n % 7 == 3 else f"    when: {on} {SLOTS[slot]}",
        f"    place: {CITIES[city][0]}-hall-{room + 1}",
        f"    categories: [{KINDS[random.randrange(len(KINDS))][0]}]",
        f"    parties: [{speakers}]",
        "    sources: [office]",
    ]
    if n % 2:
        lines.append(f"    summary: {summary}")
    if n % 29 == 11:
        status = ("tentative", "postponed", "cancelled")[n % 3]
        lines.append(f"    status: {status}")
    return lines
