"""Schedules for apps of conferences."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event, Itinerary, Status
from itinerary.model.when import Timed
from itinerary.render.exchange import permanent_names
from itinerary.render.exchange.permanent_names import permanent_numbers, permanent_uuid
from itinerary.render.exchange.schedule import LeftOut, left_out, schedule_json, schedule_xml
from itinerary.value import replace
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.cached_app import cached_app
from tests.support.examples import examples
from tests.support.imports import settled
from tests.support.schedule_rules import JSON, broken_in_xml
from tests.support.small_programme import SMALL, changed, itinerary
from tests.support.strategies import PUBLISHED, itineraries
from tools.golden import lanterns

NIGHTS = """\
id: x
title: Nights
languages: [en]
zone: America/New_York
day-starts: 06:00
places: {a: {name: Town}, hall: {name: Hall, in: a}, b: {name: Port}, other: {name: Hall, in: b}}
tracks: {main: {name: Main, colour: "#aa2200"}}
categories: {talk: {name: Talk}}
parties:
  ada: {name: Ada, description: Sings.}
  band: {name: The Band, kind: organisation}
sources: {us: {who: Us}}
events:
  - id: late
    title: Late
    summary: A short line.
    description: Long **words**.
    when: 2027-05-11 01:00 to 02:30
    place: hall
    tracks: main
    categories: talk
    parties: [ada, band]
    spoken: de
    links: [{title: More, url: "https://a.example/more"}]
    recording: {url: "https://a.example/rec", licence: CC BY 4.0}
    sources: us
  - {id: early, title: Early, when: "2027-05-10 20:00 to 23:00", place: other, sources: us}
  - {id: lunch, title: Lunch, when: "2027-05-10 12:00 to 13:00", kind: break, sources: us}
  - id: maybe
    title: Maybe
    when: 2027-05-11 10:05 to 11:00
    status: tentative
    online: https://a.example/
    sources: us
  - {id: half, title: Half, when: "2027-05-10 20:00", sources: us}
  - {id: day, title: Day, when: 2027-05-10 evening, sources: us}
  - {id: off, title: Off, when: "2027-05-10 20:00 to 21:00", status: cancelled, sources: us}
  - {id: long, title: Long, when: "2027-05-10 20:00 to 2027-05-15 21:00", sources: us}
