"""The page of a series, and what other pages, feeds and JSON-LD say of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from itinerary.ledger import Edition, changes, revise
from itinerary.render.documents.plain_text import plain_text_agenda
from itinerary.render.words.changes import sentences
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.website.files import pdf
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROGRAMME = """\
id: club
title: Club
languages: [en, zh]
zone: Europe/Berlin
sources: {board: {who: The board}}
places: {hall: Hall}
series:
  choir:
    title: {mul: Choir}
    description: {mul: "Bring **water**."}
    link: https://choir.example/
events:
- id: rehearsal
  series: choir
  title: {mul: Rehearsal}
  when: 2027-01-07 19:00 to 21:00
  repeat: {every: week, times: 5}
  place: hall
  sources: board
- id: concert
  series: choir
  title: {mul: Concert}
  when: 2027-02-20 18:00
  place: hall
  sources: board
- {id: party, title: {mul: Party}, when: 2027-02-21 18:00, sources: board}
"""


HOURS = '<span class="whole">19:00–21:00</span>'
"""Hours between which no line breaks."""


def published(words: str = PROGRAMME, previous: Edition | None = None) -> Edition:
    now = NOW if previous is None else previous.published + HOUR
    return revise(previous, read(words.encode(), file="f.yaml", now=now).itinerary, now)


def client_of(edition: Edition) -> FlaskClient:
    return cached_app(Publication(edition, SITE)).test_client()


@pytest.fixture
def client() -> FlaskClient:
    return client_of(published())


def linked(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    node: dict[str, object] = json.loads(found[1])
    return node


def test_page_of_a_series_has_its_rhythm_and_all_dates(client: FlaskClient) -> None:
    page = client.get("/en/series/choir/").text
    assert f"Every Thursday, {HOURS}" in page
    assert "6 dates" in page
    assert "<strong>water</strong>" in page
    link = r'class="u-url" href="../../events/([^/]+)/"><span class="which">(.*?)(?:<span|</a>)'
    dates = re.findall(link, page)
    assert [(event, words.replace("</span>", "")) for event, words in dates] == [
        ("rehearsal-2027-01-07", "Thu 7 Jan"),
        ("rehearsal-2027-01-14", "Thu 14 Jan"),
        ("rehearsal-2027-01-21", "Thu 21 Jan"),
        ("rehearsal-2027-01-28", "Thu 28 Jan"),
        ("rehearsal-2027-02-04", "Thu 4 Feb"),
        ("concert", "Sat 20 Feb, 18:00 "),
    ], "a date has the hours and the title that are not those of the rhythm"
    assert "每星期四" in client.get("/zh/series/choir/").text


def test_calendar_of_a_series_has_its_events_alone(client: FlaskClient) -> None:
    feed = client.get("/feeds/en/series/choir.ics")
    assert feed.status_code == 200
    assert feed.text.count("BEGIN:VEVENT") == 6
    assert "NAME:Club · Choir" in feed.text
    assert client.get("/feeds/en/series/chior.ics").status_code == 404


def test_event_of_a_series_leads_to_it_and_says_its_rhythm(client: FlaskClient) -> None:
    page = client.get("/en/events/rehearsal-2027-01-14/").text
    assert '<a href="../../series/choir/">Choir</a>' in page
    assert f"Every Thursday, {HOURS}" in page
    concert = client.get("/en/events/concert/").text
    assert '<a href="../../series/choir/">Choir</a>' in concert
    assert "Every" not in concert
    assert "series/choir" not in client.get("/en/events/party/").text


TWICE = """\
id: yoga
title: Yoga
languages: [en, ko]
zone: Europe/Berlin
accept: [{warning: untranslated, reason: A name.}]
sources: {board: Board}
events:
- id: a
  title: Yoga
  when: 2027-01-05 18:00 to 19:00
  repeat: &weekly {every: week, times: 8}
  sources: board
