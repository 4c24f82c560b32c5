"""Series: a date keeps its identity when its day moves (docs/explanation/revisions.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from itinerary.cli import main
from itinerary.ledger import (
    ChangeKind,
    Edition,
    ReusedIdError,
    cancellations,
    canonical,
    changes,
    revise,
)
from itinerary.ledger.audit import audit
from itinerary.ledger.restore import read_feed, restored
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.render.words.changes import sentences
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.value import replace
from itinerary.website.publication import Publication
from tests.conftest import ROOT, SITE
from tests.support.cached_app import cached_app
from tests.support.databases import DATABASES, execute, new_database
from tests.support.edits import START, Editor
from tests.support.examples import examples

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
THURSDAY = date(2027, 1, 7)
DATA = ROOT / "tests" / "data"

SERIES = """\
id: choir
title: Choir
languages: [en]
zone: Europe/Berlin
sources: {board: {who: The board}}
events:
  - id: rehearsal
    title: Rehearsal
    when: 2027-01-07 19:00 to 21:00
    repeat: {every: week, times: 10}
    sources: board
  - {id: concert, title: Concert, when: 2027-07-20 18:00 to 20:00, sources: board}
"""


def programme(words: str = SERIES) -> Itinerary:
    return read(words.encode(), file="events.yaml", now=NOW).itinerary


def edited(*edits: tuple[str, str], words: str = SERIES) -> str:
    for before, after in edits:
        assert before in words
        words = words.replace(before, after)
    return words


def story(*files: str, now: datetime = NOW) -> list[Edition]:
    """Publish one file after the other, an hour apart, and return the editions."""
    editions = [revise(None, programme(files[0]), NOW)]
    for n, words in enumerate(files[1:]):
        edition = revise(editions[-1], programme(words), max(now, NOW + HOUR) + n * HOUR)
        assert revise(edition, programme(words), now + 9 * HOUR) is edition, "the same again"
        editions.append(edition)
    return editions


Entry = tuple[str, int, str]
"""An event as a calendar app sees it: its day, SEQUENCE and STATUS."""


def feed(edition: Edition) -> dict[str, Entry]:
    """Return what the whole feed says, by the UIDs' first parts, in the order of days."""
    body = render_feed(edition, Selection(), "en", site=SITE).body.decode()
    found: dict[str, Entry] = {}
    for block in re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, flags=re.DOTALL):
        uid = str(found_in(r"UID:(.*)@choir\.itinerary", block))
        assert uid not in found
        found[uid] = (
            found_in(r"DTSTART(?:;VALUE=DATE)?:(\d{8})", block),
            int(found_in(r"SEQUENCE:(\d+)", block)),
            found_in(r"STATUS:(\w+)", block),
        )
    return found


def found_in(pattern: str, block: str) -> str:
    found = re.search(rf"\r\n{pattern}", block)
    assert found
    return found[1]


def days(first: date, times: int, step: timedelta = WEEK) -> list[date]:
    return [first + n * step for n in range(times)]


def uid(day: date) -> str:
    return f"rehearsal-{day}"


def entry(day: date, sequence: int = 0, status: str = "CONFIRMED") -> Entry:
    return f"{day:%Y%m%d}", sequence, status


def rehearsals(edition: Edition) -> dict[str, Entry]:
    return {uid: entry for uid, entry in feed(edition).items() if uid.startswith("rehearsal")}


THURSDAYS = days(THURSDAY, 10)
FRIDAYS = days(THURSDAY + timedelta(days=1), 10)
FIRST = {uid(day): entry(day) for day in THURSDAYS}
TO_FRIDAY = ("2027-01-07 19", "2027-01-08 19")
MOVED = {uid(t): entry(f, 1) for t, f in zip(THURSDAYS, FRIDAYS, strict=True)}


def after(*edits: tuple[str, str]) -> dict[str, Entry]:
    """Return what the feed says of the series after an edit."""
    first, second = story(SERIES, edited(*edits))
    assert rehearsals(first) == FIRST
    return rehearsals(second)


