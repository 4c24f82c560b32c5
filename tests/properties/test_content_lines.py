"""Our content lines against icalendar's: the same properties, parameters and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import icalendar
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar.prop import vCategory, vDatetime, vDDDTypes, vGeo, vInt, vText, vUri

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Category, Event, Itinerary, Status, Track
from itinerary.model.text import clean
from itinerary.model.when import Day, Timed, Window
from itinerary.render import addresses
from itinerary.render.calendars.client_text import one_line, without_breaks
from itinerary.render.calendars.content_lines import content_lines, escape_text, fold
from itinerary.render.calendars.entry_text import description, summary
from itinerary.render.calendars.vevent import (
    LABEL_LENGTH,
    LOCATION_LENGTH,
    render_vevent,
    start_and_end,
)
from itinerary.render.words import place_wording
from itinerary.render.words.language import Language
from tests.conftest import SITE
from tests.support.contract import Line, parse_line, unfolded
from tests.support.examples import examples
from tests.support.strategies import LANGUAGES, PUBLISHED, itineraries, words

Property = tuple[str, tuple[tuple[str, str], ...], str]


def properties(body: bytes) -> Counter[Property]:
    """Return the properties of a component, unfolded: name, sorted parameters, value.

    A parameter means the same with and without quotation marks (RFC 5545 §3.2).
    """

    def parameters(line: Line) -> Iterator[tuple[str, str]]:
        for name, value in sorted(line.parameters.items()):
            yield name, value.removeprefix('"').removesuffix('"')

    lines = [parse_line(line) for line in unfolded(body)]
    return Counter((line.name, tuple(parameters(line)), line.value) for line in lines)


def by_icalendar(edition: Edition, event: Event, language: Language) -> bytes:
    """Return the VEVENT of an event as icalendar serialises it, from typed values."""
    revision, tag = edition.revision(event), language.tag
    start, end = start_and_end(event)
    page = addresses.absolute(SITE, addresses.event_page(tag, event.id))
    off = event.status in (Status.CANCELLED, Status.POSTPONED)
    sure = event.status is Status.CONFIRMED and not isinstance(event.when, Window)
    status = "CANCELLED" if event.status is Status.CANCELLED else "TENTATIVE"
    busy = isinstance(event.when, Timed) and not off
    vevent = icalendar.Event()
    vevent.add("SUMMARY", vText(summary(event, language)))
    vevent.add("DTSTART", vDDDTypes(start))
    vevent.add("DTEND", vDDDTypes(end))
    vevent.add("DTSTAMP", vDatetime(revision.modified))
    vevent.add("UID", vText(event.uid))
    vevent.add("SEQUENCE", vInt(revision.number))
    vevent.add("CLASS", vText("PUBLIC"))
    vevent.add("CREATED", vDatetime(revision.created))
    vevent.add("DESCRIPTION", vText(description(event, language, page)))
    vevent.add("LAST-MODIFIED", vDatetime(revision.modified))
    vevent.add("STATUS", vText("CONFIRMED" if sure else status))
    vevent.add("TRANSP", vText("OPAQUE" if busy else "TRANSPARENT"))
    vevent.add("URL", vUri(page))
    groups: list[Category | Track] = [*event.categories, *event.tracks]
    if names := [*(group.name for group in groups), *event.tags]:
        vevent.add("CATEGORIES", vCategory([vText(without_breaks(n.to(tag))) for n in names]))
    if groups and (colour := groups[0].colour):
        vevent.add("COLOR", vText(colour.name))
    if where := place_wording.event_location(event, language):
        vevent.add("LOCATION", vText(one_line(where, LOCATION_LENGTH)))
    if event.place and (point := event.place.point()):
        vevent.add("GEO", vGeo((point.latitude, point.longitude)))
    if event.online and event.online.url and not off:
        access = event.online.access
        label = one_line(access.to(tag) if access else language.say("Online"), LABEL_LENGTH)
        parameters: dict[str, str | list[str]] = {"LABEL": label.replace('"', "”")}
        if features := [feature.upper() for feature in event.online.features]:
            parameters["FEATURE"] = features
        vevent.add("CONFERENCE", vUri(event.online.url, params={"VALUE": "URI", **parameters}))
    if isinstance(event.when, Day | Window):
        vevent.add("X-ITINERARY-TIME", vText("UNKNOWN"))
    body: bytes = vevent.to_ical()
    return body


@given(itineraries())
@settings(examples(30), suppress_health_check=list(HealthCheck))
def test_vevent_has_the_properties_that_icalendar_writes(itinerary: Itinerary) -> None:
    edition = revise(None, itinerary, PUBLISHED)
    for tag in LANGUAGES:
        language = Language.of(tag)
        for event in edition.itinerary.events:
            if event.when:
                ours = render_vevent(edition, event, language, SITE).body
                assert properties(ours) == properties(by_icalendar(edition, event, language))


@given(words())
@example("a, b; c\\, d\\; e\\\\")
def test_escape_text_equals_icalendar_on_text_without_false_line_breaks(text: str) -> None:
    text = without_breaks(text)
    assert escape_text(text).encode() == vText(text).to_ical()


ANY_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=400).map(clean)
BACKSLASHES_AND_WIDE_CHARACTERS = st.lists(
    st.sampled_from(["\\", "\\\\", "é", "哈", "🎼", "a" * 74])
)


@given(ANY_TEXT | BACKSLASHES_AND_WIDE_CHARACTERS.map("".join))
@example("a" * 75)
@example("a" * 76)
@example("\\" * 200)
def test_fold_keeps_lines_within_75_octets_and_characters_whole(text: str) -> None:
    line = f"X:{escape_text(text)}"
    folded = fold(line).encode()
    assert folded.endswith(b"\r\n")
    pieces = folded[:-2].split(b"\r\n")
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    for piece in pieces:
        assert len(piece) <= 75
        piece.decode()  # raises inside a character
    for piece in pieces[:-1]:
        assert len(piece) >= 70, "a fold is needless before that"
        slashes = len(piece) - len(piece.rstrip(b"\\"))
        assert slashes % 2 == 0, "inside an escape"
    assert b"".join((pieces[0], *(piece[1:] for piece in pieces[1:]))).decode() == line


def test_content_lines_leave_out_properties_without_a_value() -> None:
    assert content_lines(("GEO", ""), ("CLASS", "PUBLIC")) == b"CLASS:PUBLIC\r\n"
