"""Edits of a file by position: each touches its own part alone."""

from __future__ import annotations

import pytest
import yaml

from itinerary.imports.yaml_edit import EditableFile

FILE = """places:
  hall:
    name: Hall

events:
  - id: a
    title: A

  - id: b
    title: B

  - id: c
    title: C
words: {one: 1, two: 2, three: 3}
"""


def test_new_entry_stands_behind_what_the_last_one_gets() -> None:
    edit = EditableFile(FILE)
    edit.add_facet("places", "attic", {"name": "Attic", "address": "Road 2"})
    edit.set(edit.facet_nodes("places")["hall"], "address", "Road 1")
    places = yaml.safe_load(edit.text())["places"]
    assert places == {
        "hall": {"name": "Hall", "address": "Road 1"},
        "attic": {"name": "Attic", "address": "Road 2"},
    }


def test_two_events_at_the_end_are_cut_out_and_nothing_else() -> None:
    edit = EditableFile(FILE)
    edit.remove_event("b")
    edit.remove_event("c")
    assert edit.text() == FILE[: FILE.index("  - id: b")] + FILE[FILE.index("words") :]


def test_two_keys_at_the_end_of_a_line_are_cut_out_and_nothing_else() -> None:
    edit = EditableFile(FILE)
    words = edit.top["words"][1]
    edit.remove(words, "two")
    edit.remove(words, "three")
    assert yaml.safe_load(edit.text()) == yaml.safe_load(FILE) | {"words": {"one": 1}}


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("'A' # mine", "It's B", "'It''s B' # mine"),
        ('"A"', "B", '"B"'),
        ('"A"', 'so "B"', "'so \"B\"'"),
        ('"A"', "B\\C", '"B\\\\C"'),
        ("'A'", "B\u2028C", '"B\\u2028C"'),
        ("'A'", "B\nC", "|\n      B\n      C"),
        ("A", "B", "B"),
        ("A", "B: C", '"B: C"'),
    ],
)
def test_quotes_of_the_author_stay_around_a_new_value(before: str, words: str, after: str) -> None:
    text = FILE.replace("title: A\n", f"title: {before}\n", 1)
    edit = EditableFile(text)
    edit.set(edit.event_nodes["a"], "title", words)
    assert edit.text() == FILE.replace("title: A\n", f"title: {after}\n", 1)
    # A block ends with a line break, which our reader takes off.
    assert yaml.safe_load(edit.text())["events"][0]["title"].removesuffix("\n") == words
    flow = EditableFile(f"events: [{{id: a, title: {before.partition(' #')[0]}}}]\n")
    flow.set(flow.event_nodes["a"], "title", words)
    assert yaml.safe_load(flow.text())["events"][0]["title"] == words
