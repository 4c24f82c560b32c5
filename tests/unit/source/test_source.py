"""The reader: every mistake is found, at its place, with what to write instead."""

from __future__ import annotations

import os
import re
import sys
import tracemalloc
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itinerary.model.itinerary import CancelStyle, Itinerary, Kind, Status
from itinerary.model.when import Day, Timed, When, Window
from itinerary.source import Problem, Reading, Severity, SourceError, read, read_file
from itinerary.source.files import MOST_BYTES
from tests.conftest import NOW, PROGRAMMES, ROOT

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

TEN_MISTAKES = ROOT / "tests" / "data" / "ten-mistakes.yaml"


def parse(words: str | bytes) -> Reading:
    return read(words if isinstance(words, bytes) else words.encode(), file="f.yaml", now=NOW)


def itinerary(words: str) -> Itinerary:
    return parse(words).itinerary


def problems(words: str | bytes) -> list[Problem]:
    """Return all problems, warnings included, in the order in which they are shown."""
    try:
        return list(parse(words).warnings)
    except SourceError as error:
        return list(error.problems)


def errors(words: str | bytes) -> list[Problem]:
    return [problem for problem in problems(words) if problem.severity is Severity.ERROR]


def said(problem: Problem) -> str:
    """Return a problem as people read it, without the file; errors without saying so."""
    shown = str(problem).removeprefix("f.yaml:")
    return shown.replace(": error: ", " ").replace(": warning:", " warning:")


def changed(before: str, after: str, words: str = SMALL) -> str:
    assert before in words
    return words.replace(before, after, 1)


def assert_said(found: Sequence[Problem], expected: Sequence[str]) -> None:
    """Check that exactly this was said; `*` stands for any words."""
    shown = [said(problem) for problem in found]
    patterns = [".*".join(map(re.escape, pattern.split("*"))) for pattern in expected]
    assert len(shown) == len(patterns), shown
    for words, pattern in zip(shown, patterns, strict=True):
        assert re.fullmatch(pattern, words), f"{words!r} is not like {pattern!r}"


def test_the_small_programme_has_no_problem() -> None:
    assert problems(SMALL) == []


def test_a_problem_is_shown_with_its_place_path_message_and_hint() -> None:
    (problem,) = problems(changed("place: hall", "place: hal"))
    assert str(problem) == (
        "f.yaml:21:12: error: events[0].place: there is no place “hal”; did you mean hall?"
    )
    assert problem.as_dict() == {
        "file": "f.yaml", "line": 21, "column": 12, "path": "events[0].place",
        "message": "there is no place “hal”", "hint": "did you mean hall?", "severity": "error",
        "name": "", "events": (),
    }  # fmt: skip
    assert (
        str(Problem("a.yaml", 1, 2, "", "m", "h", Severity.WARNING, "no-source"))
        == "a.yaml:1:2: warning: m [no-source]; h"
    )


# --- the file as such ----------------------------------------------------------------------------

FILES: list[tuple[bytes, str]] = [
    # encodings
    (b"id: x\ntitle: caf\xe9\n", "2:11 the byte 0xe9 is not UTF-8; save the file in*UTF-8"),
    ("# Пример\nid: Я".encode() + b"\xff\n", "2:6 the byte 0xff is not UTF-8; save*UTF-8"),
    (b"\xef\xbb\xbfid: caf\xe9\n", "1:8 the byte 0xe9 is not UTF-8; save*UTF-8"),
    (b"id: x\rtitle: caf\xe9\r", "2:11 the byte 0xe9 is not UTF-8; save*UTF-8"),
    (b"id: x\r\ntitle: caf\xe9\r\n", "2:11 the byte 0xe9 is not UTF-8; save*UTF-8"),
    ("id: x\n".encode("utf-16"), "1:1 the file is in UTF-16; save it as UTF-8"),
    ("\ufeffid: x\n".encode("utf-16-be"), "1:1 the file is in UTF-16; save it as UTF-8"),
    # what is no document
    (b"", "1:1 the file is empty; see: itinerary new"),
    (b" \n\n", "1:1 the file is empty; see: itinerary new"),
    (b"# only a comment\n", "1:1 the file is empty; see: itinerary new"),
    (b"- a\n- b\n", "1:1 the file must be a map of keys and values; begin with: id: my-programme"),
    (b"hello\n", "1:1 the file must be a map of keys and values; begin with: id: my-programme"),
    (b"id: x\n---\nid: y\n", "2:1 there is a second document; keep one, without “---” and “...”"),
    # syntax
    (b"id: x\n\ttitle: y\n", "2:1 this is not YAML:*; indent with spaces, not with a tab"),
    (b"places:\n  a:\n\tname: y\n", "3:1 this is not YAML:*; indent with spaces, not with a tab"),
    (b"id: x\ntitle: a: b\n", "2:9 this is not YAML:*; put a text that contains “: ” in quotes*"),
    (b"id: x\ntitle: 'open\n", "3:1 this is not YAML:*; close the quotes"),
    (b'id: x\ntitle: "open\n', "3:1 this is not YAML:*; close the quotes"),
    (
        b"id: x\ntitle: [a, b\n",
        "3:1 this is not YAML:*; separate with commas and close the bracket",
    ),
    (
        b"id: x\ntitle: {a: b\n",
        "3:1 this is not YAML:*; separate with commas and close the bracket",
    ),
    (b"id: x\ntitle\ndays: y\n", "3:1 this is not YAML:*; write a colon and a space after the key"),
    (b"id: x\nevents:\n  - a\n  b: c\n", "4:3 this is not YAML:*; begin each item of the list*"),
    (b"events:\n  - id: a\n   title: b\n", "3:4 this is not YAML:*; begin each item of the list*"),
    (
        b"id: x\ntitle: @home\n",
        "2:8 this is not YAML:*; put a text that begins with this*in quotes",
    ),
    (
        b"id: x\ntitle: `home`\n",
        "2:8 this is not YAML:*; put a text that begins with this*in quotes",
    ),
    (b"id: x\ntitle: & x\n", "2:9 this is not YAML:*; put a text that begins with “&”*in quotes"),
    (b'id: x\ntitle: "C:\\Users"\n', "2:13 this is not YAML:*; use single quotes*"),
    (b'id: x\ntitle: "\\q"\n', "2:9 this is not YAML:*; use single quotes*"),
    (b"title: {", "1:9 this is not YAML:*; *bracket*"),
    (b"title: [,]\n", "1:9 this is not YAML:*; *bracket*"),
    (b'title: "\\ud800"\n', "1:11 this is not YAML:*; use single quotes*"),
    (b"title: x\n %bad\nid: [\n", "4:1 this is not YAML:*; *bracket*"),
    # control characters
    (b"id: x\ntitle: a\x07b\n", "2:9 there is an invisible control character (U+0007); delete it"),
    (
        b"id: x\r\ntitle: a\x0bb\r\n",
        "2:9 there is an invisible control character (U+000B); delete*",
    ),
    ("id: Я\u2028x\n".encode(), "1:6 there is an invisible control character (U+2028); delete it"),
    ("id: x\ntitle: \ufeffa\n".encode(), "2:8 there is an invisible*(U+FEFF); delete it"),
    # what YAML has and a programme must not have
    (
        b"id: *gone\n",
        "1:5 id: there is no anchor &gone*; put a text that begins with “*” in quotes",
    ),
    (b"id: &a [*a]\n", "1:9 id[0]: there is no anchor &a before this alias; put a text*"),
    (b"id: &a {b: *a}\n", "1:12 id.b: there is no anchor &a before this alias; put a text*"),
    (b"? [a]\n: b\n", "1:3 a key must be a word; put the key in quotes"),
    (b"? {a: b}\n: b\n", "1:3 a key must be a word; put the key in quotes"),
    (b"null: b\n", "1:1 a key must be a word; put the key in quotes"),
    (b"a: " + b"[" * 100 + b"]" * 100, "1:36 a[0][0]: this is nested more than 32*; flatten it"),
    (b"a: " + b"{a: " * 99 + b"}" * 99, "1:132 a.a.a: this is nested more than 32*; flatten it"),
]


