"""Selections of events."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.selection import Selection
from tests.support.small_model import ALL, event, itinerary


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["visit", "meeting", "expo", "song", "ball", "open"]),
        (Selection(places=("china",)), ["visit", "meeting", "expo", "song"]),
        (Selection(places=("harbin",)), ["expo", "song"]),
        (Selection(places=("hall",)), ["expo"]),
        (Selection(places=("beijing", "hall")), ["meeting", "expo"]),
        (Selection(places=("nowhere",)), []),
        (Selection(categories=("talks",)), ["meeting", "song"]),
        (Selection(categories=("talks", "culture")), ["meeting", "expo", "song"]),
        (Selection(parties=("putin",)), ["meeting", "song"]),
        (Selection(parties=("xi", "putin")), ["meeting", "song"]),
        (Selection(places=("harbin",), categories=("talks",)), ["song"]),
        (Selection(places=("harbin", "beijing"), categories=("talks",)), ["meeting", "song"]),
        (Selection(parties=("xi",), categories=("culture",)), []),
        (Selection(days=(date(2024, 5, 15),)), []),
        (Selection(days=(date(2024, 5, 16),)), ["visit", "meeting"]),
        (Selection(days=(date(2024, 5, 17),)), ["visit", "expo", "song", "ball"]),
        (Selection(days=(date(2024, 5, 18),)), ["expo", "ball"]),
        (Selection(days=(date(2024, 5, 15), date(2024, 5, 18))), ["expo", "ball"]),
        (Selection(days=(date(2024, 5, 17),), places=("china",)), ["visit", "expo", "song"]),
    ],
)  # fmt: skip
def test_selection_holds_these_events(selection: Selection, ids: list[str]) -> None:
    assert [event.id for event in selection.of(itinerary(*ALL))] == ids
    assert [event.id for event in ALL if event in selection] == ids


@pytest.mark.parametrize(
    ("words", "day", "selected"),
    [
        ("2024-05-17 01:00 to 02:00", 16, True),
        ("2024-05-17 01:00 to 02:00", 17, False),
        ("2024-05-16 23:00 to 2024-05-17 02:00", 17, False),
        ("2024-05-17 06:00", 17, True),
        ("2024-05-16 night", 16, True),
    ],
)
def test_day_of_a_selection_lasts_until_the_next_starts(
    words: str, day: int, selected: bool
) -> None:
    selection = Selection(days=(date(2024, 5, day),), day_starts=time(6))
    assert (event("act", words) in selection) is selected


def test_selection_without_days_does_not_say_when_they_start() -> None:
    assert Selection(places=("hall",), day_starts=time(6)) == Selection(places=("hall",))


def test_selection_of_one_facet() -> None:
    assert Selection.only("places", "harbin") == Selection(places=("harbin",))
    assert Selection.only("categories", "talks") == Selection(categories=("talks",))
    assert Selection.only("parties", "xi") == Selection(parties=("xi",))


def test_equal_selections_are_equal_values() -> None:
    one = Selection(
        places=("harbin", "beijing", "harbin"), days=(date(2024, 5, 17), date(2024, 5, 16))
    )
    other = Selection(places=("beijing", "harbin"), days=(date(2024, 5, 16), date(2024, 5, 17)))
    assert one == other
    assert hash(one) == hash(other)
    assert one.places == ("beijing", "harbin")
    assert one != Selection(places=("beijing", "harbin"))


NAMES = st.lists(st.sampled_from(["china", "beijing", "harbin", "hall"]), max_size=3)
KINDS = st.lists(st.sampled_from(["talks", "culture"]), max_size=2)


@given(NAMES, KINDS, st.sampled_from(["china", "beijing", "harbin", "hall"]))
def test_further_value_widens_a_used_filter_and_a_further_filter_narrows(
    names: list[str], kinds: list[str], more: str
) -> None:
    def chosen(places: list[str], categories: list[str]) -> set[str]:
        selection = Selection(places=tuple(places), categories=tuple(categories))
        return {event.id for event in ALL if event in selection}

    assert chosen(names, kinds) == chosen(names, []) & chosen([], kinds)
    if names:
        assert chosen([*names, more], kinds) == chosen(names, kinds) | chosen([more], kinds)
