"""What is wrong with a file, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from itinerary.errors import ItineraryError


class Severity(StrEnum):
    """ERROR: the file cannot be published. WARNING: it can, but somebody should look."""

    ERROR = "error"
    WARNING = "warning"


class Name(StrEnum):
    """The permanent names of warnings, by which a file can accept one: each is explained in
    docs/reference/file-format.md."""

    CUT_BY_COMMENT = "cut-by-comment"
    ENTERED_TWICE = "entered-twice"
    ESCAPE = "escape"
    FOLDED_LINES = "folded-lines"
    INTERFACE_LANGUAGE = "interface-language"
    LARGE_CALENDAR = "large-calendar"
    LONG_ADDRESS = "long-address"
    MISSING_LETTERS = "missing-letters"
    NO_SOURCE = "no-source"
    PICTURE_WORDS = "picture-words"
    ROOM_CLASH = "room-clash"
    SKIPPED_MONTHS = "skipped-months"
    STALE_ACCEPTANCE = "stale-acceptance"
    TOO_FAR = "too-far"
    TWO_PLACES = "two-places"
    UNTRANSLATED = "untranslated"
    UNUSED_ANCHOR = "unused-anchor"


KeyPath = tuple[str | int, ...]
"""The way from the top of the file to a value: keys of maps, and numbers of list items from 0."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: where (line and column count from 1), what, and what to write instead.

    A warning has a `name`; `events` are the ids of the events that it is about, as in the file.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    name: str = ""
    events: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The message, with the path before it and the name behind it."""
        path = f"{self.path}: " if self.path else ""
        return path + self.message + (f" [{self.name}]" if self.name else "")

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: {self.severity}: "
        return where + self.said + (f"; {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as plain data, for JSON."""
        return asdict(self)


class SourceError(ItineraryError):
    """The file holds no itinerary that can be published. `problems` has the errors and warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
