"""The programme as JSCalendar (RFC 8984)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Itinerary, Status
from itinerary.model.selection import Selection
from itinerary.model.when import Timed, Window
from itinerary.render.exchange.jscalendar import jscalendar
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.examples import examples
from tests.support.jscalendar_rules import GROUP
from tests.support.small_programme import itinerary
from tests.support.strategies import PUBLISHED, itineraries
from tools.golden import lanterns

PATH = "/api/programme.jscalendar.json"

CLOCKS = """\
id: x
title: X
languages: [en, de]
zone: Europe/Berlin
places: {hall: {name: {en: Hall, de: Saal}, address: 1 Road, coordinates: [52.5, 13.4]}}
sources: {us: {who: Us}}
events:
  - {id: twice, title: Twice, when: "2027-10-31 02:30+01:00 to 04:00", sources: us}
  - {id: half, title: Half, when: "2027-05-10 20:00", place: hall, sources: us}
  - {id: over, title: Over, when: "2027-03-28 01:00 to 03:30", sources: us}
  - {id: days, title: Days, when: all 2027-05-10 to 2027-05-12, sources: us}
  - id: window
    title: {en: Window, de: Fenster}
    when: within 2027-05-10 to 2027-05-12
    sources: us
  - {id: open, title: Open, sources: us}
"""


def group(edition: Edition) -> Any:
    return json.loads(jscalendar(edition, site=SITE))


def entries(edition: Edition) -> dict[str, Any]:
    return {entry["uid"].partition("@")[0]: entry for entry in group(edition)["entries"]}


def assert_true(edition: Edition) -> None:
    """Check the rules, and that the hours of a group are those that were announced."""
    made = group(edition)
    GROUP.validate(made)
    found = {entry["uid"]: entry for entry in made["entries"]}
    expected = {event.uid: event for event in edition.entries(Selection())}
    assert found.keys() == expected.keys()
    for uid, event in expected.items():
        entry = found[uid]
        off = event.status in (Status.CANCELLED, Status.POSTPONED)
        if isinstance(event.when, Timed):
            assert "showWithoutTime" not in entry
            wall, zone = datetime.fromisoformat(entry["start"]), ZoneInfo(entry["timeZone"])
            start = wall.replace(tzinfo=zone)
            assert start.timestamp() == event.when.start.replace(second=start.second).timestamp()
            assert ("duration" in entry) == (event.when.end is not None)
        else:
            assert event.when
            days = (event.when.last - event.when.first) + timedelta(1)
            assert entry["showWithoutTime"] is True
            assert (entry["start"], entry["duration"]) == (
                f"{event.when.first}T00:00:00",
                f"P{days.days}D",
            )
            assert "timeZone" not in entry
        if isinstance(event.when, Window) and not off:
            assert entry["status"] == "tentative"


def test_group_keeps_the_rules_and_has_announced_hours_alone(editions: dict[str, Edition]) -> None:
    for edition in (*editions.values(), lanterns(), revise(None, itinerary(CLOCKS), NOW)):
        assert_true(edition)


@given(itinerary=itineraries(most=4))
@settings(examples(10), suppress_health_check=list(HealthCheck))
def test_group_of_any_programme_keeps_the_rules(itinerary: Itinerary) -> None:
    assert_true(revise(None, itinerary, PUBLISHED))


def test_time_of_an_entry_is_said_as_clocks_and_standards_have_it() -> None:
    found = entries(revise(None, itinerary(CLOCKS), NOW))
    times = {
        key: tuple(entry.get(name) for name in ("start", "timeZone", "duration"))
        for key, entry in found.items()
    }
    assert times == {
        "twice": ("2027-10-31T01:30:00", "Etc/UTC", "PT1H30M"),
        "half": ("2027-05-10T20:00:00", "Europe/Berlin", None),
        "over": ("2027-03-28T01:00:00", "Europe/Berlin", "PT1H30M"),
        "days": ("2027-05-10T00:00:00", None, "P3D"),
        "window": ("2027-05-10T00:00:00", None, "P3D"),
    }


def test_words_of_other_languages_are_localizations() -> None:
    found = entries(revise(None, itinerary(CLOCKS), NOW))
    assert found["half"]["locations"]["hall"]["name"] == "Hall"
    assert found["half"]["localizations"]["de"]["locations/hall/name"] == "Saal"
    assert "Window" in found["window"]["title"]
    assert "Fenster" in found["window"]["localizations"]["de"]["title"]
    assert "title" not in found["half"]["localizations"]["de"]


def test_group_is_served_with_its_type_and_in_the_build(editions: dict[str, Edition]) -> None:
    publication = Publication(editions["visit"], SITE)
    got = cached_app(publication).test_client().get(PATH)
    assert got.content_type == "application/jscalendar+json;type=group"
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert PATH in site_paths.paths(publication)
