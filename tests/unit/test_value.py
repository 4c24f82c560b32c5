"""Values, and how pydantic reads and writes them."""

from __future__ import annotations

import pickle
from datetime import date
from functools import cached_property

import pytest
from pydantic import TypeAdapter, ValidationError

from itinerary.value import Value, field_names, replace


class Day(Value):
    date: date


class Stay(Value):
    first: date
    last: date


class Town(Value, kw_only=True, dict=True):
    id: str
    when: Day | Stay
    within: Town | None = None
    names: tuple[str, ...] = ()

    @cached_property
    def depth(self) -> int:
        return self.within.depth + 1 if self.within else 0


CITY = Town(id="city", when=Stay(date(2026, 5, 1), date(2026, 5, 3)))
TOWN = Town(id="town", when=Day(date(2026, 5, 2)), within=CITY, names=("one", "two"))
TOWNS = TypeAdapter(Town)


def test_value_is_frozen() -> None:
    with pytest.raises(AttributeError):
        TOWN.id = "other"  # type: ignore[misc]


def test_value_is_equal_and_hashed_by_its_fields() -> None:
    other = replace(replace(TOWN, id="other"), id="town")
    assert TOWN.depth == 1  # what is cached is no field
    assert other == TOWN
    assert hash(other) == hash(TOWN)
    assert replace(TOWN, names=()) != TOWN
    assert field_names(Town) == ("id", "when", "within", "names")


def test_value_travels_without_what_it_has_cached() -> None:
    assert TOWN.depth == 1
    travelled = pickle.loads(pickle.dumps(TOWN))
    assert travelled == TOWN
    assert not vars(travelled)


def test_json_of_value_has_no_defaults_and_is_read_again() -> None:
    data = TOWNS.dump_json(TOWN, exclude_defaults=True)
    assert data == (
        b'{"id":"town","when":{"date":"2026-05-02"},"within":{"id":"city",'
        b'"when":{"first":"2026-05-01","last":"2026-05-03"}},"names":["one","two"]}'
    )
    assert TOWNS.validate_json(data) == TOWN


def test_json_of_value_without_some_fields_of_inner_values() -> None:
    data = TOWNS.dump_json(TOWN, exclude_defaults=True, exclude={"when": True, "within": {"when"}})
    assert data == b'{"id":"town","within":{"id":"city"},"names":["one","two"]}'


def test_json_of_value_may_have_fields_of_other_versions() -> None:
    data = b'{"id":"x","when":{"date":"2026-05-02"},"later":1}'
    assert TOWNS.validate_json(data) == Town(id="x", when=Day(date(2026, 5, 2)))


def test_json_of_value_without_a_required_field_is_an_error() -> None:
    with pytest.raises(ValidationError, match="when"):
        TOWNS.validate_json(b'{"id":"x"}')
