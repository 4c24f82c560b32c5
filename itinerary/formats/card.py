"""The picture that a shared link shows: an event, or the programme, as a card of 1200 × 630 pixels.

Drawn by resvg with fonts that come as packages and never with the machine's own, so that a card is
the same bytes everywhere. The renderer and the fonts are the extra `images` of our package; without
them `available()` is false, and the site has no such pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from itinerary.formats import fonts, stylesheet, wording
from itinerary.formats.language import Language, language
from itinerary.ledger import Edition
from itinerary.model import Event, Status

WIDTH, HEIGHT = 1200, 630
"""The size that Facebook, LinkedIn, X and Telegram show without cropping (1.91 : 1)."""

PAPER, INK, SOFT, LINE = stylesheet.PAPER["light"], "#1d1b18", "#5f594f", "#dcd6cb"
_BAND, _LEFT, _RIGHT = 24, 88, 1120
ROOM = _RIGHT - _LEFT
_SIZES = (84, 76, 68, 60, 54, 48, 42)
_TITLE_TOP, _LEADING = 164, 1.18


@cache
def available() -> bool:
    """Tell whether cards can be drawn: whether the extra `images` is installed."""
    return find_spec("resvg_py") is not None and fonts.available()


def draw(edition: Edition, event: Event | None, tag: str, *, site: str) -> bytes:
    """Return the card of an event, or for None of the programme, in the language `tag` as PNG."""
    import resvg_py

    words = svg(edition, event, tag, site=site)
    files = [str(fonts.path(family)) for family in fonts.FAMILIES]
    return bytes(resvg_py.svg_to_bytes(svg_string=words, skip_system_fonts=True, font_files=files))


def svg(edition: Edition, event: Event | None, tag: str, *, site: str) -> str:
    """Return the same before it is drawn. An event's card has its title, what is known of its time,
    place and status; the programme's its days, how many events, and who publishes it."""
    speech, itinerary = language(tag), edition.itinerary
    if event is None:
        first, last = itinerary.first, itinerary.last
        count = len(itinerary.events)
        return _card(
            speech,
            above=itinerary.publisher.name.to(tag)
            if itinerary.publisher
            else speech.say("Programme"),
            title=itinerary.title.to(tag),
            facts=(
                speech.days(first, last) if first and last else "",
                speech.ngettext("%(num)d event", "%(num)d events", count),
            ),
            colour=itinerary.colour.hex,
            accent=itinerary.colour.hex,
            site=site,
        )
    place = wording.place_words(event.place, speech) if event.place else ""
    lead = next((category.colour for category in event.categories if category.colour), None)
    return _card(
        speech,
        above=itinerary.title.to(tag),
        title=event.title.to(tag),
        mark="" if event.status is Status.CONFIRMED else wording.status_words(event, speech),
        off=event.status is Status.CANCELLED,
        facts=(wording.when_words(event, speech), place),
        corner=" · ".join(category.name.to(tag) for category in event.categories[:2]),
        colour=(lead or itinerary.colour).hex,
        accent=itinerary.colour.hex,
        site=site,
    )


# --- the drawing ---------------------------------------------------------------------------------


def _card(
    speech: Language,
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
) -> str:
    """Return a card as SVG: masthead and title from the top, facts from the bottom."""
    sans, serif = Type("sans", speech.tag), Type("serif", speech.tag)
    title = serif.shown(title)
    above, mark, corner, when, where = map(sans.shown, (above, mark, corner, *facts))
    accent, colour = (stylesheet.readable(c, PAPER) for c in (accent, colour))
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        f'<rect width="{_BAND}" height="{HEIGHT}" fill="{accent}"/>',
    ]
    room = ROOM
    if corner:
        words = sans.cut(corner, 26, room // 3)
        wide = sans.width(words, 26)
        parts.append(f'<rect x="{_RIGHT - 18}" y="74" width="18" height="18" fill="{colour}"/>')
        parts.append(sans.line(words, _RIGHT - 32 - wide, 92, 26, SOFT))
        room -= int(wide) + 72
    if above:
        parts.append(sans.line(sans.cut(above, 26, room), _LEFT, 92, 26, accent, weight=600))
    parts.append(f'<rect x="{_LEFT}" y="116" width="{ROOM}" height="1.5" fill="{LINE}"/>')
    size, lines = serif.fitted(title, 222 if mark else 280)
    for n, line in enumerate(lines):
        base = _TITLE_TOP + size * (0.86 + _LEADING * n)
        parts.append(serif.line(line, _LEFT, base, size, SOFT if off else INK, weight=600))
    parts += _facts(sans, when, where, mark, off, accent)
    host = sans.cut(urlsplit(site).netloc, 24, 310)
    parts.append(sans.line(host, _RIGHT - sans.width(host, 24), 578, 24, SOFT))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _facts(sans: Type, when: str, where: str, mark: str, off: bool, accent: str) -> Iterator[str]:
    """Yield what stands at the bottom, the last line first: place, time, status."""
    if where:
        yield sans.line(sans.cut(where, 30, ROOM - 330), _LEFT, 578, 30, SOFT)
    size = next((s for s in (38, 34, 30, 27) if sans.width(when, s, 600) <= ROOM), 24)
    base = 530 if where else 572
    yield sans.line(sans.cut(when, size, ROOM), _LEFT, base, size, INK, weight=600)
    if mark:
        words = sans.cut(mark, 24, 700)
        wide, top = sans.width(words, 24, 600) + 36, base - size - 56
        fill, ink = (INK, PAPER) if off else ("none", accent)
        yield (
            f'<rect x="{_LEFT}" y="{top}" width="{wide:.1f}" height="42" rx="21"'
            f' fill="{fill}" stroke="{ink if fill == "none" else fill}" stroke-width="2"/>'
        )
        yield sans.line(words, _LEFT + 18, top + 30, 24, ink, weight=600)


@dataclass(frozen=True)
class Type:
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

    def shown(self, words: str) -> str:
        """Return `words` in one line, without what no family has."""
        return " ".join(fonts.shown(words, self.families).split())

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
        """Return how wide `words` are at most: without kerning, which only makes them narrower."""
        return size * sum(
            fonts.advances(name, weight).get(char, 1.0)
            for name, run in self.runs(words)
            for char in run
        )

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
        for size in _SIZES:
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
        lines = [""]
        for piece in pieces(words):
            if lines[-1] and self.width((lines[-1] + piece).rstrip(), size, 600) > room:
                lines.append("")
            lines[-1] += piece
        return [self.cut(line.rstrip(), size, ROOM) for line in lines]

    def line(
        self, words: str, x: float, y: float, size: float, colour: str, *, weight: int = 400
    ) -> str:
        """Return a line of SVG text whose base line begins at (x, y)."""
        spans = "".join(
            f"<tspan font-family={quoteattr(name)}>{escape(run)}</tspan>"
            for name, run in self.runs(words)
        )
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}"'
            f' fill="{colour}" xml:space="preserve">{spans}</text>'
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
