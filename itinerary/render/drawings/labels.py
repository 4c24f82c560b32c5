"""Marks on a map, and the words beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, count, pairwise
from math import hypot, inf
from string import ascii_uppercase
from unicodedata import east_asian_width

from itinerary.model.text import TaggedText
from itinerary.render.drawings.geometry import (
    Box,
    Point,
    crosses,
)
from itinerary.render.drawings.sheet import Sheet, Size, Spot, longitude_near
from itinerary.value import Value, replace

SIGN = 4
"""The most characters of numbers on a sign."""

GAP = 0.1
"""Ems between a sign and the words of another."""


class Label(Value):
    """The position of a mark's words: `anchor` as in SVG (`text-anchor`), offsets in ems. `roomy`
    labels are shown only where there is room for them."""

    anchor: str
    dx: float
    dy: float
    roomy: bool


class Mark(Value):
    """A place on the sheet, or several that are too near each other for marks of their own.

    `keyed` marks found no room for their words on a small screen. They have a letter, `key`, by
    which a list beside the map names them; so have all others that are `lettered`.
    """

    x: int
    y: int
    spots: tuple[Spot, ...]
    keyed: bool = False
    key: str = ""
    label: Label | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its places in the order of visits."""
        return tuple(sorted({number for spot in self.spots for number in spot.numbers}))

    @property
    def names(self) -> tuple[TaggedText, ...]:
        """The names of its places, each once."""
        return tuple(dict.fromkeys(spot.name for spot in self.spots))

    @property
    def name(self) -> TaggedText:
        """Its words: one or two names, or the first and how many more there are.

        Names go together as in any list of signs; no language's “and” is needed.
        """
        first, *more = self.names
        if len(more) > 1:
            return first._replace(words=f"{first.words} +{len(more)}")
        return first._replace(words=" · ".join(name.words for name in self.names))

    @property
    def half(self) -> float:
        """Half the width of its sign in ems."""
        if self.number:
            return max(0.85, 0.3 + 0.27 * len(self.number))
        return 0.85 if self.lettered else 0.4

    @property
    def number(self) -> str:
        """Its number, or few of them, so that its sign hides no other: 1, or 1·3.

        Empty if they are more, or those of several places: 3·24 would not say which is which.
        """
        words = "·".join(map(str, self.numbers))
        return words if len(words) <= SIGN and len(self.spots) == 1 else ""

    @property
    def lettered(self) -> bool:
        """Whether its sign is a letter, because the map cannot show its words or its numbers."""
        return self.keyed or bool(self.numbers and not self.number)

    @property
    def sign(self) -> str:
        """The words on its sign: its numbers, or its letter; empty for a dot."""
        return self.number or self.key

    @property
    def complete(self) -> bool:
        """Whether the map names all its places, on every screen."""
        return self.label is not None and not self.label.roomy and len(self.names) < 3


class ScaleBar(Value):
    """A scale bar: its left end, its length in units of the sheet, and in kilometres."""

    x: int
    y: int
    length: int
    kilometres: int


def place_marks(spots: Sequence[Spot], sheet: Sheet) -> list[Mark]:
    """Return a mark for each spot; they may overlap."""
    marks = []
    for spot in spots:
        longitude = longitude_near(spot.point[0], sheet.projection.longitude)
        x, y = map(round, sheet.place(longitude, spot.point[1]))
        marks.append(Mark(x, y, (spot,)))
    return marks


def merged(marks: Iterable[Mark], size: Size) -> list[Mark]:
    """Return marks whose signs do not overlap: of those that would, the first has the places of
    all, at its own point, those with numbers in the order of visits."""
    found = list(marks)
    while True:
        pairs = combinations(range(len(found)), 2)
        pair = next(((a, b) for a, b in pairs if too_near(found[a], found[b], size.em)), None)
        if pair is None:
            return found
        one, other = (found[n] for n in pair)
        spots = sorted((*one.spots, *other.spots), key=lambda spot: spot.numbers or (inf,))
        found[pair[0]] = replace(one, spots=tuple(spots), keyed=one.keyed or other.keyed)
        del found[pair[1]]


def legible(
    marks: Sequence[Mark],
    lines: Sequence[Sequence[Point]],
    scale: ScaleBar | None,
    sheet: Sheet,
    size: Size,
) -> tuple[Mark, ...]:
    """Return marks with labels, or with letters for a list where the labels find no room.

    A sign with a letter is larger than a dot and takes room from other labels, so labels are placed
    again until each mark has one or the other. Each time more marks have letters, or fewer are
    left.
    """
    marks = merged(marks, size)
    while True:
        placed = with_labels(marks, lines, scale, sheet, size)
        lacking = [not (mark.complete or mark.lettered or mark.number) for mark in placed]
        if not any(lacking):
            break
        marks = merged(
            (
                replace(mark, keyed=mark.keyed or lack)
                for mark, lack in zip(marks, lacking, strict=True)
            ),
            size,
        )
    letters = map(_letters, count())
    return tuple(replace(mark, key=next(letters)) if mark.lettered else mark for mark in placed)


def too_near(one: Mark, other: Mark, em: float) -> bool:
    """Tell whether the signs of two marks overlap: round ones, or pills with round ends."""
    reach = sum(min(mark.half, 0.85) for mark in (one, other)) - 0.2
    straight = sum(max(mark.half - 0.85, 0) for mark in (one, other))
    across = max(abs(one.x - other.x) / em - straight, 0)
    return hypot(across, (one.y - other.y) / em) < reach


def _letters(number: int) -> str:
    """Return A to Z for 0 to 25, then AA, AB and so on."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + ascii_uppercase[last]


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
    edge, in any size of words; of the free positions, the one that crosses the fewest lines."""
    placed = list(marks)
    large = tuple(em for em in size.ems if em <= size.roomy)
    for ems, roomy in ((size.ems, False), (large, True)):
        taken = {em: _taken(placed, scale, em) for em in ems}
        papers = {em: Box(0, 0, sheet.width, sheet.height).wider(-em / 4) for em in ems}
        for n, mark in enumerate(placed):
            if mark.label or not ems:
                continue

            def free(label: Label, mark: Mark = mark, taken: _Taken = taken) -> bool:
                for em, paper in papers.items():  # noqa: B023
                    box = _words(mark, label, em)
                    if not paper.holds(box) or any(
                        box.meets(other) for owner, other in taken[em] if owner is not mark
                    ):
                        return False
                return True

            if found := [label for label in _labels(mark, roomy=roomy) if free(label)]:
                best = min(found, key=lambda label: _hits(_words(mark, label, ems[0]), lines))
                placed[n] = replace(mark, label=best)
                for em in ems:
                    taken[em].append((None, _words(mark, best, em)))
    return tuple(placed)


_Taken = dict[float, list[tuple[Mark | None, Box]]]


def _taken(
    marks: Iterable[Mark], scale: ScaleBar | None, em: float
) -> list[tuple[Mark | None, Box]]:
    """Return the boxes that words may not overlap: signs with their marks, words, the scale bar."""
    boxes: list[tuple[Mark | None, Box]] = [
        (mark, _sign(mark, em).wider(GAP * em)) for mark in marks
    ]
    boxes += [(None, _words(mark, mark.label, em)) for mark in marks if mark.label]
    if scale:
        boxes.append((None, _scale_box(scale.x, scale.y, scale.length, em)))
    return boxes


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
