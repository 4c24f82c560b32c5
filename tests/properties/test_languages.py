"""Every language that a file may be in is one that pages, calendars and documents can speak."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import localedata
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event, Link, LinkKind
from itinerary.model.selection import Selection
from itinerary.model.when import Day, Timed
from itinerary.render.calendars.feed import render_feed
from itinerary.render.documents.zone_list import zone_list
from itinerary.render.layout import route
from itinerary.render.words import (
    clock_wording,
    moment_wording,
    place_wording,
    route_wording,
    wording,
    zone_names,
)
from itinerary.render.words.language import TRANSLATIONS, Language, with_territory
from itinerary.source import SourceError, read
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE, edition_of
from tests.support.cached_app import cached_app
from tests.support.examples import examples

TAGS = sorted(id.replace("_", "-") for id in localedata.locale_identifiers())
"""All languages of CLDR, as Babel has them."""

EVERY = bool(os.environ.get("ITINERARY_FUZZ"))
"""Whether to look at all pages in all languages, which takes some ten minutes."""

PROGRAMME = """
id: forms
title: {mul: Forms}
languages: [en]
zone: Europe/Berlin
days: 2026-03-20 to 2026-11-30
published: 2026-03-01
sources: {board: {who: {mul: Board}, where: {mul: Hall}, when: 2026-03}}
places:
  land: {name: {mul: Land}}
  town: {name: {mul: Town}, in: land, coordinates: [52.5, 13.4], address: {mul: Road 1}}
  isle: {name: {mul: Isle}, in: land, coordinates: [49.3, -123.1], zone: America/Vancouver}
parties: {ada: {name: {mul: Ada}}}
events:
  - {id: a, title: {mul: A}, when: 2026-05-16 10:00 to 11:30, place: town, sources: board}
  - {id: b, title: {mul: B}, when: 2026-05-17 22:00 to 2026-05-18 01:30, place: isle}
  - {id: c, title: {mul: C}, when: 2026-10-25 01:00 to 2026-10-25 04:00, place: town}
  - {id: d, title: {mul: D}, when: 2026-05-19 09:00, parties: [{party: ada, role: {mul: Host}}]}
  - {id: e, title: {mul: E}, when: 2026-05-20, description: {mul: "*One* two."}}
  - {id: f, title: {mul: F}, when: 2026-05-20 evening, after: e}
  - {id: g, title: {mul: G}, when: within 2026-05-20 to 2026-05-21}
  - {id: h, title: {mul: H}, when: within 2026-05-30 to 2026-06-02}
  - {id: i, title: {mul: I}, when: all 2026-05-30 to 2026-06-01, status: postponed}
  - {id: j, title: {mul: J}, when: all 2026-05-30, status: cancelled, reason: {mul: R}}
  - {id: k, title: {mul: K}, after: g, status: tentative}
  - {id: l, title: {mul: L}, when: 2026-03-20 10:00 to 11:00, place: town}
  - {id: m, title: {mul: M}}
