"""Limits of a programme. A file within them can be published, read again and shown."""

from __future__ import annotations

import re
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itinerary.ledger import LedgerError, canonical, revise
from itinerary.ledger.audit import audit
from itinerary.ledger.store import Ledger
from itinerary.model import spelling
from itinerary.model.itinerary import LONGEST_UID, Event, Itinerary, Place, TimeZone
from itinerary.model.repetition import MOST_REPEATS
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.model.zones import zone
from itinerary.render import addresses
from itinerary.render.calendars.feed import render_event_file, render_feed
from itinerary.render.documents.plain_text import plain_text_agenda
from itinerary.source import (
    Problem,
    Severity,
    SourceError,
    deadlines,
    drafts,
    events,
    fields,
    files,
    places,
    read,
    text_fields,
    yaml_tree,
)
from itinerary.website.publication import Publication
from tests.conftest import NOW, ROOT, SITE
from tests.support.cached_app import cached_app

HEAD = "id: x\ntitle: T\nlanguages: en\nzone: UTC\nsources: {s: {who: S}}\n"


def nested(depth: int) -> str:
    """Return a programme with an event in the innermost of `depth` places."""
    places = ["  p0: {name: Outermost}"]
    places += [f"  p{n}: {{name: Place {n}, in: p{n - 1}}}" for n in range(1, depth)]
    event = f"  - {{id: e, title: E, when: 2027-01-01, sources: s, place: p{depth - 1}}}"
    return HEAD + "\n".join(["places:", *places, "events:", event, ""])


def repeating(times: Iterable[int], more: str = "") -> str:
    events = (
        f"  - {{id: e{n}, title: E, when: 2027-01-01, sources: s{more},"
        f" repeat: {{every: day, times: {count}}}}}\n"
        for n, count in enumerate(times)
    )
    return f"{HEAD}events:\n{''.join(events)}"


def parsed(words: str) -> Itinerary:
    return read(words.encode(), file="f.yaml", now=NOW).itinerary


def errors(words: str) -> list[Problem]:
    with pytest.raises(SourceError) as caught:
        parsed(words)
    return [one for one in caught.value.problems if one.severity is Severity.ERROR]


# --- at the limit --------------------------------------------------------------------------------


def test_place_nesting_limit_names_the_first_place_too_deep() -> None:
    most = places.MOST_INSIDE
    (event,) = parsed(nested(most)).events
    assert event.place
    assert len(list(event.place.chain())) == most
    (problem,) = errors(nested(196))
    assert (problem.path, problem.line) == (f"places.p{most}.in", 7 + most)
    assert problem.message == "16 places are around this one already"
    assert problem.hint == "leave some of them out"


@pytest.mark.whole
def test_repetition_limit_of_a_file_is_reported_once() -> None:
    thousands = drafts.MOST_REPEATED // 1000
    assert len(parsed(repeating([1000] * thousands)).events) == drafts.MOST_REPEATED
    (problem,) = errors(repeating([1000] * thousands + [1, 1000, 1000]))
    assert problem.path == f"events[{thousands}].repeat"
    assert "make 10,001 events, more than 10,000" in problem.message
    assert "earlier end" in problem.hint


def test_list_of_events_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert drafts.MOST_EVENTS >= 100_000, "the bench measures as many"
    monkeypatch.setattr(drafts, "MOST_EVENTS", 3)
    rows = [f"  - {{id: e{n}, title: E, sources: s}}\n" for n in range(5)]
    assert len(parsed(f"{HEAD}events:\n{''.join(rows[:3])}").events) == 3
    (problem,) = errors(f"{HEAD}events:\n{''.join(rows)}")
    assert (problem.line, problem.path) == (10, "events[3]")
    assert problem.message == "there are 5 events, more than 3"


