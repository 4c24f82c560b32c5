"""Series of every rhythm: what an edit, or the passing of time, does to each date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.ledger import Edition, revise
from itinerary.ledger.mass_cancellation import refuse_mass_cancellation
from itinerary.model.itinerary import Status
from itinerary.model.repetition import EVERY_EXAMPLES, parse_every, repeats
from itinerary.source import Reading, SourceError, read
from tests.support.examples import examples

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def reading(repeat: str, when: str = "2027-01-12 19:00", now: datetime = NOW) -> Reading:
    words = (
        "id: club\ntitle: Club\nlanguages: [en]\nzone: Europe/Berlin\nsources: {b: {who: Board}}\n"
        f"events:\n- {{id: evening, title: Evening, when: {when}, repeat: {repeat}, sources: b}}\n"
    )
    return read(words.encode(), file="events.yaml", now=now)


def story(*files: tuple[str, str]) -> list[Edition]:
    """Publish files with these repetitions and first days, an hour apart."""
    editions: list[Edition] = []
    for n, (repeat, when) in enumerate(files):
        now = NOW + n * timedelta(hours=1)
        previous = editions[-1] if editions else None
        editions.append(revise(previous, reading(repeat, when, now).itinerary, now))
    return editions


def dates(edition: Edition) -> dict[str, tuple[str, int, bool]]:
    """Return the day, the revision and whether it is cancelled, by the first part of each UID."""
    return {
        uid.partition("@")[0].removeprefix("evening-"): (
            str(record.event.when.first) if record.event.when else "",
            record.revision.number,
            record.event.status is Status.CANCELLED,
        )
        for uid, record in edition.records.items()
    }


def test_two_weekdays_moved_by_a_day_keep_their_uids() -> None:
    _, second = story(
        ("{every: 'tuesday, thursday', times: 4}", "2027-01-12 19:00"),
        ("{every: 'wednesday, friday', times: 4}", "2027-01-13 19:00"),
    )
    assert dates(second) == {
        "2027-01-12": ("2027-01-13", 1, False),
        "2027-01-14": ("2027-01-15", 1, False),
        "2027-01-19": ("2027-01-20", 1, False),
        "2027-01-21": ("2027-01-22", 1, False),
    }


def test_second_weekday_added_to_a_series_leaves_its_dates_unchanged() -> None:
    _, second = story(
        ("{every: tuesday, times: 2}", "2027-01-12 19:00"),
        ("{every: 'tuesday, thursday', times: 4}", "2027-01-12 19:00"),
    )
    assert dates(second) == {
        "2027-01-12": ("2027-01-12", 0, False),
        "2027-01-14": ("2027-01-14", 0, False),
        "2027-01-19": ("2027-01-19", 0, False),
        "2027-01-21": ("2027-01-21", 0, False),
    }


def test_second_tuesday_moved_to_the_third_wednesday_keeps_its_uids() -> None:
    _, second = story(
        ("{every: second tuesday, times: 3}", "2027-01-12 19:00"),
        ("{every: third wednesday, times: 3}", "2027-01-20 19:00"),
    )
    assert dates(second) == {
        "2027-01-12": ("2027-01-20", 1, False),
        "2027-02-09": ("2027-02-17", 1, False),
        "2027-03-09": ("2027-03-17", 1, False),
    }


def test_rhythm_written_out_as_dates_changes_nothing() -> None:
    first, second = story(
        ("{every: second tuesday, times: 3}", "2027-01-12 19:00"),
        ("{dates: [2027-02-09, 2027-03-09]}", "2027-01-12 19:00"),
    )
    assert second is first


def test_date_that_moves_in_a_list_of_dates_is_one_change() -> None:
    _, second = story(
        ("{dates: [2027-02-09, 2027-03-09]}", "2027-01-12 19:00"),
        ("{dates: [2027-02-11, 2027-03-09]}", "2027-01-12 19:00"),
    )
    assert dates(second) == {
        "2027-01-12": ("2027-01-12", 0, False),
        "2027-02-09": ("2027-02-11", 1, False),
        "2027-03-09": ("2027-03-09", 0, False),
    }


def test_yearly_series_moved_by_a_day_keeps_its_uids() -> None:
    _, second = story(
        ("{every: year, times: 3}", "2027-01-12 19:00"),
        ("{every: year, times: 3}", "2027-01-13 19:00"),
    )
    assert [day for day, _, _ in dates(second).values()] == [
        "2027-01-13", "2028-01-13", "2029-01-13",
    ]  # fmt: skip
    assert list(dates(second)) == ["2027-01-12", "2028-01-12", "2029-01-12"]


def test_end_given_to_a_series_without_one_cancels_only_what_is_after_it() -> None:
    first, second = story(
        ("{every: week}", "2026-12-01 19:00"),
        ("{every: week, until: 2027-05-18}", "2026-12-01 19:00"),
    )
    gone = {day for day, (_, _, cancelled) in dates(second).items() if cancelled}
    assert gone == {"2027-05-25"}
    assert dates(first).keys() == dates(second).keys()


# --- the passing of time -------------------------------------------------------------------------


def passing(repeat: str, when: str, moments: Sequence[datetime]) -> list[Edition]:
    """Publish one file at several moments, and return the editions."""
    editions: list[Edition] = []
    for now in moments:
        previous = editions[-1] if editions else None
        edition = revise(previous, reading(repeat, when, now).itinerary, now)
        refuse_mass_cancellation(previous, edition, now)
        editions.append(edition)
    return editions


@pytest.mark.whole
def test_series_without_an_end_goes_on_with_one_edition_a_month() -> None:
    moments = [NOW + n * DAY for n in range(70)]
    editions = passing("week", "2026-11-04 19:00", moments)
    assert [edition.number for edition in editions] == [1] * 7 + [2] * 31 + [3] * 31 + [4]
    assert dates(editions[0]).items() <= dates(editions[-1]).items(), "nothing else changed"
    assert list(dates(editions[-1]))[-1] == "2027-08-25"


def test_dates_that_leave_a_series_after_a_year_get_no_revision() -> None:
    editions = passing("week", "2026-11-04 19:00", [NOW, NOW + 300 * DAY, NOW + 600 * DAY])
    assert all(entry[1:] == (0, False) for entry in dates(editions[-1]).values())
    assert editions[-1].itinerary.events[0].id == "evening-2027-07-07"


def test_series_without_an_end_needs_no_reading_but_at_the_next_day() -> None:
    valid = reading("week").valid_until
    assert valid == datetime(2026, 11, 24, 23, tzinfo=UTC), "midnight in Berlin"
    assert reading("{every: week, times: 3}").valid_until is None


def test_time_that_clocks_will_skip_is_an_error_before_its_date_comes_near() -> None:
    skipped = "2027-03-28 02:30 does not exist in Europe/Berlin"
    with pytest.raises(SourceError, match=skipped):
        reading("{every: sunday, ahead: 1 month}", "2026-11-01 02:30")
    reading("{every: sunday, ahead: 1 month, except: [2027-03-28, 2027-10-31]}", "2026-11-01 02:30")


@examples(30)
@given(
    st.sampled_from(EVERY_EXAMPLES),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.lists(st.integers(0, 200), min_size=1, max_size=4),
    st.integers(1, 12),
)
def test_passing_time_cancels_and_moves_no_date_of_any_rhythm(
    every: str, first: date, steps: list[int], ahead: int
) -> None:
    first = fitting(first, every)
    moments = [NOW]
    for step in steps:
        moments.append(moments[-1] + step * DAY)
    repeat = f"{{every: {every}, ahead: {ahead} months}}"
    editions = passing(repeat, f"{first} 19:00", moments)
    for edition in editions:
        for uid, (day, number, cancelled) in dates(edition).items():
            assert (day, number, cancelled) == (uid, 0, False)
    again = reading(repeat, f"{first} 19:00", moments[-1]).itinerary
    assert revise(editions[-1], again, moments[-1] + timedelta(hours=1)) is editions[-1]


@given(
    st.sampled_from(EVERY_EXAMPLES),
    st.sampled_from(EVERY_EXAMPLES),
    st.dates(date(2026, 12, 1), date(2027, 12, 31)),
    st.integers(1, 6),
)
def test_change_of_rhythm_and_back_keeps_every_uid(
    one: str, other: str, first: date, times: int
) -> None:
    files = [
        (f"{{every: {every}, times: {times}}}", f"{fitting(first, every)} 19:00")
        for every in (one, other, one)
    ]
    before, between, after = story(*files)
    for edition in (between, after):
        assert len({record.event.id for record in edition.records.values()}) == len(edition.records)
    shown = [
        sorted(str(event.when.first) for event in edition.itinerary.events if event.when)
        for edition in (before, after)
    ]
    assert shown[0] == shown[1]
    assert before.records.keys() <= after.records.keys()


def fitting(day: date, every: str) -> date:
    """Return the first day from `day` on with which a rhythm can begin."""
    while True:
        try:
            return repeats(day, parse_every(every), times=1)[0]
        except NotationError as error:
            day = date.fromisoformat(error.hint.removeprefix("begin it on "))


@pytest.mark.parametrize("when", ["all 2027-01-12", "all 2027-01-12 to 2027-01-13", "2027-01-12"])
def test_days_without_a_time_repeat_in_every_rhythm(when: str) -> None:
    events = reading("{every: second tuesday, times: 2}", when).itinerary.events
    assert [str(event.when.first) for event in events if event.when] == ["2027-01-12", "2027-02-09"]
