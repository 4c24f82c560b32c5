"""Actions of people with a mouse on a desktop and a finger on a phone, in Chromium and in Firefox.

They aim at words: at the name of a filter, not at the small box before it.
"""

from __future__ import annotations

from functools import cache

import pytest

from itinerary.render import addresses
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.browser.conftest import HANDS
from tests.browser.hands import Hands
from tests.browser.test_everywhere import RARE, VARIED, kind
from tests.conftest import PROGRAMMES, SITE, edition_of
from tests.support.shapes import developers
from tests.support.small_programme import SUMMIT

# --- every control of every page -----------------------------------------------------------------


@cache
def kinds() -> tuple[tuple[str, str], ...]:
    """Return programme and path of the pages to walk through.

    These are one of each kind in English, of each programme or the first that has one, the agendas
    in the other languages, and the frames.
    """
    chosen: dict[tuple[str, ...], tuple[str, str]] = {}
    for programme in PROGRAMMES:
        edition = edition_of(programme)
        for path in site_paths.pages(Publication(edition, SITE)):
            tag, page = path.split("/")[1], kind(path)
            if tag == "en":
                key = (page, programme) if page in VARIED else (page,)
                chosen.setdefault(key, (programme, path))
            elif page == "home":
                chosen.setdefault((page, tag), (programme, path))
    event = edition_of("visit").itinerary.events[0].id
    chosen["frame",] = "visit", addresses.frame("en")
    chosen["frame", "event"] = "visit", addresses.frame("en", event=event)
    return tuple(chosen.values())


ENGLISH = ("/en/", "/embed/en/")
PAIRS = (HANDS[:2], HANDS[2:])
"""Two hands each: in both browsers, with both pointers, in both sizes of window."""


def walks() -> list[tuple[str, str, str]]:
    """Return hand, programme and path of the walks.

    Two of the four hands walk through a page: half of the pages have one pair and half the other.
    Pages share their parts, so what fails for one browser with one pointer alone fails on the half
    that this hand walks through. A page of the same kind in another programme or language has the
    same parts in another order; there the hands take turns.
    """
    first = next(iter(PROGRAMMES))
    shared = [
        page
        for page in kinds()
        if (page[0] == first or kind(page[1]) not in VARIED) and page[1].startswith(ENGLISH)
    ]
    others = [page for page in kinds() if page not in shared]
    return [
        *((hand, *page) for n, page in enumerate(shared) for hand in PAIRS[1 - n % 2]),
        *((HANDS[n % len(HANDS)], *page) for n, page in enumerate(others)),
    ]


@pytest.mark.parametrize(("hand", "programme", "path"), walks(), indirect=["hand"])
def test_every_control_has_its_effect(
    hand: Hands, complaints: list[str], programme: str, path: str
) -> None:
    tapped, faults = hand(path, of=programme).walk()
    assert not faults, "\n".join(faults)
    assert tapped
    # Only the pictures that the programme itself declares may be on other hosts.
    events = edition_of(programme).itinerary.events
    pictures = tuple(event.image.url for event in events if event.image and event.image.url)
    complaints[:] = [said for said in complaints if not said.endswith(pictures)]


@pytest.mark.parametrize("hand", HANDS, indirect=True)
@pytest.mark.parametrize("path", RARE)
def test_every_control_of_an_advisory_and_of_a_timeline_of_hours_has_its_effect(
    hand: Hands, path: str
) -> None:
    tapped, faults = hand(path, of=SUMMIT.encode()).walk()
    assert not faults, "\n".join(faults)
    assert tapped


# --- the filters of the agenda -------------------------------------------------------------------

SHOWN = """[...document.querySelectorAll('#programme .event')]
    .filter((row) => row.checkVisibility())
    .map((row) => row.querySelector('h3 a').pathname.split('/').at(-2)).join()"""
OPEN = "document.querySelectorAll('details:is(.pick, .clock)[open]').length"


