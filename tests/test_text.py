"""Texts: fallback, cleaning."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.text import FORBIDDEN, Said, Text, clean

LANGUAGES = ("en", "zh", "ru")


@pytest.mark.parametrize(
    ("written", "asked", "said"),
    [
        ({"en": "Talks", "zh": "会谈"}, "zh", ("会谈", "zh")),
        ({"en": "Talks", "zh": "会谈"}, "zh-Hant", ("会谈", "zh")),
        ({"zh": "会谈", "en": "Talks"}, "ru", ("Talks", "en")),
        ({"ru": "Переговоры", "zh": "会谈"}, "en", ("会谈", "zh")),
        ({"mul": "HIT", "zh": "哈工大"}, "zh", ("哈工大", "zh")),
        ({"mul": "HIT", "zh": "哈工大"}, "ru", ("HIT", "mul")),
        ("Talks", "zh", ("Talks", "en")),
        ({"fr": "Entretiens"}, "en", ("Entretiens", "fr")),
    ],
)
def test_a_missing_language_falls_back_in_the_declared_order(
    written: str | dict[str, str], asked: str, said: tuple[str, str]
) -> None:
    assert Text.of(written, LANGUAGES).pick(asked) == Said(*said)


def test_missing_names_the_languages_without_words_of_their_own() -> None:
    assert Text.of("Talks", LANGUAGES).missing(LANGUAGES) == ["zh", "ru"]
    assert Text.of({"zh": "会谈"}, LANGUAGES).missing(LANGUAGES) == ["en", "ru"]
    assert Text.of({"mul": "HIT"}, LANGUAGES).missing(LANGUAGES) == []


def test_a_text_without_words_cannot_be() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        Text(())


def test_the_order_in_which_languages_are_written_is_layout() -> None:
    one = Text.of({"en": "a", "ru": "b"}, LANGUAGES)
    assert one == Text.of({"ru": "b", "en": "a"}, LANGUAGES)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a\tb \r\n c\rd ", "a b \n c\nd"),
        ("e\u0301", "é"),
        ("a\x00b\x07\u2028\ufeff\x85c", "abc"),
        ("\ud800x", "x"),
    ],
)
def test_clean_leaves_what_calendars_can_carry(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text())
def test_clean_words_stay_clean(raw: str) -> None:
    words = clean(raw)
    assert clean(words) == words
    assert not FORBIDDEN.search(words)
    assert unicodedata.is_normalized("NFC", words)
    words.encode("utf-8")
