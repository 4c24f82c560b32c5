"""The sheet of a map: its projection, its extent and its scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil

from itinerary.model.text import TaggedText
from itinerary.render.drawings.geometry import (
    Azimuthal,
    Box,
    EqualEarth,
    Point,
    angle,
    bounds,
    middle,
    midmost_meridian,
)
from itinerary.value import Value

REGION = 65.0
"""Degrees from the middle up to which Lambert's projection is a good map."""


class Size(Value):
    """The size of a drawing: its `width` in units of its own, and the kilometres that it shows at
    `least`; an em of its words in units on every size of screen (`ems`, as in `map.css`), the
    largest first, on a small screen; the largest em where there is room for more words (`roomy`, 0
    if there never is); and its least and greatest height as shares of the width."""

    width: int
    least: float
    ems: tuple[float, ...]
    roomy: float
    flattest: float
    tallest: float

    @property
    def em(self) -> float:
        """An em on a small screen."""
        return self.ems[0]


WHOLE = Size(
    width=1200, least=1000, ems=(40, 30, 22, 18, 14.5), roomy=22, flattest=0.5, tallest=0.64
)
"""The map of a programme."""

LOCATOR = Size(width=640, least=900, ems=(26,), roomy=0, flattest=0.625, tallest=0.625)
"""The map of a single place."""


class Spot(Value):
    """A place to be drawn: its point, its name, its numbers if the order of visits is known, and
    its id."""

    point: Point
    name: TaggedText
    numbers: tuple[int, ...] = ()
    id: str = ""


class Sheet(Value):
    """A projection and its visible part: `box` in km, at `scale` units to a kilometre."""

    projection: Azimuthal | EqualEarth
    box: Box
    scale: float

    @property
    def width(self) -> int:
        """The width in units."""
        return round((self.box.right - self.box.left) * self.scale)

    @property
    def height(self) -> int:
        """The height in units."""
        return round((self.box.high - self.box.low) * self.scale)

    def place(self, longitude: float, latitude: float) -> Point:
        """Return a point of the earth (degrees) on the sheet, in units, y downward."""
        x, y = self.projection.forward(longitude, latitude)
        return (x - self.box.left) * self.scale, (self.box.high - y) * self.scale

    def degrees(self) -> Box:
        """Return a box of degrees that encloses the visible part; its longitudes are at most 180
        from the middle meridian."""
        if isinstance(self.projection, EqualEarth):
            middle_meridian = self.projection.longitude
            seen = [n for n in range(-90, 91) if self._shows_parallel(n)]
            low, high = min(seen, default=-90) - 1, max(seen, default=90) + 1
            return Box(middle_meridian - 180, max(low, -90), middle_meridian + 180, min(high, 90))
        return _degrees_of(self.projection, self.box)

    def _shows_parallel(self, latitude: float) -> bool:
        _, y = self.projection.forward(self.projection.longitude, latitude)
        return self.box.low <= y <= self.box.high


def _degrees_of(projection: Azimuthal, box: Box) -> Box:
    steps = 32
    found: list[Point] = []
    for n in range(steps + 1):
        for m in range(steps + 1):
            x = box.left + (box.right - box.left) * n / steps
            y = box.low + (box.high - box.low) * m / steps
            if point := projection.backward(x, y):
                found.append(point)
    around = bounds(found)
    around = around.wider(1 + 0.02 * max(around.right - around.left, around.high - around.low))
    low, high = max(-90.0, around.low), min(90.0, around.high)
    left, right = around.left, around.right
    for pole in (-90.0, 90.0):
        x, y = projection.forward(projection.longitude, pole)
        if box.left <= x <= box.right and box.low <= y <= box.high:
            low, high = min(low, pole), max(high, pole)
            left, right = projection.longitude - 180, projection.longitude + 180
    widest = projection.longitude - 180, projection.longitude + 180
    return Box(max(left, widest[0]), low, min(right, widest[1]), high)


def fit_sheet(points: Sequence[Point], lines: Iterable[Sequence[Point]], size: Size) -> Sheet:
    """Return the sheet for a map of points and of lines between them.

    Points within REGION of their middle are drawn in Lambert's azimuthal projection around it, all
    others in Equal Earth, cut at the meridian farthest from them.
    """
    projection = _projection(points)
    every = [*points, *(point for line in lines for point in line)]
    found = bounds(projection.forward(longitude_near(x, projection.longitude), y) for x, y in every)
    # Room for the words beside the outermost marks, and in a region for the coasts around it.
    share = 0.2 if isinstance(projection, Azimuthal) else 0.1
    beside, above = share * size.width, share * size.width * 0.7
    wide = max(found.right - found.left, size.least * (1 - 2 * beside / size.width))
    high = found.high - found.low
    scale = min(
        (size.width - 2 * beside) / wide,
        (size.tallest * size.width - 2 * above) / high if high else float("inf"),
    )
    height = max(high * scale + 2 * above, size.flattest * size.width)
    x, y = (found.left + found.right) / 2, (found.low + found.high) / 2
    half, tall = size.width / scale / 2, ceil(height) / scale / 2
    return Sheet(projection, Box(x - half, y - tall, x + half, y + tall), scale)


def _projection(points: Sequence[Point]) -> Azimuthal | EqualEarth:
    center = middle(points)
    if center and all(angle(center, point) <= REGION for point in points):
        return Azimuthal(round(center[0], 3), round(center[1], 3))
    return EqualEarth(round(midmost_meridian(x for x, _ in points), 3))


def longitude_near(longitude: float, meridian: float) -> float:
    """Return a longitude shifted by full turns to within 180 of `meridian`."""
    return (longitude - meridian + 180) % 360 - 180 + meridian


def svg_path(lines: Iterable[Sequence[Point]], *, closed: bool) -> str:
    """Return lines as the data of an SVG path, in relative steps of whole numbers."""
    written = []
    for line in lines:
        points = [(round(x), round(y)) for x, y in line]
        steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(points)]
        steps = [step for step in steps if step != (0, 0)]
        if len(steps) < (2 if closed else 1):
            continue
        words = "".join(f"{dx:+d}{dy:+d}" for dx, dy in steps).replace("+", " ").removeprefix(" ")
        written.append(f"M{points[0][0]} {points[0][1]}l{words}{'z' if closed else ''}")
    return "".join(written)
