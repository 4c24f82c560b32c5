"""Finding events by words."""

from __future__ import annotations

import json
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.text import Text
from itinerary.render import search
from itinerary.render.search import SearchIndex, search_index
from itinerary.value import replace
from tests.conftest import edition_of
from tests.support.large import festival
from tests.support.programmes import NAMED
from tests.support.small_programme import parse

LETTERS = "abcdefghijklmnopqrstuvwxyzабвгд"


def english(words: str) -> Text:
    return Text((("en", words),))


def index_of(**texts: str) -> SearchIndex:
    """Return the index of the visit, in which the event `gala` has other texts."""
    events = edition_of("visit").itinerary.events
    own: dict[str, Any] = {key: english(words) for key, words in texts.items()}
    return search_index([replace(e, **own) if e.id == "gala" else e for e in events], {}, "en")


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("encryption", True),
        ("ENCRÝPTION", True),
        ("post-quantum", True),
        ("quantum post", True),
        ("crypt", True),  # within a word
        ("pos", True),
        ("ost", False),  # a short word is a beginning
        ("oneill", True),
        ("O’Neill", True),
        ("c++", True),
        ("c#", False),
        ("example", False),  # of an address
        ("encrpytion", True),
        ("encription", True),
        ("encrption", True),
        ("enncryption", True),
        ("encrpption", True),
        ("encripton", False),  # two typos
        ("quantun encrption", True),  # one in each word
    ],
)
def test_descriptions_are_searched_without_case_accents_and_typos(words: str, hit: bool) -> None:
    text = "Post‑quantum encryption with O’Neill, in C++: https://example.org/"
    assert ("gala" in index_of(description=text).find(words)) is hit


def test_a_word_that_an_event_has_is_not_taken_for_a_typo() -> None:
    index = index_of(title="A concern")
    assert index.find("concern") == {"gala"}
    assert "gala" not in index_of(title="A concerm", summary="concert").find("concert") - {"gala"}


@given(st.text(LETTERS, min_size=4, max_size=9), st.data())
def test_one_typo_in_any_place_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    assert search.nearly(word, word[:at] + letter + word[at:])
    assert search.nearly(word, word[:at] + letter + word[at + 1 :])
    assert len(word) < 5 or search.nearly(word, word[:at] + word[at + 1 :])
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    assert search.nearly(word, swapped)


def test_words_of_scripts_without_spaces_are_found_within_a_sentence() -> None:
    itinerary = edition_of("visit").itinerary
    index = search_index(itinerary.events, {}, "zh")
    assert "expo" in index.find("博览")
    assert index.find("览") == index.find("博览")


def test_every_name_and_tag_of_an_event_is_searched() -> None:
    itinerary = parse(NAMED).itinerary
    names = {one.id: one.name.to("en") for one in itinerary.series}
    index = search_index(itinerary.events, names, "en")
    for words in ("smelting", "vulcan", "bellows", "guild of potters", "lecture", "hall", "nights"):
        assert index.find(words) == {"one"}, words


def test_the_document_has_what_titles_and_names_have_not() -> None:
    words = index_of(title="Quiet evening", summary="Quiet music by candlelight").further
    assert "candlelight" in words
    assert "quiet" not in words


def test_the_index_of_a_thousand_described_events_is_light() -> None:
    events = festival().itinerary.events
    said = [event.summary.to("en") for event in events if event.summary]
    described = [
        replace(event, description=english(" ".join(said[n : n + 10])))
        for n, event in enumerate(events)
    ]
    document = search_index(described, {}, "en").document()
    assert json.loads(document).keys() == {"ids", "words", "at"}
    assert len(brotli.compress(document, quality=5)) < 60_000
