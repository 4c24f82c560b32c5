"""Schedules of conferences as imported programmes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from itinerary.imports.settle import SettledProgramme
from itinerary.source import SourceError
from tests.support.imports import programme, settled

XML = """<?xml version="1.0" encoding="utf-8"?>
<schedule>
  <version>3</version>
  <conference>
    <title>Harbour Conf</title>
    <time_zone_name>Europe/Berlin</time_zone_name>
    <tracks><track color="#aa2200">Ships</track></tracks>
  </conference>
  <day index="1" date="2027-05-10" start="2027-05-10T08:00:00+02:00"
    end="2027-05-11T04:00:00+02:00">
    <room name="Hall">
      <event guid="g-1" id="7">
        <date>2027-05-10T10:00:00+02:00</date><start>10:00</start><duration>00:45</duration>
        <title>Opening &amp; more</title><subtitle>With cake</subtitle>
        <abstract>Short **words**.</abstract><description>Long words.</description>
        <track>Ships</track><type>Talk</type><language>de</language>
        <persons><person id="1" guid="p-1">Ada Placeholder</person></persons>
        <links><link href="https://example.com/a">More</link></links>
        <attachments>
          <attachment href="https://example.com/a.pdf" type="slides">Slides</attachment>
        </attachments>
        <recording><license>CC BY 4.0</license><optout>false</optout></recording>
      </event>
      <event guid="g-2"><start>01:00</start><duration>1:00</duration><title>Night</title></event>
      <event guid="g-3"><title>Some time</title></event>
      <event guid="g-4"><start>12:00</start><title>Lunch</title><type>lunch</type></event>
      <event guid="g-5"><start>13:00</start></event>
    </room>
  </day>
