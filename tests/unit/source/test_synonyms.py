"""Keys and values of other formats lead to ours."""

from __future__ import annotations

import pytest

from itinerary.source.schema import EventIn
from itinerary.source.synonyms import KEYS, VALUES, ours, value_of_ours
from tests.support.small_programme import changed, errors

EVENT = """
start when   begin when   date when   time when   finish when   startTime when   start_date when
DTSTART when   dtend when   duration when   tag tags   track tracks   keyword tags
type categories   topics categories   location place   venue place   room place   where place
speaker parties   speakers parties   artist parties   performers parties   organizer organiser
host parties   people parties   name title   label title   heading title
url links   link links   website links   href links   photo image   picture image   img image
desc description   body description   text description   abstract description   notes description
canceled status   cancelled status   state status   rrule repeat   recurrence repeat
slug id   source sources   references sources   subtitle summary   follows after   cancellation -
cost price   seats capacity   language spoken   rsvp registration   timezone -   color -
city place   bogus -
"""
HEAD = """
name title   start days   date days   timezone zone   tz zone   lang languages   language languages
url site   website site   organizer publisher   organiser publisher   license licence
speakers parties   tags categories   track tracks   sessions events   venues places
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
def test_key_of_other_formats_leads_to_ours_or_to_none(
    before: str, after: str, word: str, key: str
) -> None:
    (problem,) = errors(changed(before, after.format(word)))
    assert f"there is no key “{word}” here" in problem.message
    if key == "-":
        assert "write" not in problem.hint
        assert word == "color" or "did you mean" not in problem.hint
    else:
        assert problem.hint in (f"write {key}: …", f"did you mean {key}?")


def test_synonyms_lead_to_existing_keys_only() -> None:
    known = EventIn.model_fields
    assert {"when", "place", "parties", "categories"} <= set(KEYS) & set(known)
    for key in KEYS:
        for word in KEYS[key].split():
            assert ours(word, [key]) == f"write {key}: …"
            assert ours(word.replace("-", "_").upper(), [key]) == f"write {key}: …"
            assert ours(word, []) == ""
    assert value_of_ours("canceled", ["cancelled"]) == "write cancelled"
    assert value_of_ours("canceled", ["person"]) == ""
    assert all(word not in VALUES for words in VALUES.values() for word in words.split())


@pytest.mark.parametrize(
    ("value", "status"),
    [("canceled", "cancelled"), ("Cancelled", "cancelled"), ("delayed", "postponed"),
     ("provisional", "tentative"), ("scheduled", "confirmed")],
)  # fmt: skip
def test_status_of_other_formats_leads_to_ours(value: str, status: str) -> None:
    (problem,) = errors(changed("title: One", f"title: One\n    status: {value}"))
    assert problem.hint in (f"write {status}", f"did you mean {status}?")
