"""UIDs of calendars that are kept, so that their subscribers can be led to ours."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from itinerary.imports.composition import file_of
from itinerary.imports.merge import first_memory, plan
from itinerary.imports.report import ReportCollector
from itinerary.imports.settle import settle
from itinerary.ledger import revise
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.source import SourceError
from itinerary.source import read as read_programme
from tests.conftest import NOW, SITE
from tests.support.imports import TODAY, calendar, imported, settled

DAY = "DTSTART;VALUE=DATE:202705"
A = f"SUMMARY:Opening\n{DAY}10\nLOCATION:Hall"
B = f"SUMMARY:Closing\n{DAY}12"
C = f"SUMMARY:Dinner\n{DAY}11"


def entries(body: bytes) -> dict[str, Any]:
    """Return the events of a calendar by UID."""
    return {str(vevent["UID"]): vevent for vevent in Calendar.from_ical(body).walk("VEVENT")}


def kept(source: bytes) -> dict[str, Any]:
    """Return the events of a source that keep their UIDs, by id."""
    made = settle([imported(source)], today=TODAY, keep_uids=True)
    return {event.id: dict(event.values) for event in made.events}


def text_of(source: bytes) -> bytes:
    made = settle([imported(source)], today=TODAY, keep_uids=True)
    return file_of(made, collector=ReportCollector()).encode()


@pytest.mark.parametrize(
    ("written", "modified"),
    [("20260301T100000.5Z", "2026-03-01T10:00:00Z"), ("20260301T250000Z", None)],
)
def test_time_of_a_revision_is_one_that_a_file_can_have(written: str, modified: str | None) -> None:
    source = calendar(f"{A}\nLAST-MODIFIED:{written}")
    assert kept(source)["opening"]["from"].get("modified") == modified
    assert read_programme(text_of(source), file="f", now=NOW).itinerary


def test_uids_of_a_calendar_are_kept_when_asked() -> None:
    revised = f"{A}\nSEQUENCE:4\nLAST-MODIFIED:20260301T100000Z"
    source = calendar(revised, f"{B}\nSEQUENCE:99999999999\nLAST-MODIFIED:never", C)
    assert "uid" not in settled(source).events[0].values
    made = kept(source)
    assert made["opening"]["uid"] == "0@x"
    origin = {"source": "harbour-days", "uid": "0@x"}
    assert made["opening"]["from"] == {
        **origin, "sequence": "4", "modified": "2026-03-01T10:00:00Z"
    }  # fmt: skip
    assert made["closing"]["from"]["sequence"] == "0"
    edition = revise(None, read_programme(text_of(source), file="f", now=NOW).itinerary, NOW)
    body = render_feed(edition, Selection(), "en", site=SITE).body
    there, here = entries(source), entries(body)
    assert there.keys() == here.keys()
    assert here["0@x"].decoded("SEQUENCE") == 5
    assert here["0@x"].decoded("LAST-MODIFIED") > there["0@x"].decoded("LAST-MODIFIED")
    assert here["0@x"].decoded("DTSTAMP") == here["0@x"].decoded("LAST-MODIFIED")


@pytest.mark.parametrize(
    ("uid", "expected"),
    [
        ("Ä,b;c\"d'é ☃", "Ä,b;c\"d'é ☃"),
        ("040000008200E00074C5B7101A82E008" * 7, "040000008200E00074C5B7101A82E008" * 7),
        ("x" * 256, None),
        ("ж" * 128, None),
        ("a\x01b", None),
        ("e\u0301", None),
        ("a\\nb", None),
    ],
)
def test_uid_is_kept_as_it_is_or_not_at_all(uid: str, expected: str | None) -> None:
    escaped = uid.replace(",", "\\,").replace(";", "\\;")
    source = calendar(A).replace(b"UID:0@x", f"UID:{escaped}".encode())
    assert kept(source)["opening"].get("uid") == expected
    programme = read_programme(text_of(source), file="f", now=NOW).itinerary
    assert (programme.events[0].uid == "opening@harbour-days.itinerary") == (expected is None)
    edition = revise(None, programme, NOW)
    body = render_feed(edition, Selection(), "en", site=SITE).body
    assert list(entries(body)) == [programme.events[0].uid]


def test_uids_that_differ_in_case_are_kept_as_two() -> None:
    source = calendar(A, B).replace(b"UID:0@x", b"UID:Q@x").replace(b"UID:1@x", b"UID:q@x")
    assert {one["uid"] for one in kept(source).values()} == {"Q@x", "q@x"}


def test_dates_of_a_series_have_uids_made_from_its_own() -> None:
    rule = "SUMMARY:Choir\nDTSTART:20270510T100000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = f"{C}\nRECURRENCE-ID:20270517T100000Z"
    source = calendar(rule, moved).replace(b"UID:1@x", b"UID:0@x")
    programme = read_programme(text_of(source), file="f", now=NOW).itinerary
    uids = {"0@x#2027-05-10", "0@x#20270517T100000", "0@x#2027-05-24"}
    assert {event.uid for event in programme.events} == uids
    said = "each date has a UID of its own, made from that of the series"
    made = settle([imported(source)], today=TODAY, keep_uids=True)
    assert dict(made.report.guesses)[said] == ("Choir", "Dinner")


def test_sources_without_uids_of_calendars_say_so() -> None:
    made = settle([imported(b"Title;Date\nA;2027-05-10\n")], today=TODAY, keep_uids=True)
    assert "a has no UIDs that could be kept" in dict(made.report.guesses)
    assert "uid" not in made.events[0].values


def test_revisions_of_a_source_that_goes_on_are_followed() -> None:
    source = calendar(f"{A}\nSEQUENCE:4")
    made = settle([imported(source)], today=TODAY, keep_uids=True)
    text, known = file_of(made, collector=ReportCollector()), first_memory(made, {})
    again = plan(text, [imported(source)], known, today=TODAY, keep_uids=True)
    assert (again.text, again.steps) == (text, ())
    later = imported(calendar(f"{A}\nSEQUENCE:7", B))
    again = plan(text, [later], known, today=TODAY)
    assert again.text.startswith(text.rstrip("\n").replace("sequence: 4", "sequence: 7"))
    assert again.text.count("uid: 0@x") == 2
    assert again.text.count("    uid:") == 1  # that of the new event is not kept unless asked
    again = plan(text, [later], known, today=TODAY, keep_uids=True)
    assert again.text.count("    uid:") == 2


def test_uids_are_kept_of_events_that_were_imported_without() -> None:
    made = settle([imported(calendar(A))], today=TODAY)
    text, known = file_of(made, collector=ReportCollector()), first_memory(made, {})
    again = plan(text, [imported(calendar(A))], known, today=TODAY, keep_uids=True)
    (step,) = again.steps
    assert {one.key for one in step.differences} == {"uid", "from"}
    assert read_programme(again.text.encode(), file="f", now=NOW).itinerary.events[0].uid == "0@x"


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("uid: " + "x" * 256, "a uid has 1 to 255 octets, this has 256"),
        ("uid: 0@x", "“0@x” already names the event “closing”"),
        ("uid: deadline--a@harbour-days.itinerary", "can be the uid of a deadline"),
        ('uid: "a\\nb"', "this uid has characters that calendars cannot have"),
        ("from: {source: harbour-days, sequence: -1}", "a revision has a number from 0"),
        ("from: {source: harbour-days, modified: 2026-13-01T10:00:00Z}", "no such time"),
        ("from: {source: harbour-days, modified: yesterday}", "this is no time in UTC"),
    ],
)
def test_uid_that_cannot_be_one_is_an_error_with_its_line(key: str, message: str) -> None:
    lines = text_of(calendar(B, A)).decode().splitlines()
    n = next(n for n, words in enumerate(lines) if "id: opening" in words)
    own = [words for words in lines[n + 1 :] if not words.strip().startswith(("uid", "from"))]
    text = "\n".join([*lines[: n + 1], f"    {key}", *own])
    with pytest.raises(SourceError) as error:
        read_programme(text.encode(), file="f", now=NOW)
    (problem,) = error.value.problems
    assert message in problem.message
    assert problem.line == n + 2
