"""Texts of a calendar as every client shows them: plain, in limited lengths, broken as written."""

from __future__ import annotations

import re

from itinerary.model import graphemes
from itinerary.model.text import clean


def cut(words: str, length: int) -> str:
    """Return at most `length` code points, an ellipsis included; cut between words if a word ends
    in the last 30 %, and never inside what readers take for one character."""
    if len(words) <= length:
        return words
    kept = graphemes.start(words, length - 1)
    space = kept.rfind(" ")
    return (kept[:space] if space > length * 0.7 else kept).rstrip() + "…"


def without_breaks(words: str) -> str:
    r"""Return clean words in which no client reads a backslash and an n as a line break.

    Clients that unescape by plain replacement break `C:\new`; an invisible word joiner keeps the
    two characters apart.
    """
    words = clean(words)
    return re.sub(r"\\(?=[nN])", "\\\\\u2060", words) if "\\" in words else words


def one_line(words: str, length: int) -> str:
    """Return words without line breaks that clients invent, cut to `length` characters."""
    return cut(without_breaks(words), length)


def without_tags(words: str) -> str:
    """Return words in which nothing is an HTML tag: Google renders tags.

    A tag in the attribute of another is found once the outer one is replaced; the beginning of a
    tag without an end would swallow the rest of the text.
    """
    if "<" not in words:
        return words
    replaced = 1
    while replaced:
        words, replaced = re.subn(r"<([/!?A-Za-z][^<>]*)>", r"‹\1›", words)
    return re.sub(r"<(?=[/!?A-Za-z])", "‹", words)
