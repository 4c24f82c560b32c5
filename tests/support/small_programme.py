"""A small programme in YAML for tests to change, and helpers to read its problems."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

from itinerary.model.itinerary import Itinerary
from itinerary.source import Problem, Reading, Severity, SourceError, read
from tests.conftest import NOW

SMALL = """\
id: small
title: Small
languages: [en]
zone: Europe/Berlin
days: 2026-03-01 to 2026-11-30
places:
  town: {name: Town, coordinates: [52.5, 13.4]}
  hall: {name: Hall, in: town}
  far: {name: Far, coordinates: [45.8, 126.5]}
parties:
  ada: {name: Ada}
  club: {name: Club, kind: organisation}
categories:
  talk: {name: Talk, length: 45 min}
sources:
  press: {who: Press}
events:
  - id: one
    title: One
    when: 2026-05-16 10:00 to 11:00
    place: hall
    parties: [ada]
    categories: [talk]
    sources: [press]
  - id: two
    title: Two
    after: one
    sources: [press]
"""


SUMMIT = f"""
id: summit
title: Summit
languages: [en]
zone: Europe/Berlin
sources: {{us: {{who: Us}}}}
places: {{hall: {"Donaudampfschifffahrt" * 2}}}
deadlines:
  - {{id: press, title: Press, by: 2027-05-01 18:00, link: https://a.example/}}
events:
  - id: talks
    title: {"Donaudampfschifffahrt" * 2}
    when: 2027-05-10 10:00 to 11:00
    place: hall
    sources: us
    press: {{access: pool, call: 09:30, contact: press@summit.example}}
"""
"""A programme of one day with what the press has to know, and words of 42 letters."""


def parse(words: str | bytes) -> Reading:
    return read(words if isinstance(words, bytes) else words.encode(), file="f.yaml", now=NOW)


def itinerary(words: str) -> Itinerary:
    return parse(words).itinerary


def problems(words: str | bytes) -> list[Problem]:
    """Return all problems, warnings included, in the order in which they are shown."""
    try:
        return list(parse(words).warnings)
    except SourceError as error:
        return list(error.problems)


def errors(words: str | bytes) -> list[Problem]:
    return [problem for problem in problems(words) if problem.severity is Severity.ERROR]


def shown(problem: Problem) -> str:
    """Return a problem as it is printed, without the file and the word “error”."""
    words = str(problem).removeprefix("f.yaml:")
    return words.replace(": error: ", " ").replace(": warning:", " warning:")


def changed(before: str, after: str, words: str = SMALL) -> str:
    assert before in words
    return words.replace(before, after, 1)


def assert_shown(found: Sequence[Problem], expected: Sequence[str]) -> None:
    """Check that exactly these problems were found; `*` stands for any words."""
    lines = [shown(problem) for problem in found]
    patterns = [".*".join(map(re.escape, pattern.split("*"))) for pattern in expected]
    assert len(lines) == len(patterns), lines
    for words, pattern in zip(lines, patterns, strict=True):
        assert re.fullmatch(pattern, words), f"{words!r} is not like {pattern!r}"


def assert_within(data: bytes, found: Sequence[Problem]) -> None:
    """Check that every problem has a message, a hint, and a position within the file."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    rows = re.split("\r\n|\r|\n", text)
    for problem in found:
        assert problem.message
        assert problem.hint, str(problem)
        assert 1 <= problem.line <= len(rows), str(problem)
        assert 1 <= problem.column <= len(rows[problem.line - 1]) + 1, str(problem)


SIGNS = "[]{}:#&*!|>'\"%@`,?-\t\\ \n\r\x00\x07é中0a"
CHARACTERS = st.sampled_from(SIGNS) | st.characters(codec="utf-8")
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "replace", "cut", "double", "move", "indent"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        CHARACTERS,
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=5,
)


def edited(words: str, edits: Sequence[tuple[str, float, float, str, int]]) -> str:
    """Return a file after some edits of an unfinished draft."""
    for what, one, other, character, number in edits:
        at = int(one * len(words))
        rows = words.split("\n")
        row, other_row = int(one * len(rows)), int(other * len(rows))
        match what:
            case "delete":
                words = words[:at] + words[at + number :]
            case "insert":
                words = words[:at] + character + words[at:]
            case "replace":
                words = words[:at] + character + words[at + 1 :]
            case "cut":
                words = "\n".join(rows[:row] + rows[row + 1 :])
            case "double":
                words = "\n".join([*rows[:row], rows[other_row], *rows[row:]])
            case "move":
                rows.insert(other_row, rows.pop(row))
                words = "\n".join(rows)
            case "indent":
                rows[row] = " " * number + rows[row].strip()
                words = "\n".join(rows)
    return words
