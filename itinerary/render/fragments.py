"""Rendered fragments of pages and feeds that outlive a process."""

from __future__ import annotations

from typing import Protocol, TypeVar

T = TypeVar("T", str, bytes)


class FragmentStore(Protocol):
    """Rendered fragments by their places, each with the version of what it shows."""

    def get(self, kind: type[T], at: str, version: str) -> T | None:
        """Return the fragment of a place, None if there is none of this version."""

    def put(self, at: str, version: str, fragment: str | bytes) -> None:
        """Keep the fragment of a place instead of the one of another version."""
