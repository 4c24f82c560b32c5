"""Single values: ids, texts, colours, coordinates, `none`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.source.fields import LONGEST_ID, slug
from tests.support.small_programme import SMALL, changed, errors, itinerary, parse, problems


@pytest.mark.parametrize("id", ["no", "2024", "1-000", "0x10", "1e3", "true", "2024-05-16", "yes"])
def test_id_is_what_the_author_sees(id: str) -> None:
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


def test_number_is_never_guessed_where_a_number_is_meant() -> None:
    for written in ("0x2", "1_0", "1e1", "2.0", "two"):
        words = changed("place: hall", f"place: hall\n    repeat: {{every: day, times: {written}}}")
        assert "events[0].repeat.times" in [problem.path for problem in errors(words)], written


def test_hint_for_a_colour_can_be_written_as_it_stands() -> None:
    # Without quotes, `#b22222` is a comment and the colour is empty.
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
    corrected = changed("[113.4, -52.5]", problem.hint.removeprefix("write "), words)
    point = itinerary(corrected).places[0].coordinates
    assert point is not None
    assert (point.latitude, point.longitude) == (-52.5, 113.4)


def test_single_value_stands_for_a_list_of_one() -> None:
    words = changed("[talk]", "talk", changed("sources: [press]", "sources: press"))
    words = changed("languages: [en]", "languages: en", words)
    assert itinerary(words) == itinerary(SMALL)


def test_colour_is_exact_and_has_the_nearest_name() -> None:
    for written, hex, name in [
        ("firebrick", "#b22222", "firebrick"),
        ("FireBrick", "#b22222", "firebrick"),
        ('"#B22223"', "#b22223", "firebrick"),
        ('"#f00"', "#ff0000", "red"),
    ]:
        colour = itinerary(changed("id: small", f"id: small\ncolour: {written}")).colour
        assert (colour.hex, colour.name) == (hex, name)


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
def test_none_is_refused_in_other_places(old: str, new: str, message: str, hint: str) -> None:
    (problem,) = problems(changed(old, new))
    assert (problem.message, problem.hint) == (message, hint)


def test_none_is_read_as_without() -> None:
    words = changed("2026-05-16 10:00 to 11:00", "2026-05-16 10:00\n    end: none")
    words = words.replace("place: hall\n    parties: [ada]", "place: none\n    parties: none")
    words = words.replace("in: town}", "in: town, address: none}")
    reading = parse(words)
    one, two = reading.itinerary.events
    assert not reading.warnings
    assert (one.without, one.place, one.parties) == (("end", "parties", "place"), None, ())
    assert two.without == ()
    assert [place.addressless for place in reading.itinerary.places] == [False, True, False]


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
def test_invalid_id_suggests_the_nearest_valid_one(id: str, hint: str) -> None:
    words = changed("id: two", f"id: '{id}'")
    (problem,) = errors(words)
    assert problem.hint == hint


@given(st.text(max_size=40))
def test_suggested_id_is_valid(words: str) -> None:
    from itinerary.source.fields import tidy_slug

    if tidy := tidy_slug(words):
        assert slug(tidy[:LONGEST_ID].strip("-")) == tidy[:LONGEST_ID].strip("-")


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        ("name: Ada}", f"name: Ada, description: {'x' * 50_001}}}",
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
def test_too_long_text_has_a_hint_for_its_key(before: str, after: str, hint: str) -> None:
    (problem,) = errors(changed(before, after))
    assert "more than" in problem.message
    assert problem.hint == hint
