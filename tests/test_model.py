"""The model: selections, the order of reading, distances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from itinerary.ledger import Edition
from itinerary.model import Coordinates, Event, Selection, Sort, agenda
from itinerary.source import read
from tests.conftest import NOW

HEAD = """
id: p
title: P
languages: [en]
zone: Asia/Shanghai
places:
  city: {name: City}
  hall: {name: Hall, in: city}
  else: {name: Else}
parties: {a: {name: A}, b: {name: B}}
categories: {x: {name: X}, y: {name: Y}}
events:
"""


def events(*rows: str) -> tuple[Event, ...]:
    body = "".join(f"  - {{title: T, {row}}}\n" for row in rows)
    return read((HEAD + body).encode(), file="p.yaml", now=NOW).itinerary.events


def order(*rows: str) -> list[tuple[str, list[str]]]:
    return [(s.sort.value, [e.id for e in s.events]) for s in agenda(events(*rows))]


def test_an_agenda_goes_by_what_is_known() -> None:
    assert order(
        "id: open",
        "id: window, when: within 2024-05-16 to 2024-05-18",
        "id: late, when: 2024-05-16 20:00",
        "id: evening, when: 2024-05-16 evening",
        "id: sometime, when: 2024-05-16",
        "id: early, when: 2024-05-16 09:00 to 10:00",
        "id: whole-day, when: all 2024-05-16",
        "id: next, when: 2024-05-17 08:00",
        "id: span, when: all 2024-05-16 to 2024-05-17",
        "id: far, when: 2024-05-19",
    ) == [
        ("span", ["span"]),
        ("day", ["whole-day", "early", "evening", "late", "sometime"]),
        ("day", ["next"]),
        ("window", ["window"]),
        ("day", ["far"]),
        ("open", ["open"]),
    ]


def test_what_follows_comes_after_what_it_follows() -> None:
    assert order(
        "id: c, after: b",
        "id: b, when: within 2024-05-16 to 2024-05-17, after: a",
        "id: x, when: within 2024-05-16 to 2024-05-17",
        "id: a, when: within 2024-05-16 to 2024-05-17",
    ) == [("window", ["a", "b", "c", "x"])]


def test_an_event_that_only_follows_has_the_other_s_days_and_no_more() -> None:
    (_, follower) = events("id: a, when: 2024-05-16 10:00 to 11:00", "id: b, after: a")
    assert follower.inferred
    (section,) = (s for s in agenda([follower]))
    assert (section.sort, section.first) == (Sort.WINDOW, date(2024, 5, 16))


ROWS = (
    "id: hall-x-a, place: hall, categories: x, parties: [a], when: 2024-05-16",
    "id: city-y-b, place: city, categories: y, parties: [b], when: 2024-05-17",
    "id: else-x, place: else, categories: [x, y], when: within 2024-05-16 to 2024-05-17",
    "id: bare",
)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["hall-x-a", "city-y-b", "else-x", "bare"]),
        (Selection(places=("city",)), ["hall-x-a", "city-y-b"]),
        (Selection(places=("hall",)), ["hall-x-a"]),
        (Selection(places=("hall", "else")), ["hall-x-a", "else-x"]),
        (Selection(categories=("x",)), ["hall-x-a", "else-x"]),
        (Selection(places=("city",), categories=("x",)), ["hall-x-a"]),
        (Selection(parties=("b",)), ["city-y-b"]),
        (Selection(days=(date(2024, 5, 16),)), ["hall-x-a", "else-x"]),
        (Selection(days=(date(2024, 5, 18),)), []),
        (Selection(places=("city",), parties=("a", "b"), days=(date(2024, 5, 17),)), ["city-y-b"]),
    ],
)
def test_values_of_a_filter_are_alternatives_and_filters_add_up(
    selection: Selection, ids: list[str], editions: dict[str, Edition]
) -> None:
    itinerary = replace(editions["visit"].itinerary, events=events(*ROWS))
    assert [event.id for event in selection.of(itinerary)] == ids


def test_equal_selections_are_equal_values() -> None:
    assert Selection(places=("b", "a", "b")) == Selection(places=("a", "b"))
    assert Selection.only("places", "a") == Selection(places=("a",))
    assert hash(Selection(places=("b", "a"))) == hash(Selection(places=("a", "b")))


def test_distances_are_those_of_the_globe() -> None:
    beijing, harbin = Coordinates(39.9042, 116.4074), Coordinates(45.8038, 126.5350)
    assert beijing.kilometres_to(harbin) == pytest.approx(1060, abs=10)
    assert beijing.kilometres_to(beijing) == 0
    assert Coordinates(0, 0).kilometres_to(Coordinates(0, 180)) == pytest.approx(20015, abs=5)
