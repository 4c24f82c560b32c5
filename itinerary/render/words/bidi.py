"""Words of both directions in one text (Unicode Standard Annex #9)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks whose letters have the bidirectional class R or AL (DerivedBidiClass.txt)."""


@lru_cache(4096)
def mixes(words: str, *, leftwards: bool) -> bool:
    """Tell whether words have letters that run against a text around them, which runs from right to
    left if it is `leftwards`."""
    if leftwards:
        return any(unicodedata.bidirectional(character) == "L" for character in words)
    return not words.isascii() and _RIGHT_TO_LEFT.search(words) is not None


def isolated(words: str, *, leftwards: bool) -> str:
    """Return words as a part of a plain text, which runs from right to left if it is `leftwards`.

    Words with letters of the other direction are between isolates: punctuation, numbers and other
    parts beside them keep their places.
    """
    if mixes(words, leftwards=leftwards):
        return f"{FIRST_STRONG_ISOLATE}{words}{POP_DIRECTIONAL_ISOLATE}"
    return words