def test_series_moved_to_another_weekday_keeps_its_ten_uids() -> None:
    first, second = story(SERIES, edited(TO_FRIDAY))
    assert rehearsals(first) == FIRST
    assert rehearsals(second) == MOVED
    assert {change.kind for change in changes(first, second)} == {ChangeKind.CHANGED}
    assert {change.fields for change in changes(first, second)} == {("when",)}
    assert cancellations(first, second, NOW).cancelled == 0
    assert not second.tombstones


def test_moved_series_keeps_its_addresses() -> None:
    _, second = story(SERIES, edited(TO_FRIDAY))
    assert [event.id for event in second.itinerary.events[:10]] == [uid(day) for day in THURSDAYS]
    moved = second.find(uid(THURSDAY))
    assert moved
    assert moved.when
    assert moved.when.first == THURSDAY + timedelta(days=1)
    publication = Publication(second, SITE)
    client = cached_app(publication).test_client()
    page = client.get(f"/en/events/{uid(THURSDAY)}/")
    assert page.status_code == 200
    assert "Friday, 8 January 2027" in page.text
    assert b"DTSTART:20270108T180000Z" in client.get(f"/en/events/{uid(THURSDAY)}.ics").data


def test_series_moved_repeatedly_keeps_its_ten_uids() -> None:
    back = edited(TO_FRIDAY), SERIES, edited(("2027-01-07 19", "2027-01-11 19")), SERIES
    for n, edition in enumerate(story(SERIES, *back)):
        assert set(rehearsals(edition)) == set(FIRST)
        assert {number for _, number, _ in rehearsals(edition).values()} == {n}


def test_excepted_date_makes_one_cancellation_only() -> None:
    gone = THURSDAYS[3]
    expected = FIRST | {uid(gone): entry(gone, 1, "CANCELLED")}
    assert after(("times: 10", f"times: 10, except: [{gone}]")) == expected


def test_date_no_longer_excepted_returns_with_its_uid() -> None:
    gone = THURSDAYS[3]
    _, _, third = story(SERIES, edited(("times: 10", f"times: 10, except: [{gone}]")), SERIES)
    assert rehearsals(third) == FIRST | {uid(gone): entry(gone, 2)}


def test_longer_series_adds_dates_at_its_end() -> None:
    later = days(THURSDAYS[-1] + WEEK, 2)
    assert after(("times: 10", "times: 12")) == FIRST | {uid(d): entry(d) for d in later}
    until = ("times: 10", f"until: {later[-1]}")
    assert after(until) == FIRST | {uid(day): entry(day) for day in later}


def test_shorter_series_cancels_its_last_dates() -> None:
    expected = FIRST | {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS[8:]}
    assert after(("times: 10", "times: 8")) == expected


def test_moved_and_shorter_series_cancels_its_last_dates() -> None:
    expected = MOVED | {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS[8:]}
    assert after(TO_FRIDAY, ("times: 10", "times: 8")) == expected


def test_series_that_starts_a_week_earlier_adds_one_date_in_front() -> None:
    sooner = THURSDAY - WEEK
    edit = ("2027-01-07 19", f"{sooner} 19"), ("times: 10", "times: 11")
    assert after(*edit) == FIRST | {uid(sooner): entry(sooner)}


def test_series_that_starts_a_week_later_cancels_its_first_date_and_adds_a_last() -> None:
    last = THURSDAYS[-1] + WEEK
    expected = FIRST | {uid(THURSDAY): entry(THURSDAY, 1, "CANCELLED"), uid(last): entry(last)}
    assert after(("2027-01-07 19", "2027-01-14 19")) == expected


def test_new_hour_revises_every_date_without_a_move() -> None:
    first, second = story(SERIES, edited(("19:00 to 21:00", "19:30 to 21:30")))
    assert rehearsals(second) == {uid(day): entry(day, 1) for day in THURSDAYS}
    assert {change.fields for change in changes(first, second)} == {("when",)}


