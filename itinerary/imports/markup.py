"""Descriptions as other tools write them, as Markdown."""

from __future__ import annotations

import re
from functools import lru_cache

from itinerary.errors import ItineraryError
from itinerary.model import graphemes
from itinerary.model.text import clean

LONGEST_PROSE = 50_000


class MissingLibraryError(ItineraryError):
    """A library of the extra `import` is needed, and not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} need a library that is not installed",
            "install it: pip install 'itinerary[import]'",
        )


_HTML = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|strong|em|ul|ol|li|h[1-6]|table|tr|td|html|body|font|blockquote"
    r"|pre|code|img|hr|style|html-blob)\b[^<>]*>",
    re.IGNORECASE,
)


def is_html(words: str) -> bool:
    """Tell whether words have HTML in them."""
    return bool(_HTML.search(words))


def prose(words: str) -> str:
    """Return a description as Markdown: HTML is converted, plain words look as they did."""
    if is_html(words):
        return cut_prose(_from_html(words))
    return cut_prose(escaped(words))


def cut_prose(words: str) -> str:
    """Return words in the length that a description may have."""
    return graphemes.shortened(clean(words), LONGEST_PROSE)


@lru_cache(1024)  # the same words stand in many events of a source
def _from_html(words: str) -> str:
    try:
        from markdownify import markdownify
    except ImportError:
        raise MissingLibraryError("descriptions in HTML") from None
    # Google and others mix: line breaks as in plain text, beside tags.
    if not re.search(r"<(?:p|br|div|li|tr|h[1-6])\b", words, re.IGNORECASE):
        words = words.replace("\n", "<br>")
    # Elements in each other a thousand times would exceed the recursion that Python allows.
    if _depth(words) > 100:
        return escaped(re.sub(r"<[^<>]*>", " ", words))
    try:
        found = markdownify(
            words,
            heading_style="ATX",
            bullets="-",
            strip=["style", "script", "img"],
            newline_style="backslash",
        )
    except (RecursionError, ValueError, AssertionError):
        return escaped(re.sub(r"<[^<>]*>", " ", words))
    # Line breaks are kept in our descriptions, so nothing has to mark them.
    found = re.sub(r"\\\n", "\n", found)
    found = re.sub(r"[ \t]+\n", "\n", found.replace("\u00a0", " "))
    return re.sub(r"\n{3,}", "\n\n", found).strip()


def _depth(words: str) -> int:
    """Return how deep elements can be in each other at most."""
    deep = most = 0
    for tag in re.finditer(r"<(/?)[a-zA-Z][^<>]*>", words):
        deep = max(0, deep - 1) if tag[1] else deep + 1
        most = max(most, deep)
    return most


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def escaped(words: str) -> str:
    """Return plain words such that Markdown shows them as they are. Lists keep their marks."""
    lines = []
    for line in clean(words).split("\n"):
        plain = line.strip()
        parts, end = [], 0
        for found in _ADDRESS.finditer(plain):
            parts += [_escaped(plain[end : found.start()]), found[0]]
            end = found.end()
        parts.append(_escaped(plain[end:]))
        done = "".join(parts)
        done = re.sub(r"^(#{1,6}\s|>|={3,}$|-{3,}$|\+\s|~{3,})", r"\\\1", done)
        lines.append(done)
    return "\n".join(lines)


def _escaped(words: str) -> str:
    words = re.sub(r"([\\`])", r"\\\1", words)
    words = re.sub(r"\*(?=\S)|(?<=\S)\*", r"\\*", words)
    words = re.sub(r"(?<!\w)_(?=\S)|(?<=\S)_(?!\w)", r"\\_", words)
    words = re.sub(r"~~", r"\\~\\~", words)
    words = re.sub(r"<(?=[a-zA-Z/!])", r"\\<", words)
    words = re.sub(r"\](?=\()", r"\\]", words)
    return re.sub(r"&(?=#?\w+;)", r"\\&", words)


def unhtml(words: str) -> str:
    """Return words without HTML, in one line: for titles and places."""
    if is_html(words) or "&" in words:
        import html

        words = html.unescape(re.sub(_HTML, " ", words))
    return " ".join(clean(words).split())
