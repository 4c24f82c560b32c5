"""The order of reading: sections of an agenda, and events in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.itinerary import (
    Event,
)
from itinerary.model.reading_order import Section, Sort, agenda
from itinerary.model.when import MIDNIGHT, Timed
from tests.support.small_model import event


def read(sections: Sequence[Section]) -> list[tuple[str, str, list[str]]]:
    """Return the sort, the days and the event ids of each section."""
    return [
        (
            s.sort.value,
            "–".join(str(d.day) for d in (s.first, s.last) if d),
            [e.id for e in s.events],
        )
        for s in sections
    ]


def order(*events: Event) -> list[str]:
    """Return the ids in the order of reading; all of the events are in one section."""
    (section,) = agenda(events, MIDNIGHT)
    return [event.id for event in section.events]


def test_agenda_has_a_section_for_each_day_window_and_span_and_one_for_the_rest() -> None:
    events = [
        event("open"),
        event("window-16-17", "within 2024-05-16 to 2024-05-17"),
        event("friday", "2024-05-17 09:00"),
        event("window-16-18", "within 2024-05-16 to 2024-05-18"),
        event("window-17-18", "within 2024-05-17 to 2024-05-18"),
        event("span-17-18", "all 2024-05-17 to 2024-05-18"),
        event("thursday", "2024-05-16"),
        event("span-16-18", "all 2024-05-16 to 2024-05-18"),
        event("span-16-17", "all 2024-05-16 to 2024-05-17"),
        event("saturday", "2024-05-18 evening"),
        event("also-thursday", "2024-05-16 10:00"),
    ]
    assert read(agenda(events, MIDNIGHT)) == [
        ("span", "16–17", ["span-16-17"]),
        ("span", "16–18", ["span-16-18"]),
        ("day", "16–16", ["also-thursday", "thursday"]),
        ("span", "17–18", ["span-17-18"]),
        ("day", "17–17", ["friday"]),
        ("window", "16–17", ["window-16-17"]),
        ("day", "18–18", ["saturday"]),
        ("window", "16–18", ["window-16-18"]),
        ("window", "17–18", ["window-17-18"]),
        ("open", "", ["open"]),
    ]


def test_agenda_of_no_events_is_empty() -> None:
    assert agenda([], MIDNIGHT) == ()


def test_sections_know_their_days() -> None:
    span, open_ = agenda([event("a"), event("b", "all 2024-05-16 to 2024-05-17")], MIDNIGHT)
    assert (span.sort, span.first, span.last) == (Sort.SPAN, date(2024, 5, 16), date(2024, 5, 17))
    assert (open_.sort, open_.first, open_.last) == (Sort.OPEN, None, None)


def test_event_past_midnight_is_on_its_first_day() -> None:
    sections = agenda([event("party", "2024-05-16 22:00 to 2024-05-17 03:00")], MIDNIGHT)
    assert read(sections) == [("day", "16–16", ["party"])]


def test_day_is_ordered_by_time_and_part_of_day() -> None:
    events = [
        event("no-time", "2024-05-16"),
        event("22-00", "2024-05-16 22:00"),
        event("night", "2024-05-16 night"),
        event("20-00", "2024-05-16 20:00"),
        event("evening", "2024-05-16 evening"),
        event("17-00", "2024-05-16 17:00"),
        event("afternoon", "2024-05-16 afternoon"),
        event("13-00", "2024-05-16 13:00"),
        event("midday", "2024-05-16 midday"),
        event("11-00", "2024-05-16 11:00"),
        event("morning", "2024-05-16 morning"),
        event("07-00", "2024-05-16 07:00"),
        event("00-00", "2024-05-16 00:00"),
        event("all-day", "all 2024-05-16"),
    ]
    assert order(*events) == [e.id for e in reversed(events)]


def test_equal_times_stay_in_the_order_of_the_author() -> None:
    for ids in permutations("abc"):
        assert order(*(event(id, "2024-05-16 10:00") for id in ids)) == list(ids)
        assert order(*(event(id) for id in ids)) == list(ids)


def test_event_comes_after_the_one_that_it_follows() -> None:
    chain = [event("c", after="b"), event("b", after="a"), event("a"), event("other")]
    for events in permutations(chain):
        ids = order(*events)
        assert ids.index("a") < ids.index("b") < ids.index("c")


def test_event_that_follows_another_waits_for_it_even_if_it_would_sort_earlier() -> None:
    assert order(
        event("signing", "2024-05-16 morning", "talks"), event("talks", "2024-05-16 10:00")
    ) == [
        "talks",
        "signing",
    ]


def test_follower_never_pulls_the_other_before_what_happens_earlier() -> None:
    events = [
        event("signing", "2024-05-16 morning", "talks"),
        event("talks", "2024-05-16 10:00"),
        event("welcome", "2024-05-16 09:00"),
    ]
    for shuffled in permutations(events):
        assert order(*shuffled) == ["welcome", "talks", "signing"]


def test_follower_of_another_section_stays_in_its_own() -> None:
    sections = agenda([
        event("signing", "2024-05-17 10:00", "talks"),
        event("talks", "2024-05-16 10:00"),
        event("dinner", "2024-05-17 09:00"),
    ], MIDNIGHT)  # fmt: skip
    assert read(sections) == [("day", "16–16", ["talks"]), ("day", "17–17", ["dinner", "signing"])]


def test_day_lasts_until_the_next_starts() -> None:
    sections = agenda([
        event("headliner", "2024-05-17 00:30 to 02:00"),
        event("breakfast", "2024-05-17 06:00"),
        event("support", "2024-05-16 23:00"),
        event("opening", "2024-05-16 18:00"),
        event("whenever", "2024-05-16"),
    ], time(6))  # fmt: skip
    assert read(sections) == [
        ("day", "16–16", ["opening", "support", "headliner", "whenever"]),
        ("day", "17–17", ["breakfast"]),
    ]


def test_events_that_follow_each_other_in_a_circle_are_all_shown() -> None:
    # Such a file is refused, but `agenda` must end even so.
    assert sorted(order(event("a", after="b"), event("b", after="a"))) == ["a", "b"]


def test_in_the_hour_that_the_clocks_show_twice_the_first_time_round_comes_first() -> None:
    assert order(
        event("second", "2024-10-27 02:15+01:00"), event("first", "2024-10-27 02:30+02:00")
    ) == ["first", "second"]


KNOWN = st.sampled_from(
    [None]
    + [
        f"2024-05-{day} {rest}".strip()
        for day in (16, 17)
        for rest in ("", "morning", "evening", "09:00", "18:30", "23:00")
    ]
    + ["within 2024-05-16 to 2024-05-17", "all 2024-05-16 to 2024-05-17", "all 2024-05-16"]
)


@given(st.lists(st.tuples(KNOWN, st.integers(0, 9)), max_size=8))
def test_agenda_shows_every_event_once_times_ascending_and_followers_later(
    drawn: list[tuple[str | None, int]],
) -> None:
    # An event follows an earlier one of the list or none, so that there are no circles.
    events = [
        event(f"e{n}", words, after=f"e{other}" if other < n else None)
        for n, (words, other) in enumerate(drawn)
    ]
    by_id = {event.id: event for event in events}
    sections = agenda(events, MIDNIGHT)
    shown = [event.id for section in sections for event in section.events]
    assert sorted(shown) == sorted(by_id)
    for section in sections:
        ids = [event.id for event in section.events]
        for here in section.events:
            if here.after and here.after.id in ids:
                assert ids.index(here.after.id) < ids.index(here.id)
            if section.sort is Sort.DAY:
                assert here.when is not None
                assert here.when.first == section.first
        free = [e.when.start for e in section.events if isinstance(e.when, Timed) and not e.after]
        assert free == sorted(free)
    days = [section.first for section in sections if section.sort is Sort.DAY]
    assert days == sorted(set(days), key=str)
