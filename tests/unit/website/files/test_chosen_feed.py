"""The feed of events that a reader chose one by one, at the address that carries the choice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from itinerary.ledger import Edition, revise
from itinerary.ledger.chosen_events import chosen
from itinerary.render import addresses
from itinerary.value import replace
from itinerary.website.publication import Publication
from tests.conftest import SITE, led_to
from tests.support.cached_app import cache_of, cached_app, switch
from tests.support.contract import PROMISES, Checked
from tests.support.small_programme import SUMMIT, itinerary
from tests.support.visit import FIRST, HOUR, START, VISIT, edited, english, without

IDS = ("talks", "gala", "expo")


def path(edition: Edition = FIRST, *ids: str, language: str = "en") -> str:
    events = [event for event in edition.itinerary.events if event.id in (ids or IDS)]
    assert events
    return addresses.chosen_feed(language, chosen(edition, events).code)


@pytest.fixture
def client() -> FlaskClient:
    return cached_app(Publication(FIRST, SITE)).test_client()


def entries(body: bytes) -> dict[str, str]:
    return {str(e["UID"]).split("@")[0]: str(e["SUMMARY"]) for e in Calendar.from_ical(body).events}


@pytest.mark.parametrize("language", VISIT.languages)
def test_a_chosen_feed_obeys_the_contract_in_every_language(
    language: str, client: FlaskClient
) -> None:
    address = path(language=language)
    answer = client.get(address)
    events = [FIRST.itinerary.by_id[id] for id in IDS]
    feed = Checked(answer.data, FIRST, events, SITE + address[1:], language, START)
    for promise in PROMISES:
        promise(feed)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="my-programme.ics"'
    assert set(entries(answer.data)) == set(IDS)


def test_a_chosen_feed_follows_edits_and_cancellations(client: FlaskClient) -> None:
    address, before = path(), client.get(path())
    moved = edited(VISIT, "talks", title=english("Moved talks"))
    second = revise(FIRST, without(moved, "gala"), START + HOUR)
    switch(client, Publication(second, SITE))
    after = client.get(address, headers={"If-Modified-Since": before.headers["Last-Modified"]})
    assert after.status_code == 200
    assert entries(after.data)["talks"].startswith("Moved talks")
    assert entries(after.data)["gala"].startswith("CANCELLED: ")
    assert set(entries(after.data)) == set(IDS)


def test_an_edit_of_another_event_changes_no_byte_of_a_chosen_feed(client: FlaskClient) -> None:
    address = path(FIRST, "expo")
    before = client.get(address)
    other = edited(VISIT, "gala", title=english("Another"))
    switch(client, Publication(revise(FIRST, other, START + HOUR), SITE))
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 304


def test_the_last_tombstone_of_a_choice_gives_way_to_a_notice_and_a_later_time(
    client: FlaskClient,
) -> None:
    address = path(FIRST, "gala")
    gone = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    switch(client, Publication(gone, SITE))
    before = client.get(address)
    assert list(entries(before.data)) == ["gala"]
    late = datetime(2024, 7, 20, tzinfo=UTC)
    again = edited(gone.itinerary, "talks", title=english("Talks again"))
    switch(client, Publication(revise(gone, again, late), SITE))
    after = client.get(address, headers={"If-Modified-Since": before.headers["Last-Modified"]})
    assert after.status_code == 200
    (notice,) = entries(after.data)
    assert notice.startswith("nothing-")


def test_a_chosen_feed_of_a_former_language_continues_in_the_first(client: FlaskClient) -> None:
    address = path(language="zh")
    fewer = replace(VISIT, languages=("en", "ru"))
    switch(client, Publication(revise(FIRST, fewer, START + HOUR), SITE))
    assert client.get(address).data == client.get(path()).data


@pytest.mark.parametrize("edit", [lambda c: c[:-1], lambda c: c + "A", str.swapcase, lambda _: "x"])
def test_a_damaged_code_is_a_404_in_plain_text(
    edit: Callable[[str], str], client: FlaskClient
) -> None:
    code = path().split("/")[4]
    answer = client.get(addresses.chosen_feed("en", edit(code)))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "The whole programme: " in answer.text


def test_deadlines_cannot_be_chosen() -> None:
    edition = revise(None, itinerary(SUMMIT), START)
    code = chosen(edition, edition.itinerary.deadlines[:1]).code
    client = cached_app(Publication(edition, SITE)).test_client()
    assert client.get(addresses.chosen_feed("en", code)).status_code == 404


def test_marks_that_people_add_lead_to_the_address_without_them(client: FlaskClient) -> None:
    asked = f"{path()}?utm_source=x"
    answer = client.get(asked)
    assert (answer.status_code, led_to(asked, answer)) == (301, path())
    assert client.get(f"{path()}?place=harbin").status_code == 404


def test_chosen_feeds_evict_no_response_at_a_finite_address() -> None:
    app = cached_app(Publication(FIRST, SITE), capacity=400_000)
    client, generation = app.test_client(), cache_of(app).generation
    hot = ["/feeds/en/state-visit-2024.ics", "/feeds/en/places/harbin.ics"]
    for address in hot:
        client.get(address)
    events = FIRST.itinerary.events
    pairs = [(one.id, other.id) for one in events for other in events[:12] if one != other]
    for pair in pairs:
        assert client.get(path(FIRST, *pair)).status_code == 200
    assert len(generation.unbounded.responses) < len(pairs)
    assert list(generation.finite.responses) == hot


def test_chosen_feeds_have_addresses_that_google_takes() -> None:
    """From 256 characters on, Google fails without a word."""
    assert len(SITE + path()[1:]) <= addresses.LONGEST
