"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from itertools import takewhile


class Spelling:
    """Suggestions for the misspelt names of one file.

    A comparison of similar names is slow, and a file can have thousands of misspelt names. After
    `MOST_COMPARED` comparisons there are no more suggestions.
    """

    def __init__(self) -> None:
        self.compared = 0

    def did_you_mean(self, word: str, known: Collection[str], otherwise: str) -> str:
        """Return the hint of the function of this name, or `otherwise`."""
        if self.compared and self.compared + len(known) > MOST_COMPARED:
            return otherwise
        self.compared += len(known)
        return did_you_mean(word, known) or otherwise


MOST_COMPARED = 200_000
"""Comparisons for one file. The first misspelt word is compared with all names, even if they are
more."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint with the one of the `known` names that `word` is a misspelling of; else
    `otherwise`; else all names if there are at most 24."""
    names = sorted(known)
    if near := nearest(word, names):
        return f"did you mean {near}?"
    if otherwise or not 0 < len(names) <= 24:
        return otherwise
    return f"write one of: {', '.join(names)}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the name nearest to `word`: that with the fewest slips, at most one for each four
    letters, so that `start` is not taken for `status`; else the only name that begins with
    `word`."""
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
        like = SequenceMatcher(b=meant)  # it caches what it knows of b
        return max(nearest, key=lambda name: _likeness(like, name.casefold()))
    longer = [name for name in names if name.casefold().startswith((f"{meant}-", f"{meant} "))]
    return longer[0] if len(longer) == 1 and meant else None


def _likeness(like: SequenceMatcher[str], name: str) -> float:
    like.set_seq1(name)
    return like.ratio()


def _slips(word: str, other: str, most: int) -> int:
    """Return the optimal string alignment distance: how many letters were added, left out, changed,
    or swapped with the next. If it is more than `most`, return any number above `most`."""
    for _ in range(2):  # strip the common prefix, then the common suffix
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
