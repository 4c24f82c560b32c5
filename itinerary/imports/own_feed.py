"""The words that our own feeds add to those of an author, taken off again."""

from __future__ import annotations

import gettext
import re
from functools import cache
from importlib.resources import files
from typing import Any

from itinerary.imports.markup import escaped

_ISOLATES = re.compile("[\u2066-\u2069\u200e\u200f]")
_LONGEST = 600
"""Characters of a title of ours with the words around it, and some more."""
_PARTS = ("morning", "midday", "afternoon", "evening", "night")


def is_own(prodid: str) -> bool:
    """Tell whether a calendar is a feed of ours by its PRODID."""
    return "//itinerary//itinerary " in prodid.casefold()


@cache
def _catalogues() -> tuple[gettext.NullTranslations, ...]:
    found: list[gettext.NullTranslations] = [gettext.NullTranslations()]
    folder = files("itinerary") / "translations"
    for language in sorted(folder.iterdir(), key=lambda one: one.name):
        catalogue = language / "LC_MESSAGES" / "messages.mo"
        if catalogue.is_file():
            with catalogue.open("rb") as file:
                found.append(gettext.GNUTranslations(file))
    return tuple(found)


@cache
def _said(message: str) -> tuple[str, ...]:
    """Return a message in every language of the interface."""
    return tuple(dict.fromkeys(one.gettext(message) for one in _catalogues()))


def _pattern(message: str, **holes: str) -> str:
    """Return an expression for a message in any language, with expressions for its holes."""
    ways = []
    for words in _said(message):
        way = re.escape(words)
        for name, hole in holes.items():
            way = way.replace(re.escape(f"%({name})s"), hole, 1)
        ways.append(way)
    return "(?:" + "|".join(sorted(ways, key=len, reverse=True)) + ")"


@cache
def _expressions() -> dict[str, re.Pattern[str]]:
    part = "(?:" + "|".join(re.escape(w) for name in _PARTS for w in _said(name)) + ")"
    return {
        "cancelled": re.compile(_pattern("CANCELLED: %(title)s", title="(.+)")),
        "postponed": re.compile(_pattern("POSTPONED: %(title)s", title="(.+)")),
        "open": re.compile(
            "|".join(
                (
                    _pattern("%(title)s (%(part)s, time TBA)", title="(.+)", part=part),
                    _pattern("%(title)s (time TBA)", title="(.+)"),
                    _pattern("%(title)s (date TBA)", title="(.+)"),
                    _pattern("%(title)s (date TBA, %(days)s)", title="(.+)", days=".*?"),
                    _pattern("%(title)s (%(days)s or later, time TBA)", title="(.+)", days=".*?"),
                    _pattern("%(title)s (date TBA, %(days)s or later)", title="(.+)", days=".*?"),
                )
            )
        ),
        "later": re.compile(
            "|".join(
                (
                    _pattern("%(title)s (%(days)s or later, time TBA)", title=".+", days=".*?"),
                    _pattern("%(title)s (date TBA, %(days)s or later)", title=".+", days=".*?"),
                )
            )
        ),
        "follows": re.compile(
            _pattern(
                "%(words)s (%(more)s)",
                words=".+",
                more=_pattern("follows “%(title)s”", title="(.+)"),
            )
        ),
        "no end": re.compile(
            _pattern("The end was not announced; shown as %(length)s.", length=".*?")
            + "|"
            + _pattern("There is no set end; shown as %(length)s.", length=".*?")
        ),
        "endless": re.compile(_pattern("There is no set end; shown as %(length)s.", length=".*?")),
    }


class OwnWordsOfFeeds:
    """Takes the words of the product off the entries of a feed."""

    def __init__(self) -> None:
        self.online_words = frozenset(_said("Online"))

    def split(self, summary: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return a title without the words before and after it, and what these say."""
        found = _expressions()
        words = _ISOLATES.sub("", summary[:_LONGEST]).strip()
        for status in ("cancelled", "postponed"):
            if sentence := found[status].fullmatch(words):
                values = {**values, "status": status}
                words = _group(sentence)
        if sentence := found["open"].fullmatch(words):
            words = _group(sentence)
        return words.strip(), values

    def says_later(self, summary: str) -> bool:
        """Tell whether a title says that the days are those of the event that it follows, or
        later. Our file says so by `after` alone."""
        words = _ISOLATES.sub("", summary[:_LONGEST]).strip()
        return bool(_expressions()["later"].fullmatch(words))

    def followed(self, description: str) -> str:
        """Return the title of the event that a description says it follows, empty if none."""
        first = _ISOLATES.sub("", description.partition("\n")[0][: 2 * _LONGEST])
        sentence = _expressions()["follows"].fullmatch(first)
        return _group(sentence) if sentence else ""

    def author_words(self, description: str) -> tuple[str, dict[str, Any]]:
        """Return the author's words of a description, and what the product says before them."""
        blocks = _ISOLATES.sub("", description).split("\n\n")
        more = {"end": "none"} if _expressions()["endless"].search(blocks[0]) else {}
        return escaped("\n\n".join(blocks[1:-1])), more

    def has_no_end(self, description: str) -> bool:
        """Tell whether the end in a feed is the one that it shows where no end was announced."""
        return bool(_expressions()["no end"].search(description.partition("\n\n")[0]))

    def part(self, description: str) -> str:
        """Return the part of the day that a description names, empty if it names none."""
        first = description.partition("\n")[0]
        for name in _PARTS:
            words = _pattern(
                "%(part)s, time to be announced",
                part="(?:" + "|".join(map(re.escape, _said(name))) + ")",
            )
            if re.search(words, first):
                return name
        return ""


def _group(sentence: re.Match[str]) -> str:
    """Return the title in a sentence: the group of the language that it is in."""
    return next((title for title in sentence.groups() if title), "")
