"""Feeds as jCal (RFC 7265): the same calendar as JSON."""

from __future__ import annotations

import json
import re
from functools import lru_cache, partial

from itinerary.render import fragments
from itinerary.render.compact_json import compact
from itinerary.render.fragments import Kept

_VEVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)

_VTIMEZONE = re.compile(rb"^BEGIN:VTIMEZONE\r\n.*?^END:VTIMEZONE\r\n", re.DOTALL | re.MULTILINE)


def jcal(body: bytes, kept: Kept = fragments.made) -> bytes:
    """Return the jCal of a feed whose bytes are given, with its entries in the same order.

    Entries are converted one by one, because a site has each in the feeds of several facets.
    `kept` is for one language and one form of titles.
    """
    head = _VEVENT.sub(b"", body)
    name, properties, _ = json.loads(_converted(_VTIMEZONE.sub(b"", head)))
    entries = _VEVENT.findall(body)
    converted = (_entry(entry, kept) for entry in entries)
    components = (*map(_zone, _VTIMEZONE.findall(head)), *converted)
    return f"[{compact(name)},{compact(properties)},[{','.join(components)}]]\n".encode()


def _uid(entry: bytes) -> str:
    found = re.search(rb"^UID:(.*?)\r$", entry.replace(b"\r\n ", b""), re.MULTILINE)
    assert found
    return found[1].decode()


@lru_cache(64)
def _zone(vtimezone: bytes) -> str:
    """Return a VTIMEZONE as jCal; the feeds of a site have few different ones."""
    return _converted(vtimezone)


_TYPES = {
    **dict.fromkeys(("SUMMARY", "DESCRIPTION", "LOCATION", "UID", "CATEGORIES"), "text"),
    **dict.fromkeys(("ACTION", "CLASS", "STATUS", "TRANSP"), "text"),
    **dict.fromkeys(("DTSTART", "DTEND", "DTSTAMP", "CREATED", "LAST-MODIFIED"), "date-time"),
    **dict.fromkeys(("COLOR", "X-ITINERARY-TIME"), "unknown"),
    "SEQUENCE": "integer",
    "TRIGGER": "duration",
    "GEO": "float",
    "URL": "uri",
}
"""The types of the properties of our VEVENTs and their alarms, by name."""

_ESCAPE = re.compile(r"\\(.)")

_ALARM = b"BEGIN:VALARM\r\n"

_END = b"END:VEVENT\r\n"

_ITEM = re.compile(r"(?:[^\\,]|\\.)+")


def _entry(vevent: bytes, kept: Kept) -> str:
    """Return a VEVENT as jCal. An alarm is quick to convert, so entries are kept without it: feeds
    with other reminders share them."""
    at = vevent.find(b"\n" + _ALARM) + 1  # the last part; see `calendars.vevent.reminding`
    bare = vevent[:at] + _END if at else vevent
    entry = kept(_uid(bare), fragments.digest(bare), partial(_component, bare))
    if not at:
        return entry
    return f"{entry.removesuffix('[]]')}[{_component(vevent[at:].removesuffix(_END))}]]"


def _component(component: bytes) -> str:
    """Return a VEVENT without an alarm, or an alarm, as jCal.

    Those with the usual properties are converted here, because icalendar takes 1.7 ms for each, and
    a site has thousands. Any other, such as one with a conference, it converts. A test compares
    both.
    """
    begin, *lines, _end, _ = component.replace(b"\r\n ", b"").decode().split("\r\n")
    properties = [_property(line) for line in lines]
    if None in properties:
        return _converted(component)
    return compact([begin.removeprefix("BEGIN:").lower(), properties, []])


def _property(line: str) -> list[object] | None:
    """Return a content line as a property of jCal (RFC 7265 §3.4), None if it is not usual."""
    head, _, value = line.partition(":")
    name, _, parameter = head.partition(";")
    kind, parameters = _TYPES.get(name), {}
    if parameter.startswith("TZID="):
        parameters = {"tzid": parameter.removeprefix("TZID=")}
    elif parameter == "VALUE=DATE":
        kind = "date"
    elif parameter:
        return None
    values: list[object]
    match kind:
        case None:
            return None
        case "text" if name == "CATEGORIES":
            values = [_ESCAPE.sub(_unescaped, item) for item in _ITEM.findall(value)]
        case "text":
            values = [_ESCAPE.sub(_unescaped, value)]
        case "date":
            values = [_day(value)]
        case "date-time":
            clock = f"{value[9:11]}:{value[11:13]}:{value[13:]}"  # with its Z
            values = [f"{_day(value)}T{clock}"]
        case "integer":
            values = [int(value)]
        case "float":
            values = [[float(degrees) for degrees in value.split(";")]]
        case _:
            values = [value]
    return [name.lower(), parameters, kind, *values]


def _day(value: str) -> str:
    return f"{value[:4]}-{value[4:6]}-{value[6:8]}"


def _unescaped(escape: re.Match[str]) -> str:
    return "\n" if escape[1] in "nN" else escape[1]


def _converted(component: bytes) -> str:
    """Return a component in content lines as jCal, by icalendar."""
    from icalendar import Component

    return compact(Component.from_ical(component).to_jcal())
