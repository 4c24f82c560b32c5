"""The root of all errors that people see, and the one that several rooms raise."""

from __future__ import annotations

import copyreg
from typing import Any


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