"""


@cache
def forms() -> Edition:
    """Return an edition with what is known of a time in every form."""
    return revise(None, read(PROGRAMME.encode(), file="forms.yaml", now=NOW).itinerary, NOW)


DAY = date(2026, 5, 16)
SAYS: dict[str, Callable[[Language], Any]] = {
    "ahead": lambda speech: [
        speech.ahead(timedelta(minutes=minutes)) for minutes in (15, 60, 24 * 60, 48 * 60)
    ],
    "alphabet": lambda speech: speech.alphabet,
    "brief_day": lambda speech: speech.brief_day(DAY),
    "alternatives": lambda speech: speech.alternatives(["One", "Two"]),
    "browser_locale": lambda speech: speech.browser_locale,
    "clock": lambda speech: speech.clock(time(10)),
    "counted": lambda speech: speech.counted("%(num)d event", "%(num)d events", num=2),
    "day": lambda speech: speech.day(DAY),
    "day_in_row": lambda speech: [
        speech.day_in_row(DAY, before)
        for before in (None, date(2026, 5, 15), date(2026, 4, 16), date(2025, 5, 16))
    ],
    "day_of_week": lambda speech: [speech.day_of_week(DAY, year=year) for year in (True, False)],
    "day_comma": lambda speech: speech.day_comma,
    "day_dash": lambda speech: speech.day_dash,
    "days": lambda speech: [speech.days(DAY, DAY + timedelta(n)) for n in (0, 1, 30, 300)],
    "days_in_parts": lambda speech: speech.days_in_parts(DAY, DAY + timedelta(1)),
    "first_weekday": lambda speech: str(speech.first_weekday),
    "half_days": lambda speech: str(speech.half_days),
    "half_day_dash": lambda speech: speech.half_day_dash,
    "hour_dash": lambda speech: speech.hour_dash,
    "hours": lambda speech: [speech.hours(time(10), time(hour, 30)) for hour in (11, 15)],
    "kilometres": lambda speech: [speech.kilometres(85.4), speech.kilometres(1061)],
    "script": lambda speech: speech.script or "none",
    "leftwards": lambda speech: str(speech.leftwards),
    "length": lambda speech: [
        speech.length(timedelta(minutes=minutes)) for minutes in (30, 60, 90, 48 * 60)
    ],
    "ngettext": lambda speech: speech.ngettext("%(num)d event", "%(num)d events", num=2),
    "number": lambda speech: speech.number(1234567890),
    "numerals": lambda speech: speech.numerals("10:00"),
    "said_on": lambda speech: [speech.said_on(on) for on in ("2026", "2026-05", "2026-05-16")],
    "say": lambda speech: speech.say("Time to be announced"),
    "sentences": lambda speech: speech.sentences(["One", "Two."]),
    "series": lambda speech: [speech.series(names) for names in ("A", "AB", "ABC", "ABCD")],
    "short_day": lambda speech: speech.short_day(DAY),
    "brief_days": lambda speech: [
        speech.brief_days(DAY, DAY + timedelta(n)) for n in (0, 6, 30, 300)
    ],
    "short_days": lambda speech: [
        speech.short_days(DAY, DAY + timedelta(n)) for n in (0, 1, 30, 300)
    ],
    "stamp": lambda speech: speech.stamp(datetime(2026, 5, 16, 10, tzinfo=UTC)),
    "territory": lambda speech: re.fullmatch(
        r"[a-z]{2,3}_([A-Z]{2}|\d{3})", with_territory(speech.tag)
    ),
    "translated": lambda speech: str(speech.translated),
    "weekday": lambda speech: speech.weekday(DAY),
    "marked": lambda speech: speech.marked.say("Time to be announced"),
    "words": lambda speech: speech.words,
    "words_name": lambda speech: speech.words_name,
    "has_own": lambda speech: str(speech.has_own("Where")),
    "back": lambda speech: speech.back,
    "onward": lambda speech: speech.onward,
    "isolated": lambda speech: speech.isolated("A"),
    "row": lambda speech: speech.row(", ", ["A", "ب"]),
    "first_week_day": lambda speech: str(speech.locale.first_week_day),
}
MOMENTS = [
    datetime(2026, 7, 1, 12, tzinfo=ZoneInfo(zone))
    for zone in (
        *("Africa/Casablanca", "America/Vancouver", "Asia/Kolkata", "Asia/Shanghai", "Etc/GMT+12"),
        *("Europe/Dublin", "Europe/Kyiv", "Pacific/Apia", "UTC"),
    )
]


def speaking(every: int = 1) -> Iterator[Language]:
    """Yield the languages, or one of so many; their data, hundreds of megabytes, goes."""
    for n, tag in enumerate(TAGS[::every]):
        yield Language.of(tag)
        if n % 50 == 0:
            Language.of.cache_clear()
            localedata._cache.clear()  # Babel has no other way


def public(of: object) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


def check_sayings(speech: Language) -> None:
    """Check that a language can say everything."""
    for name, say in SAYS.items():
        assert say(speech), (speech.tag, name)
    for last, year in ((DAY + timedelta(1), "2026"), (DAY + timedelta(300), "2027")):
        said = speech.days(DAY, last)
        numbers = [speech.numerals(number) for number in ("16", str(last.day), year)]
        assert all(number in said for number in numbers), (speech.tag, said)


def check_zones(speech: Language) -> None:
    """Check that a language names every sort of time zone."""
    for moment in MOMENTS:
        zone = str(moment.tzinfo)
        for name in (zone_names.name(moment, speech), zone_names.name_all_year([moment], speech)):
            assert name or zone in ("Etc/GMT+12", "UTC"), (speech.tag, zone)


def test_every_language_that_is_accepted_says_everything_names_zones_and_words_times() -> None:
    """In one test, because to load the data of a language takes as long as each check."""
    assert len(TAGS) > 1000
    own = (public(Language) - {"of"}) | {"locale", "tag", "catalog"}
    assert own == SAYS.keys() - {"first_week_day", "territory"} | {"locale", "tag", "catalog"}
    english = said_by(Language.of("en"))
    takes_a_language = {
        name
        for name, function in WORDING.items()
        if not name.startswith("_") and "language" in inspect.signature(function).parameters
    }
    assert takes_a_language == {name for name, _ in english}
    for speech in speaking():
        check_sayings(speech)
        check_zones(speech)
        assert said_by(speech) == english, speech.tag


def test_languages_list_the_time_zones() -> None:
    for speech in speaking(1 if EVERY else 50):
        assert zone_list(speech).startswith(b"[[")


WORDING = {
    name: function
    for module in (wording, clock_wording, moment_wording, place_wording, route_wording)
    for name, function in inspect.getmembers(module, inspect.isfunction)
}
"""All functions that word times, clocks, places and routes, by name."""


def words_of(edition: Edition, speech: Language) -> Iterator[tuple[str, Any]]:
    """Yield the result of every function of WORDING, with its name."""
    itinerary = edition.itinerary
    events: tuple[Event, ...] = itinerary.events
    alone = {
        name
        for name, function in WORDING.items()
        if list(inspect.signature(function).parameters) == ["event", "language"]
    } | {"when_words"}  # which may be told what was said before
    for name in sorted(alone):
        for event in events:
            yield name, WORDING[name](event, speech)
    for name in ("clocks", "count_words", "zones_line", "zones_lines"):
        for part in (
            events,
            events[:1],
            events[:2],
            [events[0], events[2]],
            [events[0], events[11]],
        ):
            yield name, WORDING[name](part, speech)
    way = route.route(itinerary)
    yield "route_words", route_wording.route_words(way, speech)
    for leg in way.legs.values():
        yield "leg_words", route_wording.leg_words(leg, speech)
    timed = events[1].when
    assert timed is not None
    moment = events[0].zone.local(edition.published)
    yield "moment_words", moment_wording.moment_words(edition.published, itinerary, speech)
    yield "moment_zone", moment_wording.moment_zone(edition.published, itinerary, speech)
    yield "zone_name", clock_wording.zone_name(itinerary.zone, moment, speech)
    yield "zone_words", clock_wording.zone_words(events[0], moment, speech)
    yield "clock_name", clock_wording.clock_name(itinerary.zone, moment, speech)
    yield "shift_words", clock_wording.shift_words(timedelta(hours=-1), speech)
    yield "range_words", wording.range_words(moment, moment + timedelta(days=1), DAY, speech)
    yield "place_words", place_wording.place_words(itinerary.places[1], speech)
    yield "location_words", place_wording.location_words(itinerary.places[1], speech)
    yield "source_words", wording.source_words(events[0].sources[0], speech)
    yield "party_words", wording.party_words(events[3].parties[0], speech)
    yield "plain_words", wording.plain_words(itinerary.title, speech)
    early = time(6)
    yield "day_starts_words", wording.day_starts_words(early, speech)
    yield "day_span_words", wording.day_span_words(DAY, early, speech)
    for event in events:
        yield "row_words", wording.row_words(event, speech, early)
        if isinstance(event.when, Day | Timed):
            yield "deadline_words", wording.deadline_words(event.when, event, speech)
    for kind in LinkKind:
        link = Link(None, "https://slides.example/", kind)
        yield "link_kind", wording.link_kind(link, speech)
        yield "link_words", wording.link_words(link, speech)
    for place in itinerary.places:
        yield "away_words", route_wording.away_words(place, way, speech)


def said_by(speech: Language) -> list[tuple[str, bool]]:
    """Return whether each function of WORDING has words for each form of time."""
    return [(name, bool(words)) for name, words in words_of(forms(), speech)]


def test_every_language_has_a_calendar_of_every_form_of_time() -> None:
    edition = forms()
    for speech in speaking(1 if EVERY else 10):  # the words are those of the test before
        body = render_feed(edition, Selection(), speech.tag, site=SITE).body
        assert body.count(b"BEGIN:VEVENT") == 12, speech.tag


def kinds(current: Publication) -> Iterator[str]:
    """Yield a path of each kind that the site has: one of each folder and sort of file."""
    seen = set()
    for path in (*site_paths.paths(current), *site_paths.pictures(current)):
        folder, _, name = path.rstrip("/").rpartition("/")
        alone = path if folder.count("/") < 2 and not name.endswith(".png") else ""
        kind = (folder, Path(name).suffix, alone)
        if kind not in seen:
            seen.add(kind)
            yield path


@settings(max_examples=len(TAGS) if EVERY else examples(4).max_examples)
@given(st.sampled_from(TAGS))
@example("no")
@example("mn-MN")
@example("mn-Mong")
@example("fa-AF")
@example("zh-Hant-HK")
@example("en-US-POSIX")
def test_every_kind_of_page_and_file_speaks_every_language(tag: str) -> None:
    for known in (forms(), edition_of("visit")):
        edition = revise(None, replace(known.itinerary, languages=(tag,)), NOW)
        current = Publication(edition, SITE)
        client = cached_app(current).test_client()
        for path in kinds(current):
            if path.endswith(".pdf") and known is not forms():
                continue  # of one programme is enough: they take longer than all else
            assert client.get(path).status_code == 200, (tag, path)


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("no", None),
        ("mn", None),
        ("zh-hant", None),
        ("sh", "“sh” is not a language; write sr-Latn"),
        ("no-NO", "“no-NO” is not a language; write no"),
        ("prs", "“prs” is not a language; write fa-AF"),
        ("zh-yue", "“zh-yue” is not a language; write yue"),
        ("en-XX", "“en-XX” is not a language; write en"),
        ("pt_br", "“pt_br” is not how a language is written; write pt-BR"),
        ("root", "“root” is not a language; write a code such as en, zh or pt-BR"),
        ("tlh", "“tlh” is not a language; write a code such as en, zh or pt-BR"),
        ("-", "“-” is not a language; write a code such as en, zh or pt-BR"),
    ],
)
def test_unknown_language_tag_is_an_error_with_suggestion(tag: str, said: str | None) -> None:
    data = PROGRAMME.replace("[en]", f'["{tag}"]').encode()
    if said is None:
        assert read(data, file="x", now=NOW).itinerary.languages == (tag,)
        return
    with pytest.raises(SourceError) as caught:
        read(data, file="x", now=NOW)
    assert said in str(caught.value)


def test_the_product_speaks_a_language_in_the_script_of_its_readers_or_english() -> None:
    said = {
        tag: Language.of(tag).say("Time to be announced")
        for tag in ("zh", "zh-Hans", "zh-Hans-HK", "zh-Hant", "zh-Hant-HK", "zh-Latn-CN", "ru-UA")
    }
    simplified, traditional, english = "时间待公布", "時間待公布", "Time to be announced"
    assert said == {
        "zh": simplified,
        "zh-Hans": simplified,
        "zh-Hans-HK": simplified,
        "zh-Hant": traditional,
        "zh-Hant-HK": traditional,
        "zh-Latn-CN": english,
        "ru-UA": "Время пока не объявлено",
    }
    spoken = {tag for tag in TAGS if Language.of(tag).translated}
    catalogues = {file.name.split("_")[0] for file in TRANSLATIONS.iterdir() if file.is_dir()}
    assert {tag.split("-")[0] for tag in spoken} == {"en", *catalogues}
    assert not {tag for tag in spoken if re.match("zh-Latn", tag)}


def test_the_territory_of_a_language_is_that_of_its_script() -> None:
    said = {tag: with_territory(tag) for tag in ("zh", "zh-Hant", "pa-Arab", "no", "uz-Arab")}
    assert said == {
        "zh": "zh_CN",
        "zh-Hant": "zh_TW",
        "pa-Arab": "pa_PK",
        "no": "no_NO",
        "uz-Arab": "uz_AF",
    }


def test_months_of_a_range_are_not_written_twice_as_long() -> None:
    """Mongolian has its short months as MMMM."""
    said = Language.of("mn").days(date(2026, 5, 16), date(2026, 6, 17))
    # In figures once Babel has read the other Mongolian, whose data it lends to this one.
    assert re.search("(V|5)/16 – (VI|6)/17$", said), said
