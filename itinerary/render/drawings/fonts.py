"""The fonts of share images and PDF: Noto, from packages and never from the machine.

They are part of the extras `images` and `pdf` of our package.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from itinerary.render.words.language import Language

if TYPE_CHECKING:
    from uharfbuzz import Font

FAMILIES = ("Noto Serif", "Noto Sans", "Noto Serif SC", "Noto Sans SC")
"""The families: two with Latin and Cyrillic in all weights, two with Chinese in one weight."""


@cache
def available() -> bool:
    """Tell whether the fonts are installed."""
    return all(
        find_spec(name)
        for name in ("uharfbuzz", "fontpkg_noto_serif", "fontpkg_noto_sans", "pylopdf_fonts_zh_cn")
    )


@cache
def font_file(family: str) -> Path:
    """Return the file of one of `FAMILIES`."""
    if family.endswith(" SC"):
        import pylopdf_fonts_zh_cn as chinese

        return chinese.serif_path() if "Serif" in family else chinese.sans_path()
    import fontpkg

    # Not by `fontpkg.path`, which looks through the metadata of all installed packages.
    package = resources.files(f"fontpkg_{family.lower().replace(' ', '_')}")
    described = json.loads((package / "metadata.json").read_text("utf-8"))
    known = fontpkg.family_from_metadata(described, package)
    return Path(fontpkg.select_file(known, 400, "normal", True).path)


def uris() -> dict[str, str]:
    """Return the addresses of the files by family."""
    return {family: font_file(family).as_uri() for family in FAMILIES}


def can_set(words: str, language: Language) -> bool:
    """Tell whether `words` in a language can be set without loss. Scripts from right to left
    cannot: share images lay out lines from left to right."""
    return not language.leftwards and not lacking(words)


def lacking(words: str) -> str:
    """Return the characters of `words`, each once and sorted, for which the serif or the sans-serif
    face has no glyph.

    White space and invisible characters need no glyph (`settable`). Pictographs do not count: a
    title says the same without its emoji.
    """
    return "".join(
        char
        for char in sorted(set(words))
        if not (has_glyph(char) or char.isspace() or _invisible(char) or _PICTOGRAPH.match(char))
    )


def pictographs(words: str) -> str:
    """Return the emoji and other pictographs of `words` without a glyph, each once, sorted."""
    return "".join(c for c in sorted(set(words)) if _PICTOGRAPH.match(c) and not has_glyph(c))


def settable(words: str) -> str:
    """Return `words`, of which no character is `lacking`, as the fonts can set them: without
    pictographs and invisible characters that have no glyph, and with a plain space for white space
    that has none."""
    instead = {char: _instead(char) for char in set(words) if not has_glyph(char)}
    return "".join(instead.get(char, char) for char in words)


_PICTOGRAPH = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_NO_BREAK = "\N{NO-BREAK SPACE}\N{FIGURE SPACE}\N{NARROW NO-BREAK SPACE}"


def _instead(char: str) -> str:
    if char in _NO_BREAK:
        return "\N{NO-BREAK SPACE}"
    if char in "\n\r\t":
        return char
    return " " if char.isspace() else ""


def _invisible(char: str) -> bool:
    """Tell whether a character is never drawn: marks of direction, joiners, variation selectors."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


@cache
def has_glyph(char: str) -> bool:
    """Tell whether both faces have a glyph for a character, in the first or the Chinese family, by
    the character maps (`cmap`) of the files."""
    return all(
        any(load_font(name, 400).get_nominal_glyph(ord(char)) for name in FAMILIES if face in name)
        for face in ("Serif", "Sans")
    )


@cache
def load_font(family: str, weight: int) -> Font:
    """Return the font of a family in a weight; families of a single weight ignore it."""
    import uharfbuzz

    found = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file(family)))))
    found.set_variations({"wght": weight})
    return found


@cache
def advances(family: str, weight: int) -> dict[str, float]:
    """Return the advance of each character of a family, in ems."""
    type_ = load_font(family, weight)
    return {
        chr(code): type_.get_glyph_h_advance(type_.get_nominal_glyph(code)) / type_.face.upem
        for code in type_.face.unicodes
    }