def test_weekly_series_turned_biweekly_cancels_every_second_date() -> None:
    stay = {uid(day): entry(day) for day in THURSDAYS[::2]}
    gone = {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS[1::2]}
    assert after(("every: week, times: 10", "every: 2 weeks, times: 5")) == stay | gone


def test_weekly_series_turned_biweekly_on_another_day_moves_the_nearest_dates() -> None:
    near = zip(THURSDAYS[::2], FRIDAYS[::2], strict=True)
    moved = {uid(thursday): entry(friday, 1) for thursday, friday in near}
    gone = {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS[1::2]}
    assert after(TO_FRIDAY, ("every: week, times: 10", "every: 2 weeks, times: 5")) == moved | gone


def test_series_postponed_by_months_moves_as_a_whole() -> None:
    autumn = days(date(2027, 9, 3), 10)
    expected = {uid(t): entry(f, 1) for t, f in zip(THURSDAYS, autumn, strict=True)}
    assert after(("2027-01-07 19", "2027-09-03 19")) == expected


def test_three_days_postponed_by_a_week_move() -> None:
    daily = edited(("every: week, times: 10", "every: day, times: 3"))
    _, second = story(daily, edited(("2027-01-07 19", "2027-01-14 19"), words=daily))
    before, later = (days(THURSDAY + shift, 3, timedelta(days=1)) for shift in (0 * WEEK, WEEK))
    assert rehearsals(second) == {uid(b): entry(n, 1) for b, n in zip(before, later, strict=True)}


def test_shorter_series_on_other_days_continues_the_first_dates() -> None:
    autumn = days(date(2027, 9, 3), 3)
    moved = {uid(t): entry(f, 1) for t, f in zip(THURSDAYS[:3], autumn, strict=True)}
    gone = {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS[3:]}
    assert after(("2027-01-07 19", "2027-09-03 19"), ("times: 10", "times: 3")) == moved | gone


# --- what is over --------------------------------------------------------------------------------

MIDDLE = datetime(2027, 1, 30, 12, tzinfo=UTC)
"""After four of the ten dates."""


def test_series_restarted_midway_leaves_past_dates_unchanged() -> None:
    edit = ("2027-01-07 19", "2027-02-05 19"), ("times: 10", "times: 6")
    first, second = story(SERIES, edited(*edit), now=MIDDLE)
    over = {uid(day): entry(day) for day in THURSDAYS[:4]}
    moved = {uid(t): entry(f, 1) for t, f in zip(THURSDAYS[4:], FRIDAYS[4:], strict=True)}
    assert rehearsals(second) == over | moved
    bodies = [render_feed(e, Selection(), "en", site=SITE).body for e in (first, second)]
    for day in THURSDAYS[:4]:
        assert len({block_of(uid(day), body) for body in bodies}) == 1
    assert cancellations(first, second, MIDDLE).cancelled == 0


def block_of(uid: str, body: bytes) -> bytes:
    blocks = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, flags=re.DOTALL)
    (block,) = (block for block in blocks if f"UID:{uid}@".encode() in block)
    return bytes(block)


def test_series_moved_the_day_after_a_date_leaves_that_date_unchanged() -> None:
    friday_noon = datetime(2027, 1, 29, 11, tzinfo=UTC)
    _, second = story(SERIES, edited(TO_FRIDAY), now=friday_noon)
    assert rehearsals(second) == MOVED | {
        uid(THURSDAYS[3]): entry(THURSDAYS[3]),
        uid(FRIDAYS[3]): entry(FRIDAYS[3]),
    }
    assert [event.id for event in second.tombstones] == [uid(THURSDAYS[3])]


def test_new_season_under_the_same_id_moves_no_past_date() -> None:
    later = datetime(2027, 3, 12, 12, tzinfo=UTC)
    _, second = story(SERIES, edited(("2027-01-07 19", "2027-09-09 19")), now=later)
    autumn = days(date(2027, 9, 9), 10)
    assert rehearsals(second) == FIRST | {uid(day): entry(day) for day in autumn}


