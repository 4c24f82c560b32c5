"""Marks on a map, and the words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot
from unicodedata import east_asian_width

from itinerary.model.text import TaggedText
from itinerary.render.drawings.geometry import (
    Box,
    Point,
    crosses,
)
from itinerary.render.drawings.sheet import Sheet, Size, Spot, longitude_near


@dataclass(frozen=True, slots=True)
class Label:
    """The position of a mark's words: `anchor` as in SVG (`text-anchor`), offsets in ems. `roomy`
    labels are shown only where there is room for them."""

    anchor: str
    dx: float
    dy: float
    roomy: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the sheet, or several that are too near each other for marks of their own."""

    x: int
    y: int
    name: TaggedText
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
class ScaleBar:
    """A scale bar: its left end, its length in units of the sheet, and in kilometres."""

    x: int
    y: int
    length: int
    kilometres: int


def place_marks(spots: Sequence[Spot], sheet: Sheet, size: Size) -> list[Mark]:
    """Return the marks of spots; spots whose marks would overlap share one."""
    apart = (1.5 if any(spot.numbers for spot in spots) else 0.8) * size.em
    marks: list[Mark] = []
    for spot in spots:
        longitude = longitude_near(spot.point[0], sheet.projection.longitude)
        x, y = map(round, sheet.place(longitude, spot.point[1]))
        known = next((n for n, m in enumerate(marks) if hypot(m.x - x, m.y - y) < apart), None)
        if known is None:
            marks.append(Mark(x, y, spot.name, spot.numbers))
            continue
        mark = marks[known]
        numbers = tuple(sorted({*mark.numbers, *spot.numbers}))
        # Names go together as they would in any list of signs; no language's “and” is needed.
        name = mark.name
        if spot.name.words not in name.words.split(" · "):
            name = name._replace(words=f"{name.words} · {spot.name.words}")
        marks[known] = replace(mark, numbers=numbers, name=name)
    return marks


def scale_bar(marks: Sequence[Mark], sheet: Sheet, size: Size) -> ScaleBar:
    """Return a scale bar of a round length, in the first corner without a mark."""
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
    return ScaleBar(x, y, length, kilometres)


def _scale_box(x: float, y: float, length: float, em: float) -> Box:
    return Box(x - em / 2, y - 1.4 * em, x + length + em / 2, y + em / 2)


def _sign(mark: Mark, em: float) -> Box:
    """Return the box of a mark's sign."""
    across, up = mark.half * em, min(mark.half, 0.85) * em
    return Box(mark.x - across, mark.y - up, mark.x + across, mark.y + up)


def with_labels(
    marks: Sequence[Mark],
    lines: Sequence[Sequence[Point]],
    scale: ScaleBar | None,
    sheet: Sheet,
    size: Size,
) -> tuple[Mark, ...]:
    """Return marks with labels where the words overlap neither other words, nor a mark, nor the
    edge; of the free positions, the one that crosses the fewest lines."""
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
    """Yield the possible labels of a mark, the best first."""
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
    """Return the approximate width of a character in ems, in a medium sans-serif."""
    if east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.3
    if character in _WIDE:
        return 0.95
    return 0.72 if character.isupper() else 0.6 if character.isascii() else 0.64


def _hits(box: Box, lines: Iterable[Sequence[Point]]) -> int:
    return sum(crosses(here, there, box) for line in lines for here, there in pairwise(line))
