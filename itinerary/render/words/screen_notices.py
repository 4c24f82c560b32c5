"""The notices of a screen: what is off, and what changed of an event's time or place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from itinerary.ledger import Change, ChangeKind, Edition, LogEntry
from itinerary.ledger.diff import differs
from itinerary.model.itinerary import Event, Status
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.model.selection_query import filters_of
from itinerary.model.when import Timed, When, programme_days
from itinerary.render.words import changes, wording
from itinerary.render.words.language import Language
from itinerary.value import Value, replace

RECENT = timedelta(days=3)
"""The time for which a change is news on a screen."""

_OFF = (Status.CANCELLED, Status.POSTPONED)


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
    another time, if it was shortly before the edition. An event that moved elsewhere is in the
    selection that it left, too: people wait at the old door.
    """
    starts = edition.itinerary.day_starts
    news = _news(edition, log)
    found: dict[str, Notice] = {}
    for uid, record in edition.records.items():
        event, change = record.event, news.get(uid)
        if event.deadline or not (record.is_in_feeds(edition.published) or change):
            continue
        states = (change.before, event) if change and change.before else (event,)
        if not any(state in selection for state in states):
            continue
        off = record.removed is not None or event.status in _OFF
        if off:
            words = _off_words(event, language, removed=record.removed is not None)
        elif change:
            words = _change_words(change, language)
        else:
            continue
        found[uid] = Notice(
            event=event,
            words=words,
            days=tuple(dict.fromkeys(_days(states, starts))),
            until=_until(states),
            changed=None if off or not change else change.revision.modified,
            filters=tuple(dict.fromkeys(pair for e in states for pair in filters_of(e, starts))),
        )
    ordered = agenda((notice.event for notice in found.values()), starts)
    return [found[event.uid] for section in ordered for event in section.events]


def _off_words(event: Event, language: Language, *, removed: bool) -> str:
    if removed:
        return language.say("No longer in the programme.")
    return wording.status_words(event, language)


def _news(edition: Edition, log: Sequence[LogEntry]) -> dict[str, Change]:
    """Return the newest change of each event that people have to know before they go there."""
    found: dict[str, Change] = {}
    for entry in log:
        if entry.number == 1 or edition.published - entry.published > RECENT:
            break  # the first edition has nothing before it
        for change in entry.changes:
            if _matters(change):
                found.setdefault(change.after.uid, change)
    return found


def _matters(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or change.kind is ChangeKind.RETURNED or before.status in _OFF:
        return True
    moved = (before.place and before.place.id) != (after.place and after.place.id)
    return moved or differs(before, after, "when") or before.zone.info != after.zone.info


def _change_words(change: Change, language: Language) -> str:
    """Return the most important sentence of a change; that something is certain now is none."""
    before, after = change.before, change.after
    if before and before.status not in _OFF:
        before = replace(before, status=after.status, reason=after.reason)
    return changes.sentences(replace(change, before=before), language)[0]


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
