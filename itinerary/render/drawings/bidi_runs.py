"""The order in which a line with words of both directions is drawn (Unicode Standard Annex #9).

The one well-kept library, python-bidi, returns characters in the order of their places. HarfBuzz
needs their levels: it joins the letters of a word in the order in which they are read. The tests
compare the order with that of python-bidi.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from itinerary.value import Value

_MOST = 125
"""The deepest level (BD2)."""

_ISOLATES = {"LRI", "RLI", "FSI"}
_EMBEDDINGS = {"LRE": "L", "RLE": "R", "LRO": "L", "RLO": "R"}
_REMOVED = {*_EMBEDDINGS, "PDF", "BN"}
_NEUTRAL = {"S", "WS", "ON", "PDI", *_ISOLATES}


class DirectedRun(Value):
    """Words of a line in one direction, in the order in which they are read."""

    words: str
    leftwards: bool


@lru_cache(4096)
def visual_runs(words: str, *, leftwards: bool) -> tuple[DirectedRun, ...]:
    """Return the runs of a line from its left to its right (L2); the line itself runs from right to
    left if it is `leftwards`."""
    if words.isascii() and not leftwards:
        return (DirectedRun(words, False),) if words else ()
    levels = resolved_levels(words, leftwards=leftwards)
    runs = [
        (level, "".join(words[at] for at in group))
        for level, group in groupby(range(len(words)), levels.__getitem__)
    ]
    odd = [level for level, _ in runs if level % 2]
    for lowest in range(max((level for level, _ in runs), default=0), min(odd, default=1) - 1, -1):
        runs = list(_turned(runs, lowest))
    return tuple(DirectedRun(run, bool(level % 2)) for level, run in runs)


def _turned(runs: list[tuple[int, str]], lowest: int) -> Iterator[tuple[int, str]]:
    """Yield runs, with each row of those at a level of at least `lowest` turned around."""
    for deep, group in groupby(runs, lambda run: run[0] >= lowest):
        row = list(group)
        yield from reversed(row) if deep else row


def resolved_levels(words: str, *, leftwards: bool) -> list[int]:
    """Return the level of each character; those that read from right to left have an odd one."""
    base, levels = int(leftwards), list[int]()
    kinds = [unicodedata.bidirectional(char) or "L" for char in words]
    begin = 0
    for at, kind in enumerate(kinds):
        if kind == "B":  # P1: no isolate goes beyond its paragraph
            levels += [*_of_paragraph(words[begin:at], kinds[begin:at], base), base]
            begin = at + 1
    return [*levels, *_of_paragraph(words[begin:], kinds[begin:], base)]


def _of_paragraph(words: str, given: Sequence[str], base: int) -> list[int]:
    """Return the levels of a paragraph without its separator."""
    ends = _isolate_ends(given)
    levels, classes = _explicit(given, ends, base)
    for sequence in tuple(_sequences(given, levels, ends, base)):
        _resolve(words, given, classes, levels, sequence)
    # What X9 removes is never drawn. It takes the level of its neighbour, to split no word.
    for at, kind in enumerate(given):
        if kind in _REMOVED:
            levels[at] = levels[at - 1] if at else base
    ended = True
    for at in range(len(words) - 1, -1, -1):  # L1
        ended = given[at] == "S" or (ended and given[at] in {"WS", "PDI", *_ISOLATES, *_REMOVED})
        if ended:
            levels[at] = base
    return levels


def _isolate_ends(given: Sequence[str]) -> dict[int, int]:
    """Return the place of the PDI of each isolate that has one (BD9)."""
    ends: dict[int, int] = {}
    open_: list[int] = []
    for at, kind in enumerate(given):
        if kind in _ISOLATES:
            open_.append(at)
        elif kind == "PDI" and open_:
            ends[open_.pop()] = at
    return ends


def _starts_leftwards(given: Sequence[str]) -> bool:
    """Tell whether the first letter outside isolates is written from right to left (P2, P3)."""
    deep = 0
    for kind in given:
        if kind in _ISOLATES:
            deep += 1
        elif kind == "PDI":
            if deep == 0:
                return False
            deep -= 1
        elif deep == 0 and kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


def _explicit(given: Sequence[str], ends: dict[int, int], base: int) -> tuple[list[int], list[str]]:
    """Return the levels that marks in the text give, and the classes with overrides (X1 to X8)."""
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    levels, classes = [base] * len(given), list(given)
    too_deep_isolates = too_deep = isolates = 0
    closes = set(ends.values())
    for at, kind in enumerate(given):
        level, override, _ = stack[-1]
        if kind in _ISOLATES or kind in _EMBEDDINGS:
            if kind == "FSI":
                inside = given[at + 1 : ends.get(at, len(given))]
                odd = _starts_leftwards(inside)
            else:
                odd = kind in {"RLI", "RLE", "RLO"}
            next_level = level + 1 if (level % 2 == 0) == odd else level + 2
            isolate = kind in _ISOLATES
            levels[at] = level
            if isolate and override:
                classes[at] = override
            fits = next_level <= _MOST and not too_deep_isolates and not too_deep
            if fits:
                isolates += isolate
                forced = _EMBEDDINGS[kind] if kind in {"LRO", "RLO"} else ""
                stack.append((next_level, forced, isolate))
            elif isolate:
                too_deep_isolates += 1
            elif not too_deep_isolates:
                too_deep += 1
        elif kind == "PDI":
            if too_deep_isolates:
                too_deep_isolates -= 1
            elif isolates and at in closes:
                too_deep = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                isolates -= 1
            level, override, _ = stack[-1]
            levels[at] = level
            if override:
                classes[at] = override
        elif kind == "PDF":
            levels[at] = level
            if too_deep_isolates:
                pass
            elif too_deep:
                too_deep -= 1
            elif len(stack) > 1 and not stack[-1][2]:
                stack.pop()
        else:
            levels[at] = level
            if override and kind != "BN":
                classes[at] = override
    return levels, classes


class _Sequence(Value):
    """An isolating run sequence (X10): its places, and the directions before and behind it."""

    places: list[int]
    before: str
    behind: str


def _sequences(
    given: Sequence[str], levels: Sequence[int], ends: dict[int, int], base: int
) -> Iterator[_Sequence]:
    kept = [at for at, kind in enumerate(given) if kind not in _REMOVED]
    runs = [list(group) for _, group in groupby(kept, levels.__getitem__)]
    starting = {run[0]: run for run in runs}
    order = {at: n for n, at in enumerate(kept)}
    closes = set(ends.values())
    for first in runs:
        if given[first[0]] == "PDI" and first[0] in closes:
            continue  # a part of the sequence with its isolate
        run, places = first, list(first)
        while given[run[-1]] in _ISOLATES and run[-1] in ends:
            run = starting[ends[run[-1]]]
            places += run
        level = levels[places[0]]
        ahead, last = order[places[0]] - 1, order[places[-1]] + 1
        before = levels[kept[ahead]] if ahead >= 0 else base
        opens = given[places[-1]] in _ISOLATES
        behind = base if opens or last == len(kept) else levels[kept[last]]
        yield _Sequence(places, _side(max(level, before)), _side(max(level, behind)))


def _side(level: int) -> str:
    return "R" if level % 2 else "L"


def _resolve(
    words: str,
    given: Sequence[str],
    classes: list[str],
    levels: list[int],
    sequence: _Sequence,
) -> None:
    """Resolve weak and neutral characters of a sequence, and its levels (W1 to I2)."""
    places, before, behind = sequence.places, sequence.before, sequence.behind
    kinds = [classes[at] for at in places]
    _weak(kinds, before)
    own = _side(levels[places[0]])
    _brackets(words, given, kinds, places, before, own)
    _neutral(kinds, before, behind, own)
    for at, kind in zip(places, kinds, strict=True):
        if levels[at] % 2:
            levels[at] += kind in {"L", "EN", "AN"}
        else:
            levels[at] += {"R": 1, "EN": 2, "AN": 2}.get(kind, 0)


def _weak(kinds: list[str], before: str) -> None:
    previous = before
    for n, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[n] = "ON" if previous in {"PDI", *_ISOLATES} else previous
        previous = kinds[n]
    strong = before
    for n, kind in enumerate(kinds):  # W2
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[n] = "AN"
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for n in range(1, len(kinds) - 1):  # W4
        one, other = kinds[n - 1], kinds[n + 1]
        if one == other and (
            (kinds[n] in {"ES", "CS"} and one == "EN") or (kinds[n] == "CS" and one == "AN")
        ):
            kinds[n] = one
    n = 0
    while n < len(kinds):  # W5, W6
        end = n
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > n:
            number = "EN" in (kinds[n - 1 : n] + kinds[end : end + 1])
            kinds[n:end] = ["EN" if number else "ON"] * (end - n)
        n = max(end, n + 1)
    kinds[:] = ["ON" if kind in {"ES", "CS"} else kind for kind in kinds]
    strong = before
    for n, kind in enumerate(kinds):  # W7
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[n] = "L"


def _brackets(
    words: str,
    given: Sequence[str],
    kinds: list[str],
    places: list[int],
    before: str,
    own: str,
) -> None:
    """Give both brackets of a pair the direction of what is between them (N0)."""
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for n, at in enumerate(places):
        if kinds[n] != "ON":
            continue
        char = words[at]
        if closing := _closing(char):
            if len(stack) == 63:
                break
            stack.append((closing, n))
        else:
            for deep in range(len(stack) - 1, -1, -1):
                if stack[deep][0] == _same(char):
                    pairs.append((stack[deep][1], n))
                    del stack[deep:]
                    break
    as_strong = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
    for first, last in sorted(pairs):
        inside = {as_strong[kind] for kind in kinds[first + 1 : last] if kind in as_strong}
        if own in inside:
            side = own
        elif inside:
            ahead = (as_strong[kind] for kind in reversed(kinds[:first]) if kind in as_strong)
            other = "L" if own == "R" else "R"
            side = other if next(ahead, before) == other else own
        else:
            continue
        for n in (first, last):
            kinds[n] = side
            for mark in range(n + 1, len(kinds)):
                if given[places[mark]] != "NSM":
                    break
                kinds[mark] = side


@lru_cache(1024)
def _closing(char: str) -> str:
    """Return the bracket that closes one that opens (BidiBrackets.txt), else nothing."""
    if unicodedata.category(char) != "Ps" or not unicodedata.mirrored(char):
        return ""
    if char in "⦍⦏":
        return {"⦍": "⦐", "⦏": "⦎"}[char]
    nexts = (chr(ord(char) + step) for step in (1, 2))
    return _same(next((c for c in nexts if unicodedata.category(c) == "Pe"), ""))


def _same(char: str) -> str:
    return "\u3009" if char == "\u232a" else char


def _neutral(kinds: list[str], before: str, behind: str, own: str) -> None:
    """Give neutral characters the direction around them, else that of the text (N1, N2)."""
    n = 0
    while n < len(kinds):
        end = n
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > n:
            left = _as_side(kinds[n - 1]) if n else before
            right = _as_side(kinds[end]) if end < len(kinds) else behind
            kinds[n:end] = [left if left == right else own] * (end - n)
        n = max(end, n + 1)


def _as_side(kind: str) -> str:
    return "R" if kind in {"EN", "AN"} else kind
