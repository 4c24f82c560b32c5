"""An imported programme: what a source says, in the terms of our file, and where it says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from itinerary.imports.report import EMPTY, Report
from itinerary.imports.translated import Translations
from itinerary.value import Value, field

FACET_FIELDS = ("places", "parties", "categories", "tracks", "series")
"""The maps of our file whose entries events refer to, in the order in which they are written."""


class Position(Value):
    """Where something is in a source: `line` counts from 1; `part` is a property, a column or a
    path."""

    file: str
    line: int
    column: int = 1
    part: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f" {self.part}" if self.part else "")


class WallTime(Value):
    """A time as clocks show it in `zone`; None for a floating time, which has no zone."""

    wall: datetime
    zone: ZoneInfo | None


class Hours(Value):
    """A known start, and the end if the source has one."""

    start: WallTime
    end: WallTime | None = None


class WholeDays(Value):
    """Days without hours, both inclusive; `kind` and `part` are those of `when`."""

    kind: Literal["day", "within", "all"]
    first: date
    last: date
    part: str = ""


ImportedTime = Hours | WholeDays | None
"""What a source says of the time of an event; None if it says nothing."""


class Repetition(Value):
    """A repetition as in RFC 5545: the value of RRULE, days beside the rule, and days left out."""

    rule: str = ""
    also: tuple[WallTime | date, ...] = ()
    without: tuple[WallTime | date, ...] = ()


class DateOf(Value):
    """The date of a repeated event that another one replaces: RECURRENCE-ID."""

    uid: str
    at: WallTime | date


class SourceRevision(Value):
    """The revision of an event of a calendar: SEQUENCE, and LAST-MODIFIED in UTC if it has one."""

    sequence: int
    modified: datetime | None

    @property
    def keys(self) -> dict[str, str]:
        """Its keys in `from` of our file."""
        written = f"{self.modified.replace(tzinfo=None).isoformat()}Z" if self.modified else ""
        return {"sequence": str(self.sequence)} | ({"modified": written} if written else {})


class ImportedEvent(Value, kw_only=True):
    """An event of a source.

    `uid` is its name there, empty if it has none. `values` are keys of our file, without its id,
    its time and its source; facets are named by their keys in `ImportedProgramme.facets`, and the
    event of `after` by its uid. `translations` are texts of these in other languages. `revision` is
    its revision there; None where `uid` is not one that calendar apps know it by.
    """

    uid: str
    values: Mapping[str, Any]
    time: ImportedTime = None
    repetition: Repetition | None = None
    date_of: DateOf | None = None
    position: Position
    revision: SourceRevision | None = None
    translations: Translations = field(default_factory=dict)


class ImportedProgramme(Value, kw_only=True):
    """What one source says.

    `head` are keys of our file: title, description, languages, publisher. `facets` has for each of
    FACET_FIELDS its entries, by a key that means the same in the next state of the source: the
    name, or an id that the source gives it. `zone` is the zone of floating times and of a new
    file; None if the source does not name one. `link` is where the source is on the web. `digest`
    is that of its bytes, and of the options with which they were read. `languages` are those of
    the texts, if there are translations: first that of the values, empty if that is not known.
    `translations` are those of facets, by field and key.
    """

    name: str
    link: str = ""
    head: Mapping[str, Any] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    facets: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    events: tuple[ImportedEvent, ...] = ()
    languages: tuple[str, ...] = ()
    translations: Mapping[str, Mapping[str, Translations]] = field(default_factory=dict)
    report: Report = EMPTY
    digest: str = ""


class FacetCollector:
    """Collects the facets that the events of a source name: equal words are one facet."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in FACET_FIELDS}
        self.translations: dict[str, dict[str, dict[str, dict[str, str]]]] = {
            name: {} for name in FACET_FIELDS
        }

    def add(self, field: str, key: str, values: Mapping[str, Any]) -> str:
        """Add a facet, or complete the one with this key. Return the key."""
        known = self.found[field].setdefault(key, {})
        for name, value in values.items():
            if value not in (None, "", [], {}):
                known.setdefault(name, value)
        return key

    def translate(self, field: str, key: str, tag: str, values: Mapping[str, str]) -> None:
        """Add texts of the facet with this key in another language."""
        known = self.translations[field].setdefault(key, {}).setdefault(tag, {})
        for name, words in values.items():
            if words:
                known.setdefault(name, words)
