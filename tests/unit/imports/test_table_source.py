"""Tables as imported programmes: dates as people type them, and never a guess."""

from __future__ import annotations

import tracemalloc
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from itinerary.errors import ItineraryError
from itinerary.imports.column_names import meaning
from itinerary.imports.fetch import fetch
from itinerary.imports.typed_dates import DateOrder, read_date, read_length, read_times
from itinerary.model.zones import zone
from itinerary.source import SourceError
from tests.support.imports import first, imported, programme, settled
from tests.support.workbooks import open_document, words, workbook

BERLIN = zone("Europe/Berlin")


def row(head: str, cells: str, **options: Any) -> dict[str, Any]:
    return first(f"{head}\n{cells}\n".encode(), zone=BERLIN, **options)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2027-03-04", date(2027, 3, 4)),
        ("2027/3/4", date(2027, 3, 4)),
        ("4.3.2027", date(2027, 3, 4)),
        ("Do, 4. März 2027", date(2027, 3, 4)),
        ("Thursday, March 4th 2027".replace("4th", "4"), date(2027, 3, 4)),
        ("4 Mar 2027", date(2027, 3, 4)),
        ("4 mars 2027", date(2027, 3, 4)),
        ("4 de marzo de 2027", date(2027, 3, 4)),
        ("4 марта 2027 г.", date(2027, 3, 4)),
        ("2027年3月4日", date(2027, 3, 4)),
        ("2027. 3. 4.", date(2027, 3, 4)),
        ("13/04/2027", date(2027, 4, 13)),
        ("04/13/2027", date(2027, 4, 13)),
        ("04/04/2027", date(2027, 4, 4)),
        ("TBA", None),
        ("待定", None),
    ],
)
def test_date_is_read_as_people_type_it(words: str, expected: date | None) -> None:
    assert read_date(words, DateOrder()) == expected


@pytest.mark.parametrize("words", ["03/04/2027", "04.03.27", "31.02.2027", "4 March", "soon"])
def test_date_that_is_not_certain_is_an_error(words: str) -> None:
    with pytest.raises(ValueError, match=r".+; .+"):
        read_date(words, DateOrder())


def test_locale_says_which_number_is_the_month() -> None:
    assert read_date("03/04/2027", DateOrder.of("en-US", None)) == date(2027, 3, 4)
    assert read_date("03/04/2027", DateOrder.of("en-GB", None)) == date(2027, 4, 3)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("19:30", (time(19, 30), None)),
        ("19.30", (time(19, 30), None)),
        ("19h", (time(19), None)),
        ("19 Uhr", (time(19), None)),
        ("7:30 pm", (time(19, 30), None)),
        ("7pm", (time(19), None)),
        ("10:00–11:30", (time(10), time(11, 30))),
        ("10–12 Uhr", (time(10), time(12))),
        ("7-9 pm", (time(19), time(21))),
        ("11–1 pm", (time(11), time(13))),
        ("下午3:00", (time(15), None)),
        ("22:00 - 24:00", (time(22), time(0))),
        ("TBA", (None, None)),
    ],
)
def test_time_is_read_as_people_type_it(words: str, expected: object) -> None:
    assert read_times(words) == expected


@pytest.mark.parametrize("words", ["19", "25:00", "evening"])
def test_time_that_is_not_certain_is_an_error(words: str) -> None:
    with pytest.raises(ValueError, match=r".+; .+"):
        read_times(words)


@pytest.mark.parametrize(
    ("words", "minutes"), [("90", 90), ("90 min", 90), ("1:30", 90), ("1,5 h", 90), ("1h30", 90)]
)
def test_length_is_read_as_people_type_it(words: str, minutes: int) -> None:
    length = read_length(words)
    assert length
    assert length.total_seconds() == 60 * minutes


def test_columns_are_known_in_many_languages() -> None:
    names = ["Titel", "Дата", "Uhrzeit", "地点", "Speaker(s)", "Heure de fin", "وصف?"]
    assert [meaning(name) for name in names] == [
        *("title", "date", "start", "place", ""),
        *("end", ""),
    ]


