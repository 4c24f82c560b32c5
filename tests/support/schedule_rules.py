"""The rules of schedule.xml and schedule.json, in our words: those that the schemas of C3VOC
(https://github.com/voc/schedule, folder `validator`) have for what we write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from jsonschema import Draft202012Validator

UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ADDRESS = "https?://.+"
MOMENT = r".+([+-][0-9]{2}:[0-9]{2}|Z)"
NUMBER = "[1-9][0-9]*"
ANY = "(?s:.*)"
COLOUR = "#[0-9a-f]{6}"
SLUG = "[a-z0-9_]{4,}-[a-z0-9_-]{4,}"

EVENT = {
    "room": ANY,
    "title": ANY,
    "subtitle": ANY,
    "type": ANY,
    "date": MOMENT,
    "start": "[0-2][0-9]:[0-5][0-9]",
    "duration": "[0-9]{1,2}:[0-9]{2}",
    "abstract": ANY,
    "slug": SLUG,
    "track": ANY,
}
"""The elements that an event has, and the form of their words."""

MORE = {"logo": ADDRESS, "language": ANY, "description": ANY, "url": ADDRESS}
"""The elements that it may have."""

HEAD = {
    "title": ANY,
    "acronym": "[a-z0-9_-]{4,}",
    "start": ANY,
    "end": ANY,
    "days": NUMBER,
    "timeslot_duration": "[0-9]{1,2}:[0-9]{2}",
    "base_url": ADDRESS,
}

ATTRIBUTES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "generator": ({"name": ANY}, {}),
    "conference/track": ({"name": ANY}, {"slug": "[a-z0-9-]{2,}", "color": COLOUR}),
    "conference/color": ({"primary": COLOUR}, {}),
    "day": ({"index": NUMBER, "date": ANY, "start": MOMENT, "end": MOMENT}, {}),
    "day/room": ({"name": ANY}, {"guid": UUID}),
    "day/room/event": ({"guid": UUID, "id": NUMBER}, {}),
    "day/room/event/*": ({}, {}),
    "day/room/event/persons/person": ({"id": NUMBER, "guid": UUID}, {}),
    "day/room/event/links/link": ({"href": ANY}, {}),
}
"""The attributes that elements have, and those that they may have, by their paths."""


def broken_in_xml(xml: bytes) -> list[str]:
    """Return which rules a schedule.xml breaks."""
    return list(_broken(ET.fromstring(xml)))


def _broken(root: ET.Element) -> Iterator[str]:
    order = [child.tag for child in root]
    if order[:4] != ["generator", "url", "version", "conference"] or {*order[4:]} != {"day"}:
        yield f"children of schedule: {order}"
    for path, (needed, may) in ATTRIBUTES.items():
        for node in root.iterfind(path):
            yield from _attributes(node, needed, may)
    for event in root.iterfind("day/room/event"):
        yield from _elements(event, EVENT, {**MORE, "recording": ANY, "persons": ANY, "links": ANY})
        moment = datetime.fromisoformat(event.findtext("date", ""))
        if f"{moment:%H:%M}" != event.findtext("start"):
            yield f"start of {event.attrib}"
    head = root.find("conference")
    assert head is not None
    many = {"logo": ADDRESS, "url": ADDRESS, "time_zone_name": ANY, "color": ANY, "track": ANY}
    yield from _elements(head, HEAD, many)
    for name in ("start", "end"):
        date.fromisoformat(head.findtext(name, ""))
    for recording in root.iter("recording"):
        yield from _elements(recording, {"license": ANY, "optout": "true|false"}, {"url": ADDRESS})
    for what, found in (
        ("guid", [event.get("guid") for event in root.iterfind("day/room/event")]),
        ("id", [event.get("id") for event in root.iterfind("day/room/event")]),
        ("slug", [slug.text for slug in root.iter("slug")]),
        ("index", [day.get("index") for day in root.iterfind("day")]),
    ):
        if len(found) != len({*found}):
            yield f"{what} twice"


def _attributes(node: ET.Element, needed: dict[str, str], may: dict[str, str]) -> Iterator[str]:
    if missing := needed.keys() - node.attrib.keys():
        yield f"<{node.tag}> without {missing}"
    for name, words in node.attrib.items():
        if not re.fullmatch(needed.get(name) or may.get(name) or "(?!)", words):
            yield f"<{node.tag} {name}={words!r}>"


def _elements(node: ET.Element, needed: dict[str, str], may: dict[str, str]) -> Iterator[str]:
    found = [child.tag for child in node]
    if missing := needed.keys() - {*found}:
        yield f"<{node.tag}> without {missing}"
    if node.tag == "event" and len(found) != len({*found}):
        yield f"an element twice in <{node.tag}>"
    for child in node:
        form = needed.get(child.tag) or may.get(child.tag) or "(?!)"
        if not len(child) and not re.fullmatch(form, child.text or ""):
            yield f"<{child.tag}>{child.text}"


def _text(form: str = ANY.replace("(?s:.*)", "[^\\0]*")) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({form})$"}


def _closed(needed: dict[str, Any], **may: Any) -> dict[str, Any]:
    """Return the rule of an object that has these keys, and perhaps some more."""
    return {
        "type": "object",
        "required": list(needed),
        "properties": {**needed, **may},
        "additionalProperties": False,
    }


_NAMED = {
    "guid": _text(UUID),
    "id": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    "url": _text(ADDRESS),
}
_LINK = _closed({"url": _text()}, title=_text(), type={"enum": ["slides", "media"]})
_PERSON = _closed({**_NAMED, "name": _text()}, avatar=_text(ADDRESS), biography=_text())
_EVENT = _closed(
    {
        **_NAMED,
        **{name: _text() for name in ("title", "subtitle", "type", "room", "abstract", "track")},
        "date": _text(MOMENT),
        "start": _text("([01][0-9]|2[0-3]):[0-5][0-9]"),
        "duration": _text("[0-9]+:[0-9]{2}"),
        "slug": _text("[a-z0-9_-]+[a-z0-9]"),
        "language": {"type": ["string", "null"]},
        "persons": {"type": "array", "items": _PERSON},
        "links": {"type": "array", "items": _LINK},
    },
    logo=_text(ADDRESS),
    description=_text(),
    recording_license=_text(),
    attachments={"type": "array", "maxItems": 0},
)
_DAY = _closed(
    {
        "index": {"type": "integer", "minimum": 1},
        "date": _text("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        "day_start": _text(MOMENT),
        "day_end": _text(MOMENT),
        "rooms": {"additionalProperties": {"type": "array", "items": _EVENT}},
    }
)
_CONFERENCE = _closed(
    {
        "acronym": _text("[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?"),
        "title": _text(),
        "start": _text("[0-9-]{10}"),
        "end": _text("[0-9-]{10}"),
        "daysCount": {"type": "integer", "minimum": 1},
        "timeslot_duration": _text("[0-9]{2}:[0-9]{2}"),
        "days": {"type": "array", "items": _DAY},
        "tracks": {"type": "array"},
        "rooms": {"type": "array", "items": _closed({"name": _text(), "guid": _text(UUID)})},
    },
    description=_text(),
    time_zone_name={"type": "string", "pattern": "^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$"},
    logo=_text(ADDRESS),
    colors={"type": "object"},
    url=_text(ADDRESS),
)
JSON = Draft202012Validator(
    _closed(
        {
            "$schema": _text(ADDRESS),
            "generator": _closed({"name": _text()}),
            "schedule": {
                "type": "object",
                "required": ["version", "conference"],
                "properties": {
                    "version": _text(),
                    "conference": _CONFERENCE,
                    "rooms": False,
                },
            },
        }
    )
)
"""The validator of a schedule.json."""
