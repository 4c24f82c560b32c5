"""Hints lead to what was meant, and never to a neighbour by accident."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.errors import NotationError
from itinerary.model.notation import parse
from itinerary.model.spelling import did_you_mean
from itinerary.model.text import visible
from itinerary.source.fields import LONGEST_ID, slug
from itinerary.source.schema import EventIn
from itinerary.source.synonyms import _KEYS, _VALUES, ours, value_of_ours
from tests.unit.source.test_source import changed, errors

EVENT = """
start when   begin when   date when   time when   finish when   startTime when   start_date when
DTSTART when   dtend when   duration when   tags categories   tag categories   track categories
type categories   topics categories   location place   venue place   room place   where place
speaker parties   speakers parties   artist parties   performers parties   organizer parties
organiser parties   host parties   people parties   name title   label title   heading title
url links   link links   website links   href links   photo image   picture image   img image
desc description   body description   text description   abstract description   notes description
canceled status   cancelled status   state status   rrule repeat   recurrence repeat   uid id
slug id   source sources   references sources   subtitle summary   follows after   cancellation -
cost -   price -   capacity -   language -   timezone -   color -   city place   bogus -
"""
HEAD = """
name title   start days   date days   timezone zone   tz zone   lang languages   language languages
url site   website site   organizer publisher   organiser publisher   license licence
speakers parties   tags categories   tracks categories   sessions events   venues places
rooms places   desc description   people parties
"""
PLACE = """
label name   title name   city in   venue in   street address   location address   lat coordinates
geo coordinates   tz zone   timezone zone   url -   parent in
"""
PARTY = "bio description   biography description   url link   website link   type kind   title name"


def pairs(words: str) -> list[tuple[str, str]]:
    parts = words.split()
    return list(zip(parts[::2], parts[1::2], strict=True))


CASES = [
    *(("    place: hall", "    place: hall\n    {}: x", *pair) for pair in pairs(EVENT)),
    *(("id: small", "id: small\n{}: x", *pair) for pair in pairs(HEAD)),
    *(("name: Hall,", "name: Hall, {}: x,", *pair) for pair in pairs(PLACE)),
    *(("name: Ada}", "name: Ada, {}: x}}", *pair) for pair in pairs(PARTY)),
    *(
        ("    place: hall", "    place: hall\n    repeat: {{every: day, times: 1, {}: x}}", *pair)
        for pair in pairs("count times   exdate except   end until")
    ),
    ("[ada]", "[{{party: ada, {}: x}}]", "function", "role"),
    ("who: Press", "who: Press, {}: x", "url", "link"),
    ("who: Press", "who: Press, {}: x", "date", "when"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "word", "key"), CASES, ids=[f"{c[2]} {n}" for n, c in enumerate(CASES)]
)
def test_a_key_of_other_formats_leads_to_ours_or_to_none(
    before: str, after: str, word: str, key: str
) -> None:
    (problem,) = errors(changed(before, after.format(word)))
    assert f"there is no key “{word}” here" in problem.message
    if key == "-":
        assert "write" not in problem.hint
        assert word == "color" or "did you mean" not in problem.hint
    else:
        assert problem.hint in (f"write {key}: …", f"did you mean {key}?")


def test_the_table_leads_to_keys_that_there_are_and_takes_none_of_them_for_another() -> None:
    known = EventIn.model_fields
    assert {"when", "place", "parties", "categories"} <= set(_KEYS) & set(known)
    for key in _KEYS:
        for word in _KEYS[key].split():
            assert ours(word, [key]) == f"write {key}: …"
            assert ours(word.replace("-", "_").upper(), [key]) == f"write {key}: …"
            assert ours(word, []) == ""
    assert value_of_ours("canceled", ["cancelled"]) == "write cancelled"
    assert value_of_ours("canceled", ["person"]) == ""
    assert all(word not in _VALUES for words in _VALUES.values() for word in words.split())


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("start", ["status", "title"], ""),
        ("end", ["id", "was"], ""),
        ("time", ["title"], ""),
        ("tags", ["was"], ""),
        ("cost", ["colour"], ""),
        ("titel", ["title", "status"], "did you mean title?"),
        ("twon", ["town", "tower"], "did you mean town?"),
        ("harbn", ["harbin", "beijing"], "did you mean harbin?"),
        ("wher", ["when", "where"], "did you mean where?"),
        ("HALL", ["Hall", "hall-2"], "did you mean Hall?"),
        ("great", ["great-hall", "room"], "did you mean great-hall?"),
        ("great", ["great-hall", "great-room"], ""),
        ("a", ["b"], ""),
        ("", ["b"], ""),
    ],
)
def test_a_hint_names_only_what_a_slip_of_the_keyboard_leads_to(
    word: str, known: list[str], hint: str
) -> None:
    assert did_you_mean(word, known, "-") == (hint or "-")


@given(st.text("abcdef-", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("xyz"))
def test_one_slip_is_always_found(word: str, at: int, letter: str) -> None:
    at %= len(word)
    for slip in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        assert did_you_mean(slip, [word, "0123456789"]) == f"did you mean {word}?"


@pytest.mark.parametrize(
    ("value", "status"),
    [("canceled", "cancelled"), ("Cancelled", "cancelled"), ("delayed", "postponed"),
     ("provisional", "tentative"), ("scheduled", "confirmed")],
)  # fmt: skip
def test_a_status_of_other_formats_leads_to_ours(value: str, status: str) -> None:
    (problem,) = errors(changed("title: One", f"title: One\n    status: {value}"))
    assert problem.hint in (f"write {status}", f"did you mean {status}?")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("18:00-20:00", "write for example 2024-05-16 18:00 to 20:00"),
        ("18:00–20:00", "write for example 2024-05-16 18:00 to 20:00"),
        ("2026-05-16 18:00-20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16 18:00 - 20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16 18:00–20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16, 18:00-20:00", "write 2026-05-16 18:00 to 20:00"),
        ("16.05.2026 18:00-20:00", "write 2026-05-16 18:00 to 20:00"),
        ("2026-05-16 20:00-24:00", "write 00:00 with the next day's date"),
    ],
)
def test_a_range_with_a_hyphen_is_taken_for_one(value: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(value)
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("id", "hint"),
    [
        ("ümlaut", "write uemlaut"),
        ("Straße", "write strasse"),
        ("Łódź", "write lodz"),
        ("Smørrebrød & Øl", "write smoerrebroed-oel"),
        ("Café-Crème", "write cafe-creme"),
        ("Åsa_Ärlig", "write aasa-aerlig"),
        ("u\u0308ber", "write ueber"),
        ("hall\u200b", "write hall"),
        ("会谈", "write for example opening-gala"),
        ("Opening Gala!", "write opening-gala"),
    ],
)
def test_words_become_the_id_that_is_nearest_to_them(id: str, hint: str) -> None:
    words = changed("id: two", f"id: '{id}'")
    (problem,) = errors(words)
    assert problem.hint == hint


@given(st.text(max_size=40))
def test_the_id_that_is_suggested_is_one(words: str) -> None:
    from itinerary.source.fields import tidy_slug

    if tidy := tidy_slug(words):
        assert slug(tidy[:LONGEST_ID].strip("-")) == tidy[:LONGEST_ID].strip("-")


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        ("name: Ada}", f"name: Ada, description: {'x' * 601}}}",
         "shorten it; link can lead to the whole text"),
        ("title: One", f"title: {'x' * 161}", "shorten it; details belong in description"),
        ("title: One", f"title: One\n    summary: {'x' * 601}",
         "shorten it; details belong in description"),
        ("title: One", f"title: One\n    description: {'x' * 50_001}", "shorten it"),
        ("name: Hall,", f"name: {'x' * 161},", "shorten it"),
        ("who: Press", f"who: {'x' * 601}", "shorten it; link can lead to the whole text"),
        ("[ada]", f"[{{party: ada, role: {'x' * 161}}}]", "shorten it"),
        ("title: Small", f"title: {{en: {'x' * 161}}}",
         "shorten it; details belong in description"),
    ],
)  # fmt: skip
def test_a_text_that_is_too_long_is_not_sent_to_where_it_is(
    before: str, after: str, hint: str
) -> None:
    (problem,) = errors(changed(before, after))
    assert "more than" in problem.message
    assert problem.hint == hint


def test_a_repetition_without_an_end_is_told_to_add_one() -> None:
    (problem,) = errors(changed("place: hall", "place: hall\n    repeat: {every: week}"))
    assert problem.message == "this repetition has no end"
    assert problem.hint == "add until: 2024-05-21 or times: 6"


def test_what_can_be_seen_is_shown_as_it_is() -> None:
    assert visible("会谈 – a/b") == "会谈 – a/b"
    assert visible("a\u00a0b\u200b") == "a<U+00A0>b<U+200B>"
