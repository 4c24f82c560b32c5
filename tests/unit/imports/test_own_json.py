"""A programme as JSON becomes a file that is read as the same programme."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from itinerary.cli import main
from itinerary.imports import Options, read
from itinerary.imports.own_json import file_of
from itinerary.imports.recognise import SourceKind, recognise
from itinerary.ledger import Edition, revise
from itinerary.model import gettext_words, repetition
from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.repetition import Horizon
from itinerary.model.selection import Selection
from itinerary.model.when import Span, Window
from itinerary.render.api.documents import Twin
from itinerary.source import SourceError
from itinerary.source import read as read_programme
from itinerary.value import field_names, replace
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.examples import examples
from tests.support.programmes import large
from tests.support.small_programme import SMALL, SUMMIT, parse
from tests.support.strategies import itineraries

FULL = """
id: full
title: {en: Full, de: Voll}
languages: [en, de]
zone: Europe/Berlin
zones: {Europe/Berlin: {en: Berlin time, de: Berliner Zeit}}
days: 2026-10-01 to 2026-10-31
day-starts: "06:00"
published: 2026-09-01 09:00
cancel-style: visible
publisher: {name: Us, contact: a@b.example}
licence: {name: CC BY 4.0, link: https://cc.example/}
site: https://full.example/
words: {people: Speakers}
background: [{text: "Long ago.", sources: [press]}]
places:
  town: {name: {en: Town, de: Stadt}, coordinates: [52.5, 13.4]}
  hall: {name: Hall, in: town, address: 1 Street}
  far: {name: Far, zone: Asia/Tokyo, coordinates: [0.000001, -0.5]}
  call: {name: Call, address: none}
parties:
  ada: {name: Ada, affiliation: Club, description: "Writes.", links: [https://ada.example/]}
  bo: {name: Bo, description: "Long.\\n\\nLife.", image: {url: https://x.example/b.jpg, alt: Bo}}
  club: {name: Club, kind: organisation}
categories: {talk: {name: Talk, length: 1 h 30 min, colour: teal}}
tracks: {main: {name: Main, description: "The *main* one."}}
series: {songs: {title: Songs, link: https://s.example/}}
sources: {press: {who: Press, when: 2026-05, where: Paper, link: https://p.example/}}
deadlines:
  - {id: papers, title: Papers, by: 2026-10-02 18:00, link: https://d.example/, about: one}
events:
  - id: one
    title: "Yes: #1"
    when: 2026-10-25 02:30+02:00 to 02:30+01:00
    place: hall
    kind: break
  - {id: two, title: Two, after: one, sources: press}
  - {id: three, title: Three, when: 2026-10-05 evening, place: [far, hall], status: postponed,
     reason: Rain}
  - {id: four, title: Four, when: within 2026-10-05 to 2026-10-07, after: three, place: none,
     parties: none}
  - {id: five, title: Five, when: all 2026-10-05, online: yes, tags: [a, {en: b, de: c}],
     series: songs}
  - id: six
    title: Six
    when: 2026-10-06 22:00
    end: none
    doors: "21:30"
    place: hall
    online: {url: https://o.example/, access: Ask, feature: [video]}
    parties: [{party: ada, role: {en: Host, de: Wirtin}}, bo]
    organiser: club
    contact: c@d.example
    categories: talk
    tracks: main
    spoken: [de, gsg]
    level: all
    age: 16+
    accessibility: ramp
    price: free
    capacity: "40"
    registration: {link: https://r.example/, by: 2026-10-01, note: Soon}
    press: {access: [pool, accredited], call: 2026-10-05 18:30, entrance: hall, contact: desk,
            accreditation: {by: 2026-10-01 12:00}}
    links: [{url: https://l.example/, kind: slides, title: Slides}]
    result: "Done.\\n\\n- well"
    recording: {url: https://v.example/, licence: {name: CC0}}
    image: {url: https://i.example/i.jpg, alt: {en: Hall, de: Saal}, credit: Me}
    sources: [press]
    from: {source: press, uid: x}
"""


def as_json(itinerary: Itinerary) -> bytes:
    twin = Twin(revise(None, itinerary, NOW), SITE)
    return twin.programme(Selection(), lambda _event, _version, make: make())


def read_again(itinerary: Itinerary) -> Itinerary:
    text = file_of(as_json(itinerary), "programme.json").text
    return read_programme(text.encode(), file="again.yaml", now=NOW, linted=False).itinerary


@pytest.mark.parametrize(
    "words",
    [
        FULL,
        SMALL,
        SUMMIT,
        large(20).decode(),
        *(PROGRAMMES[n].read_text("utf-8") for n in ("visit", "tour")),
    ],
    ids=["full", "small", "summit", "large", "visit", "tour"],
)
def test_file_to_json_to_file_is_the_same_programme(words: str) -> None:
    itinerary = replace(parse(words).itinerary, own_words=())
    assert read_again(itinerary) == itinerary


def fileable(event: Event) -> Event:
    """Return an event without what no file says: a file has an entry of the press either in words
    or by id, and times only in an order that is possible."""
    when = event.when
    if isinstance(when, Window) and when.later:
        when = Span(when.first, when.last)
    more = tuple(place for place in event.more_places if place != event.place)
    unsaid = {"occurrence": None, "after": None, "doors": None, "press": None}
    return replace(event, when=when, more_places=more, **unsaid)


@settings(examples(4), suppress_health_check=list(HealthCheck))
@given(itineraries())
def test_any_programme_to_json_to_file_is_the_same(itinerary: Itinerary) -> None:
    events = tuple(map(fileable, itinerary.events))
    home, away = itinerary.zone, itinerary.places[-1].zone
    assume(home.name is None or home.info.key != away.info.key)  # a zone has one name in a file
    expected = replace(itinerary, events=events)
    again = read_again(expected)
    for name in field_names(Itinerary):
        assert getattr(again, name) == getattr(expected, name), name


FIRST = date(2027, 3, 29)
"""A Monday, the last one of its month."""

RHYTHMS = ["day", "3 days", "weekday", "week", "2 weeks", "month", "monday", "monday and thursday"]
RHYTHMS += ["2 weeks on monday and sunday", "last monday", "last monday and second friday"]
RHYTHMS += ["last monday of every 2 months", "last monday of march", "year", ""]
ENDS = ["times: 1", "times: 3", "times: 20", "until: 2028-06-01", "ahead: 2 months", ""]
HOURS = ["10:00 to 11:00", "22:00 to 2027-03-30 01:00", "10:00", "evening", ""]
EXTRA = ["", "uid: x@y,", "was: old,", "series: s,", "kind: break,", "status: tentative,"]


@st.composite
def repeated(draw: st.DrawFn) -> str:
    """Return a file with a repetition, of which dates are added, left out, or other events."""
    every, end, hours = (draw(st.sampled_from(each)) for each in (RHYTHMS, ENDS, HOURS))
    beside = draw(st.sets(st.integers(1, 40), min_size=0 if every else 1, max_size=3))
    rhythm = repetition.parse_every(every) if every else None
    horizon = Horizon.of(NOW.date(), 2) if end in (ENDS[-2], "") and every else None
    until = date(2028, 6, 1) if every and end.startswith("until") else None
    times = int(end.split()[1]) if every and end.startswith("times") else None
    days = sorted({FIRST + timedelta(days) for days in beside})
    made = repetition.repeats(FIRST, rhythm, until=until, dates=days, horizon=horizon, times=times)
    hidden = draw(st.sets(st.sampled_from(made), max_size=len(made) - 1))
    # Of the dates, most are those of the repetition: nothing else tells them from the others.
    most = len(made) - len(hidden) - 1
    others = draw(st.sets(st.sampled_from(sorted(hidden)), max_size=most)) if hidden else set()
    repeat = {"every": every, "dates": [*map(str, days)], "except": [*map(str, sorted(hidden))]}
    keys = ", ".join(f"{key}: {json.dumps(said)}" for key, said in repeat.items() if said)
    keys += f", {end}" if every and end else ""
    extra = draw(st.sampled_from(EXTRA))
    entries = [f"{{id: a, title: A, {extra} when: {FIRST} {hours}, repeat: {{{keys}}}}}"]
    entries += [f"{{id: a-{day}, title: Other, when: {day}}}" for day in sorted(others)]
    entries += [f"{{id: b, title: B, after: a-{max({*made} - hidden)}}}"]
    lines = "".join(f"  - {one}\n" for one in entries)
    head = "id: r\ntitle: R\nlanguages: [en]\nzone: Europe/Berlin\nseries: {s: S}\n"
    return f"{head}events:\n{lines}"


@examples(40)
@given(repeated())
def test_any_repetition_to_json_to_file_is_the_same(words: str) -> None:
    itinerary = parse(words).itinerary
    assert read_again(itinerary) == itinerary
    made = file_of(as_json(itinerary), "programme.json")
    assert made.text.count("repeat:") == 1
    assert not made.report.losses


def test_repetitions_of_a_conference_are_written_as_such(editions: dict[str, Edition]) -> None:
    itinerary = editions["conference"].itinerary
    assert read_again(itinerary) == itinerary
    text = file_of(as_json(itinerary), "programme.json").text
    assert text.count("\n    repeat:") == len(
        {e.occurrence.series for e in itinerary.events if e.occurrence}
    )


def test_file_has_the_shortest_forms_that_mean_the_same() -> None:
    words = (
        "id: r\ntitle: R\nlanguages: [en]\nzone: Europe/Berlin\nplaces:\n  hall: Hall\nevents:\n"
        "  - id: a\n    title: A\n    when: 2027-05-10 10:00 to 11:00\n"
        "    repeat: {every: week, times: 3}\n    place: hall\n    online: https://o.example/\n"
        "    parties: none\n"
    )
    text = file_of(as_json(parse(words).itinerary), "programme.json").text
    assert "  hall: Hall\n" in text
    assert words.partition("events:")[2] in text
    assert "[]" not in text


def test_dates_that_no_repetition_gives_are_events_and_the_report_says_so() -> None:
    weekly = "  - {id: a, title: A, when: 2027-05-10, repeat: {every: week, times: 4}}\n"
    words = f"id: r\ntitle: R\nlanguages: [en]\nzone: Europe/Berlin\nevents:\n{weekly}"
    itinerary = parse(words).itinerary
    moved = tuple(
        replace(event, uid=f"{n}@r.itinerary") for n, event in enumerate(itinerary.events)
    )
    made = file_of(as_json(replace(itinerary, events=moved)), "programme.json")
    again = parse(made.text).itinerary
    assert [(e.uid, e.when) for e in again.events] == [(e.uid, e.when) for e in moved]
    assert [(what, n) for what, _, n in made.report.losses] == [("date of a repetition", 4)]


def test_own_words_become_gettext_files_that_are_read_as_the_same() -> None:
    text = (
        '"Language: eu\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Subscribe"\nmsgstr "Egit \\"araua\\""\n\n'
        'msgid "%(num)d event"\nmsgid_plural "%(num)d events"\n'
        'msgstr[0] "ekitaldi %(num)d"\nmsgstr[1] "%(num)d ekitaldi"\n'
    )
    words, faults = gettext_words.read(f'msgid ""\nmsgstr ""\n{text}', "eu")
    assert words
    assert not faults
    small = parse(SMALL.replace("[en]", "[en, eu]")).itinerary
    made = file_of(as_json(replace(small, own_words=(words,))), "programme.json")
    assert gettext_words.read(made.words["eu"], "eu") == (words, ())
    other = replace(words, language="../eu")
    assert not file_of(as_json(replace(small, own_words=(other,))), "programme.json").words


def test_json_is_recognised_and_never_merged() -> None:
    data = as_json(parse(SMALL).itinerary)
    assert recognise(data, "x.json") is SourceKind.ITINERARY
    with pytest.raises(SourceError, match="becomes a file of its own"):
        read(data, name="x.json", options=Options())


@pytest.mark.parametrize("missing", ["languages", "events", "places", "colour"])
def test_broken_json_is_an_error_in_words(missing: str) -> None:
    document: dict[str, Any] = json.loads(as_json(parse(SMALL).itinerary))
    del document[missing]
    with pytest.raises(SourceError, match="this programme cannot be read"):
        file_of(json.dumps(document).encode(), "x.json")


KEPT = FULL.replace("  - id: one\n", "  - id: one\n    was: before\n").replace(
    "from: {source: press, uid: x}",
    "uid: x@y\n    from: {source: press, uid: x@y, sequence: 4, modified: 2026-01-01T00:00:00Z}",
)


def test_uid_that_is_not_made_of_the_id_is_in_the_file() -> None:
    kept = parse(KEPT).itinerary
    assert read_again(kept) == kept
    twice = replace(kept.events[1], uid="first-id@full.itinerary", was="second-id")
    renamed = replace(kept, events=(kept.events[0], twice, *kept.events[2:]))
    assert [event.uid for event in read_again(renamed).events] == [e.uid for e in renamed.events]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), 1),
        (("first_published",), "9999-12-31T23:59:59Z"),
        (("first_published",), "2026-05-01T10:00:00"),
        (("zones", 0, "id"), None),
        (("places", 0, "coordinates", "latitude"), "north"),
    ],
)
def test_json_of_no_site_is_an_error_in_words(path: tuple[Any, ...], value: object) -> None:
    document: Any = json.loads(as_json(parse(FULL).itinerary))
    part = document
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    data = json.dumps(document).encode()
    with pytest.raises(SourceError):
        read_programme(file_of(data, "x.json").text.encode(), file="x", now=NOW)


def test_command_writes_a_new_file_and_refuses_one_that_is_there(tmp_path: Path) -> None:
    source, file = tmp_path / "programme.json", tmp_path / "new.yaml"
    source.write_bytes(as_json(parse(FULL).itinerary))
    command = ["import", str(source), "--into", str(file), "--yes"]
    first = CliRunner().invoke(main, command)
    assert (first.exit_code, "6 events" in first.output) == (0, True), first.output
    written = file.read_bytes()
    assert parse(written).itinerary == parse(FULL).itinerary
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 1
    assert "becomes a file of its own" in again.output
    assert file.read_bytes() == written
