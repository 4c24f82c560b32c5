"""Pages in a pseudo-locale, from left to right and from right to left, on the narrowest phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from itinerary.website.publication import Publication
from tests.browser.conftest import Browse
from tests.conftest import SITE
from tests.support.pseudo_locale import edition_in, paths_of_kinds

CHECKS = (Path(__file__).parent / "checks.js").read_text("utf-8")


@pytest.mark.parametrize("tag", ["ka", "ur"])
@pytest.mark.parametrize("programme", ["visit", "tour"])
def test_words_that_are_two_fifths_longer_find_room(
    browse: Browse, tag: str, programme: str
) -> None:
    edition = edition_in(tag, programme)
    paths = paths_of_kinds(Publication(edition, SITE), tag)
    page = browse(paths[0], of=edition, viewport={"width": 320, "height": 640})
    base = page.url.removesuffix(paths[0])
    faults = {}
    for path in paths:
        page.goto(f"{base}{path}")
        page.evaluate(CHECKS)
        assert page.evaluate("document.documentElement.lang") == tag
        faults[path] = page.evaluate("[...checks.overflow()]")
    assert {path: found for path, found in faults.items() if found} == {}
