"""A static site has all JSON files; an edit renders those again that differ."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from itinerary.export.incremental import ReadRecorder
from itinerary.ledger import Edition, EditionStamp, revise
from itinerary.model.text import Text
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from tests.conftest import SITE, edition_of


def publication(*past: Edition) -> Publication:
    """Return the publication of the last of some editions."""
    stamps = tuple(EditionStamp(e.number, e.published, "", f"hash {e.number}") for e in past)
    return Publication(past[-1], SITE, editions=lambda: stamps, at=lambda number: past[number - 1])


def client(recorder: ReadRecorder) -> FlaskClient:
    return create_app(lambda: recorder.recorded).test_client()


def test_edit_of_an_event_renders_its_file_the_programme_and_the_editions_again() -> None:
    first = edition_of("visit", "en")
    itinerary = first.itinerary
    gala = replace(itinerary.by_id["gala"], summary=Text((("en", "Another"),)))
    events = tuple(gala if event.id == "gala" else event for event in itinerary.events)
    later = first.published + timedelta(days=1)
    second = revise(first, replace(itinerary, events=events), later)
    assert second.head == first.head

    recorders = ReadRecorder(publication(first)), ReadRecorder(publication(first, second))
    before, after = map(client, recorders)
    changed = set()
    for path in site_paths.twins(publication(first)):
        with recorders[0].recording() as reads:
            body = before.get(path).data
        if any(recorders[0].hash(read) != recorders[1].hash(read) for read in reads):
            changed.add(path)
        else:
            assert after.get(path).data == body, path
    assert changed == {
        "/api/programme.json",
        "/api/events/gala.json",
        "/api/editions.json",
    }
    assert gala.uid.encode() in after.get("/api/editions/2.json").data


def test_place_that_only_a_tombstone_has_is_written() -> None:
    first = edition_of("tour", "en")
    itinerary = first.itinerary
    event = next(event for event in itinerary.events if event.place)
    assert event.place
    present = tuple(e for e in itinerary.events if event.place not in e.places)
    rest = tuple(place for place in itinerary.places if place != event.place)
    later = replace(itinerary, events=present, places=rest)
    second = revise(first, later, first.published + timedelta(days=1))
    assert event.id in {tombstone.id for tombstone in second.tombstones}
    path = f"/api/places/{event.place.id}.json"
    assert path in set(site_paths.twins(publication(first, second)))
