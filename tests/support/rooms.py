"""A programme of rooms for tests, with warnings to accept."""

from __future__ import annotations

from pathlib import Path

from tests.support.small_programme import (
    problems,
)

ROOMS = """\
id: rooms
title: Rooms
languages: [en]
zone: Europe/Berlin
places:
  town: {name: Town, coordinates: [52.5, 13.4]}
  house: {name: House, in: town, address: 1 Square}
  room: {name: Room 1, in: house}
  hut: {name: Hut}
  abroad: {name: Abroad, in: town, zone: Asia/Tokyo}
  call: {name: Video call, address: none}
sources:
  press: {who: Press}
events:
"""


def rooms(*rows: str) -> str:
    return ROOMS + "".join(
        f"  - {{id: {id}, title: {id.upper()}, sources: press, {row}}}\n"
        for id, row in zip("abcdefg", rows, strict=False)
    )


def named(words: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return name and events of each warning."""
    return [(problem.name, problem.events) for problem in problems(words)]


CLASH = ("when: 2026-05-16 10:00 to 11:00, place: room", "when: 2026-05-16 10:30, place: room")


def accepting(words: str, *entries: str) -> str:
    rows = "".join(f"  - {{{entry}}}\n" for entry in entries)
    return words.replace("events:\n", f"accept:\n{rows}events:\n", 1)


def written(tmp_path: Path, words: str) -> Path:
    file = tmp_path / "f.yaml"
    file.write_text(words, "utf-8")
    return file