@pytest.mark.parametrize("what", ["own", "place", "party", "source", "repetition"])
def test_characters_count_for_each_event_that_refers_to_them(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_LETTERS", 10_000)
    long = "long " * 100
    head = {
        "place": f"places: {{p: {{name: P, address: {long}}}}}\n",
        "party": f"parties: {{p: {{name: P, description: {long}}}}}\n",
        "source": "",
    }.get(what, "")
    named = {
        "own": f", summary: {long}",
        "place": ", place: p",
        "party": ", parties: [p]",
        "repetition": f", summary: {long}, repeat: {{every: day, times: 15}}",
    }.get(what, "")
    start = HEAD.replace("who: S", f"who: {long}") if what == "source" else HEAD

    def programme(size: int) -> str:
        rows = (
            f"  - {{id: e{n}, title: E, when: 2027-01-01, sources: s{named}}}\n"
            for n in range(size)
        )
        return f"{start}{head}events:\n{''.join(rows)}"

    parsed(programme(1))
    (problem,) = errors(programme(30))
    assert problem.path.startswith("events[")
    assert "more than 10,000 characters" in problem.message
    assert "shorten" in problem.hint


@pytest.mark.whole
@pytest.mark.parametrize(
    ("anchor", "of", "expected"),
    [
        ("{title: A, url: 'https://a.example/'}", 100_000, "more than 250,000 values"),
        ("'" + "letters " * 1000 + "'", 9_000, "more than 67,108,864 characters"),
    ],
    ids=["values", "characters"],
)
def test_aliases_are_limited_before_they_take_memory(anchor: str, of: int, expected: str) -> None:
    words = f"{HEAD}events:\n  - id: a\n    links:\n      - &l {anchor}\n" + "      - *l\n" * of
    tracemalloc.start()
    try:
        (problem,) = errors(words)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert expected in problem.message
    assert problem.line > 10
    assert "aliases" in problem.hint
    assert peak < 40 * 2**20


def test_values_are_counted_while_they_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(yaml_tree, "MOST_NODES", 100)
    (problem,) = errors(HEAD + "events:\n" + "  - x\n" * 1000)
    assert "more than 100 values before this" in problem.message
    assert problem.line < 110


# --- misspelt words ------------------------------------------------------------------------------


@pytest.fixture
def slips(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give a list that grows with each comparison of two words."""
    counted = [0]
    compare = spelling._slips

    def count(word: str, other: str, most: int) -> int:
        counted[0] += 1
        return compare(word, other, most)

    monkeypatch.setattr(spelling, "_slips", count)
    return counted


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("after: e0-2027-01-9x", "there is no event “e0-2027-01-9x”"),
        ("parties: [nobody]", "there is no party “nobody”"),
        ("categories: [nothing]", "there is no category “nothing”"),
        ("place: nowhere", "there is no place “nowhere”"),
    ],
)
def test_misspelt_name_in_a_series_is_compared_and_reported_once(
    key: str, message: str, slips: list[int]
) -> None:
    (problem,) = errors(repeating([1000], f", {key}"))
    assert problem.message == message
    assert slips[0] <= 1000


def test_series_with_taken_ids_is_reported_once() -> None:
    taken = "".join(
        f"  - {{id: e0-2027-01-{day:02}, title: E, sources: s}}\n" for day in range(1, 29)
    )
    (problem,) = errors(repeating([28]).replace("events:\n", f"events:\n{taken}"))
    assert "already names the event" in problem.message


def test_suggestions_stop_after_the_most_comparisons(
    slips: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling, "MOST_COMPARED", 20_000)
    rows = "".join(
        f"  - {{id: talk-{n}, title: E, sources: s, after: talk-{n}x}}\n" for n in range(3000)
    )
    told = errors(f"{HEAD}events:\n{rows}")
    assert len(told) == 3000
    assert told[0].hint == "did you mean talk-0?"
    assert told[-1].hint == "declare it under events"
    assert slips[0] <= 20_000


def test_long_chain_of_events_and_of_places_is_walked_once() -> None:
    size = 5_000  # five times as deep as Python's functions may call each other
    rows = "".join(f"  - {{id: e{n}, title: E, after: e{n + 1}}}\n" for n in range(size))
    circle = f"{HEAD}events:\n{rows}  - {{id: e{size}, title: E, after: e0}}\n"
    (problem,) = errors(circle)
    assert "cannot follow each other in a circle: e0 after e1 after" in problem.message


# --- published files can be read -----------------------------------------------------------------

NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20
)


@st.composite
def programme_files(draw: st.DrawFn) -> str:
    """Draw a file with nested places, repetitions, aliases, languages and odd texts."""

    def quoted(words: str) -> str:
        return "'" + words.replace("'", "''").replace("\n", " ") + "'"

    depth = draw(st.integers(1, 40))
    text = quoted(draw(NAMES))
    events = "".join(
        f"  - id: e{n}\n    title: {draw(st.sampled_from(['*t', text, '{en: A, zh: *t}']))}\n"
        f"    place: p{draw(st.integers(0, depth - 1))}\n    sources: [s]\n"
        + draw(
            st.sampled_from(
                [
                    "",
                    "    when: 2027-03-28 09:30\n",
                    "    when: within 2027-01-01 to 2027-01-05\n",
                    "    when: 2199-12-31 23:59\n",
                    "    when: 1900-01-01 00:00 to 00:30\n",
                    "    when: 2027-01-31\n    repeat: {every: month, times: 5}\n",
                ]
            )
        )
        for n in range(draw(st.integers(1, 4)))
    )
    zone_of = draw(st.sampled_from(["UTC", "Pacific/Apia", "America/New_York", "Asia/Kathmandu"]))
    places = "".join(
        f"  p{n}: {{name: *t{f', in: p{n - 1}' if n else ''}}}\n" for n in range(depth)
    )
    return (
        f"id: made\ntitle: &t {text}\nlanguages: [en, zh]\nzone: {zone_of}\n"
        f"sources: {{s: {{who: *t}}}}\nplaces:\n{places}events:\n{events}"
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=programme_files())
def test_accepted_file_can_be_published_read_again_and_shown(
    words: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        itinerary = parsed(words)
    except SourceError:
        return
    file = tmp_path_factory.mktemp("ledger") / "x.sqlite"
    writer = Ledger(file)
    edition = writer.publish(itinerary, NOW)
    writer.close()
    reader = Ledger(file)
    again = reader.edition("made", 1)
    assert again == edition
    assert audit(reader, "made") == []
    assert reader.log("made", until=1)
    assert revise(again, itinerary, NOW) is again
    reader.close()
    assert plain_text_agenda(again, "en")
    for event in again.itinerary.events:
        if event.when:
            assert render_event_file(again, event, "zh", site=SITE).body
    publication = Publication(again, SITE)
    client = cached_app(publication).test_client()
    for path in ("/en/", f"/zh/events/{again.itinerary.events[0].id}/"):
        assert client.get(path).status_code == 200
    if any(event.when for event in again.itinerary.events):
        assert render_feed(again, Selection(), "en", site=SITE).body


def deep(depth: int) -> Itinerary:
    """Return a programme of an earlier version, whose places are nested too deep now."""
    here = TimeZone(zone("UTC"))
    places: list[Place] = []
    for n in range(depth):
        name = Text((("en", f"Place {n}"),))
        around = places[-1] if places else None
        places.append(Place(id=f"p{n}", name=name, within=around, zone=here))
    event = Event(
        id="e", uid="e@x.itinerary", title=Text((("en", "E"),)), zone=here, place=places[-1]
    )
    return Itinerary(
        id="x",
        title=Text((("en", "T"),)),
        languages=("en",),
        zone=here,
        colour=parsed(nested(1)).colour,
        places=tuple(places),
        events=(event,),
    )


@pytest.mark.whole
def test_ledger_of_places_that_once_were_allowed_to_be_deep_is_read_and_goes_on(
    tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    ledger = open_ledger(tmp_path / "x.sqlite")
    made = ledger.publish(deep(240), NOW)
    again = open_ledger(tmp_path / "x.sqlite")
    assert again.edition("x", 1) == made
    assert audit(again, "x") == []
    corrected = again.publish(parsed(nested(10)), NOW)
    assert corrected.number == 2


def test_unreadable_edition_is_never_written(
    tmp_path: Path,
    open_ledger: Callable[[str | Path], Ledger],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger = open_ledger(tmp_path / "x.sqlite")
    first = ledger.publish(parsed(nested(1)), NOW)
    monkeypatch.setattr(canonical, "dump", lambda event: '{"id": "' + event.id)
    with pytest.raises(LedgerError, match=r"could not be read again .*; nothing was published"):
        ledger.publish(parsed(nested(2)), NOW)
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as database, database:
        assert database.execute("SELECT count(*) FROM edition").fetchone() == (1,)
    database.close()
    assert ledger.latest("x") == first


LIMITS = {
    "an id": [fields.LONGEST_ID, fields.LONGEST_PROGRAMME],
    "the name of an event in calendar apps": [LONGEST_UID],
    "titles, names, roles": [text_fields.LONGEST_TITLE],
    "a summary": [text_fields.LONGEST_LINE],
    "descriptions, results and background": [text_fields.LONGEST_PROSE],
    "the address of the site": [fields.LONGEST_SITE],
    "the address of a calendar": [addresses.LONGEST],
    "dates of a repetition": [MOST_REPEATS],
    "dates of all repetitions of a file": [drafts.MOST_REPEATED],
    "the list of events": [drafts.MOST_EVENTS],
    "the list of deadlines": [deadlines.MOST_DEADLINES],
    "places in each other": [places.MOST_INSIDE],
    "the characters of all events": [events.MOST_LETTERS],
    "the file": [files.MOST_BYTES >> 20],
    "values in the file": [yaml_tree.MOST_NODES],
    "what all aliases": [yaml_tree.MOST_ALIASED, files.MOST_BYTES],
    "levels of lists and maps": [yaml_tree.MOST_DEPTH],
}
"""The rows of the documented table, by how they begin, with the numbers in them."""


def reference(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text("utf-8")


def test_documented_limits_are_those_of_the_code() -> None:
    table = reference("file-format.md").split("## Limits")[1]
    rows = re.findall(r"^\| (\S.*?) \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) == len(LIMITS)
    for (label, words), (begin, limits) in zip(rows, LIMITS.items(), strict=True):
        assert label.startswith(begin)
        assert [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*\b", words)] == limits, label
