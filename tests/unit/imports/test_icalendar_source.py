"""Calendars as imported programmes."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr

from itinerary.imports import recurrence
from itinerary.imports.programme import WallTime
from itinerary.source import SourceError
from tests.support.imports import TODAY, calendar, first, programme, settled, written

BERLIN = "DTSTART;TZID=Europe/Berlin:"


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (
            f"{BERLIN}20270510T100000\nDTEND;TZID=Europe/Berlin:20270510T113000",
            "2027-05-10 10:00 to 11:30",
        ),
        (f"{BERLIN}20270510T100000\nDURATION:PT90M", "2027-05-10 10:00 to 11:30"),
        (f"{BERLIN}20270510T220000\nDURATION:PT4H", "2027-05-10 22:00 to 2027-05-11 02:00"),
        (f"{BERLIN}20270510T100000", "2027-05-10 10:00"),
        ("DTSTART:20270510T080000Z", "2027-05-10 10:00"),
        ("DTSTART:20270510T100000", "2027-05-10 10:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20270510T100000", "2027-05-10 10:00"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270510T100000", "2027-05-10 10:00"),
        ("DTSTART;TZID=Asia/Shanghai:20270510T160000", "2027-05-10 10:00"),
        ("DTSTART;VALUE=DATE:20270510", "2027-05-10"),
        ("DTSTART;VALUE=DATE:20270510\nDTEND;VALUE=DATE:20270511", "2027-05-10"),
        ("DTSTART;VALUE=DATE:20270510\nDTEND;VALUE=DATE:20270513", "all 2027-05-10 to 2027-05-12"),
        (f"{BERLIN}20271031T023000", "2027-10-31 02:30+02:00"),
        ("DTSTART:20271031T013000Z", "2027-10-31 02:30+01:00"),
        (f"{BERLIN}20270328T023000", "2027-03-28 03:30"),
    ],
)
def test_time_is_what_the_calendar_says_and_no_more(lines: str, when: str) -> None:
    assert first(calendar(f"SUMMARY:A\n{lines}"))["when"] == when


@pytest.mark.parametrize(
    ("usual", "unusual"),
    [
        (f"{BERLIN}20271031T023000", 'DTSTART;TZID="Europe/Berlin":20271031T023000'),
        (
            "DTSTART;TZID=Nowhere/Else:20270510T100000",
            'DTSTART;TZID="Nowhere/Else":20270510T100000',
        ),
        ("DTSTART;TZID=UTC:20270510T100000", 'DTSTART;TZID="UTC":20270510T100000'),
        ("DTSTART:20270510T080000Z", "dtstart:20270510T080000Z"),
        ("DTSTART;VALUE=DATE:20270510", "DTSTART;value=date:20270510"),
        ("DTSTART;VALUE=DATE-TIME:20270510T100000", "DTSTART;value=date-time:20270510T100000"),
    ],
)
def test_usual_times_are_what_icalendar_reads_in_unusual_spelling(usual: str, unusual: str) -> None:
    assert written(calendar(f"SUMMARY:A\n{usual}")) == written(calendar(f"SUMMARY:A\n{unusual}"))


@pytest.mark.parametrize("value", ["20271301T100000", "20270510T250000", "20270230T100000Z"])
def test_time_that_is_on_no_calendar_is_left_out_with_its_line(value: str) -> None:
    with pytest.raises(SourceError, match="DTSTART"):
        programme(calendar(f"SUMMARY:A\nDTSTART:{value}"))


def test_source_whose_events_are_all_left_out_is_an_error_that_says_why() -> None:
    of_the_past = calendar(f"SUMMARY:A\n{BERLIN}00010510T100000")
    with pytest.raises(SourceError, match=r"(?s)no event in this source.*year 1 is not plausible"):
        written(of_the_past)


def test_event_without_a_start_has_no_time() -> None:
    assert "when" not in first(calendar("SUMMARY:A"))


@pytest.mark.parametrize(
    ("lines", "repeat"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=4", {"every": "week", "times": "4"}),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO;INTERVAL=2;COUNT=4", {"every": "2 weeks", "times": "4"}),
        (
            "RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20270531T220000Z",
            {"every": "monday and thursday", "until": "2027-06-01"},
        ),
        ("RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", {"every": "weekday"}),
        ("RRULE:FREQ=MONTHLY;BYDAY=2MO", {"every": "second monday"}),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2;COUNT=3",
            {"every": "second monday", "times": "3"},
        ),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=10", {"every": "month"}),
        ("RRULE:FREQ=YEARLY;BYDAY=2MO;BYMONTH=5", {"every": "second monday of may"}),
        ("RRULE:FREQ=YEARLY", {"every": "year"}),
        (
            "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Berlin:20270517T100000",
            {"every": "week", "times": "4", "except": ["2027-05-17"]},
        ),
        ("RDATE;TZID=Europe/Berlin:20270512T100000", {"dates": ["2027-05-12"]}),
        (
            "RRULE:FREQ=MONTHLY;BYMONTHDAY=10,20;COUNT=3",
            {"dates": ["2027-05-20", "2027-06-10"]},
        ),
    ],
)
def test_rule_becomes_repeat_where_that_says_the_same(lines: str, repeat: object) -> None:
    event = first(calendar(f"SUMMARY:A\n{BERLIN}20270510T100000\nDURATION:PT1H\n{lines}"))
    assert event["repeat"] == repeat


def test_rule_in_utc_across_a_change_of_clocks_becomes_dated_events() -> None:
    data = calendar("SUMMARY:A\nDTSTART:20271024T080000Z\nRRULE:FREQ=WEEKLY;COUNT=2")
    whens = [event.values["when"] for event in settled(data).events]
    assert whens == ["2027-10-24 10:00", "2027-10-31 09:00"]


def test_changed_date_of_a_series_is_an_event_in_its_place() -> None:
    data = calendar(
        f"SUMMARY:Choir\n{BERLIN}20270510T100000\nRRULE:FREQ=WEEKLY;COUNT=3",
        "SUMMARY:B\nDTSTART;VALUE=DATE:20270601",
    ).replace(
        b"END:VCALENDAR",
        b"BEGIN:VEVENT\nUID:0@x\nRECURRENCE-ID;TZID=Europe/Berlin:20270517T100000\n"
        b"DTSTART;TZID=Europe/Berlin:20270518T120000\nSUMMARY:Choir\nEND:VEVENT\nEND:VCALENDAR",
    )
    events = {event.id: event for event in programme(data).events}
    moved = events["choir-2027-05-17"]
    assert moved.when
    assert moved.when.first.day == 18
    assert moved.occurrence
    assert moved.occurrence.series == "choir"
    assert len(events) == 4


def test_zone_that_the_calendar_defines_is_followed() -> None:
    data = calendar(
        "SUMMARY:A\nDTSTART;TZID=Mine:20270510T100000",
        head="X-WR-TIMEZONE:Europe/Berlin\nBEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\n"
        "DTSTART:19700101T000000\nTZOFFSETFROM:+0545\nTZOFFSETTO:+0545\nEND:STANDARD\nEND:VTIMEZONE",
    )
    assert first(data)["when"] == "2027-05-10 06:15"


def test_place_has_the_zone_of_its_events() -> None:
    data = calendar("SUMMARY:A\nLOCATION:Pier\nDTSTART;TZID=America/New_York:20270510T100000")
    assert settled(data).facets["places"]["pier"]["zone"] == "America/New_York"
    assert first(data)["when"] == "2027-05-10 10:00"


def test_times_without_any_zone_ask_for_one() -> None:
    with pytest.raises(SourceError, match=r"a.ics:5:.*--zone"):
        settled(calendar("SUMMARY:A\nDTSTART:20270510T100000", head="X-NONE:1"))


def test_equal_words_are_one_place() -> None:
    data = calendar("SUMMARY:A\nLOCATION:The Hall", "SUMMARY:B\nLOCATION:the  hall")
    assert list(settled(data).facets["places"]) == ["the-hall"]


def test_private_events_and_alarms_are_left_and_said() -> None:
    data = calendar(
        "SUMMARY:A\nBEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM", "SUMMARY:Secret\nCLASS:PRIVATE"
    )
    report = "\n".join(settled(data).report.lines())
    assert "1 × VALARM" in report
    assert "1 × events of CLASS:PRIVATE" in report
    assert "Secret" not in written(data)


def test_mail_addresses_are_imported_on_request_alone() -> None:
    data = calendar(
        "SUMMARY:A\nORGANIZER:mailto:ada@example.com\nATTENDEE;CN=Bo:mailto:b@example.com"
    )
    assert "example.com" not in written(data)
    assert "ada@example.com" in written(data, with_contacts=True)


def test_html_becomes_markdown_and_plain_words_stay() -> None:
    assert (
        first(calendar("SUMMARY:A\nDESCRIPTION:<p>So <b>good</b></p>"))["description"]
        == "So **good**"
    )
    assert first(calendar("SUMMARY:A\nDESCRIPTION:a *b* c"))["description"] == r"a \*b\* c"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>A</p><ol><li>One<li>Two</ol>", "A\n\n1. One\n2. Two"),
        ("<ul><li>One<ul><li>In<li>it</ul><li>Two</ul>", "- One\n  - In\n  - it\n- Two"),
        ("<b>A</b> page<https://a.example/x>", "**A** page<https://a.example/x>"),
        ("A<br />b.\\n\\n\\nSpeakers: Ada", "A\nb.\n\nSpeakers: Ada"),
    ],
)
def test_html_as_tools_write_it_is_read_as_they_mean_it(html: str, markdown: str) -> None:
    assert first(calendar(f"SUMMARY:A\nDESCRIPTION:{html}"))["description"] == markdown


def test_what_apps_show_of_an_event_is_counted() -> None:
    data = calendar(
        f"SUMMARY:A\n{BERLIN}20270510T100000\nTRANSP:TRANSPARENT\nCOLOR:red",
        "SUMMARY:B\nDTSTART;VALUE=DATE:20270510\nTRANSP:TRANSPARENT",
        f"SUMMARY:C\n{BERLIN}20270510T100000\nTRANSP:OPAQUE",
    )
    lost = {what: count for what, _, count in settled(data).report.losses}
    assert lost == {"TRANSP:TRANSPARENT": 1, "COLOR": 1}


def test_meeting_address_is_online() -> None:
    assert (
        first(calendar("SUMMARY:A\nLOCATION:https://meet.example/x"))["online"]
        == "https://meet.example/x"
    )


@pytest.mark.parametrize(
    ("time", "tba"),
    [
        ("20270510T000000\nDTEND;TZID=Europe/Berlin:20270510T235900", "2027-05-10"),
        ("20270510T000000\nDTEND;TZID=Europe/Berlin:20270511T000000", "2027-05-10"),
        ("20270510T000100", "2027-05-10"),
        ("20270510T033000", "2027-05-10"),
        ("20270510T000000\nDTEND;TZID=Europe/Berlin:20270510T000000", "2027-05-10"),
        ("20270510T190000\nDTEND;TZID=Europe/Berlin:20270510T190000", "2027-05-10 19:00"),
    ],
)
def test_doubtful_time_is_listed_and_not_announced_on_request(time: str, tba: str) -> None:
    data = calendar(f"SUMMARY:A\n{BERLIN}{time}")
    assert settled(data).report.doubts
    assert first(data)["when"].startswith(tba + (" 0" if len(tba) == 10 else ""))
    assert first(data, handling="tba")["when"] == tba


def test_place_to_be_announced_is_none_on_request() -> None:
    data = calendar("SUMMARY:A\nLOCATION:TBA", "SUMMARY:B\nLOCATION:待定")
    assert len(settled(data).facets["places"]) == 2
    assert not settled(data, handling="tba").facets["places"]


def test_broken_event_is_left_out_with_its_line() -> None:
    report = settled(calendar("SUMMARY:A", "DTSTART:never\nSUMMARY:B")).report
    (problem,) = report.problems
    assert (problem.line, problem.path) == (11, "DTSTART")


def test_ids_are_transliterated_titles() -> None:
    data = calendar(
        "SUMMARY:День открытых дверей", "SUMMARY:音乐会", "SUMMARY:Öffnung", "SUMMARY:Öffnung"
    )
    ids = [event.id for event in settled(data).events]
    assert ids == ["den-otkrytykh-dverey", "yin-le-hui", "oeffnung", "oeffnung-2"]


def test_new_file_is_in_order_and_cites_the_import() -> None:
    data = calendar("SUMMARY:A: b #7\nDTSTART;VALUE=DATE:20270510\nDESCRIPTION:x\\n# y")
    event = programme(data).events[0]
    assert event.title.to("en") == "A: b #7"
    assert event.imported
    assert event.imported.uid == "0@x"
    assert [source.who.to("en") for source in event.sources] == ["Harbour Days"]
    assert event.sources[0].when == "2027-01-15"


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY;INTERVAL=0", "FREQ=SECONDLY", "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;BYHOUR=1,2"),
        *("FREQ=DAILY;BYDAY=XX", "FREQ=WEEKLY;UNTIL=soon", "FREQ"),
    ],
)
def test_rule_that_no_file_can_follow_is_left_out_with_its_event(rule: str) -> None:
    made = settled(calendar(f"SUMMARY:A\n{BERLIN}20270510T100000\nRRULE:{rule}", "SUMMARY:B"))
    assert [event.id for event in made.events] == ["b"]
    assert [problem.line for problem in made.report.problems] == [5]


@pytest.mark.parametrize("end", ["", ";COUNT=900000000"])
def test_rule_without_any_date_is_found_out_soon(end: str) -> None:
    rule = f"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30{end}"
    event = first(calendar(f"SUMMARY:A\n{BERLIN}20270510T100000\nRRULE:{rule}"))
    assert (event["when"], event.get("repeat")) == ("2027-05-10 10:00", None)


def test_time_in_utc_is_one_whatever_zone_stands_there_too() -> None:
    zoned = "TZID=Europe/Berlin"
    made = settled(
        calendar(
            f"SUMMARY:A\nDTSTART;{zoned}:20270510T100000Z\nDTEND;{zoned}:20270510T110000Z\n"
            f"RRULE:FREQ=DAILY;COUNT=3\nEXDATE;{zoned}:20270511T100000Z"
        )
    )
    (event,) = made.events
    assert event.values["when"] == "2027-05-10 12:00 to 13:00"
    assert event.values["repeat"] == {"every": "day", "times": "3", "except": ["2027-05-11"]}


def test_exception_at_another_hour_leaves_nothing_out_and_is_told() -> None:
    made = settled(
        calendar(
            "SUMMARY:A\nDTSTART;TZID=Europe/Berlin:20270510T100000\nDURATION:PT1H\n"
            "RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20270511T090000"
        )
    )
    (event,) = made.events
    assert event.values["repeat"] == {"every": "day", "times": "3"}
    assert any(
        "leaves out times at which nothing begins" in words for words, _ in made.report.guesses
    )


def test_endless_rule_that_is_not_steady_goes_on_for_a_year() -> None:
    # 02:30 does not exist on one night of spring.
    made = settled(
        calendar(
            "SUMMARY:A\nDTSTART;TZID=Europe/Berlin:20270110T023000\nRRULE:FREQ=MONTHLY;BYDAY=-1SU"
        )
    )
    days = [str(event.values["when"])[:10] for event in made.events]
    assert days[0] == "2027-01-10"
    assert "2028-01-30" > days[-1] > "2027-12-01"
    assert any("dates up to a year from now are taken" in words for words, _ in made.report.guesses)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYEASTER=1"])
def test_rule_without_any_date_has_the_first_alone_or_is_told(rule: str) -> None:
    source = calendar(f"SUMMARY:A\nDTSTART:20270510T100000Z\nRRULE:{rule}", "SUMMARY:B")
    made = settled(source)
    if "EASTER" in rule:
        (problem,) = made.report.problems
        assert "BYEASTER is no part of a rule" in problem.message
    else:
        assert "repeat" not in made.events[0].values
        assert made.events[0].values["when"] == "2027-05-10 12:00"


@pytest.mark.parametrize("year", [1, 1600, 1999, 2000, 2097])
def test_rule_is_followed_alike_in_any_year(year: int) -> None:
    start = datetime(year, 2, 28, 10)
    for rule in ("FREQ=YEARLY;BYYEARDAY=60", "FREQ=MONTHLY;BYDAY=1MO,-1FR", "FREQ=WEEKLY"):
        some = f"{rule};COUNT=50"
        walls, _ = recurrence._expanded(
            WallTime(start, None), some, recurrence.parts_of(some), TODAY
        )
        assert walls == list(islice(rrulestr(rule, dtstart=start), 50))


@pytest.mark.parametrize(
    ("location", "name", "address"),
    [
        ("Mill\\, 3 Church St\\, Hull", "Mill", "3 Church St, Hull"),
        ("Halle\\, 20095 Hamburg", "Halle", "20095 Hamburg"),
        ("c-base (Rungestraße 20\\, Berlin)", "c-base", "Rungestraße 20, Berlin"),
        ("Rathaus\\nMarkt 1\\n20095 Hamburg", "Rathaus", "Markt 1, 20095 Hamburg"),
        ("Old Mill\\, Room 3", "Old Mill, Room 3", None),
        ("Ballroom A\\, Chicago\\, IL", "Ballroom A, Chicago, IL", None),
        ("Kirchstr. 3\\, 20095 Hamburg", "Kirchstr. 3, 20095 Hamburg", None),
        ("Teamsraum", "Teamsraum", None),
    ],
)
def test_name_and_address_of_a_place_are_told_apart(
    location: str, name: str, address: str | None
) -> None:
    made = settled(calendar(f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nLOCATION:{location}"))
    (place,) = made.facets["places"].values()
    assert (place["name"], place.get("address")) == (name, address)


def test_apple_gives_the_coordinates_of_a_place_in_a_property_of_its_own() -> None:
    apple = 'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE="Hall":geo:53.550,9.99'
    made = settled(calendar(f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nLOCATION:Hall\n{apple}"))
    assert made.facets["places"]["hall"]["coordinates"] == ["53.55", "9.99"]


@pytest.mark.parametrize("words", ["Online", "Zoom Meeting", "Microsoft Teams-Besprechung", "线上"])
def test_programs_of_meetings_are_no_places(words: str) -> None:
    data = calendar(f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nLOCATION:{words}")
    event = first(data)
    assert event["online"] == "yes"
    assert "place" not in event
    assert any(f"“{words}” is no place" in line for line in settled(data).report.lines())
    teams = "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/1"
    data = calendar(f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nLOCATION:{words}\n{teams}")
    assert first(data)["online"] == "https://teams.example/1"


EARLY = f"SUMMARY:Talks\n{BERLIN}20270510T100000\nDTEND;TZID=Europe/Berlin:20270510T113000"
LATE = "SUMMARY:Lunch\nDTSTART:20270510T093000Z"
WAITS = "RELATED-TO;RELTYPE=FINISHTOSTART:"


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (EARLY, f"{LATE}\n{WAITS}0@x"),
        (f"{EARLY}\n{WAITS}1@x", LATE),  # the other reading of RFC 9253 §4
        (f"{EARLY}\n{WAITS}1@x", f"{LATE}\nRELATED-TO;VALUE=UID;RELTYPE=finishtostart:0@x"),
        (
            "SUMMARY:Talks\nDTSTART;VALUE=DATE:20270510",
            f"SUMMARY:Lunch\nDTSTART;VALUE=DATE:20270511\n{WAITS}0@x",
        ),
    ],
)
def test_event_that_begins_when_another_is_over_follows_it(early: str, late: str) -> None:
    made = settled(calendar(early, late))
    assert [event.values.get("after") for event in made.events] == [None, "talks"]
    assert "RELATED-TO" not in {what for what, _, _ in made.report.losses}
    assert programme(calendar(early, late)).events[1].after


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (EARLY, f"{LATE}\nRELATED-TO;RELTYPE=FINISHTOSTART;GAP=PT30M:0@x"),
        (EARLY, f"{LATE}\nRELATED-TO:0@x"),
        (EARLY, f"{LATE}\nRELATED-TO;RELTYPE=STARTTOSTART:0@x"),
        (EARLY, f"{LATE}\nRELATED-TO;VALUE=URI;RELTYPE=FINISHTOSTART:https://a.example/0.ics"),
        (EARLY, f"{LATE}\n{WAITS}elsewhere"),
        (EARLY, f"{LATE}\n{WAITS}1@x"),
        (EARLY, f"SUMMARY:Lunch\n{BERLIN}20270510T110000\n{WAITS}0@x"),  # before its end
        (EARLY, f"SUMMARY:Lunch\n{WAITS}0@x"),
        (f"{EARLY}\nRRULE:FREQ=DAILY;COUNT=2", f"{LATE}\n{WAITS}0@x"),
    ],
)
def test_relation_that_our_file_cannot_say_is_counted(early: str, late: str) -> None:
    made = settled(calendar(early, late))
    assert not any("after" in event.values for event in made.events)
    assert ("RELATED-TO", "", 1) in made.report.losses


def test_event_that_was_left_out_is_followed_by_none() -> None:
    made = settled(calendar(EARLY.replace("2027", "1027"), f"{LATE}\n{WAITS}0@x"))
    assert [event.id for event in made.events] == ["lunch"]
    assert "after" not in made.events[0].values
