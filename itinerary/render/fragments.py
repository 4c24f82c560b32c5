"""Rendered fragments of pages and feeds that outlive a process."""

from __future__ import annotations

from typing import Protocol, TypeVar

T = TypeVar("T", str, bytes)


class FragmentStore(Protocol):
    """Rendered fragments by their places, each with the version of what it shows. Places whose
    fragments are usually needed together are in one group."""

    def get(self, kind: type[T], group: str, at: str, version: str) -> T | None:
        """Return the fragment of a place in a group, None if there is none of this version."""

    def put(self, group: str, at: str, version: str, fragment: str | bytes) -> None:
        """Keep the fragment of a place instead of the one of another version."""
