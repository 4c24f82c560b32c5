"""Grapheme clusters: what readers take for one character (Unicode Standard Annex #29).

A letter with its marks, a syllable of Hangul, an emoji of a family are several code points each.
A text that is cut between them shows something that its author did not write.
"""

from __future__ import annotations


def clusters(words: str) -> list[str]:
    """Return the grapheme clusters of words, in order."""
    if words.isascii() and "\r" not in words:
        return list(words)
    # Imported where it is needed: most starts cut nothing but ASCII.
    from unicode_segmentation_rs import graphemes

    found: list[str] = graphemes(words, is_extended=True)
    return found


def start(words: str, most: int) -> str:
    """Return the longest start of words with at most `most` code points that breaks no grapheme
    cluster, unless the first alone is longer: a letter can have any number of marks."""
    if len(words) <= most:
        return words
    size = 0
    for cluster in clusters(words):
        if size + len(cluster) > most:
            break
        size += len(cluster)
    return words[: size or most]


def shortened(words: str, most: int) -> str:
    """Return words in at most `most` code points, with an ellipsis if some are missing."""
    return words if len(words) <= most else f"{start(words, most - 1)}…"
