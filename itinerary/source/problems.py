"""Problems of a programme's file, worded so that its author can fix them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from itinerary.errors import ItineraryError


class Severity(StrEnum):
    """ERROR: the file cannot be published. WARNING: it can, but probably has a mistake."""

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
    """A problem: where it is, what it is, and what to write instead.

    `line` and `column` count from 1, and `path` is as `events[3].when`. A warning has a `name`;
    `events` are the ids, as in the file, of the events that it is about.
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
        """The message, with the path before it and the name after it."""
        path = f"{self.path}: " if self.path else ""
        return path + self.message + (f" [{self.name}]" if self.name else "")

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: {self.severity}: "
        return where + self.said + (f"; {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as plain data, for JSON."""
        return asdict(self)


class SourceError(ItineraryError):
    """The file cannot be published. `problems` are its errors and warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
