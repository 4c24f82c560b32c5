"""Geometry on the sphere and in the plane: projections, great circles, clipping, simplification.

The earth is a sphere. Angles are in degrees, lengths in kilometres. A point of the earth is
(longitude, latitude); longitudes exceed ±180° where a line crosses the antimeridian. A point of the
plane is (x, y) in kilometres, with y to the north. Rings are closed and do not repeat their first
point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import asin, atan2, ceil, cos, degrees, hypot, radians, sin, sqrt

from itinerary.value import Value

EARTH = 6371.0
"""Radius of the earth in kilometres."""

Point = tuple[float, float]
Ring = Sequence[Point]


# --- on the sphere -------------------------------------------------------------------------------


def angle(one: Point, other: Point) -> float:
    """Return the central angle between two points of the earth, from 0 to 180."""
    a, b = _vector(one), _vector(other)
    across = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
    return degrees(atan2(hypot(*across), sum(p * q for p, q in zip(a, b, strict=True))))


def middle(points: Iterable[Point]) -> Point | None:
    """Return the centroid of points on the sphere; None if they balance around the earth."""
    sums = [sum(axis) for axis in zip(*map(_vector, points), strict=True)]
    length = hypot(*sums)
    if length < 1e-9:
        return None
    return _point((sums[0] / length, sums[1] / length, sums[2] / length))


def great_circle(start: Point, end: Point, step: float = 1.0) -> list[Point]:
    """Return the shortest line between two points of the earth, in steps of at most `step` degrees.

    Longitudes are from -180 to 180. Between antipodes, the result is one of the shortest lines.
    """
    arc = radians(angle(start, end))
    if arc < 1e-9:
        return [start, end]
    a, b = _vector(start), _vector(end)
    if sin(arc) < 1e-9:  # all ways to the antipode are equally long
        half = (start[0], 0.0 if abs(start[1]) > 45 else 90.0)
        return [*great_circle(start, half, step), *great_circle(half, end, step)[1:]]
    count = ceil(degrees(arc) / step)
    way = []
    for n in range(1, count):
        here, there = (sin((1 - n / count) * arc) / sin(arc), sin(n / count * arc) / sin(arc))
        way.append(_point([here * p + there * q for p, q in zip(a, b, strict=True)]))
    return [start, *way, end]


def midmost_meridian(longitudes: Iterable[float]) -> float:
    """Return the meridian in the middle of the smallest range that has all `longitudes`."""
    around = sorted({longitude % 360 for longitude in longitudes})
    gaps = [(b - a, b) for a, b in pairwise([*around, around[0] + 360])]
    widest, first = max(gaps)
    return (first + (360 - widest) / 2 + 180) % 360 - 180


def _vector(point: Point) -> tuple[float, float, float]:
    longitude, latitude = radians(point[0]), radians(point[1])
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def _point(vector: Sequence[float]) -> Point:
    x, y, z = vector
    return degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y)))


# --- projections ---------------------------------------------------------------------------------


class Azimuthal(Value):
    """Lambert's azimuthal equal-area projection around a point, for a town as for a continent.

    It has neither a seam at a meridian nor a singularity at the poles. Distances are true at the
    centre. Unlike Mercator's, it does not enlarge northern countries.
    """

    longitude: float
    latitude: float

    def forward(self, longitude: float, latitude: float) -> Point:
        """Return a point of the plane, in km; the antipode becomes a point of the outer circle."""
        east, north, here = radians(longitude - self.longitude), radians(latitude), self._middle()
        toward = sin(here) * sin(north) + cos(here) * cos(north) * cos(east)
        scale = EARTH * sqrt(2 / max(1e-12, 1 + toward))
        x = cos(north) * sin(east)
        y = cos(here) * sin(north) - sin(here) * cos(north) * cos(east)
        return scale * x, scale * y

    def backward(self, x: float, y: float) -> Point | None:
        """Return the point of the earth for a point of the plane, None beyond the antipode. Its
        longitude differs from that of the centre by at most 180."""
        distance, here = hypot(x, y) / EARTH, self._middle()
        if distance > 2:
            return None
        if distance < 1e-12:
            return self.longitude, self.latitude
        arc = 2 * asin(distance / 2)
        up = y / EARTH / distance
        latitude = asin(max(-1.0, min(1.0, cos(arc) * sin(here) + up * sin(arc) * cos(here))))
        across = x / EARTH / distance * sin(arc)
        along = cos(arc) * cos(here) - up * sin(arc) * sin(here)
        return self.longitude + degrees(atan2(across, along)), degrees(latitude)

    def _middle(self) -> float:
        return radians(self.latitude)


class EqualEarth(Value):
    """Equal Earth (Šavrič, Patterson, Jenny 2018), for programmes around the world."""

    longitude: float

    def forward(self, longitude: float, latitude: float) -> Point:
        """Return a point of the plane, in km."""
        a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
        t = asin(sqrt(3) / 2 * sin(radians(latitude)))
        slope = 9 * d * t**8 + 7 * c * t**6 + 3 * b * t**2 + a
        x = 2 * sqrt(3) * radians(longitude - self.longitude) * cos(t) / (3 * slope)
        return EARTH * x, EARTH * (d * t**9 + c * t**7 + b * t**3 + a * t)


# --- in the plane --------------------------------------------------------------------------------


class Box(Value):
    """A rectangle, of the plane or in degrees; its sides belong to it."""

    left: float
    low: float
    right: float
    high: float

    def meets(self, other: Box) -> bool:
        """Tell whether two boxes have a point in common."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.low <= other.high
            and other.low <= self.high
        )

    def holds(self, other: Box) -> bool:
        """Tell whether another box is in this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.low <= other.low
            and other.high <= self.high
        )

    def wider(self, by: float) -> Box:
        """Return the box with `by` more on every side."""
        return Box(self.left - by, self.low - by, self.right + by, self.high + by)


def bounds(points: Iterable[Point]) -> Box:
    """Return the smallest box around one or more points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def clip(ring: Ring, box: Box) -> list[Point]:
    """Return the part of a ring's area that is in `box`, as one ring (Sutherland and Hodgman 1974).

    If the area falls into several parts, lines along the sides of the box connect them. These lines
    enclose no area.
    """
    kept = list(ring)
    for axis, limit, sign in (
        (0, box.left, 1),
        (0, box.right, -1),
        (1, box.low, 1),
        (1, box.high, -1),
    ):
        kept = list(_half(kept, axis, limit, sign))
    return kept


