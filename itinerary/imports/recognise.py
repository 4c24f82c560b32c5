"""The kind of a source, by its content and not by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from itinerary.errors import Problem
from itinerary.imports.archives import is_archive, require_workbook
from itinerary.source.problems import SourceError


class SourceKind(StrEnum):
    """What a source can be."""

    ICALENDAR = "icalendar"
    TABLE = "table"
    SPREADSHEET = "spreadsheet"
    SCHEDULE_XML = "schedule-xml"
    SCHEDULE_JSON = "schedule-json"
    JSON_LD = "json-ld"
    ITINERARY = "itinerary"


WORDS = {
    SourceKind.ICALENDAR: "a calendar (iCalendar)",
    SourceKind.TABLE: "a table (CSV or TSV)",
    SourceKind.SPREADSHEET: "a spreadsheet (XLSX or ODS)",
    SourceKind.SCHEDULE_XML: "a schedule (frab XML)",
    SourceKind.SCHEDULE_JSON: "a schedule (frab JSON)",
    SourceKind.JSON_LD: "events of schema.org (JSON-LD)",
    SourceKind.ITINERARY: "a programme of Itinerary (JSON)",
}
"""The kinds in words, for reports."""

_BEGINNING = 65_536


def text_of(data: bytes) -> str:
    """Return bytes as text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which is
    what programs write that do not write Unicode."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def recognise(data: bytes, file: str) -> SourceKind:
    """Return what a source is. Raises SourceError if it is nothing that can be imported."""
    if is_archive(data):
        require_workbook(data, file)
        return SourceKind.SPREADSHEET
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return SourceKind.SPREADSHEET
    beginning = text_of(data[:_BEGINNING]).lstrip()
    if not beginning:
        raise SourceError([Problem(file, 1, 1, "", "this is empty", "export it again")])
    if re.match("BEGIN:V(CALENDAR|EVENT)", beginning, re.IGNORECASE):
        return SourceKind.ICALENDAR
    if re.match(
        r"(<\?xml[^>]*>\s*)?(<!DOCTYPE schedule[^>]*>\s*|<!--.*?-->\s*)*<schedule[\s>]",
        beginning,
        re.DOTALL,
    ):
        return SourceKind.SCHEDULE_XML
    if re.match(r'\{\s*"edition"\s*:\s*\d', beginning):
        return SourceKind.ITINERARY
    if beginning[0] in "{[":
        if '"schema.org' in beginning or "//schema.org" in beginning or '"@type"' in beginning:
            return SourceKind.JSON_LD
        if re.search(r'"(schedule|conference|days)"\s*:', beginning):
            return SourceKind.SCHEDULE_JSON
        return SourceKind.JSON_LD
    if re.match(r"<(!DOCTYPE\s+html|html|head|body|script)", beginning, re.IGNORECASE) or (
        "<html" in beginning[:4096].lower()
    ):
        return SourceKind.JSON_LD
    if beginning[0] == "<":
        return SourceKind.SCHEDULE_XML
    first = beginning.splitlines()[0]
    if "\0" not in beginning and any(mark in first for mark in ",;\t|"):
        return SourceKind.TABLE
    if re.search("^BEGIN:VEVENT", beginning, re.IGNORECASE | re.MULTILINE):
        return SourceKind.ICALENDAR
    raise SourceError(
        [
            Problem(
                file,
                1,
                1,
                "",
                "this is not a kind of source that can be imported",
                "give a calendar (.ics), a table (.csv, .tsv, .xlsx, .ods), a schedule.xml or"
                " schedule.json, or a page with JSON-LD; or say which with --format",
            )
        ]
    )
