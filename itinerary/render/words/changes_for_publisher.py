"""The changes of an edition for its publisher: the sentences for readers, and old and new texts
that these sentences do not quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from babel import Locale

from itinerary.ledger import Change, Edition
from itinerary.ledger.canonical import differences, head_differences
from itinerary.model.itinerary import FACETS, Itinerary
from itinerary.render.words import changes, wording
from itinerary.render.words.language import Language
from itinerary.value import Value, replace

SINGULAR = {
    "places": "place",
    "categories": "category",
    "parties": "party",
    "tracks": "track",
    "series": "series",
}


class Difference(Value):
    """A property that differs: what the author calls it (`title.ru`), its value before and after;
    None where it had none."""

    of: str
    before: str | None
    after: str | None


def voice(itinerary: Itinerary) -> Language:
    """Return the language of the terminal: English, with the author's texts in their first
    language."""
    return replace(Language.of("en"), tag=itinerary.languages[0])


def of_event(change: Change, language: Language) -> Iterator[str | Difference]:
    """Yield what changed of an event: the sentences for readers, then texts that they do not quote
    (in other languages, or long)."""
    sentences = changes.sentences(change, language)
    yield from sentences
    if change.before is not None:
        quoted = " ".join(sentences)
        vague = language.say("Details were revised.") in sentences
        for path, old, new in differences(change.before, change.after):
            shown = _is_text(path) or (vague and path == "place")
            # A sentence names a value that came or went as a whole (`parties[1].party.name.zh`).
            whole = "[" in path and None in (old, new)
            if shown and not whole and not all(words in quoted for words in (old, new) if words):
                yield Difference(path, old, new)


def of_programme(before: Edition, after: Edition, language: Language) -> Iterator[str | Difference]:
    """Yield what changed of a programme apart from its events."""
    old, new = before.itinerary, after.itinerary
    yield from languages(before, after)
    if old.days != new.days:
        yield Difference("days", *(_days(it.days, language) for it in (old, new)))
    swapped: set[str] = set()
    for field in FACETS:
        before_by_id, after_by_id = ({t.id: t for t in getattr(it, field)} for it in (old, new))
        for id in (id for id in after_by_id if id not in before_by_id):
            yield f"New {SINGULAR[field]}: {after_by_id[id].name.to(language.tag)} ({id})."
        for id in (id for id in before_by_id if id not in after_by_id):
            name = before_by_id[id].name.to(language.tag)
            yield (
                f"No longer a {SINGULAR[field]}: {name} ({id}). Its page and its calendar go on,"
                " and say so."
            )
        swapped |= {f"{field}[{id}]" for id in before_by_id.keys() ^ after_by_id.keys()}
    for path, was, now in head_differences(old, new):
        head = path.partition(".")[0]
        reported = head in swapped or head.startswith(("languages[", "days[")) or head == "days"
        if not reported and ".within." not in path and not path.endswith("colour.name"):
            name = re.sub(r"\.(info|hex)$", "", path)
            values = (_words(path, words, it, language) for words, it in ((was, old), (now, new)))
            yield Difference(name, *values)


def languages(before: Edition, after: Edition) -> Iterator[str]:
    """Yield what happens to addresses in languages that are added or dropped."""
    old, new = before.itinerary.languages, after.itinerary.languages
    first = _named(new[0])
    for tag in (tag for tag in new if tag not in old):
        back = " again: its calendars are as they were" if tag in before.former_languages else ""
        yield f"Published in {_named(tag)}{back}."
    for tag in (tag for tag in old if tag not in new):
        until = (
            f"was published until edition {before.number}"
            if after.number == before.number + 1
            else "is no longer published"
        )
        yield (f"{_named(tag)} {until}; its calendars go on in {first}, and its pages lead there.")
    if old[0] != new[0] and {*old} == {*new}:
        yield f"The first language is now {first}."


def _named(tag: str) -> str:
    return Locale.parse(tag, sep="-").get_display_name("en") or tag


def _days(days: tuple[date, date] | None, language: Language) -> str | None:
    return language.days(*days) if days else None


_TEXTS = {
    "access",
    "accessibility",
    "address",
    "affiliation",
    "age",
    "alt",
    "capacity",
    "credit",
    "description",
    "level",
    "name",
    "note",
    "price",
    "reason",
    "result",
    "role",
    "summary",
    "tags",
    "text",
    "title",
    "where",
    "who",
}
_LINKS = {"link", "url"}


def _is_text(path: str) -> bool:
    """Tell whether a property of an event is a text or a link. The others are for machines, and
    sentences say what became of them."""
    *around, last = path.split(".")
    if ".within." in path:
        return False
    return last in _LINKS or bool(around and re.sub(r"\[.*", "", around[-1]) in _TEXTS)


def _words(path: str, value: str | None, itinerary: Itinerary, language: Language) -> str | None:
    """Return a value of the programme's head as people write it."""
    match path.rpartition(".")[2]:
        case "length" if value:
            lengths = {f"categories[{c.id}].length": c.length for c in itinerary.categories}
            length = lengths.get(path)
            return language.length(length) if length else value
        case "when" if value:
            return language.said_on(value)
    return value


def counted(kinds: Iterable[Any]) -> str:
    """Return how many there are of each kind: 2 added, 1 changed."""
    found = list(kinds)
    return ", ".join(f"{found.count(kind)} {kind}" for kind in dict.fromkeys(found))


def of_moves(moved: Iterable[Change], language: Language) -> Iterator[Difference]:
    """Yield from when to when the dates of a series moved; the hours only if they differ."""
    for change in moved:
        pair = [event for event in (change.before, change.after) if event]
        days, hours = (
            [say(event, language) for event in pair]
            for say in (wording.date_words, wording.time_words)
        )
        if len(set(hours)) > 1:
            days = [f"{day}, {hour}" for day, hour in zip(days, hours, strict=True)]
        yield Difference(change.after.id, *days)
