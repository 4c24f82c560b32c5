"""Typesetting: the width of words, and titles broken into lines that fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from itinerary.render.drawings import fonts

SIZES = (84, 76, 68, 60, 54, 48, 42)
"""Sizes of a title in pixels, the largest first."""

LEADING = 1.18
"""The distance of the base lines of a title, as a multiple of its size."""


@dataclass(frozen=True)
class Typeface:
    """A serif or sans-serif face (`serif`, `sans`) for a language (BCP 47).

    In Chinese, the Chinese family sets all characters, Latin letters too; in other languages it
    sets only those that the first family does not have.
    """

    face: str
    tag: str

    @property
    def families(self) -> tuple[str, str]:
        """The family that sets words, and the fallback for characters that it does not have."""
        ours = f"Noto {self.face.title()}"
        own = self.tag.partition("-")[0] == "zh"
        return (f"{ours} SC", ours) if own else (ours, f"{ours} SC")

    def runs(self, words: str) -> Iterator[tuple[str, str]]:
        """Yield runs of characters, each after the family that sets it."""
        first, second = self.families

        def family(char: str) -> str:
            return (
                second
                if char not in fonts.advances(first, 400) and char in fonts.advances(second, 400)
                else first
            )

        for name, chars in groupby(words, family):
            yield name, "".join(chars)

    def width(self, words: str, size: float, weight: int = 400) -> float:
        """Return the width of `words` in pixels at a `size` in pixels, without kerning: kerning
        makes few words wider, and by few pixels."""
        return size * _ems(self, words, weight)

    def cut(self, words: str, size: float, room: float) -> str:
        """Return `words`, or as many characters as fit into `room` pixels with an ellipsis."""
        if self.width(words, size, 600) <= room:
            return words
        while words and self.width(f"{words}…", size, 600) > room:
            words = words[:-1].rstrip(" ,.;:，。；：")
        return f"{words}…"

    def fitted(self, title: str, room: int, height: float) -> tuple[int, list[str]]:
        """Return the largest of SIZES at which a title fits into `room` × `height` pixels, and its
        lines, balanced: none is much shorter than the others if that is possible.

        A smaller size is preferred to a word that is cut; at the smallest size, the title is cut.
        """
        longest = max((_ems(self, piece.rstrip(), 600) for piece in pieces(title)), default=0.0)
        for size in SIZES:
            if longest * size > room and size > SIZES[-1]:
                continue
            lines = self.broken(title, size, room)
            if len(lines) * size * LEADING <= height:
                return size, self._balanced(title, size, room, lines)
        most = int(height / (size * LEADING))
        return size, [*lines[: most - 1], self.cut(" ".join(lines[most - 1 :]), size, room)]

    def _balanced(self, title: str, size: float, room: int, lines: list[str]) -> list[str]:
        """Return a title in as many lines as `lines`, in as narrow a column as takes no more."""
        for narrower in range(room, room // 2, -40):
            narrow = self.broken(title, size, narrower, room)
            if len(narrow) > len(lines):
                break
            lines = narrow
        return lines

    def broken(self, words: str, size: float, room: float, most: float = 0) -> list[str]:
        """Return words in lines of at most `room` pixels, broken where the language allows it.

        A piece that has no break may be up to `most` pixels wide (by default `room`) and is cut
        there.
        """
        lines, width = [""], 0.0
        for piece in pieces(words):
            if lines[-1] and width + self.width(piece.rstrip(), size, 600) > room:
                lines.append("")
                width = 0.0
            lines[-1] += piece
            width += self.width(piece, size, 600)
        return [self.cut(line.rstrip(), size, most or room) for line in lines]


@lru_cache(4096)
def _ems(type_: Typeface, words: str, weight: int) -> float:
    """Return the width of words in ems."""
    return sum(
        fonts.advances(name, weight).get(char, 1.0)
        for name, run in type_.runs(words)
        for char in run
    )


_NEVER_FIRST = "，。、；：！？）》〉」』】”’…—％,.;:!?)%»"
_NEVER_LAST = "（《〈「『【“‘(«"


def pieces(words: str) -> Iterator[str]:
    """Yield the pieces of words between which a line may break.

    A line may break after spaces and beside Chinese characters, but not before closing punctuation,
    after opening punctuation (GB/T 15834) or after a digit.
    """
    piece = ""
    for before, char in zip(" " + words, words, strict=False):
        wide = any("\u2e80" <= c <= "\uffef" for c in (before, char))
        forbidden = char in _NEVER_FIRST or before in _NEVER_LAST or before.isdigit()
        may = before == " " or (wide and not forbidden)
        if piece and may and char != " ":
            yield piece
            piece = ""
        piece += char
    yield piece
