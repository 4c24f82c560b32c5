"""Errors that the code does not expect."""

from __future__ import annotations

import contextlib
import sys
import traceback
from pathlib import Path

from itinerary import terminal
from itinerary.errors import Problem


def unforeseen(file: str, error: Exception) -> Problem:
    """Return an error that the code does not expect as a problem with `file`: what, and where in
    the code."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({Path(f.filename).name}, line {f.lineno})" for f in frame)
    message = f"unforeseen {type(error).__name__}: {error}{where}"
    return Problem(file, 1, 1, "", message, "please report it to those who make Itinerary")


def report_problem(problem: Problem) -> None:
    """Say on the terminal that a worker has a problem."""
    with contextlib.suppress(OSError, ValueError):
        terminal.secho(str(problem), fg="red", err=True)
        sys.stderr.flush()
