"""Colours of categories and tracks to which their author gave none.

The colours are points of OKLab, a space in which equal distances look equal. A colour depends on
the id, and on what stands before it in the file. So a category that is added at the end changes no
other colour, and one that is added in between changes few.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from itertools import product
from math import cbrt, cos, dist, radians, sin

COUNT = 72
"""The number of colours."""

LIGHTEST = 0.52
"""The highest lightness on light paper, on which words must be legible."""

DARKEST = 0.70
"""The lowest lightness on dark paper."""

CHOICES = 4
"""The colours from which an id gets the one that is farthest from those before it."""

Point = tuple[float, float, float]


def given_colours(ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return a colour for light and one for dark paper by id, as `#rrggbb`. Colours repeat only if
    there are more ids than colours (72)."""
    points, colours = _palette()
    total = len(colours)
    found: dict[str, int] = {}
    for id in ids:
        digest = hashlib.sha256(id.encode()).digest()
        order = dict.fromkeys(int.from_bytes(digest[n : n + 2]) % total for n in range(0, 32, 2))
        taken = set(found.values()) if len(found) < total else set()
        free = [place for place in order if place not in taken][:CHOICES]
        free = free or [place for place in range(total) if place not in taken]
        before = list(found.values())

        def room(place: int, before: Sequence[int] = before) -> float:
            """Return the distance to the nearest colour; the one just before counts three times."""
            near = [dist(points[place], points[other]) for other in before]
            return min([*near, near[-1] / 3]) if near else 0

        found[id] = max(free, key=room)
    return {id: colours[place] for id, place in found.items()}


@cache
def _palette() -> tuple[tuple[Point, ...], tuple[tuple[str, str], ...]]:
    """Return the points in OKLab of all colours on light paper, and the colours on either paper:
    of a grid of colours, each the one that is farthest from those before it."""
    grid = [
        (_point(LIGHTEST - darker, chroma, 10 * hue), _point(DARKEST + darker, chroma, 10 * hue))
        for darker, chroma, hue in product(
            (0, 0.05, 0.10, 0.15, 0.20, 0.25), (0.04, 0.08, 0.12, 0.16, 0.20), range(36)
        )
    ]
    chosen = [grid[-1]]
    nearest = [min(dist(chosen[0][0], light), dist(chosen[0][1], dark)) for light, dark in grid]
    while len(chosen) < COUNT:
        added = grid[nearest.index(max(nearest))]
        chosen.append(added)
        nearest = [
            min(near, dist(added[0], light), dist(added[1], dark))
            for near, (light, dark) in zip(nearest, grid, strict=True)
        ]
    return (
        tuple(light for light, _ in chosen),
        tuple((_hex(light), _hex(dark)) for light, dark in chosen),
    )


def _point(lightness: float, chroma: float, hue: float) -> Point:
    """Return the point of a colour with the highest chroma up to `chroma` that sRGB has."""
    angle = radians(hue)
    while True:
        point = round(lightness, 4), round(chroma * cos(angle), 4), round(chroma * sin(angle), 4)
        if all(0 <= part <= 1 for part in _linear(point)):
            return point
        chroma -= 0.005


def _hex(point: Point) -> str:
    return "#" + "".join(f"{round(255 * _encoded(part)):02x}" for part in _linear(point))


def _linear(point: Point) -> Point:
    """Return linear sRGB of OKLab (CSS Color 4 §10.2)."""
    lightness, a, b = point
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def oklab(colour: str) -> Point:
    """Return the point in OKLab of `#rrggbb` (CSS Color 4 §10.2)."""
    red, green, blue = (_decoded(value / 255) for value in bytes.fromhex(colour[1:]))
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _decoded(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