def test_past_event_that_leaves_the_file_is_not_cancelled() -> None:
    without = "".join(line for line in SERIES.splitlines(True) if "concert" not in line)
    first, second, third = story(SERIES, without, SERIES, now=datetime(2027, 7, 21, tzinfo=UTC))
    assert feed(second)["concert"] == feed(first)["concert"] == entry(date(2027, 7, 20))
    assert [event.id for event in second.tombstones if event.id == "concert"] == ["concert"]
    assert feed(third)["concert"] == entry(date(2027, 7, 20), 1)


# --- single dates --------------------------------------------------------------------------------

ALONE = """\
  - id: rehearsal-{day}
    title: Rehearsal with the orchestra
    when: {when} 18:00 to 21:00
    sources: board
"""


def test_date_written_as_an_event_keeps_its_uid() -> None:
    day, other = THURSDAYS[3], THURSDAYS[3] + timedelta(days=2)
    words = edited(("times: 10", f"times: 10, except: [{day}]")) + ALONE.format(day=day, when=other)
    _, second, third = story(SERIES, words, SERIES)
    assert rehearsals(second) == FIRST | {uid(day): entry(other, 1)}
    assert rehearsals(third) == FIRST | {uid(day): entry(day, 2)}


def test_date_written_as_an_event_is_named_by_its_day_in_the_file() -> None:
    day, other = FRIDAYS[3], FRIDAYS[3] + timedelta(days=2)
    words = edited(TO_FRIDAY, ("times: 10", f"times: 10, except: [{day}]"))
    words += ALONE.format(day=day, when=other)
    later = words.replace(f"when: {other}", f"when: {other + timedelta(days=1)}")
    for path in ([edited(TO_FRIDAY)], []):
        *_, second, third = story(SERIES, *path, words, later)
        number = len(path) + 1
        assert rehearsals(second)[uid(THURSDAYS[3])] == entry(other, number)
        assert rehearsals(third)[uid(THURSDAYS[3])][1] == number + 1
        assert set(rehearsals(third)) == set(FIRST)


def test_series_with_a_date_written_as_an_event_moves_as_a_whole() -> None:
    day, other = THURSDAYS[3], THURSDAYS[3] + timedelta(days=2)
    words = edited(("times: 10", f"times: 10, except: [{day}]")) + ALONE.format(day=day, when=other)
    moved = edited(TO_FRIDAY, ("times: 10", f"times: 10, except: [{FRIDAYS[3]}]"))
    moved += ALONE.format(day=FRIDAYS[3], when=other)
    _, second = story(words, moved)
    assert rehearsals(second) == MOVED | {uid(day): entry(other, 1)}


def test_unmoved_date_written_as_an_event_stays_in_a_series_that_moves_far() -> None:
    def moved(first: date) -> str:
        day = first + 3 * WEEK
        words = edited(
            ("2027-01-07 19", f"{first} 19"), ("times: 10", f"times: 10, except: [{day}]")
        )
        return words + ALONE.format(day=day, when="2027-06-06")

    firsts = [THURSDAY + timedelta(days=n) for n in (0, 5, 10, 15, 240)]
    for n, edition in enumerate(story(*map(moved, firsts))):
        assert set(rehearsals(edition)) == set(FIRST)
        assert rehearsals(edition)[uid(THURSDAYS[3])] == entry(date(2027, 6, 6), n)


def test_event_after_a_date_of_a_series_follows_it_when_it_moves() -> None:
    beer = "  - {id: beer, title: Beer, after: rehearsal-2027-01-07, sources: board}\n"
    moved = edited(
        TO_FRIDAY,
        ("after: rehearsal-2027-01-07", "after: rehearsal-2027-01-08"),
        words=SERIES + beer,
    )
    _, second = story(SERIES + beer, moved)
    after = second.itinerary.by_id["beer"].after
    assert after
    assert after.id in second.itinerary.by_id
    assert after.id == uid(THURSDAY)


