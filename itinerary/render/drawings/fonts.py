"""The fonts of share images and PDF: from packages, and never from the machine.

They are part of the extras `images` and `pdf` of our package; those of Japanese, Korean and
traditional Chinese, which are large, are the extra `fonts-cjk`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from itinerary.render.words.language import Language

if TYPE_CHECKING:
    from uharfbuzz import Font

FACES = ("Serif", "Sans")

_FAMILIES = {
    "Latin": {
        "Serif": ("Noto Serif", "fontpkg-noto-serif"),
        "Sans": ("Noto Sans", "fontpkg-noto-sans"),
    },
    **{
        writing: {face: (f"Noto {face} {writing}", package) for face in FACES}
        for writing, package in (
            ("SC", "pylopdf-fonts-zh-cn"),
            ("TC", "pylopdf-fonts-zh-tw"),
            ("JP", "pylopdf-fonts-jp"),
            ("KR", "pylopdf-fonts-ko"),
            ("Hebrew", "pylopdf-fonts-he"),
            ("Devanagari", "pylopdf-fonts-hi"),
            ("Thai", "pylopdf-fonts-th"),
        )
    },
    # Noto builds Arabic letters of a skeleton and dots, glyphs that many letters share: from a PDF
    # other words would be copied than those that it shows.
    "Arabic": {
        "Serif": ("Amiri", "fontpkg-amiri"),
        "Sans": ("IBM Plex Sans Arabic", "fontpkg-ibm-plex-sans-arabic"),
    },
}
"""The families of each face and their packages, by the writing that they are for. Those of Latin
have Cyrillic and Greek, too. Those of Chinese, Japanese and Korean have one weight."""

_PACKAGES = {family: package for faces in _FAMILIES.values() for family, package in faces.values()}

_WRITINGS = {
    **{"Hans": "SC", "Hant": "TC", "Jpan": "JP", "Kore": "KR", "Hani": "SC"},
    **{"Arab": "Arabic", "Hebr": "Hebrew", "Deva": "Devanagari", "Thai": "Thai"},
}
"""The writing for each script (ISO 15924). The same characters have other forms in Chinese of both
kinds, in Japanese and in Korean."""

_LARGE = {"TC", "JP", "KR"}
"""The writings whose fonts are the extra `fonts-cjk`."""

WEIGHTS = (400, 600)
"""The weights in which documents are set."""


@cache
def available() -> bool:
    """Tell whether the fonts are installed, and what sets them: HarfBuzz and ICU."""
    always = (writing for writing in _FAMILIES if writing not in _LARGE)
    return all(map(find_spec, ("uharfbuzz", "icu4py"))) and all(map(_installed, always))


@cache
def _installed(writing: str) -> bool:
    return all(find_spec(_module(package)) for _, package in _FAMILIES[writing].values())


def _module(package: str) -> str:
    return package.replace("-", "_")


@lru_cache(1024)
def families(face: str, language: Language) -> tuple[str, ...]:
    """Return the installed families of a face (`Serif`, `Sans`), by which a text in a language is
    set: each sets the characters that those before it do not have.

    The language's own comes first, and sets Latin letters and digits too, if it has them.
    """
    own = _WRITINGS.get(language.script, "Latin")
    order = (own, *(writing for writing in _FAMILIES if writing != own))
    return tuple(_FAMILIES[writing][face][0] for writing in order if _installed(writing))


def missing_package(language: Language) -> str | None:
    """Return the package that has the fonts of a language and is not installed, None if there is
    nothing missing."""
    own = _WRITINGS.get(language.script, "Latin")
    return None if _installed(own) else _FAMILIES[own]["Sans"][1]


def packages_with(characters: str) -> tuple[str, ...]:
    """Return the packages, not installed, that have characters which are `lacking`."""
    names = " ".join(unicodedata.name(char, "") for char in characters)
    return tuple(
        _FAMILIES[writing]["Sans"][1]
        for writing, name in (("KR", "HANGUL"), ("JP", "KATAKANA"), ("TC", "CJK"))
        if name in names and not _installed(writing)
    )


@cache
def font_file(family: str, weight: int) -> Path:
    """Return the file of a family (`families`) for a weight; most have one file for all."""
    package = _PACKAGES[family]
    if package.startswith("pylopdf"):
        module = import_module(_module(package))
        file: Path = module.serif_path() if "Serif" in family else module.sans_path()
        return file
    import fontpkg

    # Not by `fontpkg.path`, which looks through the metadata of all installed packages.
    described = resources.files(_module(package))
    known = fontpkg.family_from_metadata(
        json.loads((described / "metadata.json").read_text("utf-8")), described
    )
    return Path(fontpkg.select_file(known, weight, "normal", True).path)


def used(words: str, language: Language) -> tuple[str, ...]:
    """Return the families of both faces of which a text in a language has characters."""
    characters = sorted(set(words))
    return tuple(
        family
        for face in FACES
        for family in dict.fromkeys(
            filter(None, (family_of(c, face, language) for c in characters))
        )
    )


def family_of(char: str, face: str, language: Language) -> str | None:
    """Return the family that sets a character of a text in a language, None if none has it."""
    return next((name for name in families(face, language) if _has(name, char)), None)


def can_set(words: str, language: Language) -> bool:
    """Tell whether `words` in a language can be set without loss, in the language's own forms."""
    return not missing_package(language) and not lacking(words)


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
    that has none. Marks that join letters or give them a direction stay."""
    instead = {char: _instead(char) for char in set(words) if not has_glyph(char)}
    return "".join(instead.get(char, char) for char in words)


_PICTOGRAPH = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_NO_BREAK = "\N{NO-BREAK SPACE}\N{FIGURE SPACE}\N{NARROW NO-BREAK SPACE}"
SHAPING = "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Joiners, and marks of direction: HarfBuzz and Pango obey them, and draw nothing for them."""


def _instead(char: str) -> str:
    if char in _NO_BREAK:
        return "\N{NO-BREAK SPACE}"
    if char in "\n\r\t" or char in SHAPING:
        return char
    return " " if char.isspace() else ""


def _invisible(char: str) -> bool:
    """Tell whether a character is never drawn: marks of direction, joiners, variation selectors."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


@cache
def has_glyph(char: str) -> bool:
    """Tell whether both faces have a glyph for a character in one of their families, by the
    character maps (`cmap`) of the files."""
    return all(
        any(
            _has(faces[face][0], char)
            for writing, faces in _FAMILIES.items()
            if _installed(writing)
        )
        for face in FACES
    )


@lru_cache(65536)
def _has(family: str, char: str) -> bool:
    return load_font(family, 400).get_nominal_glyph(ord(char)) is not None


@cache
def load_font(family: str, weight: int) -> Font:
    """Return the font of a family in a weight; families of a single weight ignore it."""
    import uharfbuzz

    file = str(font_file(family, weight))
    found = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file)))
    found.set_variations({"wght": weight})
    return found