@pytest.mark.parametrize(
    ("data", "expected"), FILES, ids=[re.sub(r"\W+", " ", expected) for _, expected in FILES]
)
def test_what_is_no_programme_file_is_said_with_its_place_and_remedy(
    data: bytes, expected: str
) -> None:
    assert_said(problems(data), [expected])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("id: small\n", "id: small\nid: other\n",
         "2:1 id: “id” is here twice; the first is in line 1; keep one of them"),
        ("title: One\n", "title: One\n    title: Uno\n",
         "20:5 events[0].title: “title” is here twice; the first is in line 19; keep one of them"),
        ("categories:\n", "categories:\n  talk: {name: Chat}\n",
         "15:3 categories.talk: “talk” is here twice; the first is in line 14; keep one of them"),
        ("{name: Ada}", "{name: &key kind, *key : person, kind: person}",
         "11:41 parties.ada.kind: “kind” is here twice; the first is in line 11; keep one of them"),
        ("title: Small", 'title: "a\\x07b"',
         "2:8 title: this contains*(U+0007); remove the escape"),
        ("title: One", 'title: "a\\u2028b"',
         "19:12 events[0].title: this contains*(U+2028); remove the escape"),
        ("title: Small", 'title: "C:\\visit"',
         "2:8 title: this contains*(U+000B); remove the escape"),
        ("title: Small", "title: !my Small", "2:8 title: the tag !my means nothing here; remove*"),
        ("title: Small", "title: !!str 10", "2:8 title: the tag*str means nothing here; remove*"),
        ("[ada]", "!!python/tuple [ada]",
         "22:14 events[0].parties: the tag*python/tuple means nothing here; remove it, or*"),
        ("{who: Press}", "!!python/object/apply:os.system {who: Press}",
         "16:10 sources.press: the tag*os.system means nothing here; remove it, or put*in quotes"),
        ("after: one\n    sources: [press]\n", "after: one\n    sources: [press]\n---\nid: y\n",
         "29:1 there is a second document; keep one, without “---” and “...”"),
    ],
)  # fmt: skip
def test_what_yaml_has_and_a_programme_must_not_have_is_said_with_its_place_and_remedy(
    before: str, after: str, expected: str
) -> None:
    assert_said(problems(changed(before, after)), [expected])


def test_every_control_character_is_found() -> None:
    words = changed("title: One", "title: O\x07n\x1be").replace("title: Two", "title: \x00Two")
    assert_said(problems(words), [
        "19:13 there is an invisible control character (U+0007); delete it",
        "19:15 there is an invisible control character (U+001B); delete it",
        "26:12 there is an invisible control character (U+0000); delete it",
    ])  # fmt: skip


def test_a_file_that_is_not_text_gets_a_short_answer() -> None:
    assert 1 <= len(problems(bytes(100_000))) <= 1000


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + SMALL.encode(),
        SMALL.replace("\n", "\r\n").encode(),
        SMALL.replace("\n", "\r").encode(),
        b"---\n" + SMALL.encode() + b"...\n",
        b"%YAML 1.2\n---\n" + SMALL.encode(),
        SMALL.rstrip().encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "document markers", "directive", "no last line break"],
)
def test_the_form_of_the_file_does_not_matter(data: bytes) -> None:
    assert problems(data) == []
    assert parse(data).itinerary == itinerary(SMALL)


def test_a_file_over_a_sane_size_is_refused_with_both_sizes() -> None:
    big = b"#" * (MOST_BYTES + 1)
    (problem,) = problems(big)
    assert (problem.line, problem.column) == (1, 1)
    found = re.search(r"([\d.,]+) MiB, more than the ([\d.,]+) allowed", problem.message)
    assert found
    assert float(found[1]) > float(found[2]) == 64


def bomb(levels: int, leaf: str = "x") -> str:
    rows = [f"a0: &a0 [{', '.join([leaf] * 10)}]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("leaf", ["x", "{k: v}", "[]"])
def test_a_bomb_of_aliases_is_refused_in_few_steps_and_with_little_memory(leaf: str) -> None:
    data = bomb(30, leaf).encode()
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    tracemalloc.start()
    sys.setprofile(count)
    try:
        (problem,) = problems(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        sys.setprofile(None)
        tracemalloc.stop()
    assert calls < 100_000
    assert peak < 10 * 1024 * 1024
    assert "aliases counted in full" in problem.message
    assert "write less" in problem.hint
    assert 5 < problem.line < 9


@pytest.mark.parametrize(
    "words",
    [
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2000)),
        "a0: &a0 {k: x}\n" + "".join(f"a{n}: &a{n} {{k: *a{n - 1}}}\n" for n in range(1, 2000)),
        "{" * 5000,
        "[" * 5000,
        "{" * 500 + "a" + "}: b" * 500,
        "a: " + "[{" * 2000,
        "? " * 5000,
        "- " * 5000,
        SMALL.replace("categories: [talk]", "categories: " + "[" * 25 + "talk" + "]" * 25),
    ],
    ids=[
        "lists by aliases", "maps by aliases", "maps as keys", "lists", "closed maps as keys",
        "lists and maps", "keys", "block lists", "inside an event",
    ],
)  # fmt: skip
def test_any_nesting_is_refused_and_never_crashes(words: str) -> None:
    assert errors(words)


def test_any_chain_of_places_is_read_or_refused_and_never_crashes() -> None:
    chain = "".join(f"  p{n}: {{name: P, in: p{n + 1}}}\n" for n in range(2000))
    problems(changed("  hall:", f"{chain}  p2000: {{name: P}}\n  hall:"))


def test_any_chain_of_events_is_read_or_refused_and_never_crashes() -> None:
    rows = "".join(f"  - {{id: e{n}, title: E, after: e{n + 1}}}\n" for n in range(2000))
    assert errors(f"{SMALL}{rows}  - {{id: e2000, title: E}}\n") == []


def test_aliases_are_fine_where_they_do_not_multiply() -> None:
    words = changed("sources: [press]\n  - id: two", "sources: &both [press]\n  - id: two")
    words = changed("after: one\n    sources: [press]", "after: one\n    sources: *both", words)
    words = changed("parties: [ada]", "parties: &who [{party: ada, role: &r host}, club]", words)
    words = changed("title: Two", "title: *r\n    parties: *who", words)
    one, two = itinerary(words).events
    assert problems(words) == []
    assert two.sources == one.sources
    assert two.parties == one.parties
    assert two.title.to("en") == "host"


def test_a_mistake_behind_an_alias_is_shown_where_it_stands() -> None:
    words = changed("sources: [press]\n  - id: two", "sources: &both [pres]\n  - id: two")
    words = changed("after: one\n    sources: [press]", "after: one\n    sources: *both", words)
    places = {(p.line, p.column) for p in errors(words)}
    assert places == {(24, 21)}


def test_a_missing_file_a_folder_and_a_locked_file_are_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def problem_of(path: Path) -> Problem:
        with pytest.raises(SourceError) as caught:
            read_file(path, now=NOW)
        (problem,) = caught.value.problems
        assert (problem.file, problem.line, problem.column) == (str(path), 1, 1)
        return problem

    missing = problem_of(tmp_path / "none.yaml")
    assert missing.message == "cannot be read: no such file or directory"
    assert missing.hint == "create one with: itinerary new"
    assert problem_of(tmp_path).message == "cannot be read: is a directory"

    def refuse(path: Path, _: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)  # nothing is locked to root
    assert problem_of(tmp_path / "locked.yaml").message == "cannot be read: permission denied"


def test_a_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    file = tmp_path / "f.yaml"
    file.write_text(SMALL, "utf-8")
    assert read_file(file, now=NOW) == parse(SMALL)
    file.write_text(changed("place: hall", "place: hal"), "utf-8")
    with pytest.raises(SourceError, match=re.escape(f"{file}:21:12: error: events[0].place")):
        read_file(file, now=NOW)


# --- values mean what the author sees ------------------------------------------------------------

SEEN = ["10:00", "no", "2024-05-16", "1_000", "0x10", "1e3", "true", "010", "~x", "3.10", "on",
        "=", "<<", "nullify", "0o7", ".inf", "-1", "+1", "yes", "2024-05-16T10:00:00Z"]  # fmt: skip


@pytest.mark.parametrize("seen", SEEN)
def test_a_text_is_what_the_author_sees(seen: str) -> None:
    words = changed("title: Small", f"title: {seen}")
    words = changed("title: One", f"title: {{en: {seen}}}", words)
    words = changed("name: Ada", f"name: {seen}", words)
    programme = itinerary(words)
    assert programme.title.to("en") == seen
    assert programme.events[0].title.to("en") == seen
    assert programme.parties[0].name.to("en") == seen


@pytest.mark.parametrize("nothing", ["null", "Null", "NULL", "~"])
def test_a_quoted_nothing_is_a_text(nothing: str) -> None:
    assert itinerary(changed("title: Small", f'title: "{nothing}"')).title.to("en") == nothing
    assert itinerary(changed("title: Small", f"title: '{nothing}'")).title.to("en") == nothing


