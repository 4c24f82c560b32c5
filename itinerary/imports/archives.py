"""What an archive (ZIP) is, by its table of contents alone: nothing of it is unpacked."""

from __future__ import annotations

import io
from zipfile import BadZipFile, ZipFile, ZipInfo

from itinerary.errors import Problem
from itinerary.source.problems import SourceError

MOST_UNPACKED = 512 << 20
"""Bytes of all entries of a spreadsheet together. One with a million cells has a tenth of that."""
MOST_ENTRIES = 10_000
_START = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument."
"""The kind of an OpenDocument: its first entry, at a place that is always the same (OpenDocument
1.3, part 2, §3.3)."""
_MIB = 1 << 20


def is_archive(data: bytes) -> bool:
    """Tell whether this is an archive; XLSX and ODS are archives, too."""
    return data[:4] == _START


def require_workbook(data: bytes, file: str) -> None:
    """Raise SourceError if an archive is no spreadsheet, or one that would fill the memory."""
    entries = _entries(data, file)
    names = {entry.filename for entry in entries}
    if not _is_workbook(data, names):
        raise _refused(file, "this is an archive (ZIP), and not a spreadsheet", _instead(names))
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED:
        message = (
            f"this spreadsheet has {size // _MIB:,} MiB when it is unpacked, more than"
            f" {MOST_UNPACKED // _MIB}"
        )
        raise _refused(file, message, "export the sheet with the programme as .csv")


def _entries(data: bytes, file: str) -> list[ZipInfo]:
    # Counted in the bytes, because the table of contents of a million entries takes seconds.
    if data.count(_ENTRY) > MOST_ENTRIES:
        message = f"this archive (ZIP) has more than {MOST_ENTRIES:,} files"
        raise _refused(file, message, "unpack it, and import the file with the programme")
    try:
        return ZipFile(io.BytesIO(data)).infolist()
    except (BadZipFile, ValueError, NotImplementedError):
        message = "this archive (ZIP) is broken or was cut off"
        raise _refused(file, message, "download it again, or export it as .csv") from None


def _is_workbook(data: bytes, names: set[str]) -> bool:
    start = data.find(_MIMETYPE, 0, 256)
    if start >= 0:
        return data.startswith(b"spreadsheet", start + len(_MIMETYPE))
    return "content.xml" in names or any(name.startswith("xl/") for name in names)


def _instead(names: set[str]) -> str:
    """Return what to give instead of an archive that has these files."""
    if "content.xml" in names or "[Content_Types].xml" in names:  # a text, slides
        return "copy its table into a spreadsheet, and save that as .xlsx or .csv"
    return "unpack it, and import the files in it: itinerary import a.ics b.ics"


def _refused(file: str, message: str, hint: str) -> SourceError:
    return SourceError([Problem(file, 1, 1, "", message, hint)])
