"""Ids for what is imported: permanent, readable, ASCII, from the title and never from the date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from itinerary.source.fields import tidy_slug

_LONGEST = 60
"""Characters of an id that is made from a title; words after them are left out."""


def slug_of(words: str, fallback: str) -> str:
    """Return the id that words make. Letters of other scripts are transliterated, where the library
    for it is installed; words without any letter or digit make `fallback`."""
    plain = _latin(words)
    slug = tidy_slug(re.sub(r"['’ʼ]", "", plain))
    if len(slug) > _LONGEST:
        slug = slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]
    return slug.strip("-") or fallback


def _latin(words: str) -> str:
    """Return words in Latin letters."""
    # Latin letters and their marks are tidy_slug's matter: it writes ä as ae.
    if all(ord(letter) < 0x250 or not letter.isalnum() for letter in words):
        return words
    try:
        from anyascii import anyascii
    except ImportError:
        return words
    spelt = []
    for letter in unicodedata.normalize("NFC", words):
        if ord(letter) < 0x250:
            spelt.append(letter)
        else:
            latin = anyascii(letter)
            # Each Chinese character is a syllable: together they are not one word.
            spelt.append(f"{latin} " if "\u3400" <= letter <= "\u9fff" else latin)
    return "".join(spelt)


class IdMaker:
    """Makes ids that are not taken."""

    def __init__(self, taken: Collection[str]) -> None:
        self.taken = set(taken)

    def make(self, words: str, fallback: str) -> str:
        """Return a new id from words: with a number, if other words have made the same one."""
        slug = slug_of(words, fallback)
        id = slug
        if id in self.taken:
            id = next(name for n in count(2) if (name := f"{slug}-{n}") not in self.taken)
        self.taken.add(id)
        return id
