"""A file brought up to date with its sources: three ways, key by key, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from itinerary.imports import ImportedProgramme, Options, memory
from itinerary.imports import read as read_source
from itinerary.imports.composition import file_of
from itinerary.imports.merge import (
    KeyDifference,
    Plan,
    TooManyGoneError,
    fingerprint,
    first_memory,
    plan,
)
from itinerary.imports.report import ReportCollector
from itinerary.imports.settle import settle
from itinerary.source import read
from tests.conftest import NOW
from tests.support.imports import TODAY, calendar, imported

DAY = "DTSTART;VALUE=DATE:202705"
A = f"SUMMARY:Opening\n{DAY}10\nLOCATION:Hall"
B = f"SUMMARY:Closing\n{DAY}12"
C = f"SUMMARY:Dinner\n{DAY}11"


@dataclass
class Imported:
    """A file that was imported, with what is remembered of it."""

    text: str
    memory: dict[str, memory.SourceMemory]

    @classmethod
    def of(cls, *events: str) -> Imported:
        source = imported(calendar(*events))
        settled = settle([source], today=TODAY)
        text = file_of(settled, collector=ReportCollector())
        done = fingerprint(source.digest, text, "taken", False, "keep")
        return cls(text, first_memory(settled, {}, [done]))

    def edited(self, before: str, after: str) -> Imported:
        assert before in self.text
        return Imported(self.text.replace(before, after, 1), self.memory)

    def again(self, *events: str, data: bytes = b"", **options: Any) -> Plan:
        made = plan(
            self.text, [imported(data or calendar(*events))], self.memory, today=TODAY, **options
        )
        read(made.text.encode(), file="f.yaml", now=NOW)
        return made


def kinds(made: Plan) -> list[tuple[str, str]]:
    return [(step.kind, step.id) for step in made.steps]


def test_unchanged_source_changes_not_a_byte() -> None:
    file = Imported.of(A, B)
    again = file.again(A, B)
    assert again.text == file.text
    assert memory.dump(again.memory) == memory.dump(file.memory)
    assert not again.steps


def test_merge_that_left_nothing_to_say_is_remembered_as_such() -> None:
    file = Imported.of(A, B)
    (known,) = file.memory.values()
    assert known.fingerprint
    (open_,) = file.again(A).memory.values()  # one is gone, which is told each time
    assert not open_.fingerprint
    (edited,) = file.edited("Opening", "Grand opening").again(A, B).memory.values()
    assert edited.fingerprint not in ("", known.fingerprint)


def test_dates_up_to_a_year_from_now_are_looked_at_each_time() -> None:
    endless = f"SUMMARY:Choir\n{DAY}10\nRRULE:FREQ=WEEKLY;BYDAY=MO;BYMONTH=5,6"
    (known,) = Imported.of(A, endless).memory.values()
    assert not known.fingerprint
    assert known.day == str(TODAY)
    known.address, known.validators = "https://x.example/a", {"If-None-Match": "1"}
    sent = [memory.validators_of({"x": known}, TODAY + timedelta(days=n)) for n in (0, 1)]
    assert sent == [{"https://x.example/a": {"If-None-Match": "1"}}, {}]
    read = json.loads(memory.dump({"x": known}))["sources"]["x"]
    assert memory.SourceMemory(**read) == known


def test_what_the_source_changed_alone_is_taken_and_the_rest_stays() -> None:
    file = Imported.of(A, B).edited("when: 2027-05-12", "when:   2027-05-12   # soon")
    made = file.again(A, B.replace("12", "13"))
    assert kinds(made) == [("changed", "closing")]
    assert made.text == file.text.replace("when:   2027-05-12", "when: 2027-05-13")


def test_what_the_author_changed_stays() -> None:
    file = Imported.of(A, B).edited("title: Closing", "title: {en: The end, de: Das Ende}")
    made = file.again(A, B)
    assert made.text == file.text


def test_what_both_changed_is_a_conflict_and_told_once() -> None:
    file = Imported.of(A, B).edited("title: Closing", "title: The end")
    made = file.again(A, B.replace("Closing", "Finale"))
    (step,) = made.steps
    assert (step.kind, made.text) == ("conflict", file.text)
    assert [(one.before, one.after) for one in step.differences] == [("The end", "Finale")]
    later = Imported(made.text, dict(made.memory)).again(A, B.replace("Closing", "Finale"))
    assert not later.steps


def test_new_keys_stand_in_their_order_and_lost_ones_go() -> None:
    file = Imported.of(A, B)
    made = file.again(A.replace("LOCATION:Hall", "STATUS:TENTATIVE\nDESCRIPTION:One\\n\\ntwo"), B)
    expected = file.text.replace(
        "    when: 2027-05-10\n    place: hall\n",
        "    description: |\n      One\n\n      two\n    when: 2027-05-10\n    status: tentative\n",
    )
    assert made.text == expected


def test_comments_in_a_value_that_changes_are_kept() -> None:
    file = Imported.of(A, B).edited(
        "    place: hall\n", "    place:  # where\n      - hall # the large one\n"
    )
    made = file.again(A.replace("Hall", "Tent"), B)
    assert "# where" in made.text
    assert "# the large one" in made.text
    assert "place: tent" in made.text


def test_new_event_is_added_at_the_end_in_the_style_of_the_file() -> None:
    file = Imported.of(A, B)
    file.text = file.text.rstrip("\n")
    made = file.again(A, B, C)
    assert made.text.startswith(file.text + "\n\n  - id: dinner\n    title: Dinner\n")


def test_new_place_is_added_to_the_map() -> None:
    made = Imported.of(A, B).again(A, B, C + "\nLOCATION:Tent")
    assert "places:\n  hall: Hall\n  tent: Tent\n" in made.text


def test_first_place_of_a_file_makes_the_map() -> None:
    made = Imported.of(B).again(B, C + "\nLOCATION:Tent")
    assert "\nplaces:\n  tent: Tent\n\n# Who said" in made.text


def test_line_breaks_of_the_file_are_kept() -> None:
    file = Imported.of(A, B)
    file.text = file.text.replace("\n", "\r\n")
    made = file.again(A.replace("10", "09"), B, C)
    assert "\n" not in made.text.replace("\r\n", "")


def test_event_that_the_author_removed_stays_out() -> None:
    file = Imported.of(A, B)
    file.text = file.text[: file.text.index("\n  - id: closing")]
    made = file.again(A, B)
    assert kinds(made) == [("kept", "closing")]
    assert made.text == file.text


def test_event_that_the_author_removed_is_followed_by_none() -> None:
    later = f"{B}\nRELATED-TO;RELTYPE=FINISHTOSTART:0@x"
    before = Imported.of(A, later, C)
    assert before.text.count("after: opening") == 1
    assert before.again(A, B, C).text == before.text.replace("    after: opening\n", "")
    start, end = before.text.index("  - id: opening"), before.text.index("  - id: closing")
    without = Imported(
        (before.text[:start] + before.text[end:]).replace("    after: opening\n", ""),
        before.memory,
    )
    for source in ((A, later, C), (A, later, f"{C}\nRELATED-TO;RELTYPE=FINISHTOSTART:0@x")):
        assert without.again(*source).text == without.text


def test_translation_that_a_table_changed_is_taken_alone() -> None:
    table = "id,Title,Title (zh),Place,Place (zh)\na,One,一,Hall,厅\nb,Two,二,Hall,厅\n"
    source = read_source(table.encode(), name="a.csv", options=Options())
    settled = settle([source], today=TODAY)
    text = file_of(settled, collector=ReportCollector())
    assert "languages: [en, zh]" in text
    remembered = first_memory(settled, {})

    def again(before: str, after: str) -> str:
        changed = table.replace(before, after).encode()
        programme = read_source(changed, name="a.csv", options=Options())
        return plan(text, [programme], remembered, today=TODAY).text

    assert again("", "") == text
    for before, after in (("一", "壹"), ("厅", "館")):
        assert again(before, after) == text.replace(before, after) != text


def test_event_that_is_gone_is_proposed_and_never_changed_silently() -> None:
    file = Imported.of(A, B, C)
    made = file.again(A, B)
    assert kinds(made) == [("gone", "dinner")]
    assert made.text == file.text


def test_event_that_is_gone_is_cancelled_on_request_and_comes_back() -> None:
    file = Imported.of(A, B, C)
    made = file.again(A, B, gone="cancel")
    assert kinds(made) == [("cancelled", "dinner")]
    assert made.text.count("status: cancelled") == 1
    back = Imported(made.text, dict(made.memory)).again(A, B, C)
    assert back.text == file.text


def test_event_that_is_gone_is_removed_on_request() -> None:
    file = Imported.of(A, B, C)
    made = file.again(A, B, gone="remove")
    assert "dinner" not in made.text
    assert made.text == Imported.of(A, B).text


def test_event_that_cannot_be_edited_is_listed() -> None:
    file = Imported.of(A, B).edited("title: Opening", "title: Opening\n    status: &s tentative")
    file = file.edited("title: Closing", "title: Closing\n    status: *s")
    (step,) = file.again(A, gone="cancel", allow_cancellations=True).steps
    assert (step.kind, step.id) == ("gone", "closing")
    assert "used in several places" in step.note


def test_dates_of_one_title_that_come_and_go_are_no_event_that_moved() -> None:
    weeks = [f"SUMMARY:Rehearsal\n{DAY}{day}" for day in (10, 17, 24)]
    head, _, rest = calendar(*weeks).partition(b"BEGIN:VEVENT\nUID:0@x")
    later = head + rest[rest.index(b"BEGIN:VEVENT") :]
    made = Imported.of(*weeks[:2]).again(data=later)
    assert [kind for kind, _ in kinds(made)] == ["added", "gone"]
    assert all(f"when: 2027-05-{day}" in made.text for day in (10, 17, 24))


def test_event_that_is_over_is_not_proposed() -> None:
    over = "SUMMARY:Old\nDTSTART;VALUE=DATE:20270101"
    file = Imported.of(A, B, over)
    assert not file.again(A, B).steps


def test_mass_cancellation_is_refused() -> None:
    file = Imported.of(A, B, C)
    with pytest.raises(TooManyGoneError, match="2 of 3"):
        file.again(A, gone="cancel")
    made = file.again(A, gone="cancel", allow_cancellations=True)
    assert made.text.count("status: cancelled") == 2


def test_new_uids_are_found_by_title_and_time() -> None:
    file = Imported.of(A, B)
    data = calendar(A, B).replace(b"@x", b"@new")
    made = file.again(data=data)
    assert {step.kind for step in made.steps} == {"changed"}
    assert made.text == file.text.replace("@x", "@new")
    assert not Imported(made.text, dict(made.memory)).again(data=data).steps


def test_series_with_a_new_uid_is_found_by_title_and_start() -> None:
    series = "SUMMARY:Choir\nDTSTART;VALUE=DATE:20270510\nRRULE:FREQ=WEEKLY;COUNT=3"
    file = Imported.of(A, series)
    data = calendar(A, series.replace("COUNT=3", "COUNT=4")).replace(b"@x", b"@new")
    made = file.again(data=data)
    assert kinds(made) == [("changed", "opening"), ("changed", "choir")]
    assert made.text == file.text.replace("@x", "@new").replace("times: 3", "times: 4")
    # One event in place of a series, or a series in place of one event, is another.
    made = Imported.of(A, series.partition("\nRRULE")[0]).again(data=data)
    assert ("added", "choir-2") in kinds(made)
    single = calendar(A, series.partition("\nRRULE")[0]).replace(b"@x", b"@new")
    made = file.again(data=single)
    assert kinds(made)[1:] == [("added", "choir-2"), ("gone", "choir")]
    assert "    repeat:" in made.text


def test_event_that_the_author_wrote_before_is_adopted() -> None:
    file = Imported.of(A)
    own = "\n  - id: end\n    title: Closing\n    when: 2027-05-12\n    price: free\n"
    file.text += own
    made = file.again(A, B)
    assert made.text == file.text + "    from: {source: harbour-days, uid: 1@x}\n"


def test_event_whose_id_the_author_changed_is_the_same() -> None:
    file = Imported.of(A, B).edited("id: closing", "id: the-end")
    made = file.again(A, B.replace("12", "13"))
    assert kinds(made) == [("changed", "the-end")]


def test_value_that_is_used_in_several_places_is_left_to_the_author() -> None:
    file = Imported.of(A, B).edited("when: 2027-05-10", "when: &day 2027-05-10")
    file = file.edited("when: 2027-05-12", "when: *day")
    made = file.again(A.replace("10", "11"), B)
    assert [step.kind for step in made.steps] == ["conflict"]
    assert made.text == file.text


def test_events_in_one_line_are_edited_in_one_line() -> None:
    file = Imported.of(A)
    file.text = file.text[: file.text.index("  - id: opening")] + (
        "  - {id: opening, title: Opening, when: 2027-05-10, place: hall,"
        " sources: harbour-days, from: {source: harbour-days, uid: 0@x}}\n"
    )
    made = file.again(A.replace("\nLOCATION:Hall", "\nSTATUS:TENTATIVE").replace("10", "11"))
    assert "{id: opening, title: Opening, when: 2027-05-11, status: tentative," in made.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  hall: Hall", "  hall:\n    name: Hall\n    coordinates: ["),
        ("  hall: Hall # big", "  hall: {name: Hall, coordinates: ["),
    ],
)
def test_place_in_short_takes_what_the_source_adds(before: str, after: str) -> None:
    file = Imported.of(A, B).edited("  hall: Hall", before)
    again = file.again(f"{A}\nGEO:53.5;9.9", B)
    assert kinds(again) == [("changed", "places.hall")]
    assert f"{after}53.5, 9.9]" in again.text.replace('"', "")
    assert before.partition("#")[2] in again.text
    later = Imported(again.text, dict(again.memory)).again(f"{A}\nGEO:53.5;9.9", B)
    assert (later.text, later.steps) == (again.text, ())


def test_place_in_short_that_the_author_renamed_keeps_its_name() -> None:
    file = Imported.of(A, B).edited("  hall: Hall", "  hall: Great Hall")
    again = file.again(f"{A}\nGEO:53.5;9.9", B)
    assert "    name: Great Hall\n    coordinates:" in again.text


def test_event_that_two_sources_have_is_that_of_its_own_source() -> None:
    file = Imported.of(A, B)
    first = imported(calendar(A, B).replace(b"UID:0@x", b"UID:new@x"))
    second = imported(calendar(A).replace(b"Harbour Days", b"Town").replace(b"0@x", b"7@y"))
    for sources in ([first, second], [second, first]):
        again = plan(file.text, sources, file.memory, today=TODAY)
        assert "from: {source: harbour-days, uid: new@x}" in again.text
        assert [step.kind for step in again.steps if step.id == "opening"] == ["changed"]
        assert ("added", "opening-2") in kinds(again)
    own = file.edited("    from: {source: harbour-days, uid: 0@x}\n", "")
    again = plan(own.text, [second, first], {}, today=TODAY)
    assert "from: {source: town, uid: 7@y}" in again.text


ADDRESS = "https://calendar.example/a.ics"


def at_address(data: bytes, address: str = ADDRESS) -> ImportedProgramme:
    return read_source(data, name=address, link=address, options=Options())


def fetched(text: str, source: ImportedProgramme, known: Mapping[str, memory.SourceMemory]) -> Plan:
    """Merge a source from its address."""
    return plan(text, [source], known, today=TODAY, validators={source.link: {}})


def test_calendar_that_was_imported_as_a_file_is_continued_by_its_address() -> None:
    file = Imported.of(A, B, C)
    changed = at_address(calendar(A, B.replace("Closing", "End"), C, f"SUMMARY:New\n{DAY}13"))
    first = fetched(file.text, changed, file.memory)
    assert kinds(first) == [
        ("continued", "harbour-days"),
        ("changed", "closing"),
        ("added", "new"),
    ]
    assert f"3 of 4 events of {ADDRESS} are known from it by their UIDs" in first.steps[0].words
    assert first.text.count("- id:") == 4
    assert first.memory["harbour-days"].address == ADDRESS
    again = fetched(first.text, changed, first.memory)
    assert (again.text, again.steps) == (first.text, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    when: 2027-01-15\n", f"    when: 2027-01-15\n    link: {ADDRESS}\n"),
        (
            "harbour-days:\n    who: Harbour Days\n    when: 2027-01-15\n",
            f"harbour-days: {{who: Harbour Days, link: {ADDRESS}}}  # mine\n",
        ),
    ],
)
def test_file_knows_the_address_by_which_a_source_is_continued(before: str, after: str) -> None:
    file = Imported.of(A, B, C)
    if "# mine" in after:
        file = file.edited(before, "harbour-days: Harbour Days  # mine\n")
        before = "harbour-days: Harbour Days  # mine\n"
    source = at_address(calendar(A, B, C))
    first = fetched(file.text, source, file.memory)
    assert first.text == file.text.replace(before, after)
    (step,) = first.steps
    assert (step.kind, step.id, step.is_edit) == ("continued", "harbour-days", True)
    assert step.differences == (KeyDifference("link", None, ADDRESS),)
    assert first.memory["harbour-days"].fingerprint
    # The address is in the file, so that it is known without the record, too.
    for remembered in (first.memory, {}):
        again = fetched(first.text, source, remembered)
        assert (again.text, again.steps) == (first.text, ())


def test_source_that_moves_takes_its_new_address_along_unless_the_author_wrote_one() -> None:
    file = Imported.of(A, B, C)
    first = fetched(file.text, at_address(calendar(A, B, C)), file.memory)
    moved = "https://calendar.example/b.ics"
    source = at_address(calendar(A, B, C), moved)
    second = fetched(first.text, source, first.memory)
    assert f"    link: {moved}\n" in second.text
    assert ADDRESS not in second.text
    mine = first.text.replace(ADDRESS, "https://harbour.example/")
    second = fetched(mine, source, first.memory)
    assert (second.text, [step.is_edit for step in second.steps]) == (mine, [False])
    again = fetched(second.text, source, second.memory)
    assert (again.text, again.steps) == (mine, ())


def test_source_whose_entry_is_used_in_several_places_is_continued_and_says_so() -> None:
    file = Imported.of(A, B, C).edited("harbour-days:\n    who", "harbour-days: &s\n    who")
    file = file.edited("\nevents:", "  again: *s\n\nevents:")
    made = fetched(file.text, at_address(calendar(A, B, C)), file.memory)
    assert (made.text, [step.is_edit for step in made.steps]) == (file.text, [False])
    assert "is used in several places" in made.steps[0].words


def test_file_of_a_calendar_that_was_imported_by_its_address_is_the_same_and_keeps_it() -> None:
    file = Imported.of(A, B, C)
    first = fetched(file.text, at_address(calendar(A, B, C)), file.memory)
    other = imported(calendar(A, B, C).replace(b"Harbour Days", b"Renamed"))
    again = plan(first.text, [other], first.memory, today=TODAY)
    assert kinds(again) == [("continued", "harbour-days")]
    assert again.memory["harbour-days"].address == ADDRESS


def test_site_that_a_file_names_is_not_the_address_that_is_asked_again() -> None:
    file = Imported.of(A, B, C)
    first = fetched(file.text, at_address(calendar(A, B, C)), file.memory)
    named = at_address(calendar(A, B, C), "https://harbour.example/")
    again = plan(first.text, [named], first.memory, today=TODAY, validators={"": {}})
    assert (again.text, kinds(again)) == (first.text, [("continued", "harbour-days")])
    assert again.memory["harbour-days"].address == ADDRESS


@pytest.mark.parametrize("named", [ADDRESS, "https://harbour.example/"])
def test_file_leaves_nothing_by_which_its_address_could_say_not_modified(named: str) -> None:
    file = Imported.of(A, B, C)
    newer = at_address(calendar(A, B, C))
    sent = {ADDRESS: {"If-None-Match": '"2"'}}
    first = plan(file.text, [newer], file.memory, today=TODAY, validators=sent)
    assert memory.validators_of(first.memory, TODAY) == sent
    older = at_address(calendar(A, B, C.replace("Dinner", "Supper")), named)
    again = plan(first.text, [older], first.memory, today=TODAY, validators={"": {}})
    assert "title: Supper" in again.text
    assert memory.validators_of(again.memory, TODAY) == {ADDRESS: {}}


@pytest.mark.parametrize(
    ("address", "is_secret"),
    [
        ("https://calendar.google.com/calendar/ical/a%40x/private-0123abcd/basic.ics", True),
        ("https://calendar.google.com/calendar/ical/a%40x/public/basic.ics", False),
        ("https://ada:secret@calendar.example/a.ics", True),
        ("https://indico.example/event/1/event.ics?user_token=abc", True),
        ("https://calendar.example/a.ics?lang=de&key=1", True),
        ("https://calendar.example/private-views/a.ics?monkey=1", False),
        ("https://calendar.google.com/calendar/ical/a%40x/private-xyz1/basic.ics", True),
        ("https://trips.example/feed/ical/private/0A1B-2C/trip.ics", True),
        ("https://outlook.example/owa/calendar/0a1b@x.example/2c3d/calendar.ics", True),
        ("https://calendar.example/a.ics?lang=de&authtoken=0a1b", True),
        ("https://calendar.example/a.ics?CacheKey=word&PassphraseKey=word", True),
        ("https://files.example/a.ics?X-Amz-Date=20270115&X-Amz-Signature=0a1b", True),
        ("https://calendar.example/a.ics?accessToken=word", True),
        ("https://calendar.example/a.ics?user_auth_token=word", True),
        ("https://calendar.example/a.ics?authkey=word", True),
        ("https://calendar.example/a.ics?%74oken=word", True),
        ("https://calendar.example/a.ics?feed_key=word", True),
        ("https://rooms.example/a.ics?s=f0e1d2c3b4a5", True),
        ("https://calendar.example/a.ics?f0e1d2c3b4a5", True),
        ("https://calendar.example/a.ics?sort_key=date&from=2027-05-10", False),
        ("https://calendar.example/a.ics?id=48213&ort=K%C3%B6ln+S%C3%BCd&export", False),
        ("https://calendar.example/users/a@x.example/all.ics", False),
    ],
)
def test_secret_address_is_remembered_and_never_published(address: str, is_secret: bool) -> None:
    source = at_address(calendar(A, B, C), address)
    settled = settle([source], today=TODAY)
    text = file_of(settled, collector=ReportCollector())
    assert (address in text) != is_secret
    assert ("address of the source" in str(settled.report.losses)) == is_secret
    again = fetched(text, source, first_memory(settled, {address: {}}))
    assert (again.text, again.steps) == (text, ())
    file = Imported.of(A, B, C)
    first = fetched(file.text, source, file.memory)
    assert (address in first.text) != is_secret
    again = fetched(first.text, source, first.memory)
    assert (again.text, again.steps) == (first.text, ())


@pytest.mark.parametrize(("address", "is_told"), [(f"{ADDRESS}?token=abc", True), (ADDRESS, False)])
def test_link_of_the_file_that_may_have_a_secret_is_told(address: str, is_told: bool) -> None:
    file = Imported.of(A, B, C)
    text = file.text.replace("when: 2027-01-15\n", f"when: 2027-01-15\n    link: {address}\n")
    made = fetched(text, at_address(calendar(A, B, C), address), file.memory)
    assert made.text == text
    told = "its `link` may have a secret, and the site shows it to all (“harbour-days”)"
    assert (told in "\n".join(made.settled.report.lines())) == is_told


SECRET = "https://calendar.example/named.ics?token=abc"


@pytest.mark.parametrize("short", [False, True])
def test_source_at_a_secret_address_is_known_by_its_events_where_the_record_is_lost(
    short: bool,
) -> None:
    file = Imported.of(A, B, C)
    if short:
        file = file.edited("\n    who: Harbour Days\n    when: 2027-01-15\n", " Harbour Days\n")
    changed = at_address(calendar(A, B.replace("12", "13"), C), SECRET)
    made = fetched(file.text, changed, {})
    # Without a record, what the file has is the author's.
    assert kinds(made) == [("continued", "harbour-days"), ("conflict", "closing")]
    assert made.text == file.text
    assert made.memory["harbour-days"].address == SECRET
    later = fetched(made.text, changed, made.memory)
    assert (later.text, later.steps) == (made.text, ())


def test_series_of_which_each_date_is_an_event_are_known_where_the_record_is_lost() -> None:
    series = [f"SUMMARY:{n}\n{DAY}10\nRRULE:FREQ=WEEKLY;BYDAY=MO;BYMONTH=5,6" for n in "AB"]
    file = Imported.of(*series)
    assert "    repeat:" not in file.text
    made = fetched(file.text, at_address(calendar(*series), SECRET), {})
    assert (made.text, kinds(made)) == (file.text, [("continued", "harbour-days")])


def test_address_that_the_author_wrote_stays_where_the_record_is_lost() -> None:
    mine = "    when: 2027-01-15\n    link: https://harbour.example/\n"
    file = Imported.of(A, B, C).edited("    when: 2027-01-15\n", mine)
    made = fetched(file.text, at_address(calendar(A, B, C)), {})
    assert (made.text, kinds(made)) == (file.text, [("continued", "harbour-days")])


@pytest.mark.parametrize("shared", [0, 1, 2])
def test_calendar_that_shares_few_events_is_another(shared: int) -> None:
    file = Imported.of(*[f"SUMMARY:E{n}\n{DAY}1{n}" for n in range(5)])
    mine = calendar(*[f"SUMMARY:F{n}\n{DAY}2{n}" for n in range(5)])
    for n in range(shared, 5):
        mine = mine.replace(f"UID:{n}@x".encode(), f"UID:{n}@y".encode())
    made = plan(file.text, [at_address(mine)], file.memory, today=TODAY)
    assert "continued" not in [kind for kind, _ in kinds(made)]
    assert len(made.memory) == 2
