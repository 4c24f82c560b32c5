"""Make the land of our maps (`itinerary/render/drawings/coasts/*.bin`) from Natural Earth.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/land.py package

Natural Earth is in the public domain; world-atlas (ISC) carries its 1:50m and 1:110m land as
TopoJSON. Only land is used: our maps have coasts, and no borders, which could be disputed.

The form of the files is described in `itinerary/render/drawings/coasts/README.md`.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

OUT = Path(__file__).parent.parent / "itinerary" / "render" / "drawings" / "coasts"
SCALES = {"land-50m.json": "fine.bin", "land-110m.json": "coarse.bin"}
UNIT = 100  # steps of a degree
Ring = list[tuple[float, float]]


def rings(topology: dict) -> Iterator[Ring]:
    """Yield the rings of a topology, in degrees (TopoJSON 1.0, §2.1.1 and §2.1.4)."""
    (sx, sy), (tx, ty) = (topology["transform"][key] for key in ("scale", "translate"))
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc: Ring = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"]
        for polygon in polygons if geometry["type"] == "MultiPolygon" else [polygons]:
            for indices in polygon:
                ring: Ring = []
                for index in indices:
                    arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                    ring += arc if not ring else arc[1:]
                yield ring


def unrolled(ring: Ring) -> Ring:
    """Return a ring whose longitudes continue beyond ±180° instead of jumping."""
    out = [ring[0]]
    for (before, _), (longitude, latitude) in pairwise(ring):
        step = (longitude - before + 180) % 360 - 180
        out.append((out[-1][0] + step, latitude))
    return out


def closed(ring: Ring) -> Ring:
    """Return a ring; one around a pole is extended to the pole and back."""
    turn = ring[-1][0] - ring[0][0]
    if abs(turn) < 1:
        return ring
    pole = -90.0 if sum(latitude for _, latitude in ring) < 0 else 90.0
    # In two steps, because one would not fit into 16 bits.
    middle = (ring[0][0] + ring[-1][0]) / 2
    return [*ring, (ring[-1][0], pole), (middle, pole), (ring[0][0], pole), ring[0]]


def whole(ring: Ring) -> array:
    """Return a ring as steps from point to point in whole units, the first from (0, 0). The last
    point, which repeats the first, is left out."""
    points = [(round(x * UNIT), round(y * UNIT)) for x, y in ring]
    points = [b for a, b in pairwise([(99999, 0), *points]) if a != b]
    if points[0] == points[-1]:
        points.pop()
    if len(points) < 3 or len({y for _, y in points}) == 1:
        return array("h")  # a speck, or the line that stands for the pole
    turn = 360 * UNIT
    middle = (min(x for x, _ in points) + max(x for x, _ in points)) // 2
    shift = (middle + turn // 2) % turn - turn // 2 - middle
    points = [(x + shift, y) for x, y in points]
    steps = array("h")
    before = (0, 0)
    for x, y in points:
        steps.extend((x - before[0], y - before[1]))
        before = (x, y)
    return steps


def main(folder: str) -> None:
    for source, name in SCALES.items():
        topology = json.loads((Path(folder) / source).read_text())
        found = [whole(closed(unrolled(ring))) for ring in rings(topology)]
        found = [steps for steps in found if steps]
        head = array("H", [len(steps) // 2 for steps in found])
        body = array("h", [step for steps in found for step in steps])
        if sys.byteorder == "big":
            head.byteswap()
            body.byteswap()
        packed = zlib.compress(
            len(found).to_bytes(2, "little") + head.tobytes() + body.tobytes(), 9
        )
        OUT.mkdir(exist_ok=True)
        (OUT / name).write_bytes(packed)
        print(f"{name}: {len(found)} rings, {len(body) // 2} points, {len(packed)} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
