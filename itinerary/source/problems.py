"""What is wrong with a file, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """ERROR: the file cannot be published. WARNING: it can, but somebody should look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend: where (line and column count from 1), what, and what to write instead."""

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: {self.severity}: "
        path = f"{self.path}: " if self.path else ""
        return where + path + self.message + (f"; {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as plain data, for JSON."""
        return asdict(self)


class SourceError(Exception):
    """The file holds no itinerary that can be published. `problems` has the errors and warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return what of `known` is spelt much like `word`, if anything is."""
    lower = {name.casefold(): name for name in sorted(known, reverse=True)}
    near = get_close_matches(word.casefold().replace("_", "-"), list(lower), 1, 0.6)
    return lower[near[0]] if near else None


def did_you_mean(
    word: str, known: Iterable[str], otherwise: str = "", *, listed: str = "write one of"
) -> str:
    """Return a hint that names the nearest of `known`; else `otherwise`; else, as `listed`, all of
    them if they are few enough to read."""
    names = sorted(known)
    if near := nearest(word, names):
        return f"did you mean {near}?"
    if otherwise or not 0 < len(names) <= 24:
        return otherwise
    return f"{listed}: {', '.join(names)}"
