"""Warnings about events: untranslated, unsourced, entered twice, in two places."""

from __future__ import annotations

import pytest

from itinerary.source import Severity
from tests.support.rooms import CLASH, ROOMS, named, rooms
from tests.support.small_programme import (
    SMALL,
    assert_shown,
    changed,
    parse,
    problems,
    shown,
)


def test_untranslated_text_is_a_warning_with_path_and_languages() -> None:
    words = changed("languages: [en]", "languages: [en, zh, ru]")
    found = parse(words).warnings
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert [problem.path for problem in found] == [
        "title", "categories.talk.name",
    ]  # fmt: skip
    assert shown(found[0]) == (
        "2:8 warning: title: this is not translated into zh, ru [untranslated];"
        " add zh: …, or write {mul: …} if it is the same in every language"
    )
    assert (found[1].line, found[1].column) == (14, 16)


def test_names_are_not_asked_for_a_translation_unless_given_by_language_in_part() -> None:
    words = changed("languages: [en]", "languages: [en, zh]")
    words = changed("name: Hall,", "name: {en: Hall},", words)
    words = changed(
        "    when: 2026-05-16 10", "    tags: [Jazz]\n    age: 16+\n    when: 2026-05-16 10", words
    )
    paths = {problem.path for problem in parse(words).warnings}
    assert paths == {"title", "places.hall.name", "categories.talk.name"}


def test_plain_titles_are_asked_for_a_translation_if_another_title_has_one() -> None:
    words = changed("languages: [en]", "languages: [en, zh]")
    words = changed("title: Two", "title: {en: Two, zh: 二}", words)
    paths = {problem.path for problem in parse(words).warnings}
    assert paths == {"title", "categories.talk.name", "events[0].title"}


def test_text_in_some_languages_lacks_only_the_others() -> None:
    words = changed("languages: [en]", "languages: [en, zh, ru]")
    words = changed("title: One", "title: {zh: 一, en: One}", words)
    words = changed("title: Two", "title: {mul: Two}", words)
    by_path = {problem.path: problem.message for problem in parse(words).warnings}
    assert by_path["events[0].title"] == "this is not translated into ru"
    assert "events[1].title" not in by_path


def test_unsourced_series_is_one_warning() -> None:
    words = changed(
        "    sources: [press]\n  - id: two", "    repeat: {every: day, times: 3}\n  - id: two"
    )
    words = changed("    after: one\n", "", words)
    assert_shown(problems(words), [
        "18:5 warning: events[0]: “one*” cites no source [no-source]; write sources: [who-said-so]"
    ])  # fmt: skip


def attended(*rows: str, status: str = "confirmed") -> str:
    """Return the small programme with more events that Ada attends."""
    return SMALL.replace("title: One", f"title: One\n    status: {status}", 1) + "".join(
        f"  - {{id: e{n}, title: E, parties: [ada], sources: press, {row}}}\n"
        for n, row in enumerate(rows)
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("when: 2026-05-16 10:30, place: far",
         "is at “one” in another place at the same time [two-places]"),
        ("when: 2026-05-16 10:00, place: far",
         "is at “one” in another place at the same time [two-places]"),
        ("when: 2026-05-16 10:59, place: far",
         "is at “one” in another place at the same time [two-places]"),
        ("when: 2026-05-16 11:00, place: far",
         "has 0 minutes for 7370 km from “one”; no plane is that fast [too-far]"),
        ("when: 2026-05-16 17:00, place: far",
         "has 360 minutes for 7370 km from “one”; no plane is that fast [too-far]"),
        ("when: 2026-05-16 18:00, place: far", ""),
        ("when: 2026-05-16 10:30, place: town", ""),
        ("when: 2026-05-16 11:00, place: hall", ""),
        ("when: 2026-05-16 10:30", ""),
        ("when: 2026-05-16, place: far", ""),
        ("when: 2026-05-16 10:30, place: far, status: cancelled", ""),
        ("when: 2026-05-16 10:30, place: far, status: postponed", ""),
        ("when: 2026-05-16 10:30, place: far, status: tentative",
         "is at “one” in another place at the same time [two-places]"),
        ("when: 2026-05-16 12:00 to 13:00, place: next-door", ""),
        ("when: 2026-05-16 11:00 to 13:00, place: next-door", ""),
        ("when: 2026-05-16 10:59 to 13:00, place: next-door",
         "is at “one” in another place at the same time [two-places]"),
    ],
)  # fmt: skip
def test_person_out_of_reach_is_a_warning(row: str, message: str) -> None:
    words = attended(row).replace(
        "  far:", "  next-door: {name: Next door, coordinates: [52.5, 13.41]}\n  far:", 1
    )
    said_of_it = (
        f"31:* warning: events[2].when: Ada {message}; mend a time or a place, or leave*out"
    )
    assert_shown(problems(words), [said_of_it] if message else [])


