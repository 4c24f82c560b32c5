"""The colours of a programme as a stylesheet, dark or light enough to be read on our paper."""

from __future__ import annotations

from itinerary.model.itinerary import Itinerary

PAPER = {"light": "#fdfcf9", "dark": "#171614"}
"""The background of pages (`--paper` in itinerary.css)."""

CONTRAST = 5.0
"""Wanted of coloured words on paper; WCAG 2.2 asks for 4.5 (§1.4.3), tinted paper takes some."""


def programme_css(itinerary: Itinerary) -> bytes:
    """Return the stylesheet: `--accent` and `--tint` for the programme, `--cat` for everything of
    the class `cat-<id of a category>`."""
    light, dark = (_rules(itinerary, paper) for paper in PAPER.values())
    # On paper the light ones stand, whatever the reader's screen is like.
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n".encode()


def frame_css(itinerary: Itinerary, colour: str) -> bytes:
    """Return the same for frames on other sites, which may ask for a scheme (`data-scheme`) against
    the reader's own, and for another accent `colour` (`#rrggbb`)."""
    scheme = "[data-scheme={}]".format
    light = _rules(itinerary, PAPER["light"], colour)
    auto = _rules(itinerary, PAPER["dark"], colour, f":not({scheme('light')})")
    dark = _rules(itinerary, PAPER["dark"], colour, scheme("dark"))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{auto}\n}}\n{dark}\n".encode()


def _rules(itinerary: Itinerary, paper: str, accent: str = "", root: str = "") -> str:
    colour = itinerary.colour.hex
    accent = accent or colour
    rules = [
        f":root{root} {{ --accent: {readable(accent, paper)};"
        f" --tint: {_mix(accent, paper, 0.08)}; }}"
    ]
    inside = f":root{root} " if root else ""
    for category in itinerary.categories:
        own = category.colour.hex if category.colour else colour
        shown, tint = readable(own, paper), _mix(own, paper, 0.12)
        rules.append(f"{inside}.cat-{category.id} {{ --cat: {shown}; --cat-tint: {tint}; }}")
    return "\n".join(rules)


def readable(colour: str, paper: str) -> str:
    """Return `colour`, or the nearest mixture with black or white that can be read on `paper`.

    All are `#rrggbb`.
    """
    ink = "#000000" if luminance(paper) > 0.18 else "#ffffff"
    for step in range(21):
        mixed = _mix(ink, colour, step / 20)
        if contrast(mixed, paper) >= CONTRAST:
            return mixed
    return ink


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if (part := value / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for value in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: str, other: str, share: float) -> str:
    """Return a mixture with `share` of `one` and the rest of `other`."""
    mixed = (
        round(a * share + b * (1 - share)) for a, b in zip(_parts(one), _parts(other), strict=True)
    )
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
