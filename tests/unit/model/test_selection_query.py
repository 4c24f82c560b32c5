"""The query string of a selection, read strictly and leniently."""

from __future__ import annotations

from datetime import date
from random import Random
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.selection import Selection
from itinerary.model.selection_query import (
    FILTERS,
    KEY_OF,
    UnknownFilterError,
    check_keys,
    filters_of,
    pairs,
    read,
    read_leniently,
)
from itinerary.model.when import MIDNIGHT
from itinerary.value import replace
from tests.conftest import edition_of

VISIT = edition_of("visit").itinerary
IDS = {field: [facet.id for facet in getattr(VISIT, field)] for field in KEY_OF if field != "days"}
DAYS = [date(2024, 5, 15), date(2024, 5, 16), date(2024, 5, 17)]

selections = st.builds(
    Selection,
    **{
        field: st.lists(st.sampled_from(ids), max_size=3).map(tuple)
        for field, ids in IDS.items()
        if ids
    },
    days=st.lists(st.sampled_from(DAYS), max_size=3).map(tuple),
)


def query(words: str) -> list[tuple[str, str]]:
    return parse_qsl(words, keep_blank_values=True)


@given(selections, st.randoms(use_true_random=False))
def test_read_returns_the_selection_whose_pairs_stand_in_any_order(
    selection: Selection, random: Random
) -> None:
    shuffled = pairs(selection)
    random.shuffle(shuffled)
    assert read(shuffled, IDS.__getitem__, MIDNIGHT) == selection


@given(selections)
def test_both_readings_agree_on_a_query_that_the_programme_knows(selection: Selection) -> None:
    within = [day for day in selection.days if VISIT.first <= day <= VISIT.last]  # type: ignore[operator]
    lenient = read_leniently(pairs(selection), VISIT)
    assert lenient.selection == replace(selection, days=tuple(within))
    assert list(lenient.pairs) == pairs(selection)
    assert lenient.is_canonical(pairs(selection))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("place=harbn", "There is no place “harbn” (did you mean harbin?)."),
        ("day=soon", "“soon” is not a day; write for example day=2024-05-16."),
        ("day=0001-01-01", "The year 1 is not plausible; write for example 2024-05-16."),
    ],
)
def test_read_refuses_an_unknown_value_with_a_hint(words: str, message: str) -> None:
    with pytest.raises(UnknownFilterError) as refused:
        read(query(words), IDS.__getitem__, MIDNIGHT)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("words", "meant"),
    [("places=harbin", "place"), ("on=2024-05-16", "day=2024-05-16"), ("x=harbin", "place=harbin")],
)
def test_check_keys_refuses_a_key_that_is_meant_as_a_filter(words: str, meant: str) -> None:
    with pytest.raises(UnknownFilterError, match=f"did you mean {meant}"):
        check_keys(query(words), IDS.__getitem__)


def test_check_keys_ignores_marks_that_services_add() -> None:
    check_keys(query("utm_source=mail&fbclid=x&v=2&place=harbin"), IDS.__getitem__)


def test_read_leniently_keeps_unknown_values_apart_and_in_the_address() -> None:
    asked = read_leniently(query("place=moon&place=harbin&q=+a++b+&utm_source=x&day="), VISIT)
    assert asked.selection == Selection(places=("harbin",))
    assert asked.unknown == ("moon",)
    assert asked.words == "a b"
    assert asked.query == "?place=harbin&place=moon&q=a+b"
    assert not asked.is_canonical(query("place=moon&place=harbin&q=a+b"))
    assert asked.is_canonical(query("utm_source=x&place=harbin&place=moon&q=a+b"))


@pytest.mark.parametrize("day", ["20240516", "2024-W20-4", "2030-01-01", "soon"])
def test_read_leniently_takes_only_days_of_the_programme_in_their_one_spelling(day: str) -> None:
    asked = read_leniently([("day", day)], VISIT)
    assert (asked.selection, asked.unknown) == (Selection(), (day,))


def test_filters_of_an_event_are_those_whose_selection_has_it() -> None:
    for event in VISIT.events:
        for key, value in filters_of(event, MIDNIGHT):
            assert event in read([(key, value)], IDS.__getitem__, MIDNIGHT), (event.id, key, value)
        assert {key for key, _ in filters_of(event, MIDNIGHT)} <= FILTERS.keys()
