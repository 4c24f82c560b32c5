"""Pages in a language that is written from right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Browse
from tests.support.two_directions import FAIR

PAGES = [
    *("", "calendar/", "calendar/2026-05-16/", "timeline/", "map/", "subscribe/", "changes/"),
    *("about/", "index/", "embed/", "events/opening/", "places/cairo/", "parties/duo/"),
]
BEYOND = """
() => [...document.querySelectorAll('body *')].filter(one => {
  const { left, right, width } = one.getBoundingClientRect();
  const clipped = one.closest('.skip, .unseen, [hidden], .frame, .days, svg, details:not([open])');
  return width && !clipped && (left < -1 || right > innerWidth + 1);
}).map(one => one.outerHTML.slice(0, 80))
"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_from_right_to_left_fits_a_phone(browse: Browse, path: str) -> None:
    page = browse(f"/ar/{path}", of=FAIR, viewport={"width": 320, "height": 640})
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    wide = page.evaluate("document.documentElement.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert page.evaluate(BEYOND) == []
    # What is read first is on the right.
    title = page.locator("h1").bounding_box()
    assert title
    assert title["x"] + title["width"] > page.evaluate("document.body.clientWidth") - 20


def test_the_next_day_is_on_the_left_and_the_left_key_leads_there(browse: Browse) -> None:
    page = browse("/ar/calendar/2026-05-16/", of=FAIR)
    expect(page.locator("nav.steps a[rel=next]")).to_contain_text("←")
    tabs = page.locator(".tabs").locator("a, [aria-current]")
    today, tomorrow = tabs.nth(0).bounding_box(), tabs.nth(1).bounding_box()
    assert today
    assert tomorrow
    assert tomorrow["x"] < today["x"]
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/ar/calendar/2026-05-17/")


def test_names_of_the_other_direction_stand_apart(browse: Browse) -> None:
    page = browse("/ar/events/concert/", of=FAIR, viewport=PHONE)
    expect(page.locator("h1 bdi")).to_have_text("Duo (Graz)")
    page.goto("/en/events/prayers/")
    expect(page.locator("h1 bdi")).to_have_text("صلاة")


def test_addresses_run_from_left_to_right(browse: Browse) -> None:
    page = browse("/ar/subscribe/", of=FAIR)
    expect(page.locator("#address")).to_have_css("direction", "ltr")
