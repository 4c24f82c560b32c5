"""A programme's file, as its author edits it."""

from __future__ import annotations

from pathlib import Path


def edit(file: Path, before: str, after: str) -> None:
    """Replace words wherever a file has them."""
    words = file.read_text("utf-8")
    assert before in words
    file.write_text(words.replace(before, after), "utf-8")
