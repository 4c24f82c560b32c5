"""Exponential backoff: what fails is tried again, later each time."""

from __future__ import annotations

import time

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0
"""Seconds after which what failed is tried again: the first time, and at most."""


class Backoff:
    """The schedule of retries of a failed operation."""

    def __init__(self) -> None:
        self._delay = 0.0
        self._at: float | None = None

    @property
    def failing(self) -> bool:
        """Whether the last try failed."""
        return self._delay > 0

    @property
    def due(self) -> bool:
        """Whether it is time for another try."""
        return self._at is not None and time.monotonic() >= self._at

    def failed(self) -> None:
        """Record that a try failed: the next one is due after twice the last delay."""
        self._delay = min(max(2 * self._delay, FIRST_DELAY), LONGEST_DELAY)
        self._at = time.monotonic() + self._delay

    def retry_now(self) -> None:
        """Make another try due at once."""
        self._at = time.monotonic()

    def succeeded(self) -> None:
        """Record that a further try is not needed."""
        self._delay, self._at = 0.0, None
