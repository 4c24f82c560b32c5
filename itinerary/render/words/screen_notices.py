"""The notices of a screen: what is off, and what changed of an event's time or place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from itinerary.ledger import Change, ChangeKind, Edition, LogEntry
from itinerary.ledger.diff import differs
from itinerary.model.itinerary import Event, Place
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.model.selection_query import KEY_OF, filters_of
from itinerary.model.when import Timed, When, programme_days
from itinerary.render.words import changes, place_wording, wording
from itinerary.render.words.language import Language
from itinerary.value import Value, replace

RECENT = timedelta(days=3)
"""The time for which a change is news on a screen."""


_TOLD = ("when", "zone", "former", "place", "more_places")
"""The properties of which a change is told: by these people would go elsewhere, or at another
time."""


_PLACE = KEY_OF["places"]


class Notice(Value, kw_only=True):
    """What people have to know of an event before they go there, in a sentence.

    `days` are the first and the last day (of the programme) of each time that the event has or had:
    it is news on these alone. It is old from `until` on (UTC): the end of the last of its announced
    hours, or an hour after a start without an announced end; None if an hour is not known.
    `changed` is the time of a change (UTC), which is news for `RECENT`; None if the event is off.
    `filters` are the pairs of key and value by which a selection finds it.
    """

    event: Event
    words: str
    days: tuple[tuple[date, date], ...]
    until: datetime | None
    changed: datetime | None
    filters: tuple[tuple[str, str], ...]


def screen_notices(
    edition: Edition, log: Sequence[LogEntry], selection: Selection, language: Language
) -> list[Notice]:
    """Return the notices of the events of a selection in the order of reading.

    Events are off that are cancelled or postponed, and those that left the programme. Of the others
    the newest change in `log` (newest first) counts by which people would go elsewhere or at
    another time, if it was shortly before the edition. At a door these are the people who stand
    there. An event that moved elsewhere is told at the door that it left, also if its time changed
    since. A change of its second room is not told at the door of the first.
    """
    starts = edition.itinerary.day_starts
    news = _news(edition, log)
    found: dict[str, Notice] = {}
    for uid, record in edition.records.items():
        event, changed = record.event, news.get(uid, [])
        here = [one for one in changed if one.is_for(event, selection)]
        if event.deadline or not (record.is_in_feeds(edition.published) or here):
            continue
        if not here and event not in selection:
            continue
        change = here[0].change if here else None
        states = (change.before, event) if change and change.before else (event,)
        off = record.removed is not None or event.status.off
        if off:
            words = _off_words(event, language, removed=record.removed is not None)
        elif change:
            words = _change_words(change, event, selection, language)
        else:
            continue
        found[uid] = Notice(
            event=event,
            words=words,
            days=tuple(dict.fromkeys(_days(states, starts))),
            until=_until(states),
            changed=None if off or not change else change.revision.modified,
            filters=_filters(event, changed, starts, off=off),
        )
    ordered = agenda((notice.event for notice in found.values()), starts)
    return [found[event.uid] for section in ordered for event in section.events]


def _off_words(event: Event, language: Language, *, removed: bool) -> str:
    if removed:
        return language.say("No longer in the programme.")
    return wording.status_words(event, language)


class _News(Value):
    """A change that people have to know before they go there. `doors` are the ids of the places at
    which it is news, and of those around them."""

    change: Change
    doors: frozenset[str]

    def is_for(self, event: Event, selection: Selection) -> bool:
        """Tell whether it is news on the screen of a selection; `event` is as it is now."""
        states = filter(None, (self.change.before, event))
        at_door = not selection.places or not self.doors.isdisjoint(selection.places)
        return at_door and any(state in selection for state in states)


def _news(edition: Edition, log: Sequence[LogEntry]) -> dict[str, list[_News]]:
    """Return the changes of each event that people have to know before they go there, newest
    first."""
    known = {place.id for place in edition.itinerary.places}
    found: defaultdict[str, list[_News]] = defaultdict(list)
    for entry in log:
        if entry.number == 1 or edition.published - entry.published > RECENT:
            break  # the first edition has nothing before it
        for change in entry.changes:
            moved = _moved(change, known)
            if moved or _is_another_time(change):
                found[change.after.uid].append(_News(change, _doors(change, moved)))
    return found


def _is_another_time(change: Change) -> bool:
    """Tell whether an event is at another time, takes place after all, or is new."""
    before, after = change.before, change.after
    if before is None or change.kind is ChangeKind.RETURNED or before.status.off:
        return True
    return differs(before, after, "when") or before.zone.info != after.zone.info


def _moved(change: Change, known: Collection[str]) -> tuple[Place, ...]:
    """Return the places that an event left, and those where it is now instead; `known` are the ids
    of places that the programme has.

    A place is another one if its id is, unless its author gave it another id.
    """
    before, after = change.before.places if change.before else (), change.after.places
    return (
        *(old for old in before if not any(_is_same(old, new, known) for new in after)),
        *(new for new in after if not any(_is_same(old, new, known) for old in before)),
    )


def _is_same(old: Place, new: Place, known: Collection[str]) -> bool:
    if old.id == new.id:
        return True
    return old.id not in known and replace(old, id=new.id) == new


def _doors(change: Change, moved: Sequence[Place]) -> frozenset[str]:
    """Return the ids of the places at which a change is news: those that the event left or came to,
    all of its places if its time is another one."""
    places: Iterable[Place] = moved
    if _is_another_time(change):
        places = (*(change.before.places if change.before else ()), *change.after.places)
    return frozenset(around.id for place in places for around in place.chain())


def _filters(
    event: Event, changed: Sequence[_News], day_starts: time, *, off: bool
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of key and value by which a selection finds the notice of an event."""
    doors = {id for one in changed for id in one.doors}
    if off:
        doors |= {id for field, id in event.facets if field == "places"}
    states = (*(one.change.before for one in changed if one.change.before), event)
    pairs = dict.fromkeys(pair for state in states for pair in filters_of(state, day_starts))
    return tuple((key, value) for key, value in pairs if key != _PLACE or value in doors)


