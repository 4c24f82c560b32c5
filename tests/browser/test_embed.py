"""Frames on a page of another origin: they size themselves, and ignore messages of others."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect
from werkzeug.serving import make_server

from itinerary.ledger import Edition
from tests.browser.conftest import PHONE, Browse, Context
from tests.support.serving import eventually
from tests.support.sites import Quiet

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

Site = Callable[[str | bytes | Edition], str]
Host = Callable[[str], Page]


@pytest.fixture
def host(context: Context) -> Iterator[Host]:
    """Give a function that opens a page of another site, with a body of its own."""
    # Served, not set as content: Chromium allows requests to this machine only from this machine.
    bodies: dict[str, str] = {}

    def news(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        body = bodies[environ["PATH_INFO"]]
        return [f"<!doctype html><title>News</title><link rel=icon href=data:,>{body}".encode()]

    server = make_server("127.0.0.1", 0, news, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def open_page(body: str) -> Page:
        path = f"/{len(bodies)}"
        bodies[path] = body
        page = context(base_url=f"http://127.0.0.1:{server.server_port}").new_page()
        page.goto(path)
        return page

    yield open_page
    server.shutdown()
    thread.join()
    server.server_close()


def content_height(page: Page, frame: str) -> float:
    inside = page.frame_locator(frame).locator("body")
    return float(inside.evaluate("body => Math.ceil(body.getBoundingClientRect().height)"))


def test_frame_has_height_of_its_content_with_script_anywhere(host: Host, site: Site) -> None:
    visit = site("visit")
    frame = f'<iframe src="{visit}/embed/en/" width="100%" height="50"></iframe>'
    script = f'<script async src="{visit}/embed.js"></script>'
    for body in (frame + script, script + frame):
        page = host(body)
        expect(page.locator("iframe")).not_to_have_attribute("height", "50")
        page.set_viewport_size({"width": 400, "height": 800})
        page.wait_for_function(
            "(want) => Math.abs(document.querySelector('iframe').height - want) < 2",
            arg=content_height(page, "iframe"),
        )


def test_two_frames_have_each_their_own_height(host: Host, site: Site) -> None:
    visit = site("visit")
    page = host(
        f'<iframe id="a" src="{visit}/embed/zh/" height="50"></iframe>'
        f'<iframe id="b" src="{visit}/embed/ru/events/talks/" height="50"></iframe>'
        f'<script async src="{visit}/embed.js"></script>',
    )
    for name in ("#a", "#b"):
        expect(page.locator(name)).not_to_have_attribute("height", "50")
    a, b = (int(page.locator(n).get_attribute("height") or 0) for n in ("#a", "#b"))
    assert a > b > 100


def test_script_ignores_other_origins_and_windows(host: Host, site: Site) -> None:
    visit = site("visit")
    page = host(
        f'<iframe src="{visit}/embed/en/" height="50"></iframe>'
        f'<script src="{visit}/embed.js"></script>',
    )
    expect(page.locator("iframe")).not_to_have_attribute("height", "50")
    before = page.locator("iframe").get_attribute("height")
    page.evaluate(
        """(home) => {
          const forged = (origin, source) => dispatchEvent(new MessageEvent("message",
            { origin, source, data: { itinerary: "height", height: 7 } }));
          const frame = document.querySelector("iframe").contentWindow;
          forged(location.origin, frame);
          forged(home, window);
        }""",
        visit,
    )
    assert page.locator("iframe").get_attribute("height") == before


def test_other_pages_cannot_be_framed_elsewhere(
    host: Host, site: Site, complaints: list[str]
) -> None:
    page = host(f'<iframe src="{site("visit")}/en/"></iframe>')
    page.wait_for_load_state()
    assert page.frames[1].url.startswith("chrome-error:")
    assert any("frame-ancestors" in c for c in complaints)
    complaints.clear()


def test_frame_follows_colour_scheme_of_host_page(browse: Browse) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    dark, light = "rgb(23, 22, 20)", "rgb(253, 252, 249)"
    for scheme, device, wanted in (
        ("auto", "light", light),
        ("auto", "dark", dark),
        ("light", "dark", light),
        ("dark", "light", dark),
    ):
        page = browse(f"/embed/en/?scheme={scheme}&colour=1a5fb4", color_scheme=device)
        assert page.evaluate(paper) == wanted
        accent = page.evaluate(
            "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
        )
        assert (accent != "#1a5fb4") == (wanted == dark)


def test_choice_changes_embed_code_and_preview(browse: Browse) -> None:
    page = browse("/en/embed/", viewport=PHONE)
    page.locator("input[name=place][value=harbin]").check()
    page.locator("input[name=scheme][value=dark]").check()
    page.locator("input[name=colour]").fill("#1a5fb4")
    wanted = re.compile(r"/embed/en/\?place=harbin&colour=1a5fb4&scheme=dark")
    pasted = re.compile(wanted.pattern.replace("&", "&amp;"))
    expect(page.locator("#snippet")).to_have_value(pasted)
    expect(page.locator("#frame")).to_have_attribute("src", wanted)
    expect(page.frame_locator("#frame").locator("ol li")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/en/embed/\?place=harbin&colour=1a5fb4&scheme=dark$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_frames_fit_a_narrow_column(browse: Browse) -> None:
    for tag in ("en", "ru", "ar"):
        for path in (f"/embed/{tag}/", f"/embed/{tag}/events/talks/"):
            page = browse(path, viewport={"width": 280, "height": 500})
            assert page.evaluate("document.documentElement.scrollWidth") <= 280


def test_stars_of_a_frame_come_along_to_the_site(host: Host, site: Site, context: Context) -> None:
    """Browsers keep what frames store apart for each site around them."""
    frame = f'<iframe src="{site("conference")}/embed/en/" width="100%" height="900"></iframe>'
    page = host(frame)
    inside = page.frame_locator("iframe")
    link = inside.get_by_role("link", name="My programme")
    expect(link).to_be_hidden()
    row = inside.locator(".event", has_text="Opening: welcome")
    row.get_by_role("button").click()
    expect(link).to_contain_text("1")
    # The window opens within the tap: browsers block what opens later, when an answer has come.
    held: list[Route] = []
    page.context.route("**/mine.json", lambda route: held.append(route), times=1)
    with page.context.expect_page() as opened:
        link.click()
    eventually(lambda: page.evaluate("() => true") and bool(held))  # Playwright hears while it asks
    held[0].continue_()
    opened.value.wait_for_url("**/en/mine/#1*")
    assert opened.value.evaluate("window.opener") is None
    mine = context().new_page()
    mine.goto(opened.value.url)
    expect(mine.locator("#programme .event")).to_have_count(1)
    mine.get_by_role("button", name="Add to mine").click()
    expect(mine.locator("#programme .event .star[aria-pressed=true]")).to_have_count(1)