- {id: b, title: Yoga, when: 2027-01-06 18:00 to 19:00, repeat: *weekly, sources: board}
- {id: c, title: Board, when: 2027-01-07 18:00 to 19:00, repeat: *weekly, sources: board}
"""


@pytest.mark.parametrize("path", ["/en/", "/en/index/", "/en/subscribe/"])
def test_series_of_one_name_are_told_apart_by_their_rhythm(path: str) -> None:
    words = BeautifulSoup(client_of(published(TWICE)).get(path).text, "html.parser").text
    assert "Yoga (Every Tuesday, 18:00–19:00)" in words
    assert "Yoga (Every Wednesday, 18:00–19:00)" in words
    assert "Board (" not in words


def test_titles_that_several_events_have_carry_their_dates(client: FlaskClient) -> None:
    page = client.get("/en/events/rehearsal-2027-02-04/").text
    assert "<title>Rehearsal, 4 February 2027 · Club</title>" in page
    assert "<span>Rehearsal, 28 January 2027</span>" in page
    assert "<span>Concert</span>" in page
    assert "<title>Concert · Club</title>" in client.get("/en/events/concert/").text


def test_linked_data_knows_the_series_of_an_event(client: FlaskClient) -> None:
    series = linked(client.get("/en/series/choir/").text)
    assert series["@type"] == "EventSeries"
    assert len(series["subEvent"]) == 6  # type: ignore[arg-type]
    event = linked(client.get("/en/events/concert/").text)
    around = [node["@id"] for node in event["superEvent"]]  # type: ignore[attr-defined]
    assert around[0] == series["@id"]
    party = linked(client.get("/en/events/party/").text)
    assert party["superEvent"]["name"] == "Club"  # type: ignore[index]


def test_index_filters_and_addresses_know_series(client: FlaskClient) -> None:
    assert 'href="../series/choir/"' in client.get("/en/index/").text
    assert client.get("/en/series/").location.endswith("/index/#series")
    agenda = client.get("/en/?series=choir").text
    assert re.search(r'value="choir" checked', agenda)
    assert "/en/series/choir/" in client.get("/sitemap.xml").text


def test_series_that_left_the_programme_keeps_its_page_and_its_calendar() -> None:
    first = published()
    without = re.sub(r"series:\n  choir:\n(    .*\n)*", "", PROGRAMME).replace("series: choir", "")
    without = without.replace("  \n", "").replace(", , ", ", ")
    second = published(without, first)
    client = client_of(second)
    page = client.get("/en/series/choir/")
    assert page.status_code == 200
    assert "No longer in the programme." in page.text
    assert client.get("/feeds/en/series/choir.ics").status_code == 200


def test_new_words_of_a_series_are_no_revision_of_its_events() -> None:
    first = published()
    second = published(PROGRAMME.replace("{mul: Choir}", "{mul: Singers}"), first)
    assert second.number == 2
    assert [r.revision.number for r in second.records.values()] == [0] * 7


def test_event_that_comes_into_a_series_is_told_so() -> None:
    first = published(PROGRAMME.replace("  series: choir\n", ""))
    second = published(PROGRAMME, first)
    told = [sentences(change, Language.of("en")) for change in changes(first, second)]
    assert told == [("It belongs to a series now.",)] * 6
    back = [sentences(change, Language.of("en")) for change in changes(second, first)]
    assert back == [("It no longer belongs to a series.",)] * 6


def test_plain_text_has_the_rhythm_of_each_series() -> None:
    text = plain_text_agenda(published(), "en")
    assert "Series\n  Choir [choir], 6 dates\n      Every Thursday, 19:00–21:00\n" in text


def test_series_without_events_says_so() -> None:
    words = PROGRAMME.replace("series:\n", "series:\n  empty: {title: {mul: Empty}}\n")
    page = client_of(published(words)).get("/en/series/empty/").text
    assert "Nothing was announced here." in page


LONG = PROGRAMME.replace("times: 5", "times: 10").replace("2027-02-20 18", "2027-02-18 18")


def test_agenda_has_one_row_for_a_long_series_and_keeps_days_true() -> None:
    client = client_of(published(LONG))
    page = client.get("/en/").text
    assert page.count('data-series="choir"') == 1 + 11, "its row, and the dates"
    assert 'class="programme-list folded"' in page
    assert re.findall(r'<section class="section day serial[^"]*" id="day-([^"]+)"', page) == [
        str(date(2027, 1, 7) + n * timedelta(days=7)) for n in range(10)
    ]
    assert '<section class="section day of-1" id="day-2027-02-21"' in page
    assert "Show the 10 days that have only dates of series" in page


def test_page_of_a_place_has_one_row_for_a_long_series_too() -> None:
    client = client_of(published(LONG))
    page = BeautifulSoup(client.get("/en/places/hall/").text, "html.parser")
    (row,) = page.select(".series-list li")
    assert row.select("h3 a")[0]["href"] == "../../series/choir/"
    assert len(page.select(".folded .serial")) == 10
    assert not client_of(published()).get("/en/places/hall/").text.count("folded")
    assert "folded" not in client.get("/en/series/choir/").text, "it has all dates itself"


def test_long_repetition_without_a_series_has_a_page_a_row_and_a_calendar() -> None:
    words = LONG[: LONG.index("series:")] + LONG[LONG.index("events:") :]
    words = words.replace("  series: choir\n", "")
    client = client_of(published(words))
    assert 'data-series="rehearsal"' in client.get("/en/").text
    page = client.get("/en/series/rehearsal/").text
    assert f"Every Thursday, {HOURS}" in page
    assert "10 dates" in page
    date_page = client.get("/en/events/rehearsal-2027-01-14/").text
    assert 'href="../../series/rehearsal/"' in date_page
    feed = client.get("/feeds/en/series/rehearsal.ics").text
    assert feed.count("BEGIN:VEVENT") == 10
    short = client_of(published(words.replace("times: 10", "times: 6")))
    assert short.get("/en/series/rehearsal/").status_code == 404
    assert "series" not in short.get("/en/events/rehearsal-2027-01-14/").text


@pytest.mark.parametrize(
    ("query", "folded"),
    [
        ("place=hall", True),
        ("q=rehearsal", True),
        ("day=2027-01-07", False),
        ("series=choir", False),
    ],
)
def test_filter_of_days_or_series_unfolds_the_agenda(query: str, folded: bool) -> None:
    page = client_of(published(LONG)).get(f"/en/?{query}").text
    assert ('class="programme-list folded"' in page) is folded


def test_agenda_without_long_series_is_not_folded(client: FlaskClient) -> None:
    page = client.get("/en/").text
    assert "series-list" not in page
    assert "folded" not in page


def test_a_cancelled_series_is_not_one_of_no_dates() -> None:
    words = PROGRAMME.replace("times: 5}", "times: 5}\n  status: cancelled").replace(
        "18:00\n", "18:00\n  status: cancelled\n"
    )
    html = client_of(published(words)).get("/en/series/choir/").text
    assert "Cancelled" in html.split("</header>")[1]
    assert "0 dates" not in html
    long = words.replace("times: 5}", "times: 60}")
    row = client_of(published(long)).get("/en/").text.split('data-series="choir"', 1)[1]
    assert "Cancelled" in row.split("</li>")[0]
    assert "0 dates" not in row


def test_more_of_a_host_are_not_the_other_dates_of_the_series() -> None:
    words = (
        PROGRAMME.replace("sources: board", "sources: board\n  parties: [ann]", 2)
        .replace("places:", "parties: {ann: Ann}\nplaces:")
        .replace("- id: concert\n  series: choir", "- id: concert")
    )
    html = client_of(published(words)).get("/en/events/rehearsal-2027-01-14/").text
    more = html.split("More with Ann")[1].split("</section>")[0]
    assert more.count("<li") == 1
    assert "events/concert/" in more or "../concert/" in more


MANY = """\
id: club
title: Club
languages: [en]
zone: Europe/Berlin
sources: {board: {who: The board}}
places: {hall: Hall}
series: {choir: Choir, table: Tables}
events:
- id: rehearsal
  series: choir
  title: Rehearsal
  summary: Bring water
  when: 2027-01-07 19:00 to 21:00
  repeat: {every: week, times: 20, except: [2027-02-11]}
  place: hall
  sources: board
