"""The programme as a table: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from python_calamine import load_workbook

from itinerary.imports.settle import Known, settle
from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render.exchange import table
from itinerary.render.exchange.table import csv_table
from itinerary.render.words.language import Language
from itinerary.render.words.place_wording import place_words
from itinerary.source import SourceError
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.cached_app import cached_app
from tests.support.imports import TODAY, imported, settled
from tests.support.imports import programme as imported_programme
from tests.support.small_programme import itinerary
from tools.golden import lanterns

FAIR = """\
id: fair
title: Fair
languages: [en, zh]
zone: Asia/Shanghai
places:
  town: {name: {en: Town, zh: 镇}}
  hall: {name: Hall, in: town, address: "1 Road, Town"}
  far: {name: Far, zone: America/New_York}
parties: {ada: {name: "Lovelace, Ada"}, band: {name: Band}}
categories: {talk: {name: Talk}}
tracks: {main: {name: Main}}
sources: {us: {who: Us, when: 2027-01-02}}
events:
  - id: one
    title: {en: One, zh: 北京}
    summary: Short.
    description: "Long **words**.\\n\\n- a list"
    when: 2027-05-10 10:00 to 11:30
    place: hall
    parties: [ada]
    categories: talk
    tracks: main
    price: Free
    links: ["https://a.example/1", "https://a.example/2"]
    sources: us
  - {id: night, title: Night, when: "2027-05-10 23:00 to 2027-05-11 01:00", place: far, sources: us}
  - {id: start, title: Start, when: 2027-05-10 12:00, online: "https://a.example/", sources: us}
  - {id: day, title: Day, when: 2027-05-10, parties: [ada, band], sources: us}
  - {id: evening, title: Evening, when: 2027-05-10 evening, sources: us}
  - {id: window, title: Window, when: within 2027-05-10 to 2027-05-12, sources: us}
  - {id: span, title: Span, when: all 2027-05-10 to 2027-05-12, sources: us}
  - {id: whole, title: Whole, when: all 2027-05-11, sources: us}
  - {id: open, title: Open, status: tentative, sources: us}
  - {id: off, title: Off, when: "2027-05-11 10:00 to 11:00", status: cancelled, sources: us}
  - {id: lunch, title: Lunch, when: "2027-05-11 12:00 to 13:00", kind: break, sources: us}
