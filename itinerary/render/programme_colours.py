"""The colours of a programme as a stylesheet, made legible on the background of pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from math import dist

from itinerary.model.itinerary import Category, Itinerary, Track
from itinerary.render.facet_colours import Point, given_colours, oklab

PAPER = {"light": "#fdfcf9", "dark": "#171614"}
"""The background of pages (`--paper` in itinerary.css)."""

SOFT = "#b0a89b"
"""The softest words on dark pages (`--soft` in itinerary.css), which are readable on every tint."""

CONTRAST = 5.0
"""The least contrast of coloured words; WCAG 2.2 asks for 4.5 (§1.4.3), and tints reduce it."""

ALIKE = 0.02
"""The distance in OKLab below which two small marks look the same."""


def programme_css(itinerary: Itinerary) -> bytes:
    """Return the stylesheet: `--accent` and `--tint` for the programme, `--cat`, `--cat-tint` for
    the class `cat-<id>` of each category, and `track-<id>` of each track."""
    light, dark = (_rules(itinerary, paper) for paper in PAPER.values())
    # Print uses the light colours, on dark screens too.
    return f"{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n".encode()


def frame_css(itinerary: Itinerary, colour: str) -> bytes:
    """Return the stylesheet of frames on other sites, which may choose a scheme (`data-scheme`) and
    another accent `colour` (`#rrggbb`, or empty)."""
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
    facets: tuple[tuple[str, Sequence[Category | Track]], ...] = (
        ("cat", itinerary.categories),
        ("track", itinerary.tracks),
    )
    for kind, ours in facets:
        # Where the author gives some of them a colour, the others mean to have the programme's.
        none = len(ours) > 1 and not any(facet.colour for facet in ours)
        given = given_colours([facet.id for facet in ours]) if none else {}
        for facet in ours:
            own = facet.colour.hex if facet.colour else colour
            if facet.id in given:
                own = given[facet.id][paper == PAPER["dark"]]
            shown, tint = readable(own, paper), tinted(own, paper)
            rules.append(f"{inside}.{kind}-{facet.id} {{ --cat: {shown}; --cat-tint: {tint}; }}")
    return "\n".join(rules)


def alike(facets: Sequence[Category | Track]) -> Iterator[tuple[str, str]]:
    """Yield the ids of each two facets to which their author gave different colours that look
    alike."""
    coloured = [(facet.id, facet.colour.hex) for facet in facets if facet.colour]
    for (one, first), (other, second) in combinations(coloured, 2):
        if first != second and look_alike(first, second):
            yield one, other


def look_alike(one: str, other: str) -> bool:
    """Tell whether two colours hardly differ on light or on dark pages, as they are shown there."""
    pairs = zip(_shown(one), _shown(other), strict=True)
    return any(dist(*pair) < ALIKE for pair in pairs)


@lru_cache(maxsize=256)
def _shown(colour: str) -> tuple[Point, ...]:
    """Return the points in OKLab of a colour on each paper."""
    return tuple(oklab(readable(colour, paper)) for paper in PAPER.values())


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


def tinted(colour: str, paper: str) -> str:
    """Return `paper` in a tint of `colour`, on which words stand; all are `#rrggbb`.

    On dark paper a little of a colour is nearly black. There the tint is as strong as the softest
    words allow, and that of a dark colour has as much white in it as it takes to be seen.
    """
    if luminance(paper) > 0.18:
        return _mix(colour, paper, 0.12)
    tints = (_strongest_tint(_mix("#ffffff", colour, white / 20), paper) for white in range(20))
    return next(tint for tint in tints if contrast(tint, paper) >= 1.2)


def _strongest_tint(colour: str, paper: str) -> str:
    mixtures = (_mix(colour, paper, share / 100) for share in range(60, 0, -2))
    return next((mixed for mixed in mixtures if contrast(SOFT, mixed) >= 4.6), paper)


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