def _half(ring: Ring, axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Yield the part of a ring on one side of a line: where coordinate `axis` is at least `limit`,
    or at most if `sign` is negative."""
    if not ring:
        return
    before = ring[-1]
    was_in = (before[axis] - limit) * sign >= 0
    for here in ring:
        is_in = (here[axis] - limit) * sign >= 0
        if is_in != was_in:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
            yield (limit, other) if axis == 0 else (other, limit)
        if is_in:
            yield here
        before, was_in = here, is_in


def dense(ring: Ring, step: float) -> Iterator[Point]:
    """Yield the points of a ring, and additional ones on sides longer than `step`, so that a long
    side follows the projection."""
    for (x, y), (to_x, to_y) in pairwise([*ring, *ring[:1]]):
        count = ceil(max(abs(to_x - x), abs(to_y - y)) / step)
        yield x, y
        for n in range(1, count):
            yield x + (to_x - x) * n / count, y + (to_y - y) * n / count


def simplify(line: Ring, tolerance: float) -> list[Point]:
    """Return a line with fewer points and the same ends (Douglas and Peucker 1973). The points left
    out are at most `tolerance` away from it."""
    if len(line) < 3:
        return list(line)
    keep = {0, len(line) - 1}
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        at, far = _farthest(line, first, last)
        if far > tolerance:
            keep.add(at)
            parts += [(first, at), (at, last)]
    return [line[n] for n in sorted(keep)]


def simplify_ring(ring: Ring, tolerance: float) -> list[Point]:
    """Simplify a ring, as two lines between its first point and the one farthest from it."""
    if len(ring) < 4:
        return list(ring)
    start = ring[0]
    far = max(range(len(ring)), key=lambda n: hypot(ring[n][0] - start[0], ring[n][1] - start[1]))
    there = simplify(ring[: far + 1], tolerance)
    back = simplify([*ring[far:], start], tolerance)
    return [*there[:-1], *back[:-1]]


def _farthest(line: Ring, first: int, last: int) -> tuple[int, float]:
    """Return the index of the point farthest from the line between two others, and its distance."""
    (x, y), (to_x, to_y) = line[first], line[last]
    along_x, along_y = to_x - x, to_y - y
    length = along_x * along_x + along_y * along_y
    worst, at = -1.0, first
    for n in range(first + 1, last):
        off_x, off_y = line[n][0] - x, line[n][1] - y
        share = (off_x * along_x + off_y * along_y) / length if length else 0.0
        share = 0.0 if share < 0 else 1.0 if share > 1 else share
        off_x, off_y = off_x - share * along_x, off_y - share * along_y
        far = off_x * off_x + off_y * off_y
        if far > worst:
            worst, at = far, n
    return at, sqrt(max(0.0, worst))


def area(ring: Ring) -> float:
    """Return the area of a ring, positive if it goes counter-clockwise with y upward."""
    total = sum(x * to_y - to_x * y for (x, y), (to_x, to_y) in pairwise([*ring, *ring[:1]]))
    return total / 2


def crosses(start: Point, end: Point, box: Box) -> bool:
    """Tell whether the line from `start` to `end` has a point in `box` (Liang and Barsky 1984)."""
    enter, leave = 0.0, 1.0
    for axis, low, high in ((0, box.left, box.right), (1, box.low, box.high)):
        step = end[axis] - start[axis]
        if not step:
            if not low <= start[axis] <= high:
                return False
            continue
        near, far = sorted(((low - start[axis]) / step, (high - start[axis]) / step))
        enter, leave = max(enter, near), min(leave, far)
    return enter <= leave
