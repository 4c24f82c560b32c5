"""Shaping: the glyphs of a line of type and their places, by HarfBuzz."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from itinerary.render.drawings import fonts
from itinerary.render.drawings.bidi_runs import visual_runs
from itinerary.render.words.language import Language
from itinerary.value import Value


class Glyph(Value):
    """A glyph of a family, drawn `x` to the right and `y` above the point of the pen, which then
    moves by `advance`; in ems."""

    family: str
    id: int
    x: float
    y: float
    advance: float


@lru_cache(8192)
def shaped(words: str, face: str, language: Language, weight: int) -> tuple[Glyph, ...]:
    """Return the glyphs of a line from its left to its right: joined, with accents and ligatures,
    in the forms of the language, and in the order of its directions."""
    glyphs: list[Glyph] = []
    for run in visual_runs(words, leftwards=language.leftwards):
        parts = list(_parts(run.words, face, language))
        for family, part in reversed(parts) if run.leftwards else parts:
            glyphs += _glyphs(family, part, language, weight, leftwards=run.leftwards)
    return tuple(glyphs)


def _parts(words: str, face: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the parts of words that HarfBuzz takes at once, each after the family that sets it:
    they are of one family and one script."""
    part, family, script = "", "", ""
    for char in words:
        if part and _belongs_to_letter(char):
            part += char
            continue
        its = fonts.family_of(char, face, language) or family or fonts.families(face, language)[0]
        own = _script(char)
        if part and (its != family or (own and script and own != script)):
            yield family, part
            part, script = "", ""
        part, family, script = part + char, its, script or own
    if part:
        yield family, part


def _belongs_to_letter(char: str) -> bool:
    """Tell whether a character has no place of its own: a mark, or one that is never drawn."""
    return unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}


@lru_cache(4096)
def _script(char: str) -> str:
    """Return the script of a letter, as its name in Unicode begins; nothing for what several
    scripts share."""
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


def _glyphs(
    family: str, words: str, language: Language, weight: int, *, leftwards: bool
) -> Iterator[Glyph]:
    import uharfbuzz as harfbuzz

    font = fonts.load_font(family, weight)
    buffer = harfbuzz.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()  # the script
    buffer.direction, buffer.language = "rtl" if leftwards else "ltr", language.tag
    harfbuzz.shape(font, buffer)
    em = font.face.upem
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        yield Glyph(family, info.codepoint, at.x_offset / em, at.y_offset / em, at.x_advance / em)
