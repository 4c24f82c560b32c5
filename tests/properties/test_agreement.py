"""All forms of an event agree about its time: pages, frames, calendars, copies, paper, pictures,
JSON-LD and the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from itinerary.ledger import Edition, LogEntry, changes, revise
from itinerary.model.itinerary import Event
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render.documents.plain_text import plain_text_agenda
from itinerary.render.drawings.canvas import TextLine
from itinerary.render.drawings.share_image import share_image_shapes
from itinerary.render.vendors.calendar_links import add_once_links
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.website.files import pdf
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.examples import examples

HEAD = """\
id: all
title: All
languages: [en]
zone: Europe/Berlin
sources: {press: {who: Press}}
places:
  town: {name: Town, coordinates: [52.5, 13.4]}
  far: {name: Far, coordinates: [45.8, 10.5]}
events:
  - {id: first, title: First, when: 2026-05-01 10:00 to 11:00, place: far, sources: press}
"""

Claims = frozenset[str]


def claims(words: str) -> Claims:
    """Return what words say of a time."""
    said = {
        "an hour": r"\d\d:\d\d",
        "no hour": r"[Tt]ime (to be announced|TBA)",
        "no day": r"[Dd]ay to be announced|date TBA",
        "later": r"or later",
    }
    return frozenset(claim for claim, pattern in said.items() if re.search(pattern, words))


def expected(event: Event) -> Claims:
    """Return what has to be said of an event's time."""
    match event.when:
        case Timed():
            return frozenset({"an hour"})
        case Day():
            return frozenset({"no hour"})
        case Window(later=later, from_one_day=one):
            return frozenset({"no hour" if one else "no day", *(["later"] if later else [])})
        case Span():
            return frozenset()
        case _:
            return frozenset({"no hour"})


@st.composite
def programmes(draw: st.DrawFn) -> str:
    """Draw a programme with an event for each form of `when`, some of which others follow."""
    rows = []
    for n in range(draw(st.integers(1, 6))):
        first = date(2026, 5, 1) + timedelta(days=draw(st.integers(0, 4)))
        last = first + timedelta(days=draw(st.integers(1, 2)))
        form = draw(
            st.sampled_from(
                [
                    f"when: {first} 10:00 to 11:30",
                    f"when: {first} 22:00 to {first + timedelta(days=1)} 01:30",
                    f"when: {first} 10:00",
                    f"when: {first}",
                    f"when: {first} evening",
                    f"when: within {first} to {last}",
                    f"when: all {first} to {last}",
                    f"when: all {first}",
                    f"after: {f'e{n - 1}' if n else 'first'}",
                ]
            )
        )
        place = draw(st.sampled_from(["", ", place: town", ", place: far"]))
        rows.append(f"  - {{id: e{n}, title: Event {n}, {form}{place}, sources: press}}\n")
    days = draw(st.sampled_from(["", "days: 2026-05-01 to 2026-05-07\n"]))
    return days + HEAD + "".join(rows)


def site(programme: str) -> tuple[Flask, Edition]:
    """Return the site of a programme, and its second edition, which added all events but one."""
    first = programme[: programme.index("  - {id: e0")]
    known: list[Edition] = []
    for n, words in enumerate((first, programme)):
        moment = NOW + timedelta(hours=n)
        now = read(words.encode(), file="f", now=moment).itinerary
        known.append(revise(known[-1] if known else None, now, moment))
    edition = known[-1]
    log = (LogEntry(2, edition.published, "", changes(known[0], edition)),)
    publication = Publication(edition, SITE, log=lambda _uid: log)
    return cached_app(publication), edition


# Failing programmes are small; to shrink them takes minutes.
@settings(examples(8), phases=[Phase.explicit, Phase.generate])
@given(programmes())
def test_every_surface_says_the_same_of_a_time(programme: str) -> None:
    app, edition = site(programme)
    told = 0
    for event in edition.itinerary.events[1:]:
        for surface, words in surfaces(app, edition, event):
            assert claims(words) == expected(event), (surface, event.id, event.when, words)
            told += 1
    assert told >= 12 * (len(edition.itinerary.events) - 1)