def test_tap_on_filter_label_chooses_and_keeps_list_open(
    hand: Hands,
) -> None:
    page = hand("/en/")
    page.tap("summary", "Places")
    page.tap(".pick label", "Harbin")
    page.sees("location.search === '?place=harbin'")
    assert page.evaluate("document.querySelector('[value=harbin]').checked")
    assert page.evaluate(SHOWN) == "expo,forum,hit"
    assert page.evaluate(OPEN) == 1
    page.tap(".pick label", "Beijing")
    page.sees("location.search === '?place=beijing&place=harbin'")
    assert page.evaluate(SHOWN) == "talks,signing,expo,forum,hit"
    page.tap(".pick label", "Harbin")
    page.sees("location.search === '?place=beijing'")
    assert page.evaluate(OPEN) == 1


def test_another_list_opens_with_one_tap_and_closes_the_first(hand: Hands) -> None:
    page = hand("/en/")
    page.tap("summary", "Places")
    page.tap(".pick label", "Harbin")
    page.tap("summary", "Categories")
    page.tap(".pick label", "Economy")
    page.sees("location.search === '?category=economy&place=harbin'")
    assert page.evaluate(OPEN) == 1


def test_tap_beside_open_list_acts_and_closes_list(
    hand: Hands,
) -> None:
    page = hand("/en/")
    page.tap("summary", "Places")
    page.tap(".pick label", "Harbin")
    page.tap(".all", "Show all")
    page.sees("location.search === ''")
    assert page.evaluate(OPEN) == 0
    assert page.evaluate("document.activeElement.id") == "q"


def test_tap_on_background_closes_list(hand: Hands) -> None:
    page = hand("/en/")
    page.tap("summary", "Places")
    page.sees(f"{OPEN} === 1")
    page.press(*page.evaluate("(() => { scrollTo(0, 0); return [3, innerHeight - 3]; })()"))
    page.sees(f"{OPEN} === 0")


def test_words_are_searched_for_as_they_are_typed(hand: Hands) -> None:
    page = hand("/en/")
    page.tap("input[type=search]")
    page.type("expo")
    page.sees("location.search === '?q=expo'")
    assert page.evaluate(SHOWN) == "expo"
    page.tap(".languages a", "中文")
    page.sees("location.pathname === '/zh/' && location.search === '?q=expo'")


# --- clocks --------------------------------------------------------------------------------------

DOORS = "document.querySelector('a[href*=lisbon-doors]').closest('.event').querySelector('time')"


def test_tap_on_clock_label_chooses_and_keeps_list_open(hand: Hands) -> None:
    page = hand("/en/", of="tour", zone="Asia/Tokyo")
    page.tap(".clock summary")
    page.tap(".clock label", "My time zone")
    page.sees(f"{DOORS}.textContent.includes('03:30')")
    page.tap(".clock input[type=search]")
    page.type("kolkata")
    page.tap(".clock label", "Kolkata")
    page.sees(f"{DOORS}.textContent.includes('00:00')")
    assert page.evaluate("document.querySelector('.clock .chosen').textContent") == "India Time"
    assert page.evaluate(OPEN) == 1
    page.tap(".clock summary")
    page.sees(f"{OPEN} === 0")


# --- what is made of choices ---------------------------------------------------------------------

# One pair of hands for each, as on the walks.


@pytest.mark.parametrize("hand", PAIRS[0], indirect=True)
def test_a_calendar_is_made_by_taps_on_words_and_copied(hand: Hands) -> None:
    page = hand("/en/subscribe/")
    page.tap("#choose > summary")
    page.tap("#choose label", "Harbin")
    page.sees("document.getElementById('address').value.endsWith('/feeds/en/places/harbin.ics')")
    page.tap("#choose label", "中文")
    page.sees("document.getElementById('address').value.endsWith('/feeds/zh/places/harbin.ics')")
    page.tap("button[data-copy]")
    page.sees("document.querySelector('button[data-copy]').textContent === 'Copied'")
    page.sees("document.querySelector('button[data-copy]').textContent === 'Copy'")


@pytest.mark.parametrize("hand", PAIRS[1], indirect=True)
def test_a_frame_is_made_by_taps_on_words_and_copied(hand: Hands) -> None:
    page = hand("/en/embed/")
    page.tap("label", "Harbin")
    page.tap("label", "Dark")
    page.sees("document.getElementById('snippet').value.includes('?place=harbin&amp;scheme=dark')")
    page.sees(
        "document.getElementById('frame').contentDocument?.querySelectorAll('li').length === 3"
    )
    page.tap("button[data-copy]")
    page.sees("document.querySelector('button[data-copy]').textContent === 'Copied'")


