"""The fonts with which pictures and PDF are set: Noto, from packages, so that none of the machine's
is needed. They are part of the extras `images` and `pdf` of our package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uharfbuzz import Font

FAMILIES = ("Noto Serif", "Noto Sans", "Noto Serif SC", "Noto Sans SC")
"""Families with Latin and Cyrillic letters in all weights, and with Chinese in one."""


@cache
def available() -> bool:
    """Tell whether the fonts are installed."""
    return all(
        find_spec(name)
        for name in ("uharfbuzz", "fontpkg_noto_serif", "fontpkg_noto_sans", "pylopdf_fonts_zh_cn")
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
    sets = [advances(name, 400) for name in families]
    known = {char for char in set(words) if any(char in one for one in sets)}
    return "".join(char for char in words if char in known or char.isspace())


@cache
def font(family: str, weight: int) -> Font:
    """Return a family in a weight, if it has more than one."""
    import uharfbuzz

    found = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path(family)))))
    found.set_variations({"wght": weight})
    return found


@cache
def advances(family: str, weight: int) -> dict[str, float]:
    """Return how far each character of a family advances, in ems."""
    type_ = font(family, weight)
    return {
        chr(code): type_.get_glyph_h_advance(type_.get_nominal_glyph(code)) / type_.face.upem
        for code in type_.face.unicodes
    }
