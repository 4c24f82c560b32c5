"""What an edition changed of an event, in words that people read: “The time is now known: …”."""

from __future__ import annotations

from collections.abc import Iterator

from itinerary.formats import wording
from itinerary.formats.language import Language
from itinerary.ledger import Change, Kind
from itinerary.model import Event, Status
from itinerary.text import Text
from itinerary.when import Day, Span, Timed, When, Window


def sentences(change: Change, language: Language) -> tuple[str, ...]:
    """Return what changed, in sentences; at least one.

    A change that is visible in other languages only is told as a revision of the wording.
    """
    say = language.say
    before, after = change.before, change.after
    if change.kind is Kind.REMOVED:
        return (say("No longer in the programme."),)
    if change.kind is Kind.ADDED or before is None:
        new = say("New: %(when)s.", when=wording.when_words(after, language))
        return (new, *_status(None, after, language))
    told = list(dict.fromkeys(_told(change, before, language)))
    if change.kind is Kind.RETURNED:
        told.insert(0, say("Back in the programme."))
    return tuple(told) or (say("Details were revised."),)


def _told(change: Change, before: Event, language: Language) -> Iterator[str]:
    """Yield sentences for the properties that differ, the most important first."""
    after, differ = change.after, set(change.fields)
    if differ & {"status", "reason"} and change.kind is not Kind.RETURNED:
        yield from _status(before, after, language)
    if differ & {"when", "zone", "inferred"}:
        yield _when(before, after, language)
    if "place" in differ:
        yield _place(before, after, language)
    if "title" in differ:
        yield _title(before.title, after.title, language)
    if "parties" in differ:
        yield from _parties(before, after, language)
    if "after" in differ:
        yield _after(after, language)
    if "sources" in differ:
        yield from _sources(before, after, language)
    if differ & {"summary", "description"}:
        yield language.say("The description was revised.")
    if differ & {"categories", "links", "image", "id"}:
        yield language.say("Details were revised.")


def _status(before: Event | None, after: Event, language: Language) -> Iterator[str]:
    say = language.say
    was = before.status if before else Status.CONFIRMED
    if before is not None and was is after.status:
        if after.reason:
            yield say("The reason given is now: %(reason)s", reason=after.reason.to(language.tag))
        else:
            yield say("Details were revised.")
    elif after.status in (Status.CANCELLED, Status.POSTPONED):
        words = wording.status_words(after, language)
        # A reason is a sentence of its own, with its own full stop.
        yield words if after.reason else say("%(words)s.", words=words)
    elif after.status is Status.TENTATIVE:
        yield say("It is expected, not yet confirmed.")
    elif was is Status.CANCELLED:
        yield say("It takes place after all.")
    elif before is not None:
        yield say("It is now confirmed.")


def _exactness(when: When | None) -> int:
    """Return how much is known: nothing, some days, the day, its part, the time, its end."""
    match when:
        case None:
            return 0
        case Window():
            return 1
        case Day(part=None):
            return 2
        case Day() | Span():
            return 3
        case Timed(end=None):
            return 4
        case _:
            return 5


def _when(before: Event, after: Event, language: Language) -> str:
    say = language.say
    old, new = _exactness(before.when), _exactness(after.when)
    now = wording.when_words(after, language)
    if new == 0:
        return say("The time is open again.")
    if new < old and new < 4:
        return say("The time is open again: %(when)s.", when=now)
    if old < 4 <= new:
        return say("The time is now known: %(when)s.", when=now)
    if old < 2 <= new:
        return say("The day is now known: %(when)s.", when=now)
    if old == 0:
        return say("The days are now known: %(when)s.", when=now)
    same_start = (
        isinstance(before.when, Timed)
        and isinstance(after.when, Timed)
        and before.when.start == after.when.start
    )
    if same_start and old == 4 and new == 5:
        return say("The end is now known: %(when)s.", when=now)
    if same_start and old == 5 and new == 4:
        return say("The end is open again: %(when)s.", when=now)
    if same_start:
        return say("It ends at another time: %(when)s.", when=now)
    was = wording.when_words(before, language)
    if was == now:  # the zone's name, or a language that is not this one
        return say("Details were revised.")
    return say("Moved to %(now)s; it was %(before)s.", now=now, before=was)


def _place(before: Event, after: Event, language: Language) -> str:
    say = language.say
    if after.place is None:
        return say("The place is open again.")
    now = wording.place_words(after.place, language)
    if before.place is None:
        return say("The place is now known: %(place)s.", place=now)
    was = wording.place_words(before.place, language)
    if before.place.id != after.place.id and was != now:
        return say("Moved to %(now)s; it was %(before)s.", now=now, before=was)
    return say("The details of the place were revised: %(place)s.", place=now)


def _title(before: Text, after: Text, language: Language) -> str:
    was, now = before.to(language.tag), after.to(language.tag)
    if was == now:
        return language.say("The wording was revised.")
    return language.say("Now called “%(now)s”; it was “%(before)s”.", now=now, before=was)


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
    if not joined and not left:
        yield say("Details of those taking part were revised.")


def _after(after: Event, language: Language) -> str:
    if after.after is None:
        return language.say("The order of events is open again.")
    words = wording.after_words(after, language)
    return language.say("The order of events: it %(follows)s.", follows=words)


def _sources(before: Event, after: Event, language: Language) -> Iterator[str]:
    known = {source.id for source in before.sources}
    new = [source for source in after.sources if source.id not in known]
    for source in new:
        yield language.say("New source: %(source)s.", source=wording.source_words(source, language))
    if not new:
        yield language.say("The sources were revised.")