def _change_words(change: Change, event: Event, selection: Selection, language: Language) -> str:
    """Return the most important sentence of what changed since before a change, until now. That
    something is certain now is none; at a door that the event left, where it is now is one."""
    before = change.before
    if before is None or change.kind is ChangeKind.RETURNED:
        return changes.sentences(replace(change, after=event), language)[0]
    told = {name: getattr(before, name) for name in _TOLD}
    if before.status.off:
        told |= {"status": before.status, "reason": before.reason}
    elif event not in Selection(places=selection.places):
        told |= {"when": event.when, "zone": event.zone, "former": event.former}
    was = replace(event, **told)
    words = changes.sentences(replace(change, before=was, after=event), language)
    return _move_words(was, event, language) or words[0]


def _move_words(before: Event, after: Event, language: Language) -> str:
    """Return where an event moved if two places are called the same and nothing else changed: they
    are told apart by their ids, as apps for conferences do. Else return nothing."""
    old, new = before.place, after.place
    if not (old and new) or old.id == new.id or replace(before, place=new) != after:
        return ""
    was, now = (place_wording.place_words(place, language) for place in (old, new))
    if was != now:
        return ""
    return language.say(
        "Moved to %(now)s; it was %(before)s.", now=f"{now} ({new.id})", before=f"{was} ({old.id})"
    )


def _times(states: Iterable[Event]) -> Iterator[When]:
    for event in states:
        if event.when:
            yield event.when
        elif event.former:
            yield event.former.when


def _days(states: Iterable[Event], day_starts: time) -> Iterator[tuple[date, date]]:
    for when in _times(states):
        yield programme_days(when, day_starts)


def _until(states: Iterable[Event]) -> datetime | None:
    """Return the end of the last of the announced hours, or an hour after a start without one: for
    so long that something began is news."""
    times = list(_times(states))
    hours = [when for when in times if isinstance(when, Timed)]
    if not hours or len(hours) < len(times):
        return None  # on one of its days, at an hour that is not known
    ends = ((when.end or when.start.astimezone(UTC) + timedelta(hours=1)) for when in hours)
    return max(end.astimezone(UTC) for end in ends)
