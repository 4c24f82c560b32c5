"""Archives are judged by their table of contents, before anything of them is unpacked."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile

import pytest

from itinerary.imports import archives
from itinerary.imports.archives import require_workbook
from itinerary.imports.options import Options
from itinerary.imports.recognise import SourceKind, recognise
from itinerary.imports.table_source import read_spreadsheet
from itinerary.source import SourceError
from tests.support.workbooks import open_document, workbook, workbook_files, zipped


def refused(data: bytes) -> tuple[str, str]:
    """Return the message and the hint with which a source is refused, also if the user says that
    it is a spreadsheet. Nothing of it is unpacked, and no process begins for it."""

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("an archive was unpacked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "open", fail)
        patch.setattr(subprocess, "run", fail)
        with pytest.raises(SourceError) as raised:
            recognise(data, "a.zip")
        with pytest.raises(SourceError) as again:
            read_spreadsheet(data, "a.zip", "", Options())
    assert again.value.problems == raised.value.problems
    (problem,) = raised.value.problems
    return problem.message, problem.hint


def declaring(data: bytes, size: int) -> bytes:
    """Return an archive whose last entry declares that it has `size` bytes when it is unpacked."""
    at = data.rindex(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", size) + data[at + 4 :]


def test_workbook_that_declares_gigabytes_is_refused_before_it_is_unpacked() -> None:
    for data in (workbook(""), open_document("")):
        message, hint = refused(declaring(data, (4 << 30) - 2))
        assert message.startswith("this spreadsheet has 4,09")
        assert message.endswith("MiB when it is unpacked, more than 512")
        assert ".csv" in hint


def test_sizes_of_all_entries_count_together() -> None:
    files = workbook_files("")
    with_pages = zipped({**files, **{f"xl/worksheets/{n}.xml": "" for n in range(3)}})
    data, at = with_pages, len(with_pages)
    for _ in range(3):
        at = data.rindex(b"PK\x01\x02", 0, at)
        data = data[: at + 24] + struct.pack("<I", 200 << 20) + data[at + 28 :]
    message, _ = refused(data)
    assert "600 MiB" in message


def test_archive_of_very_many_files_is_refused_before_they_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = zipped({f"xl/{n}": b"" for n in range(archives.MOST_ENTRIES + 1)})
    monkeypatch.setattr(archives, "ZipFile", None)
    assert refused(data)[0] == "this archive (ZIP) has more than 10,000 files"


def test_document_that_is_no_spreadsheet_is_told_what_to_give_instead() -> None:
    text = zipped({"[Content_Types].xml": "", "word/document.xml": ""})
    slides = open_document("").replace(b"opendocument.spreadsheet", b"opendocument.presentatio")
    for data in (text, slides):
        message, hint = refused(data)
        assert message == "this is an archive (ZIP), and not a spreadsheet"
        assert hint == "copy its table into a spreadsheet, and save that as .xlsx or .csv"


def test_archive_with_the_letters_of_a_workbook_in_its_bytes_is_no_spreadsheet() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "xl/workbook.xml content.xml [Content_Types].xml")
    message, hint = refused(data.getvalue())
    assert (message, hint[:9]) == ("this is an archive (ZIP), and not a spreadsheet", "unpack it")


def test_archive_that_was_cut_off_is_called_so() -> None:
    message, hint = refused(workbook("")[:-40])
    assert message == "this archive (ZIP) is broken or was cut off"
    assert "download it again" in hint


@pytest.mark.parametrize("data", [workbook(""), open_document("")])
def test_workbook_is_a_workbook(data: bytes) -> None:
    require_workbook(data, "a.xlsx")
    assert recognise(data, "a.xlsx") is SourceKind.SPREADSHEET
