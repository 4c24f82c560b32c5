"""Events one by one: repetitions and their exceptions, former ids."""

from __future__ import annotations

from itinerary.model.when import Span, Timed
from tests.support.rooms import rooms
from tests.support.small_programme import (
    assert_shown,
    changed,
    errors,
    itinerary,
    problems,
)


def test_error_of_all_dates_is_reported_once() -> None:
    words = changed("place: hall", "place: hall\n    repeat: {every: day, until: 2026-12-16}")
    words = changed("    after: one\n", "", words)
    assert [problem.path for problem in errors(words)] == ["events[0].when"]


def test_repetitions_become_events_of_their_own() -> None:
    words = changed(
        "place: hall", "place: hall\n    repeat: {every: day, times: 3, except: 2026-05-17}"
    )
    words = changed("    after: one\n", "", words)
    events = itinerary(words).events
    assert [event.id for event in events] == ["one-2026-05-16", "one-2026-05-18", "two"]
    assert [event.uid for event in events[:2]] == [
        "one-2026-05-16@small.itinerary", "one-2026-05-18@small.itinerary",
    ]  # fmt: skip
    assert [e.when.first.day for e in events[:2] if isinstance(e.when, Timed)] == [16, 18]


def test_single_day_of_a_repetition_can_be_an_event_of_its_own() -> None:
    words = changed(
        "place: hall", "place: hall\n    repeat: {every: day, times: 3, except: 2026-05-17}"
    )
    words = changed(
        "id: two\n    title: Two\n    after: one", "id: one-2026-05-17\n    title: Other", words
    )
    assert [event.id for event in itinerary(words).events] == [
        "one-2026-05-16", "one-2026-05-18", "one-2026-05-17",
    ]  # fmt: skip
    taken = changed("id: one-2026-05-17", "id: one-2026-05-18", words)
    assert_shown(problems(taken), [
        "26:9 events[1].id: “one-2026-05-18” already names the event “one-2026-05-18”; give*"
    ])  # fmt: skip


def test_renamed_event_keeps_its_uid() -> None:
    event = itinerary(changed("  - id: two", "  - id: second\n    was: two")).events[1]
    assert (event.id, event.uid) == ("second", "two@small.itinerary")


def test_renamed_repetition_keeps_its_uids() -> None:
    words = changed("id: one", "id: first\n    was: one\n    repeat: {every: day, times: 2}")
    words = changed("    after: one\n", "", words)
    assert [(e.id, e.uid.split("@")[0]) for e in itinerary(words).events[:2]] == [
        ("first-2026-05-16", "one-2026-05-16"), ("first-2026-05-17", "one-2026-05-17"),
    ]  # fmt: skip


def repeated(when: str, repeat: str) -> str:
    return rooms(f"when: {when}, repeat: {repeat}")


def test_skipped_months_are_a_warning_with_a_remedy() -> None:
    (problem,) = problems(repeated("2026-01-31 19:00 to 21:00", "{every: month, times: 6}"))
    assert problem.message == "2026-02, 2026-04, 2026-06, 2026-09 have no day 31 and are skipped"
    assert (problem.name, problem.events) == ("skipped-months", ("a",))
    written = problem.hint.removeprefix("write every: ")
    words = repeated("2026-01-31 19:00 to 21:00", f"{{every: {written}, times: 6}}")
    assert problems(words) == []
    events = itinerary(words).events
    assert [str(event.when.first) for event in events if event.when] == [
        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
    ]  # fmt: skip
    (other,) = problems(repeated("2026-01-30", "{every: month, times: 3}"))
    assert "2026-02 have no day 30" in other.message
    assert "last day" not in other.hint


def test_whole_days_repeat_as_whole_days() -> None:
    words = repeated("all 2026-05-02 to 2026-05-03", "{every: week, times: 3, except: 2026-05-09}")
    assert problems(words) == []
    events = itinerary(words).events
    spans = [event.when for event in events]
    assert all(isinstance(span, Span) for span in spans)
    assert [(str(s.first), str(s.last)) for s in spans if s] == [
        ("2026-05-02", "2026-05-03"), ("2026-05-16", "2026-05-17"),
    ]  # fmt: skip
    single = itinerary(repeated("all 2026-05-02", "{every: week, times: 4}")).events
    assert len(single) == 4
    assert all(isinstance(event.when, Span) for event in single)
