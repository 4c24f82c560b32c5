"""Series of a file: which events are in one, and how it repeats."""

from __future__ import annotations

from datetime import date, time

from itinerary.model.itinerary import Itinerary
from itinerary.model.repetition import parse_every
from itinerary.source import read
from tests.conftest import NOW
from tests.support.small_programme import assert_shown, problems

HEAD = "id: s\ntitle: S\nlanguages: [en]\nzone: UTC\nsources: {b: {who: B}}\n"


def programme(rest: str) -> Itinerary:
    return read((HEAD + rest).encode(), file="f.yaml", now=NOW).itinerary


def members(itinerary: Itinerary) -> dict[str, str | None]:
    return {event.id: event.series for event in itinerary.events}


def test_repetition_belongs_to_the_series_of_its_id() -> None:
    itinerary = programme(
        "series: {choir: Choir}\nevents:\n"
        "- {id: choir, title: C, when: 2027-01-05 19:00, repeat: {every: week, times: 2}}\n"
        "- {id: other, title: O, when: 2027-01-05, repeat: {every: week, times: 2}}\n"
    )
    assert members(itinerary) == {
        "choir-2027-01-05": "choir", "choir-2027-01-12": "choir",
        "other-2027-01-05": None, "other-2027-01-12": None,
    }  # fmt: skip


def test_single_events_and_several_repetitions_can_be_in_one_series() -> None:
    itinerary = programme(
        "series: {choir: {title: Choir}}\nevents:\n"
        "- {id: b, series: choir, title: B, when: 2027-02-03, repeat: {every: month, times: 1}}\n"
        "- {id: a, series: choir, title: A, when: 2027-01-05 19:00 to 20:00,"
        " repeat: {every: tuesday, times: 2, except: 2027-01-12}}\n"
        "- {id: a-2027-01-12, title: Moved, when: 2027-01-13 19:00}\n"
        "- {id: gala, series: choir, title: Gala, when: 2027-03-01}\n"
        "- {id: choir, title: Not repeated, when: 2027-03-02}\n"
    )
    assert members(itinerary) == {
        "b-2027-02-03": "choir", "a-2027-01-05": "choir", "a-2027-01-12": "choir",
        "gala": "choir", "choir": None,
    }  # fmt: skip
    (series,) = itinerary.series
    assert [each.event for each in series.recurrences] == ["a", "b"], "by their first days"
    first = series.recurrences[0]
    assert (first.every, first.first, first.until) == (
        parse_every("tuesday"), date(2027, 1, 5), date(2027, 1, 5),
    )  # fmt: skip
    assert (first.start, first.end, first.endless) == (time(19), time(20), False)


def test_long_repetition_is_a_series_by_itself() -> None:
    itinerary = programme(
        "series: {named: Named}\nevents:\n"
        "- {id: long, title: Long, when: 2027-01-05 19:00, repeat: {every: week, times: 7}}\n"
        "- {id: short, title: Short, when: 2027-01-05, repeat: {every: week, times: 6}}\n"
        "- {id: open, title: Open, when: 2027-01-05, repeat: {every: year}}\n"
        "- {id: lunch, title: L, kind: break, when: 2027-01-05, repeat: {every: day, times: 9}}\n"
        "- {id: other, series: named, title: O, when: 2027-01-05, repeat: {every: day, times: 9}}\n"
    )
    assert [(one.id, one.name.to("en")) for one in itinerary.series] == [
        ("named", "Named"), ("long", "Long"), ("open", "Open"),
    ]  # fmt: skip
    of = {event.id: itinerary.series_of(event) for event in itinerary.events}
    assert of["long-2027-01-05"] == itinerary.series[1]
    assert of["other-2027-01-05"] == itinerary.series[0]
    assert of["short-2027-01-05"] is of["lunch-2027-01-05"] is None


def test_date_that_makes_a_repetition_long_changes_no_other_date() -> None:
    words = "events:\n- {id: a, title: A, when: 2027-01-05, repeat: {every: week, times: 6}}\n"
    short, long = programme(words), programme(words.replace("times: 6", "times: 7"))
    assert not short.series
    assert long.series
    assert long.events[:6] == short.events


def test_recurrence_without_an_end_does_not_depend_on_the_day_of_reading() -> None:
    itinerary = programme(
        "series: {a: A}\nevents:\n- {id: a, title: A, when: 2025-01-07, repeat: tuesday}\n"
    )
    (recurrence,) = itinerary.series[0].recurrences
    assert recurrence.endless
    assert recurrence.first == date(2025, 1, 7)


def test_unknown_series_is_an_error_with_a_suggestion() -> None:
    words = HEAD + (
        "series: {choir: Choir}\nevents:\n"
        "- {id: a, series: chior, title: A, when: 2027-01-05, sources: b}\n"
    )
    assert_shown(problems(words), [
        "8:19 events[0].series: there is no series “chior”*did you mean choir?*"
    ])  # fmt: skip
