"""The masthead of every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Browse


@pytest.mark.parametrize("path", ["/en/", "/en/subscribe/", "/ru/about/", "/ru/changes/"])
def test_current_page_is_visible_in_navigation(browse: Browse, path: str) -> None:
    sections = browse(path, viewport=PHONE).locator(".sections")
    if sections.locator("> ul > li > [aria-current]:visible").count() == 0:
        sections.locator("summary").click()
    expect(sections.locator("[aria-current]:visible")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("tag", ["en", "fr", "ar"])
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_of_the_navigation_is_cut_on_a_phone(browse: Browse, tag: str, width: int) -> None:
    page = browse(f"/{tag}/", viewport={"width": width, "height": 640})
    keys = page.locator(".sections > ul > li > a:visible, .sections summary")
    assert keys.count() == 5
    for key in keys.all():
        expect(key).to_be_in_viewport(ratio=1)
        assert key.evaluate("key => key.scrollWidth <= key.clientWidth + 1")
    keys.last.click()
    for link in page.locator(".pages a").all():
        expect(link).to_be_in_viewport(ratio=1)


def test_masthead_lines_align_with_text(browse: Browse) -> None:
    page = browse("/en/about/", of="tour")
    edges = {
        page.locator(part).first.evaluate("one => one.getBoundingClientRect().x")
        for part in (".sections", "main h2", ".colophon p")
    }
    assert len(edges) == 1
    assert (
        page.locator(".colophon").evaluate("foot => getComputedStyle(foot).borderTopStyle")
        == "none"
    ), "a border goes over the gutter; the line within it does not"