@pytest.mark.parametrize("id", ["no", "2024", "1-000", "0x10", "1e3", "true", "2024-05-16", "yes"])
def test_an_id_is_what_the_author_sees(id: str) -> None:
    words = changed("id: small", f"id: {id}")
    words = changed("  hall: {", f"  {id}: {{", words)
    words = changed("place: hall", f"place: {id}", words)
    words = changed("id: one", f"id: {id}", words)
    words = changed("after: one", f"after: {id}", words)
    programme = itinerary(words)
    assert programme.id == id
    assert programme.places[1].id == id
    one, two = programme.events
    assert (one.id, one.uid) == (id, f"{id}@{id}.itinerary")
    assert one.place is programme.places[1]
    assert two.after is not None
    assert two.after.id == id


def test_no_is_a_language() -> None:
    words = changed("languages: [en]", "languages: [no, en]")
    words = changed("title: Small", "title: {no: Liten, en: Small}", words)
    programme = itinerary(words)
    assert programme.languages == ("no", "en")
    assert programme.title.to("no") == "Liten"


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_an_empty_key_is_one_that_was_left_out(nothing: str) -> None:
    words = changed("when: 2026-05-16 10:00 to 11:00", f"when: {nothing}")
    words = changed("place: hall", f"place: {nothing}", words)
    words = changed("parties: [ada]", f"parties: {nothing}", words)
    first = itinerary(words).events[0]
    assert (first.when, first.place, first.parties) == (None, None, ())
    (problem,) = errors(changed("title: One", f"title: {nothing}"))
    assert problem.message == "“title” is missing"


def test_a_language_without_words_is_one_that_was_left_out() -> None:
    words = changed("title: Small", "title: {en: Small, zh: , ru: ~}")
    assert list(itinerary(words).title) == [("en", "Small")]


def test_a_number_is_never_guessed_where_a_number_is_meant() -> None:
    for written in ("0x2", "1_0", "1e1", "2.0", "two"):
        words = changed("place: hall", f"place: hall\n    repeat: {{every: day, times: {written}}}")
        assert "events[0].repeat.times" in [problem.path for problem in errors(words)], written


def test_block_texts_keep_their_lines_and_folded_ones_do_not() -> None:
    texts = "description: |\n      a\n      b\n    summary: >-\n      c\n      d"
    block = changed("title: One", f"title: One\n    {texts}")
    first = itinerary(block).events[0]
    assert first.description is not None
    assert first.summary is not None
    assert (first.description.to("en"), first.summary.to("en")) == ("a\nb", "c d")


# --- mistakes ------------------------------------------------------------------------------------