"""

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "＝1", "plain", "'plain"]


def edition_in(words: str = FAIR) -> Edition:
    return revise(None, itinerary(words), NOW)


def spreadsheet(edition: Edition, *, site: str) -> bytes:
    return table.spreadsheet(table.sheet(edition, site=site))


def rows_of_csv(edition: Edition) -> list[dict[str, str]]:
    text = csv_table(edition, site=SITE).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def rows_of_sheet(edition: Edition) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(spreadsheet(edition, site=SITE)))
    names, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows}


def titled(*titles: str) -> Edition:
    """Return the fair with these titles."""
    made = itinerary(FAIR)
    named = zip(made.events, titles, strict=False)
    events = tuple(replace(e, title=Text((("mul", title),))) for e, title in named)
    return revise(None, replace(made, events=events), NOW)


def test_what_may_separate_cells_is_in_quotes_alone() -> None:
    titles = ["One; two", "a\tb", 'say "yes"; or', "a\r\nb", ";"]
    edition = titled(*titles)
    text = csv_table(edition, site=SITE).decode("utf-8-sig")
    outside = re.sub(r'"(?:[^"]|"")*"', "", text)
    assert not set(";\t") & set(outside)
    lines = outside.split("\r\n")
    assert len({line.count(",") for line in lines[:-1]}) == 1
    assert set("\r\n") & set("".join(lines)) == set()
    rows = by_id(rows_of_csv(edition))
    found = [rows[event.id]["title"] for event in edition.itinerary.events]
    assert found[: len(titles)] == titles


def test_cells_have_what_was_announced_and_no_hour_more(editions: dict[str, Edition]) -> None:
    for edition in (*editions.values(), lanterns(), edition_in()):
        events = {event.id: event for event in edition.itinerary.events}
        rows = by_id(rows_of_csv(edition))
        assert rows.keys() == events.keys()
        for key, row in rows.items():
            cells = [row[name] for name in ("date", "start", "end date", "end", "when")]
            match events[key].when:
                case Timed(start=start, end=end):
                    last = f"{end:%Y-%m-%d}" if end and end.date() != start.date() else ""
                    ends = f"{end:%H:%M}" if end else ""
                    assert cells == [f"{start:%Y-%m-%d}", f"{start:%H:%M}", last, ends, ""]
                case Day(first=day, part=part):
                    assert cells == [str(day), "", "", "", f"{day} {part}" if part else ""]
                case Span() as span if span.first != span.last:
                    assert cells == [str(span.first), "", str(span.last), "", ""]
                case Window() | Span():
                    assert cells[:4] == [""] * 4
                case _:
                    assert cells == [""] * 5


def test_csv_is_utf8_with_a_mark_and_has_a_set_of_columns_for_each_language() -> None:
    data = csv_table(edition_in(), site=SITE)
    assert data.startswith(b'\xef\xbb\xbf"id","date","start",')
    assert data.count(b"\r\n") == 1 + len(edition_in().itinerary.events)
    one = by_id(rows_of_csv(edition_in()))["one"]
    assert (one["title"], one["title (zh)"]) == ("One", "北京")
    assert (one["room"], one["place"], one["place (zh)"]) == ("Hall", "Town", "镇")
    assert one["people"] == "Lovelace, Ada;"
    assert one["page"] == "https://visit.example/en/events/one/"
    assert one["sources"] == "Us, 2 January 2027"


def test_sheet_has_the_rows_of_the_csv_with_dates_and_hours_as_such() -> None:
    edition = edition_in()
    sheet = by_id(rows_of_sheet(edition))
    one = sheet["one"]
    assert (one["date"], one["start"], one["end"]) == (date(2027, 5, 10), time(10), time(11, 30))
    assert (sheet["night"]["end date"], sheet["day"]["start"]) == (date(2027, 5, 11), "")
    assert one["revision"] == 0
    assert one["modified (UTC)"] == NOW.replace(tzinfo=None)
    for row in rows_of_csv(edition):
        words = {name: cell for name, cell in sheet[row["id"]].items() if isinstance(cell, str)}
        assert words == {name: row[name] for name in words}


@pytest.mark.parametrize("render", [csv_table, spreadsheet])
def test_table_is_read_back_by_our_import(render: Any) -> None:
    edition = edition_in()
    made = settled(render(edition, site=SITE), zone=edition.itinerary.zone.info)
    found = {event.values["from"]["uid"]: dict(event.values) for event in made.events}
    whens = {key: event.get("when") for key, event in found.items()}
    assert whens == {
        "one": "2027-05-10 10:00 to 11:30",
        "night": "2027-05-10 23:00 to 2027-05-11 01:00",
        "start": "2027-05-10 12:00",
        "day": "2027-05-10",
        "evening": "2027-05-10 evening",
        "window": "within 2027-05-10 to 2027-05-12",
        "span": "all 2027-05-10 to 2027-05-12",
        "whole": "all 2027-05-11",
        "open": None,
        "off": "2027-05-11 10:00 to 11:00",
        "lunch": "2027-05-11 12:00 to 13:00",
    }
    one = found["one"]
    assert one["description"] == "Long **words**.\n\n- a list"
    assert (one["summary"], one["price"]) == ("Short.", "Free")
    assert [link["url"] for link in one["links"]] == ["https://a.example/1", "https://a.example/2"]
    places = made.facets["places"]
    hall = places[one["place"][0]]
    assert (hall["name"], places[hall["in"]]["name"]) == ("Hall", {"en": "Town", "zh": "镇"})
    assert [made.facets["parties"][p["party"]]["name"] for p in one["parties"]] == ["Lovelace, Ada"]
    assert len(found["day"]["parties"]) == 2
    assert found["off"]["status"] == "cancelled"
    assert found["open"]["status"] == "tentative"
    assert found["lunch"]["kind"] == "break"
    assert found["start"]["online"] == "https://a.example/"
    assert places[found["night"]["place"][0]]["zone"] == "America/New_York"


def test_day_that_was_changed_in_one_of_two_cells_is_told() -> None:
    data = csv_table(edition_in(), site=SITE)
    changed = data.replace(b'evening","2027-05-10"', b'evening","2027-05-13"')
    assert changed != data
    with pytest.raises(SourceError, match="the day is 2027-05-13 here, and “2027-05-10 evening”"):
        settled(changed)


def test_unknown_time_zone_of_a_row_is_told_with_its_cell() -> None:
    data = csv_table(edition_in(), site=SITE).replace(b"America/New_York", b"Mars/Base")
    with pytest.raises(SourceError, match=r'“Mars/Base” is no time zone.*--map "time zone=place"'):
        settled(data)


def test_words_that_begin_like_a_formula_are_defused_in_csv_and_read_back_as_they_were() -> None:
    edition = titled(*FORMULAS)
    shown = [row["title"] for row in rows_of_csv(edition)]
    assert not [cell for cell in shown if cell[:1] in "=+-@＝＋－＠\t\r"]
    for render in (csv_table, spreadsheet):
        made = settled(render(edition, site=SITE), zone=edition.itinerary.zone.info)
        assert sorted(event.values["title"] for event in made.events) == sorted(FORMULAS)


def test_sheet_has_no_formula_and_no_link(editions: dict[str, Edition]) -> None:
    for edition in (titled(*FORMULAS), editions["tour"]):
        with zipfile.ZipFile(io.BytesIO(spreadsheet(edition, site=SITE))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml")
            assert b"<f>" not in sheet
            assert b"hyperlink" not in sheet


def test_days_before_1900_and_very_long_words_find_a_cell() -> None:
    made = itinerary(FAIR)
    start = datetime(1889, 5, 10, 10, tzinfo=UTC)
    text = Text((("en", "x" * 40_000),))
    first = replace(made.events[0], when=Timed(start), description=text)
    edition = revise(None, replace(made, events=(first,)), NOW)
    for rows in (rows_of_sheet(edition), rows_of_csv(edition)):
        assert rows[0]["date"] == "1889-05-10"
        assert rows[0]["description (Markdown)"] == "x" * (table.LONGEST - 1) + "…"


def test_sheet_names_no_time_but_that_of_the_edition() -> None:
    edition = edition_in()
    with zipfile.ZipFile(io.BytesIO(spreadsheet(edition, site=SITE))) as book:
        assert {file.date_time for file in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert {*re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)} == {f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
    assert spreadsheet(edition, site=SITE) == spreadsheet(edition, site=SITE)


def test_tables_are_downloads_with_the_headers_of_feeds(
    monkeypatch: pytest.MonkeyPatch, editions: dict[str, Edition]
) -> None:
    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication).test_client()
    for ending, kind in (("csv", "text/csv"), ("xlsx", "application/vnd.openxml")):
        path = f"/api/programme.{ending}"
        assert path in site_paths.paths(publication)
        got = client.get(path)
        assert got.status_code == 200
        assert str(got.mimetype).startswith(kind)
        assert f'filename="state-visit-2024.{ending}"' in got.headers["Content-Disposition"]
        assert got.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get(path, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
    monkeypatch.setattr(table, "find_spec", lambda _: None)
    assert "/api/programme.xlsx" not in site_paths.paths(publication)
    lost = cached_app(publication).test_client().get("/api/programme.xlsx")
    assert lost.status_code == 404
    assert "itinerary[xlsx]" in lost.text


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_event_of_a_programme_comes_back_with_its_time(
    programme: str, editions: dict[str, Edition]
) -> None:
    edition = editions[programme]
    zone, first = edition.itinerary.zone.info, edition.itinerary.languages[0]
    data = csv_table(edition, site=SITE)
    assert not settled(data, zone=zone).report.problems
    made = imported_programme(data, zone=zone)
    titles = sorted(event.title.to(first) for event in edition.itinerary.events)
    assert sorted(event.title.to(first) for event in made.events) == titles


def texts(event: Event, tag: str) -> dict[str, object]:
    """Return the texts of an event in a language that a table has cells for."""
    names = ("title", "summary", "description", "reason", "price", "capacity", "level", "age")
    said = {key: getattr(event, key) for key in (*names, "accessibility", "result")}
    at = event.place
    addressed = at.addressed() if at else None
    return {key: text.to(tag) if text else None for key, text in said.items()} | {
        "place": place_words(at, Language.of(tag)) if at else None,
        "address": addressed.address.to(tag) if addressed and addressed.address else None,
        "parties": [one.party.name.to(tag) for one in event.parties],
        "organisers": [one.name.to(tag) for one in event.organisers],
        "categories": [one.name.to(tag) for one in event.categories],
        "tracks": [one.name.to(tag) for one in event.tracks],
        "tags": [one.to(tag) for one in event.tags],
    }


@pytest.mark.parametrize("programme", ["visit", "tour"])
@pytest.mark.parametrize("render", [csv_table, spreadsheet])
def test_texts_of_all_languages_come_back(
    render: Any, programme: str, editions: dict[str, Edition]
) -> None:
    edition = editions[programme]
    before = edition.itinerary
    made = imported_programme(render(edition, site=SITE), zone=before.zone.info)
    assert made.languages == before.languages
    found = {event.imported.uid: event for event in made.events if event.imported}
    for event in before.events:
        for tag in before.languages:
            assert texts(found[event.id], tag) == texts(event, tag)


def test_language_that_the_file_does_not_have_stays_out_of_it() -> None:
    edition = edition_in()
    data = csv_table(edition, site=SITE)
    assert settled(data, language="de", zone=edition.itinerary.zone.info).head["languages"] == [
        "de",
        "zh",
    ]
    for languages, title in (
        (("en",), "One"),
        (("zh",), "北京"),
        (("zh", "en"), {"zh": "北京", "en": "One"}),
        (("fr",), "One"),
    ):
        known = Known(zone=edition.itinerary.zone.info, languages=languages)
        events = settle([imported(data)], today=TODAY, known=known).events
        assert next(e for e in events if e.uid == "one").values["title"] == title


def test_list_of_another_length_in_another_language_is_counted() -> None:
    table = "Title,Speakers,Title (zh),Speakers (zh)\nA,Ada; Bo,B,艾达\nC,Cy,D,\nE,Di,F,蒂\n"
    made = settled(table.encode())
    names = [party["name"] for party in made.facets["parties"].values()]
    assert names == ["Ada", "Bo", "Cy", {"en": "Di", "zh": "蒂"}]
    said = ("column “parties (zh)”", "it lists more or fewer than the first language", 1)
    assert said in made.report.losses


def test_words_in_brackets_that_are_no_language_of_the_titles_are_none() -> None:
    made = settled(b"Title,Price (eur),Title (zh),Price (zh),Price (de)\nA,1,B,2,3\n")
    assert made.events[0].values["title"] == {"en": "A", "zh": "B"}
    assert {what for what, _, _ in made.report.losses} == {
        "column “Price (eur)”",
        "column “Price (de)”",
    }
