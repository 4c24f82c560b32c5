"""Problems of a programme's file, worded so that its author can fix them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from itinerary.errors import ItineraryError, Problem


class Name(StrEnum):
    """The permanent names of warnings, by which a file can accept one: each is explained in
    docs/reference/file-format.md."""

    ALIKE_COLOURS = "alike-colours"
    CUT_BY_COMMENT = "cut-by-comment"
    ENTERED_TWICE = "entered-twice"
    ESCAPE = "escape"
    FOLDED_LINES = "folded-lines"
    INTERFACE_LANGUAGE = "interface-language"
    LARGE_CALENDAR = "large-calendar"
    LATE_UID = "late-uid"
    LONG_ADDRESS = "long-address"
    MISSING_LETTERS = "missing-letters"
    NO_SOURCE = "no-source"
    OWN_WORDS = "own-words"
    PICTURE_WORDS = "picture-words"
    ROOM_CLASH = "room-clash"
    SKIPPED_MONTHS = "skipped-months"
    STALE_ACCEPTANCE = "stale-acceptance"
    TOO_FAR = "too-far"
    TWO_PLACES = "two-places"
    UNTRANSLATED = "untranslated"
    UNUSED_ANCHOR = "unused-anchor"


KeyPath = tuple[str | int, ...]
"""The way from the top of the file to a value: keys of maps, and numbers of list items from 0."""


class SourceError(ItineraryError):
    """The file cannot be published. `problems` are its errors and warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))