# What is changed in the small programme, and everything that is said of it: line, column, path,
# message and hint. `*` stands for any words. Nothing else may be said.
MISTAKES: list[tuple[str, ...]] = [
    # keys that nobody knows
    ("title: Small", "titel: Small",
     "1:1 title: “title” is missing; write title: …",
     "2:1 titel: there is no key “titel” here; did you mean title?"),
    ("id: small", "id: small\nxyzzy: 1",
     "2:1 xyzzy: there is no key “xyzzy” here; known keys: accept, background,*"),
    ("id: small", "id: small\ncancel_style: hard",
     "2:1 cancel_style: there is no key “cancel_style” here; did you mean cancel-style?"),
    ("id: small", "id: small\nlanguges: [en]",
     "2:1 languges: there is no key “languges” here; did you mean languages?"),
    ("id: small", "id: small\npublisher: {name: X, contcat: a@b.example}",
     "2:22 publisher.contcat: there is no key “contcat” here; did you mean contact?"),
    ("id: small", "id: small\nlicence: {name: X, lnik: https://a.example}",
     "2:20 licence.lnik: there is no key “lnik” here; did you mean link?"),
    ("id: small", "id: small\nlicence: {link: https://a.example}",
     "2:10 licence.name: “name” is missing; write name: …"),
    ("id: small", "id: small\nlicence: [X]",
     "2:10 licence: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\nbackground: [{text: X, source: press}]",
     "2:24 background[0].source: there is no key “source” here; write sources: …"),
    ("name: Hall,", "name: Hall, adress: X,",
     "8:22 places.hall.adress: there is no key “adress” here; did you mean address?"),
    ("name: Ada}", "name: Ada, lnk: x}",
     "11:20 parties.ada.lnk: there is no key “lnk” here; did you mean link?"),
    ("name: Talk,", "name: Talk, color: red,",
     "14:22 categories.talk.color: there is no key “color” here; did you mean colour?"),
    ("who: Press", "who: Press, wher: X",
     "16:23 sources.press.wher: there is no key “wher” here; did you mean where?"),
    ("title: One", "title: One\n    sumary: X",
     "20:5 events[0].sumary: there is no key “sumary” here; did you mean summary?"),
    ("    place: hall",
     "    place: hall\n    links: [{title: X, url: 'https://a.example', titel: Y}]",
     "22:50 events[0].links[0].titel: there is no key “titel” here; did you mean title?"),
    ("    place: hall", "    place: hall\n    links: [{title: X, href: y}]",
     "22:13 events[0].links[0].url: “url” is missing; write url: …",
     "22:24 events[0].links[0].href: there is no key “href” here; write url: …"),
    ("parties: [ada]", "parties: [{party: ada, rolle: x}]",
     "22:28 events[0].parties[0].rolle: there is no key “rolle” here; did you mean role?"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 1, unitl: 2026-05-16}",
     "22:36 events[0].repeat.unitl: there is no key “unitl” here; did you mean until?"),
    ("    place: hall",
     "    place: hall\n    image: {url: 'https://a.example/x.png', alt: X, atl: Y}",
     "22:53 events[0].image.atl: there is no key “atl” here; did you mean alt?"),
    ("id: small", "id: small\n<<: {colour: red}",
     "2:1 <<: merge keys (“<<”) are not understood here; write the keys out; an alias*"),
    # missing
    ("id: small\n", "",
     "1:1 id: “id” is missing; write id: …"),
    ("title: Small\n", "",
     "1:1 title: “title” is missing; write title: …"),
    ("languages: [en]\n", "",
     "1:1 languages: “languages” is missing; write languages: …"),
    ("zone: Europe/Berlin\n", "",
     "1:1 zone: “zone” is missing; write zone: …"),
    ("{name: Town, ", "{",
     "7:9 places.town.name: “name” is missing; write name: …"),
    ("{name: Ada}", "{kind: person}",
     "11:8 parties.ada.name: “name” is missing; write name: …"),
    ("{name: Talk, ", "{",
     "14:9 categories.talk.name: “name” is missing; write name: …"),
    ("{who: Press}", "{where: X}",
     "16:10 sources.press.who: “who” is missing; write who: …"),
    ("- id: one\n    title: One", "- title: One",
     "18:5 events[0].id: “id” is missing; write id: …",
     "26:12 events[1].after: there is no event “one”; write one of: two"),
    ("    title: One\n", "",
     "18:5 events[0].title: “title” is missing; write title: …"),
    ("parties: [ada]", "parties: [{role: host}]",
     "22:15 events[0].parties[0].party: “party” is missing; write party: …"),
    ("    place: hall", "    place: hall\n    links: [{title: X}]",
     "22:13 events[0].links[0].url: “url” is missing; write url: …"),
    ("    place: hall", "    place: hall\n    links: [{url: 'https://a.example'}]",
     "22:13 events[0].links[0].title: “title” is missing; write title: …"),
    ("    place: hall", "    place: hall\n    image: {url: 'https://a.example/x.png'}",
     "22:12 events[0].image.alt: “alt” is missing; write alt: …"),
    ("    place: hall", "    place: hall\n    repeat: {times: 1}",
     "22:13 events[0].repeat.every: “every” is missing; write every: …"),
    ("id: small", "id: small\npublisher: {contact: a@b.example}",
     "2:12 publisher.name: “name” is missing; write name: …"),
    ("id: small", "id: small\nbackground: [{sources: press}]",
     "2:14 background[0].text: “text” is missing; write text: …"),
    ("title: One", "title:",
     "19:11 events[0].title: “title” is missing; write title: …"),
    ("title: One", "title: ~",
     "19:12 events[0].title: “title” is missing; write title: …"),
    ("title: One", "title: null",
     "19:12 events[0].title: “title” is missing; write title: …"),
    # shapes
    ("id: small", "id: [small]",
     "1:5 id: this is a list, not a single value; write one value"),
    ("title: Small", "title: [a]",
     "2:8 title: this is a list, not a text; write words, or words by language: {en:*"),
    ("title: Small", "title: {}",
     "2:8 title: this text is empty; write some words, or remove the key"),
    ("title: Small", 'title: ""',
     "2:8 title: this text is empty; write some words, or remove the key"),
    ("title: Small", "title: {en: [x]}",
     "2:8 title: the text in “en” is a list, not words; write words"),
    ("title: Small", "title: {en: {x: y}}",
     "2:8 title: the text in “en” is a map, not words; write words"),
    ("languages: [en]", "languages: {en: English}",
     "3:12 languages: this is a map, not a list; begin each item with “- ”"),
    ("languages: [en]", "languages: []",
     "3:12 languages: this list is empty; write at least one item"),
    ("languages: [en]", "languages: [[en]]",
     "3:13 languages[0]: this is a list, not a single value; write one value"),
    ("zone: Europe/Berlin", "zone: [x]",
     "4:7 zone: this is a list, not a time zone; write a time zone"),
    ("days: 2026-03-01 to 2026-11-30", "days: [2026-03-01, 2026-11-30]",
     "5:7 days: this is a list, not days; write days"),
    ("id: small", "id: small\nzones: [Asia/Shanghai]",
     "2:8 zones: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\nbackground: X",
     "2:13 background: this is a plain value, not a list; begin each item with “- ”"),
    ("id: small", "id: small\nbackground: [X]",
     "2:14 background[0]: this is a plain value, not a map; write keys and values: key: value"),
    ("id: small", "id: small\npublisher: [X]",
     "2:12 publisher: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\nsite: [x]",
     "2:7 site: this is a list, not a single value; write one value"),
    ("id: small", "id: small\ncolour: [1, 2, 3]",
     "2:9 colour: this is a list, not a colour; write a colour"),
    ("id: small", "id: small\npublished: {on: 2026-01-01}",
     "2:12 published: this is a map, not a date and time; write a date and time"),
    ("  town: {name: Town, coordinates: [52.5, 13.4]}\n", "  town: Town\n",
     "7:9 places.town: this is a plain value, not a map; write keys and values: key: value"),
    ("  press: {who: Press}", "  press: [Press]",
     "16:10 sources.press: this is a list, not a map; write keys and values: key: value"),
    ("  ada: {name: Ada}", "  ada:",
     "11:7 parties.ada: this is empty, not a map; write keys and values: key: value"),
    ("categories:\n  talk: {name: Talk, length: 45 min}\n", "categories: [talk]\n",
     "13:13 categories: this is not a map; write each as id: {…}, indented",
     "22:18 events[0].categories[0]: there is no category “talk”; declare it under categories"),
    ("parties:\n  ada: {name: Ada}\n  club: {name: Club, kind: organisation}\n", "parties: Ada\n",
     "10:10 parties: this is not a map; write each as id: {…}, indented",
     "20:15 events[0].parties[0]: there is no party “ada”; declare it under parties"),
    ("[52.5, 13.4]", "north",
     "7:35 places.town.coordinates: these are not*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "[1, 2, 3]",
     "7:35 places.town.coordinates: these are not*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "{lat: 52.5, lon: 13.4}",
     "7:35 places.town.coordinates: these are not*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "{52.5: x, 13.4: y}",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("length: 45 min", "length: [45]",
     "14:30 categories.talk.length: this is a list, not a*; write a length such as 45 min"),
    ("when: 2026-05-16 10:00 to 11:00", "when: {day: 1}",
     "20:11 events[0].when: this is a map, not a time; write a time"),
    ("when: 2026-05-16 10:00 to 11:00", "when: [2026-05-16]",
     "20:11 events[0].when: this is a list, not a time; write a time"),
    ("after: one", "after: [one]",
     "27:12 events[1].after: this is a list, not a single value; write one value"),
    ("    place: hall", "    place: [hall]",
     "21:12 events[0].place: this is a list, not a single value; write one value"),
    ("    place: hall", "    place: {name: Hall}",
     "21:12 events[0].place: this is a map, not a single value; write one value"),
    ("parties: [ada]", "parties: ada",
     "22:14 events[0].parties: this is a plain value, not a list; begin each item with “- ”"),
    ("parties: [ada]", "parties: {ada: host}",
     "22:14 events[0].parties: this is a map, not a list; begin each item with “- ”"),
    ("parties: [ada]", "parties: [[ada]]",
     "22:15 events[0].parties[0]: this is a list, not a map; write keys and values: key: value"),
    ("categories: [talk]", "categories: {talk: x}",
     "23:17 events[0].categories: this is a map, not a list; begin each item with “- ”"),
    ("categories: [talk]", "categories: [[talk]]",
     "23:18 events[0].categories[0]: this is a list, not a single value; write one value"),
    ("    place: hall", "    place: hall\n    links: https://a.example",
     "22:12 events[0].links: this is a plain value, not a list; begin each item with “- ”"),
    ("    place: hall", "    place: hall\n    links: [https://a.example]",
     "22:13 events[0].links[0]: this is a plain value,*; write keys and values: key: value"),
    ("    place: hall", "    place: hall\n    image: [https://a.example/x.png]",
     "22:12 events[0].image: this is a list, not a map; write keys and values: key: value"),
    # pictures
    ("    place: hall", "    place: hall\n    image: {alt: X}",
     "22:12 events[0].image: a picture is either beside this file or elsewhere; write either*"),
    ("    place: hall",
     "    place: hall\n    image: {url: 'https://a.example/x', file: x.png, alt: X}",
     "22:12 events[0].image: a picture is either beside this file or elsewhere; write either*"),
    ("    place: hall", "    place: hall\n    image: {url: 'http://a.example/x.png', alt: X}",
     "22:18 events[0].image.url: a picture elsewhere must be https: browsers do not show*;"
     " write https://a.example/x.png if that works, or put the picture beside this file*"),
    ("    place: hall", "    place: hall\n    image: http://a.example/x.png",
     "22:12 events[0].image: a picture elsewhere must be https:*"),
    ("    place: hall", "    place: hall\n    image: {url: 'https://a.example;x/x.png', alt: X}",
     "22:18 events[0].image.url: “a.example;x” is not how the host of a picture is written;*"),
    ("    place: hall", "    place: hall\n    image: {url: 'https://me@a.example/x.png', alt: X}",
     "22:18 events[0].image.url: “me@a.example” is not how the host of a picture is written;*"),
    ("    place: hall", "    place: hall\n    image: {file: /etc/x.png, alt: X}",
     "22:19 events[0].image.file: “/etc/x.png” is a path on this machine alone; write its path*"),
    ("    place: hall", "    place: hall\n    image: {file: 'C:/x.png', alt: X}",
     "22:19 events[0].image.file: “C:/x.png” is a path on this machine alone; write its path*"),
    ("    place: hall", "    place: hall\n    image: {file: '~/x.png', alt: X}",
     "22:19 events[0].image.file: “~/x.png” is a path on this machine alone; write its path*"),
    ("    place: hall", "    place: hall\n    image: {file: a/../../x.png, alt: X}",
     "22:19 events[0].image.file: “a/../../x.png” leads out of the folder of this file; put*"),
    ("    place: hall", "    place: hall\n    image: {file: 'posters\\x.png', alt: X}",
     "22:19 events[0].image.file: a path is written with “/”; write posters/x.png"),
    ("    place: hall", "    place: hall\n    image: {file: 'https://a.example/x.png', alt: X}",
     "22:19 events[0].image.file: “https://a.example/x.png” is a web address, not a file;*"),
    ("    place: hall", "    place: hall\n    image: ''",
     "22:12 events[0].image: this is no path of a file; write its path*"),
    ("{name: Ada}", "{name: Ada, image: ../ada.png}",
     "11:27 parties.ada.image: “../ada.png” leads out of the folder of this file;*"),
    ("    place: hall", "    place: hall\n    image: {file: x.png, alt: X}",
     "22:19 events[0].image.file: there is no folder in which to look for this picture; read the*"),
    ("    place: hall", "    place: hall\n    repeat: daily",
     "22:13 events[0].repeat: this is a plain value, not*; write keys and values: key: value"),
    ("    place: hall", "    place: hall\n    status: [cancelled]",
     "22:13 events[0].status: this is not known here; did you mean cancelled?"),
    ("  - id: two\n    title: Two\n    after: one\n    sources: [press]\n", "  - two\n",
     "25:5 events[1]: this is a plain value, not a map; write keys and values: key: value"),
    # values
    ("id: small", "id: Small Thing",
     "1:5 id: “Small Thing” is not an id: ids have a–z, 0–9 and hyphens; write small-thing"),
    ("id: small", "id: Визит",
     "1:5 id: “Визит” is not an id: ids have a–z, 0–9 and*; write for example opening-gala"),
    ("id: small", f"id: {'x' * 61}",
     "1:5 id: the programme's id has at most 60 characters, this has 61; shorten it: it is in*"),
    ("  - id: two", f"  - id: {'x' * 101}",
     "25:9 events[1].id: an id has at most 100 characters, this has 101; shorten it"),
    ("  hall: {", f"  {'x' * 101}: {{",
     "8:3 places.*: an id has at most 100 characters, this has 101; shorten it",
     "21:12 events[0].place: there is no place “hall”; write one of:*"),
    ("  town: {", "  Town Hall: {",
     "7:3 places.Town Hall: “Town Hall” is not an id: ids have a–z, 0–9*; write town-hall",
     "8:26 places.hall.in: there is no place “town”; did you mean Town Hall?"),
    ("id: one", "id: One!",
     "18:9 events[0].id: “One!” is not an id: ids have a–z, 0–9 and hyphens; write one",
     "27:12 events[1].after: there is no event “one”; write one of: two"),
    ("id: one", "id: one_more",
     "18:9 events[0].id: “one_more” is not an id: ids have a–z, 0–9 and*; write one-more",
     "27:12 events[1].after: there is no event “one”; write one of: two"),
    ("languages: [en]", "languages: [english]",
     "3:13 languages[0]: “english” is not a language; write a code such as en, zh or pt-BR"),
    ("languages: [en]", "languages: [EN]",
     "3:13 languages[0]: “EN” is not how a language is written; write en"),
    ("languages: [en]", "languages: [en, zh_CN]",
     "3:17 languages[1]: “zh_CN” is not how a language is written; write zh-CN"),
    ("title: Small", "title: {english: x}",
     "2:8 title: “english” is not a language; write a code such as en, zh or pt-BR"),
    ("title: Small", "title: {EN: x}",
     "2:8 title: “EN” is not how a language is written; write en"),
    ("title: Small", 'title: "a\\nb"',
     "2:8 title: this text must be one line; join the lines, or use >- instead of |, without*"),
    ("title: Small",
     f"title: {'x' * 161}",
     "2:8 title: this text has 161 characters,*; shorten it; details belong in description"),
    ("zone: Europe/Berlin", "zone: Europe/Berlln",
     "4:7 zone: there is no time zone “Europe/Berlln”; write Europe/Berlin"),
    ("name: Hall,", "name: Hall, zone: Shanghai,",
     "8:28 places.hall.zone: there is no time zone “Shanghai”; write Asia/Shanghai"),
    ("id: small", "id: small\nzones: {Asia/Shangai: X}",
     "2:9 zones.Asia/Shangai: there is no time zone “Asia/Shangai”; write Asia/Shanghai"),
    ("days: 2026-03-01 to 2026-11-30", "days: spring",
     "5:7 days: “spring” is not a range of days; write for example 2024-05-16 to 2024-05-17"),
    ("days: 2026-03-01 to 2026-11-30", "days: 2026-11-30 to 2026-03-01",
     "5:7 days: 2026-03-01 is before 2026-11-30; write 2026-03-01 to 2026-11-30"),
    ("id: small", "id: small\npublished: 2030-01-01",
     "2:12 published: this is in the future (it is*; write when this state of the file was*"),
    ("id: small", "id: small\npublished: yesterday",
     "2:12 published: “yesterday” is not a date and*; write for example 2024-05-14 09:00 or*"),
    ("id: small", "id: small\npublished: 2026-03-29 02:30",
     "2:12 published: 2026-03-29 02:30 does not*; write a time that exists, such as 03:30"),
    ("id: small", "id: small\nsite: visit.example",
     "2:7 site: “visit.example” is not a web address; write https://visit.example"),
    ("id: small", "id: small\nsite: https://a.example/?x",
     "2:7 site: the address of the site has no “?” and no “#”; leave them out"),
    ("id: small",
     f"id: small\nsite: https://{'x' * 80}.example",
     "2:7 site: the address of the site must be*; write the punycode form of the host, or*"),
    ("id: small", "id: small\nsite: https://пример.example",
     "2:7 site: the address of the site must be*; write the punycode form of the host, or*"),
    ("id: small", "id: small\npublisher: {name: X, contact: me}",
     "2:31 publisher.contact: “me” is not an e-mail*; write for example press@visit.example"),
    ("id: small", "id: small\ncolour: rde",
     "2:9 colour: “rde” is not a CSS colour; did you mean red?"),
    ("id: small", "id: small\ncolour: '#12345'",
     "2:9 colour: “#12345” is not a CSS colour; write firebrick or*#b22222*"),
    ("id: small", "id: small\ncancel-style: soft",
     "2:15 cancel-style: “soft” is not known here; write one of: hard, visible"),
    ("name: Talk,", "name: Talk, colour: blurple,",
     "14:30 categories.talk.colour: “blurple” is not a CSS colour; did you mean purple?"),
    ("length: 45 min", "length: 45",
     "14:30 categories.talk.length: “45” is not a length; write 45 min, 2 h or 1 h 30 min"),
    ("length: 45 min", "length: 0 min",
     "14:30 categories.talk.length: “0 min” is not a length; write 45 min, 2 h or 1 h 30 min"),
    ("kind: organisation", "kind: organization",
     "12:28 parties.club.kind: “organization” is not known here; did you mean organisation?"),
    ("who: Press", "who: Press, when: May 2026",
     "16:29 sources.press.when: “May 2026” is not a date; write 2024, 2024-05 or 2024-05-14"),
    ("who: Press", "who: Press, when: 2026-13",
     "16:29 sources.press.when: 2026-13-01 is not*; write year-month-day, such as 2026-01-13"),
    ("who: Press", "who: Press, link: press.example",
     "16:29 sources.press.link: “press.example” is not a web*; write https://press.example"),
    ("name: Ada}", "name: Ada, link: 'javascript:x'}",
     "11:26 parties.ada.link: “javascript:x” is not a web address; write https://…"),
    ("name: Ada}", "name: Ada, link: 'https://a b.example'}",
     "11:26 parties.ada.link: “https://a b.example” is not a web address; write https://…"),
    ("[52.5, 13.4]", "[113.4, 52.5]",
     "7:35 places.town.coordinates: the latitude 113.4 is beyond a pole; write [52.5, 113.4]"),
    ("[52.5, 13.4]", "[10, 200]",
     "7:35 places.town.coordinates: these coordinates are*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "[200, 50]",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("[52.5, 13.4]", "[nan, 13.4]",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("[52.5, 13.4]", "[5_2, 13.4]",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("    place: hall", "    place: hall\n    status: canceled",
     "22:13 events[0].status: “canceled” is not known here; write cancelled"),
    ("    place: hall", "    place: hall\n    status: off",
     "22:13 events[0].status: “off” is not known here; write one of: cancelled, confirmed,*"),
    ("    place: hall", "    place: hall\n    links: [{title: X, url: example.org/a}]",
     "22:29 events[0].links[0].url: “example.org/a” is not a*; write https://example.org/a"),
    # times
    ("when: 2026-05-16 10:00 to 11:00", "when: 16.5.2026 10:00",
     "20:11 events[0].when: “16.5.2026 10:00” is not written the*; write 2026-05-16 10:00"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-05-16 11:00 to 10:00",
     "20:11 events[0].when: the end is not after the start; if it ends the next day, write*"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-03-29 02:30",
     "20:11 events[0].when: 2026-03-29 02:30 does*; write a time that exists, such as 03:30"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-10-25 02:30",
     "20:11 events[0].when: 2026-10-25 02:30*; write 02:30+02:00 for the first time or*"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-12-01",
     "20:11 events[0].when: this is outside the*; mend the date, or widen days: at the top"),
    ("when: 2026-05-16 10:00 to 11:00", "when: all 2026-02-28 to 2026-03-02",
     "20:11 events[0].when: this is outside the*; mend the date, or widen days: at the top"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-05-16 10:00-11:30",
     "20:11 events[0].when: 10:00-11:30 is*; if it ends then, write 10:00 to 11:30;*"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 10:00 to 11:00",
     "20:11 events[0].when: “10:00 to 11:00”*; write for example 2024-05-16 10:00 to 11:00"),
    # ids
    ("in: town", "in: twon",
     "8:26 places.hall.in: there is no place “twon”; did you mean town?"),
    ("    place: hall", "    place: hal",
     "21:12 events[0].place: there is no place “hal”; did you mean hall?"),
    ("parties: [ada]", "parties: [club, adda]",
     "22:21 events[0].parties[1]: there is no party “adda”; did you mean ada?"),
    ("parties: [ada]", "parties: [{party: adda}]",
     "22:15 events[0].parties[0]: there is no party “adda”; did you mean ada?"),
    ("categories: [talk]", "categories: tlk",
     "23:17 events[0].categories: there is no category “tlk”; did you mean talk?"),
    ("categories: [talk]", "categories: [talk, tlk]",
     "23:24 events[0].categories[1]: there is no category “tlk”; did you mean talk?"),
    ("sources: [press]", "sources: presse",
     "24:14 events[0].sources: there is no source “presse”; did you mean press?"),
    ("sources: [press]", "sources: [press, press, presse]",
     "24:29 events[0].sources[2]: there is no source “presse”; did you mean press?"),
    ("after: one", "after: on",
     "27:12 events[1].after: there is no event “on”; did you mean one?"),
    ("id: small", "id: small\nbackground: [{text: X, sources: [press, pres]}]",
     "2:41 background[0].sources[1]: there is no source “pres”; did you mean press?"),
    ("name: Town,", "name: Town, in: hall,",
     "7:26 places.town.in: places cannot be in each other: town in*; remove one of these in:"),
    ("name: Town,", "name: Town, in: town,",
     "7:26 places.town.in: places cannot be in each other: town in*; remove one of these in:"),
    ("after: one", "after: two",
     "27:12 events[1].after: events cannot follow each other in*; remove one of these after:"),
    ("when: 2026-05-16 10:00 to 11:00", "after: two",
     "20:12 events[0].after: events cannot follow each other in*; remove one of these after:"),
    ("after: one", "after: one\n    when: 2026-05-15 09:00",
     "27:12 events[1].after: this follows “one”, but its*; mend the time, or remove after:"),
    ("after: one", "after: one\n    when: 2026-05-15",
     "27:12 events[1].after: this follows “one”, but its*; mend the time, or remove after:"),
    ("  - id: two", "  - id: one",
     "25:9 events[1].id: “one” is here twice; the first is in line 18; give one of*"),
    ("after: one", "was: one",
     "27:10 events[1].was: “one” already names the event “one”; give it a name of its own"),
    ("id: one", "id: one\n    was: two",
     "26:9 events[1].id: “two” already names the event “one”; give it a name of its own"),
    # repetitions
    ("    place: hall", "    place: hall\n    repeat: {every: day}",
     "22:13 events[0].repeat: this repetition has no end; add until: 2024-05-21 or times: 6"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 2, until: 2026-05-17}",
     "22:13 events[0].repeat: this repetition ends in two ways; keep either until: or times:"),
    ("    place: hall", "    place: hall\n    repeat: {every: year, times: 2}",
     "22:21 events[0].repeat.every: “year” is*; write day, weekday, week, month, last day of*"),
    ("    place: hall", "    place: hall\n    repeat: {every: 00 days, times: 2}",
     "22:21 events[0].repeat.every: “00 days” is not a rhythm; write day,*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: x}",
     "22:33 events[0].repeat.times: “x” is not a whole number; write for example 6"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 0}",
     "22:33 events[0].repeat.times: *0*; write*1000*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 1001}",
     "22:33 events[0].repeat.times: *1001*; write*1000*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 1.5}",
     "22:33 events[0].repeat.times: “1.5” is not a whole number; write for example 6"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, until: 2026-05-15}",
     "22:13 events[0].repeat: the repetition ends on 2026-05-15, before it starts on*; write*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, until: soon}",
     "22:33 events[0].repeat.until: “soon” is not a date; write for example 2024-05-16"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 3, except: 2026-05-20}",
     "22:13 events[0].repeat: the exception 2026-05-20 is not one of*; remove it from except"),
    ("    place: hall",
     "    place: hall\n    repeat: {every: day, times: 2, except: [2026-05-17, 17.5.]}",
     "22:57 events[0].repeat.except[1]: “17.5.” is not a date; write for example 2024-05-16"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 2}",
     "28:12 events[1].after: “one” repeats, so it is not*; write for example one-2026-05-16"),
    ("after: one", "repeat: {every: day, times: 2}",
     "25:5 events[1]: a repetition needs a known day; write when: 2024-05-16 10:00 to 11:30"),
    ("when: 2026-05-16 10:00 to 11:00",
     "when: within 2026-05-16 to 2026-05-17\n    repeat: {every: day, times: 2}",
     "18:5 events[0]: a repetition needs a known day; write when: 2024-05-16 10:00 to 11:30"),
    ("    place: hall", "    place: hall\n    reason: rain",
     "18:5 events[0]: a reason is given, but the event*; write status: cancelled or status:*"),
    ("    place: hall", "    place: hall\n    status: tentative\n    reason: rain",
     "18:5 events[0]: a reason is given, but the event*; write status: cancelled or status:*"),
    # the whole
    ("events:\n", "events: nothing\nothers:\n",
     "17:9 events: there must be a list of at least one event; write - id: …",
     "18:1 others: there is no key “others” here; known keys: accept, background,*"),
]  # fmt: skip


