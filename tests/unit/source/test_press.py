"""What the press has to know, and deadlines: from the file to the model."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from itinerary.ledger.canonical import dump, load
from itinerary.model.itinerary import DeadlineKind, Event, PressAccess, Status
from itinerary.model.when import Day, Timed
from tests.support.small_programme import SMALL, changed, itinerary, problems


def written(keys: str, top: str = "") -> str:
    """Return the small programme in which the first event and the file have further keys."""
    return changed("    place: hall", f"    place: hall\n    {keys}") + top


def one(keys: str) -> Event:
    return itinerary(written(keys)).events[0]


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("pool", [PressAccess.POOL]),
        ("[host-broadcaster, pool]", [PressAccess.HOST_BROADCASTER, PressAccess.POOL]),
    ],
)
def test_access_is_of_one_or_several_kinds(value: str, kinds: list[PressAccess]) -> None:
    press = one(f"press: {{access: {value}}}").press
    assert press
    assert list(press.access) == kinds


def test_access_entrance_and_contact_are_words() -> None:
    press = one(
        "press: {access: Badge holders first, entrance: South door, contact: The desk}"
    ).press
    assert press
    assert press.access_note
    assert press.entrance
    assert press.contact
    assert press.access_note.to("en") == "Badge holders first"
    assert press.entrance_place is None


def test_an_entrance_is_a_place_if_one_has_that_id() -> None:
    press = one("press: {entrance: hall}").press
    assert press
    assert press.entrance_place
    assert press.entrance_place.id == "hall"


def test_a_call_is_a_time_of_day_or_has_a_day_of_its_own() -> None:
    near = one("press: {call: 09:15}")
    assert near.press
    assert near.press.call == time(9, 15)
    assert near.press_call
    assert (near.press_call.date(), near.press_call.hour) == (date(2026, 5, 16), 9)
    before = one("press: {call: 2026-05-15 18:00}")
    assert before.press_call == datetime(2026, 5, 15, 18, tzinfo=before.zone.info)


def test_what_the_press_knows_is_the_same_after_the_ledger() -> None:
    event = one("press: {call: 2026-05-15 18:00, accreditation: 2026-05-10 18:00, entrance: hall}")
    assert load(dump(event)) == event


@pytest.mark.parametrize(
    ("press", "message", "hint"),
    [
        ("{access: pol}", "“pol” is no kind of access", "did you mean pool?"),
        ("{access: [pool, opn]}", "“opn” is no kind of access", "did you mean open?"),
        ("{call: 25:00}", "25:00 is not a time of day", "write a time from 00:00 to 23:59"),
        (
            "{call: 2026-05-17 10:00}",
            "the press is called after the start at 2026-05-16 10:00",
            "mend one of the two times; of a repetition, write the time of day alone",
        ),
        (
            "{call: 11:00}",
            "the press is called at 11:00, after the start at 10:00",
            "mend one of the two times",
        ),
        ("{}", "this does not say anything to the press", "write press: {access: open}"),
    ],
)
def test_wrong_words_for_the_press_are_reported(press: str, message: str, hint: str) -> None:
    assert [(p.message, p.hint) for p in problems(written(f"press: {press}"))] == [(message, hint)]


DEADLINES = """
deadlines:
  - id: visas
    title: Visas
    by: 2026-04-20 18:00
    about: one
  - {id: lists, title: Lists}
"""


def test_deadlines_are_those_of_the_list_and_those_of_events() -> None:
    keys = "registration: {by: 2026-05-10}\n    press: {accreditation: 2026-05-01 18:00}"
    found = itinerary(written(keys, DEADLINES)).deadlines
    assert [(one.id, one.deadline and one.deadline.kind) for one in found] == [
        ("deadline--visas", DeadlineKind.OTHER),
        ("deadline--lists", DeadlineKind.OTHER),
        (f"{FIRST}--accreditation", DeadlineKind.ACCREDITATION),
        (f"{FIRST}--registration", DeadlineKind.REGISTRATION),
    ]
    assert isinstance(found[0].when, Timed)
    assert (found[1].when, found[3].when) == (None, Day(date(2026, 5, 10)))


FIRST = itinerary(SMALL).events[0].id


def test_a_programme_without_the_list_and_the_press_has_no_deadlines() -> None:
    assert itinerary(written("registration: {by: 2026-05-10}")).deadlines == ()
    assert (
        len(itinerary(written("registration: {by: 2026-05-10}", "\ndeadlines: []\n")).deadlines)
        == 1
    )


def test_the_deadline_of_a_cancelled_event_is_cancelled() -> None:
    text = written("status: cancelled\n    press: {accreditation: 2026-05-01}")
    assert [d.status for d in itinerary(text).deadlines] == [Status.CANCELLED]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: lists", "id: visas", "“visas” is here twice; the first is in line"),
        ("about: one", "about: onw", "there is no event “onw”"),
        ("by: 2026-04-20 18:00", "by: 2026-04-20, when: x", ""),
        ("title: Lists", "titel: Lists", "there is no key “titel” here"),
    ],
)
def test_wrong_deadlines_are_reported_where_they_are(old: str, new: str, message: str) -> None:
    found = problems(written("", DEADLINES.replace(old, new)))
    assert any(message in problem.message and problem.line > 1 for problem in found)
