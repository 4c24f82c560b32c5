"""The shapes of real programmes are programmes, as large as the real ones."""

from __future__ import annotations

import pytest

from itinerary.ledger import revise
from itinerary.model.when import Timed
from itinerary.source import read
from tests.conftest import NOW
from tests.support.shapes import SHAPES

SIZES = {
    "developers": (876, 29 + 1, 945, 65),
    "league": (380, 20 + 20, 20, 2),
    "racing": (115, 24, 0, 4),
    "open-air": (208, 8 + 1, 208, 2),
    "calls": (809, 1, 20, 3),
    "museums": (390, 73, 0, 5),
    "journeys": (72, 12, 13, 3),
    "bilingual": (96, 5 + 1, 96, 3),
    "hybrid": (60, 5 + 1, 71, 2),
    "unscheduled": (42, 1, 49, 3),
}
"""Events, places, parties and categories."""


@pytest.mark.parametrize("name", SHAPES)
def test_shape_is_published_without_warning_and_has_its_size(name: str) -> None:
    reading = read(SHAPES[name]().encode(), file=f"{name}.yaml", now=NOW)
    shown = revise(None, reading.itinerary, NOW).itinerary
    assert not reading.warnings
    sizes = len(shown.events), len(shown.places), len(shown.parties), len(shown.categories)
    assert sizes == SIZES[name]


def test_shape_is_same_text_every_time() -> None:
    assert [shape() for shape in SHAPES.values()] == [shape() for shape in SHAPES.values()]


def test_racing_has_sessions_in_24_zones() -> None:
    shown = read(SHAPES["racing"]().encode(), file="racing.yaml", now=NOW).itinerary
    assert len({event.zone.info.key for event in shown.events}) == 24


def test_calls_are_35_series() -> None:
    shown = read(SHAPES["calls"]().encode(), file="calls.yaml", now=NOW).itinerary
    assert len({event.occurrence.series for event in shown.events if event.occurrence}) == 35


def test_open_air_has_acts_after_midnight() -> None:
    shown = read(SHAPES["open-air"]().encode(), file="open-air.yaml", now=NOW).itinerary
    starts = [event.when.start for event in shown.events if isinstance(event.when, Timed)]
    assert sum(start.hour < 6 for start in starts) > 20
