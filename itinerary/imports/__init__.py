"""Programmes that other tools keep, in the terms of our file."""

from __future__ import annotations

from collections.abc import Callable

from itinerary.errors import Problem
from itinerary.imports.options import Options
from itinerary.imports.programme import ImportedProgramme
from itinerary.imports.recognise import WORDS, SourceKind, recognise
from itinerary.source.problems import SourceError

__all__ = ["ImportedProgramme", "Options", "SourceKind", "read"]

_Reader = Callable[[bytes, str, str, Options], ImportedProgramme]


def read(
    data: bytes, *, name: str, link: str = "", kind: SourceKind | None = None, options: Options
) -> ImportedProgramme:
    """Return what a source says. `name` names it in problems, `link` is its address on the web;
    `kind` is by default recognised by content.

    Raises SourceError with the problems of a source that cannot be read.
    """
    kind = kind or recognise(data, name)
    reader = _readers().get(kind)
    if reader is None:
        message = f"this is {WORDS[kind]}, which cannot be imported"
        raise SourceError([Problem(name, 1, 1, "", message, "export it as a calendar (.ics)")])
    return reader(data, name, link, options)


def _readers() -> dict[SourceKind, _Reader]:
    # Imported where it is used: each kind has libraries of its own.
    from itinerary.imports import icalendar_source, table_source

    return {
        SourceKind.ICALENDAR: icalendar_source.read,
        SourceKind.TABLE: table_source.read,
        SourceKind.SPREADSHEET: table_source.read_spreadsheet,
    }
