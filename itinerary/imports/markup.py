"""Descriptions as other tools write them, as Markdown."""

from __future__ import annotations

import html
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


_LIST_TAG = re.compile(r"<(/?)(li|ul|ol)\b[^<>]*>", re.IGNORECASE)


def _with_ends_of_items(words: str) -> str:
    """Return HTML in which each item of a list has its end. HTML allows to leave that out, and the
    parser would put the next item into it."""
    within: list[str] = []  # the elements that are open, from the outermost

    def ended(tag: re.Match[str]) -> str:
        closes, name = bool(tag[1]), tag[2].lower()
        before = ""
        if within[-1:] == ["li"] and (name == "li" or closes):
            within.pop()
            before = "" if closes and name == "li" else "</li>"
        elif closes and name == "li":
            return ""
        if closes and name != "li":
            del within[-1:]
        elif not closes:
            within.append(name)
        return before + tag[0]

    return _LIST_TAG.sub(ended, words)


_BRACKETED = re.compile(r"<(https?://[^<>\s]+)>")
"""An address as Outlook writes it behind its words. The parser would take it for a tag."""
_BLANK_LINE = re.compile(r"(?<=[^>\s])[ \t]*\n[ \t]*\n\s*(?=[^<\s])")
"""A blank line between parts, as Sched writes it, which have tags in them."""
_WHOLE = re.compile(
    r"(<pre\b.*?(?:</pre>|\Z)|<p\b.*?(?:</p>|(?=<p\b)|\Z))", re.IGNORECASE | re.DOTALL
)
"""An element in which a blank line is no end of a part: HTML shows it as a space, or as it is."""


def _linked(found: re.Match[str]) -> str:
    """Return a link whose words are its address, in which Markdown escapes nothing."""
    address = html.escape(found[1].replace("&amp;", "&"))
    return f'<a href="{address}">{address}</a>'


@lru_cache(1024)  # the same words stand in many events of a source
def _from_html(words: str) -> str:
    try:
        from markdownify import markdownify
    except ImportError:
        raise MissingLibraryError("descriptions in HTML") from None
    words = _BRACKETED.sub(_linked, words)
    # Google and others mix: line breaks as in plain text, beside tags.
    if not re.search(r"<(?:p|br|div|li|tr|h[1-6])\b", words, re.IGNORECASE):
        words = words.replace("\n", "<br>")
    else:
        parts = _WHOLE.split(words)
        parts[::2] = [_BLANK_LINE.sub("<br><br>", one) for one in parts[::2]]
        words = "".join(parts)
    words = _with_ends_of_items(words)
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
        # HTML has spaces that do not break for its layout.
        return " ".join(clean(html.unescape(re.sub(_HTML, " ", words))).split())
    return one_line(words)


def one_line(words: str) -> str:
    """Return words in one line, with single spaces. Those that do not break stay: French has them
    before a colon."""
    return re.sub(r"[^\S\xa0\u202f]+", " ", clean(words)).strip()
