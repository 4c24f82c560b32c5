"""Finding events by words, the same way on the server and in the browser (`static/js/fold.js`)."""

from __future__ import annotations

import re
import unicodedata

from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.selection_query import AgendaQuery

# Letters that Unicode does not decompose, and typographic marks that are not on keyboards.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
    | dict.fromkeys("’‘ʼ", "'")
    | dict.fromkeys("“”„«»", '"')
    | dict.fromkeys("‐‑‒–—―", "-")
)
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(words: str) -> str:
    """Return `words` without case, accents and typography: İstanbul as istanbul, Ёлка as елка."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", words))
    return bare.lower().translate(_LETTERS)


def haystack(event: Event, tag: str) -> str:
    """Return the folded text that a search looks through: the words of an event in the agenda in
    the language `tag`, without its time."""
    texts = [event.title, event.summary]
    texts += [category.name for category in event.categories]
    texts += [track.name for track in event.tracks]
    texts += [place.name for first in event.places for place in first.chain()]
    texts += [participation.party.name for participation in event.parties]
    return fold("\n".join(text.to(tag) for text in texts if text))


def matches(words: str, folded: str) -> bool:
    """Tell whether each of the words is in a folded text; true if there are no words."""
    return all(word in folded for word in fold(words).split())


def ids_of(query: AgendaQuery, itinerary: Itinerary, tag: str) -> frozenset[str]:
    """Return the ids of the events that a query selects and whose texts in the language `tag` have
    the words of its search."""
    return frozenset(
        event.id
        for event in query.selection.of(itinerary)
        if not query.words or matches(query.words, haystack(event, tag))
    )
