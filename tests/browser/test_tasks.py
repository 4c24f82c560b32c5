"""What people come for in a hurry, on a phone and without having seen the page before.

The clock is inside the programme, a page is not scrolled by hand, and a tap goes to words that are
on the screen. The number of taps of each task is a promise (`most`). By keyboard alone the same
tasks can be done, with the focus in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from itinerary.ledger import Edition
from itinerary.ledger.store import Ledger
from itinerary.render.documents import pdf
from itinerary.source import read
from tests.browser.conftest import PHONE, Context, Site
from tests.conftest import NOW
from tests.support import shapes

INSIDE = "2027-06-08T11:20:00+02:00"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Mobile Safari/537.36"
)
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0"

# Where the words of a control are on the screen, if nothing lies over them and nothing moves.
PLACE = """([selector, words]) => {
  const inside = ({ top, bottom, left, right }) =>
    top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
  for (const element of document.querySelectorAll(selector)) {
    if (!element.textContent.includes(words) || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    for (const box of [...range.getClientRects(), element.getBoundingClientRect()]) {
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      if (box.width < 8 || !inside(box)) continue;
      if (!element.contains(document.elementFromPoint(x, y))) continue;
      const still = globalThis.before === `${x} ${y}`;
      globalThis.before = `${x} ${y}`;
      return still && { x, y };
    }
  }
  return false;
}"""

# Functions, not expressions: the pages' Content-Security-Policy forbids the eval() with which
# Playwright looks at an expression a second time.
SHARED = "() => document.body.dataset.shared"
LED = "() => document.body.dataset.led"

# What has the focus is on the screen, and looks like it.
FOCUS = """() => {
  const at = document.activeElement;
  const around = at.closest("label, li.event") ?? at;
  const { top, bottom, width } = at.getBoundingClientRect();
  const seen = [at, around].some((one) => getComputedStyle(one).outlineStyle !== "none");
  return at.matches(":focus-visible") && seen && width > 0 && bottom > 0 && top < innerHeight;
}"""


class Reader:
    """A reader with one finger, or with a keyboard, who counts taps."""

    def __init__(self, page: Page, most: int) -> None:
        """Begin on a page; `most` is the promised number of taps."""
        self.page, self.left, self.moved = page, most, False

    def tap(self, selector: str, words: str = "") -> None:
        """Tap on words that are on the screen."""
        found = self.page.wait_for_function(PLACE, arg=[selector, words]).json_value()
        self.left -= 1
        assert self.left >= 0, f"one tap too many: {words}"
        self.page.touchscreen.tap(found["x"], found["y"])

    def go(self, selector: str, words: str = "", key: str = "Enter") -> None:
        """Go to a control with the tabulator, and use it."""
        wanted = (
            "([selector, words]) => document.activeElement.matches(selector)"
            " && document.activeElement.closest('label, *').textContent.includes(words)"
        )
        if key == "Space":
            wanted = wanted.replace("closest('label, *')", "closest('label')")
        for _ in range(400):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(wanted, [selector, words]):
                break
        else:
            raise AssertionError(f"the tabulator does not lead to {selector} “{words}”")
        self.page.wait_for_function(FOCUS)
        if key:
            self.page.keyboard.press(key)


def programme(*, moved: bool) -> bytes:
    """Return a conference of two days with four tracks, each in its room; one talk may be moved."""
    tracks = {"web": "Main hall", "data": "Room 10", "security": "Room 2", "design": "Attic"}
    speakers = shapes.people(64)
    speaking, titles = iter(speakers), shapes.titles(15)
    start = date(2027, 6, 8)
    events = []
    for day, slot, track in product(range(2), range(8), tracks):
        hour = 9 + slot * 0.75 + (slot > 3) * 1.5
        late = moved and (day, slot, track) == (1, 3, "data")
        events.append(
            {
                "id": f"{track}-{day}-{slot}",
                "title": next(titles),
                "when": shapes.spell(
                    shapes.at(start + day * shapes.DAY, 18 if late else hour), 40 * shapes.MINUTE
                ),
                "place": f"room-{track}",
                "parties": [next(speaking)],
                "tracks": [track],
                "sources": "office",
            }
        )
    return shapes.written(
        {"id": "four", "title": "Four tracks", "languages": ["en"], "zone": "Europe/Amsterdam"},
        events,
        sources=shapes.OFFICE,
        places={
            "house": {"name": "Congress house", "coordinates": [53.2, 6.6]},
            **{f"room-{id}": {"name": name, "in": "house"} for id, name in tracks.items()},
        },
        tracks={id: {"name": id.capitalize()} for id in tracks},
        parties=speakers,
    ).encode()


@pytest.fixture(scope="module")
def conference(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[str]:
    """Serve the second edition of the conference, and give its address."""
    ledger = Ledger(tmp_path_factory.mktemp("tasks") / "ledger.sqlite")
    for n in (False, True):
        itinerary = read(programme(moved=n), file="four.yaml", now=NOW).itinerary
        ledger.publish(itinerary, NOW + timedelta(days=60 * n), note="")
    edition = ledger.latest("four")
    assert isinstance(edition, Edition)
    yield site(edition, lambda uid: ledger.log("four", until=edition.number, uid=uid))
    ledger.close()


Begin = Callable[..., Reader]


@pytest.fixture
def begin(context: Context, conference: str) -> Begin:
    """Give a function that opens the agenda for a reader, who may make so many taps."""

    def begin(most: int = 0, *, agent: str = IPHONE, moment: str = INSIDE) -> Reader:
        touch: dict[str, Any] = {"has_touch": True, "is_mobile": True} if most else {}
        page = context(
            base_url=conference,
            viewport=PHONE,
            user_agent=agent,
            timezone_id="Europe/Amsterdam",
            accept_downloads=True,
            **touch,
        ).new_page()
        page.clock.install(time=moment)
        page.add_init_script(
            "navigator.share = async ({ url }) => void (document.body.dataset.shared = url)"
        )
        page.goto("/en/")
        return Reader(page, most)

    return begin


def subscribed(page: Page) -> str:
    """Return the calendar that the button of this device subscribes to. It is on the screen."""
    button = page.locator("#here a.button")
    expect(button).to_be_in_viewport(ratio=1)
    return button.get_attribute("href") or ""


# --- with a finger -------------------------------------------------------------------------------


def test_what_is_on_now_and_where_is_on_the_screen_without_a_tap(begin: Begin) -> None:
    page = begin(1).page
    running = page.locator(".event.on")
    expect(running).to_have_count(4)
    for row in running.all():
        expect(row).to_be_in_viewport(ratio=1)
    assert running.locator(".place").all_inner_texts() == [
        "Main hall",
        "Room 10",
        "Room 2",
        "Attic",
    ]
    assert {time.replace("\n", "") for time in running.locator("time").all_inner_texts()} == {
        "11:15–11:55"
    }
    # What comes next is below it.
    expect(page.locator(".event.on + .event:not(.on)")).to_be_in_viewport(ratio=1)


def test_a_talk_is_found_by_its_speaker_in_two_taps(begin: Begin) -> None:
    reader = begin(2)
    reader.tap("button", "Search")
    reader.page.keyboard.type("rakot")
    expect(reader.page.locator("#hits li").first).to_contain_text("Rakotomalala")
    expect(reader.page.locator("#hits li").first).to_contain_text("8 Jun, 09:00–09:40 · Room 2")
    reader.tap("#hits li", "Rakotomalala")
    expect(reader.page.locator(".hour time")).to_be_in_viewport()
    expect(reader.page.locator(".where")).to_be_in_viewport()


def test_before_the_programme_the_search_is_on_the_first_screen(begin: Begin) -> None:
    reader = begin(2, moment="2027-06-01T10:00:00Z")
    reader.tap("#q")
    reader.page.keyboard.type("rakot")
    reader.tap("#hits li", "Rakotomalala")
    expect(reader.page.locator(".hour time")).to_be_in_viewport()


def test_two_tracks_are_side_by_side_in_one_tap(begin: Begin) -> None:
    reader = begin(1)
    reader.tap("h2 a", "Tuesday, 8 June 2027")
    reader.page.wait_for_url("**/en/calendar/2027-06-08/")
    running = reader.page.locator(".entry.now")
    expect(running.nth(0)).to_be_in_viewport(ratio=1)
    expect(running.nth(1)).to_be_in_viewport(ratio=1)


def test_any_two_tracks_are_chosen_in_three_taps_and_side_by_side_in_two_more(begin: Begin) -> None:
    reader = begin(5, moment="2027-06-07T10:00:00Z")
    page = reader.page
    reader.tap(".pick summary", "Tracks")
    before = page.locator(".pick[open] label").first.bounding_box()
    reader.tap(".pick label span", "Web")
    reader.tap(".pick label span", "Security")
    assert page.locator(".pick[open] label").first.bounding_box() == before, "the list has moved"
    expect(page.locator("output")).to_have_text("32 of 64 events")
    reader.tap(".sections a", "Calendar")
    reader.tap(".own-day", "Tue 8 Jun")
    first = page.locator(".entry", has_text="09:00")
    expect(first).to_have_count(2)
    for entry in first.all():
        expect(entry).to_be_in_viewport(ratio=1)


def test_a_talk_is_shared_in_two_taps(begin: Begin) -> None:
    reader = begin(2)
    reader.tap(".event.on h3 a")
    reader.tap(".actions button", "Share")
    shared = reader.page.wait_for_function(SHARED).json_value()
    assert shared == reader.page.url


@pytest.mark.parametrize(
    ("agent", "words"), [(IPHONE, "Add to Apple Calendar"), (ANDROID, "Add to Google")]
)
def test_a_talk_is_in_the_calendar_of_a_phone_in_two_taps(
    begin: Begin, agent: str, words: str
) -> None:
    reader = begin(2, agent=agent)
    page = reader.page
    reader.tap(".event.on h3 a")
    page.wait_for_url("**/en/events/**")
    # The calendar of Google is on another host; that the link leads there is enough.
    page.evaluate(
        "addEventListener('click', (event) => { event.preventDefault();"
        " document.body.dataset.led = event.target.href })"
    )
    reader.tap(".actions a", words)
    led = page.wait_for_function(LED).json_value()
    assert "calendar.google.com" in led if agent == ANDROID else led.endswith(".ics")
    expect(page.locator(".copied")).to_contain_text("a copy never learns of a change")


@pytest.mark.parametrize("agent", [WINDOWS, LINUX])
def test_a_talk_is_in_the_calendar_of_a_computer_in_two_taps(begin: Begin, agent: str) -> None:
    reader = begin(2, agent=agent)
    reader.tap(".event.on h3 a")
    with reader.page.expect_download() as download:
        reader.tap(".actions a", "Add to calendar")
    assert download.value.suggested_filename.endswith(".ics")
    expect(reader.page.locator(".copied")).to_contain_text("a copy never learns of a change")


def test_the_calendar_that_was_chosen_in_the_menu_is_one_tap_on_the_next_page(begin: Begin) -> None:
    reader = begin(3, agent=WINDOWS)
    page = reader.page
    reader.tap(".event.on h3 a")
    reader.tap(".split summary")
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    reader.tap(".apps a", "Outlook.com")
    page.reload()
    way = page.locator(".actions a.button").filter(visible=True)
    expect(way.first).to_have_text("Add to Outlook")
    assert "outlook.live.com" in (way.first.get_attribute("href") or "")


def test_two_tracks_are_subscribed_to_in_six_taps_from_anywhere(begin: Begin) -> None:
    reader = begin(6)
    reader.tap("button", "Search")
    reader.tap(".pick summary", "Tracks")
    reader.tap(".pick label span", "Web")
    reader.tap(".pick label span", "Security")
    reader.tap(".exactly", "Subscribe to exactly this")
    expect(reader.page.locator("#summary")).to_contain_text("Web · Security")
    address = subscribed(reader.page)
    assert address.startswith("webcal:")
    assert address.endswith("?track=security&track=web")
    reader.page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    reader.tap("#here a", "Open in Calendar")


def test_what_changed_is_two_taps_away_and_one_on_the_first_screen(begin: Begin) -> None:
    for reader in (begin(2), begin(1, moment="2027-06-01T10:00:00Z")):
        if reader.left == 2:
            reader.tap(".rest summary", "More")
            reader.tap(".pages a", "What changed")
        else:
            reader.tap(".state a", "updated")
        expect(
            reader.page.get_by_text("Moved to Wednesday, 9 June 2027, 18:00")
        ).to_be_in_viewport()


def test_the_print_is_two_taps_away_and_one_on_the_first_screen(begin: Begin) -> None:
    if not pdf.available():
        pytest.skip("WeasyPrint's libraries are not installed")
    for reader in (begin(2), begin(1, moment="2027-06-01T10:00:00Z")):
        reader.page.evaluate(
            "addEventListener('click', (event) => { if (event.target.type === 'application/pdf')"
            " { event.preventDefault(); document.body.dataset.led = event.target.href } })"
        )
        if reader.left == 2:
            reader.tap(".rest summary", "More")
        reader.tap(".pages a, .state a", "Print (PDF)")
        assert reader.page.wait_for_function(LED).json_value()


# --- by keyboard alone ---------------------------------------------------------------------------


def test_by_keyboard_a_talk_is_found_shared_and_added(begin: Begin) -> None:
    reader = begin()
    page = reader.page
    reader.go("#q", key="")
    page.keyboard.type("rakot")
    expect(page.locator("#hits li").first).to_contain_text("Rakotomalala")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/events/**")
    with page.expect_download():
        reader.go(".actions a", "Add to Apple Calendar")
    reader.go(".actions button", "Share")
    page.wait_for_function(SHARED)


def test_by_keyboard_two_tracks_are_chosen_and_subscribed_to(begin: Begin) -> None:
    reader = begin()
    reader.go(".pick summary", "Tracks")
    reader.go("[name=track]", "Web", "Space")
    reader.go("[name=track]", "Security", "Space")
    reader.page.keyboard.press("Escape")
    reader.go(".exactly", "Subscribe to exactly this")
    reader.page.wait_for_url("**/subscribe/**")
    assert subscribed(reader.page).endswith("?track=security&track=web")
    reader.go("#here a", "Open in Calendar", key="")


def test_by_keyboard_now_the_hours_the_changes_and_the_print_are_reached(begin: Begin) -> None:
    reader = begin()
    reader.go(".now a", key="")
    if pdf.available():
        reader.go(".state a", "Print (PDF)", key="")
    reader.go("h2 a", "Tuesday, 8 June 2027")
    reader.page.wait_for_url("**/en/calendar/2027-06-08/")
    reader.go(".rest summary", "More")
    reader.go(".pages a", "What changed")
    reader.page.wait_for_url("**/en/changes/")
    expect(reader.page.get_by_text("Moved to Wednesday, 9 June 2027, 18:00")).to_be_in_viewport()