@pytest.mark.parametrize(
    ("head", "cells", "when"),
    [
        ("Title,Date", "A,2027-03-04", "2027-03-04"),
        ("Title,Date,Start,End", "A,2027-03-04,10:00,11:30", "2027-03-04 10:00 to 11:30"),
        ("Title;Datum;Zeit", "A;4.3.2027;22–2 Uhr", "2027-03-04 22:00 to 2027-03-05 02:00"),
        ("Title,Start,End", "A,2027-03-04 10:00,2027-03-04 11:00", "2027-03-04 10:00 to 11:00"),
        ("Title,Date,End date", "A,2027-03-04,2027-03-06", "all 2027-03-04 to 2027-03-06"),
        ("Title,Date,Time,Duration", "A,2027-03-04,10:00,90", "2027-03-04 10:00 to 11:30"),
        ("Title,When", "A,2027-03-04 evening", "2027-03-04 evening"),
        ("Title,When", 'A,"4 March 2027, 7pm"', "2027-03-04 19:00"),
        ("Title,Date,Time", "A,2027-03-04,TBA", "2027-03-04"),
        ("Title\tDate", "A\t2027-03-04", "2027-03-04"),
    ],
)
def test_row_says_what_its_cells_say_and_no_more(head: str, cells: str, when: str) -> None:
    assert row(head, cells)["when"] == when


def test_row_without_a_date_has_no_time() -> None:
    assert "when" not in row("Title,Date,Time", "A,,10:00")


def test_ambiguous_date_names_row_and_column() -> None:
    with pytest.raises(SourceError) as caught:
        row("Title,Date", "A,2027-03-05\nB,03/04/2027")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (3, 2)
    assert problem.path == "row 3, column “Date” (B3)"
    assert "--day-first" in problem.hint
    assert row("Title,Date", "B,03/04/2027", day_first=True)["when"] == "2027-04-03"


def test_two_rows_with_one_id_are_told() -> None:
    with pytest.raises(SourceError) as caught:
        row("Title,Id", "A,x\nB,y\nC,x")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (4, 2)
    assert problem.message == "“x” is the id of row 2, too"


def test_row_without_an_id_takes_none_of_another_row() -> None:
    events = imported(b"Title,Id\nx,\nx,x\nx,x (2)\nx,\n", zone=BERLIN).events
    assert [one.uid for one in events] == ["x (3)", "x", "x (2)", "x (4)"]


def test_columns_can_be_mapped_and_unknown_ones_are_counted() -> None:
    data = b"Act,Wo,Extra\nA,Hall,x\n"
    with pytest.raises(SourceError, match="--map"):
        settled(data, zone=BERLIN)
    made = settled(data, zone=BERLIN, columns={"Act": "title"})
    assert made.events[0].values["place"] == ["hall"]
    assert made.report.losses == (("column “Extra”", "its meaning is not known; --map says it", 1),)
    with pytest.raises(SourceError, match="did you mean"):
        settled(data, zone=BERLIN, columns={"Act": "titel"})


def test_room_is_in_its_house_and_lists_are_split() -> None:
    event = row("Title,Room,Venue,Speakers,Tags", 'A,Red,Old Mill,"Ada; Bo","x, y"')
    assert event["place"] == ["red"]
    assert event["parties"] == [{"party": "ada"}, {"party": "bo"}]
    assert event["tags"] == ["x", "y"]


@pytest.mark.parametrize(
    ("cells", "house", "rooms"),
    [
        ("A,Red,Mill,1 Road\nB,Blue,Mill,1 Road", "1 Road", (None, None)),
        ("A,Red,Hull,1 Road\nB,Blue,Hull,2 Road", None, ("1 Road", "2 Road")),
        ("A,Red,Hull,1 Road\nB,Blue,Hull,", None, ("1 Road", None)),
        ("A,Red,Hull,1 Road\nB,Blue,Hull,1 Road\nC,,Hull,", None, ("1 Road", "1 Road")),
    ],
)
def test_house_has_the_address_of_all_its_rooms_and_a_city_has_none(
    cells: str, house: str | None, rooms: tuple[str | None, ...]
) -> None:
    places = settled(f"Title,Room,Place,Address\n{cells}\n".encode()).facets["places"]
    assert tuple(places[id].get("address") for id in ("red", "blue")) == rooms
    assert places[places["red"]["in"]].get("address") == house


def test_mail_address_in_another_language_is_imported_on_request_alone() -> None:
    table = b"Title,Title (zh),Speakers,Speakers (zh)\nA,B,Ada,ada@a.example\n"
    assert settled(table).facets["parties"]["ada"]["name"] == "Ada"
    asked = settled(table, with_contacts=True).facets["parties"]["ada"]["name"]
    assert asked == {"en": "Ada", "zh": "ada@a.example"}


def test_spaces_that_do_not_break_stay() -> None:
    made = row("Title,Date", "Gala\xa0:  a\u202f!,2027-03-04")
    assert made["title"] == "Gala\xa0: a\u202f!"


def test_table_of_a_programme_is_in_order() -> None:
    data = 'Titel;Datum;Ort;Beschreibung\nÖffnung;4.3.2027;Kai 5;"Zwei\nZeilen"\n'.encode("utf-16")
    (event,) = programme(data, zone=BERLIN).events
    assert event.title.to("en") == "Öffnung"
    assert event.description
    assert event.description.to("en") == "Zwei\nZeilen"


