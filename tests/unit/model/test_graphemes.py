"""Texts are cut between grapheme clusters, and never within what readers take for a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.cli.changes import shortened
from itinerary.model import graphemes
from itinerary.render.calendars.client_text import cut
from itinerary.render.drawings.typesetting import Typeface

FAMILY = "👩\u200d👩\u200d👧"

CLUSTERS = st.sampled_from(
    [
        *("a", " ", "é", "e\u0301", "ก็", "ที่", "क्षि", "हि", "한", "\u1112\u1161\u11ab", "שָׁ", "عً"),
        *(FAMILY, "🇩🇪", "👍🏽", "❤\ufe0f", "1\ufe0f\u20e3", "語", "か\u3099", "Z", "."),
    ]
)
TEXTS = st.lists(CLUSTERS, max_size=40).map("".join)


@pytest.mark.parametrize(
    "cluster", [FAMILY, "🇩🇪", "e\u0301", "\u1112\u1161\u11ab", "हि", "ที่", "👍🏽"]
)
def test_a_cluster_is_kept_whole_or_left_out(cluster: str) -> None:
    assert graphemes.clusters(cluster) == [cluster]
    words = f"ab{cluster}cd"
    for most in range(3, len(words)):
        kept = graphemes.start(words, most)
        assert kept in {"ab", f"ab{cluster}", f"ab{cluster}c"}
        assert len(kept) <= most


def test_a_letter_with_more_marks_than_there_is_room_is_cut_all_the_same() -> None:
    assert graphemes.start("a" + "\u0301" * 50, 10) == "a" + "\u0301" * 9


@given(TEXTS, st.integers(12, 60))
def test_whatever_cuts_a_text_breaks_no_cluster(words: str, most: int) -> None:
    whole = graphemes.clusters(words)
    starts = {"".join(whole[:kept]).rstrip() for kept in range(len(whole) + 1)}
    for short in (graphemes.shortened(words, most), cut(words, most)):
        assert len(short) <= most
        assert short == words or short[:-1].rstrip() in starts
    line = " ".join(words.split())
    assert shortened(words, most) in {line, *(f"{start}…" for start in _starts(line))}


@given(TEXTS, st.sampled_from(["en", "ar", "hi", "th", "ko"]))
def test_a_title_in_a_picture_is_cut_between_clusters(words: str, tag: str) -> None:
    short = Typeface("Sans", tag).cut(words, 40, 400)
    trimmed = {start.rstrip(" ,.;:،؛，。；：、") for start in _starts(words)}
    assert short == words or short[:-1] in trimmed


def _starts(words: str) -> set[str]:
    whole = graphemes.clusters(words)
    return {"".join(whole[:kept]) for kept in range(len(whole) + 1)}