def named(row: tuple[str, ...]) -> str:
    return re.sub(r"\W+", " ", row[2])[:60]


@pytest.mark.parametrize("row", MISTAKES, ids=named)
def test_a_mistake_is_found_at_its_place_with_what_to_write_instead(row: tuple[str, ...]) -> None:
    before, after, *expected = row
    assert_said(problems(changed(before, after)), expected)


def test_the_hint_for_a_colour_can_be_written_as_it_stands() -> None:
    # `colour: #b22222` without quotes is a comment, and no colour at all.
    (problem,) = errors(changed("id: small", "id: small\ncolour: '#12345'"))
    found = re.fullmatch(r"write (\S+) or (\S+)", problem.hint)
    assert found
    for shown in found.groups():
        assert (
            itinerary(changed("id: small", f"id: small\ncolour: {shown}")).colour.hex == "#b22222"
        )


def test_swapped_coordinates_are_suggested_the_right_way_round() -> None:
    words = changed("[52.5, 13.4]", "[113.4, -52.5]")
    (problem,) = errors(words)
    mended = changed("[113.4, -52.5]", problem.hint.removeprefix("write "), words)
    point = itinerary(mended).places[0].coordinates
    assert point is not None
    assert (point.latitude, point.longitude) == (-52.5, 113.4)


