"""Which name a misspelt word is a slip of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from itertools import takewhile


class Spelling:
    """Names that can be meant in one file, to find which one a misspelt word is a slip of.

    A comparison takes long where names are alike, and thousands of names can be misspelt: after
    `MOST_COMPARED` comparisons a word is taken for no slip.
    """

    def __init__(self) -> None:
        self.compared = 0

    def did_you_mean(self, word: str, known: Collection[str], otherwise: str) -> str:
        """Return a hint as the function of this name does, `otherwise` if there is none."""
        if self.compared and self.compared + len(known) > MOST_COMPARED:
            return otherwise
        self.compared += len(known)
        return did_you_mean(word, known) or otherwise


MOST_COMPARED = 200_000
"""Names with which the misspelt words of one file are compared, each counted as often as it is. The
first word is compared with all names, also if they are more."""


def did_you_mean(
    word: str, known: Iterable[str], otherwise: str = "", *, listed: str = "write one of"
) -> str:
    """Return a hint that names the one of `known` that `word` is a slip of; else `otherwise`; else,
    as `listed`, all of them if they are few enough to read."""
    names = sorted(known)
    if near := nearest(word, names):
        return f"did you mean {near}?"
    if otherwise or not 0 < len(names) <= 24:
        return otherwise
    return f"{listed}: {', '.join(names)}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the name that takes the fewest slips to become `word`, one for each four letters at
    most, so that no other word is taken for a slip (`start` is not `status`); else the only one
    that begins with it."""
    names, meant = sorted(known), word.casefold().replace("_", "-")
    most = max(1, len(meant) // 4) if len(meant) > 1 else 0
    letters = set(meant)
    near = [
        (slips, name)
        for name in names
        if abs(len(name) - len(meant)) <= most and len(letters ^ set(name.casefold())) <= 2 * most
        if (slips := _slips(meant, name.casefold(), most)) <= most
    ]
    if near:
        fewest = min(near)[0]
        nearest = [name for slips, name in near if slips == fewest]
        like = SequenceMatcher(b=meant)  # of which it remembers more than of the other
        return max(nearest, key=lambda name: _likeness(like, name.casefold()))
    longer = [name for name in names if name.casefold().startswith((f"{meant}-", f"{meant} "))]
    return longer[0] if len(longer) == 1 and meant else None


def _likeness(like: SequenceMatcher[str], name: str) -> float:
    like.set_seq1(name)
    return like.ratio()


def _slips(word: str, other: str, most: int) -> int:
    """Return how many letters were added, left out, changed, or swapped with the next: the optimal
    string alignment distance; or any number above `most` if it is more."""
    for _ in range(2):  # what both begin with, then what both end with
        same = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
        )
        word, other = word[same:][::-1], other[same:][::-1]
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            best = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == its:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
