"""The guard against mass cancellations."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from itinerary.ledger import TooManyCancellationsError, cancellations, revise
from itinerary.ledger.mass_cancellation import refuse_mass_cancellation
from itinerary.model.itinerary import EventKind, Itinerary, Status
from itinerary.source import read
from itinerary.value import replace
from tests.support.visit import FIRST, START, VISIT, edited, without


@pytest.mark.parametrize(
    ("gone", "now", "refused"),
    [
        (["gala"], START, False),
        (["gala", "expo", "forum"], START, False),
        (["gala", "expo", "forum", "hit"], START, True),
        (["gala", "expo", "forum", "hit"], START + timedelta(days=30), False),
        ([event.id for event in VISIT.events[1:]], START + timedelta(days=30), False),
    ],
)
def test_guard_refuses_cancelling_half_of_the_coming_events(
    gone: list[str], now: datetime, refused: bool
) -> None:
    second = revise(FIRST, without(VISIT, *gone), now)
    counts = cancellations(FIRST, second, now)
    assert counts.too_many == refused
    if now == START:
        assert (counts.cancelled, counts.coming) == (len(gone), 8)


def test_guard_counts_cancelled_events_like_removed_ones() -> None:
    here = VISIT
    for id in ("gala", "expo", "forum", "hit"):
        here = edited(here, id, status=Status.CANCELLED)
    assert cancellations(FIRST, revise(FIRST, here, START), START).too_many


def test_guard_counts_events_that_become_breaks_like_removed_ones() -> None:
    here = VISIT
    for id in ("gala", "expo", "forum", "hit"):
        here = edited(here, id, kind=EventKind.BREAK)
    assert cancellations(FIRST, revise(FIRST, here, START), START).too_many


def test_guard_refuses_a_file_with_none_of_the_published_events() -> None:
    other = replace(VISIT, events=(replace(VISIT.events[0], id="new", uid="new@x.itinerary"),))
    late = START + timedelta(days=300)
    counts = cancellations(FIRST, revise(FIRST, other, late), late)
    assert counts.empties
    assert counts.too_many


CALL = """
id: calls
title: Calls
languages: [en]
zone: Europe/Berlin
sources: {us: {who: Us}}
events:
  - {id: call, title: Call, when: "2024-01-03 19:00", repeat: week, sources: us}
"""


def call(now: datetime, words: str = CALL) -> Itinerary:
    return read(words.encode(), file="f.yaml", now=now).itinerary


@pytest.mark.parametrize("months", [1, 7, 18, 19, 60])
def test_dates_of_a_series_that_went_by_unpublished_are_no_mass_cancellation(months: int) -> None:
    first = revise(None, call(START), START)
    now = START + months * timedelta(days=31)
    later = revise(first, call(now), now)
    refuse_mass_cancellation(first, later, now)
    states = [record.event.status for record in later.records.values()]
    assert set(states) == {Status.CONFIRMED}, "none is told as cancelled"
    days = [event.when.first for event in later.itinerary.events if event.when]
    assert min(days) >= now.date() - timedelta(days=400)


def test_guard_refuses_a_series_in_the_place_of_another_after_a_long_time() -> None:
    first = revise(None, call(START), START)
    now = START + timedelta(days=600)
    other = call(now, CALL.replace("id: call,", "id: walk,"))
    assert cancellations(first, revise(first, other, now), now).empties


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        (["gala", "expo", "forum", "hit"], "this would cancel 4 of 8 coming events"),
        (
            [event.id for event in VISIT.events],
            "the file has none of the events that were published",
        ),
    ],
)
def test_refusal_names_cancelled_events_and_option(gone: list[str], message: str) -> None:
    with pytest.raises(TooManyCancellationsError) as caught:
        refuse_mass_cancellation(FIRST, revise(FIRST, without(VISIT, *gone), START), START)
    assert caught.value.message == message
    assert "--allow-cancellations" in caught.value.hint


def test_first_edition_is_never_refused() -> None:
    refuse_mass_cancellation(None, FIRST, START)