@pytest.mark.parametrize("hand", PAIRS[0], indirect=True)
def test_calendars_of_an_event_are_two_taps_away(hand: Hands) -> None:
    page = hand("/en/events/talks/")
    page.tap("summary", "Add to calendar")
    page.sees("document.querySelector('.menu[open] .panel').checkVisibility()")
    page.tap(".menu a", "Subscribe to the programme")
    page.sees("location.pathname === '/en/subscribe/'")


@pytest.mark.parametrize("hand", PAIRS[1], indirect=True)
def test_an_event_is_shared_by_its_address(hand: Hands) -> None:
    page = hand("/en/events/talks/")
    page.tap("button[data-share]")
    page.sees("document.querySelector('[data-share]').textContent === 'Address copied'")


# --- ways ----------------------------------------------------------------------------------------

WAYS = {
    "days of the agenda": ("tour", "/en/", [(".days a", "24 Oct", "/en/#day-2026-10-24")]),
    "days of the calendar": (
        "conference",
        "/en/calendar/",
        [
            ("main a", "Tue 1 Dec", "/en/calendar/2026-12-01/"),
            ("main a", "2 Dec", "/en/calendar/2026-12-02/"),
        ],
    ),
    "an event of a day": (
        "conference",
        "/en/calendar/2026-12-01/",
        [("main a", "Welcome reception", "/en/events/welcome-reception/")],
    ),
    "an event of the timeline": (
        "tour",
        "/en/timeline/",
        [("main .entry a", "Porto", "/en/events/porto-concert/")],
    ),
    "a place beside the map": ("visit", "/en/map/", [("main a", "Beijing", "/en/places/beijing/")]),
}


@pytest.mark.parametrize(
    ("hand", "way"),
    [(hand, way) for n, way in enumerate(WAYS) for hand in PAIRS[n % 2]],
    indirect=["hand"],
)
def test_tap_on_link_opens_its_page(hand: Hands, way: str) -> None:
    programme, path, taps = WAYS[way]
    page = hand(path, of=programme)
    for selector, words, address in taps:
        page.tap(selector, words)
        page.sees(f"location.href.endsWith({address!r})")


LOW = """[...document.querySelectorAll('.frame .box .entry')]
    .filter((box) => box.scrollHeight > box.offsetHeight).map((box) => box.textContent.trim())"""


# The numbers of the lines of titles that reach into the column of the star.
BESIDE_STAR = """(() => {
  const found = new Set();
  for (const link of document.querySelectorAll('.frame .entry:has(> .star) > a')) {
    const { right } = link.getBoundingClientRect();
    const words = document.createRange();
    words.selectNodeContents(link);
    const lines = [...words.getClientRects()].filter(({ width }) => width);
    const tops = [...new Set(lines.map(({ top }) => Math.round(top)))].sort((a, b) => a - b);
    for (const line of lines) {
      if (line.right > right - 15) found.add(tops.indexOf(Math.round(line.top)));
    }
  }
  return [...found].sort();
})()"""


@pytest.mark.parametrize("hand", ["chromium-mouse", "firefox-mouse"], indirect=True)
def test_title_leaves_the_star_room_in_its_first_line_only(hand: Hands) -> None:
    page = hand("/en/timeline/", of=developers().encode())
    page.sees("document.querySelector('.frame .entry > .star') !== null")
    found = page.evaluate(BESIDE_STAR)
    assert 0 not in found
    assert {1, 2} <= set(found)


@pytest.mark.parametrize("hand", ["chromium-finger", "firefox-finger"], indirect=True)
def test_boxes_of_the_hours_hold_their_words(hand: Hands) -> None:
    page = hand("/en/calendar/2026-12-01/", of="conference")
    assert page.evaluate(LOW) == []
    assert page.evaluate("document.querySelectorAll('.frame .box .entry').length") > 10
