"""Programmes of which little is left or known: pages that make sense."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import revise
from itinerary.source import read
from itinerary.website.pages import maps
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app

HEAD = """
id: edge
title: {zh: 中俄文化年2024—2025年系列活动, en: Years of Culture 2024–2025}
languages: [en, zh]
zone: Asia/Shanghai
sources: {b: Board}
places: {hall: {name: {zh: 厅, en: Hall}}}
events:
  - {id: one, title: {en: One, zh: 一}, when: 2027-05-16 10:00 to 11:00, sources: b}
"""
CANCELLED = HEAD.replace("sources: b}", "sources: b, place: hall, status: cancelled}")


def client_of(programme: str) -> FlaskClient:
    """Return a client of the site of a programme."""
    itinerary = read(programme.encode(), file="edge.yaml", now=NOW).itinerary
    return cached_app(Publication(revise(None, itinerary, NOW), SITE)).test_client()


@pytest.mark.parametrize("path", ["/zh/", "/zh/events/one/", "/embed/zh/"])
def test_range_of_years_stays_in_one_line(path: str) -> None:
    page = client_of(HEAD).get(path).text
    assert '中俄文化年<span class="whole">2024—2025年</span>系列活动' in page
    assert "<title>" not in page or "whole" not in page.split("</title>")[0]


def test_a_date_whose_line_would_break_anywhere_stays_in_one_line() -> None:
    client = client_of(HEAD)
    assert '<time datetime="2027-05-16" class="whole">2027年5月16日' in client.get("/zh/").text
    assert '<time datetime="2027-05-16">' in client.get("/en/").text


def test_agenda_whose_events_are_all_cancelled_does_not_say_when_it_starts() -> None:
    page = client_of(CANCELLED).get("/en/").text
    assert "All events are cancelled." in page
    assert "starts {when}" not in page
    assert "confirmed" not in page


def test_map_whose_events_are_all_cancelled_does_not_say_that_there_are_no_cities() -> None:
    page = client_of(CANCELLED).get("/en/map/").text
    assert "All events are cancelled." in page
    assert "It goes to no city." not in page


FULL = HEAD + "".join(
    f"  - {{id: e{n}, title: {{mul: E{n}}}, when: 2027-05-16 {9 + n // 10:02}:00 to 22:00,"
    " place: hall, sources: b}\n"
    for n in range(104)
)


def test_calendar_shows_the_first_events_of_a_full_day_and_leads_to_its_hours() -> None:
    page = client_of(FULL).get("/en/calendar/").text
    table = page.split('<table class="strip">')[1]
    assert table.count("<li") == 23
    assert 'href="2027-05-16/">and 82 more</a>' in table
    hours = client_of(FULL).get("/en/calendar/2027-05-16/").text
    assert hours.count('class="box') == 105
    found = client_of(FULL).get("/en/calendar/?q=E2").text
    assert found.split('<table class="strip">')[1].count("<li") == 11, "a filter looks at all"


def test_map_folds_the_events_of_a_place_with_many_unless_they_were_asked_for() -> None:
    page = client_of(FULL).get("/en/map/").text
    assert "<details><summary>104 events</summary>" in page
    assert 'href="../events/e29/"' in page
    assert "<details open>" in client_of(FULL).get("/en/map/?place=hall").text
    assert "<details><summary>" not in client_of(HEAD).get("/en/map/").text


@pytest.mark.parametrize(
    ("counts", "most"),
    [
        ([100], 100),
        ([101], 8),
        ([60, 8, 8, 7, 30], 8),
        ([6] * 73, 5),
        ([6] * 73 + [3, 3], 5),
        ([2] * 40 + [3] * 10, 2),
        ([2] * 400, 1),
        ([1] * 400, 1),
    ],
)
def test_map_folds_more_where_there_are_many_places(counts: list[int], most: int) -> None:
    assert maps._most_lines(counts) == most


MUSEUMS = HEAD.replace(
    "{hall:", "{" + "".join(f"m{n}: {{name: {{mul: M{n}}}}}, " for n in range(40)) + "hall:"
)


def test_map_of_many_places_with_few_events_each_is_folded() -> None:
    many = MUSEUMS + "".join(
        f"  - {{id: e{n}, title: {{mul: E{n}}}, when: 2027-05-16 10:00, place: m{n // 3},"
        " sources: b}\n"
        for n in range(120)
    )
    page = client_of(many).get("/en/map/").text
    assert page.count("<details><summary>3 events</summary>") == 40
    assert "<details open><summary>" not in client_of(many).get("/en/map/?place=m1").text


@pytest.mark.parametrize("path", ["/en/timeline/", "/en/calendar/2027-05-16/"])
def test_event_whose_place_was_not_announced_is_not_without_a_place(path: str) -> None:
    page = client_of(HEAD).get(path).text
    assert "Without a place" not in page
    without = HEAD.replace("sources: b}", "sources: b, place: none}")
    assert "Place to be announced" not in client_of(without).get(path).text
