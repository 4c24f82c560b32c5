"""Lines of plain text in columns, as terminals and mails show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

COLUMNS = 72
"""Columns of a line of the text at most; replies with “> ” before it still fit into 76 (RFC 3676
§4.2). An address stays whole, because a broken one leads nowhere."""


def wrapped(words: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """Yield words in lines that begin with `first`, and with `rest` from the second on."""
    rest = first if rest is None else rest
    line, taken, gap, empty = first, width(first), "", True
    for unit, space in _units(words, COLUMNS - max(width(first), width(rest))):
        more = width(unit)
        if not empty and taken + len(gap) + more > COLUMNS:
            yield line
            line, taken, gap, empty = rest, width(rest), "", True
        line, taken = line + gap + unit, taken + len(gap) + more
        gap, empty = space, False
    yield line


def heading(words: str, mark: str = "-") -> Iterator[str]:
    """Yield words in capitals, underlined with a mark."""
    lines = list(wrapped(words.upper()))
    yield from lines
    yield mark * max(map(width, lines))


def width(words: str) -> int:
    """Return the columns that words take."""
    if words.isascii():
        return len(words)
    import wcwidth  # slow import

    return wcwidth.width(words)


def _units(words: str, room: int) -> Iterator[tuple[str, str]]:
    """Yield what cannot be broken, with the space after it: words, and single wide letters with the
    punctuation that must not begin a line. A word that is longer than a line, as sentences are in
    Thai, is broken between its letters."""
    if not words.isascii():
        import wcwidth
    for word in words.split():
        if word.isascii():
            yield word, " "
            continue
        unit = ""
        for letter in wcwidth.iter_graphemes(word):
            closing = unicodedata.category(letter[0]) in ("Pe", "Pf", "Po", "Mn")
            opens = unit and unicodedata.category(unit[-1]) in ("Ps", "Pi")
            broken = _is_wide(letter) or (unit and _is_wide(unit[-1]))
            full = "://" not in word and unit and width(unit + letter) > room
            if unit and (full or (broken and not closing and not opens)):
                yield unit, ""
                unit = ""
            unit += letter
        yield unit, " "


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter[0]) in "WF"