- {id: rehearsal-2027-02-11, title: Rehearsal, series: choir, when: 2027-02-11 20:00, place: hall,
   summary: Bring water, status: cancelled, sources: board}
- id: table
  title: Table
  when: 2027-01-05 18:00
  repeat: {every: "tuesday, friday", times: 40}
  place: hall
  sources: board
- {id: party, title: Party, when: 2027-02-18 18:00, sources: board}
"""


def paper(words: str) -> str:
    with cached_app(Publication(published(words), SITE)).test_request_context("/en/programme.pdf"):
        return " ".join(re.sub(r"<[^>]+>", " ", pdf.page("en")).split())


def test_paper_has_a_long_series_once_with_all_its_dates() -> None:
    said = paper(MANY)
    series = said[said.index("Series") : said.index("Thursday, 18 February 2027")]
    assert series.count("Bring water") == 1
    assert "Thu 7 Jan · Thu 14 Jan · Thu 21 Jan" in series
    assert "Thu 11 Feb , 20:00 (Cancelled)" in series
    assert "Thursday, 4 February 2027" not in said
    below = said[said.index("Thursday, 18 February 2027") :]
    assert "Rehearsal" in below
    assert "Party" in below


def test_paper_does_not_fold_a_series_whose_dates_say_more_than_their_day() -> None:
    said = paper(MANY.replace("summary: Bring water, status", "summary: Bring tea, status"))
    assert "Thursday, 7 January 2027" in said
    assert "Bring tea" in said


def test_month_on_a_phone_has_a_row_of_dates_for_each_long_series() -> None:
    html = client_of(published(MANY)).get("/en/calendar/2027-02/").text
    soup = BeautifulSoup(html, "html.parser")
    choir, tables = ([a.text for a in row.select(".each a")] for row in soup.select(".serials li"))
    assert choir == ["Thu 4 Feb", "Thu 11 Feb (Cancelled)", "Thu 25 Feb"]
    assert len(tables) == 8
    folded = {day["data-day"] for day in soup.select("td.serial")}
    assert len(folded) == 11
    assert "2027-02-18" not in folded
    chosen = client_of(published(MANY)).get("/en/calendar/2027-02/?series=choir").text
    assert "serial" not in chosen
