"""Every feed keeps the feed contract: those of the programmes, and those that hypothesis makes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import CancelStyle, Itinerary
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.calendars.entry_text import summary
from itinerary.render.calendars.feed import render_event_file, render_feed
from itinerary.render.words.language import Language
from itinerary.source import read, read_file
from itinerary.value import replace
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.contract import PROMISES, Checked
from tests.support.examples import examples
from tests.support.feeds import feeds_of_programme
from tests.support.strategies import LANGUAGES, PUBLISHED, itineraries


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_feed_of_programmes_keeps_contract(
    programme: str, promise: Callable[[Checked], None]
) -> None:
    feeds = feeds_of_programme(programme)
    assert len(feeds) > 40
    for feed in feeds:
        try:
            promise(feed)
        except AssertionError as error:
            error.add_note(feed.address)
            raise


@given(itineraries())
@settings(examples(50), suppress_health_check=list(HealthCheck))
def test_every_feed_of_any_programme_keeps_contract(itinerary: Itinerary) -> None:
    edition = revise(None, itinerary, PUBLISHED)
    for tag in LANGUAGES:
        feed = render_feed(edition, Selection(), tag, site=SITE)
        address = addresses.absolute(SITE, addresses.feed("made", Selection(), tag))
        checked = Checked(feed.body, edition, edition.itinerary.events, address, tag, NOW)
        for promise in PROMISES:
            if promise.__name__ != "is_small_enough_for_google":
                promise(checked)


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Etc/GMT+12", "DTSTART;TZID=Etc/GMT+12:20270115T235900"),
        ("Etc/GMT-14", "DTSTART;TZID=Etc/GMT-14:20270115T235900"),
        ("GMT", "DTSTART:20270115T235900Z"),
        ("Factory", "DTSTART:20270115T235900Z"),
        ("EST5EDT", "DTSTART:20270116T045900Z"),
    ],
)
def test_every_feed_of_zone_without_place_keeps_contract(zone: str, start: str) -> None:
    text = (
        f"{{id: made, title: Deadlines, languages: [en], zone: {zone}, sources: {{s: {{who: X}}}},"
        " events: [{id: due, title: Papers due, when: 2027-01-15 23:59, sources: s}]}"
    )
    edition = revise(None, read(text.encode(), file="made.yaml", now=NOW).itinerary, NOW)
    feed = render_feed(edition, Selection(), "en", site=SITE)
    address = addresses.absolute(SITE, addresses.feed("made", Selection(), "en"))
    checked = Checked(feed.body, edition, edition.itinerary.events, address, "en", NOW)
    for promise in PROMISES:
        promise(checked)
    assert start in feed.body.decode().split("\r\n")


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_every_feed_of_a_programme_with_all_keys_keeps_contract(language: str) -> None:
    file = PROGRAMMES["conference"].with_name("hybrid.yaml")
    reading = read_file(file, now=NOW)
    assert not reading.warnings
    edition = revise(None, reading.itinerary, NOW)
    for selection in (Selection(), *addresses.selections(edition.itinerary)):
        feed = render_feed(edition, selection, language, site=SITE)
        path = addresses.feed(edition.itinerary.id, selection, language)
        address = addresses.absolute(SITE, path)
        events = tuple(edition.select(selection))
        checked = Checked(feed.body, edition, events, address, language, NOW)
        for promise in PROMISES:
            promise(checked)


@given(itineraries(most=2))
@settings(examples(20), suppress_health_check=list(HealthCheck))
def test_event_file_is_below_20_kilobytes(itinerary: Itinerary) -> None:
    edition = revise(None, itinerary, PUBLISHED)
    event = next(event for event in edition.itinerary.events if event.when)
    assert len(render_event_file(edition, event, "ru", site=SITE).body) < 20_000


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_uids_are_the_same_in_every_variant_and_on_every_host(
    programme: str, editions: dict[str, Edition]
) -> None:
    by_event: dict[str, set[str]] = {}
    for feed in feeds_of_programme(programme):
        for vevent in feed.vevents:
            page = vevent["URL"].value.rsplit("/", 2)[1]
            by_event.setdefault(page, set()).add(vevent["UID"].value)
    edition = editions[programme]
    language = edition.itinerary.languages[0]
    moved = render_feed(edition, Selection(), language, site="https://else.example/x/")
    checked = Checked(moved.body, edition, (), "", language, NOW)
    for vevent in checked.vevents:
        assert vevent["URL"].value.startswith("https://else.example/x/")
        page = vevent["URL"].value.rsplit("/", 2)[1]
        assert by_event[page] == {vevent["UID"].value}
    assert len(by_event) == sum(1 for event in edition.itinerary.events if event.when)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_same_edition_is_the_same_bytes_in_any_process(programme: str) -> None:
    # Each programme in surroundings of its own against the plainest.
    other = {
        "visit": ("1", "Asia/Tokyo", "ru_RU.UTF-8"),
        "conference": ("2", "America/Lima", "C.UTF-8"),
        "tour": ("3", "Asia/Kathmandu", "zh_CN.UTF-8"),
    }
    outputs = set()
    for seed, zone, locale in (("0", "UTC", "C"), other[programme]):
        surroundings = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale}
        command = [sys.executable, "-m", "itinerary", "render", str(PROGRAMMES[programme])]
        outputs.add(
            subprocess.run(
                [*command, "--feed", "whole", "--site", SITE, "--ledger", "/nonexistent/none"],
                env={**os.environ, **surroundings},
                capture_output=True,
                check=True,
            ).stdout
        )
    assert len(outputs) == 1
    assert outputs.pop().startswith(b"BEGIN:VCALENDAR")


def test_event_that_leaves_window_of_days_does_not_change_others(
    editions: dict[str, Edition],
) -> None:
    edition = editions["tour"]
    fewer = replace(edition.itinerary, events=edition.itinerary.events[1:])
    before = render_feed(edition, Selection(), "en", site=SITE).body
    after = render_feed(revise(None, fewer, NOW), Selection(), "en", site=SITE).body

    def blocks(body: bytes) -> set[bytes]:
        return set(body.split(b"BEGIN:VEVENT")[1:])

    assert len(blocks(before) - blocks(after)) <= 2  # the last block has the calendar's end


def test_option_keeps_cancelled_events_visible_in_google(
    editions: dict[str, Edition],
) -> None:
    itinerary = replace(editions["conference"].itinerary, cancel_style=CancelStyle.VISIBLE)
    edition = revise(None, itinerary, NOW)
    feed = render_feed(edition, Selection(), "en", site=SITE).body
    checked = Checked(feed, edition, edition.itinerary.events, "", "en", NOW)
    off = [v for v in checked.vevents if v["SUMMARY"].text.startswith("CANCELLED:")]
    assert len(off) == 2
    for vevent in off:
        assert vevent["STATUS"].value == "CONFIRMED"
        assert vevent["TRANSP"].value == "TRANSPARENT"
    assert b"STATUS:CANCELLED" not in feed


TITLE = ("A title of sixteen words, more or less, " * 4).strip() + "s"


@pytest.mark.parametrize(
    ("rest", "before", "after"),
    [
        ("when: 2026-05-01 10:00", "", ""),
        ("when: 2026-05-01 10:00, status: cancelled, reason: rain", "CANCELLED: ", ""),
        ("when: 2026-05-01", "", " (time TBA)"),
        ("when: 2026-05-01, status: cancelled, reason: rain", "CANCELLED: ", " (time TBA)"),
    ],
)
def test_summary_is_cut_only_for_words_after_the_title(rest: str, before: str, after: str) -> None:
    head = "id: made\ntitle: Made\nlanguages: [en]\nzone: UTC\nevents:"
    words = f"{head}\n- {{id: e, title: '{TITLE}', {rest}}}\n"
    itinerary = read(words.encode(), file="made.yaml", now=NOW).itinerary
    shown = summary(itinerary.events[0], Language.of("en"))
    assert shown.startswith(before)
    assert shown.endswith(after)
    if after:
        assert 100 < len(shown) <= 120
        assert TITLE.startswith(shown.removeprefix(before).removesuffix(f"…{after}"))
    else:
        assert shown == f"{before}{TITLE}"
