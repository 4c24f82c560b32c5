"""Screens in a lobby or at a door: by the clock, without a network, with new editions, in all
sizes."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Request, ViewportSize, expect

from itinerary.ledger import Edition, revise
from tests.browser.clocks import Clock
from tests.browser.conftest import Browse, Context, Site
from tests.browser.hands import Hands
from tests.browser.test_everywhere import CHECKS
from tests.conftest import NOW
from tests.support import long_words
from tests.support.serving import serving
from tests.support.shapes import SHAPES

DAY = """
id: day
title: A day
languages: [en]
zone: Europe/Berlin
places: {hall: Hall, room: Room}
sources: {us: {who: Us}}
events:
  - {id: opening, title: Opening, when: 2027-05-03 10:00 to 11:00, place: hall, sources: us}
  - {id: talk, title: Talk, when: 2027-05-03 11:00 to 12:00, place: hall, sources: us}
  - {id: tour, title: Tour, when: 2027-05-03 11:05, place: room, sources: us}
  - {id: dinner, title: Dinner, when: 2027-05-03 evening, sources: us}
  - {id: walk, title: Walk, when: 2027-05-03, sources: us}
  - {id: visit, title: Visit, when: within 2027-05-03 to 2027-05-04, sources: us}
  - {id: fair, title: Fair, when: all 2027-05-03 to 2027-05-04, sources: us}
  - {id: end, title: End, when: 2027-05-05 09:00, sources: us}
"""


TAKEN = """
globalThis.taken = 0;
const taking = ({ addedNodes }) => document.readyState !== "loading"
  && [...addedNodes].some(({ localName }) => localName === "main");
new MutationObserver((changes) => { taken += changes.filter(taking).length; })
  .observe(document, { childList: true, subtree: true });
