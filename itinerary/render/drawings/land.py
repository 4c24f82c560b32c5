"""Land and coasts, from data made of Natural Earth."""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

from itinerary.render.drawings.geometry import (
    Box,
    Point,
    area,
    bounds,
    clip,
    dense,
    simplify_ring,
)
from itinerary.render.drawings.sheet import Sheet, svg_path
from itinerary.value import replace

_LAND = Path(__file__).parent / "coasts"

COAST = 8
"""Points of coasts that have to be in sight, so that people recognise the region."""


def with_coasts(sheet: Sheet) -> Sheet:
    """Return the sheet, widened until a coast is in sight: a dot on bare land does not say where
    it is."""
    for factor in (1.0, 1.7, 3.0, 5.0):
        x, y = (sheet.box.left + sheet.box.right) / 2, (sheet.box.low + sheet.box.high) / 2
        half = factor * (sheet.box.right - sheet.box.left) / 2
        tall = factor * (sheet.box.high - sheet.box.low) / 2
        box = Box(x - half, y - tall, x + half, y + tall)
        wider = replace(sheet, box=box, scale=sheet.scale / factor)
        paper = Box(0, 0, wider.width, wider.height)
        inside = sum(paper.meets(bounds([p])) for ring in land_rings(wider) for p in ring)
        if inside >= COAST:
            return wider
    return sheet


@cache
def read_rings(name: str) -> tuple[tuple[Box, tuple[Point, ...]], ...]:
    """Return the rings of the land in a file of the folder `coasts`, each with its bounding box."""
    data = zlib.decompress((_LAND / name).read_bytes())
    count = int.from_bytes(data[:2], "little")
    lengths, steps = array("H", data[2 : 2 + 2 * count]), array("h", data[2 + 2 * count :])
    if sys.byteorder == "big":
        lengths.byteswap()
        steps.byteswap()
    found, at = [], 0
    for length in lengths:
        x = y = 0
        ring = []
        for n in range(at, at + 2 * length, 2):
            x, y = x + steps[n], y + steps[n + 1]
            ring.append((x / 100, y / 100))
        found.append((bounds(ring), tuple(ring)))
        at += 2 * length
    return tuple(found)


def land_path(sheet: Sheet) -> str:
    """Return the land on a sheet as a path, to be filled by the even-odd rule.

    The path goes a little over the edge of the sheet, so that an outline does not follow it.
    """
    return svg_path(land_rings(sheet), closed=True)


@lru_cache(256)
def land_rings(sheet: Sheet) -> tuple[Sequence[Point], ...]:
    """Return the land on a sheet as rings, without those that are too small to be seen."""
    shown = sheet.degrees()
    paper = Box(0, 0, sheet.width, sheet.height).wider(8)
    drawn = []
    for ring in _shown_rings("fine.bin" if sheet.scale > 0.09 else "coarse.bin", shown):
        placed = [sheet.place(x, y) for x, y in dense(ring, 3)]
        kept = simplify_ring(clip(placed, paper), 0.7)
        if len(kept) > 2 and abs(area(kept)) > 6:
            drawn.append(kept)
    return tuple(drawn)


def _shown_rings(name: str, shown: Box) -> Iterator[Sequence[Point]]:
    """Yield the rings in a box of degrees, clipped to it; the box may cross the date line."""
    for around, ring in read_rings(name):
        for turn in (-360, 0, 360):
            here = replace(around, left=around.left + turn, right=around.right + turn)
            if not here.meets(shown):
                continue
            turned = [(x + turn, y) for x, y in ring] if turn else ring
            yield turned if shown.holds(here) else clip(turned, shown)
