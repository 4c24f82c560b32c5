"""The rules of revision, by which every change reaches every copy: pure functions from edition to
edition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from itinerary.ledger.canonical import digest, head_digest, localised
from itinerary.ledger.edition import (
    Edition,
    Record,
    Retired,
    Revision,
    has_entry,
    is_over,
    with_recorded,
)
from itinerary.ledger.identity import changed_occurrence, identified
from itinerary.model.itinerary import FACETS, Event, Former, Itinerary, Status
from itinerary.model.when import Timed
from itinerary.value import replace


def revise(
    previous: Edition | None, itinerary: Itinerary, now: datetime, *, note: str = ""
) -> Edition:
    """Return the edition that publishes `itinerary` after `previous`, or `previous` itself if
    nothing that can be seen has changed.

    `now` is aware. The first edition of a programme is stamped with its declared `published` time
    if it has one. Later editions are stamped with `now`, or a second after the previous edition if
    that is later (the clock was set back, or two editions fall into one second). All are stamped
    after the revisions that kept events have elsewhere (see `ImportedFrom`), and those get a higher
    number than there: subscribers of the other calendar take ours for newer (RFC 5546 §2.1.5).

    Each event that changed gets the next revision; it stays the same event under another name, or
    on another day of its series (see `identity`). An event that left the file becomes a tombstone,
    and a tombstone that comes back is the same event again. An event that becomes a break, or has
    no day any more, is `withdrawn` from calendars, where it is cancelled as if it had been removed.
    Raises ReusedIdError.
    """
    stamp = _stamp(previous, itinerary, now)
    earlier = dict(previous.records) if previous else {}
    recorded = (*itinerary.events, *itinerary.deadlines)
    present = identified(replace(itinerary, events=recorded, deadlines=()), earlier, stamp)
    records: dict[str, Record] = {}
    for uid, record in earlier.items():
        event = present.pop(uid, None)
        if event is not None:
            records[uid] = _continued(record, event, itinerary, stamp)
        else:
            records[uid] = _gone(record, itinerary, stamp)
    for uid, event in present.items():
        # A cancelled event starts with revision 1: clients that have an earlier copy of it (an
        # import, another feed) must take this one for newer.
        number = max(int(event.status is Status.CANCELLED), _floor(event) + 1)
        records[uid] = Record(event, Revision(number, stamp, stamp), digest(event, itinerary))
    head = head_digest(itinerary)
    if previous and previous.head == head and records == previous.records:
        return previous
    if previous and previous.head == head:
        itinerary = previous.itinerary  # the order of places is layout, as that of events is
    edition = Edition(
        number=previous.number + 1 if previous else 1,
        published=stamp,
        itinerary=with_recorded(itinerary, records.values()),
        records=records,
        head=head,
        retired=tuple(_retired(previous, itinerary)) if previous else (),
        note=note,
        former_languages=_former_languages(previous, itinerary) if previous else (),
    )
    return replace(edition, feed_times=feed_times(previous, edition))


def _stamp(previous: Edition | None, itinerary: Itinerary, now: datetime) -> datetime:
    stamp = now.astimezone(UTC).replace(microsecond=0)
    # A time in the future is a mistake of the other calendar. What it has now is older.
    elsewhere = [
        e.imported.modified for e in itinerary.events if e.imported and e.imported.modified
    ]
    earlier = [moment for moment in elsewhere if moment <= stamp]
    if previous is not None:
        earlier.append(previous.published)
    elif itinerary.published is not None:
        stamp = itinerary.published.astimezone(UTC).replace(microsecond=0)
    return max([stamp, *(moment + timedelta(seconds=1) for moment in earlier)])


def _floor(event: Event) -> int:
    """Return the number of the revision that a kept event has elsewhere, -1 for others."""
    number = event.imported.sequence if event.imported else None
    return -1 if number is None else number


def _is_newer_elsewhere(record: Record, event: Event, stamp: datetime) -> bool:
    """Tell whether subscribers of the calendar that an event is kept from may take its state there
    for newer than ours."""
    if record.revision.number <= _floor(event):
        return True
    modified = event.imported.modified if event.imported else None
    return modified is not None and record.revision.modified <= modified < stamp


def _continued(record: Record, event: Event, itinerary: Itinerary, stamp: datetime) -> Record:
    """Return the record of an event that is in the file and was in the ledger before."""
    withdrawn = _withdrawn(record, event, stamp)
    former = _former(record.event, event) if withdrawn else None
    event = replace(event, withdrawn=withdrawn, former=former)
    content = digest(event, itinerary)
    same = content == record.digest and not changed_occurrence(record.event, event)
    if same and record.removed is None and not _is_newer_elsewhere(record, event, stamp):
        return record
    return Record(event, record.revision.next(stamp, _floor(event)), content)


def _withdrawn(record: Record, event: Event, stamp: datetime) -> datetime | None:
    """Return since when an event is not in calendars any more, because it is a break or has no
    day; None if it is in calendars, or never was, or had taken place before it became a break.

    What it was in calendars decides whether it had: with a new day in the past, a coming event
    would leave them untold.
    """
    if has_entry(event):
        return None
    if not has_entry(record.event):
        return record.event.withdrawn
    left = record.removed or stamp
    return None if event.is_break and is_over(record.event, left) else left


def _former(before: Event, event: Event) -> Former | None:
    """Return the last announcement of an event that has no day any more, in its present zone."""
    if event.when is not None:
        return None
    if before.when is not None:
        former = Former(before.when, before.facets)
    elif before.former is not None:
        former = before.former
    else:
        return None
    when = former.when
    return replace(former, when=localised(when, event.zone)) if isinstance(when, Timed) else former


def _gone(record: Record, itinerary: Itinerary, stamp: datetime) -> Record:
    """Return the tombstone of an event that is not in the file."""
    if record.removed is not None:
        return record
    if is_over(record.event, stamp):  # it has taken place: “cancelled” would be untrue
        return replace(record, removed=stamp)
    event = replace(record.event, status=Status.CANCELLED)
    content = digest(event, itinerary)
    if content == record.digest:  # it was cancelled before: subscribers see nothing new
        return replace(record, removed=stamp)
    return Record(event, record.revision.next(stamp), content, removed=stamp)


def _retired(previous: Edition, itinerary: Itinerary) -> Iterator[Retired]:
    """Yield the facets that had a feed and are no longer in the programme."""
    for field in FACETS:
        present = {facet.id for facet in getattr(itinerary, field)}
        before = {r.id: r for r in previous.retired if r.field == field}
        for facet in getattr(previous.itinerary, field):
            before[facet.id] = Retired(field, facet.id, facet.name)
        yield from (retired for id, retired in before.items() if id not in present)


def _former_languages(previous: Edition, itinerary: Itinerary) -> tuple[str, ...]:
    """Return the languages of earlier feeds and pages that the programme is no longer in."""
    before = (*previous.former_languages, *previous.itinerary.languages)
    return tuple(tag for tag in dict.fromkeys(before) if tag not in itinerary.languages)


def feed_times(previous: Edition | None, edition: Edition) -> dict[tuple[str, str], datetime]:
    """Return, by field and id of each facet of `edition`, the time (UTC) at which its feed last
    changed: that of `previous` where this edition does not change it."""
    earlier = previous.feed_times if previous and previous.head == edition.head else {}
    itinerary = edition.itinerary
    facets = {(field, facet.id) for field in FACETS for facet in getattr(itinerary, field)}
    facets |= {(retired.field, retired.id) for retired in edition.retired}
    changed: set[tuple[str, str]] = set()
    if previous:
        before, after = _in_feeds(previous), _in_feeds(edition)
        for uid in before.keys() | after.keys():
            if before.get(uid) != after.get(uid):
                records = filter(None, (before.get(uid), after.get(uid)))
                for event in (record.event for record in records):
                    changed.update(event.facets, event.former.facets if event.former else ())
    stamp = edition.published
    return {f: stamp if f in changed else earlier.get(f, stamp) for f in sorted(facets)}


def _in_feeds(edition: Edition) -> dict[str, Record]:
    """Return the records that feeds show, by UID."""
    records = edition.records.items()
    return {uid: record for uid, record in records if record.is_in_feeds(edition.published)}