def test_new_date_whose_id_is_taken_gets_a_number() -> None:
    monday = ("2027-01-07 19", "2027-01-11 19")
    on = ("2027-01-07 19", "2027-01-14 19"), ("times: 10", "times: 11")
    *_, third, fourth = story(SERIES, edited(monday), edited(*on), edited(*on, ("19:00", "19:15")))
    # Each moved from 7 January to the 11th to the 14th; the eleventh is new, on 25 March.
    assert [event.id for event in third.itinerary.events if event.id != "concert"] == [
        *map(uid, THURSDAYS), "rehearsal-2027-03-25",
    ]  # fmt: skip
    sooner = edited(("times: 10", "times: 11"))
    *_, last = story(SERIES, edited(monday), edited(*on), sooner)
    assert set(rehearsals(last)) == {
        *map(uid, THURSDAYS),
        "rehearsal-2027-03-25",
        "rehearsal-2027-01-07-2",
    }
    assert rehearsals(last)["rehearsal-2027-01-07-2"] == entry(THURSDAY)
    assert last.find("rehearsal-2027-01-07-2")
    assert fourth.find(uid(THURSDAY))


def test_event_with_an_id_like_that_of_a_date_is_not_in_the_series() -> None:
    odd = "  - {id: rehearsal-2027-99-99, title: Odd, when: 2027-05-05, sources: board}\n"
    _, second = story(SERIES + odd, edited(TO_FRIDAY) + odd)
    assert rehearsals(second).pop("rehearsal-2027-99-99") == entry(date(2027, 5, 5))


def test_numbered_id_of_the_author_is_not_given_to_a_new_date() -> None:
    shifted = edited(("2027-01-07 19", "2027-01-11 19"))
    both = edited(("times: 10", "times: 11"))  # Thursdays again, and one more
    extra = "  - {id: rehearsal-2027-01-07-2, title: Extra, when: 2027-05-05, sources: board}\n"
    sooner = edited(("2027-01-07 19", "2027-01-14 19"), ("times: 10", "times: 11"))
    *_, last = story(SERIES, shifted, sooner, both + extra)
    ids = [record.event.id for record in last.records.values()]
    assert len(set(ids)) == len(ids) == 14
    assert rehearsals(last)["rehearsal-2027-01-07-2"] == entry(date(2027, 5, 5))
    assert rehearsals(last)["rehearsal-2027-01-07-3"] == entry(THURSDAY)


# --- becoming a series, and ceasing to be one ----------------------------------------------------

SINGLE = "".join(line for line in SERIES.splitlines(True) if "repeat:" not in line)


def test_event_turned_into_a_series_continues_as_the_date_on_its_day() -> None:
    _, second, third = story(SINGLE, SERIES, edited(TO_FRIDAY))
    others = {uid(day): entry(day) for day in THURSDAYS[1:]}
    assert rehearsals(second) == others | {"rehearsal": entry(THURSDAY)}
    assert second.find("rehearsal")
    moved = {uid(t): entry(f, 1) for t, f in zip(THURSDAYS[1:], FRIDAYS[1:], strict=True)}
    assert rehearsals(third) == moved | {"rehearsal": entry(FRIDAYS[0], 1)}


def test_event_turned_into_a_series_on_other_days_continues_as_its_first_date() -> None:
    _, second = story(SINGLE, edited(("2027-01-07 19", "2027-02-12 19")))
    later = days(date(2027, 2, 12), 10)
    assert rehearsals(second) == {uid(day): entry(day) for day in later[1:]} | {
        "rehearsal": entry(later[0], 1)
    }


