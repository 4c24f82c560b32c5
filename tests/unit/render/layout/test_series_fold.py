"""Folding of an agenda: days that have only dates of long series."""

from __future__ import annotations

from datetime import date

from itinerary.model.reading_order import agenda
from itinerary.render.layout.series_fold import SeriesFold, series_fold
from itinerary.source import read
from tests.conftest import NOW

HEAD = "id: s\ntitle: S\nlanguages: [en]\nzone: UTC\nseries: {a: A, b: B}\nevents:\n"


def fold(events: str) -> SeriesFold:
    itinerary = read((HEAD + events).encode(), file="f.yaml", now=NOW).itinerary
    return series_fold(itinerary.series, agenda(itinerary.events, itinerary.day_starts))


def test_days_that_have_only_dates_of_long_series_are_folded() -> None:
    folded = fold(
        "- {id: a, title: A, when: 2027-01-04, repeat: {every: week, times: 8}}\n"
        "- {id: b, title: B, when: 2027-01-04, repeat: {every: 2 weeks, times: 7}}\n"
        "- {id: gala, title: Gala, when: 2027-01-11}\n"
    )
    assert [series.id for series in folded.series] == ["a", "b"]
    assert date(2027, 1, 11) not in folded.days, "a day that is shown has all of its events"
    assert date(2027, 1, 4) in folded.days
    assert len(folded.days) == 7 + 3


def test_short_series_are_not_folded() -> None:
    short = "- {id: a, title: A, when: 2027-01-04, repeat: {every: week, times: 6}}\n"
    unnamed = "- {id: c, title: C, when: 2027-01-05, repeat: {every: week, times: 6}}\n"
    assert fold(short) == fold(unnamed) == fold(short + unnamed) == SeriesFold()


def test_long_repetition_without_a_series_is_folded_with_its_changed_dates() -> None:
    folded = fold(
        "- {id: c, title: C, when: 2027-01-05,"
        " repeat: {every: week, times: 30, except: 2027-01-12}}\n"
        "- {id: c-2027-01-12, title: Elsewhere, when: 2027-01-13}\n"
        "- {id: gala, title: Gala, when: 2027-01-19}\n"
    )
    assert [(series.id, series.name.to("en")) for series in folded.series] == [("c", "C")]
    assert date(2027, 1, 13) in folded.days
    assert date(2027, 1, 19) not in folded.days
    assert len(folded.days) == 29


def test_nothing_is_folded_where_that_saves_no_rows() -> None:
    alone = "- {id: a, title: A, when: 2027-01-04, repeat: {every: day, times: 7}}\n"
    assert fold(alone) == SeriesFold()
    assert len(fold(alone.replace("times: 7", "times: 8")).days) == 8


def test_dates_of_several_days_are_folded_unless_one_of_their_days_is_shown() -> None:
    fairs = (
        "- {id: a, title: A, when: all 2027-01-05 to 2027-01-06,"
        " repeat: {every: month, times: 9}}\n"
    )
    folded = fold(fairs)
    assert len(folded.sections) == 9
    assert {date(2027, 1, 5), date(2027, 1, 6)} <= folded.days
    assert len(folded.days) == 2 * 9
    gala = "- {id: gala, title: Gala, when: 2027-03-06 18:00}\n"
    assert len(fold(fairs + gala).sections) == 8
    assert date(2027, 3, 5) not in fold(fairs + gala).days
