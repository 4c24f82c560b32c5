"""The notices of a screen: what they say, at which doors, on which days, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from itinerary.ledger import Edition, LogEntry, revise
from itinerary.ledger.diff import change
from itinerary.model.selection import Selection
from itinerary.render.words.language import Language
from itinerary.render.words.screen_notices import RECENT, Notice, screen_notices
from itinerary.source import read

START = datetime(2027, 5, 3, 6, tzinfo=UTC)
STEP = timedelta(hours=1)
WHOLE = Selection()
PROGRAMME = """
id: days
title: Days
languages: [en]
zone: Europe/Berlin
places: {hall: Hall, room: Room, far: Far}
sources: {us: {who: Us}}
events:
  - {id: talk, title: Talk, when: 2027-05-03 10:00 to 11:00, place: hall, sources: us}
  - {id: lunch, title: Lunch, when: 2027-05-03 12:00, place: hall, sources: us}
  - {id: walk, title: Walk, when: 2027-05-03, place: far, sources: us}
"""


def histories(*files: str) -> tuple[Edition, list[LogEntry]]:
    """Return the last edition of files that were published one after another, an hour apart, and
    the log of all, newest first."""
    edition: Edition | None = None
    log: list[LogEntry] = []
    for n, words in enumerate(files):
        now = START + n * STEP
        itinerary = read(words.encode(), file="days.yaml", now=START).itinerary
        before, edition = edition, revise(edition, itinerary, now)
        if edition is before:
            continue
        earlier = dict(before.records) if before else {}
        told = edition.records_since(before).items()
        changes = tuple(change(earlier.get(uid), record) for uid, record in told)
        log.insert(0, LogEntry(edition.number, now, "", changes))
    assert edition
    return edition, log


def told(*files: str, selection: Selection = WHOLE) -> list[Notice]:
    edition, log = histories(*files)
    return screen_notices(edition, log, selection, Language.of("en"))


def edited(before: str, after: str) -> str:
    assert before in PROGRAMME
    return PROGRAMME.replace(before, after)


def lines(notices: list[Notice]) -> list[tuple[str, str]]:
    return [(notice.event.id, notice.words) for notice in notices]


def test_a_first_edition_has_only_what_is_off() -> None:
    assert told(PROGRAMME) == []
    off = edited("title: Lunch,", "title: Lunch, status: cancelled, reason: No cook,")
    (notice,) = told(off)
    assert (notice.event.id, notice.words) == ("lunch", "Cancelled: No cook")
    assert notice.changed is None, "it is off until it would be over"
    assert notice.until == datetime(2027, 5, 3, 11, tzinfo=UTC), "an hour after its start"
    assert notice.days == ((date(2027, 5, 3), date(2027, 5, 3)),)


def test_a_mended_word_does_not_make_an_earlier_change_news_again() -> None:
    moved = edited("10:00 to 11:00, place: hall", "10:00 to 11:00, place: room")
    (notice,) = told(PROGRAMME, moved, moved.replace("title: Talk", "title: The talk"))
    assert notice.changed == START + STEP


def test_what_moved_is_told_at_both_doors_and_on_both_days() -> None:
    moved = edited("10:00 to 11:00, place: hall", "10:00 to 11:00, place: room")
    assert told(PROGRAMME, moved, selection=Selection.only("places", "far")) == []
    for door in ("hall", "room"):
        (notice,) = told(PROGRAMME, moved, selection=Selection.only("places", door))
        assert notice.words == "Moved to Room; it was Hall."
        assert {("place", "hall"), ("place", "room")} <= set(notice.filters)
        assert notice.changed == START + STEP
    (notice,) = told(PROGRAMME, edited("2027-05-03 10:00 to 11:00", "2027-05-05 15:00 to 16:00"))
    assert notice.days == (
        (date(2027, 5, 3), date(2027, 5, 3)),
        (date(2027, 5, 5), date(2027, 5, 5)),
    )
    assert notice.until == datetime(2027, 5, 5, 14, tzinfo=UTC)


def at(door: str, *files: str) -> list[str]:
    """Return what is told at a door."""
    return [notice.words for notice in told(*files, selection=Selection.only("places", door))]


HALL = "10:00 to 11:00, place: hall"
"""The time and the place of the talk."""


def test_the_old_door_tells_where_an_event_is_now_whatever_else_changed_since() -> None:
    moved = edited(HALL, "10:00 to 11:00, place: room")
    later = edited(HALL, "10:30 to 11:30, place: room")
    on = edited(HALL, "10:30 to 11:30, place: far")
    assert at("hall", PROGRAMME, moved, later) == ["Moved to Room; it was Hall."]
    assert at("hall", PROGRAMME, later) == ["Moved to Room; it was Hall."], "both at once"
    assert at("hall", PROGRAMME, moved, on) == ["Moved to Far; it was Hall."]
    (words,) = at("room", PROGRAMME, moved, later)
    assert "10:30" in words
    (lobby,) = told(PROGRAMME, moved, later)
    assert "10:30" in lobby.words
    doors = {value for key, value in lobby.filters if key == "place"}
    assert doors == {"hall", "room"}, "a site of files has one page for all doors"
    off = moved.replace("title: Talk,", "title: Talk, status: cancelled,")
    assert at("hall", PROGRAMME, moved, off) == ["Cancelled"]


def test_a_second_room_is_news_at_its_own_door_alone() -> None:
    also = edited(HALL, "10:00 to 11:00, place: [hall, room]")
    moved = edited(HALL, "10:00 to 11:00, place: [hall, far]")
    for door in ("room", "far"):
        assert at(door, also, moved) == ["It takes place here: Hall; Far."]
    assert at("hall", also, moved) == []
    (lobby,) = told(also, moved)
    assert {value for key, value in lobby.filters if key == "place"} == {"room", "far"}
    later = moved.replace("10:00 to", "10:15 to")
    for door in ("hall", "far"):
        (words,) = at(door, also, later)
        assert "10:15" in words


def test_another_id_of_a_place_is_no_news_and_another_place_of_its_name_is() -> None:
    first = edited("hall: Hall, ", "hall: Hall, other: Room, ")
    assert told(first, first.replace("other: Room", "aula: Room")) == []
    named = first.replace("place: hall", "place: room")
    assert told(named, named.replace("room: Room, ", "aula: Room, ").replace("room", "aula")) == []
    other = named.replace("11:00, place: room", "11:00, place: other")
    for door in ("room", "other"):
        assert at(door, named, other) == ["Moved to Room (other); it was Room (room)."]


def test_an_event_that_left_a_category_is_told_by_its_time() -> None:
    first = edited("places:", "categories: {fun: Fun}\nplaces:").replace(
        "title: Lunch,", "title: Lunch, categories: fun,"
    )
    left = first.replace(" categories: fun,", "").replace("12:00, place", "13:00, place")
    (notice,) = told(first, left, selection=Selection.only("categories", "fun"))
    assert "13:00" in notice.words


def test_a_new_hour_counts_and_a_new_description_does_not() -> None:
    later = edited("12:00, place", "13:00, place")
    described = later.replace("title: Lunch,", "title: Lunch, summary: With soup,")
    assert lines(told(PROGRAMME, later, described)) == lines(told(PROGRAMME, later))
    assert told(PROGRAMME, later)[0].event.id == "lunch"
    assert told(PROGRAMME, edited("title: Lunch,", "title: Lunch, summary: With soup,")) == []
    assert told(PROGRAMME, edited("hall: Hall", "hall: {name: Hall, address: Main Street}")) == []


def test_that_an_expected_event_is_certain_now_hides_no_new_hour() -> None:
    expected = edited("title: Talk,", "title: Talk, status: tentative,")
    (notice,) = told(expected, edited("10:00 to 11:00", "10:30 to 11:00"))
    assert "10:30" in notice.words
    assert told(expected, PROGRAMME) == []


def test_what_left_the_programme_and_what_is_new_is_told() -> None:
    first = PROGRAMME.replace("  - {id: walk", "  - {id: swim").replace(
        "title: Walk", "title: Swim"
    )
    found = dict(lines(told(first, PROGRAMME)))
    assert found["swim"] == "No longer in the programme."
    assert found["walk"].startswith("New: ")
    assert list(found) == ["swim", "walk"], "in the order of reading, and nothing else"


def test_a_change_is_old_news_after_a_time_and_a_cancellation_is_not() -> None:
    later = edited("12:00, place", "13:00, place")
    both = later.replace("title: Talk,", "title: Talk, status: postponed,")
    edition, log = histories(PROGRAMME, later, both)
    assert lines(screen_notices(edition, log, WHOLE, Language.of("en")))[0] == ("talk", "Postponed")
    hours = RECENT // STEP + 2
    edition, log = histories(PROGRAMME, both, *[both] * hours, both.replace("Far", "Farther"))
    assert [n.event.id for n in screen_notices(edition, log, WHOLE, Language.of("en"))] == ["talk"]


def test_an_unknown_hour_is_never_over() -> None:
    (notice,) = told(edited("title: Walk,", "title: Walk, status: cancelled,"))
    assert (notice.event.id, notice.until) == ("walk", None)
