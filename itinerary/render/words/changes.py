"""Changes of an event by an edition, in sentences for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from itinerary.ledger import Change, ChangeKind, Edition, LogEntry
from itinerary.ledger.diff import differs
from itinerary.model.itinerary import UNSEEN, Event, Image, Place, Status
from itinerary.model.text import ANY, Text
from itinerary.render.words import fact_wording, place_wording, wording
from itinerary.render.words.fact_wording import EventFact
from itinerary.render.words.language import Language
from itinerary.render.words.time_changes import time_sentences, when_phrase
from itinerary.value import Value, field_names

Teller = Callable[[Event, Event, Language], Iterator[str]]
"""Yields sentences about some properties, at least one of which differs; none if the difference is
not visible in the language."""


def sentences(change: Change, language: Language) -> tuple[str, ...]:
    """Return what changed, in sentences, the most important first; at least one.

    A change that is visible only in other languages is a revision of the wording.
    """
    return tuple(dict.fromkeys(_stopped(sentence) for sentence in _sentences(change, language)))


def headline(change: Change, language: Language, told: Sequence[str] = ()) -> str:
    """Return the first sentence with the event's title before it; `told` are the `sentences`, if
    they are known."""
    title = wording.title_words(change.after, language)
    words = (told or sentences(change, language))[0]
    return language.say("%(title)s: %(change)s", title=title, change=words)


def beginning(entry: LogEntry, language: Language) -> str:
    """Return the sentence for the first edition, which does not list its events."""
    events = (change.after for change in entry.changes)
    count = sum(1 for event in events if not event.deadline and not event.is_break)
    if any(change.revision.created != entry.published for change in entry.changes):
        # In a ledger that was rebuilt from a feed, the events were published before.
        return language.ngettext(
            "The record begins here, with %(num)d event.",
            "The record begins here, with %(num)d events.",
            count,
        )
    return language.ngettext(
        "First published, with %(num)d event.", "First published, with %(num)d events.", count
    )


def page_of(change: Change, edition: Edition) -> str | None:
    """Return the id of the changed event's page in `edition`; None if it no longer has one: the
    event may have been renamed since, or removed from feeds."""
    record = edition.records.get(change.after.uid)
    return record.event.id if record and edition.find(record.event.id) else None


def _stopped(sentence: str) -> str:
    """Return a sentence with one full stop: Russian dates (“2024 г.”) end in one of their own."""
    return sentence[:-1] if sentence.endswith("..") and sentence[-3:] != "..." else sentence


def _sentences(change: Change, language: Language) -> Iterator[str]:
    before, after, say = change.before, change.after, language.say
    if change.kind is ChangeKind.REMOVED:
        yield say("No longer in the programme.")
        return
    if before is None:
        yield say("New: %(when)s.", when=when_phrase(after, language))
        yield from _unless_confirmed(after, language)
        return
    seen = set(UNSEEN)
    if change.kind is ChangeKind.RETURNED:
        yield say("Back in the programme.")
        yield from _unless_confirmed(after, language)
        seen |= {"status", "reason"}
    reported = change.kind is ChangeKind.RETURNED
    for names, tell in (*_TELLERS, (_OTHERS, _nothing)):
        differ = [name for name in names if name not in seen and differs(before, after, name)]
        if differ:
            yield from list(tell(before, after, language)) or [
                _unseen(before, after, differ, language)
            ]
            reported = True
    if not reported:  # feeds name the site, and show a cancellation in one of two ways
        yield say("The calendar entry was renewed; the event is as before.")


def _nothing(_before: Event, _after: Event, _language: Language) -> Iterator[str]:
    yield from ()


def _unless_confirmed(event: Event, language: Language) -> Iterator[str]:
    if event.status is not Status.CONFIRMED:
        yield _status_sentence(event, language)


def _unseen(before: Event, after: Event, names: Sequence[str], language: Language) -> str:
    """Return the sentence for a difference that no other sentence shows."""
    old, new = ([_shown(getattr(e, name), language) for name in names] for e in (before, after))
    if old == new:
        return language.say("The wording was revised.")
    return language.say("Details were revised.")


def _shown(value: Any, language: Language) -> Any:
    """Return a value in which each text is replaced by its words in one language."""
    if isinstance(value, Text):
        return value.to(language.tag)
    if isinstance(value, tuple):
        return tuple(_shown(inner, language) for inner in value)
    if isinstance(value, Value):
        return tuple(_shown(getattr(value, name), language) for name in field_names(type(value)))
    return value


def _translated(before: Text, after: Text, language: Language) -> bool:
    """Tell whether only a translation was added: the words that were shown, in another language,
    are still there, and the language has words of its own now."""
    old, new = before.pick(language.tag), after.pick(language.tag)
    gained = new.language != old.language and ANY not in (old.language, new.language)
    return gained and dict(after.entries).get(old.language) == old.words


def _status(before: Event, after: Event, language: Language) -> Iterator[str]:
    say = language.say
    match before.status, after.status:
        case old, new if old is new:
            yield from _reason(before.reason, after.reason, language)
        case _, Status.CANCELLED | Status.POSTPONED:
            yield _status_sentence(after, language)
        case Status.CANCELLED, Status.TENTATIVE:
            yield say("It is expected to take place after all.")
        case _, Status.TENTATIVE:
            yield say("It is expected, not yet confirmed.")
        case Status.CANCELLED, _:
            yield say("It takes place after all.")
        case _:
            yield say("It is now confirmed.")


def _status_sentence(event: Event, language: Language) -> str:
    if event.status is Status.TENTATIVE:
        return language.say("It is expected, not yet confirmed.")
    words = wording.status_words(event, language)
    # A reason is a sentence of its own, with its own full stop.
    return words if event.reason else language.sentences((words,))


def _reason(before: Text | None, after: Text | None, language: Language) -> Iterator[str]:
    if after is None:
        yield language.say("A reason is no longer given.")
    elif before and _translated(before, after, language):
        yield language.say("A translation was added.")
    elif before is None or before.to(language.tag) != after.to(language.tag):
        yield language.say("The reason given is now: %(reason)s", reason=after.to(language.tag))


def _place(before: Event, after: Event, language: Language) -> Iterator[str]:
    say, old, new = language.say, before.place, after.place
    if new is None:
        declined = "place" in after.without
        yield say("It has no place.") if declined else say("The place is open again.")
        return
    now = place_wording.place_words(new, language)
    if old is None:
        yield say("The place is now known: %(place)s.", place=now)
    elif old.id != new.id:
        was = place_wording.place_words(old, language)
        if old.id in {around.id for around in new.chain()}:
            yield say("The place is now known more exactly: %(place)s.", place=now)
        elif was != now:
            yield say("Moved to %(now)s; it was %(before)s.", now=now, before=was)
    else:
        yield from _same_place(old, new, language)


def _same_place(old: Place, new: Place, language: Language) -> Iterator[str]:
    was, now = old.name.to(language.tag), new.name.to(language.tag)
    if _translated(old.name, new.name, language):
        yield language.say("A translation was added.")
    elif was != now:
        yield language.say(
            "The place is now called “%(now)s”; it was “%(before)s”.", now=now, before=was
        )
    elif _shown(old, language) != _shown(new, language):
        place = place_wording.location_words(new, language)
        yield language.say("The details of the place were revised: %(place)s.", place=place)


def _title(before: Event, after: Event, language: Language) -> Iterator[str]:
    was, now = before.title.to(language.tag), after.title.to(language.tag)
    if _translated(before.title, after.title, language):
        yield language.say("A translation was added.")
    elif was != now:
        yield language.say("Now called “%(now)s”; it was “%(before)s”.", now=now, before=was)


def _description(before: Event, after: Event, language: Language) -> Iterator[str]:
    for old, new in (
        (before.summary, after.summary),
        (before.description, after.description),
    ):
        if old and new and _translated(old, new, language):
            yield language.say("A translation was added.")
        elif _shown(old, language) != _shown(new, language):
            yield language.say("The description was revised.")


def _parties(before: Event, after: Event, language: Language) -> Iterator[str]:
    say = language.say
    old = {taking.party.id: taking for taking in before.parties}
    new = {taking.party.id: taking for taking in after.parties}
    joined = [wording.party_words(t, language) for id, t in new.items() if id not in old]
    left = [wording.party_words(t, language) for id, t in old.items() if id not in new]
    if joined:
        yield say("Newly taking part: %(who)s.", who=language.series(joined))
    if left:
        yield say("No longer taking part: %(who)s.", who=language.series(left))
    for id in (id for id in new if id in old):
        was, now = old[id], new[id]
        if _shown(was.role, language) != _shown(now.role, language):
            if now.role:
                yield say("Role now: %(who)s.", who=wording.party_words(now, language))
            else:
                name = now.party.name.to(language.tag)
                yield say("A role is no longer given: %(who)s.", who=name)
        if _shown(was.party, language) != _shown(now.party, language):
            yield say("Details of those taking part were revised.")
    if not joined and not left and list(old) != list(new):
        yield say("Details of those taking part were revised.")


def _after(before: Event, after: Event, language: Language) -> Iterator[str]:
    if after.after is None:
        yield language.say("The order of events is open again.")
    elif wording.after_words(before, language) != wording.after_words(after, language):
        title = after.after.title.to(language.tag)
        yield language.say("It now follows “%(title)s”.", title=title)


def _sources(before: Event, after: Event, language: Language) -> Iterator[str]:
    known = {source.id for source in before.sources}
    new = [source for source in after.sources if source.id not in known]
    for source in new:
        yield language.say("New source: %(source)s.", source=wording.source_words(source, language))
    if not new and _shown(before.sources, language) != _shown(after.sources, language):
        yield language.say("The sources were revised.")


def _categories(before: Event, after: Event, language: Language) -> Iterator[str]:
    old, new = (
        [category.name.to(language.tag) for category in event.categories]
        for event in (before, after)
    )
    if not new:
        yield language.say("No category is given any more.")
    elif old != new:
        yield language.say("The categories are now: %(names)s.", names=language.series(new))


def _links(before: Event, after: Event, language: Language) -> Iterator[str]:
    say = language.say
    old = {link.url: wording.link_words(link, language) for link in before.links}
    new = {link.url: wording.link_words(link, language) for link in after.links}
    gone = [title for url, title in old.items() if url not in new]
    for url, title in new.items():
        if url not in old and title not in gone:
            yield say("New link: %(title)s.", title=title)
        elif old.get(url) != title:
            yield say("A link was revised: %(title)s.", title=title)
    for title in gone:
        if title not in new.values():
            yield say("A link was withdrawn: %(title)s.", title=title)


def _without(before: Event, after: Event, language: Language) -> Iterator[str]:
    if "end" in after.without and "end" not in before.without:
        yield language.say("There is no set end.")


def _seen(image: Image) -> tuple[str | None, str | None]:
    return image.url, image.picture.digest if image.picture else None


def _image(before: Event, after: Event, language: Language) -> Iterator[str]:
    if after.image is None:
        yield language.say("The picture was withdrawn.")
    elif before.image is None:
        yield language.say("A picture was added.")
    elif _seen(before.image) != _seen(after.image):
        yield language.say("The picture was replaced.")


def _result(before: Event, after: Event, language: Language) -> Iterator[str]:
    if after.result is None:
        yield language.say("The result was withdrawn.")
    elif before.result is None:
        yield language.say("The result was added.")
    elif _translated(before.result, after.result, language):
        yield language.say("A translation was added.")
    elif before.result.to(language.tag) != after.result.to(language.tag):
        yield language.say("The result was revised.")


def _kind(_before: Event, after: Event, language: Language) -> Iterator[str]:
    if after.is_break:
        yield language.say("It is a break now, and not in calendars.")
    else:
        yield language.say("It is an event now, and in calendars.")


def _more_places(before: Event, after: Event, language: Language) -> Iterator[str]:
    if before.place == after.place and after.place:
        where = place_wording.event_words(after, language)
        yield language.say("It takes place here: %(places)s.", places=where)


def _tracks(before: Event, after: Event, language: Language) -> Iterator[str]:
    old, new = ([track.name.to(language.tag) for track in e.tracks] for e in (before, after))
    if not new:
        yield language.say("No track is given any more.")
    elif old != new:
        yield language.say("The tracks are now: %(names)s.", names=language.series(new))


def _series(before: Event, after: Event, language: Language) -> Iterator[str]:
    if before.series == after.series:
        return
    if not after.series:
        yield language.say("It no longer belongs to a series.")
    elif before.series:
        yield language.say("It belongs to another series now.")
    else:
        yield language.say("It belongs to a series now.")


def _facts(before: Event, after: Event, language: Language) -> Iterator[str]:
    """Yield what was announced, changed or withdrawn of the facts that have a label."""
    old, new = (
        {
            fact.key: fact
            for fact in (*fact_wording.press_facts(e, language), *fact_wording.facts(e, language))
        }
        for e in (before, after)
    )
    for key, fact in new.items():
        line = fact.line(language)
        if key not in old:
            yield language.say("Announced: %(fact)s.", fact=line)
        elif old[key].line(language) != line:
            if was := _was(old[key], fact):
                # Translators: A fact with its label: “Doors open: 19:00; it was 19:30”.
                yield language.say("Changed: %(fact)s; it was %(before)s.", fact=line, before=was)
            else:
                yield language.say("Changed: %(fact)s.", fact=line)
    for key, fact in old.items():
        if key not in new:
            yield language.say("No longer said: %(fact)s.", fact=fact.label)


def _was(old: EventFact, new: EventFact) -> str:
    """Return what a fact said before, where one part of it changed, as times do; empty if that is
    in the author's own words, which may be long, or an address."""
    if len(old.parts) != len(new.parts):
        return ""
    differ = [pair for pair in zip(old.parts, new.parts, strict=True) if pair[0] != pair[1]]
    if len(differ) > 1 or any(part.text or part.link for pair in differ for part in pair):
        return ""
    return differ[0][0].words


# In the order of importance to a reader; the first sentence is in the titles of the Atom feed.
_TELLERS: tuple[tuple[tuple[str, ...], Teller], ...] = (
    (("status", "reason"), _status),
    (("when", "zone"), time_sentences),
    (("place",), _place),
    (("without",), _without),
    (("title",), _title),
    (("parties",), _parties),
    (("after",), _after),
    (("sources",), _sources),
    (("summary", "description"), _description),
    (("categories",), _categories),
    (("links",), _links),
    (("image",), _image),
    (("result",), _result),
    (("kind",), _kind),
    (("more_places",), _more_places),
    (("tracks",), _tracks),
    (("series",), _series),
    (
        (
            *("doors", "online", "registration", "price", "capacity", "spoken", "level", "age"),
            *("accessibility", "organisers", "contact", "tags", "recording", "press"),
        ),
        _facts,
    ),
)
# `id`, and properties that events may get in future: reported in general words.
_OTHERS = tuple(
    name
    for name in field_names(Event)
    if name not in {told for names, _teller in _TELLERS for told in names}
)
