"""The reader: every mistake is found, at its place, with what to write instead."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model import Itinerary, Status
from itinerary.source import Problem, Reading, Severity, SourceError, read, read_file
from itinerary.source import tree as tree_module
from tests.conftest import NOW, PROGRAMMES

SMALL = """\
id: small
title: Small
languages: [en]
zone: Europe/Berlin
days: 2026-03-01 to 2026-11-30
places:
  town: {name: Town, coordinates: [52.5, 13.4]}
  hall: {name: Hall, in: town}
  far: {name: Far, coordinates: [45.8, 126.5]}
parties:
  ada: {name: Ada}
  club: {name: Club, kind: organisation}
categories:
  talk: {name: Talk, length: 45 min}
sources:
  press: {who: Press}
events:
  - id: one
    title: One
    when: 2026-05-16 10:00 to 11:00
    place: hall
    parties: [ada]
    categories: [talk]
    sources: [press]
  - id: two
    title: Two
    after: one
    sources: [press]
"""


def parse(words: str | bytes) -> Reading:
    return read(words if isinstance(words, bytes) else words.encode(), file="f.yaml", now=NOW)


def itinerary(words: str) -> Itinerary:
    return parse(words).itinerary


def problems(words: str | bytes) -> list[Problem]:
    try:
        return list(parse(words).warnings)
    except SourceError as error:
        return list(error.problems)


def errors(words: str | bytes) -> list[Problem]:
    return [problem for problem in problems(words) if problem.severity is Severity.ERROR]


def changed(before: str, after: str) -> str:
    assert before in SMALL
    return SMALL.replace(before, after, 1)


def test_the_small_programme_has_no_problem() -> None:
    assert problems(SMALL) == []


# --- the file as such ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "column", "message", "hint"),
    [
        (b"id: x\ntitle: caf\xe9\n", 2, 11, "0xe9 is not UTF-8", "UTF-8"),
        (SMALL.encode("utf-16"), 1, 1, "in UTF-16", "UTF-8"),
        (b"", 1, 1, "the file is empty", "itinerary new"),
        (b"# only a comment\n", 1, 1, "the file is empty", "itinerary new"),
        (b"- a\n- b\n", 1, 1, "must be a map", "id: my-programme"),
        (b"id: x\n---\nid: y\n", 2, 1, "a second document", "keep one"),
        (b"id: x\n\ttitle: y\n", 2, 1, "this is not YAML", "not with a tab"),
        (b"id: x\ntitle: a: b\n", 2, 9, "this is not YAML", "in quotes"),
        (b"id: x\ntitle: 'open\n", 3, 1, "this is not YAML", "close the quotes"),
        (b"id: x\ntitle: [a, b\n", 3, 1, "this is not YAML", "close the bracket"),
        (b"id: x\ntitle: a\x07b\n", 2, 9, "U+0007", "delete it"),
        (b'id: x\ntitle: "a\\x07b"\n', 2, 8, "U+0007", "remove the escape"),
        ("id: x\ntitle: a\u2028b\n".encode(), 2, 9, "U+2028", "delete it"),
        (b"id: x\nid: y\n", 2, 1, "“id” is here twice; the first is in line 1", "keep one"),
        (b"id: *gone\n", 1, 5, "no anchor &gone", "in quotes"),
        (b"id: &a [*a]\n", 1, 9, "no anchor &a", "in quotes"),
        (b"id: !!python/object x\n", 1, 5, "the tag", "remove it"),
        (b"? [a]\n: b\n", 1, 3, "a key must be a word", "quotes"),
        (b"a: " + b"[" * 100 + b"]" * 100, 1, 36, "more than 32 levels", "flatten"),
    ],
)
def test_what_is_no_programme_file_is_said_with_its_place(
    data: bytes, line: int, column: int, message: str, hint: str
) -> None:
    first = problems(data)[0]
    assert (first.line, first.column) == (line, column)
    assert message in first.message
    assert hint in first.hint


def test_a_byte_order_mark_is_fine() -> None:
    assert problems(b"\xef\xbb\xbf" + SMALL.encode()) == []


def test_a_file_over_a_sane_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "MOST_BYTES", 100)
    assert "more than the 0 allowed" in problems(SMALL)[0].message


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    before = time.process_time()
    (problem,) = problems("\n".join(rows))
    assert time.process_time() - before < 2
    assert "aliases counted in full" in problem.message
    assert problem.line > 5


def test_aliases_are_fine_where_they_do_not_multiply() -> None:
    words = changed("sources: [press]\n  - id: two", "sources: &both [press]\n  - id: two")
    words = words.replace("after: one\n    sources: [press]", "after: one\n    sources: *both")
    assert [source.id for source in itinerary(words).events[1].sources] == ["press"]


def test_a_missing_file_a_folder_and_a_locked_file_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_file(tmp_path / "none.yaml", now=NOW)
    with pytest.raises(SourceError, match="is a directory"):
        read_file(tmp_path, now=NOW)
    if os.geteuid() != 0:  # nothing is locked to root
        locked = tmp_path / "locked.yaml"
        locked.write_text(SMALL)
        locked.chmod(0)
        with pytest.raises(SourceError, match="permission denied"):
            read_file(locked, now=NOW)


# --- values mean what the author sees ------------------------------------------------------------


@pytest.mark.parametrize(
    "seen", ["10:00", "no", "2024-05-16", "1_000", "0x10", "1e3", "true", "010", "~x", "3.10", "on"]
)
def test_a_text_is_what_the_author_sees(seen: str) -> None:
    assert itinerary(changed("title: Small", f"title: {seen}")).title.to("en") == seen


def test_no_is_a_language() -> None:
    words = changed("languages: [en]", "languages: [no, en]").replace(
        "title: Small", "title: {no: Liten, en: Small}"
    )
    programme = itinerary(words)
    assert programme.languages == ("no", "en")
    assert programme.title.to("no") == "Liten"


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null"])
def test_an_empty_key_is_one_that_was_left_out(nothing: str) -> None:
    words = changed("when: 2026-05-16 10:00 to 11:00", f"when: {nothing}")
    assert itinerary(words).events[0].when is None
    assert errors(changed("title: One", f"title: {nothing}"))[0].message == "“title” is missing"


# --- pieces --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "path", "message", "hint"),
    [
        ("id: small", "id: Small Thing", "id", "is not an id", "write small-thing"),
        ("id: small", f"id: {'x' * 49}", "id", "at most 48 characters", "shorten"),
        ("id: small\n", "", "id", "“id” is missing", "write id: …"),
        ("title: Small", "titel: Small", "titel", "there is no key “titel”", "did you mean title?"),
        ("title: Small", "title: [a]", "title", "this is a list, not a text", "{en: Talks"),
        ("title: Small", "title: {}", "title", "this text is empty", "write some words"),
        ("title: Small", "title: {english: x}", "title", "“english” is not a language", "en, zh"),
        ("title: Small", "title: {en: [x]}", "title", "is a list, not words", "write words"),
        ("title: Small", 'title: "a\\nb"', "title", "must be one line", "join the lines"),
        ("title: Small", f"title: {'x' * 161}", "title", "161 characters", "shorten"),
        ("languages: [en]", "languages: []", "languages", "this list is empty", "at least one"),
        ("languages: [en]", "languages: [xx-yy]", "languages[0]", "is not a language", "en, zh"),
        ("zone: Europe/Berlin", "zone: Europe/Berlln", "zone", "no time zone", "Europe/Berlin"),
        ("zone: Europe/Berlin", "zone: [x]", "zone", "this is a list", "a time zone"),
        ("days: 2026-03-01 to 2026-11-30", "days: spring", "days", "not a range", "2024-05-16 to"),
        ("id: small", "id: small\ncolour: rde", "colour", "not a CSS colour", "did you mean red?"),
        ("id: small", "id: small\ncolour: '#12345'", "colour", "not a CSS colour", "firebrick"),
        ("id: small", "id: small\nsite: visit.example", "site", "not a web", "https://visit.example"),
        ("id: small", "id: small\nsite: https://a.example/?x", "site", "no “?”", "leave them out"),
        ("id: small", "id: small\npublished: 2030-01-01", "published", "in the future", "when"),
        ("id: small", "id: small\npublisher: {name: X, contact: me}", "publisher.contact",
         "not an e-mail", "press@"),
        ("id: small", "id: small\nzones: {Asia/Shangai: X}", "zones.Asia/Shangai", "no time zone",
         "Asia/Shanghai"),
        ("id: small", "id: small\nbackground: [{text: X, sources: [pres]}]",
         "background[0].sources[0]", "no source “pres”", "did you mean press?"),
        ("[52.5, 13.4]", "[113.4, 52.5]", "places.town.coordinates", "beyond a pole",
         "write [52.5, 113.4]"),
        ("[52.5, 13.4]", "[1, 2, 3]", "places.town.coordinates", "not coordinates", "latitude"),
        ("[52.5, 13.4]", "north", "places.town.coordinates", "not coordinates", "latitude"),
        ("in: town", "in: twon", "places.hall.in", "no place “twon”", "did you mean town?"),
        ("name: Town,", "name: Town, in: hall,", "places.", "places cannot be in each other",
         "remove one"),
        ("  town: {", "  Town Hall: {", "places.Town Hall", "is not an id", "write town-hall"),
        ("kind: organisation", "kind: organization", "parties.club.kind", "is not known here",
         "did you mean organisation?"),
        ("length: 45 min", "length: 45", "categories.talk.length", "not a length", "45 min"),
        ("  press: {who: Press}", "  press: {who: Press, when: May 2026}", "sources.press.when",
         "is not a date", "2024-05"),
        ("  press: {who: Press}", "  press: Press", "sources.press", "not a map", "keys and"),
        ("id: one", "id: One!", "events[0].id", "is not an id", "write one"),
        ("    title: One\n", "", "events[0].title", "“title” is missing", "write title"),
        ("title: One", "titl: One", "events[0].titl", "no key “titl”", "did you mean title?"),
        ("when: 2026-05-16 10:00 to 11:00", "when: 16.5.2026 10:00", "events[0].when",
         "not written the way", "write 2026-05-16 10:00"),
        ("when: 2026-05-16 10:00 to 11:00", "when: {day: 1}", "events[0].when", "this is a map",
         "a time"),
        ("when: 2026-05-16 10:00 to 11:00", "when: 2026-05-16 11:00 to 10:00", "events[0].when",
         "the end is not after", "2026-05-17 10:00"),
        ("when: 2026-05-16 10:00 to 11:00", "when: 2026-03-29 02:30", "events[0].when",
         "does not exist", "03:30"),
        ("when: 2026-05-16 10:00 to 11:00", "when: 2026-10-25 02:30", "events[0].when",
         "happens twice", "02:30+02:00"),
        ("when: 2026-05-16 10:00 to 11:00", "when: 2026-12-01", "events[0].when", "outside",
         "widen days"),
        ("place: hall", "place: hal", "events[0].place", "no place “hal”", "did you mean hall?"),
        ("place: hall", "place: [hall]", "events[0].place", "not a single value", "one value"),
        ("parties: [ada]", "parties: [adda]", "events[0].parties[0]", "no party", "mean ada?"),
        ("parties: [ada]", "parties: [{party: ada, rolle: x}]", "events[0].parties[0].rolle",
         "no key “rolle”", "did you mean role?"),
        ("parties: [ada]", "parties: ada", "events[0].parties", "not a list", "- "),
        ("categories: [talk]", "categories: [tlk]", "events[0].categories[0]", "no category",
         "did you mean talk?"),
        ("sources: [press]", "sources: presse", "events[0].sources", "no source “presse”",
         "did you mean press?"),
        ("place: hall", "place: hall\n    status: canceled", "events[0].status",
         "is not known here", "did you mean cancelled?"),
        ("place: hall", "place: hall\n    reason: rain", "events[0]", "but the event is confirmed",
         "status: cancelled"),
        ("place: hall", "place: hall\n    links: [{title: X, href: y}]", "events[0].links[0].href",
         "no key “href”", "known keys: title, url"),
        ("place: hall", "place: hall\n    links: [{title: X, url: 'javascript:x'}]",
         "events[0].links[0].url", "not a web address", "https://"),
        ("place: hall", "place: hall\n    image: {url: 'https://a.example/x.png'}",
         "events[0].image.alt", "“alt” is missing", "write alt"),
        ("after: one", "after: on", "events[1].after", "no event “on”", "did you mean one?"),
        ("after: one", "after: two", "events[1].after", "in a circle: two after two", "remove one"),
        ("after: one", "after: one\n    when: 2026-05-15 09:00", "events[1].after",
         "its time is before it", "mend the time"),
        ("  - id: two", "  - id: one", "events[1].id", "is here twice; the first is in line 18",
         "another id"),
        ("after: one", "was: one", "events[1].was", "already names the event “one”", "of its own"),
        ("place: hall", "place: hall\n    repeat: {every: day}", "events[0].repeat",
         "ends in one way", "until: 2024-05-21"),
        ("place: hall", "place: hall\n    repeat: {every: year, times: 2}",
         "events[0].repeat.every", "is not a rhythm", "weekday"),
        ("place: hall", "place: hall\n    repeat: {every: day, times: x}", "events[0].repeat.times",
         "not a whole number", "6"),
        ("place: hall", "place: hall\n    repeat: {every: day, until: 2026-05-15}",
         "events[0].repeat", "before it starts", ""),
        ("after: one", "repeat: {every: day, times: 2}", "events[1]", "needs a known day", "when:"),
        ("place: hall", "place: hall\n    repeat: {every: day, times: 2}", "events[1].after",
         "“one” repeats", "write for example one-2026-05-16"),
        ("events:\n", "events: nothing\nothers:\n", "events", "at least one event", "- id"),
    ],
)  # fmt: skip
def test_each_mistake_is_found_at_its_place_with_what_to_write_instead(
    before: str, after: str, path: str, message: str, hint: str
) -> None:
    words = changed(before, after)
    found = errors(words)
    fitting = [p for p in found if message in p.message and p.path.startswith(path)]
    assert fitting, [str(problem) for problem in found]
    assert hint in fitting[0].hint
    rows = words.split("\n")
    assert 1 <= fitting[0].line <= len(rows)
    row = rows[fitting[0].line - 1]
    if path.split(".")[-1].split("[")[0] in row:
        assert fitting[0].column <= len(row)


def test_the_place_of_a_problem_is_exact() -> None:
    (problem,) = errors(changed("place: hall", "place: hal"))
    assert (problem.line, problem.column) == (21, 12)
    assert str(problem) == (
        "f.yaml:21:12: error: events[0].place: there is no place “hal”; did you mean hall?"
    )
    (problem,) = errors(changed("title: One", "titel: One\n    title: One"))
    assert (problem.line, problem.column) == (19, 5)


def test_all_ten_mistakes_of_a_file_are_found_at_once() -> None:
    file = Path(__file__).parent / "data" / "ten-mistakes.yaml"
    with pytest.raises(SourceError) as caught:
        read_file(file, now=NOW)
    found = [p for p in caught.value.problems if p.severity is Severity.ERROR]
    assert [problem.path for problem in found] == [
        "zone",
        "places.hall.in",
        "categories.talk.length",
        "events[0].when",
        "events[1].when",
        "events[2].when",
        "events[2].speakers",
        "events[3].when",
        "events[3].status",
        "events[4].id",
    ]
    assert all(problem.hint for problem in found)
    assert found == sorted(found)


# --- warnings ------------------------------------------------------------------------------------


def warnings(words: str) -> list[str]:
    assert errors(words) == []
    return [problem.message for problem in problems(words)]


def test_what_is_untranslated_is_a_warning_that_names_the_languages() -> None:
    found = parse(changed("languages: [en]", "languages: [en, zh, ru]")).warnings
    assert {problem.severity for problem in found} == {Severity.WARNING}
    by_path = {problem.path: problem.message for problem in found}
    assert by_path["title"] == "this is not translated into zh, ru"
    assert by_path["events[1].title"] == "this is not translated into zh, ru"
    mul = changed("languages: [en]", "languages: [en, zh]").replace(
        "title: One", "title: {mul: One}"
    )
    assert "events[0].title" not in {problem.path for problem in parse(mul).warnings}


def test_an_event_without_a_source_is_a_warning() -> None:
    assert warnings(changed("    sources: [press]\n  - id: two", "  - id: two")) == [
        "“one” cites no source"
    ]


SECOND = """\
    after: one
    when: {when}
    place: {place}
    parties: [{party}]
