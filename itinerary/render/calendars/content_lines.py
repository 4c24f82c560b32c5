"""Content lines: escaping, folding and times as in RFC 5545 §3.1 and §3.3.

The serialiser is ours for its speed: an event takes 0.18 ms with all its words, and 0.7 ms with
icalendar's, which is seconds for a large programme after each edit. A property test compares both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

LINE_OCTETS = 75
"""The longest line, without its line break (RFC 5545 §3.1)."""


def content_lines(*properties: tuple[str, str]) -> bytes:
    """Return properties as folded lines of UTF-8: each a name, with its parameters, and a value in
    its final form. Properties with an empty value are left out."""
    return "".join(fold(f"{name}:{value}") for name, value in properties if value).encode()


def escape_text(words: str) -> str:
    """Return words as a value of type TEXT (RFC 5545 §3.3.11); line breaks have to be LF."""
    escaped = words.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return escaped.replace("\n", r"\n")


def utc_time(moment: datetime) -> str:
    """Return a time in UTC as DATE-TIME (RFC 5545 §3.3.5, form 2): 20240516T020000Z."""
    return local_time(moment) + "Z"


def local_time(moment: datetime) -> str:
    """Return the wall-clock part of a time as DATE-TIME (RFC 5545 §3.3.5, form 1)."""
    # As strftime("%Y%m%dT%H%M%S"), in a third of the time.
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def time_property(name: str, moment: date | datetime) -> tuple[str, str]:
    """Return a property whose value is a date, a time in UTC, or a time in a named zone (TZID)."""
    if not isinstance(moment, datetime):
        return f"{name};VALUE=DATE", f"{moment:%Y%m%d}"
    if moment.tzinfo is UTC:
        return name, utc_time(moment)
    return f"{name};TZID={moment.tzinfo}", local_time(moment)


def duration(length: timedelta) -> str:
    """Return a length in whole minutes as DURATION (RFC 5545 §3.3.6): -PT15M, PT2H, P1D."""
    sign, minutes = "-" * (length < timedelta()), abs(length) // timedelta(minutes=1)
    if minutes % (24 * 60) == 0:
        return f"{sign}P{minutes // (24 * 60)}D"
    return f"{sign}PT{minutes // 60}H" if minutes % 60 == 0 else f"{sign}PT{minutes}M"


def fold(line: str) -> str:
    r"""Return a line with CRLF, folded at LINE_OCTETS (RFC 5545 §3.1).

    A fold is never inside a character of UTF-8, which the RFC only recommends, and never inside an
    escape such as `\\` or `\,`: readers that unescape before they unfold would break it.
    """
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return f"{line}\r\n"
    pieces = []
    begin, room = 0, LINE_OCTETS
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # inside a character of UTF-8
            end -= 1
        before_slashes = end
        while octets[before_slashes - 1] == 0x5C and before_slashes > begin:
            before_slashes -= 1
        end -= (end - before_slashes) % 2
        pieces.append(octets[begin:end])
        begin, room = end, LINE_OCTETS - 1  # the space that marks a continuation counts
    pieces.append(octets[begin:])
    return b"\r\n ".join(pieces).decode() + "\r\n"
