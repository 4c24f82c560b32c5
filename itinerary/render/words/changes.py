"""What an edition changed of an event, in words that people read: “The time is now known: …”."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from itinerary.ledger import Change, ChangeKind, Edition, LogEntry
from itinerary.ledger.diff import differs
from itinerary.model.itinerary import UNSEEN, Event, Image, Place, Status
from itinerary.model.text import ANY, Text
from itinerary.model.when import Day, Span, Timed, When, Window
from itinerary.render.words import wording
from itinerary.render.words.language import Language, _

Teller = Callable[[Event, Event, Language], Iterator[str]]
"""Says what became of properties of which one at least differs; nothing if it does not show."""


def sentences(change: Change, language: Language) -> tuple[str, ...]:
    """Return what changed, in sentences, the most important first; at least one.

    A change that is visible in other languages only is told as a revision of the wording.
    """
    return tuple(dict.fromkeys(_stopped(told) for told in _sentences(change, language)))


def headline(change: Change, language: Language) -> str:
    """Return the first sentence with the event's title before it."""
    title = change.after.title.to(language.tag)
    words = sentences(change, language)[0]
    return language.say("%(title)s: %(change)s", title=title, change=words)


def beginning(entry: LogEntry, language: Language) -> str:
    """Return the words for the first edition, whose events are not told one by one."""
    count = len(entry.changes)
    if any(change.revision.created != entry.published for change in entry.changes):
        # A ledger that was rebuilt from a feed: this was not the first that was heard of them.
        return language.ngettext(
            "The record begins here, with %(num)d event.",
            "The record begins here, with %(num)d events.",
            count,
        )
    return language.ngettext(
        "First published, with %(num)d event.", "First published, with %(num)d events.", count
    )


def page_of(change: Change, edition: Edition) -> str | None:
    """Return the id under which `edition` has the page of the event that changed, None if it has
    none any more: the event may have been renamed since, or be forgotten."""
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
        yield say("New: %(when)s.", when=_when_words(after, language))
        yield from _unless_confirmed(after, language)
        return
    seen = set(UNSEEN)
    if change.kind is ChangeKind.RETURNED:
        yield say("Back in the programme.")
        yield from _unless_confirmed(after, language)
        seen |= {"status", "reason"}
    told = change.kind is ChangeKind.RETURNED
    for names, tell in (*_TELLERS, (_OTHERS, _nothing)):
        differ = [name for name in names if name not in seen and differs(before, after, name)]
        if differ:
            yield from list(tell(before, after, language)) or [
                _unseen(before, after, differ, language)
            ]
            told = True
    if not told:  # feeds name the site, and tell of a cancellation in one of two ways
        yield say("The calendar entry was renewed; the event is as before.")


def _nothing(_before: Event, _after: Event, _language: Language) -> Iterator[str]:
    yield from ()


def _unless_confirmed(event: Event, language: Language) -> Iterator[str]:
    if event.status is not Status.CONFIRMED:
        yield _status_sentence(event, language)


def _unseen(before: Event, after: Event, names: Sequence[str], language: Language) -> str:
    """Return what can be said of a difference for which there is no sentence."""
    old, new = ([_shown(getattr(e, name), language) for name in names] for e in (before, after))
    if old == new:
        return language.say("The wording was revised.")
    return language.say("Details were revised.")


def _shown(value: Any, language: Language) -> Any:
    """Return a value with every text in it as one language shows it."""
    if isinstance(value, Text):
        return value.to(language.tag)
    if isinstance(value, tuple):
        return tuple(_shown(inner, language) for inner in value)
    if is_dataclass(value):
        return tuple(_shown(getattr(value, field.name), language) for field in fields(value))
    return value


def _translated(before: Text, after: Text, language: Language) -> bool:
    """Tell whether words that were shown in another language are still there, and now in this one
    too: they are no new words."""
    old, new = before.pick(language.tag), after.pick(language.tag)
    gained = new.language != old.language and ANY not in (old.language, new.language)
    return gained and dict(after.entries).get(old.language) == old.words


# --- status --------------------------------------------------------------------------------------


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
    return words if event.reason else language.say("%(words)s.", words=words)


def _reason(before: Text | None, after: Text | None, language: Language) -> Iterator[str]:
    if after is None:
        yield language.say("A reason is no longer given.")
    elif before and _translated(before, after, language):
        yield language.say("A translation was added.")
    elif before is None or before.to(language.tag) != after.to(language.tag):
        yield language.say("The reason given is now: %(reason)s", reason=after.to(language.tag))


# --- time ----------------------------------------------------------------------------------------


def _when(before: Event, after: Event, language: Language) -> Iterator[str]:
    """Tell what became known of the time, what moved, what is open again."""
    if differs(before, after, "when"):
        message = _when_message(before.when, after.when)
        now, was = _when_words(after, language), _before_words(before, after, language)
        yield language.say(message, when=now, before=was)
        if isinstance(after.when, Timed):
            return  # this has named the zone
    if after.when is None:
        return
    noon = datetime.combine(after.when.first, time(12))
    moment = after.when.start if isinstance(after.when, Timed) else noon
    old, new = (
        wording.zone_name(event.zone, moment.replace(tzinfo=event.zone.info), language)
        for event in (before, after)
    )
    if old != new:
        yield language.say("The time zone is now %(zone)s.", zone=new)


