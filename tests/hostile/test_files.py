"""Mutated files: each is a programme that can be published and read by people and their calendars,
or is refused with problems whose positions are in the file."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from itinerary.ledger import revise
from itinerary.model.itinerary import Itinerary
from itinerary.source import SourceError, read
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of
from tests.hostile.bounds import bounded
from tests.support.cached_app import cached_app, switch
from tests.support.small_programme import EDITS, assert_within, edited

WORDS = {name: file.read_text("utf-8") for name, file in PROGRAMMES.items()}
TREES = {name: yaml.load(words, yaml.CBaseLoader) for name, words in WORDS.items()}
"""The programmes as trees of maps, lists and strings."""


def inner(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a tree: the map or list around it, and its key or index there."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in pairs:
        yield tree, key
        if isinstance(value, dict | list):
            yield from inner(value)


PLACES = {name: list(inner(tree)) for name, tree in TREES.items()}
KEYS = sorted({key for places in PLACES.values() for _, key in places if isinstance(key, str)})
VALUES = [tree[key] for places in PLACES.values() for tree, key in places]
ODD: list[Any] = [
    *(
        "",
        None,
        "none",
        "~",
        "no",
        "0",
        "-1",
        "1e9",
        "x" * 700,
        "a-" * 60,
        "\u202eabc",
        "\ufeff",
        "<<",
    ),
    *(
        "2024-05-16",
        "2024-05-16 24:00",
        "9999-12-31 23:59",
        "0001-01-01",
        "within 2024-05-16 to 1",
        "💥",
    ),
    *("Asia/Shanghai", "zh", "mn", "no", "x-klingon", "https://a.example/", "javascript:alert(1)"),
    *("../../etc/passwd", "{}", "[]", "&a", "*a", "<script>alert(1)</script>", "[x](javascript:x)"),
    *([], {}, [[]], [{}], {"": ""}, {"en": "x"}, {"en": None}, {"zh": "中", "xx": "y"}, ["x", "x"]),
    *({"every": "day", "times": "400"}, {"every": "week", "until": "9999-12-31"}, [["a", "b"]] * 3),
    *(
        "-90.1, 181",
        "52.5, 13.4",
        ["52.5", "nan"],
        "1e309",
        "45 min",
        "999999999 min",
        "red",
        "#fff",
    ),
]

changes = st.lists(
    st.tuples(
        st.sampled_from(["put", "odd", "cut", "double", "name", "wrap", "join"]),
        st.integers(0, 10**6),
        st.sampled_from(ODD) | st.sampled_from(VALUES),
        st.sampled_from(KEYS) | st.text(max_size=5),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=4,
)


def changed(tree: Any, what: list[tuple[str, int, Any, str, int]]) -> Any:
    """Return a tree with changes made to it."""
    tree = deepcopy(tree)
    for kind, place, value, name, depth in what:
        places = list(inner(tree))
        if not places:
            break
        around, key = places[place % len(places)]
        match kind:
            case "put" | "odd":
                around[key] = deepcopy(value)  # a value may be drawn twice, or put into itself
            case "cut":
                del around[key]
            case "double" if isinstance(around, list):
                around.insert(0, around[key])
            case "name" | "double" if isinstance(around, dict):
                around[name] = around.pop(key) if kind == "name" else around[key]
            case "wrap":
                for _ in range(depth):
                    around[key] = [around[key]] if place % 2 else {name: around[key]}
            case "join" if isinstance(around[key], dict) and isinstance(value, dict):
                around[key] = {**around[key], **deepcopy(value)}
    return tree


def read_or_refused(data: bytes) -> Itinerary | None:
    """Return the programme, None if it is refused; check the problems of both."""
    try:
        reading = read(data, file="f.yaml", now=NOW)
    except SourceError as error:
        assert error.problems
        assert_within(data, error.problems)
        return None
    assert_within(data, reading.warnings)
    return reading.itinerary


class Shown:
    """A site that can show any programme."""

    def __init__(self) -> None:
        self._client = cached_app(Publication(edition_of("visit"), SITE)).test_client()

    def speaks(self, itinerary: Itinerary) -> None:
        """Check that people and calendars can read a programme."""
        switch(self._client, Publication(revise(None, itinerary, NOW), SITE))
        tag = itinerary.languages[-1]
        pages = [f"/{tag}/", f"/{tag}/calendar/", f"/{tag}/about/", f"/{tag}/map/"]
        pages += [f"/{tag}/events/{event.id}/" for event in itinerary.events[-1:]]
        for page in pages:
            assert self._client.get(page).status_code == 200, page
        feed = self._client.get("/calendar.ics")
        if any(event.when for event in itinerary.events):
            assert Calendar.from_ical(feed.data).walk("VEVENT")
        else:
            assert feed.status_code == 404


@pytest.fixture(scope="module")
def shown() -> Shown:
    """Give a site."""
    return Shown()


@pytest.mark.parametrize("name", PROGRAMMES)
def test_programme_with_changed_tree_is_read_or_refused_with_problems(
    shown: Shown, name: str
) -> None:
    @bounded(20)
    @given(what=changes, flow=st.sampled_from([True, False, None]), width=st.integers(10, 200))
    def holds(what: list[tuple[str, int, Any, str, int]], flow: bool | None, width: int) -> None:
        tree = changed(TREES[name], what)
        words = yaml.dump(
            tree, default_flow_style=flow, width=width, allow_unicode=True, sort_keys=False
        )
        if itinerary := read_or_refused(words.encode("utf-8", "replace")):
            shown.speaks(itinerary)

    holds()


@pytest.mark.parametrize("name", PROGRAMMES)
def test_programme_with_changed_text_is_read_or_refused_with_problems(
    shown: Shown, name: str
) -> None:
    @bounded(15)
    @given(edits=EDITS)
    def holds(edits: list[tuple[str, float, float, str, int]]) -> None:
        if itinerary := read_or_refused(edited(WORDS[name], edits).encode()):
            shown.speaks(itinerary)

    holds()
