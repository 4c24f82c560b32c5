"""Maps: the land, and on it places and the ways between them.

A drawing has whole numbers on a sheet of a fixed width, at any size on the screen. Words and marks
are measured in ems, so that a stylesheet can change their size without moving them: labels are
placed for a phone, where they take most of the sheet; labels that have room only on larger screens
are `roomy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil, cos, radians

from itinerary.model.itinerary import Place
from itinerary.render.drawings.geometry import (
    Azimuthal,
    Point,
    great_circle,
    simplify,
)
from itinerary.render.drawings.labels import (
    Mark,
    ScaleBar,
    legible,
    merged,
    place_marks,
    scale_bar,
)
from itinerary.render.drawings.land import land_path, with_coasts
from itinerary.render.drawings.sheet import (
    LOCATOR,
    WHOLE,
    Sheet,
    Size,
    Spot,
    fit_sheet,
    longitude_near,
    svg_path,
)
from itinerary.render.layout.route import Route
from itinerary.value import Value


class Drawing(Value):
    """A map: SVG paths, marks, and a scale bar if one scale is true for the whole sheet."""

    width: int
    height: int
    land: str
    grid: str
    ways: tuple[str, ...]
    marks: tuple[Mark, ...]
    scale: ScaleBar | None

    @property
    def listed(self) -> tuple[Mark, ...]:
        """The marks of which a list beside the map has to name the places."""
        return tuple(mark for mark in self.marks if mark.lettered or not mark.complete)


def programme_map(route: Route, language: str) -> Drawing | None:
    """Return the map of a programme, with names in `language`; None if no city of it is located,
    or all are so near each other that the coasts say nothing about them (`Route.drawn`).

    Ways are drawn, and cities numbered, only where their order was announced.
    """
    if not route.drawn:
        return None
    numbers: dict[str, list[int]] = {}
    for number, stop in enumerate(route.stops, 1):
        numbers.setdefault(stop.id, []).append(number)
    alone = len(route.stops) < 2
    spots = [
        Spot(
            point,
            place.name.pick(language),
            () if alone else tuple(numbers.get(place.id, ())),
            place.id,
        )
        for place in route.places
        if (point := _point(place))
    ]
    ends = ((_point(here), _point(there)) for here, there in pairwise(route.stops))
    # There and back is one line.
    ways = dict.fromkeys(tuple(sorted((a, b))) for a, b in ends if a and b)
    return draw_map(spots, [(a, b) for a, b in ways], WHOLE)


@lru_cache(1024)
def locator_map(place: Place, language: str) -> Drawing | None:
    """Return a small map with a mark for `place`, or for the nearest place around it that has
    coordinates; None if none has."""
    for around in place.chain():
        if point := _point(around):
            return draw_map([Spot(point, around.name.pick(language))], [], LOCATOR)
    return None


def _point(place: Place) -> Point | None:
    at = place.coordinates
    return (at.longitude, at.latitude) if at else None


def draw_map(
    spots: Sequence[Spot], ways: Iterable[tuple[Point, Point]], size: Size
) -> Drawing | None:
    """Return the map of `spots`, with great circles for `ways`; None if there are no spots."""
    if not spots:
        return None
    circles = [great_circle(*way) for way in ways]
    sheet = with_coasts(fit_sheet([spot.point for spot in spots], circles, size))
    drawn = [line for circle in circles for line in _line(circle, sheet)]
    marked = merged(place_marks(spots, sheet), size)
    measure = scale_bar(marked, sheet, size) if isinstance(sheet.projection, Azimuthal) else None
    return Drawing(
        width=sheet.width,
        height=sheet.height,
        land=land_path(sheet),
        grid=graticule(sheet),
        ways=tuple(svg_path([line], closed=False) for line in drawn),
        marks=legible(marked, drawn, measure, sheet, size),
        scale=measure,
    )


@lru_cache(256)
def graticule(sheet: Sheet) -> str:
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
    return svg_path([simplify(line, 0.4) for line in placed], closed=False)


def _step(span: float) -> int:
    return next((step for step in (1, 2, 5, 10, 15, 30) if span / step <= 5), 30)


def _multiples(low: float, high: float, step: int) -> Iterator[float]:
    yield from (
        float(n) for n in range(ceil(low / step) * step, int(high // step) * step + 1, step)
    )


def _evenly(low: float, high: float) -> Iterator[float]:
    yield from (low + (high - low) * n / 48 for n in range(49))


def _line(circle: Sequence[Point], sheet: Sheet) -> Iterator[list[Point]]:
    """Yield a line on the sheet, in two parts where it crosses the edge of a map of the world."""
    seamless = isinstance(sheet.projection, Azimuthal)
    parts: list[list[Point]] = [[]]
    for x, y in circle:
        here = (longitude_near(x, sheet.projection.longitude), y)
        if parts[-1] and abs(here[0] - parts[-1][-1][0]) > 180 and not seamless:
            parts.append([])
        parts[-1].append(here)
    for part in parts:
        if len(part) > 1:
            yield simplify([sheet.place(x, y) for x, y in part], 0.4)
