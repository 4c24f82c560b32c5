"""Warnings: what they find, the names by which an author accepts one, and what check says."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from itinerary.ledger import revise
from itinerary.model.itinerary import LONGEST_UID
from itinerary.model.selection import Selection
from itinerary.model.when import Span
from itinerary.render.calendars.feed import render_feed
from itinerary.source import Name
from tests.conftest import NOW, ROOT
from tests.support.contract import unfolded
from tests.unit.cli.test_cli import run
from tests.unit.source.test_source import (
    SMALL,
    assert_said,
    changed,
    errors,
    itinerary,
    parse,
    problems,
)

ROOMS = """\
id: rooms
title: Rooms
languages: [en]
zone: Europe/Berlin
places:
  town: {name: Town, coordinates: [52.5, 13.4]}
  house: {name: House, in: town, address: 1 Square}
  room: {name: Room 1, in: house}
  hut: {name: Hut}
  abroad: {name: Abroad, in: town, zone: Asia/Tokyo}
  call: {name: Video call, address: none}
sources:
  press: {who: Press}
events:
"""


def rooms(*rows: str) -> str:
    return ROOMS + "".join(
        f"  - {{id: {id}, title: {id.upper()}, sources: press, {row}}}\n"
        for id, row in zip("abcdefg", rows, strict=False)
    )


def named(words: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return name and events of each warning."""
    return [(problem.name, problem.events) for problem in problems(words)]


CLASH = ("when: 2026-05-16 10:00 to 11:00, place: room", "when: 2026-05-16 10:30, place: room")

# --- two events in one room ----------------------------------------------------------------------


