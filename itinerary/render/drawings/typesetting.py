"""Typesetting: the width of words, and titles broken into lines that fit."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import chain

from itinerary.model import graphemes
from itinerary.render.drawings.shaping import Glyph, shaped
from itinerary.render.words.language import Language
from itinerary.value import Value

SIZES = (84, 76, 68, 60, 54, 48, 42)
"""Sizes of a title in pixels, the largest first."""

LEADING = 1.18
"""The distance of the base lines of a title, as a multiple of its size."""

_LEADING = {"Arab": 1.45, "Deva": 1.35, "Thai": 1.4, "Hebr": 1.25}
"""The same for scripts (ISO 15924) that take more."""


class Typeface(Value):
    """A serif or sans-serif face (`Serif`, `Sans`) for a language (BCP 47)."""

    face: str
    tag: str

    @property
    def language(self) -> Language:
        """The language, which decides on the fonts, the forms of letters and the line breaks."""
        return Language.of(self.tag)

    @property
    def leading(self) -> float:
        """The distance of base lines, as a multiple of the size: scripts with marks above and below
        their letters need more."""
        return _LEADING.get(self.language.script, LEADING)

    def glyphs(self, words: str, weight: int = 400) -> tuple[Glyph, ...]:
        """Return the glyphs of a line of words; see `shaped`."""
        return shaped(words, self.face, self.language, weight)

    def width(self, words: str, size: float, weight: int = 400) -> float:
        """Return the width of `words` in pixels at a `size` in pixels."""
        return size * sum(glyph.advance for glyph in self.glyphs(words, weight))

    def cut(self, words: str, size: float, room: float) -> str:
        """Return `words`, or as many characters as fit into `room` pixels with an ellipsis."""
        if self.width(words, size, 600) <= room:
            return words
        clusters = graphemes.clusters(words)

        def cut(kept: int) -> str:
            return "".join(clusters[:kept]).rstrip(" ,.;:،؛，。；：、") + "…"

        def too_wide(kept: int) -> bool:
            return self.width(cut(kept), size, 600) > room

        most = bisect_left(range(len(clusters)), True, key=too_wide)
        while most and too_wide(most):  # where a ligature makes more letters narrower
            most -= 1
        return cut(most)

    def fitted(self, title: str, room: int, height: float) -> tuple[int, list[str]]:
        """Return the largest of SIZES at which a title fits into `room` × `height` pixels, and its
        lines, balanced: none is much shorter than the others if that is possible.

        A smaller size is preferred to a word that is cut; at the smallest size, the title is cut.
        """
        longest = max(
            (self.width(piece.rstrip(), 1, 600) for piece in self.pieces(title)), default=0.0
        )
        for size in SIZES:
            if longest * size > room and size > SIZES[-1]:
                continue
            lines = self.broken(title, size, room)
            if len(lines) * size * self.leading <= height:
                return size, self._balanced(title, size, room, lines)
        most = int(height / (size * self.leading))
        rest = "".join(self._lines(title, size, room)[most - 1 :])
        return size, [*lines[: most - 1], self.cut(rest, size, room)]

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
        return [
            self.cut(line.rstrip(), size, most or room) for line in self._lines(words, size, room)
        ]

    def _lines(self, words: str, size: float, room: float) -> list[str]:
        """Return words in lines as `broken` does, with the spaces between them, and uncut."""
        lines, width = [""], 0.0
        for piece in self.pieces(words):
            if lines[-1] and width + self.width(piece.rstrip(), size, 600) > room:
                lines.append("")
                width = 0.0
            lines[-1] += piece
            width += self.width(piece, size, 600)
        return lines

    def pieces(self, words: str) -> tuple[str, ...]:
        """Return the pieces of words between which a line may break; see `pieces`."""
        return pieces(words, self.language)


_PHRASES = {"ja": "-lw-phrase", "ko": "-lw-phrase"}
"""What ICU is asked for where titles are broken between phrases (Japanese) or words (Korean), and
not between any two characters."""

_LONGEST_PHRASE = 14
"""The most characters of a phrase that is kept together."""

_WIDE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef]")


@lru_cache(4096)
def pieces(words: str, language: Language) -> tuple[str, ...]:
    """Return the pieces of words between which a line may break, by ICU (Unicode Standard
    Annex #14, and dictionaries for scripts without spaces, such as Thai).

    A number stays beside the Chinese or Japanese word that it counts.
    """
    from icu4py.breakers import LineBreaker

    tag = language.tag if "-u-" in language.tag else f"{language.tag}-u-lb-strict"
    phrases = LineBreaker(words, tag + _PHRASES.get(language.locale.language, ""))
    found: list[str] = []
    for piece in chain.from_iterable(
        LineBreaker(phrase, tag) if len(phrase) > _LONGEST_PHRASE else (phrase,)
        for phrase in phrases
    ):
        if found and found[-1][-1].isdigit() and _WIDE.match(piece):
            found[-1] += piece
        else:
            found.append(piece)
    return tuple(found)
