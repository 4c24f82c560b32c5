"""Any bytes, any edit and any shape are read, or give problems within the file."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import visit_in
from tests.support.small_programme import EDITS, SMALL, assert_within, edited, problems

TOKENS = st.sampled_from([
    "id", "title", "events", "places", "languages", "zone", "when", "in", "after", "x", "en",
    "null", "2024-05-16", "10:00", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "\r", "\r\n",
    "\t", " ", "{", "}", "[", "]", ",", "&a ", "*a", "!x ", "|", ">", "'", '"', "\\x07", "\\",
    "#", "%", "@", "`", "?", "---", "...", "<<", "\x00", "\x85", "\u2028", "\ufeff", "é", "中",
    "👩",
])  # fmt: skip


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda words: words.encode("utf-8", "replace"))
    | st.lists(TOKENS, max_size=30).map(lambda tokens: "".join(tokens).encode())
    | st.lists(st.binary(max_size=3) | TOKENS.map(str.encode), max_size=20).map(b"".join)
)
@example(b"a\r\xff")
@example(b"\xef\xbb\xbf\xff")
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
def test_any_bytes_give_only_problems_within_the_file(data: bytes) -> None:
    assert_within(data, problems(data))


VISIT = visit_in("en", "zh", "ru")


@given(EDITS, st.sampled_from([SMALL, VISIT]))
def test_any_edit_gives_only_problems_within_the_file(
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
    "reason", "links", "image", "sources", "was", "x", "<<", "kind", "online", "tracks", "spoken",
    "doors", "registration", "price", "tags", "organiser", "contact", "result", "recording",
])  # fmt: skip


@given(st.lists(st.dictionaries(KEYS, VALUES), min_size=1, max_size=4))
def test_events_of_any_shape_give_only_problems_within_the_file(
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
    "sources", "events", "accept", "tracks", "words",
])  # fmt: skip


@given(st.dictionaries(HEADS, VALUES | st.just("")))
def test_heads_of_any_shape_give_only_problems_within_the_file(
    head: dict[str, str],
) -> None:
    words = SMALL
    for key, value in head.items():
        without = re.sub(rf"(?m)^{key}:.*(\n .*)*\n?", "", words)
        words = f"{key}: {value}\n{without}"
    data = words.encode()
    assert_within(data, problems(data))
