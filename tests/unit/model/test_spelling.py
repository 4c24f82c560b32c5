"""Suggestions for misspelt names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.spelling import did_you_mean


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("start", ["status", "title"], ""),
        ("end", ["id", "was"], ""),
        ("time", ["title"], ""),
        ("tags", ["was"], ""),
        ("cost", ["colour"], ""),
        ("titel", ["title", "status"], "did you mean title?"),
        ("twon", ["town", "tower"], "did you mean town?"),
        ("harbn", ["harbin", "beijing"], "did you mean harbin?"),
        ("wher", ["when", "where"], "did you mean where?"),
        ("HALL", ["Hall", "hall-2"], "did you mean Hall?"),
        ("great", ["great-hall", "room"], "did you mean great-hall?"),
        ("great", ["great-hall", "great-room"], ""),
        ("a", ["b"], ""),
        ("", ["b"], ""),
    ],
)
def test_did_you_mean_names_only_likely_slips(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known, "-") == (hint or "-")


@given(st.text("abcdef-", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("xyz"))
def test_did_you_mean_finds_any_single_slip(word: str, at: int, letter: str) -> None:
    at %= len(word)
    for slip in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        assert did_you_mean(slip, [word, "0123456789"]) == f"did you mean {word}?"