</schedule>
"""


def test_event_of_a_schedule_has_all_that_our_file_has_a_place_for() -> None:
    made = settled(XML.encode())
    opening = dict(made.events[0].values)
    assert opening == {
        "id": "opening-more",
        "title": "Opening & more",
        "summary": "With cake",
        "description": "Short **words**.\n\nLong words.",
        "place": ["hall"],
        "tracks": ["ships"],
        "categories": ["talk"],
        "parties": [{"party": "ada-placeholder"}],
        "spoken": ["de"],
        "links": [
            {"url": "https://example.com/a", "title": "More"},
            {"url": "https://example.com/a.pdf", "title": "Slides", "kind": "slides"},
        ],
        "when": "2027-05-10 10:00 to 10:45",
        "sources": ["harbour-conf"],
        "from": {"source": "harbour-conf", "uid": "g-1"},
    }
    assert made.facets["tracks"]["ships"]["colour"] == "#aa2200"
    assert programme(XML.encode()).zone.info.key == "Europe/Berlin"


def test_time_of_a_schedule_is_after_midnight_before_the_day_starts() -> None:
    whens = {event.id: event.values["when"] for event in settled(XML.encode()).events}
    assert whens["night"] == "2027-05-11 01:00 to 02:00"
    assert whens["some-time"] == "2027-05-10"


def test_break_is_a_break_and_event_without_title_is_left_out_with_its_line() -> None:
    made = settled(XML.encode())
    assert {event.id: event.values.get("kind") for event in made.events}["lunch"] == "break"
    (problem,) = made.report.problems
    assert problem.line == 27


def test_json_says_the_same_as_xml() -> None:
    events = [
        {
            "guid": "g-1",
            "title": "Opening",
            "date": "2027-05-10T10:00:00+02:00",
            "duration": "00:45",
            "track": {"en": "Ships"},
            "persons": [{"guid": "p", "public_name": "Ada"}],
            "links": [],
        }
    ]
    data = {
        "schedule": {
            "base_url": "https://conf.example/",
            "conference": {
                "title": "Harbour Conf",
                "time_zone_name": "Europe/Berlin",
                "days": [{"date": "2027-05-10", "rooms": {"Hall": events}}],
            },
        }
    }
    made = settled(json.dumps(data).encode())
    (event,) = made.events
    assert event.values["when"] == "2027-05-10 10:00 to 10:45"
    assert event.values["tracks"] == ["ships"]
    assert made.sources["harbour-conf"]["link"] == "https://conf.example/"


def test_entities_are_refused_with_their_line() -> None:
    bomb = '<!DOCTYPE schedule [<!ENTITY a "a"><!ENTITY b "&a;&a;">]>\n<schedule>&b;</schedule>'
    with pytest.raises(SourceError, match=r"a.ics:\d+:.*entities"):
        settled(bomb.encode())


def test_broken_xml_and_json_are_told_with_their_line() -> None:
    with pytest.raises(SourceError, match=r"a.ics:3:"):
        settled(b"<schedule>\n<day>\n</oops>")
    with pytest.raises(SourceError, match=r"a.ics:2:"):
        settled(b'{"schedule": {\n"conference" 1')


def test_attachment_that_is_a_path_is_on_the_site_of_the_conference() -> None:
    site = "<base_url>https://talks.example/conf/</base_url></conference>"
    xml = XML.replace("</conference>", site).replace("https://example.com/a.pdf", "/media/a.pdf")
    links = settled(xml.encode()).events[0].values["links"]
    assert links[-1]["url"] == "https://talks.example/media/a.pdf"


def schedule_json(**event: Any) -> bytes:
    given = {"guid": "g", "title": "Talk", "date": "2027-05-10T10:00:00+02:00", **event}
    day = {"date": "2027-05-10", "rooms": {"Hall": [given]}}
    conference = {"title": "C", "time_zone_name": "Europe/Berlin", "days": [day]}
    return json.dumps({"schedule": {"conference": conference}}).encode()


def test_recording_has_its_licence_and_stands_once() -> None:
    address = "https://example.com/r.mp4"
    links = [{"url": address, "title": "Recording"}]
    source = schedule_json(video_download_url=address, recording_license="CC0", links=links)
    values = settled(source).events[0].values
    assert values["recording"] == {"url": address, "licence": "CC0"}
    assert "links" not in values
    assert programme(source).events[0].recording
    xml = XML.replace("</license>", f"</license><url>{address}</url>")
    values = settled(xml.encode()).events[0].values
    assert values["recording"] == {"url": address, "licence": "CC BY 4.0"}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "Canceled"}, "cancelled"),
        ({"cancelled": True}, "cancelled"),
        ({"cancelled": 1}, "cancelled"),
        ({"cancelled": "True"}, "cancelled"),
        ({"cancelled": "1"}, "cancelled"),
        ({"cancelled": "yes", "status": "tentative"}, "cancelled"),
        ({"status": "tentative"}, "tentative"),
        ({"cancelled": "False"}, None),
        ({"cancelled": 0}, None),
        ({"cancelled": False, "status": "confirmed"}, None),
    ],
)
def test_cancelled_event_is_cancelled(said: dict[str, Any], status: str | None) -> None:
    made = settled(schedule_json(**said))
    assert made.events[0].values.get("status") == status
    assert made.report.losses == ()


def test_answers_and_unknown_states_are_counted() -> None:
    made = settled(schedule_json(status="odd", answers=[{"answer": "a"}, {"answer": "b"}]))
    assert losses(made) == {"status": 1, "answers to questions": 2}
    made = settled(schedule_json(cancelled="perhaps", status="withdrawn"))
    assert losses(made) == {"status": 1, "cancelled": 1}
    assert "status" not in made.events[0].values


def losses(made: SettledProgramme) -> dict[str, int]:
    """Return what was lost, and how often."""
    return {what: count for what, _, count in made.report.losses}


def schedule_xml(event: str) -> bytes:
    return XML.replace(
        "<recording><license>CC BY 4.0</license><optout>false</optout></recording>", event
    ).encode()


@pytest.mark.parametrize(
    ("answers", "count"),
    [({"a": "1", "b": "2"}, 2), ("words", 1), ([], 0), ({}, 0), (None, 0)],
)
def test_answers_of_any_form_are_counted(answers: Any, count: int) -> None:
    assert losses(settled(schedule_json(answers=answers))).get("answers to questions", 0) == count


def test_elements_of_xml_with_others_in_them_are_counted() -> None:
    made = settled(schedule_xml("<answers><answer>a</answer><answer>b</answer></answers>"))
    assert losses(made) == {"answers to questions": 2}
    assert losses(settled(schedule_xml("<more><one>a</one></more>"))) == {"more": 1}
    made = settled(schedule_xml("<cancelled>True</cancelled>"))
    assert made.events[0].values["status"] == "cancelled"


ONE, TWO = "https://example.com/1.mp4", "https://example.com/2.mp4"


def recording(address: str = "", licence: str = "") -> str:
    return (
        f"<recording><license>{licence}</license><url>{address}</url></recording>"
        if address
        else f"<recording><license>{licence}</license></recording>"
    )


@pytest.mark.parametrize(
    ("event", "expected", "lost"),
    [
        (recording(ONE, "CC0") + recording(TWO, "BY"), (ONE, "CC0"), {"recording": 1}),
        (recording(ONE) + recording(TWO, "BY"), (ONE, ""), {"recording": 1}),
        (recording("", "BY") + recording(ONE), (ONE, ""), {"licence of a recording": 1}),
        (
            f"<video_download_url>{ONE}</video_download_url>{recording(TWO, 'BY')}",
            (ONE, ""),
            {"recording": 1},
        ),
        (f"<video_download_url>{ONE}</video_download_url>{recording('', 'CC0')}", (ONE, "CC0"), {}),
        (f"<video_download_url>{ONE}</video_download_url>{recording(ONE, 'BY')}", (ONE, "BY"), {}),
    ],
)
def test_recording_never_has_the_licence_of_another(
    event: str, expected: tuple[str, str], lost: dict[str, int]
) -> None:
    made = settled(schedule_xml(event))
    found = made.events[0].values["recording"]
    assert (found["url"], found.get("licence", "")) == expected
    assert losses(made) == lost


def test_recording_in_json_is_read_as_that_in_xml() -> None:
    made = settled(schedule_json(recording={"license": "CC0", "url": ONE, "optout": False}))
    assert made.events[0].values["recording"] == {"url": ONE, "licence": "CC0"}


def test_recording_that_is_a_path_is_on_the_site_of_the_conference() -> None:
    xml = schedule_xml("<video_download_url>/media/r.mp4</video_download_url>").decode()
    lost = settled(xml.encode())
    assert "recording" not in lost.events[0].values
    assert losses(lost) == {"recording": 1}
    site = "<base_url>https://talks.example/conf/</base_url></conference>"
    values = settled(xml.replace("</conference>", site).encode()).events[0].values
    assert values["recording"] == {"url": "https://talks.example/media/r.mp4"}
