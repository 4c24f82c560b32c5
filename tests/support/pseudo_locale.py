"""A pseudo-locale: every message with accents on its letters and two fifths longer, made from the
list of all messages. (Android calls such languages en-XA and, from right to left, ar-XB.)

Words on a page without accents did not go through the catalogue. Words that are cut or spill here
would do so in German. The languages are Georgian and Urdu, whose dates and names of CLDR are in
other letters than Latin.
"""

from __future__ import annotations

import re
from functools import cache

from babel.messages.pofile import read_po

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import OwnWords
from itinerary.render.words.language import TRANSLATIONS
from itinerary.source import read
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES

LETTERS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
FILLER = ["ôñé", "ţŵö", "ţĥŕéé", "ƒöûŕ", "ƒîṽé", "šîẋ", "šéṽéñ", "éîĝĥţ", "ñîñé", "ţéñ"]
_PLACE = re.compile(r"(%\(\w+\)[sd]|\{\w+\})")


def pseudo(message: str) -> str:
    """Return a message with accents, its placeholders whole, longer by two fifths."""
    parts = _PLACE.split(message)
    said = "".join(part if _PLACE.fullmatch(part) else part.translate(LETTERS) for part in parts)
    letters = sum(character.isalpha() for character in _PLACE.sub("", message))
    if letters < 3:
        return said
    more = ""
    for word in FILLER * 20:
        if len(more) >= 0.4 * letters:
            break
        more += f" {word}"
    end = re.search(r"[\s.:;,…]*$", said)
    assert end
    return said[: end.start()] + more + end[0]


@cache
def pseudo_words(tag: str) -> OwnWords:
    """Return all messages of the product as own words of a programme in the language `tag`."""
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    said = []
    for message in messages:
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        said.append((ids[0], tuple(pseudo(id) for id in ids)))
    return OwnWords(tag, "n != 1", elsewhere=tuple(said))


@cache
def edition_in(tag: str, programme: str) -> Edition:
    """Return one of the three programmes in a language in which the product speaks like this."""
    data = PROGRAMMES[programme].read_bytes()
    data = re.sub(rb"(?m)^languages:.*$", b"languages: [%s, en]" % tag.encode(), data)
    itinerary = read(data, file="x", now=NOW).itinerary
    return revise(None, replace(itinerary, own_words=(pseudo_words(tag),)), NOW)


def paths_of_kinds(current: Publication, tag: str) -> list[str]:
    """Return the path of a page of each kind in a language."""
    kinds: dict[tuple[str, int], str] = {}
    for path in site_paths.pages(current):
        language, kind = path.split("/")[1:3]
        if language == tag:
            kinds.setdefault((kind, path.count("/")), path)
    return list(kinds.values())
