"""The masthead of every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Browse


@pytest.mark.parametrize("path", ["/en/", "/en/subscribe/", "/ru/about/", "/ru/changes/"])
def test_current_page_is_visible_in_navigation(browse: Browse, path: str) -> None:
    current = browse(path, viewport=PHONE).locator(".sections [aria-current]")
    expect(current).to_be_in_viewport(ratio=1)


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
