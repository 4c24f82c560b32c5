"""The shapes of real programmes are programmes, as large as the real ones."""

from __future__ import annotations

from functools import cache

import pytest

from itinerary.ledger import Edition, revise
from itinerary.model.when import Timed
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
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


@cache
def published(name: str) -> Edition:
    """Return the edition of a shape that has no warnings."""
    reading = read(SHAPES[name]().encode(), file=f"{name}.yaml", now=NOW)
    assert not reading.warnings
    return revise(None, reading.itinerary, NOW)


@pytest.mark.parametrize("name", SHAPES)
def test_shape_is_published_without_warning_and_has_its_size(name: str) -> None:
    shown = published(name).itinerary
    sizes = len(shown.events), len(shown.places), len(shown.parties), len(shown.categories)
    assert sizes == SIZES[name]


def test_shape_is_same_text_every_time() -> None:
    assert [shape() for shape in SHAPES.values()] == [shape() for shape in SHAPES.values()]


def test_racing_has_sessions_in_24_zones() -> None:
    shown = published("racing").itinerary
    assert len({event.zone.info.key for event in shown.events}) == 24


def test_calls_are_35_series() -> None:
    shown = published("calls").itinerary
    assert len({event.occurrence.series for event in shown.events if event.occurrence}) == 35


def test_open_air_has_acts_after_midnight() -> None:
    shown = published("open-air").itinerary
    starts = [event.when.start for event in shown.events if isinstance(event.when, Timed)]
    assert sum(start.hour < 6 for start in starts) > 20


def test_day_with_441_talks_and_945_people_to_choose_has_few_elements() -> None:
    """Half of them are choices of the filters, and half the hours."""
    client = cached_app(Publication(published("developers"), SITE)).test_client()
    page = Page(client.get("/en/calendar/2027-02-06/").text)
    boxes = [one for one in page.all("td") if "box" in (one["class"] or "").split()]
    assert len(boxes) == 441
    assert len([one for one in page.all("input") if one.get("name") == "party"]) == 945
    assert len(page.found) < 6000
