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
    cluster."""
    if len(words) <= most:
        return words
    kept, size = [], 0
    # A cluster that reaches across the limit is seen whole, whatever its length.
    for cluster in clusters(words):
        size += len(cluster)
        if size > most:
            break
        kept.append(cluster)
    return "".join(kept)


def shortened(words: str, most: int) -> str:
    """Return words in at most `most` code points, with an ellipsis if some are missing."""
    return words if len(words) <= most else f"{start(words, most - 1)}…"
