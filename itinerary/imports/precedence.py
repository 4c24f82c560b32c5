"""Which event of a calendar follows which: FINISHTOSTART (RFC 9253 §4), and the words of our feeds.

Some programs give the property to the event that ends, others to the one that begins. The announced
times tell which is meant; without these, the relation is not taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC

from msgspec import Struct

from itinerary.imports.programme import Hours, ImportedEvent, WallTime, WholeDays
from itinerary.value import replace


class Relations(Struct):
    """What an event of a calendar says of others: the uids in FINISHTOSTART, and the title of the
    one that it follows, in the words of our feeds."""

    uids: Sequence[str] = ()
    title: str = ""


class Followed(Struct):
    """Events with their `after`, how many relations by uid have no place in our file, and the
    titles of events that follow an unknown one."""

    events: tuple[ImportedEvent, ...]
    lost: int
    unknown: tuple[str, ...]


def followed(events: Mapping[str, ImportedEvent], relations: Mapping[str, Relations]) -> Followed:
    """Return events with the uid of the event that they follow as `after`. Both maps have the same
    keys, and `relations` has none for events without any."""
    single = {one.uid: one for one in events.values() if one.uid and _is_single(one)}
    titles: dict[str, list[str]] = {}
    for one in single.values():
        titles.setdefault(str(one.values["title"]), []).append(one.uid)
    after: dict[str, str] = {}
    lost, unknown = 0, []
    for key, said in relations.items():
        one = events[key]
        if single.get(one.uid) is not one:
            lost += len(said.uids)
            continue
        for uid in said.uids:
            pair = _in_order(one, single[uid]) if uid in single else None
            if pair is None or after.setdefault(pair[1].uid, pair[0].uid) != pair[0].uid:
                lost += 1
        if said.title:
            found = _called(said.title, titles)
            if len(found) == 1 and found[0] != one.uid:
                after[one.uid] = found[0]
            else:
                unknown.append(str(one.values["title"]))
    return Followed(tuple(_with_after(one, after) for one in events.values()), lost, tuple(unknown))


def _is_single(event: ImportedEvent) -> bool:
    return event.repetition is None and event.date_of is None


def _in_order(
    one: ImportedEvent, other: ImportedEvent
) -> tuple[ImportedEvent, ImportedEvent] | None:
    """Return two events in the order of their times; None if these do not tell."""
    first, last = _is_over_before(one, other), _is_over_before(other, one)
    if first == last:
        return None
    return (one, other) if first else (other, one)


def _is_over_before(one: ImportedEvent, other: ImportedEvent) -> bool:
    match one.time, other.time:
        case Hours(start=start, end=end), Hours(start=begin):
            return _is_by(end or start, begin)
        case WholeDays(last=last), WholeDays(first=first):
            return last < first
    return False


def _is_by(end: WallTime, begin: WallTime) -> bool:
    if end.zone is None or begin.zone is None:
        return end.zone is begin.zone and end.wall <= begin.wall
    ends, begins = (
        moment.wall.replace(tzinfo=moment.zone).astimezone(UTC) for moment in (end, begin)
    )
    return ends <= begins


def _called(title: str, titles: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the uids of the events of a title, which feeds cut where it is long."""
    if title in titles:
        return titles[title]
    cut: Iterable[Sequence[str]] = (
        uids
        for known, uids in titles.items()
        if known.endswith("…") and title.startswith(known[:-1])
    )
    return [uid for uids in cut for uid in uids]


def _with_after(event: ImportedEvent, after: Mapping[str, str]) -> ImportedEvent:
    if event.uid not in after or not _is_single(event):
        return event
    return replace(event, values={**event.values, "after": after[event.uid]})
