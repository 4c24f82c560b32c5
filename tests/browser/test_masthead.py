"""The masthead of every page."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import pytest
from PIL import Image
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_icons_of_the_navigation_show_in_forced_colours(
    browse: Browse, scheme: Literal["light", "dark"]
) -> None:
    page = browse("/en/", viewport=PHONE, forced_colors="active", color_scheme=scheme)
    keys = page.locator(".sections > ul > li > a:visible, .sections summary").all()
    assert len(keys) == 5
    for key in keys:
        words = key.evaluate(
            "key => {"
            " const range = document.createRange(); range.selectNodeContents(key);"
            " return range.getBoundingClientRect().top - key.getBoundingClientRect().top; }"
        )
        drawn = Image.open(BytesIO(key.screenshot())).convert("L")
        dark, light = drawn.crop((0, 2, drawn.width, int(words) - 1)).getextrema()
        assert isinstance(dark, int)
        assert isinstance(light, int)
        assert light - dark > 100, key.inner_text()


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
