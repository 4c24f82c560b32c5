"""`day-starts`: pages show a night as part of the evening before, and feeds have the real dates."""

from __future__ import annotations

import re
from datetime import time

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import revise
from itinerary.render.words.language import Language
from itinerary.render.words.wording import row_words
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.small_model import event

NIGHT = """\
id: night
title: Night
languages: [en]
zone: Europe/Berlin
days: 2027-07-29 to 2027-07-30
day-starts: 06:00
places: {stage: {name: Stage}}
sources: {board: {who: Board}}
events:
  - {id: opening, title: Opening, when: 2027-07-29 20:00 to 21:00, place: stage, sources: board}
  - {id: headliner, title: Headliner, when: 2027-07-30 01:00 to 02:30, place: stage, sources: board}
  - {id: last, title: Last, when: 2027-07-31 00:30 to 02:00, place: stage, sources: board}
"""


def site(words: str) -> FlaskClient:
    itinerary = read(words.encode(), file="night.yaml", now=NOW).itinerary
    return cached_app(Publication(revise(None, itinerary, NOW), SITE)).test_client()


@pytest.fixture(scope="module")
def night() -> FlaskClient:
    return site(NIGHT)


def section_of(html: str, id: str) -> str:
    return html.split(f'id="{id}"', 1)[1].split("</section>", 1)[0]


def test_agenda_has_acts_after_midnight_in_the_evening_before_and_names_their_day(
    night: FlaskClient,
) -> None:
    html = night.get("/en/").text
    evening = section_of(html, "day-2027-07-29")
    assert re.findall(r"events/([a-z]+)/", evening) == ["opening", "headliner"]
    assert ">20:00–21:00<" in evening
    assert ">Fri 01:00–02:30<" in evening
    assert "day-2027-07-31" not in html
    assert "29–30 July 2027" in re.sub("<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("2027-07-29 23:00 to 2027-07-30 00:30", "23:00–00:30"),
        ("2027-07-30 00:00 to 00:45", "Fri 00:00–00:45"),
        ("2027-07-30 05:00 to 07:00", "Fri 05:00–07:00"),
        ("2027-07-29 23:00 to 2027-07-30 07:00", "23:00 – 30\N{NO-BREAK SPACE}Jul, 07:00"),
        ("2027-07-30 01:00", "Fri 01:00"),
        ("2027-07-29 20:00 to 21:00", "20:00–21:00"),
    ],
)
def test_row_of_an_evening_names_a_day_only_where_it_is_another(when: str, shown: str) -> None:
    assert row_words(event("act", when), Language.of("en"), time(6)) == shown


def test_page_of_a_day_has_its_night_and_says_so(night: FlaskClient) -> None:
    html = night.get("/en/calendar/2027-07-29/").text
    assert re.findall(r"events/([a-z]+)/", html) == ["opening", "headliner"]
    assert "Each day lasts until 06:00" in html
    assert ">Fri 01:00–02:30<" in html
    assert night.get("/en/calendar/2027-07-31/").status_code == 404


def test_filter_by_day_shows_its_night(night: FlaskClient) -> None:
    html = night.get("/en/?day=2027-07-29").text
    assert "2 of 3 events" in html


def test_feed_of_a_day_has_its_night_at_the_real_date_and_says_so(night: FlaskClient) -> None:
    feed = night.get("/feeds/en/night.ics?day=2027-07-29").text.replace("\r\n ", "")
    assert re.findall("SUMMARY:(.*)\r", feed) == ["Opening", "Headliner"]
    assert "DTSTART:20270729T230000Z" in feed
    assert "29 July from 06:00 to 06:00 the next day" in feed


def test_feed_and_page_of_an_event_do_not_depend_on_when_days_start(night: FlaskClient) -> None:
    plain = site(NIGHT.replace("day-starts: 06:00\n", "").replace("2027-07-30\n", "2027-07-31\n"))
    for path in ("/feeds/en/night.ics", "/en/events/headliner.ics"):
        assert night.get(path).data == plain.get(path).data
    assert "Friday, 30 July 2027" in night.get("/en/events/headliner/").text
