"""Feeds as jCal (RFC 7265): the same calendar as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial

_VEVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)

Kept = Callable[[str, bytes, Callable[[], str]], str]
"""Returns the jCal of a VEVENT, by its UID and its bytes: what the function returns that is given
at last, or returned before."""


def _made(_uid: str, _vevent: bytes, make: Callable[[], str]) -> str:
    return make()


def jcal(body: bytes, kept: Kept = _made) -> bytes:
    """Return the jCal of a feed whose bytes are given, with its entries in the same order.

    Entries are converted one by one, because a site has each in the feeds of several facets.
    """
    head = _VEVENT.sub(b"", body)
    name, properties, parts = json.loads(_converted(head))
    entries = _VEVENT.findall(body)
    converted = (kept(_uid(entry), entry, partial(_converted, entry)) for entry in entries)
    components = (*map(_dump, parts), *converted)
    return f"[{_dump(name)},{_dump(properties)},[{','.join(components)}]]\n".encode()


def _uid(entry: bytes) -> str:
    found = re.search(rb"^UID:(.*?)\r$", entry.replace(b"\r\n ", b""), re.MULTILINE)
    assert found
    return found[1].decode()


def _converted(component: bytes) -> str:
    """Return a component in content lines as jCal."""
    from icalendar import Component

    return _dump(Component.from_ical(component).to_jcal())


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
