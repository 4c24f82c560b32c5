"""The filters of calendar, timeline and map: they act at once, and stay as they are meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Browse
from tests.browser.test_agenda import address, bare

OPEN = "details:is(.narrow, .pick)[open]"


def opened(page: Page, name: str) -> None:
    """Open the filters of a page, and one of them."""
    page.locator(".narrow > summary").click()
    page.locator(".pick > summary", has_text=name).click()


def tick(page: Page, name: str) -> None:
    """Tap on a choice of the open list."""
    page.locator(".pick[open] label", has_text=name).first.click()


@pytest.mark.parametrize("path", ["/en/calendar/2026-12-01/", "/en/timeline/", "/en/map/"])
def test_a_choice_replaces_the_view_and_keeps_list_and_focus(browse: Browse, path: str) -> None:
    page = browse(path, of="conference")
    page.evaluate("globalThis.same = true")
    opened(page, "Categories")
    before = page.locator("output[for=q]").inner_text()
    tick(page, "Talk")
    tick(page, "Workshop")
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    assert address(page) == "?category=talk&category=workshop"
    expect(page.get_by_text("Only a part of the programme is shown.")).to_be_visible()
    expect(page.get_by_text("Morning coffee")).to_have_count(0)
    assert page.locator("output[for=q]").inner_text() != before
    assert page.locator(OPEN).count() == 2
    assert page.evaluate("document.activeElement.value") == "workshop"
    agenda = page.locator(".sections a[data-carries=query]").first
    assert (agenda.get_attribute("href") or "").endswith(address(page))
    page.go_back()
    expect(page.locator(".pick[open] :checked")).to_have_count(1)
    page.go_back()
    expect(page.get_by_text("Only a part of the programme is shown.")).to_be_hidden()
    expect(page.locator("output[for=q]")).to_have_text(before)
    assert page.evaluate("same")


def test_words_typed_on_the_calendar_narrow_it(browse: Browse) -> None:
    page = browse("/en/calendar/", of="conference")
    page.locator(".narrow > summary").click()
    page.locator("#q").press_sequentially("coffee")
    expect(page.get_by_text("Sensors in the rain")).to_have_count(0)
    expect(page.get_by_text("Morning coffee").first).to_be_visible()
    assert address(page) == "?q=coffee"
    page.locator("#q").fill("")
    expect(page.get_by_text("Sensors in the rain").first).to_be_visible()
    assert address(page) == ""


def test_rooms_fold_and_clocks_change_after_a_choice(browse: Browse) -> None:
    page = browse("/en/calendar/2026-12-01/?category=break", of="conference")
    opened(page, "Categories")
    tick(page, "Talk")
    expect(page.locator("form[aria-busy]")).to_have_count(0)
    page.keyboard.press("Escape")
    head = page.locator(".frame .room").first
    head.locator("button.fold").click()
    expect(page.locator(".folded")).to_be_visible()
    page.locator(".clock summary").click()
    page.locator(".clock label", has_text="My time zone").click()
    expect(page.locator(".hours .utc").first).to_be_attached()


def test_clocks_come_with_the_first_hours(browse: Browse) -> None:
    page = browse("/en/calendar/2026-12-01/?q=zzz", of="conference")
    expect(page.locator(".clock")).to_be_hidden()
    page.locator(".narrow > summary").click()
    page.locator("#q").fill("")
    expect(page.locator(".clock.ready")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".clock summary").click()
    expect(page.locator(".clock label", has_text="My time zone")).to_be_visible()


def test_a_host_of_files_filters_again_and_again(browse: Browse) -> None:
    page = browse("/en/map/", of="conference")
    page.route("**/en/calendar/**", whole)
    page.goto("/en/calendar/")
    opened(page, "Categories")
    tick(page, "Talk")
    expect(page.get_by_text("Morning coffee").first).to_be_hidden()
    expect(page.get_by_text("Sensors in the rain").first).to_be_visible()
    tick(page, "Talk")
    expect(page.get_by_text("Morning coffee").first).to_be_visible()
    expect(page.get_by_text("Only a part of the programme is shown.")).to_be_hidden()


def whole(route: Route) -> None:
    """Answer as a host of files does."""
    route.fulfill(response=route.fetch(url=bare(route)))


def test_without_network_the_whole_page_is_filtered(browse: Browse) -> None:
    page = browse("/en/calendar/", of="conference")
    page.route("**/en/calendar/**", lambda it: it.abort())
    opened(page, "Categories")
    tick(page, "Talk")
    expect(page.get_by_text("Morning coffee").first).to_be_hidden()
    assert page.locator(OPEN).count() == 2
