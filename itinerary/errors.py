"""Errors and problems that people see."""

from __future__ import annotations

import copyreg
from enum import StrEnum
from typing import Any

from itinerary.value import Value, asdict


class ItineraryError(Exception):
    """Something that people can put right.

    `message` says what is wrong, and `hint` what to do or to write instead; a hint may be empty.
    Both are for the middle of a line: they begin with a small letter and end without a full stop.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors travel between processes. Pickle would call a class with `args`, which are not
        # what the classes take that word their own message.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class NotationError(ItineraryError, ValueError):
    """A value is written in a way that cannot be what its author means.

    It is a ValueError because pydantic reports only those as errors of a field.
    """


class Severity(StrEnum):
    """ERROR: the file cannot be published. WARNING: it can, but probably has a mistake."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Value, order=True):
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
    def full_message(self) -> str:
        """The message, with the path before it and the name after it."""
        path = f"{self.path}: " if self.path else ""
        return path + self.message + (f" [{self.name}]" if self.name else "")

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: {self.severity}: "
        return where + self.full_message + (f"; {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as plain data, for JSON."""
        return asdict(self)
