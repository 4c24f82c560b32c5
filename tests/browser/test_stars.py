"""Stars: the events that a reader chooses for themselves, on this device."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from itinerary.model.itinerary import own_uid
from tests.browser.conftest import Browse
from tests.browser.hands import Hands
from tests.support.stars import keep, star

PROGRAMME = "plain-text-days-2026"
COUNT = "document.querySelector('.mine .count').textContent"
PRESSED = ".star[aria-pressed=true]"


def test_a_tap_stars_an_event_on_every_page_and_the_same_tap_takes_it_back(hand: Hands) -> None:
    page = hand("/en/", of="conference")
    page.tap("#event-opening .star")
    page.sees(f"{COUNT} === '1'")
    page.sees(f"document.querySelectorAll('{PRESSED}').length === 1")
    page.tap("#event-opening h3 a")
    page.sees(f"document.querySelectorAll('.actions {PRESSED}').length === 1")
    page.tap(".actions .star")
    page.sees(f"{COUNT} === '' && !document.querySelector('{PRESSED}')")
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('stars'))") == []


def test_stars_follow_events_to_all_pages_tabs_and_names_and_ask_for_nothing(
    browse: Browse,
) -> None:
    page = browse("/en/", of="conference")
    other = page.context.new_page()
    other.goto("/en/calendar/2026-12-01/")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    star = page.get_by_role("button", name="My programme: Opening", exact=False)
    expect(star).to_have_attribute("aria-pressed", "false")
    star.focus()
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(other.locator(PRESSED)).to_have_count(1)
    expect(other.locator(".mine")).to_have_text("My programme1")
    # It was published under this name, and has another one now.
    keep(page, own_uid("opening", PROGRAMME), own_uid("firmware-basics", PROGRAMME))
    expect(page.locator(f"#event-firmware-without-tears {PRESSED}")).to_be_visible()
    expect(other.locator(".mine")).to_have_text("My programme2")
    assert asked == []
    assert page.context.cookies() == []
    for path in ("/en/map/", "/en/places/sample-hall/", "/en/calendar/"):
        other.goto(path)
        assert other.locator(PRESSED).count() == (1 if "places" in path else 2), path


def test_without_storage_stars_last_as_long_as_the_page(browse: Browse) -> None:
    page = browse("/en/about/", of="conference")
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    star(page, "opening")
    expect(page.locator(PRESSED)).to_have_count(1)
    expect(page.locator(".mine")).to_have_text("My programme1")


def test_without_script_there_is_no_star(browse: Browse) -> None:
    page = browse("/en/", of="conference", java_script_enabled=False)
    assert page.locator(".star").count() == 0
    page.get_by_role("link", name="My programme").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()


def test_lists_beside_an_event_have_stars_and_narrow_places_show_them(browse: Browse) -> None:
    page = browse("/en/events/quiet-lamp/", of="conference")
    beside = page.locator(".briefs li", has_text="Escaping for humans")
    button = beside.get_by_role("button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".mine .count")).to_have_text("1")
    page.goto("/en/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("escaping")
    hit = page.get_by_role("option", name=re.compile("My programme.*escaping"))
    expect(hit.locator(".starred")).to_be_visible()
    page.get_by_role("combobox").fill("opening")
    expect(page.get_by_role("option", name="Opening").first).to_be_visible()
    expect(page.locator("#hits .starred")).to_have_count(0)


def test_marks_of_a_timeline_show_what_is_starred(browse: Browse) -> None:
    page = browse("/en/timeline/", of="tour")
    other = page.context.new_page()
    other.goto("/en/")
    other.locator("#event-lisbon-concert .star").click()
    mark = page.locator(".marks .entry > a", has=page.get_by_role("img", name="My programme"))
    expect(mark).to_have_count(1)
    other.locator("#event-lisbon-concert .star").click()
    expect(mark).to_have_count(0)


def test_window_of_a_frame_goes_on_without_the_stars_where_these_are_not_answered(
    browse: Browse,
) -> None:
    page = browse("/en/about/", of="conference")
    page.add_init_script(
        "const timeout = AbortSignal.timeout;"
        " AbortSignal.timeout = (patience) => timeout.call(AbortSignal, patience / 30);"
    )
    page.goto("/embed/en/")
    page.locator(".event .star").first.click()
    page.route("**/mine.json", lambda route: None)
    with page.context.expect_page() as opened:
        page.locator(".mine").click()
    opened.value.wait_for_url("**/en/mine/")