def _when_words(event: Event, language: Language) -> str:
    if event.when is None:
        return language.say("time to be announced")
    return wording.when_words(event, language)


def _before_words(before: Event, after: Event, language: Language) -> str:
    """Return the former time; without its zone, and its day, if they are those of the new one."""
    old, new = before.when, after.when
    if (
        isinstance(old, Timed)
        and isinstance(new, Timed)
        and before.zone == after.zone
        and old.start.utcoffset() == new.start.utcoffset()
    ):
        hours = wording.time_words(before, language)
        if old.first == new.first:
            return hours
        return language.say(", ").join((wording.date_words(before, language), hours))
    return _when_words(before, language)


_KNOWN = _("The time is now known: %(when)s.")
_OPEN = _("The time is open again: %(when)s.")
_MOVED = _("Moved to %(when)s; it was %(before)s.")
_LONGER = _("It is now longer: %(when)s; it was %(before)s.")
_SHORTER = _("It is now shorter: %(when)s; it was %(before)s.")


def _when_message(old: When | None, new: When | None) -> str:
    """Return the message for a transition, with `%(when)s` and perhaps `%(before)s`.

    “Now known” is said only where it agrees with what was known before; all else has moved.
    """
    match old, new:
        case _, None:
            return _("The time is open again.")
        case None, _:
            return _first_known(new)
        case Timed(), Timed():
            return _timed_message(old, new)
        case _ if _latest(new) < old.first or _latest(old) < new.first:
            return _MOVED
        case Window(), _:
            return _narrowed(old, new)
        case Day(), Timed():
            return _KNOWN
        case Day(part=None), Day():
            return _("The part of the day is now known: %(when)s.")
        case Day(part=was), Day(part=now) if was and now:
            return _MOVED
        case Timed() | Day(), Day() | Window():
            return _OPEN
        case Span(), Span():
            return _LONGER if _within(old, new) else _SHORTER if _within(new, old) else _MOVED
        case _:
            return _("The time is now given as %(when)s; it was %(before)s.")


def _first_known(new: When) -> str:
    """Return the message for a time of which nothing, or only a period, was known."""
    if isinstance(new, Timed):
        return _KNOWN
    if new.first == _latest(new):
        return _("The day is now known: %(when)s.")
    return _("The days are now known: %(when)s.")


def _narrowed(old: Window, new: When) -> str:
    if not _within(new, old):
        wider = isinstance(new, Window) and _within(old, new)
        return _("The period is now wider: %(when)s; it was %(before)s.") if wider else _MOVED
    if isinstance(new, Window):
        return _("The period is now narrower: %(when)s; it was %(before)s.")
    return _first_known(new)


def _timed_message(old: Timed, new: Timed) -> str:
    if old.start.astimezone(UTC) != new.start.astimezone(UTC):
        return _MOVED
    match old.end, new.end:
        case None, datetime():
            return _("The end is now known: %(when)s.")
        case datetime(), None:
            return _("The end is open again: %(when)s.")
        case datetime() as before, datetime() as after:
            # In UTC: between zones, no two times of a repeated hour are ever equal.
            later = after.astimezone(UTC) - before.astimezone(UTC)
            if later:
                return _LONGER if later > timedelta() else _SHORTER
    return _("Now given in another time zone: %(when)s.")


def _within(inner: When, outer: When) -> bool:
    return outer.first <= inner.first and _latest(inner) <= _latest(outer)


def _latest(when: When) -> date:
    """Return the last possible day."""
    return date.max if isinstance(when, Window) and when.later else when.last


# --- place ---------------------------------------------------------------------------------------


def _place(before: Event, after: Event, language: Language) -> Iterator[str]:
    say, old, new = language.say, before.place, after.place
    if new is None:
        declined = "place" in after.without
        yield say("It has no place.") if declined else say("The place is open again.")
        return
    now = wording.place_words(new, language)
    if old is None:
        yield say("The place is now known: %(place)s.", place=now)
    elif old.id != new.id:
        was = wording.place_words(old, language)
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
        place = wording.location_words(new, language)
        yield language.say("The details of the place were revised: %(place)s.", place=place)


# --- words ---------------------------------------------------------------------------------------


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


# --- the rest ------------------------------------------------------------------------------------


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
        words = wording.after_words(after, language)
        yield language.say("The order of events: it %(follows)s.", follows=words)


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
    old = {link.url: link.title.to(language.tag) for link in before.links}
    new = {link.url: link.title.to(language.tag) for link in after.links}
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


# In the order of importance to a reader; the first sentence is in the titles of the Atom feed.
_TELLERS: tuple[tuple[tuple[str, ...], Teller], ...] = (
    (("status", "reason"), _status),
    (("when", "zone"), _when),
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
)
# `id`, and what an event will have in future: told, if only in general.
_OTHERS = tuple(
    field.name
    for field in fields(Event)
    if field.name not in {name for names, _teller in _TELLERS for name in names}
)