def test_cancelled_event_clashes_with_no_other() -> None:
    row = "when: 2026-05-16 10:30, place: far"
    assert len(problems(attended(row))) == 1
    assert problems(attended(row, status="cancelled")) == []


def test_organisation_can_be_in_two_places() -> None:
    words = attended("when: 2026-05-16 10:30, place: far").replace("[ada]", "[club]")
    assert problems(words) == []


def test_long_event_is_compared_with_all_events_during_it() -> None:
    words = attended(
        "when: 2026-05-17 10:00 to 18:00, place: town",
        "when: 2026-05-17 11:00 to 12:00, place: hall",
        "when: 2026-05-17 15:00 to 16:00, place: next-door",
        "when: 2026-05-17 20:00 to 21:00, place: next-door",
    )
    words = changed("  far:", "  next-door: {name: X, coordinates: [52.5, 13.41]}\n  far:", words)
    assert_shown(problems(words), [
        "3*:* warning: events[4].when: Ada is at “e0” in another place at the same time*; mend*"
    ])  # fmt: skip


def test_times_in_different_zones_are_compared_as_instants() -> None:
    east = changed(
        "  far: {", "  far: {zone: Asia/Shanghai, ", attended("when: 2026-05-16 16:30, place: far")
    )
    assert [problem.path for problem in problems(east)] == ["events[2].when"]
    assert problems(east.replace("16:30", "10:30")) != []  # 02:30 in Berlin: the journey back
    assert problems(east.replace("2026-05-16 16:30", "2026-05-18 16:30")) == []


def test_warnings_alone_do_not_keep_a_file_from_being_read() -> None:
    reading = parse(changed("languages: [en]", "languages: [en, zh]"))
    assert reading.warnings
    assert reading.itinerary.id == "small"


def test_errors_are_raised_together_with_the_warnings() -> None:
    words = changed("languages: [en]", "languages: [en, zh]")
    words = changed("place: hall", "place: hal", words)
    found = problems(words)
    assert {problem.severity for problem in found} == {Severity.ERROR, Severity.WARNING}


def test_room_clash_is_reported_at_the_later_event() -> None:
    assert_shown(problems(rooms(*CLASH)), [
        "16:45 warning: events[1].when: “a” is in Room 1 at the same time [room-clash]; mend*"
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("when: 2026-05-16 10:00, place: room", "when: 2026-05-16 10:00, place: room", True),
        ("when: 2026-05-16 10:00, place: room", "when: 2026-05-16 10:30, place: room", False),
        ("when: 2026-05-16 10:00 to 11:00, place: room",
         "when: 2026-05-16 11:00 to 12:00, place: room", False),
        ("when: 2026-05-16 10:00 to 18:00, place: room",
         "when: 2026-05-16 11:00 to 12:00, place: room", True),
        ("when: 2026-05-16 22:00 to 2026-05-17 02:00, place: room",
         "when: 2026-05-17 01:00 to 03:00, place: room", True),
        ("when: 2026-05-16 10:00 to 11:00, place: hut",
         "when: 2026-05-16 10:00 to 11:00, place: hut", True),
        # what contains others, or is a city
        ("when: 2026-05-16 10:00 to 11:00, place: house",
         "when: 2026-05-16 10:00 to 11:00, place: house", False),
        ("when: 2026-05-16 10:00 to 11:00, place: town",
         "when: 2026-05-16 10:00 to 11:00, place: room", False),
        ("when: 2026-05-16 10:00 to 11:00, place: abroad",
         "when: 2026-05-16 10:00 to 11:00, place: abroad", False),
        ("when: 2026-05-16 10:00 to 11:00", "when: 2026-05-16 10:00 to 11:00", False),
        ("when: 2026-05-16 10:00 to 11:00, place: call",
         "when: 2026-05-16 10:00 to 11:00, place: call", False),
        # what has no announced time, or does not take place
        ("when: 2026-05-16, place: room", "when: 2026-05-16 10:00 to 11:00, place: room", False),
        ("when: all 2026-05-16, place: room", "when: 2026-05-16 10:00, place: room", False),
        ("when: 2026-05-16 10:00 to 11:00, place: room, status: cancelled",
         "when: 2026-05-16 10:00 to 11:00, place: room", False),
        ("when: 2026-05-16 10:00 to 11:00, place: room, status: postponed",
         "when: 2026-05-16 10:00 to 11:00, place: room", False),
        ("when: 2026-05-16 10:00 to 11:00, place: room, status: tentative",
         "when: 2026-05-16 10:00 to 11:00, place: room", True),
    ],
)  # fmt: skip
def test_room_is_used_twice_only_where_both_times_are_known(
    one: str, other: str, clash: bool
) -> None:
    assert named(rooms(one, other)) == [("room-clash", ("a", "b"))] * clash


