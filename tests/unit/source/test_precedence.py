"""Events that follow others."""

from __future__ import annotations

from datetime import date

import pytest

from itinerary.model.when import Day, When, Window
from tests.support.small_programme import (
    SMALL,
    assert_shown,
    changed,
    errors,
    itinerary,
    problems,
)


def test_any_chain_of_events_is_read_or_refused_and_never_crashes() -> None:
    rows = "".join(f"  - {{id: e{n}, title: E, after: e{n + 1}}}\n" for n in range(2000))
    assert errors(f"{SMALL}{rows}  - {{id: e2000, title: E}}\n") == []


def test_three_events_in_a_circle_are_one_mistake() -> None:
    words = changed("    when: 2026-05-16 10:00 to 11:00", "    after: three")
    words += "  - {id: three, title: X, after: two, sources: press}\n"
    words += "  - {id: four, title: X, after: three, sources: press}\n"
    assert_shown(problems(words), [
        "20:12 events[0].after: events cannot follow each other in a circle:"
        " one after three after two after one; remove one of these after:"
    ])  # fmt: skip


def test_event_that_only_follows_is_on_the_days_of_the_other_or_later() -> None:
    words = changed("2026-05-16 10:00 to 11:00", "within 2026-05-16 to 2026-05-17")
    words += "  - {id: three, title: X, after: two, sources: press}\n"
    window = date(2026, 5, 16), date(2026, 5, 17)
    one, two, three = itinerary(words).events
    assert one.when == Window(*window)
    assert two.when == three.when == Window(*window, later=True)


def test_event_that_only_follows_one_with_a_time_is_on_its_day_or_later() -> None:
    two = itinerary(SMALL).events[1]
    assert two.when == Window(date(2026, 5, 16), date(2026, 5, 16), later=True)


@pytest.mark.parametrize(
    ("other", "known"),
    [
        ("2026-05-16 10:00 to 11:00", Window(date(2026, 5, 16), date(2026, 5, 16), later=True)),
        ("within 2026-05-16 to 2026-05-17", Window(date(2026, 5, 16), date(2026, 5, 17))),
        ("2026-05-17 10:00 to 11:00", Day(date(2026, 5, 17))),
    ],
)
def test_follower_is_not_later_than_the_declared_last_day(other: str, known: When) -> None:
    words = changed("2026-05-16 10:00 to 11:00", other)
    words = words.replace("days: 2026-03-01 to 2026-11-30", "days: 2026-05-16 to 2026-05-17")
    assert itinerary(words).events[1].when == known


def test_follower_of_an_undated_event_is_undated() -> None:
    words = changed("    when: 2026-05-16 10:00 to 11:00\n", "")
    two = itinerary(words).events[1]
    assert two.when is None


def test_event_that_follows_may_have_a_time_of_its_own() -> None:
    two = itinerary(changed("after: one", "after: one\n    when: 2026-05-16")).events[1]
    assert isinstance(two.when, Day)
    assert two.after is not None
    assert (two.after.id, two.after.title.to("en")) == ("one", "One")


def test_dates_at_both_sides_of_the_date_line_do_not_contradict_each_other() -> None:
    words = changed("zone: Europe/Berlin\ndays: 2026-03-01 to 2026-11-30",
                    "zone: Asia/Tokyo\ndays: 2026-05-17 to 2026-05-18")  # fmt: skip
    words = changed("name: Far,", "name: Far, zone: Pacific/Honolulu,", words)
    words = changed("2026-05-16 10:00 to 11:00", "2026-05-17 10:00 to 11:00", words)
    words = changed("after: one", "after: one\n    when: 2026-05-16 evening\n    place: far", words)
    assert problems(words) == []


def test_follower_beyond_the_date_line_has_the_date_there() -> None:
    words = changed("zone: Europe/Berlin\ndays: 2026-03-01 to 2026-11-30", "zone: Asia/Tokyo")
    words = changed("name: Far,", "name: Far, zone: Pacific/Honolulu,", words)
    words = changed("after: one", "after: one\n    place: far", words)
    two = itinerary(words).events[1]
    assert two.when
    assert str(two.when.first) == "2026-05-15"
