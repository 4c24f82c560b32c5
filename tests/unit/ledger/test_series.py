"""Pairing the dates of a series before and after an edit, whatever the dates are."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger.series import Date, pair
from itinerary.value import replace

WEEK = timedelta(weeks=1)
THURSDAY = date(2027, 1, 7)


@st.composite
def dates(draw: st.DrawFn) -> list[Date]:
    """Draw the dates of one series, in any order."""
    drawn = draw(st.sets(st.integers(0, 30), max_size=9))
    over = draw(st.integers(-5, 35))
    gone = draw(st.sets(st.sampled_from(sorted(drawn)))) if drawn else set()
    shift = draw(st.sampled_from([0, 0, 7, 200]))
    made = [
        Date(THURSDAY + timedelta(days=n + shift), over=n + shift < over, gone=n in gone)
        for n in drawn
    ]
    return draw(st.permutations(made))


def present(drawn: list[Date]) -> list[Date]:
    return [replace(date, gone=False) for date in drawn]


@given(dates(), dates().map(present))
def test_pair_keeps_unchanged_dates_and_order_and_moves_no_past_date(
    before: list[Date], after: list[Date]
) -> None:
    pairs = pair(before, after)
    assert len(set(pairs.values())) == len(pairs), "each at most once"
    live = {before[o].day: before[o] for o in range(len(before)) if not before[o].gone}
    here = {date.day for date in after}
    moved = []
    for n, o in pairs.items():
        was, now = before[o], after[n]
        if was.day in here and not was.gone:
            assert was.day == now.day, "what stays is the same"
        if was.day != now.day:
            assert not was.gone, "a tombstone comes back on its day alone"
            assert not (was.over and not now.over)
            moved.append((was.day, now.day))
        elif not was.gone:
            moved.append((was.day, now.day))
    assert {day for day in here if day in live} <= {after[n].day for n in pairs}
    moved.sort()
    assert [now for _, now in moved] == sorted(now for _, now in moved), "none moves past another"
    left_old = set(live) - {before[o].day for o in pairs.values()}
    left_new = here - {after[n].day for n in pairs}
    if not moved:
        assert not left_new or all(live[day].over for day in left_old), "else all would move"


@given(dates(), dates().map(present), st.randoms(use_true_random=False))
def test_pair_does_not_depend_on_the_order_of_its_arguments(
    before: list[Date], after: list[Date], random: Random
) -> None:
    other, later = list(before), list(after)
    random.shuffle(other)
    random.shuffle(later)
    one = {after[n].day: before[o] for n, o in pair(before, after).items()}
    assert {later[n].day: other[o] for n, o in pair(other, later).items()} == one


@given(dates().map(present))
def test_pair_of_unchanged_dates_is_the_identity(drawn: list[Date]) -> None:
    assert pair(drawn, drawn) == {n: n for n in range(len(drawn))}


def cost(pairs: set[tuple[date, date]]) -> tuple[int, timedelta]:
    return -len(pairs), sum((abs(was - now) for was, now in pairs), timedelta())


def best_cost(before: list[date], after: list[date]) -> tuple[int, timedelta]:
    """Return what the best explanation costs, found by trying all: as many pairs as possible, then
    the shortest moves, where no third date lies between a pair."""
    both = sorted({*before, *after})
    near = [
        (was, now)
        for was in before
        for now in after
        if was not in after
        and now not in before
        and not any(min(was, now) < day < max(was, now) for day in both)
        and all(abs(was - now) < reach(days, day) for days, day in ((before, was), (after, now)))
    ]
    for size in range(len(near), 0, -1):
        found = [
            cost(set(some))
            for some in combinations(near, size)
            if len({w for w, _ in some}) == len({n for _, n in some}) == size
        ]
        if found:
            return min(found)
    return 0, timedelta()


def reach(days: list[date], day: date) -> timedelta:
    """Return how far the farther neighbour of a day is."""
    at = sorted(days).index(day)
    around = [abs(day - sorted(days)[n]) for n in (at - 1, at + 1) if 0 <= n < len(days)]
    return max(around, default=timedelta.max)


some_days = st.sets(st.integers(0, 24), min_size=1, max_size=6).map(
    lambda drawn: [THURSDAY + timedelta(days=n) for n in sorted(drawn)]
)


@given(some_days, some_days)
def test_pair_has_the_least_cost_of_all_explanations(before: list[date], after: list[date]) -> None:
    pairs = pair([Date(day) for day in before], [Date(day) for day in after])
    moved = {(before[o], after[n]) for n, o in pairs.items() if before[o] != after[n]}
    stay = set(before) & set(after)
    best = best_cost(before, after)
    elsewhere = min(len(before), len(after))
    if not stay and 2 * -best[0] < elsewhere:
        assert moved == set(zip(before, after, strict=False)), "the whole series is elsewhere"
    else:
        assert cost(moved) == best