@pytest.mark.parametrize(
    ("words", "summary", "known", "row"),
    [
        (
            "after: first",
            "Event 0 (1 May or later, time TBA)",
            "1 May 2026 or later, time to be announced",
            "this day or later, time to be announced",
        ),
        (
            "when: within 2026-05-02 to 2026-05-03",
            "Event 0 (date TBA, 2–3 May)",
            "2–3 May 2026, day to be announced",
            "2–3 May 2026 day to be announced",
        ),
    ],
)
def test_announced_time_is_worded_alike_everywhere(
    words: str, summary: str, known: str, row: str
) -> None:
    app, edition = site(HEAD + f"  - {{id: e0, title: Event 0, {words}, sources: press}}\n")
    said = dict(surfaces(app, edition, edition.itinerary.by_id["e0"]))
    assert summary in said["feed"]
    assert known in said["feed"]
    assert known.replace(",", "") in said["event page"].replace(",", "")
    assert known in said["picture"]
    assert row in said["agenda"]
    assert row in said["frame"]


def surfaces(app: Flask, edition: Edition, event: Event) -> Iterator[tuple[str, str]]:
    """Yield what each surface says of an event, with the heading that it stands under."""
    client = app.test_client()

    def page(path: str) -> BeautifulSoup:
        got = client.get(path)
        assert got.status_code == 200, path
        return BeautifulSoup(got.data, "html.parser")

    speech = Language.of("en")
    own = page(f"/en/events/{event.id}/")
    yield "event page", _words(own.select_one("dd.when"))
    data = own.select_one('script[type="application/ld+json"]')
    assert data is not None
    start = json.loads(data.string or "").get("startDate")
    dated = event.when is not None and not isinstance(event.when, Window)
    assert bool(start) == dated, start

    for surface, path, heading in (
        ("agenda", "/en/", "h2"),
        ("frame", "/embed/en/", "h2"),
        ("subscribe", "/en/subscribe/", "h3"),
        ("place", f"/en/places/{event.place.id}/" if event.place else "/en/", "h2"),
        ("map", "/en/map/", ""),
        ("calendar", "/en/calendar/", ""),
        ("timeline", "/en/timeline/", ""),
    ):
        yield from ((surface, words) for words in _rows(page(path), event, heading))
    if event.when and not (isinstance(event.when, Window | Span)):
        day = f"/en/calendar/{event.when.first}/"
        yield from (("day", words) for words in _rows(page(day), event, ""))
    with app.test_request_context("/en/programme.pdf"):
        app.preprocess_request()
        paper = BeautifulSoup(pdf.page("en"), "html.parser")
    for name in paper.select("h3 .name"):
        if name.get_text() == event.title.to("en"):
            yield "paper", _row(name)
    yield "picture", card_words(edition, event)
    yield from (("changes", words) for words in _rows(page("/en/changes/"), event, ""))

    feed = Calendar.from_ical(client.get("/feeds/en/all.ics").data)
    entries = {str(entry["UID"]): entry for entry in feed.walk("VEVENT")}
    if event.when:
        entry = entries[event.uid]
        known = str(entry["DESCRIPTION"]).partition("\n")[0]
        yield "feed", f"{entry['SUMMARY']} {known}"
        yield "description", known
        once = add_once_links(event, speech, f"{SITE}en/events/{event.id}/")
        assert once is not None
        query = parse_qs(urlsplit(once.google).query)
        yield "copy", f"{query['text'][0]} {query['details'][0]}"
    heading = ""
    for line in plain_text_agenda(edition, "en").splitlines():
        if line and not line.startswith(" "):
            heading = line
        if line.endswith(f"[{event.id}]"):
            yield "terminal", f"{heading} {line}"


def card_words(edition: Edition, event: Event) -> str:
    """Return the lines of words of an event's picture."""
    shapes = share_image_shapes(edition, event, "en", site=SITE)
    return " ".join(shape.words for shape in shapes if isinstance(shape, TextLine))


def _rows(page: BeautifulSoup, event: Event, heading: str) -> Iterator[str]:
    found = page.select(f'a[href$="events/{event.id}/"]')
    rows = [_row(link, heading) for link in found if link.get_text() == event.title.to("en")]
    assert rows, "the event is not there"
    yield from rows


def _row(name: Tag, above: str = "h2") -> str:
    """Return the words of the row that a title stands in, under its heading."""
    row = name.find_parent(["li", "td", "article"]) or name.find_parent(class_="entry")
    assert isinstance(row, Tag)
    heading = row.find_previous(above) if above else None
    return f"{_words(heading)} {_words(row)}" if heading else _words(row)


def _words(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.get_text(" ").split()).replace("– ", "–")
