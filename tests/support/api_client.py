"""A client of the API that keeps a programme up to date by its editions, as docs/reference/api.md
says; it knows nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


def merge(target: Json, patch: Json) -> Json:
    """Apply a JSON Merge Patch (RFC 7396 §2)."""
    merged = dict(target)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            old = merged.get(name)
            merged[name] = merge(old if isinstance(old, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def replay(programme: Json, editions: Iterable[Json]) -> Json:
    """Return the programme after some editions; an empty object is the one before the first."""
    lists = ("events", "deadlines", "tombstones")
    objects = {event["uid"]: event for name in lists for event in programme.get(name, [])}
    head = {name: value for name, value in programme.items() if name not in lists}
    for edition in editions:
        assert edition["edition"] == head.get("edition", 0) + 1
        head = merge(head, edition["programme"])
        for change in edition["changes"]:
            assert objects.get(change["uid"]) == change.get("before")
            if "after" in change:
                objects[change["uid"]] = change["after"]
            else:
                del objects[change["uid"]]
    events = sorted(objects.values(), key=lambda event: int(event["ordinal"]))
    return {
        **head,
        "events": [e for e in events if "removed" not in e and "deadline" not in e],
        "deadlines": [e for e in events if "removed" not in e and "deadline" in e],
        "tombstones": [e for e in events if "removed" in e],
    }
