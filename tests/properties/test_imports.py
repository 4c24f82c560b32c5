"""Imports: whatever a source holds, problems are told; a merge loses no byte of the author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from itinerary.errors import ItineraryError
from itinerary.imports import Options, SourceKind, read, table_source
from itinerary.imports.composition import file_of
from itinerary.imports.merge import first_memory, plan
from itinerary.imports.report import ReportCollector
from itinerary.imports.settle import settle
from itinerary.imports.spreadsheet_process import Cell
from itinerary.imports.yaml_writer import key_text
from itinerary.model.zones import zone
from itinerary.source import SourceError
from itinerary.source import read as read_programme
from tests.conftest import NOW
from tests.support.examples import examples
from tests.support.imports import TODAY, calendar, imported
from tests.support.workbooks import words, workbook_files, zipped

SAMPLE = calendar(
    "SUMMARY:Öffnung\nDTSTART;TZID=Europe/Berlin:20270510T100000\nDURATION:PT1H\n"
    "RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO\nEXDATE;TZID=Europe/Berlin:20270517T100000\n"
    "LOCATION:Hall\\, Kai 5\nGEO:53.5;9.9\nDESCRIPTION:<p>a <b>b</b></p>\nCATEGORIES:x,y",
    "SUMMARY:B\nDTSTART;VALUE=DATE:20270510\nDTEND;VALUE=DATE:20270512\nSEQUENCE:4\n"
    'ATTENDEE;CN="Bo, Jr.":mailto:b@example.com\nURL:https://example.com/',
    "SUMMARY:C\nDTSTART;TZID=W. Europe Standard Time:20270510T100000\nRDATE:20270601T080000Z",
)


def whole_way(data: bytes, kind: SourceKind | None) -> None:
    """Import bytes to a new file. Only errors that people can put right are raised."""
    try:
        made = read(data, name="s", kind=kind, options=Options(zone=zone("Europe/Berlin")))
        text = file_of(settle([made], today=TODAY), collector=ReportCollector())
    except SourceError as error:
        assert all(
            problem.file == "s" and problem.line and problem.message for problem in error.problems
        )
        return
    except ItineraryError as error:
        assert error.message
        return
    read_programme(text.encode(), file="f.yaml", now=NOW)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_told_as_problems(data: bytes) -> None:
    for kind in (None, *SourceKind):
        if kind is not SourceKind.SPREADSHEET:  # each costs a process
            whole_way(data, kind)


@examples(3)
@given(st.binary(max_size=300))
def test_arbitrary_bytes_in_a_zip_are_told_as_problems(data: bytes) -> None:
    whole_way(b"PK\x03\x04" + data, None)


def mutated(sample: bytes, data: st.DataObject) -> bytes:
    """Return a source in which a few bytes are others, or are missing."""
    mutated = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        match data.draw(st.sampled_from(["cut", "set", "drop", "insert"])):
            case "cut":
                del mutated[at + 1 :]
            case "set":
                mutated[at] = data.draw(st.sampled_from(b'\0\x1f:;,\\"09TZ\xff\n'))
            case "drop":
                del mutated[at : at + data.draw(st.integers(1, 40))]
            case _:
                mutated[at:at] = data.draw(st.text(max_size=8)).encode("utf-8", "replace")
        if not mutated:
            break
    return bytes(mutated)


WORKBOOK = workbook_files(
    f'<row r="1">{words("A1", "Titel")}{words("B1", "Datum")}{words("C1", "Zeit")}</row>'
    f'<row r="2">{words("A2", "Öffnung")}<c r="B2" s="1"><v>46450</v></c><c r="C2" s="2">'
    f'<v>0.4375</v></c></row><row r="3">{words("A3", "B")}{words("B3", "4.3.2027")}</row>'
)


@pytest.fixture(scope="session")
def calamine() -> None:
    """Skip a test of spreadsheets where they cannot be read."""
    pytest.importorskip("python_calamine")


@pytest.mark.usefixtures("calamine")
@examples(3)
@given(st.data())
def test_mutated_spreadsheet_is_imported_or_told_as_problems(data: st.DataObject) -> None:
    whole_way(mutated(zipped(WORKBOOK), data), SourceKind.SPREADSHEET)


@pytest.mark.usefixtures("calamine")
@examples(5)
@given(st.data())
def test_spreadsheet_of_mutated_parts_is_imported_or_told_as_problems(
    data: st.DataObject,
) -> None:
    """The zip is whole, so that what it holds is read."""
    name = data.draw(st.sampled_from(sorted(WORKBOOK)))
    part = mutated(WORKBOOK[name].encode(), data)
    whole_way(zipped({**WORKBOOK, name: part}), SourceKind.SPREADSHEET)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["4.3.2027", "03/04/2027", "19–21 Uhr", "10:30", "Berlin", "x; y", "=1"]),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
"""All that the library makes of a cell."""

HEADS = ["Title", "Date", "Start", "End", "End date", "Duration", "Place", "Room", "Speakers"]
HEADS += ["When", "Price", "Capacity", "Tags", "Link", "Time zone", "Status", "Id", "Notes"]


@given(
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=6, unique=True),
    st.lists(st.lists(CELLS, max_size=7), max_size=4),
)
@example(["Id", "Title"], [["", "0"], ["0", "0"]])
@example(["Id", "Title"], [["a", "X"], ["a", "Y"]])
def test_arbitrary_cells_are_imported_or_told_as_problems(
    head: list[str], rows: list[list[Cell]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_source, "rows_of", lambda _: ("S", [[*head], *rows]))
        whole_way(b"PK\x03\x04", SourceKind.SPREADSHEET)


@examples(30)
@given(st.data())
def test_mutated_calendar_is_imported_or_told_as_problems(data: st.DataObject) -> None:
    whole_way(mutated(SAMPLE, data), SourceKind.ICALENDAR)


SAMPLES = {
    SourceKind.TABLE: 'Titel;Datum;Zeit;Ort;Preis\nÖffnung;10.5.2027;19–21 Uhr;Halle;"1;2"\n'
    "B;2027-05-11;;;\n",
    SourceKind.SCHEDULE_XML: "<schedule><conference><title>C</title><start>2027-05-10</start>"
    "<time_zone_name>Europe/Berlin</time_zone_name></conference><day date='2027-05-10'>"
    "<room name='R'><event guid='g' id='1'><title>Ä &amp; B</title><start>10:00</start>"
    "<duration>00:45</duration><track>T</track><persons><person id='1'>Ada</person></persons>"
    "<links><link href='https://a.example/'>x</link></links></event></room></day></schedule>",
    SourceKind.SCHEDULE_JSON: '{"schedule": {"conference": {"title": "C", "days": [{"date":'
    ' "2027-05-10", "rooms": {"R": [{"guid": "g", "title": "Ä", "date":'
    ' "2027-05-10T10:00:00+02:00", "duration": "00:45", "persons": [{"public_name": "A"}]}]}}]}}}',
    SourceKind.JSON_LD: '<html><script type="application/ld+json">{"@context":'
    ' "https://schema.org", "@type": "MusicEvent", "name": "Ä", "startDate":'
    ' "2027-05-10T19:00:00+02:00", "location": {"@type": "Place", "name": "H", "address":'
    ' {"streetAddress": "1"}}, "offers": [{"price": 1}], "subEvent": []}</script></html>',
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_mutated_source_of_other_kinds_is_imported_or_told_as_problems(kind: SourceKind) -> None:
    sample = SAMPLES[kind].encode()
    made = read(sample, name="s", kind=kind, options=Options(zone=zone("Europe/Berlin")))
    assert made.events

    @examples(25)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        whole_way(mutated(sample, data), kind)

    check()


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=20
).filter(str.strip)


@given(WORDS, WORDS)
@example("a: b # c", "- x\n# y\n\n  z")
@example("{x}", "'it''s' \"so\"")
@example("~", "yes")
@example("0", "NULL")
def test_words_of_a_source_are_those_of_the_programme(title: str, category: str) -> None:
    from itinerary.model.text import clean

    title = " ".join(clean(title).split())
    category = " ".join(clean(category).split())

    def escaped(words: str) -> str:
        return words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")

    if not title or not category or "<" in title + category or "&" in title + category:
        return
    data = calendar(f"SUMMARY:{escaped(title)}\nCATEGORIES:{escaped(category)}")
    text = file_of(settle([imported(data)], today=TODAY), collector=ReportCollector())
    event = read_programme(text.encode(), file="f.yaml", now=NOW).itinerary.events[0]
    assert event.title.to("en") == clean(title)
    assert [one.name.to("en") for one in event.categories] == [clean(category)]


@given(st.from_regex(r"[a-z0-9][a-z0-9-]*", fullmatch=True))
@example("on")
@example("0x1f")
@example("1e3")
@example("12")
def test_key_is_a_word_to_every_reader_of_yaml(key: str) -> None:
    assert yaml.safe_load(f"{key_text(key)}: x") == {key: "x"}


RULES = st.builds(
    lambda freq, interval, by, end: f"FREQ={freq};INTERVAL={interval}{by}{end}",
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 3),
    st.sampled_from(
        [
            "",
            ";BYDAY=MO",
            ";BYDAY=TU,TH",
            ";BYDAY=2TU",
            ";BYDAY=-1FR",
            ";BYMONTHDAY=-1",
            ";BYMONTHDAY=13,31",
            ";BYDAY=MO;BYMONTHDAY=13",
            ";BYMONTH=2",
            ";BYDAY=TU;BYSETPOS=3",
        ]
    ),
    st.sampled_from([";COUNT=1", ";COUNT=7", ";UNTIL=20270801T000000Z", ";UNTIL=20280229"]),
)


@examples(30)
@given(st.dates(date(2027, 1, 1), date(2027, 6, 30)), RULES, st.sampled_from([0, 2, 10, 23]))
def test_dates_of_a_rule_are_those_of_the_programme(day: date, rule: str, hour: int) -> None:
    """Compared with dateutil: each date of the rule is in the programme, and no other."""
    from dateutil.rrule import rrulestr

    start = datetime(day.year, day.month, day.day, hour)
    until = rule.partition("UNTIL=")[2]
    plain = rule.replace(";UNTIL=" + until, "") if until else rule
    limit = {"20270801T000000Z": datetime(2027, 8, 1, 2), "20280229": datetime(2028, 2, 29, 23, 59)}
    dates = {start}
    # No day and no week has a third Tuesday, and dateutil would look for one until the year 9999.
    never = "BYSETPOS" in rule and rule.startswith(("FREQ=DAILY", "FREQ=WEEKLY"))
    for found in () if never else rrulestr(plain, dtstart=start):
        if found > limit.get(until, datetime(2400, 1, 1)) or (not until and len(dates) > 20):
            break
        dates.add(found)
    berlin = zone("Europe/Berlin")
    data = calendar(f"SUMMARY:A\nDTSTART;TZID=Europe/Berlin:{start:%Y%m%dT%H%M%S}\nRRULE:{rule}")
    text = file_of(settle([imported(data)], today=TODAY), collector=ReportCollector())
    events = read_programme(text.encode(), file="f.yaml", now=NOW).itinerary.events
    ours = {event.when.start.astimezone(berlin) for event in events if event.when}  # type: ignore[union-attr]
    assert ours == {
        found.replace(tzinfo=berlin).astimezone(zone("UTC")).astimezone(berlin) for found in dates
    }


@dataclass(frozen=True)
class Entry:
    title: str
    day: int
    place: str

    def lines(self, n: int) -> str:
        return (
            f"BEGIN:VEVENT\nUID:{n}@x\nSUMMARY:{self.title}\nDTSTART;VALUE=DATE:202705{self.day:02}\n"
            + (f"LOCATION:{self.place}\n" if self.place else "")
            + "END:VEVENT\n"
        )


ENTRIES = st.dictionaries(
    st.integers(0, 5),
    st.builds(
        Entry,
        st.sampled_from(["Alpha", "Beta", "Gamma", "Delta"]),
        st.integers(1, 28),
        st.sampled_from(["", "Hall", "Tent"]),
    ),
    min_size=1,
)


def of(entries: dict[int, Entry]) -> bytes:
    inner = "".join(entry.lines(n) for n, entry in sorted(entries.items()))
    return f"BEGIN:VCALENDAR\nX-WR-CALNAME:S\n{inner}END:VCALENDAR\n".encode()


@examples(50)
@given(ENTRIES, ENTRIES, st.lists(st.tuples(st.integers(0, 60), st.sampled_from([0, 1, 2]))))
def test_merge_converges_and_loses_no_byte_of_the_author(
    before: dict[int, Entry], after: dict[int, Entry], edits: list[tuple[int, int]]
) -> None:
    settled = settle([imported(of(before))], today=TODAY)
    lines = file_of(settled, collector=ReportCollector()).splitlines()
    begin = lines.index("events:")
    marks: list[str] = []
    for n, (at, kind) in enumerate(edits):
        at = begin + 1 + at % (len(lines) - begin)
        mark = f"# note {n}"
        if kind == 0:
            lines.insert(at, f"    {mark}")
        elif kind == 1 and at < len(lines) and lines[at].strip():
            lines[at] += f"  {mark}"
        elif kind == 2 and at < len(lines) and lines[at].startswith("    title: "):
            mark = f"Mine {n}"
            lines[at] = f"    title: {mark}"
            marks = [one for one in marks if one in "\n".join(lines)]
        else:
            continue
        marks.append(mark)
    text = "\n".join(lines) + "\n"
    first = plan(text, [imported(of(after))], first_memory(settled, {}), today=TODAY)
    for mark in marks:
        assert mark in first.text
    read_programme(first.text.encode(), file="f.yaml", now=NOW)
    again = plan(first.text, [imported(of(after))], first.memory, today=TODAY)
    assert again.text == first.text
    assert {step.kind for step in again.steps} <= {"gone", "kept"}
