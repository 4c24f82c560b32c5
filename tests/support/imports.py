"""Sources to import, and what becomes of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from itinerary.imports import ImportedProgramme, Options, read
from itinerary.imports.composition import file_of
from itinerary.imports.report import ReportCollector
from itinerary.imports.settle import SettledProgramme, settle
from itinerary.model.itinerary import Itinerary
from itinerary.source import read as read_programme
from tests.conftest import NOW

TODAY = date(2027, 1, 15)


def calendar(*events: str, head: str = "X-WR-TIMEZONE:Europe/Berlin") -> bytes:
    """Return a calendar of events, each without its BEGIN and END."""
    vevents = "".join(
        f"BEGIN:VEVENT\nUID:{n}@x\n{one.strip()}\nEND:VEVENT\n" for n, one in enumerate(events)
    )
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:Harbour Days\n{head}\n{vevents}END:VCALENDAR\n"
    ).encode()


def imported(data: bytes, **options: Any) -> ImportedProgramme:
    """Return what a source says."""
    return read(data, name="a.ics", options=Options(**options))


def settled(data: bytes, **options: Any) -> SettledProgramme:
    """Return what a source says as entries of our file."""
    zone: ZoneInfo | None = options.get("zone")
    handling = options.get("handling", "taken")
    return settle([imported(data, **options)], today=TODAY, zone=zone, handling=handling)


def written(data: bytes, **options: Any) -> str:
    """Return the new file for a source."""
    return file_of(settled(data, **options), collector=ReportCollector())


def programme(data: bytes, **options: Any) -> Itinerary:
    """Return the programme for a source, read from the new file."""
    return read_programme(written(data, **options).encode(), file="f.yaml", now=NOW).itinerary


def first(data: bytes, **options: Any) -> dict[str, Any]:
    """Return the keys of the first event."""
    return dict(settled(data, **options).events[0].values)
