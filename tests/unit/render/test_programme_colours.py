"""The colours of a programme on light and on dark pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.render.programme_colours import PAPER, SOFT, contrast, look_alike, tinted

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS)
def test_words_on_a_tint_are_readable_on_dark_pages(colour: str) -> None:
    assert contrast(SOFT, tinted(colour, PAPER["dark"])) >= 4.5


@given(COLOURS)
def test_tint_differs_from_dark_paper(colour: str) -> None:
    assert contrast(tinted(colour, PAPER["dark"]), PAPER["dark"]) > 1.15


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#4682b4", "#2e8b57"),
        ("#800080", "#dc143c"),
        ("#000080", "#000000"),
        ("#808000", "#008080"),
    ],
)
def test_tints_of_different_colours_differ_in_the_dark(one: str, other: str) -> None:
    parts = (bytes.fromhex(tinted(colour, PAPER["dark"])[1:]) for colour in (one, other))
    assert max(abs(a - b) for a, b in zip(*parts, strict=True)) >= 24


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("#ffff00", "#fffa00", True),  # both olive on light pages
        ("#00001a", "#000033", True),  # both grey on dark pages
        ("#4682b4", "#2e8b57", False),
        ("#800080", "#dc143c", False),
    ],
)
def test_colours_look_alike_if_pages_make_them_so(one: str, other: str, alike: bool) -> None:
    assert look_alike(one, other) is alike
