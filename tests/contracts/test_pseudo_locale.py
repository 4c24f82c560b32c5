"""No word of the product bypasses the catalogues."""

from __future__ import annotations

import pytest

from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from tests.conftest import PROGRAMMES, SITE
from tests.contracts.test_translations import PROGRAMS, Words, english
from tests.support.pseudo_locale import edition_in, paths_of_kinds, pseudo


def test_pseudo_words_are_longer_and_keep_their_placeholders() -> None:
    message = "With: %(who)s and {more}."
    said = pseudo(message)
    assert said.startswith("Ŵîţĥ: %(who)s åñđ {more} ")
    assert said.endswith(".")
    assert len(said) - len(message) >= 0.4 * len("Withand")
    assert pseudo(", ") == ", "


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_no_word_of_the_product_bypasses_the_catalogues(programme: str) -> None:
    current = Publication(edition_in("ka", programme), SITE)
    client = create_app(lambda: current).test_client()
    known = " ".join(PROGRAMMES[programme].read_text("utf-8").split())
    paths = paths_of_kinds(current, "ka")
    assert len(paths) > 10
    found = {}
    for path in paths:
        said = "\n".join(" ".join(words.split()) for words in Words(client.get(path).text).said)
        found[path] = {words for words in english(said) if words not in known} - PROGRAMS
    assert {path: words for path, words in found.items() if words} == {}
