"""YAML → Itinerary, or a list of problems with file, line and column."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from itinerary.model import Itinerary
from itinerary.source.pictures import Album, PictureError
from itinerary.source.problems import Problem, Severity, SourceError
from itinerary.text import Text

__all__ = [
    "Album",
    "Lint",
    "PictureError",
    "Problem",
    "Reading",
    "Severity",
    "SourceError",
    "json_schema",
    "read",
    "read_file",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """An itinerary, and the warnings that came with it."""

    itinerary: Itinerary
    warnings: tuple[Problem, ...] = ()


Path = tuple[str | int, ...]
Report = Callable[[Path, str, str], None]
Lint = Callable[[Itinerary, Sequence[tuple[Path, Text]], Report], None]
"""Looks at an itinerary and all texts of its file, and reports warnings: path, message, hint."""


def read(
    data: bytes,
    *,
    file: str,
    now: datetime,
    also: Iterable[Lint] = (),
    album: Album | None = None,
) -> Reading:
    """Read a programme from the bytes of a YAML file.

    `file` names it in problems; `now` (aware) is the time that `published:` is held against; `also`
    are lints of rooms that this one does not know; `album` has the pictures beside the file.
    Raises SourceError with every problem found, warnings included, if there is any error.
    """
    from itinerary.source import lint, tree
    from itinerary.source.resolve import Resolver

    root, problems_of_form = tree.parse(data, file)
    resolver = Resolver(root, file, now, album)
    itinerary = resolver.itinerary()
    lint.lint(
        itinerary,
        texts=resolver.texts,
        events=resolver.event_paths,
        spoilt=resolver.spoilt,
        report=resolver.warn,
    )
    if also and not any(p.severity is Severity.ERROR for p in resolver.problems):
        texts = [(path, resolver.text(words)) for path, words in resolver.texts]
        for more in also:
            more(itinerary, texts, resolver.warn)
    problems = tuple(sorted({*problems_of_form, *resolver.problems}))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SourceError(problems)
    return Reading(itinerary, problems)


def read_file(
    path: pathlib.Path,
    *,
    now: datetime,
    also: Iterable[Lint] = (),
    album: Album | None = None,
) -> Reading:
    """Read a programme from a file, by default with the pictures beside it; see `read`.

    Raises SourceError too if the file is missing or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "create one with: itinerary new" if isinstance(error, FileNotFoundError) else ""
        raise SourceError(
            [Problem(str(path), 1, 1, "", f"cannot be read: {reason}", hint)]
        ) from None
    return read(data, file=str(path), now=now, also=also, album=album or Album.beside(path))


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of a programme, for editors."""
    from itinerary.source.document import json_schema as schema

    return schema()
