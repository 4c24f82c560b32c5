"""Sources are recognised by content."""

from __future__ import annotations

import pytest

from itinerary.imports.recognise import SourceKind, recognise
from itinerary.source import SourceError
from tests.support.imports import calendar
from tests.support.workbooks import open_document, workbook, zipped


def test_archive_of_calendars_is_no_spreadsheet() -> None:
    data = zipped({"a.ics": calendar("SUMMARY:A")})
    with pytest.raises(SourceError, match="and not a spreadsheet") as raised:
        recognise(data, "export.ical.zip")
    assert "unpack it" in raised.value.problems[0].hint


def test_spreadsheet_is_recognised_by_its_parts() -> None:
    for data in (workbook(""), open_document("")):
        assert recognise(data, "a.zip") is SourceKind.SPREADSHEET
