"""Maps as drawings: the land, and on it places and the ways between them.

A drawing is made of whole numbers on a sheet of a given width, whatever size it is shown at. Words
and marks are measured in ems, so that a stylesheet can keep them legible on a phone and modest on a
desk without moving anything: labels are placed for the phone, where they take most of the sheet;
those that have room on larger screens only are `roomy`.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil, cos, hypot, radians
from pathlib import Path
from unicodedata import east_asian_width

from itinerary.formats.geometry import (
    Azimuthal,
    Box,
    EqualEarth,
    Point,
    angle,
    area,
    bounds,
    clip,
    crosses,
    dense,
    great_circle,
    middle,
    midmost_meridian,
    simplify,
    simplify_ring,
)
from itinerary.formats.route import Route
from itinerary.model import Place
from itinerary.text import Said

_LAND = Path(__file__).parent / "land"

REGION = 65.0
"""Degrees from the middle to which one sheet of Lambert's projection is a good map."""


COAST = 8
"""Points of coasts by which people know where they are."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a drawing is: `width` in its own units; `least`, kilometres that it shows at least;
    `em`, an em of its words in units on a small screen, and `roomy` on a large one (0: it is not
    shown larger); the least and greatest height as shares of the width."""

    width: int
    least: float
    em: float
    roomy: float
    flattest: float
    tallest: float


WHOLE = Size(width=1200, least=1000, em=40, roomy=18, flattest=0.5, tallest=0.64)
"""The map of a programme."""

