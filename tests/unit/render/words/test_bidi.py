"""Words of both directions in one plain text."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import revise
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.render.words import bidi
from itinerary.render.words.language import Language
from itinerary.source import read
from tests.conftest import NOW, SITE
from tests.support.contract import unfolded
from tests.support.two_directions import FAIR


def isolate(words: str) -> str:
    return f"{bidi.FIRST_STRONG_ISOLATE}{words}{bidi.POP_DIRECTIONAL_ISOLATE}"


def feed(tag: str) -> list[dict[str, str]]:
    """Return the entries of the fair's feed, as properties with their values."""
    programme = read(FAIR.encode(), file="fair.yaml", now=NOW).itinerary

    body = render_feed(revise(None, programme, NOW), Selection(), tag, site=SITE).body
    lines = "\n".join(unfolded(body)).replace("\\,", ",")
    entries = (entry.split("END:VEVENT")[0] for entry in lines.split("BEGIN:VEVENT\n")[1:])
    return [dict(line.split(":", 1) for line in entry.splitlines()) for entry in entries]


def test_every_letter_of_the_other_direction_is_found() -> None:
    for code in range(sys.maxunicode):
        kind = unicodedata.bidirectional(letter := chr(code))
        if kind in ("R", "AL"):
            assert bidi.mixes(f"a{letter}", leftwards=False), hex(code)
        elif kind == "L":
            assert bidi.mixes(f"ش{letter}", leftwards=True), hex(code)
            assert not bidi.mixes(letter, leftwards=False), hex(code)


@given(st.text(), st.booleans())
def test_isolated_words_are_between_isolates_or_as_they_were(words: str, leftwards: bool) -> None:
    assert bidi.isolated(words, leftwards=leftwards) in (words, isolate(words))


@pytest.mark.parametrize("tag", ["en", "zh", "ru", "ja", "el"])
def test_a_text_in_one_direction_has_no_isolates(tag: str) -> None:
    language = Language.of(tag)
    assert language.row(", ", ["Harbin", "哈尔滨", "12–14"]) == "Harbin, 哈尔滨, 12–14"


def test_entries_isolate_words_of_the_other_direction_beside_others() -> None:
    opening, _concert, prayers = feed("en")
    assert opening["SUMMARY"] == "Opening (time TBA)"
    assert prayers["SUMMARY"] == f"{isolate('صلاة')} (time TBA)"
    assert opening["LOCATION"] == "Hall 3, Cairo"
    opening, _concert, _prayers = feed("ar")
    assert opening["SUMMARY"].startswith(f"{isolate('الافتتاح (C++)!')} (")
    assert opening["LOCATION"].startswith(isolate("Hall 3"))
    assert opening["LOCATION"].endswith("القاهرة")
    assert isolate("Duo (Graz)") in opening["DESCRIPTION"]
    assert isolate("هدى") not in opening["DESCRIPTION"]


def test_a_title_alone_has_no_isolates() -> None:
    programme = FAIR.replace("when: 2026-05-16\n", "when: 2026-05-16 10:00\n")
    found = read(programme.encode(), file="fair.yaml", now=NOW).itinerary

    body = render_feed(revise(None, found, NOW), Selection(), "ar", site=SITE).body
    assert "SUMMARY:الافتتاح (C++)!" in unfolded(body)
