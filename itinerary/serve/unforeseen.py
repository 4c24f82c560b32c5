"""Errors that the code does not expect."""

from __future__ import annotations

import traceback
from pathlib import Path

from itinerary.source import Problem


def unforeseen(file: str, error: Exception) -> Problem:
    """Return an error that the code does not expect as a problem with `file`: what, and where in
    the code."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({Path(f.filename).name}, line {f.lineno})" for f in frame)
    message = f"unforeseen {type(error).__name__}: {error}{where}"
    return Problem(file, 1, 1, "", message, "please report it to those who make Itinerary")
