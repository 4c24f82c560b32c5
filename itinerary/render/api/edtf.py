"""Times in EDTF (Extended Date/Time Format, ISO 8601-2:2019)."""

from __future__ import annotations

from itinerary.model.when import Day, Span, Timed, When, Window


def edtf(known: When) -> str:
    """Return a time in EDTF, level 2.

    EDTF has no intervals of hours, so the end of a Timed is not in it, and no parts of a day.
    """
    match known:
        case Timed(start=start):
            return start.isoformat("T", "seconds")
        case Day(first=day):
            return str(day)
        case Window(first=first, later=True):
            return f"[{first}..]"
        case Window(first=first, last=last):
            return f"[{first}..{last}]"
        case Span(first=first, last=last):
            return str(first) if first == last else f"{first}/{last}"
