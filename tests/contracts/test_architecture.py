"""The list of modules in docs/ is what is there."""

from __future__ import annotations

from tools import architecture


def test_list_of_modules_is_current() -> None:
    assert architecture.PAGE.read_text("utf-8") == architecture.page(), "run: make docs"


def test_rooms_are_listed_in_the_order_of_the_walk() -> None:
    text = architecture.modules()
    places = [text.index(f"\n{room}/") for room in architecture.ROOMS]
    assert places == sorted(places)