"""


def edition_in(words: str) -> Edition:
    return revise(None, itinerary(words), NOW)


def conference(edition: Edition) -> Any:
    return json.loads(schedule_json(edition, site=SITE))["schedule"]["conference"]


def events(edition: Edition) -> list[Any]:
    """Return the events of a schedule.json."""
    days = conference(edition)["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


def assert_true(edition: Edition) -> None:
    """Check that a schedule keeps the rules, and has the announced times alone."""
    xml, data = schedule_xml(edition, site=SITE), schedule_json(edition, site=SITE)
    assert not broken_in_xml(xml)
    JSON.validate(json.loads(data))
    announced: dict[str, tuple[str, str]] = {}
    for event in edition.itinerary.events:
        timed = isinstance(event.when, Timed) and event.when.end is not None
        if timed and event.status in (Status.CONFIRMED, Status.TENTATIVE):
            assert isinstance(event.when, Timed)
            announced[str(permanent_uuid(event.uid))] = (
                event.when.start.isoformat(),
                event.title.to(edition.itinerary.languages[0]),
            )
    said = {event["guid"]: (event["date"], event["title"]) for event in events(edition)}
    assert said.items() <= announced.items()
    counted = json.loads(data)["schedule"]["left_out"]
    assert sum(counted.values()) == len(edition.itinerary.events) - len(said)
    assert len(announced) - len(said) == counted["longer_than_99_hours"]
    nodes = ET.fromstring(xml).iterfind("day/room/event")
    assert {e.get("guid"): (e.findtext("date"), e.findtext("title")) for e in nodes} == said


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_schedule_keeps_its_rules_and_has_announced_hours_alone(
    programme: str, editions: dict[str, Edition]
) -> None:
    assert_true(editions[programme])
    assert_true(lanterns())
    assert_true(edition_in(NIGHTS))


@given(itinerary=itineraries(most=4))
@settings(examples(10), suppress_health_check=list(HealthCheck))
def test_schedule_of_any_programme_keeps_its_rules(itinerary: Itinerary) -> None:
    edition = revise(None, itinerary, PUBLISHED)
    if itinerary.first:
        assert_true(edition)


def test_schedule_says_how_many_events_it_leaves_out_and_where_they_are() -> None:
    edition = edition_in(NIGHTS)
    about = json.loads(schedule_json(edition, site=SITE))["schedule"]
    assert about["left_out"] == {
        "start_not_announced": 1,
        "end_not_announced": 1,
        "cancelled_or_postponed": 1,
        "longer_than_99_hours": 1,
    }
    assert about["left_out_are_in"] == "https://visit.example/en/"
    xml = schedule_xml(edition, site=SITE).decode()
    assert "start not announced: 1, end not announced: 1, cancelled or postponed: 1" in xml


def test_day_of_a_schedule_is_that_of_the_programme_and_its_rooms_can_be_told_apart() -> None:
    first, second = conference(edition_in(NIGHTS))["days"]
    assert first["day_start"] == "2027-05-10T06:00:00-04:00"
    assert first["day_end"] == second["day_start"] == "2027-05-11T06:00:00-04:00"
    titles = {room: [e["title"] for e in found] for room, found in first["rooms"].items()}
    assert titles == {"Hall, Town": ["Late"], "Hall, Port": ["Early"], "": ["Lunch"]}
    assert [e["title"] for e in second["rooms"]["Online"]] == ["Maybe"]
    assert conference(edition_in(NIGHTS))["timeslot_duration"] == "00:05"


def test_schedule_says_of_an_event_what_it_has_words_for() -> None:
    edition = edition_in(NIGHTS)
    late = next(event for event in events(edition) if event["title"] == "Late")
    names = {key: late[key] for key in ("subtitle", "description", "track", "type", "language")}
    assert names == {
        "subtitle": "A short line.",
        "description": "Long **words**.",
        "track": "Main",
        "type": "Talk",
        "language": "de",
    }
    assert (late["date"], late["start"], late["duration"]) == (
        "2027-05-11T01:00:00-04:00",
        "01:00",
        "01:30",
    )
    assert [person["name"] for person in late["persons"]] == ["Ada", "The Band"]
    assert late["persons"][0]["biography"] == "Sings."
    assert late["url"] == "https://visit.example/en/events/late/"
    assert [link["url"] for link in late["links"]] == [
        "https://a.example/more",
        "https://a.example/rec",
    ]
    node = ET.fromstring(schedule_xml(edition, site=SITE)).find(".//recording")
    assert node is not None
    assert [(child.tag, child.text) for child in node] == [
        ("license", "CC BY 4.0"),
        ("optout", "false"),
        ("url", "https://a.example/rec"),
    ]
    maybe = next(event for event in events(edition) if event["title"] == "Maybe")
    assert maybe["abstract"] == "Expected"


@pytest.mark.parametrize("render", [schedule_xml, schedule_json])
def test_schedule_is_read_back_by_our_import(render: Any) -> None:
    edition = edition_in(NIGHTS)
    made = settled(render(edition, site=SITE))
    found = {event.values["title"]: dict(event.values) for event in made.events}
    scheduled = [event for event in edition.itinerary.events if left_out(event) is None]
    assert {*found} == {event.title.to("en") for event in scheduled}
    late = found["Late"]
    assert late["when"] == "2027-05-11 01:00 to 02:30"
    assert late["summary"] == "A short line."
    assert late["description"] == "Long **words**."
    assert late["spoken"] == ["de"]
    assert len(late["parties"]) == 2
    assert made.facets["places"][late["place"][0]]["name"] == "Hall, Town"
    assert made.facets["tracks"][late["tracks"][0]] == {"name": "Main", "colour": "#aa2200"}
    assert made.facets["categories"][late["categories"][0]]["name"] == "Talk"
    urls = [link["url"] for link in late["links"]]
    assert {"https://visit.example/en/events/late/", "https://a.example/more"} <= {*urls}
    assert found["Lunch"]["kind"] == "break"
    assert late["from"]["uid"] == str(permanent_uuid("late@x.itinerary"))


def test_every_large_programme_is_read_back_with_its_times(editions: dict[str, Edition]) -> None:
    edition = editions["conference"]
    zone = edition.itinerary.zone.info
    made = settled(schedule_json(edition, site=SITE))
    scheduled = [event for event in edition.itinerary.events if left_out(event) is None]
    expected = sorted((event.title.to("en"), _notation(event, zone)) for event in scheduled)
    assert sorted((e.values["title"], e.values["when"]) for e in made.events) == expected


def _notation(event: Event, zone: Any) -> str:
    assert isinstance(event.when, Timed)
    assert event.when.end
    start, end = event.when.start.astimezone(zone), event.when.end.astimezone(zone)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {last}"


def test_ids_stay_when_an_event_moves_and_others_come_and_go() -> None:
    first = edition_in(SMALL)
    before = {event["title"]: (event["id"], event["guid"]) for event in events(first)}
    more = changed(
        "  - id: one\n    title: One\n    when: 2026-05-16 10:00",
        "  - {id: new, title: New, when: 2026-05-15 08:00 to 09:00, sources: press}\n"
        "  - id: one\n    title: One\n    when: 2026-05-16 09:30",
    )
    later = revise(first, itinerary(more), NOW + timedelta(hours=1))
    after = {event["title"]: (event["id"], event["guid"]) for event in events(later)}
    assert after["One"] == before["One"]
    assert after["New"] not in before.values()
    # A ledger that is restored from a feed has its events in another order.
    restored = replace(later, records=dict(reversed([*later.records.items()])))
    assert {event["title"]: (event["id"], event["guid"]) for event in events(restored)} == after


def test_numbers_of_names_with_one_hash_differ_and_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    real = permanent_names._hash
    monkeypatch.setattr(permanent_names, "_hash", lambda name, n: 7 if n == 0 else real(name, n))
    numbers = permanent_numbers(["a", "b", "c"])
    assert numbers["a"] == 7
    assert len({*numbers.values()}) == 3
    assert numbers.items() <= permanent_numbers(["a", "b", "c", "d"]).items()


def test_schedule_has_the_headers_of_feeds_and_none_is_served_without_a_day() -> None:
    app = cached_app(Publication(edition_in(NIGHTS), SITE)).test_client()
    for path, kind in (
        ("/schedule.xml", "application/xml"),
        ("/schedule.json", "application/json"),
    ):
        got = app.get(path)
        assert (got.status_code, got.mimetype) == (200, kind)
        assert got.headers["Access-Control-Allow-Origin"] == "*"
        assert app.get(path, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
        assert app.get(f"{path}?utm=x").headers["Location"] in (path, path[1:])
    bare = "id: x\ntitle: X\nlanguages: [en]\nzone: UTC\nsources: {u: {who: U}}\n"
    bare += "events: [{id: a, title: A, sources: u}]\n"
    lost = cached_app(Publication(edition_in(bare), SITE)).test_client().get("/schedule.xml")
    assert (lost.status_code, lost.mimetype) == (404, "text/plain")
    assert "No event has a day" in lost.text


def test_reasons_to_leave_an_event_out_are_told_from_its_time_and_status() -> None:
    reasons = {event.id: left_out(event) for event in edition_in(NIGHTS).itinerary.events}
    assert {key: reason for key, reason in reasons.items() if reason} == {
        "half": LeftOut.NO_END,
        "day": LeftOut.NO_START,
        "off": LeftOut.OFF,
        "long": LeftOut.TOO_LONG,
    }