"""


@pytest.mark.parametrize(
    ("when", "place", "party", "said"),
    [
        ("2026-05-16 10:30", "far", "ada", "Ada is at “one” in another place at the same time"),
        ("2026-05-16 10:00", "far", "ada", "at the same time"),
        ("2026-05-16 12:00", "far", "ada", "no plane is that fast"),
        ("2026-05-16 20:00", "far", "ada", ""),
        ("2026-05-16 10:30", "town", "ada", ""),
        ("2026-05-16 10:30", "far", "club", ""),
        ("2026-05-16 11:00", "hall", "ada", ""),
    ],
)
def test_a_person_cannot_be_where_no_person_can(
    when: str, place: str, party: str, said: str
) -> None:
    words = changed("    after: one\n", SECOND.format(when=when, place=place, party=party))
    found = warnings(words)
    assert len(found) == bool(said)
    assert said in "".join(found)
    off = words.replace("    after: one\n", "    after: one\n    status: cancelled\n")
    assert warnings(off) == []


# --- what comes out ------------------------------------------------------------------------------


def test_repetitions_become_events_of_their_own() -> None:
    words = changed(
        "place: hall", "place: hall\n    repeat: {every: day, times: 3, except: 2026-05-17}"
    )
    words = words.replace("    after: one\n", "")
    events = itinerary(words).events
    assert [event.id for event in events] == ["one-2026-05-16", "one-2026-05-18", "two"]
    assert [event.uid.split("@")[0] for event in events[:2]] == ["one-2026-05-16", "one-2026-05-18"]


def test_a_renamed_event_keeps_its_uid() -> None:
    event = itinerary(changed("  - id: two", "  - id: second\n    was: two")).events[1]
    assert (event.id, event.uid) == ("second", "two@small.itinerary")


def test_a_place_has_the_zone_around_it() -> None:
    words = changed("name: Town,", "name: Town, zone: Asia/Kolkata,")
    programme = itinerary(words)
    assert programme.events[0].zone.info.key == "Asia/Kolkata"
    assert programme.events[1].zone.info.key == "Europe/Berlin"


def test_everything_of_the_visit_is_read(tmp_path: Path) -> None:
    programme = read_file(PROGRAMMES["visit"], now=NOW).itinerary
    assert [event.id for event in programme.events] == [
        "state-visit", "talks", "signing", "gala", "li-qiang", "expo", "forum", "hit",
    ]  # fmt: skip
    expected = {"signing", "expo", "forum"}
    assert {e.id for e in programme.events if e.status is Status.TENTATIVE} == expected
    assert all(event.sources for event in programme.events)
    assert all(
        not text.missing(programme.languages) for e in programme.events for text in [e.title]
    )


# --- anything at all -----------------------------------------------------------------------------


def within(data: bytes, found: list[Problem]) -> None:
    rows = [len(row) for row in data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")]
    for problem in found:
        assert problem.message
        assert 1 <= problem.line <= len(rows) + 1


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda words: words.encode("utf-8", "replace"))
)
def test_any_bytes_give_problems_and_nothing_worse(data: bytes) -> None:
    within(data, problems(data))


def drop(rows: list[str], random: random.Random) -> None:
    del rows[random.randrange(len(rows))]


def double(rows: list[str], random: random.Random) -> None:
    rows.insert(random.randrange(len(rows)), random.choice(rows))


def indent(rows: list[str], random: random.Random) -> None:
    n = random.randrange(len(rows))
    rows[n] = " " * random.randrange(6) + rows[n].strip()


def scramble(rows: list[str], random: random.Random) -> None:
    n = random.randrange(len(rows))
    at = random.randrange(len(rows[n]) + 1)
    rows[n] = rows[n][:at] + random.choice("[]{}:#&*!|>'\"%@`,?-\t\\ \x00é中") + rows[n][at + 1 :]


@given(
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from([drop, double, indent, scramble]), min_size=1, max_size=4),
    st.sampled_from(["small", "visit"]),
)
@settings(max_examples=150)
def test_a_file_in_any_state_of_being_edited_gives_problems_and_nothing_worse(
    random: random.Random,
    edits: list[Callable[[list[str], random.Random], None]],
    which: str,
) -> None:
    rows = (SMALL if which == "small" else PROGRAMMES["visit"].read_text("utf-8")).split("\n")
    for edit in edits:
        edit(rows, random)
    data = "\n".join(rows).encode()
    within(data, problems(data))
