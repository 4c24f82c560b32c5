"""The fonts with which pictures and PDF are set: Noto, from packages, so that none of the machine's
is needed. They are part of the extras `images` and `pdf` of our package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILIES = ("Noto Serif", "Noto Sans", "Noto Serif SC", "Noto Sans SC")
"""Families with Latin and Cyrillic letters in all weights, and with Chinese in one."""


@cache
def available() -> bool:
    """Tell whether the fonts are installed."""
    return all(
        find_spec(name)
        for name in ("fontTools", "fontpkg_noto_serif", "fontpkg_noto_sans", "pylopdf_fonts_zh_cn")
    )


@cache
def path(family: str) -> Path:
    """Return the file of one of `FAMILIES`."""
    import fontpkg
    import pylopdf_fonts_zh_cn as chinese

    if family.endswith(" SC"):
        return chinese.serif_path() if "Serif" in family else chinese.sans_path()
    return Path(fontpkg.path(family, nearest=True))


def uris() -> dict[str, str]:
    """Return the addresses of the files by family."""
    return {family: path(family).as_uri() for family in FAMILIES}


def shown(words: str, families: Iterable[str] = FAMILIES) -> str:
    """Return `words` without what none of `families` has (emoji), which would be an empty box, or
    be set in whatever font the machine has."""
    known = set(words) & {char for name in families for char in advances(name, 400)}
    return "".join(char for char in words if char in known or char.isspace())


@cache
def advances(family: str, weight: int) -> dict[str, float]:
    """Return how far each character of a family advances, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(path(family), lazy=True) as font:
        em = font["head"].unitsPerEm
        glyphs = font.getGlyphSet(location={"wght": weight} if "fvar" in font else None)
        return {chr(code): glyphs[name].width / em for code, name in font.getBestCmap().items()}
