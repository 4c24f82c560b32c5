"""Parsers that we did not write read every feed, and agree on what it says."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from itinerary.ledger import revise
from itinerary.ledger.chosen_events import chosen
from itinerary.model.feed_options import FeedOptions
from itinerary.model.itinerary import Itinerary, Status
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_chosen_feed, render_feed
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of
from tests.support.contract import Checked
from tests.support.edits import Editor
from tests.support.examples import examples
from tests.support.feeds import feeds_of_programme
from tests.support.foreign import IN_ONE_PROCESS, PARSERS, Seen, expected
from tests.support.strategies import PUBLISHED, itineraries
from tools.golden import lanterns


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("programme", PROGRAMMES)
def test_foreign_parser_reads_every_feed_as_published(programme: str, parser: str) -> None:
    feeds = feeds_of_programme(programme)
    read = PARSERS[parser](feeds)
    assert len(read) == len(feeds) > 40
    for feed, seen in zip(feeds, read, strict=True):
        assert sorted(seen) == sorted(expected(feed)), feed.address


@pytest.mark.parametrize("parser", PARSERS)
def test_foreign_parser_reads_feeds_in_japanese_and_arabic(parser: str) -> None:
    edition = lanterns()
    feeds = [
        Checked(
            render_feed(edition, Selection(), tag, site=SITE).body,
            edition,
            edition.itinerary.events,
            "",
            tag,
            NOW,
        )
        for tag in ("ja", "ar")
    ]
    for feed, seen in zip(feeds, PARSERS[parser](feeds), strict=True):
        assert sorted(seen) == sorted(expected(feed)), feed.language


@pytest.mark.parametrize("parser", PARSERS)
def test_foreign_parser_reads_feeds_with_options_and_of_chosen_events(parser: str) -> None:
    """An alarm is a component within a component; the events are read as without it."""
    edition = edition_of("conference")
    events = edition.itinerary.events
    every = FeedOptions("hide", "15m", "short")
    whole = render_feed(edition, Selection(), "en", site=SITE, options=every).body
    mine = render_chosen_feed(
        edition, chosen(edition, events[::3]), "en", site=SITE, options=FeedOptions(remind="1d")
    ).body
    assert whole.count(b"BEGIN:VALARM") > 3
    shown = [event for event in events if event.status is not Status.CANCELLED]
    feeds = [
        Checked(whole, edition, shown, "", "en", NOW),
        Checked(mine, edition, events[::3], "", "en", NOW),
    ]
    for feed, seen in zip(feeds, PARSERS[parser](feeds), strict=True):
        dated = {event.uid for event in feed.events if edition.entry(event)}
        assert sorted(seen) == sorted(expected(feed))
        assert {entry.uid for entry in seen} == dated


def made(itinerary: Itinerary) -> Checked:
    edition = revise(None, itinerary, PUBLISHED)
    body = render_feed(edition, Selection(), "en", site=SITE).body
    return Checked(body, edition, edition.itinerary.events, "", "en", NOW)


@pytest.mark.parametrize("parser", sorted(PARSERS.keys() - IN_ONE_PROCESS))
@given(itinerary=itineraries(most=4))
@settings(examples(25), suppress_health_check=list(HealthCheck))
def test_foreign_parser_reads_any_feed_as_published(parser: str, itinerary: Itinerary) -> None:
    feed = made(itinerary)
    assert sorted(PARSERS[parser]([feed])[0]) == sorted(expected(feed))


@cache
def any_feeds() -> list[Checked]:
    """Return feeds for the programs that are started once for many, the same ones each time."""
    feeds: list[Checked] = []

    @given(itineraries(most=4))
    @settings(
        max_examples=60,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(itinerary: Itinerary) -> None:
        feeds.append(made(itinerary))

    collect()
    return feeds


@pytest.mark.parametrize("parser", sorted(IN_ONE_PROCESS))
def test_foreign_program_reads_any_feed_as_published(parser: str) -> None:
    feeds = any_feeds()
    read = PARSERS[parser](feeds)
    assert len(read) >= 50
    for feed, seen in zip(feeds, read, strict=True):
        assert sorted(seen) == sorted(expected(feed))


@cache
def edited_feeds() -> tuple[Checked, ...]:
    """Return the feeds of a programme's editions, in which events lose their day and get others."""
    editor, edition, feeds = Editor(Random(10), size=8, kinds=True), None, []
    for _ in range(30):
        edition = revise(edition, editor.programme, editor.now)
        body = render_feed(edition, Selection(), "en", site=SITE).body
        feeds.append(Checked(body, edition, edition.itinerary.events, "", "en", NOW))
        editor.step()
    return tuple(feeds)


@pytest.mark.parametrize("parser", PARSERS)
def test_foreign_parser_reads_that_the_day_of_an_event_is_open_again(parser: str) -> None:
    feeds = edited_feeds()
    open_again = {e.uid for f in feeds for e in f.edition.entries(Selection()) if e.former}
    assert len(open_again) > 2
    for feed, seen in zip(feeds, PARSERS[parser](feeds), strict=True):
        assert sorted(seen) == sorted(expected(feed))


def test_parser_comparison_detects_a_difference() -> None:
    feed = feeds_of_programme("visit")[0]
    wrong = expected(feed)[0]._replace(start="2024-05-15")
    assert wrong != expected(feed)[0]
    assert isinstance(wrong, Seen)
