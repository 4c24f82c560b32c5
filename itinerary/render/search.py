"""Finding events by words, the same way on the server and in the browser.

The server makes an index: the words of all events, each with the events that have it. The page of a
search is made from it, and the browser loads it as a document and looks words up by the same rules
(`static/js/fold.js`), so both have the same hits.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.selection_query import AgendaQuery
from itinerary.model.text import Text
from itinerary.render.compact_json import compact
from itinerary.value import Value

MOST_DESCRIBED = 14_000
"""The words of descriptions that an index has in all, so that it stays small. The descriptions of a
programme share them equally: each has its first different words in the index."""

FREQUENT = 50
"""Descriptions from which a word tells nothing, if these are an eighth of all or more."""

# Letters that Unicode does not decompose, and typographic marks that are not on keyboards.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
    | dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—―", "-")
)
_ACCENTS = re.compile("[\u0300-\u036f]")

# What stands between words, spelt out because classes such as \w are not the same in JavaScript.
# "+", "#" and "-" are part of words: C++, C#, China-Russia.
_BETWEEN = re.compile(
    "[\u0000-\u0022\u0024-\u002a,./:-@\\[-`{-\u00bf\u0589\u05be\u060c\u061b\u061f\u06d4\u0964\u0965"
    "\u1680\u2000-\u206f\u3000-\u303f\ufeff\uff00-\uff0f]+"
)
_UNSPACED = "\u0e00"
"""The first character of those scripts (Thai, Han, kana …) that write no spaces, or long words."""

_ADDRESS = re.compile(r"https?://\S+")

_SUBSTRING = 4
"""The length from which a word is found within others, and forgiven a typo."""

_DIGITS = "".join(chr(code) for code in range(35, 100) if chr(code) != "\\")
"""The digits of numbers in the document; those from the 32nd on have others after them."""


def fold(words: str) -> str:
    """Return `words` without case, accents and typography: İstanbul as istanbul, Ёлка as елка."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", words))
    return bare.lower().translate(_LETTERS)


def split(words: str) -> list[str]:
    """Return the single words of a text, folded. Apostrophes are left out: O’Neill is oneill."""
    parts = _BETWEEN.split(fold(words).replace("'", ""))
    return [word for part in parts if (word := part.strip("-"))]


def has(word: str, asked: str) -> bool:
    """Tell whether a word is a hit for one that was asked for, both folded: it has it within. Short
    words of alphabets must be beginnings, because “art” does not mean “party”."""
    short = len(asked) < _SUBSTRING and max(asked) < _UNSPACED
    return f"-{asked}" in f"-{word}" if short else asked in word


def nearly(word: str, asked: str) -> bool:
    """Tell whether a word begins with one that was asked for but for a typo: a letter too many, one
    missing, another one, or two letters exchanged (Damerau–Levenshtein distance of 1)."""
    if len(asked) < _SUBSTRING or max(asked) >= _UNSPACED:
        return False
    parts = {word, *word.split("-")} if "-" in word else {word}
    return any(_nearly(part, asked) for part in parts)


def _nearly(word: str, asked: str) -> bool:
    same = _common(word, asked)
    there, here = word[same:], asked[same:]
    return (
        there.startswith(here[1:])
        or there[1:].startswith(here)
        or there[1:].startswith(here[1:])
        or (there[:2] == here[1::-1] and len(here) > 1 and there[2:].startswith(here[2:]))
    )


class SearchIndex(Value):
    """An index of events: their ids, and by word in alphabetical order the places in `ids` of the
    events that have it. `further` has the words that the page does not have: those of texts that
    are not titles or names."""

    ids: tuple[str, ...]
    words: Mapping[str, Sequence[int]]
    further: Mapping[str, Sequence[int]]

    def find(self, words: str) -> frozenset[str]:
        """Return the ids of the events that have each of the words.

        A word that no event has may have a typo.
        """
        found = set(range(len(self.ids)))
        for asked in split(words):
            hits = [word for word in self.words if has(word, asked)]
            hits = hits or [word for word in self.words if nearly(word, asked)]
            found &= {place for word in hits for place in self.words[word]}
        return frozenset(self.ids[place] for place in found)

    def document(self) -> bytes:
        """Return what the page does not have of the index as JSON.

        `ids` has the ids; `words` the words, each as the number of characters that it has in common
        with the one before, and the others; `at` the places of each, as differences. All numbers
        are written in _DIGITS.
        """
        before, words, at = "", [], []
        for word, places in self.further.items():
            same = min(_common(before, word), 31)
            words.append(_DIGITS[same] + word[same:])
            steps = zip((-1, *places), places, strict=False)
            at.append("".join(_number(place - last - 1) for last, place in steps))
            before = word
        document = {"ids": " ".join(self.ids), "words": " ".join(words), "at": " ".join(at)}
        return compact(document).encode() + b"\n"


def search_index(events: Sequence[Event], names: Mapping[str, str], tag: str) -> SearchIndex:
    """Return the index of events in the language `tag`; `names` has the names of series by id."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    further: defaultdict[str, list[int]] = defaultdict(list)
    described = [_described(event, tag) for event in events]
    counts = Counter(word for words in described for word in words)
    frequent = {word for word, n in counts.items() if n >= max(FREQUENT, len(events) / 8)}
    most = MOST_DESCRIBED // max(1, sum(map(bool, described)))
    for place, event in enumerate(events):
        telling = (word for word in described[place] if word not in frequent)
        here = set(split("\n".join(_named(event, names, tag))))
        more = {
            *split("\n".join(text.to(tag) for text in _told(event))),
            *islice(telling, most),
        } - here
        for word in here | more:
            found[word].append(place)
        for word in more:
            further[word].append(place)
    return SearchIndex(tuple(event.id for event in events), _sorted(found), _sorted(further))


def _sorted(found: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    return {word: found[word] for word in sorted(found)}


def _named(event: Event, names: Mapping[str, str], tag: str) -> Iterator[str]:
    """Yield the title of an event, and the names that the page of all events has of it."""
    texts = [event.title]
    texts += [category.name for category in event.categories]
    texts += [track.name for track in event.tracks]
    texts += [place.name for first in event.places for place in first.chain()]
    texts += [participation.party.name for participation in event.parties]
    yield from (text.to(tag) for text in texts)
    if event.series_id:
        yield names.get(event.series_id, "")


def _told(event: Event) -> Iterator[Text]:
    """Yield the other texts of an event that are searched whole."""
    if event.summary:
        yield event.summary
    yield from event.tags
    yield from (organiser.name for organiser in event.organisers)
    affiliations = (participation.party.affiliation for participation in event.parties)
    yield from filter(None, affiliations)


def _common(one: str, other: str) -> int:
    """Return the length of the beginning that two words have in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _described(event: Event, tag: str) -> dict[str, None]:
    """Return the different words of the description of an event, in their order."""
    words = event.description.to(tag) if event.description else ""
    return dict.fromkeys(split(_ADDRESS.sub("", words)))


def _number(value: int) -> str:
    """Return a number in _DIGITS, the least digit last."""
    digits = _DIGITS[value % 32]
    while value := value // 32:
        digits = _DIGITS[32 + value % 32] + digits
    return digits


def ids_of(query: AgendaQuery, itinerary: Itinerary, index: SearchIndex) -> frozenset[str]:
    """Return the ids of the events that a query selects and that have the words of its search."""
    selected = frozenset(event.id for event in query.selection.of(itinerary))
    return selected & index.find(query.words) if query.words else selected
