"""No document for programs has an hour that was not announced."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition, LogEntry, revise
from itinerary.ledger.diff import change
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.api.documents import Twin
from itinerary.render.mcp.tools import TOOLS, AskedProgramme
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from itinerary.website.site_paths import facet_ids
from tests.conftest import SITE
from tests.support.announced_hours import unannounced_hours
from tests.support.examples import examples
from tests.support.strategies import itineraries

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


def twins(edition: Edition) -> dict[str, bytes]:
    """Return the documents for programs by path, without the description of the API."""
    publication = Publication(edition, SITE)
    get = create_app(lambda: publication).test_client().get
    paths = [path for path in site_paths.twins(publication) if "openapi" not in path]
    return {path: get(path).data for path in paths}


@examples(10)
@given(itineraries())
def test_no_twin_has_an_hour_that_was_not_announced(itinerary: Itinerary) -> None:
    edition = revise(None, itinerary, MIDNIGHT)
    body = Twin(edition, SITE).programme(Selection(), lambda _event, _version, make: make())
    assert not unannounced_hours(body, edition)


@examples(20)
@given(itineraries(), itineraries(), st.data())
def test_no_answer_of_a_tool_has_an_hour_that_was_not_announced(
    before: Itinerary, after: Itinerary, data: st.DataObject
) -> None:
    first = revise(None, before, MIDNIGHT)
    edition = revise(first, replace(after, id=before.id), MIDNIGHT)
    languages = edition.itinerary.languages
    language = data.draw(st.sampled_from(languages))
    programme = AskedProgramme(
        edition,
        SITE,
        order=edition.itinerary.events,
        ids=partial(facet_ids, edition),
        find=lambda _tag, _words: [event.id for event in edition.itinerary.events],
        at={1: first, edition.number: edition}.__getitem__,
    )
    day = data.draw(st.sampled_from([e.when.first for e in edition.itinerary.events if e.when]))
    event = data.draw(st.sampled_from(edition.itinerary.events))
    questions: dict[str, dict[str, object]] = {
        "whats_on": {"at": day.isoformat()},
        "get_event": {"id": event.id},
        "search_events": {"words": "a"},
        "changes_since": {"edition": 1},
        "subscribe_address": {},
        "describe_programme": {},
    }
    for tool in TOOLS:
        answer = tool.call(programme, questions[tool.name] | {"language": language})
        for body in (answer.text.encode(), msgspec.json.encode(answer.content)):
            found = unannounced_hours(body, edition) & unannounced_hours(body, first)
            assert not found, tool.name


def test_no_twin_of_the_visit_has_an_hour(editions: dict[str, Edition]) -> None:
    for path, body in twins(editions["visit"]).items():
        # Stamps are midnight in UTC: the visit was published on a day.
        assert not unannounced_hours(body, editions["visit"]), path


@pytest.mark.parametrize(
    "words",
    [
        '"start":"2024-05-16T09:30:00+08:00"',
        "DTSTART:20240516T093000Z",
        "at 9:30",
        "9.30 / 9:30 AM",
    ],
)
def test_hours_are_found_in_every_form(words: str, editions: dict[str, Edition]) -> None:
    assert unannounced_hours(words.encode(), editions["visit"]) == {"09:30"}
    assert not unannounced_hours(b"2024-05-16T00:00:00+08:00, +08:00, 1:2", editions["visit"])


@examples(20)
@given(itineraries(), itineraries())
def test_no_screen_has_an_hour_that_was_not_announced(before: Itinerary, after: Itinerary) -> None:
    first = revise(None, before, MIDNIGHT)
    edition = revise(first, replace(after, id=before.id), MIDNIGHT)
    changes = [
        change(first.records.get(uid), record)
        for uid, record in edition.records_since(first).items()
    ]
    log = (LogEntry(edition.number, edition.published, "", tuple(changes)),)
    publication = Publication(edition, SITE, lambda _uid: log)
    get = create_app(lambda: publication).test_client().get
    for tag in edition.itinerary.languages:
        page = get(addresses.screen_page(tag))
        assert page.status_code == 200
        # When a notice is old is for the script alone.
        body = re.sub(rb'data-until="[^"]*"', b"", page.data)
        assert not unannounced_hours(body, edition) & unannounced_hours(body, first)