LOCATOR = Size(width=640, least=900, em=26, roomy=0, flattest=0.625, tallest=0.625)
"""Where one place is."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to be drawn: where, its name, and its numbers in the order of visits, if known."""

    point: Point
    name: Said
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """Where the words of a mark go: `anchor` as SVG names it, the offsets in ems."""

    anchor: str
    dx: float
    dy: float
    roomy: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A place, or several that are too near each other to be told apart, on the sheet. `half` is
    half the width of its sign in ems."""

    x: int
    y: int
    name: Said
    numbers: tuple[int, ...]
    label: Label | None = None

    @property
    def half(self) -> float:
        """Half the width of its sign in ems."""
        return max(0.85, 0.3 + 0.27 * len(self.number)) if self.number else 0.4

    @property
    def number(self) -> str:
        """Its numbers in words: 1, or 1·3."""
        return "·".join(map(str, self.numbers))


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale bar: where its left end is, its length in units, and in kilometres."""

    x: int
    y: int
    length: int
    kilometres: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map: paths as SVG writes them, marks, and a scale where one is true all over the sheet."""

    width: int
    height: int
    land: str
    grid: str
    ways: tuple[str, ...]
    marks: tuple[Mark, ...]
    scale: Scale | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A projection, and what of it is shown: `box` in km, at `scale` units to a kilometre."""

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
        """Return where a point of the earth is drawn, y downward."""
        x, y = self.projection.forward(longitude, latitude)
        return (x - self.box.left) * self.scale, (self.box.high - y) * self.scale

    def degrees(self) -> Box:
        """Return a box of degrees that has all that the sheet shows; its longitudes are at most 180
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


# --- what is drawn -------------------------------------------------------------------------------


def programme(route: Route, language: str) -> Drawing | None:
    """Return the map of a programme, with names in `language`; None if no city of it is located.

    Ways are drawn, and cities numbered, only where their order was announced.
    """
    numbers: dict[str, list[int]] = {}
    for number, stop in enumerate(route.stops, 1):
        numbers.setdefault(stop.id, []).append(number)
    alone = len(route.stops) < 2
    spots = [
        Spot(point, place.name.pick(language), () if alone else tuple(numbers.get(place.id, ())))
        for place in route.places
        if (point := _point(place))
    ]
    ends = ((_point(here), _point(there)) for here, there in pairwise(route.stops))
    # There and back is one line.
    ways = dict.fromkeys(tuple(sorted((a, b))) for a, b in ends if a and b)
    return draw(spots, [(a, b) for a, b in ways], WHOLE)


@lru_cache(1024)
def locator(place: Place, language: str) -> Drawing | None:
    """Return a small map of where `place` is, named as far as its coordinates are its own; None if
    neither it nor any place around it has any."""
    for around in place.chain():
        if point := _point(around):
            return draw([Spot(point, around.name.pick(language))], [], LOCATOR)
    return None


def _point(place: Place) -> Point | None:
    at = place.coordinates
    return (at.longitude, at.latitude) if at else None


# --- the drawing ---------------------------------------------------------------------------------


def draw(spots: Sequence[Spot], ways: Iterable[tuple[Point, Point]], size: Size) -> Drawing | None:
    """Return the map of `spots`, with great circles for `ways`; None if there are no spots."""
    if not spots:
        return None
    circles = [great_circle(*way) for way in ways]
    sheet = _with_coasts(fit([spot.point for spot in spots], circles, size))
    drawn = [line for circle in circles for line in _line(circle, sheet)]
    marks = _marks(spots, sheet, size)
    scale = _scale(marks, sheet, size) if isinstance(sheet.projection, Azimuthal) else None
    return Drawing(
        width=sheet.width,
        height=sheet.height,
        land=land(sheet),
        grid=grid(sheet),
        ways=tuple(_path([line], closed=False) for line in drawn),
        marks=_labelled(marks, drawn, scale, sheet, size),
        scale=scale,
    )


def fit(points: Sequence[Point], lines: Iterable[Sequence[Point]], size: Size) -> Sheet:
    """Return the sheet for a map of points and of lines between them.

    What is within REGION of its middle is drawn in Lambert's azimuthal projection around it, and
    what is not in Equal Earth, cut where it has no points.
    """
    projection = _projection(points)
    every = [*points, *(point for line in lines for point in line)]
    found = bounds(projection.forward(_near(x, projection.longitude), y) for x, y in every)
    # Room for the words beside the outermost marks, and in a region for the coasts around, by which
    # people know where they are.
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


def _with_coasts(sheet: Sheet) -> Sheet:
    """Return the sheet, or more around it until some coast is in sight: a dot on bare land says
    nothing about where it is."""
    for factor in (1.0, 1.7, 3.0, 5.0):
        x, y = (sheet.box.left + sheet.box.right) / 2, (sheet.box.low + sheet.box.high) / 2
        half = factor * (sheet.box.right - sheet.box.left) / 2
        tall = factor * (sheet.box.high - sheet.box.low) / 2
        box = Box(x - half, y - tall, x + half, y + tall)
        wider = replace(sheet, box=box, scale=sheet.scale / factor)
        paper = Box(0, 0, wider.width, wider.height)
        inside = sum(paper.meets(bounds([p])) for ring in coasts(wider) for p in ring)
        if inside >= COAST:
            return wider
    return sheet


def _projection(points: Sequence[Point]) -> Azimuthal | EqualEarth:
    center = middle(points)
    if center and all(angle(center, point) <= REGION for point in points):
        return Azimuthal(round(center[0], 3), round(center[1], 3))
    return EqualEarth(round(midmost_meridian(x for x, _ in points), 3))


def _near(longitude: float, meridian: float) -> float:
    """Return a longitude as it is written within 180 of `meridian`."""
    return (longitude - meridian + 180) % 360 - 180 + meridian


# --- land and grid -------------------------------------------------------------------------------


@cache
def rings(name: str) -> tuple[tuple[Box, tuple[Point, ...]], ...]:
    """Return the rings of the land in a file of the folder `land`, each with the box around it."""
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


def land(sheet: Sheet) -> str:
    """Return the land on a sheet as a path, to be filled by the even-odd rule.

    The path goes a little over the edge of the sheet, so that an outline does not follow it.
    """
    return _path(coasts(sheet), closed=True)


@lru_cache(256)
def coasts(sheet: Sheet) -> tuple[Sequence[Point], ...]:
    """Return the land on a sheet as rings; what is smaller than can be seen is left out."""
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
    """Yield the rings in a box of degrees, clipped to it, wherever the box is around the earth."""
    for around, ring in rings(name):
        for turn in (-360, 0, 360):
            here = replace(around, left=around.left + turn, right=around.right + turn)
            if not here.meets(shown):
                continue
            turned = [(x + turn, y) for x, y in ring] if turn else ring
            yield turned if shown.holds(here) else clip(turned, shown)


@lru_cache(256)
def grid(sheet: Sheet) -> str:
    """Return meridians and parallels on a sheet as a path."""
    shown = sheet.degrees()
    high = (sheet.box.high - sheet.box.low) / 111
    middling = max(0.2, cos(radians((shown.low + shown.high) / 2)))
    parallels, meridians = _step(high), _step(high / middling)
    lines = [
        [(x, latitude) for x in _evenly(shown.left, shown.right)]
        for latitude in _multiples(max(shown.low, -89), min(shown.high, 89), parallels)
    ]
    lines += [
        [(longitude, y) for y in _evenly(shown.low, shown.high)]
        for longitude in _multiples(shown.left, shown.right, meridians)
    ]
    placed = ([sheet.place(x, y) for x, y in line] for line in lines)
    return _path([simplify(line, 0.4) for line in placed], closed=False)


def _step(span: float) -> int:
    return next((step for step in (1, 2, 5, 10, 15, 30) if span / step <= 5), 30)


def _multiples(low: float, high: float, step: int) -> Iterator[float]:
    yield from (
        float(n) for n in range(ceil(low / step) * step, int(high // step) * step + 1, step)
    )


def _evenly(low: float, high: float) -> Iterator[float]:
    yield from (low + (high - low) * n / 48 for n in range(49))


def _line(circle: Sequence[Point], sheet: Sheet) -> Iterator[list[Point]]:
    """Yield a line on the sheet; in two where it leaves a map of the world on one side."""
    seamless = isinstance(sheet.projection, Azimuthal)
    parts: list[list[Point]] = [[]]
    for x, y in circle:
        here = (_near(x, sheet.projection.longitude), y)
        if parts[-1] and abs(here[0] - parts[-1][-1][0]) > 180 and not seamless:
            parts.append([])
        parts[-1].append(here)
    for part in parts:
        if len(part) > 1:
            yield simplify([sheet.place(x, y) for x, y in part], 0.4)


def _path(lines: Iterable[Sequence[Point]], *, closed: bool) -> str:
    """Return lines as an SVG path of whole numbers, relative where that is shorter."""
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


# --- marks and words -----------------------------------------------------------------------------


def _marks(spots: Sequence[Spot], sheet: Sheet, size: Size) -> list[Mark]:
    """Return the marks of spots; those that would lie upon each other as one."""
    apart = (1.5 if any(spot.numbers for spot in spots) else 0.8) * size.em
    marks: list[Mark] = []
    for spot in spots:
        longitude = _near(spot.point[0], sheet.projection.longitude)
        x, y = map(round, sheet.place(longitude, spot.point[1]))
        near = next((n for n, m in enumerate(marks) if hypot(m.x - x, m.y - y) < apart), None)
        if near is None:
            marks.append(Mark(x, y, spot.name, spot.numbers))
            continue
        mark = marks[near]
        numbers = tuple(sorted({*mark.numbers, *spot.numbers}))
        # Names go together as they would in any list of signs; no language's “and” is needed.
        name = mark.name
        if spot.name.words not in name.words.split(" · "):
            name = name._replace(words=f"{name.words} · {spot.name.words}")
        marks[near] = replace(mark, numbers=numbers, name=name)
    return marks


def _scale(marks: Sequence[Mark], sheet: Sheet, size: Size) -> Scale:
    """Return a scale bar of a round length, in a corner that is free."""
    most = 0.22 * size.width / sheet.scale
    kilometres = max(
        factor * 10**power
        for power in range(5)
        for factor in (1, 2, 5)
        if factor * 10**power <= most
    )
    length, edge = round(kilometres * sheet.scale), round(0.8 * size.em)
    right, low = sheet.width - edge - length, sheet.height - edge
    corners = [
        (edge, low),
        (right, low),
        (right, edge + round(size.em)),
        (edge, edge + round(size.em)),
    ]
    free = (
        corner
        for corner in corners
        if not any(
            _scale_box(*corner, length, size.em).meets(_sign(mark, size.em)) for mark in marks
        )
    )
    x, y = next(free, corners[0])
    return Scale(x, y, length, kilometres)


def _scale_box(x: float, y: float, length: float, em: float) -> Box:
    return Box(x - em / 2, y - 1.4 * em, x + length + em / 2, y + em / 2)


def _sign(mark: Mark, em: float) -> Box:
    """Return the box of a mark's sign."""
    across, up = mark.half * em, min(mark.half, 0.85) * em
    return Box(mark.x - across, mark.y - up, mark.x + across, mark.y + up)