def test_series_turned_into_an_event_continues_as_the_date_on_its_day() -> None:
    words = edited(("2027-01-07 19", "2027-01-21 19"), words=SINGLE)
    later = edited(("2027-01-07 19", "2027-01-22 19"), words=SINGLE)
    _, second, third, fourth = story(SERIES, words, later, SERIES)
    gone = {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS}
    assert rehearsals(second) == gone | {uid(THURSDAYS[2]): entry(THURSDAYS[2])}
    assert rehearsals(third) == gone | {
        uid(THURSDAYS[2]): entry(THURSDAYS[2] + timedelta(days=1), 1)
    }
    back = {uid(day): entry(day, 2) for day in THURSDAYS}
    assert rehearsals(fourth) == back


def test_series_turned_undated_continues_as_one_event() -> None:
    words = edited(("    when: 2027-01-07 19:00 to 21:00\n", ""), words=SINGLE)
    _, second, third = story(SERIES, words, SERIES)
    assert second.itinerary.by_id[uid(THURSDAY)].when is None
    assert set(rehearsals(third)) == set(FIRST)


def test_series_written_out_event_by_event_keeps_its_uids() -> None:
    dates = "".join(
        f"  - {{id: {uid(d)}, title: Rehearsal, when: '{d} 19:00 to 21:00', sources: board}}\n"
        for d in THURSDAYS
    )
    head, rest = SERIES.split("  - id: rehearsal\n")
    written = head + dates + "  - {id: concert" + rest.split("  - {id: concert")[1]
    first = revise(None, programme(), NOW)
    second = revise(first, programme(written), NOW + HOUR)
    assert second.records == first.records
    assert feed(second) == feed(first)
    assert revise(first, replace(programme(written), series=first.itinerary.series), NOW) is first
    moved, last = story(SERIES, edited(TO_FRIDAY), written)[1:]
    assert rehearsals(moved) == MOVED
    assert rehearsals(last) == {uid(day): entry(day, 2) for day in THURSDAYS}


# --- names ---------------------------------------------------------------------------------------

RENAMED = edited(("  - id: rehearsal\n", "  - id: practice\n    was: rehearsal\n"))


def test_renamed_series_keeps_its_uids_also_without_was() -> None:
    plain = edited(("    was: rehearsal\n", ""), words=RENAMED)
    _, second, third = story(SERIES, RENAMED, edited(TO_FRIDAY, words=plain))
    assert rehearsals(second) == {uid(day): entry(day, 1) for day in THURSDAYS}
    assert second.itinerary.events[0].id == f"practice-{THURSDAY}"
    assert rehearsals(third) == {
        uid(t): entry(f, 2) for t, f in zip(THURSDAYS, FRIDAYS, strict=True)
    }


def test_series_renamed_and_moved_in_one_edit_keeps_its_uids() -> None:
    _, second = story(SERIES, edited(TO_FRIDAY, words=RENAMED))
    assert rehearsals(second) == MOVED
    assert second.itinerary.events[0].id == f"practice-{THURSDAY}"


def test_split_series_keeps_its_uids_on_both_sides() -> None:
    fridays = """\
  - id: rehearsal-fridays
    was: rehearsal
    title: Rehearsal
    when: 2027-02-05 19:00 to 21:00
    repeat: {every: week, times: 6}
    sources: board
"""
    split = edited(("times: 10", "times: 4")) + fridays
    _, second, third = story(SERIES, split, edited(("    was: rehearsal\n", ""), words=split))
    assert rehearsals(second) == {uid(day): entry(day) for day in THURSDAYS[:4]} | {
        uid(t): entry(f, 1) for t, f in zip(THURSDAYS[4:], FRIDAYS[4:], strict=True)
    }
    assert third is second


def test_renamed_date_keeps_its_uid() -> None:
    day = THURSDAYS[3]
    words = edited(("times: 10", f"times: 10, except: [{day}]"))
    words += (
        f"  - {{id: premiere, was: {uid(day)}, title: Premiere, when: '{day}', sources: board}}\n"
    )
    _, second = story(SERIES, words)
    assert rehearsals(second) == FIRST | {uid(day): entry(day, 1)}
    assert second.find("premiere")


