"""The share image: the picture that a shared link shows, of an event or of the programme.

HarfBuzz sets and draws the type with fonts that come as packages, so that an image is the same
bytes wherever the same packages are installed. HarfBuzz and the fonts are the extra `images` of our
package; without them `available()` is false, and the site has no share images.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import ceil
from urllib.parse import urlsplit

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Itinerary, Status
from itinerary.model.when import Timed
from itinerary.render import programme_colours
from itinerary.render.drawings import fonts
from itinerary.render.drawings.canvas import PAPER, Rectangle, Shape, TextLine
from itinerary.render.drawings.typesetting import LEADING, Typeface
from itinerary.render.words import clock_wording, place_wording, wording
from itinerary.render.words.language import Language
from itinerary.value import Value, replace

WIDTH, HEIGHT = SIZE = 1200, 630
"""Pixels: the size that Facebook, LinkedIn, X and Telegram show without cropping (1.91 : 1)."""

INK, SOFT, LINE = "#1d1b18", "#5f594f", "#dcd6cb"
_BAND, _LEFT, _RIGHT = 24, 88, 1120
ROOM = _RIGHT - _LEFT
"""The width of its lines in pixels."""

TITLE_HEIGHT, _MARKED_TITLE_HEIGHT = 280, 222
"""The height that a title may take, in pixels: alone, and with the status below it."""

_TITLE_TOP = 164

_LOGO = 220, 52
"""The most room of a logo: width and height in pixels."""


@cache
def available() -> bool:
    """Tell whether share images can be drawn: whether the extra `images` is installed."""
    return fonts.available()


def has_share_image(itinerary: Itinerary, event: Event | None, tag: str) -> bool:
    """Tell whether an event, or for None the programme, has a share image in the language `tag`:
    whether it can be drawn, and the fonts have all its letters."""
    language = Language.of(tag, itinerary.own_words)
    return available() and fonts.can_set(share_image_text(itinerary, event, language), language)


def share_image_text(itinerary: Itinerary, event: Event | None, language: Language) -> str:
    """Return the text of a share image, with the language's alphabet in place of dates and hours.

    It is for looking up letters, and not for reading.
    """
    texts = [itinerary.title]
    more = ""
    if event is None:
        texts += [itinerary.publisher.name] if itinerary.publisher else []
    else:
        places = [place for first in event.places for place in first.chain()]
        texts += [event.title, *(place.name for place in places)]
        texts += [category.name for category in event.categories[:2]]
        if event.status is not Status.CONFIRMED:
            more = wording.status_words(event, language)
        if isinstance(event.when, Timed):
            more += clock_wording.zone_words(event, event.when.start, language)
    return "".join((*(text.to(language.tag) for text in texts), more, *language.alphabet))


def logo_box(itinerary: Itinerary, tag: str) -> tuple[int, int, int, int] | None:
    """Return where the logo of a programme is on its share images in the language `tag`: left, top,
    width and height in pixels; None if it has none."""
    own = itinerary.logo.picture if itinerary.logo else None
    if own is None:
        return None
    scale = min(_LOGO[0] / own.width, _LOGO[1] / own.height)
    width, height = max(1, round(own.width * scale)), max(1, round(own.height * scale))
    left = WIDTH - _LEFT - width if Language.of(tag).leftwards else _LEFT
    return left, 82 - height // 2, width, height


def share_image_shapes(
    edition: Edition, event: Event | None, tag: str, *, site: str
) -> Sequence[Shape]:
    """Return the shapes of a share image, for `paint`.

    An event's image has its title and what is known of its time, place and status; the programme's
    has its days, the number of events, and its publisher.
    """
    itinerary = edition.itinerary
    language = Language.of(tag, itinerary.own_words)
    content = _of_event(itinerary, event, language) if event else _of_programme(itinerary, language)
    box = logo_box(itinerary, tag)
    room = box[2] + 20 if box else 0
    shapes = _shapes(content, itinerary.colour.hex, tag, urlsplit(site).netloc, room)
    return tuple(map(_mirrored, shapes) if language.leftwards else shapes)


def _mirrored(shape: Shape) -> Shape:
    """Return a shape at the same distance from the other edge, for a language from right to
    left."""
    match shape:
        case Rectangle():
            return replace(shape, x=WIDTH - shape.x - shape.width)
        case TextLine(typeface, words):
            width = typeface.width(words, shape.size, shape.weight)
            return replace(shape, x=WIDTH - shape.x - width)


class _Content(Value, kw_only=True):
    """The texts of a share image, in the places where they stand, and the colour of its corner."""

    above: str
    title: str
    when: str
    where: str
    corner: str = ""
    colour: str
    status: str = ""
    off: bool = False


def _of_programme(itinerary: Itinerary, language: Language) -> _Content:
    first, last, publisher = itinerary.first, itinerary.last, itinerary.publisher
    return _Content(
        above=publisher.name.to(language.tag) if publisher else language.say("Programme"),
        title=itinerary.title.to(language.tag),
        when=language.days(first, last) if first and last else "",
        where=language.ngettext("%(num)d event", "%(num)d events", itinerary.size),
        colour=itinerary.colour.hex,
    )


def _of_event(itinerary: Itinerary, event: Event, language: Language) -> _Content:
    tag = language.tag
    colour = next((c.colour for c in event.categories if c.colour), itinerary.colour)
    confirmed = event.status is Status.CONFIRMED
    return _Content(
        above=itinerary.title.to(tag),
        title=event.title.to(tag),
        when=wording.when_words(event, language),
        where=place_wording.event_words(event, language),
        corner=language.row(" · ", (category.name.to(tag) for category in event.categories[:2])),
        colour=colour.hex,
        status="" if confirmed else wording.status_words(event, language),
        off=event.status is Status.CANCELLED,
    )


def _shapes(content: _Content, accent: str, tag: str, host: str, logo: int) -> Iterator[Shape]:
    """Yield the shapes: masthead and title from the top, the facts and the host from the bottom.
    The masthead leaves `logo` pixels to the logo."""
    sans, serif = Typeface("Sans", tag), Typeface("Serif", tag)
    accent = programme_colours.readable(accent, PAPER)
    yield Rectangle(0, 0, _BAND, HEIGHT, accent)
    yield from _masthead(content, sans, accent, logo)
    title, height = (
        _settable(content.title),
        _MARKED_TITLE_HEIGHT if content.status else TITLE_HEIGHT,
    )
    size, lines = serif.fitted(title, ROOM, height)
    for n, line in enumerate(lines):
        base = _TITLE_TOP + size * (0.86 + (serif.leading - LEADING) / 2 + serif.leading * n)
        yield TextLine(serif, line, _LEFT, base, size, SOFT if content.off else INK, 600)
    yield from _facts(content, sans, accent)
    host = sans.cut(host, 24, 310)
    yield TextLine(sans, host, _RIGHT - sans.width(host, 24), 578, 24, SOFT)


def _masthead(content: _Content, sans: Typeface, accent: str, logo: int) -> Iterator[Shape]:
    """Yield the line above the title: on the left where it belongs, on the right its categories."""
    above, corner = _settable(content.above), _settable(content.corner)
    room = ROOM - logo
    if corner:
        words = sans.cut(corner, 26, room // 3)
        width = sans.width(words, 26)
        yield Rectangle(_RIGHT - 18, 74, 18, 18, programme_colours.readable(content.colour, PAPER))
        yield TextLine(sans, words, _RIGHT - 32 - width, 92, 26, SOFT)
        room -= int(width) + 72
    if above:
        yield TextLine(sans, sans.cut(above, 26, room), _LEFT + logo, 92, 26, accent, 600)
    yield Rectangle(_LEFT, 116, ROOM, 2, LINE)


def _facts(content: _Content, sans: Typeface, accent: str) -> Iterator[Shape]:
    """Yield the lines at the bottom, the last one first: place, time, status."""
    when, where, status = map(_settable, (content.when, content.where, content.status))
    if where:
        yield TextLine(sans, sans.cut(where, 30, ROOM - 330), _LEFT, 578, 30, SOFT)
    size = next((s for s in (38, 34, 30, 27) if sans.width(when, s, 600) <= ROOM), 24)
    base = 530 if where else 572
    yield TextLine(sans, sans.cut(when, size, ROOM), _LEFT, base, size, INK, 600)
    if status:
        words, off = sans.cut(status, 24, 700), content.off
        width, top = ceil(sans.width(words, 24, 600)) + 36, base - size - 56
        yield Rectangle(_LEFT, top, width, 42, INK if off else accent, pill=True, filled=off)
        ink, on = (PAPER, INK) if off else (accent, PAPER)
        yield TextLine(sans, words, _LEFT + 18, top + 30, 24, ink, 600, on)


def _settable(words: str) -> str:
    """Return words in one line, as the fonts can set them."""
    return " ".join(fonts.settable(words).split())
