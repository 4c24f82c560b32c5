"""The picture that a shared link shows: an event, or the programme, as a card of 1200 × 630 pixels.

HarfBuzz sets and draws the type, with fonts that come as packages and never with the machine's own,
so that a card is the same bytes wherever the same packages are. It and the fonts are the extra
`images` of our package; without them `available()` is false, and the site has no such pictures.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Itinerary, Status
from itinerary.model.when import Timed
from itinerary.render.drawings import colours, fonts
from itinerary.render.words import wording
from itinerary.render.words.language import Language

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 1200, 630
"""The size that Facebook, LinkedIn, X and Telegram show without cropping (1.91 : 1)."""

PAPER, INK, SOFT, LINE = colours.PAPER["light"], "#1d1b18", "#5f594f", "#dcd6cb"
_BAND, _LEFT, _RIGHT = 24, 88, 1120
ROOM = _RIGHT - _LEFT
_SIZES = (84, 76, 68, 60, 54, 48, 42)
_TITLE_TOP, _LEADING = 164, 1.18


@cache
def available() -> bool:
    """Tell whether cards can be drawn: whether the extra `images` is installed."""
    return fonts.available()


def has_share_image(itinerary: Itinerary, event: Event | None, tag: str) -> bool:
    """Tell whether there is a card: whether cards can be drawn, and all words of this one set."""
    return available() and fonts.can_set(
        share_image_text(itinerary, event, Language.of(tag)), Language.of(tag)
    )


def share_image_text(itinerary: Itinerary, event: Event | None, language: Language) -> str:
    """Return what there is to read on the card of an event, or for None of the programme; of dates
    and hours only the letters."""
    texts = [itinerary.title]
    more = ""
    if event is None:
        texts += [itinerary.publisher.name] if itinerary.publisher else []
    else:
        places = event.place.chain() if event.place else ()
        texts += [event.title, *(place.name for place in places)]
        texts += [category.name for category in event.categories[:2]]
        if event.status is not Status.CONFIRMED:
            more = wording.status_words(event, language)
        if isinstance(event.when, Timed):
            more += wording.zone_words(event, event.when.start, language)
    return "".join((*(text.to(language.tag) for text in texts), more, *language.alphabet))


def render_share_image(edition: Edition, event: Event | None, tag: str, *, site: str) -> bytes:
    """Return the card of an event, or for None of the programme, in the language `tag` as PNG."""
    return paint(share_image_shapes(edition, event, tag, site=site))


def paint(shapes: Sequence[Shape]) -> bytes:
    """Return what `layout` returns as PNG."""
    canvas = _Canvas(shape.colour for shape in shapes)
    for shape in shapes:
        shape.draw(canvas)
    return canvas.png()


def share_image_shapes(
    edition: Edition, event: Event | None, tag: str, *, site: str
) -> Sequence[Shape]:
    """Return the same before it is drawn. An event's card has its title, what is known of its time,
    place and status; the programme's its days, how many events, and who publishes it."""
    language, itinerary = Language.of(tag), edition.itinerary
    if event is None:
        first, last = itinerary.first, itinerary.last
        count = len(itinerary.events)
        return _card(
            language,
            above=itinerary.publisher.name.to(tag)
            if itinerary.publisher
            else language.say("Programme"),
            title=itinerary.title.to(tag),
            facts=(
                language.days(first, last) if first and last else "",
                language.ngettext("%(num)d event", "%(num)d events", count),
            ),
            colour=itinerary.colour.hex,
            accent=itinerary.colour.hex,
            site=site,
        )
    place = wording.place_words(event.place, language) if event.place else ""
    lead = next((category.colour for category in event.categories if category.colour), None)
    return _card(
        language,
        above=itinerary.title.to(tag),
        title=event.title.to(tag),
        mark="" if event.status is Status.CONFIRMED else wording.status_words(event, language),
        off=event.status is Status.CANCELLED,
        facts=(wording.when_words(event, language), place),
        corner=" · ".join(category.name.to(tag) for category in event.categories[:2]),
        colour=(lead or itinerary.colour).hex,
        accent=itinerary.colour.hex,
        site=site,
    )


# --- the drawing ---------------------------------------------------------------------------------


