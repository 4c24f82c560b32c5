"""YAML: encodings, syntax, aliases, nesting; values are what the author sees."""

from __future__ import annotations

import re
import sys
import tracemalloc
from types import FrameType

import pytest

from tests.support.small_programme import (
    SMALL,
    assert_shown,
    changed,
    errors,
    itinerary,
    parse,
    problems,
)

FILES: list[tuple[bytes, str]] = [
    # encodings
    (b"id: x\ntitle: caf\xe9\n", "2:11 the byte 0xe9 is not UTF-8; save the file in*UTF-8"),
    ("# Пример\nid: Я".encode() + b"\xff\n", "2:6 the byte 0xff is not UTF-8; save*UTF-8"),
    (b"\xef\xbb\xbfid: caf\xe9\n", "1:8 the byte 0xe9 is not UTF-8; save*UTF-8"),
    (b"id: x\rtitle: caf\xe9\r", "2:11 the byte 0xe9 is not UTF-8; save*UTF-8"),
    (b"id: x\r\ntitle: caf\xe9\r\n", "2:11 the byte 0xe9 is not UTF-8; save*UTF-8"),
    ("id: x\n".encode("utf-16"), "1:1 the file is in UTF-16; save it as UTF-8"),
    ("\ufeffid: x\n".encode("utf-16-be"), "1:1 the file is in UTF-16; save it as UTF-8"),
    # files that are not a map
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
    # forbidden parts of YAML
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
def test_file_of_another_form_is_refused_with_place_and_remedy(data: bytes, expected: str) -> None:
    assert_shown(problems(data), [expected])


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
def test_forbidden_yaml_is_reported_with_place_and_remedy(
    before: str, after: str, expected: str
) -> None:
    assert_shown(problems(changed(before, after)), [expected])


def test_every_control_character_is_found() -> None:
    words = changed("title: One", "title: O\x07n\x1be").replace("title: Two", "title: \x00Two")
    assert_shown(problems(words), [
        "19:13 there is an invisible control character (U+0007); delete it",
        "19:15 there is an invisible control character (U+001B); delete it",
        "26:12 there is an invisible control character (U+0000); delete it",
    ])  # fmt: skip


def test_file_that_is_not_text_gets_a_short_answer() -> None:
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
def test_form_of_the_file_does_not_matter(data: bytes) -> None:
    assert problems(data) == []
    assert parse(data).itinerary == itinerary(SMALL)


def bomb(levels: int, leaf: str = "x") -> str:
    rows = [f"a0: &a0 [{', '.join([leaf] * 10)}]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("leaf", ["x", "{k: v}", "[]"])
def test_bomb_of_aliases_is_refused_in_few_steps_and_with_little_memory(leaf: str) -> None:
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


def test_mistake_behind_an_alias_is_shown_where_it_stands() -> None:
    words = changed("sources: [press]\n  - id: two", "sources: &both [pres]\n  - id: two")
    words = changed("after: one\n    sources: [press]", "after: one\n    sources: *both", words)
    places = {(p.line, p.column) for p in errors(words)}
    assert places == {(24, 21)}


SEEN = ["10:00", "no", "2024-05-16", "1_000", "0x10", "1e3", "true", "010", "~x", "3.10", "on",
        "=", "<<", "nullify", "0o7", ".inf", "-1", "+1", "yes", "2024-05-16T10:00:00Z"]  # fmt: skip


@pytest.mark.parametrize("seen", SEEN)
def test_text_is_what_the_author_sees(seen: str) -> None:
    words = changed("title: Small", f"title: {seen}")
    words = changed("title: One", f"title: {{en: {seen}}}", words)
    words = changed("name: Ada", f"name: {seen}", words)
    programme = itinerary(words)
    assert programme.title.to("en") == seen
    assert programme.events[0].title.to("en") == seen
    assert programme.parties[0].name.to("en") == seen


@pytest.mark.parametrize("nothing", ["null", "Null", "NULL", "~"])
def test_quoted_null_is_a_text(nothing: str) -> None:
    assert itinerary(changed("title: Small", f'title: "{nothing}"')).title.to("en") == nothing
    assert itinerary(changed("title: Small", f"title: '{nothing}'")).title.to("en") == nothing


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL"])
def test_empty_key_is_read_as_missing(nothing: str) -> None:
    words = changed("when: 2026-05-16 10:00 to 11:00", f"when: {nothing}")
    words = changed("place: hall", f"place: {nothing}", words)
    words = changed("parties: [ada]", f"parties: {nothing}", words)
    first = itinerary(words).events[0]
    assert (first.when, first.place, first.parties) == (None, None, ())
    (problem,) = errors(changed("title: One", f"title: {nothing}"))
    assert problem.message == "“title” is missing"


def test_empty_translation_is_read_as_missing() -> None:
    words = changed("title: Small", "title: {en: Small, zh: , ru: ~}")
    assert list(itinerary(words).title) == [("en", "Small")]


def test_block_texts_keep_their_lines_and_folded_ones_do_not() -> None:
    texts = "description: |\n      a\n      b\n    summary: >-\n      c\n      d"
    block = changed("title: One", f"title: One\n    {texts}")
    first = itinerary(block).events[0]
    assert first.description is not None
    assert first.summary is not None
    assert (first.description.to("en"), first.summary.to("en")) == ("a\nb", "c d")