def test_two_events_in_one_room_at_once_are_told_at_the_later_one() -> None:
    assert_said(problems(rooms(*CLASH)), [
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
def test_a_room_is_used_twice_only_where_both_times_are_known(
    one: str, other: str, clash: bool
) -> None:
    assert named(rooms(one, other)) == [("room-clash", ("a", "b"))] * clash


def test_a_city_without_places_in_it_is_no_room() -> None:
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


def test_all_that_meet_in_a_room_are_told_in_pairs() -> None:
    clashing = "when: 2026-05-16 10:00 to 11:00, place: room"
    assert [events for _, events in named(rooms(*[clashing] * 3))] == [
        ("a", "b"), ("a", "c"), ("b", "c"),
    ]  # fmt: skip


# --- an event entered twice ----------------------------------------------------------------------


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
def test_an_event_of_the_same_title_time_and_place_was_entered_twice(row: str, twice: bool) -> None:
    first = "  - {id: a, title: X, sources: press, when: 2026-05-16 10:00 to 11:00, place: room}\n"
    words = f"{ROOMS}{first}  - {{id: b, sources: press, {row}}}\n"
    assert named(words) == [("entered-twice", ("a", "b"))] * twice


def test_events_of_one_title_that_nothing_is_known_of_are_not_the_same() -> None:
    row = "  - {id: %s, title: Surprise, sources: press}\n"
    assert named(ROOMS + row % "a" + row % "b") == []
    dated = row.replace("sources", "when: 2026-05-16, sources")
    assert named(ROOMS + dated % "a" + dated % "b") == [("entered-twice", ("a", "b"))]


# --- repetitions ---------------------------------------------------------------------------------


def repeated(when: str, repeat: str) -> str:
    return rooms(f"when: {when}, repeat: {repeat}")


def test_months_that_a_repetition_skips_are_told_with_what_to_write() -> None:
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


def test_a_night_that_ends_after_the_last_day_is_within_the_days() -> None:
    words = changed("days: 2026-03-01 to 2026-11-30", "days: 2026-05-15 to 2026-05-16")
    night = changed("10:00 to 11:00", "22:00 to 2026-05-17 02:00", words)
    assert problems(night) == []
    late = changed("10:00 to 11:00", "22:00 to 2026-05-17 18:00", words)
    assert [problem.path for problem in errors(late)] == ["events[0].when"]


def test_dates_at_both_sides_of_the_date_line_do_not_contradict_each_other() -> None:
    words = changed("zone: Europe/Berlin\ndays: 2026-03-01 to 2026-11-30",
                    "zone: Asia/Tokyo\ndays: 2026-05-17 to 2026-05-18")  # fmt: skip
    words = changed("name: Far,", "name: Far, zone: Pacific/Honolulu,", words)
    words = changed("2026-05-16 10:00 to 11:00", "2026-05-17 10:00 to 11:00", words)
    words = changed("after: one", "after: one\n    when: 2026-05-16 evening\n    place: far", words)
    assert problems(words) == []


def test_what_follows_beyond_the_date_line_has_the_date_that_is_there() -> None:
    words = changed("zone: Europe/Berlin\ndays: 2026-03-01 to 2026-11-30", "zone: Asia/Tokyo")
    words = changed("name: Far,", "name: Far, zone: Pacific/Honolulu,", words)
    words = changed("after: one", "after: one\n    place: far", words)
    two = itinerary(words).events[1]
    assert two.when
    assert str(two.when.first) == "2026-05-15"


# --- names and acceptances -----------------------------------------------------------------------


def accepting(words: str, *entries: str) -> str:
    rows = "".join(f"  - {{{entry}}}\n" for entry in entries)
    return words.replace("events:\n", f"accept:\n{rows}events:\n", 1)


def test_an_accepted_warning_is_kept_apart() -> None:
    words = accepting(rooms(*CLASH), "warning: room-clash, events: [b, a], reason: A curtain.")
    reading = parse(words)
    assert reading.warnings == ()
    assert [problem.name for problem in reading.accepted] == ["room-clash"]


@pytest.mark.parametrize("events", ["", "events: [a, b], ", "events: [a, b, c], "])
def test_an_acceptance_covers_what_is_about_its_events_alone(events: str) -> None:
    words = accepting(
        rooms(*CLASH, "when: 2026-05-17 10:00, place: room"),
        f"warning: room-clash, {events}reason: A curtain.",
    )
    assert problems(words) == []


def test_an_acceptance_of_one_pair_does_not_hide_another() -> None:
    third = "when: 2026-05-16 10:45, place: room"
    words = accepting(
        rooms(*CLASH, third), "warning: room-clash, events: [a, b], reason: A curtain."
    )
    assert named(words) == [("room-clash", ("a", "c"))]
    one = accepting(rooms(*CLASH), "warning: room-clash, events: a, reason: A curtain.")
    assert [name for name, _ in named(one)] == ["stale-acceptance", "room-clash"]


def test_an_acceptance_of_what_does_not_occur_is_told() -> None:
    words = accepting(rooms(CLASH[0]), "warning: room-clash, events: [a], reason: A curtain.",
                      "warning: untranslated, reason: In English only.")  # fmt: skip
    assert_said(problems(words), [
        "15:5 warning: accept[0]: there is no warning “room-clash” about a [stale-acceptance];*",
        "16:5 warning: accept[1]: there is no warning “untranslated” [stale-acceptance]; remove*",
    ])  # fmt: skip


def test_an_acceptance_is_not_told_of_while_there_are_errors() -> None:
    words = accepting(rooms("place: nowhere"), "warning: room-clash, reason: A curtain.")
    assert [problem.path for problem in problems(words)] == ["events[0].place"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("warning: room-clsh, reason: x", "accept[0].warning: “room-clsh”*mean room-clash?"),
        ("warning: room-clash", "accept[0].reason: “reason” is missing; write reason: …"),
        ("warning: room-clash, reason: ''", "accept[0].reason: this reason is empty; write why*"),
        ("warning: room-clash, events: [c], reason: x",
         "accept[0].events[0]: there is no event “c”; write one of: a, b"),
        ("reason: x", "accept[0].warning: “warning” is missing; write warning: …"),
        ("warning: room-clash, why: x, reason: x", "accept[0].why: there is no key*reason: …"),
    ],
)  # fmt: skip
def test_a_wrong_acceptance_is_an_error(entry: str, expected: str) -> None:
    found = [str(problem) for problem in errors(accepting(rooms(*CLASH), entry))]
    pattern = ".*".join(map(re.escape, expected.split("*")))
    assert any(re.search(pattern, words) for words in found), found


def test_an_acceptance_never_covers_an_error() -> None:
    words = accepting(rooms(*CLASH, "place: nowhere"), "warning: room-clash, reason: x")
    assert [problem.path for problem in problems(words)] == ["events[2].place"]


def test_a_repetition_is_accepted_by_the_id_that_the_file_has() -> None:
    row = "when: 2026-05-16 10:00 to 11:00, place: room, repeat: {every: week, times: 5}"
    words = accepting(rooms(row, row), "warning: room-clash, events: [a, b], reason: x")
    assert problems(words) == []


def test_the_documentation_lists_every_warning_by_its_name() -> None:
    text = (ROOT / "docs" / "reference" / "file-format.md").read_text("utf-8")
    section = text.split("### Warnings", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE) == sorted(Name)


def test_the_documentation_has_every_limit() -> None:
    from itinerary.model.repetition import MOST_REPEATS
    from itinerary.source import drafts, events, fields, files, places, yaml_tree

    text = (
        (ROOT / "docs" / "reference" / "file-format.md").read_text("utf-8").split("## Limits", 1)[1]
    )
    limits: Sequence[int] = (
        fields.LONGEST_ID, fields.LONGEST_PROGRAMME, fields.LONGEST_SITE,
        fields.LONGEST_TITLE, fields.LONGEST_LINE, fields.LONGEST_PROSE, LONGEST_UID,
        MOST_REPEATS, drafts.MOST_EVENTS, places.MOST_INSIDE, events.MOST_LETTERS,
        drafts.MOST_REPEATED, yaml_tree.MOST_ALIASED, yaml_tree.MOST_DEPTH, yaml_tree.MOST_NODES,
        files.MOST_BYTES, files.MOST_BYTES >> 20,
    )  # fmt: skip
    for limit in limits:
        assert re.search(rf"\b{limit:,}\b", text), limit


# --- check ---------------------------------------------------------------------------------------


def written(tmp_path: Path, words: str) -> Path:
    file = tmp_path / "f.yaml"
    file.write_text(words, "utf-8")
    return file


def test_check_shows_names_counts_what_is_accepted_and_gives_both_as_data(tmp_path: Path) -> None:
    third = "when: 2026-05-16 10:45, place: room"
    words = accepting(rooms(*CLASH, third), "warning: room-clash, events: [a, b], reason: Curtain.")
    file = written(tmp_path, words)
    shown = run("check", file)
    assert shown.exit_code == 0
    assert "“a” is in Room 1 at the same time [room-clash]\n" in shown.output
    assert shown.output.endswith(
        f"{file}: 3 events, 6 places, 1 language: 1 warning, and 1 accepted warning."
        " It can be published.\n"
    )
    (found,) = json.loads(run("check", file, "--format", "json").stdout)
    assert (found["name"], found["events"]) == ("room-clash", ["a", "c"])
    clean = written(tmp_path, accepting(rooms(*CLASH), "warning: room-clash, reason: Curtain."))
    assert run("check", clean).output.endswith("in order, and 1 accepted warning.\n")


def test_check_warns_of_a_language_that_the_product_does_not_speak(tmp_path: Path) -> None:
    words = SMALL.replace("languages: [en]", "languages: [eo, en-GB, zh-Hant]")
    words = accepting(words, "warning: untranslated, reason: To come.")
    shown = run("check", written(tmp_path, words))
    assert shown.output.count("[interface-language]") == 1
    assert ":3:13: warning: languages[0]: there is no translation of" in shown.output
    file = written(tmp_path, accepting(words.replace("accept:\n", "accept:\n"
        "  - {warning: interface-language, reason: English will do.}\n")))  # fmt: skip
    assert "interface-language" not in run("check", file).output


def test_an_acceptance_of_what_only_check_looks_for_is_stale_only_there(tmp_path: Path) -> None:
    words = accepting(SMALL, "warning: interface-language, reason: English will do.")
    assert problems(words) == []
    assert "[stale-acceptance]" in run("check", written(tmp_path, words)).output


def test_check_warns_of_addresses_that_calendar_apps_cut(tmp_path: Path) -> None:
    long = "x" * 100
    site = f"https://{'y' * 62}.example/"
    words = SMALL.replace("id: small", f"id: small\nsite: {site}", 1)
    words = words.replace("  hall: {", f"  {long}: {{").replace("place: hall", f"place: {long}")
    assert len(f"{site}feeds/en/places/{long}.ics") == 199
    assert "long-address" not in run("check", written(tmp_path, words)).output
    words = words.replace("  talk: {", f"  {long}: {{").replace("[talk]", f"[{long}]")
    shown = run("check", written(tmp_path, words)).output
    address = f"{site}feeds/en/categories/{long}.ics"
    assert len(address) == 203
    assert (
        f":15:105: warning: categories.{long}: the address of its calendar, {address}, has 203"
        " characters, more than 200; "
    ) in shown
    assert shown.count("[long-address]") == 1


# --- long ids ------------------------------------------------------------------------------------


def test_an_id_of_a_hundred_characters_is_fine_where_the_name_for_apps_stays_short() -> None:
    long = "x" * 100
    words = SMALL.replace("id: two", f"id: {long}", 1)
    assert problems(words) == []
    assert len(itinerary(words).events[1].uid) == 116
    repeating = words.replace("after: one", "when: 2026-05-16\n    repeat: {every: day, times: 2}")
    (problem,) = problems(repeating)
    assert problem.path == "events[1].id"
    assert f"has 127 characters, more than {LONGEST_UID}" in problem.message
    assert "shorten this id, or the programme's" in problem.hint
    renamed = SMALL.replace("id: two", f"id: two\n    was: {long}", 1)
    programme = renamed.replace("id: small", f"id: {'y' * 60}", 1)
    assert [problem.path for problem in problems(programme)] == ["events[1].was"]


def test_calendars_of_things_with_long_ids_have_short_names_of_their_own() -> None:
    """What stands in for events of a calendar that has none any more, too, is known by its UID."""
    ids = [f"{'x' * 99}{n}" for n in range(2)]
    for programme in ("small", "y" * 60):
        words = SMALL.replace("id: small", f"id: {programme}", 1)
        things = "".join(f"  {id}: {{name: X}}\n" for id in ids)
        before = changed("categories:\n", f"categories:\n{things}", words)
        before = changed("[talk]", f"[talk, {', '.join(ids)}]", before)
        edition = revise(revise(None, itinerary(before), NOW), itinerary(words), NOW)
        uids: set[str] = set()
        for id in ids:
            feed = render_feed(
                edition, Selection.only("categories", id), "en", site="https://a.example/"
            )
            uids.update(line[4:] for line in unfolded(feed.body) if line.startswith("UID:nothing"))
        assert len(uids) == 2
        assert max(map(len, uids)) <= LONGEST_UID