"""
"""Counts how often the page has replaced its main part, once the browser has read it."""


def groups(page: Page) -> dict[str, list[str]]:
    """Return what is in sight: titles by the heading above them."""
    found: dict[str, list[str]] = {}
    for group in page.locator(".panel .group:visible").all():
        words = group.locator("h2 > span:first-child").inner_text()
        found[words] = group.locator("h3:visible").all_inner_texts()
    return found


def opened(page: Page, address: str, moment: str, pattern: str = "**/screen/**") -> Clock:
    """Open a screen whose clock stands still, and wait until the server has answered its script."""
    clock = Clock(page, moment, pattern)
    page.add_init_script(TAKEN)
    page.goto(address)
    page.wait_for_function("() => taken > 0")
    return clock


def test_it_turns_to_the_next_event_to_the_second_and_guesses_no_hour(
    context: Context, site: Site
) -> None:
    page = context(timezone_id="America/Lima").new_page()
    clock = opened(page, f"{site(DAY)}/en/screen/", "2027-05-03T10:59:59+02:00")
    unknown = {
        "Today, time not announced": ["Dinner", "Walk"],
        "Day not announced": ["Visit"],
    }
    before = {"Now": ["Opening"], "Today": ["Fair"], "Next": ["Talk", "Tour"], **unknown}
    assert groups(page) == before
    expect(page.locator(".clock .hour")).to_have_text("10:59")  # in Berlin, not in Lima
    clock.on(0.9)
    assert groups(page) == before
    clock.on(0.2)
    assert groups(page) == {"Now": ["Talk"], "Today": ["Fair"], "Next": ["Tour"], **unknown}
    expect(page.locator(".clock .hour")).to_have_text("11:00")
    clock.on(5 * 60)
    unknown["Next"] = ["End"]  # on another day, now that all of this one has begun
    assert groups(page) == {"Now": ["Talk"], "Began": ["Tour"], "Today": ["Fair"], **unknown}
    clock.on(3601)  # that something began without an announced end is news for an hour
    assert groups(page) == {"Today": ["Fair"], **unknown}
    clock.on(24 * 3600)
    assert groups(page) == {"Today": ["Fair"], "Day not announced": ["Visit"], "Next": ["End"]}
    assert page.locator(".next small").last.inner_text() == "Wednesday, 5 May 2027"
    clock.on(24 * 3600)
    assert groups(page) == {}
    expect(page.locator(".none")).to_have_text("Nothing more is announced.")


def test_before_it_begins_it_has_the_first_day_and_what_is_known_of_no_hour(
    context: Context, site: Site
) -> None:
    page = context(viewport=SIZES[1]).new_page()
    opened(page, f"{site(DAY)}/en/screen/", "2027-05-01T20:00:00+02:00")
    days = page.locator(".next h2").all_inner_texts()
    assert days == [
        "Next 3–4 May 2027",
        "Next Monday, 3 May 2027",
        "Day not announced 3–4 May 2027",
    ]
    titles = page.locator(".next h3").all_inner_texts()
    assert titles == ["Fair", "Opening", "Talk", "Tour", "Dinner", "Walk", "Visit"]
    walk = page.locator(".next .event", has_text="Walk")
    expect(walk.locator(".when")).to_have_text("time to be announced")


def test_without_a_network_it_goes_on_by_the_clock_and_says_how_old_it_is(
    context: Context, site: Site, complaints: list[str]
) -> None:
    page = context(viewport=SIZES[0]).new_page()
    crowd = SHAPES["developers"]().encode()
    clock = opened(page, f"{site(crowd)}/en/screen/", "2027-02-06T11:41:00+01:00")
    age = page.locator(".age")

    def running() -> set[str]:
        return {words.strip()[:5] for words in page.locator(".now .when").all_text_contents()}

    assert running() == {"11:30", "11:35", "11:40"}
    expect(age).to_be_hidden()
    clock.away = True
    clock.until(age.is_visible)
    for _ in range(8):  # each page has room for its rows and the line that says so
        assert page.evaluate(FITS) == []
        clock.on(12)
    clock.on(16 * 60)
    assert running() == {"11:40", "12:00"}
    expect(age).to_have_text("As of 11:41. Not reachable since then.")
    assert page.evaluate(FITS) == []
    clock.away = False
    clock.until(age.is_hidden)
    assert page.evaluate(FITS) == []
    complaints.clear()


def test_a_clock_that_is_wrong_is_put_right_by_the_server_and_a_slow_answer_is_not_believed(
    context: Context, site: Site
) -> None:
    page = context().new_page()
    clock = opened(page, f"{site(DAY)}/en/screen/", "2027-05-03T08:00:00+02:00")
    hour = page.locator(".clock .hour")
    berlin = ZoneInfo("Europe/Berlin")
    for ahead, believed in ((20.0, False), (11_400.0, True), (-88_200.0, True), (0.0, False)):
        clock.ahead = ahead
        answers = len(clock.statuses) + 2

        def right(by: float = ahead * believed, answers: int = answers) -> bool:
            shown = f"{datetime.fromtimestamp(clock.now + by, berlin):%H:%M}"
            return len(clock.statuses) >= answers and hour.inner_text() == shown

        clock.until(right)


def test_it_follows_an_edit_by_itself_and_asks_in_vain_for_nothing(
    context: Context, tmp_path: Path
) -> None:
    file = tmp_path / "day.yaml"
    file.write_text(DAY)
    with serving(file) as server:
        page = context(viewport=SIZES[1]).new_page()
        clock = opened(page, f"{server.address}en/screen/", "2027-05-03T10:20:00+02:00")
        clock.until(lambda: 304 in clock.statuses)
        assert groups(page)["Next"] == ["Talk", "Tour"]
        off = DAY.replace("title: Talk,", "title: Talk, status: cancelled, reason: Flu,")
        file.write_text(
            off.replace(
                "title: Tour, when: 2027-05-03 11:05", "title: Ride, when: 2027-05-03 12:30"
            )
        )
        taken = page.evaluate("taken")
        clock.until(lambda: bool(page.evaluate("taken") > taken))
        expect(page.locator(".news .told")).to_have_text("Cancelled: Flu")
        assert groups(page)["Changes"] == ["Talk"]
        assert groups(page)["Next"] == ["Ride"]
        assert set(clock.statuses) == {200, 304}


SIZES: tuple[ViewportSize, ...] = (
    {"width": 1920, "height": 1080},
    {"width": 1080, "height": 1920},
    {"width": 800, "height": 480},
    {"width": 1920, "height": 540},
    {"width": 390, "height": 844},
)

JAPANESE = DAY.replace("[en]", "[ja]").replace("Opening", "国際会議の開会式と基調講演" * 4)

FITS = """() => {
  const short = Math.min(innerWidth, innerHeight);
  const seen = (one) => one.checkVisibility();
  const faults = [];
  for (const panel of document.querySelectorAll(".panel")) {
    const edge = panel.getBoundingClientRect().bottom;
    const rows = [...panel.querySelectorAll("li")].filter(seen);
    if (!rows.length) faults.push(`an empty page of ${panel.className}`);
    for (const row of rows)
      if (row.getBoundingClientRect().bottom > edge + 1) faults.push(`cut off: ${row.textContent}`);
  }
  const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !seen(parent) || parent.matches(".unseen")) continue;
    if (parent.closest(".panel .when"))
      for (const { 0: word, index } of node.data.matchAll(/[^\\s–~～]+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (range.getClientRects().length > 1) faults.push(`broken: ${word} in ${node.data}`);
      }
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < 0.0359 * short) faults.push(`small: ${node.data}`);
  }
  if (document.scrollingElement.scrollHeight > innerHeight) faults.push("it scrolls");
  return faults;
}"""


RESIZED = """() => {
  globalThis.resized = new Promise((done) => addEventListener("resize", done, { once: true }));
}"""


def programme_of(name: str) -> str | bytes | Edition:
    match name:
        case "long":
            return revise(None, long_words.itinerary("10:00"), NOW)
        case "japanese":
            return JAPANESE
        case "half-days":
            return DAY.replace("[en]", "[en-US]")
        case "developers":
            return SHAPES[name]().encode()
        case _:
            return name


@pytest.mark.parametrize(
    ("programme", "tag", "moment"),
    [
        ("long", "ru", "2026-12-27T10:30:00+01:00"),
        ("developers", "en", "2027-02-06T10:42:00+01:00"),
        ("japanese", "ja", "2027-05-03T10:30:00+02:00"),
        ("half-days", "en-US", "2027-05-03T10:30:00+02:00"),
        ("visit", "ar", "2024-05-16T10:30:00+08:00"),
    ],
)
def test_every_page_fits_and_is_legible_from_afar(
    context: Context, site: Site, programme: str, tag: str, moment: str
) -> None:
    page = context(viewport=SIZES[0]).new_page()
    clock = opened(page, f"{site(programme_of(programme))}/{tag}/screen/", moment)
    page.evaluate(CHECKS)
    for size in SIZES:
        if page.viewport_size != size:
            page.evaluate(RESIZED)
            page.set_viewport_size(size)
            page.evaluate("() => resized")  # the screen's own listener was called before
        turns = page.locator(".pages").all_inner_texts()
        pages = max([int(words.split("/")[1]) for words in turns if words.isascii()] or [1])
        for _ in range(min(pages, 4)):
            found = [
                *page.evaluate(FITS),
                *page.evaluate("checks.overflow()"),
                *page.evaluate("checks.spilled()"),
            ]
            assert not found, f"{size}: {found}"
            clock.on(12)


def test_newer_software_is_loaded_but_not_again_and_again(context: Context, site: Site) -> None:
    page = context().new_page()
    visits: list[Request] = []
    page.on("request", lambda it: visits.append(it) if it.is_navigation_request() else None)
    clock = Clock(page, "2027-05-03T10:30:00+02:00")
    clock.edit = lambda html: html.replace("/screen.css", "/screen.css?newer")
    page.goto(f"{site(DAY)}/en/screen/")
    clock.until(lambda: len(clock.statuses) > 2)
    clock.until(lambda: len(visits) > 1)
    # Of the page's own time, which began a moment before the clock stood still, it is more.
    assert clock.now - datetime.fromisoformat("2027-05-03T10:30:00+02:00").timestamp() >= 60
    # On a busy machine more time goes by on the clock until the answers are there.
    later = clock.now >= datetime.fromisoformat("2027-05-03T11:00:00+02:00").timestamp()
    expect(page.locator(".now h3").first).to_have_text("Talk" if later else "Opening")


AWAKE = """
globalThis.locks = [];
Object.defineProperty(navigator, "wakeLock", {
  value: { request: async (kind) => locks.push(kind) },
});
"""


def test_it_keeps_the_screen_awake_again_whenever_it_is_visible(
    context: Context, site: Site
) -> None:
    page = context().new_page()
    page.add_init_script(AWAKE)
    page.goto(f"{site(DAY)}/en/screen/")
    page.wait_for_function("() => locks.length === 1")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert page.evaluate("locks") == ["screen", "screen"]


def test_its_buttons_work_by_pointer_and_finger(hand: Hands) -> None:
    page = hand("/en/screen/", of=DAY)
    page.sees("document.querySelector('.panel') !== null")
    for pressed in ("true", "false"):
        page.tap("button", "Pause")
        page.sees(f"document.querySelector('.pause').getAttribute('aria-pressed') === '{pressed}'")


def test_rows_without_room_take_turns_until_they_are_paused(
    browse: Browse, context: Context, site: Site
) -> None:
    page = context(viewport=SIZES[0]).new_page()
    clock = opened(
        page, f"{site(SHAPES['developers']().encode())}/en/screen/", "2027-02-06T10:42:00+01:00"
    )
    seen: list[str] = []
    label = page.locator(".now .pages")
    (total,) = re.findall(r"/(\d+)$", label.inner_text())
    for _ in range(int(total)):
        seen += page.locator(".now h3:visible").all_inner_texts()
        clock.on(12)
    assert len(seen) == len(set(seen)) == page.locator(".now li").count() == 29
    page.mouse.move(200, 200)
    page.get_by_role("button", name="Pause").click()
    shown = label.inner_text()
    clock.on(24)
    assert label.inner_text() == shown
    page.get_by_role("button", name="Pause").click()
    clock.on(12)
    assert label.inner_text() != shown
