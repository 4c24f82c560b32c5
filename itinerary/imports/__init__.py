"""Programmes that other tools keep, in the terms of our file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import itinerary
from itinerary.imports.options import Options
from itinerary.imports.programme import ImportedProgramme
from itinerary.imports.recognise import SourceKind, recognise
from itinerary.value import astuple, replace

__all__ = ["ImportedProgramme", "Options", "SourceKind", "digest_of", "read"]

_Reader = Callable[[bytes, str, str, Options], ImportedProgramme]


def read(
    data: bytes, *, name: str, link: str = "", kind: SourceKind | None = None, options: Options
) -> ImportedProgramme:
    """Return what a source says. `name` names it in problems, `link` is its address on the web;
    `kind` is by default recognised by content.

    Raises SourceError with the problems of a source that cannot be read.
    """
    made = _readers()[kind or recognise(data, name)](data, name, link, options)
    return replace(made, digest=digest_of(data, kind, options))


def digest_of(data: bytes, kind: SourceKind | None, options: Options) -> str:
    """Return a digest of a source and of how it is read; `kind` is what the user said. A newer
    version of the reader may find more in the same source."""
    said = (itinerary.__version__, kind, *astuple(options))
    return hashlib.sha256(repr(said).encode() + data).hexdigest()[:32]


def _readers() -> dict[SourceKind, _Reader]:
    # Imported where it is used: each kind has libraries of its own.
    from itinerary.imports import (
        icalendar_source,
        jsonld_source,
        own_json,
        schedule_source,
        table_source,
    )

    return {
        SourceKind.ICALENDAR: icalendar_source.read,
        SourceKind.TABLE: table_source.read,
        SourceKind.SPREADSHEET: table_source.read_spreadsheet,
        SourceKind.SCHEDULE_XML: schedule_source.read_xml,
        SourceKind.SCHEDULE_JSON: schedule_source.read_json,
        SourceKind.JSON_LD: jsonld_source.read,
        SourceKind.ITINERARY: own_json.refuse,
    }
