"""The menu of languages: a row of names, or a list behind the language of the page."""

from __future__ import annotations

from itinerary.ledger import revise
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page

PROGRAMME = """
id: fair
title: {mul: Fair}
languages: [%s]
zone: Europe/Berlin
events:
  - {id: a, title: {mul: A}, when: 2027-05-16 10:00 to 11:30}
"""
SIX = "en, ja, ar, fr, ru, de"


def menu(languages: str, tag: str) -> tuple[list[str], bool]:
    """Return the languages that a page links to, in the order of its menu, and whether they are
    folded behind the page's own."""
    file = (PROGRAMME % languages).encode()
    edition = revise(None, read(file, file="fair.yaml", now=NOW).itinerary, NOW)
    text = cached_app(Publication(edition, SITE)).test_client().get(f"/{tag}/").text
    start = text.index('<nav class="languages')
    nav = Page(text[start : text.index("</nav>", start) + len("</nav>")])
    names = [link["hreflang"] or "" for link in nav.all("a")]
    current = [link["hreflang"] for link in nav.all("a") if link.get("aria-current")]
    assert current == [tag]
    return names, bool(nav.all("details"))


def test_few_languages_are_a_row_in_the_order_of_the_file() -> None:
    assert menu(SIX, "ja") == (SIX.split(", "), False)


def test_many_languages_are_a_list_by_their_own_names_that_opens_without_script() -> None:
    # Deutsch, English, français, Nederlands, русский, العربية, 日本語: Latin letters come first.
    ordered = ["de", "en", "fr", "nl", "ru", "ar", "ja"]
    assert menu(f"{SIX}, nl", "ar") == (ordered, True)