# --- all at once ---------------------------------------------------------------------------------


def test_all_ten_mistakes_of_a_file_are_found_at_once_and_nothing_else_is_said() -> None:
    found = problems(TEN_MISTAKES.read_bytes())
    assert_said(found, [
        "4:7 zone: there is no time zone “Europe/Berlln”; write Europe/Berlin",
        "8:40 places.hall.in: there is no place “twon”; did you mean town?",
        "12:48 categories.talk.length: “45 minutes” is not a length; write 45 min,*",
        "18:11 events[0].when: “27.03.2027 10:00” is not written the*; write 2027-03-27 10:00",
        "23:11 events[1].when: 2027-03-28 02:30 does not exist in Europe/Berlin*; write*03:30",
        "28:11 events[2].when: the end is not after the start; if*2027-03-29 13:00",
        "30:5 events[2].speakers: there is no key “speakers” here; write parties: …",
        "34:11 events[3].when: this is outside the programme's days,*; mend the date,*",
        "35:13 events[3].status: “canceled” is not known here; write cancelled",
        "37:9 events[4].id: “dinner” is here twice; the first is in line 32; give*another id",
    ])  # fmt: skip
    assert all(problem.hint for problem in found)


def test_problems_are_shown_from_the_top_of_the_file_to_its_end() -> None:
    found = problems(TEN_MISTAKES.read_bytes())
    assert [p.line for p in found] == sorted(p.line for p in found)


@pytest.mark.parametrize("row", [row for row in MISTAKES if len(row) == 3], ids=named)
def test_a_mistake_hides_no_other(row: tuple[str, ...]) -> None:
    before, after, _ = row
    words = changed(before, after)
    others = (
        "  - {id: Bad Id, title: X, sources: press}\n"
        "  - {id: last, title: X, place: moon, sources: press}\n"
    )
    alone, together = errors(words), errors(words + others)
    assert {(p.line, p.message) for p in alone} <= {(p.line, p.message) for p in together}
    assert len(together) == len(alone) + 2


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("id: small", "id: small\nid: small", "is here twice"),
        ("title: Small", 'title: "Sm\\x07all"', "invisible control character"),
        ("title: Small", "title: !new Small", "means nothing here"),
        ("place: hall", "place: hall\n    place: hall", "is here twice"),
    ],
    ids=["duplicate key", "escaped control character", "tag", "duplicate key in an event"],
)
def test_a_mistake_of_form_hides_no_mistake_of_meaning(
    before: str, after: str, message: str
) -> None:
    found = errors(changed(before, after, changed("parties: [ada]", "parties: [adda]")))
    assert len(found) == 2
    assert any(message in problem.message for problem in found)
    assert any("no party “adda”" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ("reason: rain", "events[0]"),
        ("repeat: {every: day}", "events[0].repeat"),
        ("status: canceled", "events[0].status"),
        ("titel: x", "events[0].titel"),
        ("links: x", "events[0].links"),
    ],
)
def test_one_mistake_of_an_event_hides_no_other_of_the_same_event(wrong: str, path: str) -> None:
    words = changed("place: hall", f"place: hal\n    {wrong}")
    words = changed("categories: [talk]", "categories: [tlk]", words)
    expected = {path, "events[0].place", "events[0].categories[0]"}
    found = [problem.path for problem in problems(words)]
    assert len(found) == 3
    assert set(found) == expected


