"""Shapes of a picture in few colours, and the canvas that draws them as PNG (Pillow, HarfBuzz)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from math import floor
from typing import TYPE_CHECKING

from itinerary.render import programme_colours
from itinerary.render.drawings import fonts
from itinerary.render.drawings.typesetting import Typeface
from itinerary.value import Value

if TYPE_CHECKING:
    from PIL.Image import Image

PAPER = programme_colours.PAPER["light"]
"""The colour of the canvas."""

_LEVELS = 32
"""Shades from paper to a colour: enough for smooth edges, and few enough for a palette of 256, with
which a picture has half the bytes."""

_SHADES = [round(value * (_LEVELS - 1) / 255) for value in range(256)]
"""The shade for each value of a mask."""


class Rectangle(Value):
    """A rectangle in pixels from the top left; as a `pill` with round ends, filled or outlined."""

    x: int
    y: int
    width: int
    height: int
    colour: str
    pill: bool = False
    filled: bool = True

    def draw(self, canvas: Canvas) -> None:
        """Draw it on a canvas."""
        from PIL import Image, ImageDraw

        finer = 4 if self.pill else 1  # Pillow draws no soft edges
        mask = Image.new("L", (self.width * finer, self.height * finer))
        pen = ImageDraw.Draw(mask)
        box = (0, 0, mask.width - 1, mask.height - 1)
        if self.pill:
            fill = 255 if self.filled else None
            radius = mask.height / 2
            pen.rounded_rectangle(box, radius, fill, outline=255, width=2 * finer)
            mask = mask.resize((self.width, self.height), Image.Resampling.BOX)
        else:
            pen.rectangle(box, 255)
        canvas.paint(mask, self.x, self.y, self.colour)


class TextLine(Value):
    """A line of type whose base line begins at (x, y), in pixels from the top left.

    `on` is the colour behind it; that or its own colour is PAPER.
    """

    typeface: Typeface
    words: str
    x: float
    y: float
    size: float
    colour: str
    weight: int = 400
    on: str = PAPER

    def draw(self, canvas: Canvas) -> None:
        """Draw it on a canvas."""
        import uharfbuzz as harfbuzz
        from PIL import Image

        left, base = floor(self.x), floor(self.y)
        x, y = self.x - left, base - self.y  # from there, upwards
        pen = harfbuzz.RasterDraw()
        for glyph in self.typeface.glyphs(self.words, self.weight):
            font = fonts.load_font(glyph.family, self.weight)
            scale = self.size / font.face.upem
            dx, dy = x + self.size * glyph.x, y + self.size * glyph.y
            pen.transform = scale, 0, 0, scale, dx, dy
            pen.draw_glyph(font, glyph.id)
            x += self.size * glyph.advance
        drawn = pen.render()
        area = drawn.extents
        if not (area.width and area.height):
            return  # nothing but spaces
        size = area.width, area.height
        mask = Image.frombuffer("L", size, drawn.buffer, "raw", "L", area.stride, -1)
        top = base - area.y_origin - area.height
        canvas.paint(mask, left + area.x_origin, top, self.colour, self.on)


Shape = TextLine | Rectangle
"""A part of a picture; each is drawn over those before it."""


class Canvas:
    """A picture of `size` pixels in PAPER, on which at most eight other colours are painted."""

    def __init__(self, size: tuple[int, int], colours: Iterable[str]) -> None:
        from PIL import Image

        others = [colour for colour in dict.fromkeys(colours) if colour != PAPER]
        assert len(others) * _LEVELS <= 256
        self._first = {colour: n * _LEVELS for n, colour in enumerate(others)}
        self._picture = Image.new("P", size)

    def paint(self, mask: Image, x: int, y: int, colour: str, on: str = PAPER) -> None:
        """Paint a colour on another, one of them PAPER, with the opacity of `mask` (0 to 255)."""
        if colour == PAPER:
            painted = [self._first[on] + _LEVELS - 1 - shade for shade in _SHADES]
        else:
            painted = [self._first[colour] + shade for shade in _SHADES]
        where = mask.point([255 if shade else 0 for shade in _SHADES])
        self._picture.paste(mask.point(painted), (x, y), where)

    def png(self) -> bytes:
        """Return the picture as PNG."""
        paper = _channels(PAPER)
        shades = [
            round(old + (new - old) * level / (_LEVELS - 1))
            for colour in self._first
            for level in range(_LEVELS)
            for old, new in zip(paper, _channels(colour), strict=True)
        ]
        self._picture.putpalette(shades)
        file = io.BytesIO()
        self._picture.save(file, "PNG", compress_level=6)
        return file.getvalue()


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])


class Inset(Value):
    """A picture that is laid on a drawn one at (x, y), `width` by `height` pixels large."""

    data: bytes
    x: int
    y: int
    width: int
    height: int


def paint(shapes: Sequence[Shape], size: tuple[int, int], inset: Inset | None = None) -> bytes:
    """Return a picture of `size` pixels with `shapes`, and on them `inset`, as PNG."""
    canvas = Canvas(size, (shape.colour for shape in shapes))
    for shape in shapes:
        shape.draw(canvas)
    drawn = canvas.png()
    return _with(drawn, inset) if inset else drawn


def _with(drawn: bytes, inset: Inset) -> bytes:
    from PIL import Image

    whole = Image.open(io.BytesIO(drawn)).convert("RGB")
    small = Image.open(io.BytesIO(inset.data)).convert("RGBA")
    small = small.resize((inset.width, inset.height), Image.Resampling.LANCZOS)
    whole.paste(small, (inset.x, inset.y), small)
    file = io.BytesIO()
    whole.save(file, "PNG", compress_level=6)
    return file.getvalue()
