"""Pages in scripts other than Latin, Greek and Cyrillic: their own fonts, lines and breaks."""

from __future__ import annotations

import pytest

from itinerary.ledger import revise
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
from tests.support.scripts import fair


def page(tag: str, path: str = "") -> str:
    """Return the agenda of the fair in a language, or another page of it."""
    edition = revise(None, read(fair(tag).encode(), file="fair.yaml", now=NOW).itinerary, NOW)
    return cached_app(Publication(edition, SITE)).test_client().get(f"/{tag}/{path}").text


@pytest.mark.parametrize(("tag", "own"), [("ja", True), ("ar", True), ("th", True), ("de", False)])
def test_only_pages_in_scripts_of_their_own_load_the_stylesheet_for_them(
    tag: str, own: bool
) -> None:
    links = [link["href"] or "" for link in Page(page(tag)).all("link") if link["href"]]
    sheets = [href.rsplit("/", 1)[-1] for href in links if ".css" in href]
    assert any(name.startswith("writing.") for name in sheets) is own
    if own:
        assert next(n for n, name in enumerate(sheets) if name.startswith("writing.")) > 0
        assert sheets[-1].startswith("print.")  # paper has the last word


@pytest.mark.parametrize(
    ("tag", "hours"),
    [
        ("ko", "오전_10:00~<wbr>11:30"),
        ("hi", "10:00–11:30_am"),
        ("ar", "10:00–11:30_ص"),
    ],
)
def test_an_hour_in_a_row_is_not_parted_from_its_half_of_the_day(tag: str, hours: str) -> None:
    assert hours.replace("_", "\N{NO-BREAK SPACE}") in page(tag)


def test_a_line_in_persian_breaks_between_two_hours_and_not_within_one() -> None:
    assert ">۱۰:۰۰\N{NO-BREAK SPACE}تا ۱۱:۳۰</time>" in page("fa")
