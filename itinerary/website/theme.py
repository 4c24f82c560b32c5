"""A theme: an author's folder of templates and static files that go before ours."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from itinerary.model.text import visible

STATIC = "static/"
"""What the names of static files begin with; the other files are templates."""

MOST_NAMED = 5
"""Files of a kind that are named when they are left out."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The files of a theme by their names (`base.html`, `static/itinerary.css`), and in `left_out`
    sentences on what is in its folder and not in these."""

    files: Mapping[str, Path] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def static(self) -> dict[str, Path]:
        """Return the static files by their names below `static`."""
        return {n.removeprefix(STATIC): p for n, p in self.files.items() if n.startswith(STATIC)}


def read(folder: Path | None) -> Theme:
    """Return what a theme in `folder` has, which everybody may see: neither what is hidden (`.git`,
    `.env`) nor what a link leads to outside of the folder, or to another folder."""
    if folder is None:
        return Theme()
    files: dict[str, Path] = {}
    odd: dict[str, list[str]] = {}
    for name, path in _walk(folder):
        if why := _why_not(path, folder):
            odd.setdefault(why, []).append(name)
        elif path.is_file():
            files[name] = path
    return Theme(
        {name: files[name] for name in sorted(files)},
        tuple(f"The theme is without {_listed(odd[why])}: {why}." for why in sorted(odd)),
    )


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is in a folder, with its name below it; what is hidden and what is a link is not
    entered."""
    for where, folders, names in os.walk(folder):
        here = Path(where)
        entered = [n for n in folders if not n.startswith(".") and not (here / n).is_symlink()]
        for name in sorted({*folders, *names} - {*entered}):
            yield (here / name).relative_to(folder).as_posix(), here / name
        folders[:] = sorted(entered)


def _why_not(path: Path, folder: Path) -> str:
    """Return why a file or folder is left out, or nothing."""
    if path.name.startswith("."):
        return "what is hidden is not served"
    if path.is_symlink():
        there = Path(os.path.realpath(path))
        if not there.is_relative_to(folder.resolve()):
            return "a link must not lead out of the theme; copy the file"
        if any(part.startswith(".") for part in there.relative_to(folder.resolve()).parts):
            return "what is hidden is not served"
    if not path.is_file():
        return "these are no files"
    return "" if os.access(path, os.R_OK) else "these files must not be read"


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{visible(name)}”" for name in sorted(names)[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
