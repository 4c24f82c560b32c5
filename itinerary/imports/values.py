"""Words and addresses of sources in the lengths and forms that our file takes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from itinerary.imports.markup import one_line
from itinerary.imports.programme import WallTime
from itinerary.model import graphemes
from itinerary.model.text import clean
from itinerary.model.zones import zone
from itinerary.source.text_fields import LONGEST_LINE, LONGEST_TITLE


def title(words: str) -> str:
    """Return words in one line, in the length of a title."""
    return _cut(words, LONGEST_TITLE)


def line(words: str) -> str:
    """Return words in one line, in the length of a short text."""
    return _cut(words, LONGEST_LINE)


def _cut(words: str, most: int) -> str:
    words = one_line(words)
    return words if len(words) <= most else f"{graphemes.start(words, most - 1).rstrip()}…"


def link(words: str) -> str:
    """Return an http(s) address as our file takes it, empty if words are none."""
    words = words.strip().strip("<>")
    if not re.match("https?://", words, re.IGNORECASE) or re.search(r"[\s<>\"\\^`{|}]", words):
        return ""
    try:
        parts = urlsplit(words)
        parts.port  # noqa: B018  reading it raises if it is no number
    except ValueError:
        return ""
    if not parts.hostname or clean(words) != words:
        return ""
    scheme = parts.scheme.lower()
    return scheme + words[len(scheme) :]


def degrees(latitude: float, longitude: float) -> list[str] | None:
    """Return coordinates as our file has them, None for those of no place: some programs write
    zeros where they know none."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude)):
        return None
    return [f"{one:.6f}".rstrip("0").rstrip(".") for one in (latitude, longitude)]


def name_and_address(words: str) -> tuple[str, str]:
    """Return the name of a place and its address, which is empty where words are one of the two.

    Calendars have one text for both: `Old Mill, 3 Church Street, Hull`, or
    `Old Mill (3 Church Street, Hull)`. A room in a house (`Old Mill, Room 3`) stays a name.
    """
    found = re.fullmatch(r"([^()]+)\(([^()]*,[^()]*)\)", words) or re.fullmatch(
        r"([^,]+),(.+)", words
    )
    if not found:
        return words, ""
    name, address = found[1].strip(), found[2].strip()
    parts = address.split(",")
    has_number = any(letter.isdecimal() for letter in address)
    is_address = has_number and (len(parts) > 1 or re.search(r"(?<!\d)\d{4,6}(?!\d)", address))
    if not name or not is_address or any(letter.isdecimal() for letter in name):
        return words, ""
    return name, address


def file_words(name: str) -> str:
    """Return the words of a file's name, or the host of an address."""
    if "://" in name:
        return name.split("/")[2]
    stem = re.split(r"[/\\\\]", name)[-1]
    stem = stem.rpartition(".")[0] or stem
    return title(re.sub("[_-]+", " ", stem).strip()) or "Import"


def moment(words: str, at: ZoneInfo | None) -> WallTime | date | None:
    """Return a date, or a date and time, in the notation of ISO 8601; None if words are none.

    A time with an offset from UTC is an instant, one without is by the clocks of `at`.
    """
    words = words.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            return date.fromisoformat(words)
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    if found.tzinfo is None:
        return WallTime(found, at)
    # The offset says which instant it is, and the zone what clocks show then.
    try:
        local = found.astimezone(at or UTC)
    except OverflowError:
        return None
    return WallTime(local.replace(tzinfo=None), at or zone("UTC"))