def test_an_event_without_an_id_is_checked_like_any_other() -> None:
    words = changed("- id: two\n    title: Two", "- title: Two\n    place: moon")
    assert [problem.path for problem in errors(words)] == ["events[1].id", "events[1].place"]


def test_two_bad_ids_are_two_mistakes() -> None:
    words = changed("id: two", "id: Two!", changed("id: one", "id: One!", SMALL))
    words = changed("    after: one\n", "", words)
    assert [(p.line, p.path) for p in errors(words)] == [(18, "events[0].id"), (25, "events[1].id")]
    words = changed("id: Two!", "id: x", words)  # as good a name as any
    assert [problem.path for problem in errors(words)] == ["events[0].id"]


def test_a_mistake_in_the_languages_does_not_make_every_text_untranslated() -> None:
    words = changed("languages: [en]", "languages: [zh, englisch]")
    words = words.replace("title: One", "title: {zh: 一}")
    assert [problem.path for problem in problems(words)] == ["languages[1]"]


def test_a_mistake_in_the_zone_is_not_repeated_for_every_event() -> None:
    words = changed("zone: Europe/Berlin", "zone: Europe/Berlln")
    words = changed("2026-05-16 10:00 to 11:00", "2026-03-29 02:30", words)
    assert [problem.path for problem in problems(words)] == ["zone"]


def test_a_repetition_says_once_what_is_wrong_with_all_of_its_days() -> None:
    words = changed("place: hall", "place: hall\n    repeat: {every: day, until: 2026-12-16}")
    words = changed("    after: one\n", "", words)
    assert [problem.path for problem in errors(words)] == ["events[0].when"]


def test_three_events_in_a_circle_are_one_mistake() -> None:
    words = changed("    when: 2026-05-16 10:00 to 11:00", "    after: three")
    words += "  - {id: three, title: X, after: two, sources: press}\n"
    words += "  - {id: four, title: X, after: three, sources: press}\n"
    assert_said(problems(words), [
        "20:12 events[0].after: events cannot follow each other in a circle:"
        " one after three after two after one; remove one of these after:"
    ])  # fmt: skip


# --- warnings ------------------------------------------------------------------------------------


def test_what_is_untranslated_is_a_warning_with_its_path_and_languages() -> None:
    words = changed("languages: [en]", "languages: [en, zh, ru]")
    found = parse(words).warnings
    assert {problem.severity for problem in found} == {Severity.WARNING}
    assert [problem.path for problem in found] == [
        "title", "places.town.name", "places.hall.name", "places.far.name", "parties.ada.name",
        "parties.club.name", "categories.talk.name", "sources.press.who", "events[0].title",
        "events[1].title",
    ]  # fmt: skip
    assert said(found[0]) == (
        "2:8 warning: title: this is not translated into zh, ru [untranslated];"
        " add zh: …, or write {mul: …} if it is the same in every language"
    )
    assert (found[2].line, found[2].column) == (8, 16)


def test_a_text_in_some_languages_lacks_only_the_others() -> None:
    words = changed("languages: [en]", "languages: [en, zh, ru]")
    words = changed("title: One", "title: {zh: 一, en: One}", words)
    words = changed("title: Two", "title: {mul: Two}", words)
    by_path = {problem.path: problem.message for problem in parse(words).warnings}
    assert by_path["events[0].title"] == "this is not translated into ru"
    assert "events[1].title" not in by_path