def test_spreadsheet_has_dates_as_dates() -> None:
    pytest.importorskip("python_calamine")
    head = "".join(
        words(f"{c}1", t) for c, t in zip("ABC", ("Title", "Date", "Start"), strict=True)
    )
    data = workbook(
        f'<row r="1">{head}</row><row r="2">{words("A2", "Opening")}'
        '<c r="B2" s="1"><v>46450</v></c><c r="C2" s="2"><v>0.4375</v></c></row>'
    )
    assert first(data, zone=BERLIN)["when"] == "2027-03-04 10:30"


def test_spreadsheet_that_would_fill_the_memory_is_refused() -> None:
    pytest.importorskip("python_calamine")
    data = workbook(
        f'<row r="1">{words("A1", "Title")}</row><row r="1048576">{words("XFD1048576", "x")}</row>'
    )
    with pytest.raises(SourceError, match="cannot be read"):
        settled(data)


def test_sheet_of_a_million_rows_is_refused_with_its_size() -> None:
    pytest.importorskip("python_calamine")
    data = workbook(
        f'<row r="1">{words("A1", "Title")}</row><row r="1000000">{words("A1000000", "x")}</row>'
    )
    with pytest.raises(SourceError, match="“Talks” has 1,000,000 rows and 1 columns"):
        settled(data)


def test_file_of_100_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    with source.open("wb") as file:
        file.truncate(100 << 20)  # sparse
    tracemalloc.start()
    try:
        with pytest.raises(ItineraryError, match=r"this has 100\S* MiB, more"):
            fetch(str(source))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1 << 20


def test_open_document_has_dates_times_and_repeated_cells() -> None:
    pytest.importorskip("python_calamine")

    def cell(value: str, said: str) -> str:
        return f"<table:table-cell {value}><text:p>{said}</text:p></table:table-cell>"

    text = 'office:value-type="string"'
    head = "".join(cell(text, one) for one in ("Titel", "Datum", "Beginn", "Ort"))
    opening = (
        cell(text, "Eröffnung")
        + cell('office:value-type="date" office:date-value="2027-03-04"', "04.03.27")
        + cell('office:value-type="time" office:time-value="PT10H30M00S"', "10:30")
        + cell(text, "Halle")
    )
    second = (
        cell(text, "B")
        + cell('office:value-type="date" office:date-value="2027-03-05"', "05.03.27")
        + '<table:table-cell table:number-columns-repeated="2"/>'
    )
    rows = "".join(f"<table:table-row>{one}</table:table-row>" for one in (head, opening, second))
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
    data = open_document(f"{rows}{empty}</table:table-row>")
    made = {event.id: event.values for event in settled(data, zone=BERLIN).events}
    assert made["eroeffnung"]["when"] == "2027-03-04 10:30"
    assert made["eroeffnung"]["place"] == ["halle"]
    assert made["b"]["when"] == "2027-03-05"


def test_open_document_has_times_after_midnight_as_hours_of_the_day_before() -> None:
    pytest.importorskip("python_calamine")

    def cell(kind: str, value: str) -> str:
        said = f'office:value-type="{kind}" office:{kind}-value="{value}"'
        return f"<table:table-cell {said}><text:p>{value}</text:p></table:table-cell>"

    head = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>'
        for one in ("Title", "Date", "Start", "End")
    )
    party = (
        '<table:table-cell office:value-type="string"><text:p>Party</text:p></table:table-cell>'
        + cell("date", "2027-03-04")
        + cell("time", "PT19H00M00S")
        + cell("time", "PT25H30M00S")
    )
    rows = "".join(f"<table:table-row>{one}</table:table-row>" for one in (head, party))
    assert first(open_document(rows), zone=BERLIN)["when"] == (
        "2027-03-04 19:00 to 2027-03-05 01:30"
    )


def test_lists_are_split_at_the_marks_of_chinese_and_arabic() -> None:
    for mark in "；、،;":
        event = row("标题\t演讲者", f"开幕式\t张三{mark}李四")
        assert len(event["parties"]) == 2


@pytest.mark.parametrize(
    "name", ["Referent:innen", "Referent*in", "Künstler/-innen", "Künstler_innen"]
)
def test_columns_of_people_of_all_genders_are_known(name: str) -> None:
    assert meaning(name) == "parties"


def test_online_in_place_of_a_place_is_no_place() -> None:
    event = row("Title,Place", "A,Online")
    assert event["online"] == "yes"
    assert "place" not in event