def _card(
    language: Language,
    *,
    above: str,
    title: str,
    facts: tuple[str, str],
    colour: str,
    accent: str,
    site: str,
    mark: str = "",
    off: bool = False,
    corner: str = "",
) -> Sequence[Shape]:
    """Return the parts of a card: masthead and title from the top, facts from the bottom."""
    sans, serif = Typeface("sans", language.tag), Typeface("serif", language.tag)
    above, title, mark, corner, when, where = map(_settable, (above, title, mark, corner, *facts))
    accent, colour = (colours.readable(c, PAPER) for c in (accent, colour))
    parts: list[Shape] = [Rectangle(0, 0, _BAND, HEIGHT, accent)]
    room = ROOM
    if corner:
        words = sans.cut(corner, 26, room // 3)
        wide = sans.width(words, 26)
        parts.append(Rectangle(_RIGHT - 18, 74, 18, 18, colour))
        parts.append(TextLine(sans, words, _RIGHT - 32 - wide, 92, 26, SOFT))
        room -= int(wide) + 72
    if above:
        parts.append(TextLine(sans, sans.cut(above, 26, room), _LEFT, 92, 26, accent, 600))
    parts.append(Rectangle(_LEFT, 116, ROOM, 2, LINE))
    size, lines = serif.fitted(title, 222 if mark else 280)
    for n, line in enumerate(lines):
        base = _TITLE_TOP + size * (0.86 + _LEADING * n)
        parts.append(TextLine(serif, line, _LEFT, base, size, SOFT if off else INK, 600))
    parts += _facts(sans, when, where, mark, off, accent)
    host = sans.cut(urlsplit(site).netloc, 24, 310)
    parts.append(TextLine(sans, host, _RIGHT - sans.width(host, 24), 578, 24, SOFT))
    return parts


def _settable(words: str) -> str:
    """Return words in one line, as the fonts can set them."""
    return " ".join(fonts.settable(words).split())


def _facts(
    sans: Typeface, when: str, where: str, mark: str, off: bool, accent: str
) -> Iterator[Shape]:
    """Yield what stands at the bottom, the last line first: place, time, status."""
    if where:
        yield TextLine(sans, sans.cut(where, 30, ROOM - 330), _LEFT, 578, 30, SOFT)
    size = next((s for s in (38, 34, 30, 27) if sans.width(when, s, 600) <= ROOM), 24)
    base = 530 if where else 572
    yield TextLine(sans, sans.cut(when, size, ROOM), _LEFT, base, size, INK, 600)
    if mark:
        words = sans.cut(mark, 24, 700)
        wide, top = ceil(sans.width(words, 24, 600)) + 36, base - size - 56
        yield Rectangle(_LEFT, top, wide, 42, INK if off else accent, pill=True, filled=off)
        ink, on = (PAPER, INK) if off else (accent, PAPER)
        yield TextLine(sans, words, _LEFT + 18, top + 30, 24, ink, 600, on)


@dataclass(frozen=True)
class Typeface:
    """Lines of type in a serif or sans-serif face, for a language.

    Chinese words are set in the Chinese face with all that stands between them; elsewhere that face
    only lends the characters that ours does not have.
    """

    face: str
    tag: str

    @property
    def families(self) -> tuple[str, str]:
        """The family that words are set in, and the one that helps out."""
        ours = f"Noto {self.face.title()}"
        own = self.tag.partition("-")[0] == "zh"
        return (f"{ours} SC", ours) if own else (ours, f"{ours} SC")

    def runs(self, words: str) -> Iterator[tuple[str, str]]:
        """Yield stretches of words with the family that has their characters."""
        first, second = self.families

        def family(char: str) -> str:
            return (
                second
                if char not in fonts.advances(first, 400) and char in fonts.advances(second, 400)
                else first
            )

        for name, chars in groupby(words, family):
            yield name, "".join(chars)

    def width(self, words: str, size: float, weight: int = 400) -> float:
        """Return how wide `words` are without kerning, which seldom makes them wider, and then by a
        few pixels."""
        return size * _ems(self, words, weight)

    def cut(self, words: str, size: float, room: float) -> str:
        """Return `words`, or as many of them as fit and an ellipsis."""
        if self.width(words, size, 600) <= room:
            return words
        while words and self.width(f"{words}…", size, 600) > room:
            words = words[:-1].rstrip(" ,.;:，。；：")
        return f"{words}…"

    def fitted(self, title: str, height: float) -> tuple[int, list[str]]:
        """Return the largest size at which a title fits into `height`, and its lines, of which none
        is much shorter than the others if it can be helped."""
        room = ROOM
        longest = max((_ems(self, piece.rstrip(), 600) for piece in pieces(title)), default=0.0)
        for size in _SIZES:
            if longest * size > room and size > _SIZES[-1]:
                continue  # rather smaller than with half a word
            lines = self.broken(title, size, room)
            if len(lines) * size * _LEADING <= height:
                for narrower in range(room, room // 2, -40):
                    found = self.broken(title, size, narrower)
                    if len(found) > len(lines):
                        break
                    lines = found
                return size, lines
        most = int(height / (size * _LEADING))
        return size, [*lines[: most - 1], self.cut(" ".join(lines[most - 1 :]), size, room)]

    def broken(self, words: str, size: float, room: float) -> list[str]:
        """Return words as lines that fit, broken where the language allows it."""
        lines, wide = [""], 0.0
        for piece in pieces(words):
            if lines[-1] and wide + self.width(piece.rstrip(), size, 600) > room:
                lines.append("")
                wide = 0.0
            lines[-1] += piece
            wide += self.width(piece, size, 600)
        return [self.cut(line.rstrip(), size, ROOM) for line in lines]


@lru_cache(4096)
def _ems(type_: Typeface, words: str, weight: int) -> float:
    """Return how wide words are in ems."""
    return sum(
        fonts.advances(name, weight).get(char, 1.0)
        for name, run in type_.runs(words)
        for char in run
    )


_NEVER_FIRST = "，。、；：！？）》〉」』】”’…—％,.;:!?)%»"
_NEVER_LAST = "（《〈「『【“‘(«"


def pieces(words: str) -> Iterator[str]:
    """Yield pieces between which a line may break: after spaces, and around Chinese characters but
    not before what closes, after what opens (GB/T 15834), or after a number."""
    piece = ""
    for before, char in zip(" " + words, words, strict=False):
        wide = any("\u2e80" <= c <= "\uffef" for c in (before, char))
        kept = char in _NEVER_FIRST or before in _NEVER_LAST or before.isdigit()
        may = before == " " or (wide and not kept)
        if piece and may and char != " ":
            yield piece
            piece = ""
        piece += char
    yield piece


# --- the picture ---------------------------------------------------------------------------------

_LEVELS = 32
"""Shades from paper to a colour: as many as edges need, and few enough for a palette of 256, with
which a picture has half the bytes."""

_SHADES = [round(value * (_LEVELS - 1) / 255) for value in range(256)]
"""The shade for each value of a mask."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A box in pixels, or a `pill`: one with round ends, filled or as its outline."""

    x: int
    y: int
    width: int
    height: int
    colour: str
    pill: bool = False
    filled: bool = True

    def draw(self, canvas: _Canvas) -> None:
        """Draw it."""
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


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of type whose base line begins at (x, y), in pixels from the top left; `on` is the
    colour behind it. Either that or its own is PAPER."""

    type: Typeface
    words: str
    x: float
    y: float
    size: float
    colour: str
    weight: int = 400
    on: str = PAPER

    def draw(self, canvas: _Canvas) -> None:
        """Draw it: kerned, with ligatures and with accents where they belong."""
        import uharfbuzz as harfbuzz
        from PIL import Image

        left, base = floor(self.x), floor(self.y)
        x, y = self.x - left, base - self.y  # from there, upwards
        pen = harfbuzz.RasterDraw()
        for family, run in self.type.runs(self.words):
            font = fonts.load_font(family, self.weight)
            scale = self.size / font.face.upem
            buffer = harfbuzz.Buffer()
            buffer.add_str(run)
            buffer.guess_segment_properties()
            buffer.direction, buffer.language = "ltr", self.type.tag
            harfbuzz.shape(font, buffer)
            for glyph, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                dx, dy = x + scale * at.x_offset, y + scale * at.y_offset
                pen.transform = scale, 0, 0, scale, dx, dy
                pen.draw_glyph(font, glyph.codepoint)
                x += scale * at.x_advance
        drawn = pen.render()
        area = drawn.extents
        if not (area.width and area.height):
            return  # nothing but spaces
        size = area.width, area.height
        mask = Image.frombuffer("L", size, drawn.buffer, "raw", "L", area.stride, -1)
        top = base - area.y_origin - area.height
        canvas.paint(mask, left + area.x_origin, top, self.colour, self.on)


Shape = TextLine | Rectangle
"""What a card consists of; each is drawn on those before it."""


class _Canvas:
    """Paper on which shades of some colours are painted: of eight at most."""

    def __init__(self, colours: Iterable[str]) -> None:
        from PIL import Image

        others = [colour for colour in dict.fromkeys(colours) if colour != PAPER]
        assert len(others) * _LEVELS <= 256
        self._first = {colour: n * _LEVELS for n, colour in enumerate(others)}
        self._picture = Image.new("P", (WIDTH, HEIGHT))

    def paint(self, mask: Image, x: int, y: int, colour: str, on: str = PAPER) -> None:
        """Paint a colour on another, one of them PAPER, as much as `mask` says (0 to 255)."""
        if colour == PAPER:
            painted = [self._first[on] + _LEVELS - 1 - shade for shade in _SHADES]
        else:
            painted = [self._first[colour] + shade for shade in _SHADES]
        where = mask.point([255 if shade else 0 for shade in _SHADES])
        self._picture.paste(mask.point(painted), (x, y), where)

    def png(self) -> bytes:
        """Return the picture."""
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