def test_an_event_without_a_source_is_one_warning_however_often_it_repeats() -> None:
    words = changed(
        "    sources: [press]\n  - id: two", "    repeat: {every: day, times: 3}\n  - id: two"
    )
    words = changed("    after: one\n", "", words)
    assert_said(problems(words), [
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
def test_a_person_cannot_be_where_no_person_can(row: str, message: str) -> None:
    words = attended(row).replace(
        "  far:", "  next-door: {name: Next door, coordinates: [52.5, 13.41]}\n  far:", 1
    )
    said_of_it = (
        f"31:* warning: events[2].when: Ada {message}; mend a time or a place, or leave*out"
    )
    assert_said(problems(words), [said_of_it] if message else [])


def test_a_cancelled_event_keeps_nobody_from_being_elsewhere() -> None:
    row = "when: 2026-05-16 10:30, place: far"
    assert len(problems(attended(row))) == 1
    assert problems(attended(row, status="cancelled")) == []


def test_an_organisation_can_be_in_two_places() -> None:
    words = attended("when: 2026-05-16 10:30, place: far").replace("[ada]", "[club]")
    assert problems(words) == []


def test_a_long_event_is_compared_with_all_during_it_and_not_only_with_the_next() -> None:
    words = attended(
        "when: 2026-05-17 10:00 to 18:00, place: town",
        "when: 2026-05-17 11:00 to 12:00, place: hall",
        "when: 2026-05-17 15:00 to 16:00, place: next-door",
        "when: 2026-05-17 20:00 to 21:00, place: next-door",
    )
    words = changed("  far:", "  next-door: {name: X, coordinates: [52.5, 13.41]}\n  far:", words)
    assert_said(problems(words), [
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


# --- what comes out ------------------------------------------------------------------------------


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


def test_a_single_day_of_a_repetition_can_be_an_event_of_its_own() -> None:
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
    assert_said(problems(taken), [
        "26:9 events[1].id: “one-2026-05-18” already names the event “one-2026-05-18”; give*"
    ])  # fmt: skip


def test_a_renamed_event_keeps_its_uid() -> None:
    event = itinerary(changed("  - id: two", "  - id: second\n    was: two")).events[1]
    assert (event.id, event.uid) == ("second", "two@small.itinerary")


def test_a_renamed_repetition_keeps_its_uids() -> None:
    words = changed("id: one", "id: first\n    was: one\n    repeat: {every: day, times: 2}")
    words = changed("    after: one\n", "", words)
    assert [(e.id, e.uid.split("@")[0]) for e in itinerary(words).events[:2]] == [
        ("first-2026-05-16", "one-2026-05-16"), ("first-2026-05-17", "one-2026-05-17"),
    ]  # fmt: skip


def test_a_place_has_the_zone_around_it() -> None:
    programme = itinerary(changed("name: Town,", "name: Town, zone: Asia/Calcutta,"))
    assert programme.events[0].zone.info.key == "Asia/Kolkata"
    assert programme.events[1].zone.info.key == "Europe/Berlin"


def test_a_zone_is_called_what_the_author_calls_it_by_any_of_its_names() -> None:
    words = changed("id: small", "id: small\nzones: {Asia/Harbin: Beijing time}")
    words = changed("name: Town,", "name: Town, zone: Asia/Shanghai,", words)
    name = itinerary(words).events[0].zone.name
    assert name is not None
    assert name.to("en") == "Beijing time"


def test_an_event_that_only_follows_is_on_the_days_of_the_other_or_later() -> None:
    words = changed("2026-05-16 10:00 to 11:00", "within 2026-05-16 to 2026-05-17")
    words += "  - {id: three, title: X, after: two, sources: press}\n"
    window = date(2026, 5, 16), date(2026, 5, 17)
    one, two, three = itinerary(words).events
    assert one.when == Window(*window)
    assert two.when == three.when == Window(*window, later=True)


def test_an_event_that_only_follows_one_with_a_time_is_on_its_day_or_later() -> None:
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
def test_nothing_that_follows_is_later_than_the_declared_last_day(other: str, known: When) -> None:
    words = changed("2026-05-16 10:00 to 11:00", other)
    words = words.replace("days: 2026-03-01 to 2026-11-30", "days: 2026-05-16 to 2026-05-17")
    assert itinerary(words).events[1].when == known


def test_an_event_that_follows_what_is_not_dated_is_not_dated() -> None:
    words = changed("    when: 2026-05-16 10:00 to 11:00\n", "")
    two = itinerary(words).events[1]
    assert two.when is None


def test_an_event_that_follows_may_have_a_time_of_its_own() -> None:
    two = itinerary(changed("after: one", "after: one\n    when: 2026-05-16")).events[1]
    assert isinstance(two.when, Day)
    assert two.after is not None
    assert (two.after.id, two.after.title.to("en")) == ("one", "One")


def test_a_single_value_stands_for_a_list_of_one() -> None:
    words = changed("[talk]", "talk", changed("sources: [press]", "sources: press"))
    words = changed("languages: [en]", "languages: en", words)
    assert itinerary(words) == itinerary(SMALL)


def test_what_is_left_out_is_as_documented() -> None:
    programme = itinerary(SMALL)
    assert (programme.colour.hex, programme.colour.name) == ("#4682b4", "steelblue")
    assert programme.cancel_style is CancelStyle.HARD
    assert programme.published is None
    assert [party.kind for party in programme.parties] == [Kind.PERSON, Kind.ORGANISATION]
    assert {event.status for event in programme.events} == {Status.CONFIRMED}


def test_a_colour_is_exact_and_has_the_nearest_name() -> None:
    for written, hex, name in [
        ("firebrick", "#b22222", "firebrick"),
        ("FireBrick", "#b22222", "firebrick"),
        ('"#B22223"', "#b22223", "firebrick"),
        ('"#f00"', "#ff0000", "red"),
    ]:
        colour = itinerary(changed("id: small", f"id: small\ncolour: {written}")).colour
        assert (colour.hex, colour.name) == (hex, name)


def test_everything_of_the_visit_is_read() -> None:
    reading = read_file(PROGRAMMES["visit"], now=NOW)
    programme = reading.itinerary
    assert reading.warnings == ()
    assert [event.id for event in programme.events] == [
        "state-visit", "talks", "signing", "gala", "li-qiang", "expo", "forum", "hit",
    ]  # fmt: skip
    expected = {"signing", "expo", "forum"}
    assert {e.id for e in programme.events if e.status is Status.TENTATIVE} == expected
    assert all(event.sources for event in programme.events)


@pytest.mark.parametrize(
    "file",
    [*PROGRAMMES.values(), ROOT / "itinerary" / "source" / "starter.yaml"],
    ids=lambda f: f.stem,
)
def test_our_own_programmes_are_in_order(file: Path) -> None:
    assert read_file(file, now=NOW).warnings == ()


# --- anything at all -----------------------------------------------------------------------------


def assert_within(data: bytes, found: Sequence[Problem]) -> None:
    """Check that every problem says what is wrong and what to do, of a place in the file."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    rows = re.split("\r\n|\r|\n", text)
    for problem in found:
        assert problem.message
        assert problem.hint, str(problem)
        assert 1 <= problem.line <= len(rows), str(problem)
        assert 1 <= problem.column <= len(rows[problem.line - 1]) + 1, str(problem)


TOKENS = st.sampled_from([
    "id", "title", "events", "places", "languages", "zone", "when", "in", "after", "x", "en",
    "null", "2024-05-16", "10:00", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "\r", "\r\n",
    "\t", " ", "{", "}", "[", "]", ",", "&a ", "*a", "!x ", "|", ">", "'", '"', "\\x07", "\\",
    "#", "%", "@", "`", "?", "---", "...", "<<", "\x00", "\x85", "\u2028", "\ufeff", "é", "中",
    "👩",
])  # fmt: skip


@settings(max_examples=400)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda words: words.encode("utf-8", "replace"))
    | st.lists(TOKENS, max_size=30).map(lambda tokens: "".join(tokens).encode())
    | st.lists(st.binary(max_size=3) | TOKENS.map(str.encode), max_size=20).map(b"".join)
)
@example(b"a\r\xff")
@example(b"\xef\xbb\xbf\xff")
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
def test_any_bytes_give_problems_that_are_in_the_file_and_nothing_worse(data: bytes) -> None:
    assert_within(data, problems(data))


VISIT = PROGRAMMES["visit"].read_text("utf-8")
SIGNS = "[]{}:#&*!|>'\"%@`,?-\t\\ \n\r\x00\x07é中0a"
CHARACTERS = st.sampled_from(SIGNS) | st.characters(codec="utf-8")
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "replace", "cut", "double", "move", "indent"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        CHARACTERS,
        st.integers(0, 8),
    ),
    min_size=1,
    max_size=5,
)


def edited(words: str, edits: Sequence[tuple[str, float, float, str, int]]) -> str:
    """Return a file somewhere in the middle of being edited."""
    for what, one, other, character, number in edits:
        at = int(one * len(words))
        rows = words.split("\n")
        row, other_row = int(one * len(rows)), int(other * len(rows))
        match what:
            case "delete":
                words = words[:at] + words[at + number :]
            case "insert":
                words = words[:at] + character + words[at:]
            case "replace":
                words = words[:at] + character + words[at + 1 :]
            case "cut":
                words = "\n".join(rows[:row] + rows[row + 1 :])
            case "double":
                words = "\n".join([*rows[:row], rows[other_row], *rows[row:]])
            case "move":
                rows.insert(other_row, rows.pop(row))
                words = "\n".join(rows)
            case "indent":
                rows[row] = " " * number + rows[row].strip()
                words = "\n".join(rows)
    return words


@settings(max_examples=200)
@given(EDITS, st.sampled_from([SMALL, VISIT]))
def test_a_file_that_is_being_edited_gives_problems_that_are_in_it_and_nothing_worse(
    edits: list[tuple[str, float, float, str, int]], words: str
) -> None:
    data = edited(words, edits).encode()
    assert_within(data, problems(data))


VALUES = st.sampled_from([
    "x", "''", "~", "[]", "{}", "[x]", "{x: y}", "{en: x}", "[[x]]", "[x, y]", "no", "1", "-1", "0",
    "2026-05-16", "2026-05-16 10:00", "2026-05-17 10:00", "within 2026-05-16 to 2026-05-17", "one",
    "two", "one-2026-05-16", "town", "hall", "ada", "talk", "press", "en", "zh", "UTC", "red",
    "Asia/Tokyo", "cancelled", "{every: day, times: 3}", "{every: week, until: 2026-06-01}",
    "{party: ada}", "x #y", "{en: x, y}", "[{warning: no-source, reason: x}]",
    "https://a.example", "[52, 13]", "45 min", "&a x", "*a", "'a\n\n    b'",
])  # fmt: skip
KEYS = st.sampled_from([
    "id", "title", "summary", "when", "after", "repeat", "place", "parties", "categories", "status",
    "reason", "links", "image", "sources", "was", "x", "<<",
])  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.dictionaries(KEYS, VALUES), min_size=1, max_size=4))
def test_events_of_any_shape_give_problems_that_are_in_the_file_and_nothing_worse(
    events: list[dict[str, str]],
) -> None:
    rows = "".join(
        "  - {" + ", ".join(f"{key}: {value}" for key, value in event.items()) + "}\n"
        for event in events
    )
    data = (SMALL + rows).encode()
    assert_within(data, problems(data))


HEADS = st.sampled_from([
    "id", "title", "description", "background", "languages", "zone", "zones", "days", "published",
    "publisher", "licence", "site", "colour", "cancel-style", "places", "parties", "categories",
    "sources", "events", "accept",
])  # fmt: skip


@settings(max_examples=300)
@given(st.dictionaries(HEADS, VALUES | st.just("")))
def test_heads_of_any_shape_give_problems_that_are_in_the_file_and_nothing_worse(
    head: dict[str, str],
) -> None:
    words = SMALL
    for key, value in head.items():
        without = re.sub(rf"(?m)^{key}:.*(\n .*)*\n?", "", words)
        words = f"{key}: {value}\n{without}"
    data = words.encode()
    assert_within(data, problems(data))


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        (
            "    place: hall\n",
            "    place: hall\n    end: none\n",
            "end: none is for an event with a start and no end",
            "write when: 2024-05-16 10:00, or remove end:",
        ),
        (
            "    place: hall\n",
            "    place: hall\n    end: 11:30\n",
            "“11:30” is no end",
            "write the end in when: 2024-05-16 10:00 to 11:30, or end: none",
        ),
        (
            "  far: {",
            "  none: {name: None}\n  far: {",
            "“none” says that there is no place",
            "give this place another id",
        ),
    ],
)
def test_none_stands_where_there_is_none(old: str, new: str, message: str, hint: str) -> None:
    (problem,) = problems(changed(old, new))
    assert (problem.message, problem.hint) == (message, hint)


def test_an_author_can_say_that_there_is_none() -> None:
    words = changed("2026-05-16 10:00 to 11:00", "2026-05-16 10:00\n    end: none")
    words = words.replace("place: hall\n    parties: [ada]", "place: none\n    parties: none")
    words = words.replace("in: town}", "in: town, address: none}")
    reading = parse(words)
    one, two = reading.itinerary.events
    assert not reading.warnings
    assert (one.without, one.place, one.parties) == (("end", "parties", "place"), None, ())
    assert two.without == ()
    assert [place.addressless for place in reading.itinerary.places] == [False, True, False]