def test_id_of_a_moved_date_is_not_given_to_another_event() -> None:
    extra = f"  - {{id: {uid(THURSDAY)}, title: Extra, when: '{THURSDAY}', sources: board}}\n"
    _, second = story(SERIES, edited(TO_FRIDAY))
    with pytest.raises(ReusedIdError, match=f"“{uid(THURSDAY)}” already named another event"):
        revise(second, programme(edited(TO_FRIDAY) + extra), NOW + 2 * HOUR)


# --- ledgers -------------------------------------------------------------------------------------

OLD = (DATA / "series.yaml").read_text("utf-8")


@pytest.fixture(params=DATABASES)
def old_ledger(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_ledger: Callable[[str | Path], Ledger],
) -> Ledger:
    """Give a ledger that was written when the identity of a repeated event was its date."""
    monkeypatch.setattr(canonical, "WORDING", 2)
    canonical._around.cache_clear()
    address = new_database(request.param, tmp_path)
    execute(address, (DATA / "series.ledger.sql").read_text("utf-8").split(";\n"))
    return open_ledger(address)


def test_unchanged_file_makes_no_edition_in_an_older_ledger(old_ledger: Ledger) -> None:
    before = old_ledger.latest("choir")
    assert before
    # That a long repetition is a series by itself came later, and is another head.
    assert old_ledger.publish(replace(programme(OLD), series=()), NOW) is before
    assert old_ledger.number("choir") == 3
    assert audit(old_ledger, "choir") == []
    after = old_ledger.publish(programme(OLD), NOW)
    assert after.records == before.records
    assert feed(after) == feed(before)
    assert audit(old_ledger, "choir") == []


def test_series_in_an_older_ledger_moves_like_a_new_one(old_ledger: Ledger) -> None:
    before = old_ledger.latest("choir")
    moved = edited(
        ("2027-01-07 19", "2027-01-08 19"),
        ("[2027-01-28, 2027-02-11]", "[2027-01-29, 2027-02-12]"),
        ("id: rehearsal-2027-02-11", "id: rehearsal-2027-02-12"),
        ("21:00\n    after: rehearsal-2027-01-14", "21:00\n    after: rehearsal-2027-01-15"),
        ("2027-01-14 21:00", "2027-01-15 21:00"),
        words=OLD,
    )
    edition = old_ledger.publish(programme(moved), NOW)
    assert before
    was, now = rehearsals(before), rehearsals(edition)
    assert set(was) == set(map(uid, THURSDAYS))
    alone, excepted = uid(date(2027, 2, 11)), uid(date(2027, 1, 28))
    assert now.pop(excepted) == was.pop(excepted)
    (day, number, _), after = was.pop(alone), now.pop(alone)
    assert after == (day, number + 1, "CONFIRMED"), "it is at another place in the series"
    fridays = {uid(t): entry(f, 1) for t, f in zip(THURSDAYS, FRIDAYS, strict=True)}
    assert now == {uid: fridays[uid] for uid in was}
    assert edition.itinerary.by_id["beer"].after == before.itinerary.by_id["beer"].after
    back = old_ledger.publish(programme(OLD), NOW + HOUR)
    assert rehearsals(back)[alone] == (day, number + 2, "CONFIRMED")
    assert {rehearsals(back)[uid(day)] for day in THURSDAYS[:3]} == {
        entry(day, 2) for day in THURSDAYS[:3]
    }
    assert old_ledger.edition("choir", 4) == edition
    assert audit(old_ledger, "choir") == []


def as_before(words: str) -> Itinerary:
    """Return a programme as it was read when the identity of a repeated event was its date."""
    itinerary = programme(words)
    events = tuple(replace(event, occurrence=None) for event in itinerary.events)
    return replace(itinerary, events=events)


