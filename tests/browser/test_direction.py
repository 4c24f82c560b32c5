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


SPOKEN = """
id: fair
title: {fa: نمایشگاه, ur: میلہ}
languages: [fa, ur]
zone: Asia/Tehran
sources: {board: {who: {fa: کمیته, ur: کمیٹی}}}
categories: {talk: {name: {fa: نشست, ur: گفتگو}}, film: {name: {fa: فیلم, ur: فلم}}}
events:
  - {id: one, title: {fa: یک, ur: ایک}, when: 2026-05-16 10:00, categories: talk, sources: board}
  - {id: two, title: {fa: دو, ur: دو}, when: 2026-05-17 11:00, categories: film, sources: board}
"""


def test_scripts_write_the_numerals_and_name_the_language_as_the_server_does(
    browse: Browse,
) -> None:
    at = "2026-05-16T10:05:00+03:30"
    page = browse("/fa/?category=talk", of=SPOKEN, moment=at)
    said = page.locator("output[for=q]")
    picked = page.locator(".pick:has([name=category]) .picked")
    expect(said).to_contain_text("۱")
    expect(picked).to_have_text("۱")
    assert page.locator("[lang=en]").count() == 0
    told = said.inner_text()
    page.locator(".pick:has([name=category]) > summary").click()
    page.locator(".pick[open] label").last.click()
    expect(picked).to_have_text("۲")
    assert said.inner_text() == told.replace("۱", "۲", 1)
    page.goto("/ur/?category=talk")  # which the product does not speak
    expect(said).to_have_text("1 of 2 events")
    expect(said).to_have_attribute("lang", "en")
    begun = page.locator(".now b", has_text="Began")
    expect(begun).to_have_attribute("lang", "en")
    expect(begun).to_have_attribute("dir", "auto")
    assert page.locator(".now time[lang]").count() == 0


def test_addresses_run_from_left_to_right(browse: Browse) -> None:
    page = browse("/ar/subscribe/", of=FAIR)
    expect(page.locator("#address")).to_have_css("direction", "ltr")