def test_city_without_places_in_it_is_not_a_room() -> None:
    words = rooms(
        "when: 2026-05-16 10:00 to 11:00, place: city",
        "when: 2026-05-16 10:00 to 11:00, place: city",
    )
    city = "  city: {name: City, coordinates: [45.8, 126.5]}\n"
    assert named(words.replace("  hut:", f"{city}  hut:", 1)) == []
    venue = city.replace("}", ", address: 2 Square}")
    assert len(named(words.replace("  hut:", f"{venue}  hut:", 1))) == 1


def test_repetitions_that_meet_every_week_are_one_warning() -> None:
    row = "when: 2026-05-16 10:00 to 11:00, place: room, repeat: {every: week, times: 5}"
    assert named(rooms(row, row)) == [("room-clash", ("a", "b"))]
    alone = (
        "when: 2026-05-16 10:00 to 2026-05-17 11:00, place: room, repeat: {every: day, times: 3}"
    )
    assert named(rooms(alone)) == []


def test_room_clashes_are_reported_in_pairs() -> None:
    clashing = "when: 2026-05-16 10:00 to 11:00, place: room"
    assert [events for _, events in named(rooms(*[clashing] * 3))] == [
        ("a", "b"), ("a", "c"), ("b", "c"),
    ]  # fmt: skip


def test_crowd_in_one_room_is_counted_and_not_listed() -> None:
    clashing = "when: 2026-05-16 10:00 to 11:00, place: room"
    found = problems(rooms(*[clashing] * 7))
    of_last = [problem.message for problem in found if problem.path == "events[6].when"]
    assert len(of_last) == 5
    assert of_last[-1] == "“e” and 1 more are in Room 1 at the same time"


@pytest.mark.parametrize(
    ("row", "twice"),
    [
        ("title: x, when: 2026-05-16 10:00 to 11:00, place: room", True),
        ("title: X, when: 2026-05-16 10:00 to 11:00, place: house", False),
        ("title: X, when: 2026-05-16 10:00 to 12:00, place: hut", False),
        ("title: Z, when: 2026-05-17 10:00 to 11:00, place: room", False),
        ("title: X, when: 2026-05-16 10:00 to 11:00, place: room, status: cancelled", False),
    ],
)
def test_event_of_the_same_title_time_and_place_was_entered_twice(row: str, twice: bool) -> None:
    first = "  - {id: a, title: X, sources: press, when: 2026-05-16 10:00 to 11:00, place: room}\n"
    words = f"{ROOMS}{first}  - {{id: b, sources: press, {row}}}\n"
    assert named(words) == [("entered-twice", ("a", "b"))] * twice


def test_undated_events_of_one_title_are_not_entered_twice() -> None:
    row = "  - {id: %s, title: Surprise, sources: press}\n"
    assert named(ROOMS + row % "a" + row % "b") == []
    dated = row.replace("sources", "when: 2026-05-16, sources")
    assert named(ROOMS + dated % "a" + dated % "b") == [("entered-twice", ("a", "b"))]