def test_dates_that_an_older_version_made_anew_move_from_now_on() -> None:
    first = revise(None, as_before(SERIES), NOW)
    second = revise(first, as_before(edited(TO_FRIDAY)), NOW + HOUR)
    gone = {uid(day): entry(day, 1, "CANCELLED") for day in THURSDAYS}
    assert rehearsals(second) == gone | {uid(day): entry(day) for day in FRIDAYS}
    assert revise(second, programme(edited(TO_FRIDAY)), NOW + 2 * HOUR) is second
    third = revise(second, programme(SERIES), NOW + 2 * HOUR)
    back = {uid(f): entry(t, 1) for f, t in zip(FRIDAYS, THURSDAYS, strict=True)}
    assert rehearsals(third) == gone | back


def test_restored_ledger_of_a_moved_series_keeps_its_uids() -> None:
    day, other = FRIDAYS[3], FRIDAYS[3] + timedelta(days=2)
    moved = edited(TO_FRIDAY, ("times: 10", f"times: 10, except: [{day}, {FRIDAYS[8]}]"))
    moved += ALONE.format(day=day, when=other)
    *_, last = story(SERIES, edited(TO_FRIDAY), moved)
    copy = render_feed(last, Selection(), "en", site=SITE).body
    found = read_feed(copy, programme(moved), now=NOW + 9 * HOUR)
    assert found.notices == ()
    again = restored(programme(moved), found.published)
    assert [record.event.id for record in again.records.values()] != []
    next = revise(again, programme(moved), NOW + 9 * HOUR)
    for uid, (at, number, status) in feed(last).items():
        raised = 0 if status == "CANCELLED" else 1
        assert feed(next)[uid] == (at, number + raised, status)
    assert set(feed(next)) == set(feed(last))
    assert {e.uid: e.id for e in next.itinerary.events} == {
        e.uid: e.id for e in last.itinerary.events
    }


def test_publish_prints_a_moved_series_as_one_change(tmp_path: Path) -> None:
    file = tmp_path / "events.yaml"
    for words in (SERIES, edited(TO_FRIDAY)):
        file.write_text(words)
        result = CliRunner().invoke(main, ["publish", str(file), "--yes"])
        assert result.exit_code == 0, result.output  # the guard against cancellations too
    assert "~ rehearsal (Rehearsal) 10 dates moved\n" in result.output
    line = "rehearsal-2027-01-07: Thursday, 7 January 2027 → Friday, 8 January 2027\n"
    assert line in result.output
    for untrue in ("removed", "cancelled", "added"):
        assert untrue not in result.output
    assert result.output.endswith("10 changed.\nEdition 2 is published.\n")
    render = ["render", str(file), "--feed", "events/rehearsal-2027-01-07"]
    assert "DTSTART:20270108T180000Z" in CliRunner().invoke(main, render).output


def test_changes_page_says_that_a_date_of_a_series_moved() -> None:
    first, second = story(SERIES, edited(TO_FRIDAY))
    told = [sentences(change, Language.of("en")) for change in changes(first, second)]
    assert len(told) == 10
    assert told[0] == (
        "Moved to Friday, 8 January 2027, 19:00–21:00 (Central European Standard Time, UTC+1); "
        "it was Thursday, 7 January 2027, 19:00–21:00.",
    )


@examples(40)
@given(st.integers(0, 2**32))
def test_dates_are_neither_lost_nor_doubled_over_random_edits_of_series(seed: int) -> None:
    editor = Editor(Random(seed), size=2, repeats=True)
    edition = revise(None, editor.programme, START)
    for _ in range(15):
        editor.edit_series() if editor.series else editor.add_series()
        editor.now += timedelta(hours=editor.random.randrange(72))
        itinerary = editor.programme
        edition = revise(edition, itinerary, editor.now)
        here = sorted((e.title.to("en"), str(e.when)) for e in edition.itinerary.events)
        assert here == sorted((e.title.to("en"), str(e.when)) for e in itinerary.events)
        ids = [record.event.id for record in edition.records.values()]
        assert len(set(ids)) == len(ids)
        shuffled = list(itinerary.events)
        editor.random.shuffle(shuffled)
        again = replace(itinerary, events=tuple(shuffled))
        assert revise(edition, again, editor.now + HOUR) is edition
