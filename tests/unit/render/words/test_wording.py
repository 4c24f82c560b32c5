"""Wording of events."""

from __future__ import annotations

import pytest

from itinerary.render.words.wording import beside_title
from tests.support.visit import VISIT


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ar"])
def test_names_in_the_title_are_not_said_again_beside_it(tag: str) -> None:
    assert beside_title(VISIT.by_id["talks"], tag) == ()
    assert [taking.party.id for taking in beside_title(VISIT.by_id["signing"], tag)] == [
        "xi",
        "putin",
    ]