def _labelled(
    marks: Sequence[Mark],
    lines: Sequence[Sequence[Point]],
    scale: Scale | None,
    sheet: Sheet,
    size: Size,
) -> tuple[Mark, ...]:
    """Return marks with their words beside them wherever those touch neither other words, nor a
    mark, nor the edge; if they can, not on a line either."""
    placed = list(marks)
    for em, roomy in ((size.em, False), (size.roomy, True)):
        if not em:
            break
        paper = Box(0, 0, sheet.width, sheet.height).wider(-em / 4)
        taken = [_sign(mark, em) for mark in placed]
        taken += [_words(mark, mark.label, em) for mark in placed if mark.label]
        if scale:
            taken.append(_scale_box(scale.x, scale.y, scale.length, em))
        for n, mark in enumerate(placed):
            if mark.label:
                continue
            others = [box for box in taken if box != _sign(mark, em)]
            free = [
                label
                for label in _labels(mark, roomy=roomy)
                if paper.holds(box := _words(mark, label, em))
                and not any(box.meets(other) for other in others)
            ]
            if free:
                best = min(free, key=lambda label: _hits(_words(mark, label, em), lines))
                placed[n] = replace(mark, label=best)
                taken.append(_words(mark, best, em))
    return tuple(placed)


def _labels(mark: Mark, *, roomy: bool) -> Iterator[Label]:
    """Yield where the words of a mark may go, the best first."""
    beside, up = mark.half + 0.3, min(mark.half, 0.85)
    for anchor, dx, dy in (
        ("start", beside, 0.35),
        ("end", -beside, 0.35),
        ("middle", 0.0, up + 1.0),
        ("middle", 0.0, -up - 0.35),
        ("start", beside * 0.75, up + 0.55),
        ("start", beside * 0.75, -up + 0.1),
        ("end", -beside * 0.75, up + 0.55),
        ("end", -beside * 0.75, -up + 0.1),
    ):
        yield Label(anchor, round(dx, 2), round(dy, 2), roomy)


def _words(mark: Mark, label: Label, em: float) -> Box:
    """Return the box of a mark's words at a label."""
    wide = em * sum(_advance(character) for character in mark.name.words)
    left = mark.x + label.dx * em - {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor] * wide
    base = mark.y + label.dy * em
    return Box(left, base - 0.95 * em, left + wide, base + 0.3 * em)


_NARROW = " .,'’·-ijlI"
_WIDE = "mwMWжмфшщыюЖМФШЩЫЮ"


def _advance(character: str) -> float:
    """Return about how wide a character is in ems, in a sans-serif of some weight."""
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.3
    if character in _WIDE:
        return 0.95
    return 0.72 if character.isupper() else 0.6 if character.isascii() else 0.64


def _hits(box: Box, lines: Iterable[Sequence[Point]]) -> int:
    return sum(crosses(here, there, box) for line in lines for here, there in pairwise(line))
