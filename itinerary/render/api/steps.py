"""Editions as steps: what one edition changed in the one before.

A client that has the programme of edition N takes the steps N+1… and has the programme of the
latest edition: see docs/reference/api.md.
"""

from __future__ import annotations

from typing import Any

import msgspec

from itinerary.ledger import Edition, EditionStamp
from itinerary.ledger.diff import change
from itinerary.model.itinerary import Event
from itinerary.render import addresses
from itinerary.render.api import objects
from itinerary.render.api.documents import Twin, events_of


def step(previous: Edition | None, edition: Edition, site: str) -> objects.EditionJson:
    """Return what an edition changed in the one before, which the first one does not have."""
    return objects.EditionJson(
        edition=edition.number,
        published=edition.published,
        note=edition.note,
        programme=programme_patch(previous, edition, site),
        changes=tuple(changes(previous, edition, site)[0]),
    )


def programme_patch(previous: Edition | None, edition: Edition, site: str) -> dict[str, Any]:
    """Return what changed in the programme without its events since an earlier edition."""
    before = msgspec.to_builtins(Twin(previous, site).head) if previous else {}
    return merge_patch(before, msgspec.to_builtins(Twin(edition, site).head))


def merge_patch(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Merge Patch (RFC 7396) that makes `after`, which has no null, of `before`."""
    patch: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    for name, value in after.items():
        old = before.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            if inner := merge_patch(old, value):
                patch[name] = inner
        elif old != value:
            patch[name] = value
    return {name: patch[name] for name in (*after, *sorted(before)) if name in patch}


def changes(
    previous: Edition | None, edition: Edition, site: str, most: int | None = None
) -> tuple[list[objects.ChangeJson], int]:
    """Return what changed event by event since an earlier edition, and how many changes there are.
    No more than the first `most` changes are returned, if it is given."""
    before, after = _shown(previous) if previous else {}, _shown(edition)
    twin, earlier = Twin(edition, site), previous and Twin(previous, site)

    def differs(uid: str) -> bool:
        old, new = before.get(uid), after.get(uid)
        if old and new and earlier:
            return earlier.version(old) != twin.version(new)
        return bool(old or new)

    def made(uid: str) -> objects.ChangeJson:
        old, new = before.get(uid), after.get(uid)
        return objects.ChangeJson(
            uid=uid,
            kind=_kind(previous, edition, old, new),  # type: ignore[arg-type]  # they are literals
            before=earlier.event(old) if earlier and old else None,
            after=twin.event(new) if new else None,
        )

    changed = list(filter(differs, edition.records))
    return [made(uid) for uid in changed[:most]], len(changed)


def _kind(previous: Edition | None, edition: Edition, old: Event | None, new: Event | None) -> str:
    if new is None:
        return "expired"
    record = edition.record(new)
    earlier = previous.records.get(new.uid) if previous else None
    if old and earlier == record:
        return "addresses"
    return change(earlier, record).kind.value


def _shown(edition: Edition) -> dict[str, Event]:
    """Return all that the programme as JSON has, by UID."""
    return {event.uid: event for event in events_of(edition)}


def editions(stamps: tuple[EditionStamp, ...], site: str) -> objects.EditionsJson:
    """Return the list of editions, from the first to the latest."""
    return objects.EditionsJson(
        latest=stamps[-1].number,
        editions=tuple(
            objects.EditionEntryJson(
                edition=stamp.number,
                published=stamp.published,
                note=stamp.note,
                href=addresses.absolute(site, addresses.edition_json(stamp.number)),
            )
            for stamp in stamps
        ),
    )
