"""Matching the dates of a series before and after an edit: a pure function of dates.

A file has the days of a series, and not which of them was which before. So the simplest explanation
of the edit is taken: a date that stays is the same event; of the rest, dates that took each other's
place have moved; only dates that are left over were cancelled or are new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from itinerary.value import Value

Pairs = dict[int, int]
"""By the index of a date after an edit, the index of what it was before."""


class Date(Value):
    """One date of a series: its day, whether it is over, and whether it left the series (`gone`).

    `series` is its id: a series and one that is split off from it are paired together.
    """

    day: date
    series: str = ""
    over: bool = False
    gone: bool = False


def pair(before: Sequence[Date], after: Sequence[Date]) -> Pairs:
    """Return which of the dates `after` an edit is which of those `before` it, each at most once.

    1. A date that is in the series before and after is the same event.
    2. Of the others, an old and a new date are one event that moved if no third date, old or new,
       lies between them and, past the ends of a series, if they are nearer to each other than to
       its next date. So no date moves past another. Where there is a choice, as few dates as
       possible are left over, then the moves are as short as possible, then earlier dates move.
    3. If no date stays, and fewer than half of them can move like that, the whole series moved:
       the dates that were still to come are paired with the new ones in order.
    4. A date that left the series and comes back is the same event again.

    A date that is over has taken place, and never moves to a day that is still to come.
    """
    old = [n for n in _by_day(before) if not before[n].gone]
    new = _by_day(after)
    pairs = _staying(before, old, after, new)
    moving = _moving(before, old, after, new, pairs)
    elsewhere = dict(zip(new, (n for n in old if not before[n].over), strict=False))
    pairs |= moving if pairs or 2 * len(moving) >= len(elsewhere) else elsewhere
    gone = [n for n in _by_day(before) if before[n].gone]
    return pairs | _staying(before, gone, after, [n for n in new if n not in pairs])


def _by_day(dates: Sequence[Date]) -> list[int]:
    return sorted(range(len(dates)), key=lambda n: (dates[n].day, dates[n].series, n))


def _staying(
    before: Sequence[Date], old: Iterable[int], after: Sequence[Date], new: Iterable[int]
) -> Pairs:
    """Return the pairs of dates on the same day, those in the same series first."""
    pairs: Pairs = {}
    left, waiting = list(old), list(new)
    for series in (True, False):
        on_day: dict[tuple[date, str], list[int]] = {}
        for n in left:
            on_day.setdefault((before[n].day, before[n].series if series else ""), []).append(n)
        for n in waiting:
            same_day = on_day.get((after[n].day, after[n].series if series else ""))
            if same_day:
                pairs[n] = same_day.pop(0)
        paired = set(pairs.values())
        left = [n for n in left if n not in paired]
        waiting = [n for n in waiting if n not in pairs]
    return pairs


class _Mark(Value):
    """A date on the line of all dates: its index among the old or the new ones."""

    day: date
    new: bool
    at: int


def _moving(
    before: Sequence[Date], old: list[int], after: Sequence[Date], new: list[int], stay: Pairs
) -> Pairs:
    """Return the pairs of neighbours in time among the dates that do not stay."""
    stayed = set(stay.values())
    reach = {False: _reach(before, old), True: _reach(after, new)}
    # A date that stays is on the line too, and separates its neighbours.
    line = [_Mark(before[n].day, False, n) for n in old]
    line += [_Mark(after[n].day, True, n) for n in new]
    line.sort(key=lambda mark: mark.day)  # stable

    def linked(one: _Mark, other: _Mark) -> bool:
        if one.new == other.new:
            return False
        was, now = (other, one) if one.new else (one, other)
        if was.at in stayed or now.at in stay or (before[was.at].over and not after[now.at].over):
            return False
        return other.day - one.day < min(reach[m.new][m.at] for m in (one, other))

    pairs: Pairs = {}
    for chain in _chains(line, linked):
        for one, other in _matched(chain):
            was, now = (other, one) if one.new else (one, other)
            pairs[now.at] = was.at
    return pairs


def _chains(line: Sequence[_Mark], linked: Callable[[_Mark, _Mark], bool]) -> Iterator[list[_Mark]]:
    """Yield runs of marks of which each is linked to the next."""
    chain: list[_Mark] = []
    for mark in line:
        if chain and not linked(chain[-1], mark):
            yield chain
            chain = []
        chain.append(mark)
    if chain:
        yield chain


def _matched(chain: list[_Mark]) -> Iterator[tuple[_Mark, _Mark]]:
    """Yield the marks of a chain in pairs of neighbours. Of an odd number of marks, one is left
    over: that without which the sum of the distances is least."""
    if len(chain) % 2:
        days = [mark.day for mark in chain]
        # Without the mark at an even place n: those before it in pairs, those after it in pairs.
        sum_without = sum((b - a for a, b in zip(days[1::2], days[2::2], strict=True)), timedelta())
        least, without = sum_without, 0
        for n in range(0, len(chain) - 1, 2):
            sum_without += (days[n + 1] - days[n]) - (days[n + 2] - days[n + 1])
            if sum_without <= least:
                least, without = sum_without, n + 2
        chain = chain[:without] + chain[without + 1 :]
    return zip(chain[::2], chain[1::2], strict=True)


def _reach(dates: Sequence[Date], order: list[int]) -> dict[int, timedelta]:
    """Return how far each date may move (exclusive): as far as its farther neighbour is away. This
    bounds moves past the ends; inside, the neighbours are on the line. A date without neighbours
    has no bound."""
    gaps = [dates[b].day - dates[a].day for a, b in pairwise(order)]
    around = zip([timedelta(), *gaps], [*gaps, timedelta()], strict=True)
    return {n: max(sides) or timedelta.max for n, sides in zip(order, around, strict=False)}
