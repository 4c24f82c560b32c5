"""Real browsers for tests: Debian's Chromium, driven by Playwright, and a real server behind it.

A test takes `browse`, or `site` and `context` if it needs more::

    def test_filter_acts_without_reload(browse: Browse) -> None:
        page = browse("/zh/", of="conference", viewport=PHONE, color_scheme="dark")

Tests of what people do with a pointer or a finger take `hand` (hands.py) and are run in Chromium
and in Debian's Firefox.

Every page is watched: a message on its console, an uncaught error, an answer that fails or a
request to another host fails the test. A test that provokes such problems takes `complaints`,
checks them, and clears the list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from itinerary.ledger import Edition
from tests.browser.firefox import FIREFOX, Firefox
from tests.browser.hands import Hand, Hands, InChromium, InFirefox
from tests.support.chromium import ALONE, FLAGS, HEADLESS
from tests.support.serving import PATIENCE
from tests.support.sites import Log, Sites

expect.set_options(timeout=PATIENCE * 1000)

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


class Context(Protocol):
    """Opens a browser context; the options are those of Playwright's `Browser.new_context`."""

    def __call__(self, **options: Any) -> BrowserContext: ...


class Browse(Protocol):
    """Opens the page at `path` of a programme, named or given as YAML; options as for Context.

    `moment` (ISO 8601 with a zone) is what the browser's clock says, if not the present time. A
    device that is `slower` by a factor has so much less of the processor.
    """

    def __call__(
        self,
        path: str,
        *,
        of: str | bytes | Edition = "visit",
        moment: str | None = None,
        slower: float = 1,
        **options: Any,
    ) -> Page: ...


class Site(Protocol):
    """Serves a programme, by its name (`visit`, `conference`, `tour`), its YAML or its edition, and
    returns the address without the last slash; each is served once. `log` as in Publication."""

    def __call__(self, programme: str | bytes | Edition, log: Log = ...) -> str: ...


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Give a function that serves programmes; see `Site`."""
    with Sites() as sites:
        yield sites


# --- the browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop | None]]:
    if HEADLESS is None:
        pytest.skip("Chromium is not installed (Debian: chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=HEADLESS, args=[*FLAGS, ALONE], chromium_sandbox=False
        )
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture
def browser(
    _chromium: tuple[Browser, asyncio.AbstractEventLoop | None],
) -> Iterator[Browser]:
    """Give the browser of this worker, which is started once."""
    # Playwright's loop counts as running in this thread between its calls too. It is put aside
    # while no browser test runs, because asyncio would refuse other tests a loop of their own.
    browser, loop = _chromium
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@pytest.fixture
def complaints() -> list[str]:
    """Give the problems of the pages of this test so far."""
    return []


@pytest.fixture
def context(browser: Browser, complaints: list[str]) -> Iterator[Context]:
    """Give a function that opens browser contexts; see `Context`. Problems of their pages fail the
    test."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        # Only the tests of the service worker need one, and each context would install it anew.
        defaults = {
            "viewport": DESKTOP,
            "locale": "en-GB",
            "timezone_id": "UTC",
            "service_workers": "block",
        }
        made = browser.new_context(**{**defaults, **options})
        watch(made, complaints)
        opened.append(made)
        return made

    yield open_context
    for made in opened:
        made.close()
    assert not complaints, "\n".join(complaints)


def watch(context: BrowserContext, complaints: list[str]) -> None:
    """Record the problems of a context's pages, without a limit of time."""
    context.set_default_timeout(PATIENCE * 1000)

    def console(message: ConsoleMessage) -> None:
        # Chromium reports failed requests here too; `answered` has their addresses. Playwright
        # reports that it blocks the service worker, which an option asks for.
        known = ("Failed to load resource", "registration blocked by Playwright")
        if message.type in ("error", "warning") and not any(k in message.text for k in known):
            complaints.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        inside = ("http://127.0.0.1:", "data:", "blob:")
        if not request.url.startswith(inside):
            complaints.append(f"request to another host: {request.url}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"answer {response.status}: {response.url}")

    def uncaught(error: WebError) -> None:
        # The browser's message if a page is left before its transition (`@view-transition`) begins.
        if "Transition was " not in str(error.error):
            complaints.append(f"uncaught: {error.error}")

    context.on("console", console)
    context.on("weberror", uncaught)
    context.on("request", asked)
    context.on("response", answered)


@pytest.fixture
def browse(context: Context, site: Site) -> Browse:
    """Give a function that opens a page in a context of its own; see `Browse`."""

    def open_page(
        path: str,
        *,
        of: str | bytes | Edition = "visit",
        moment: str | None = None,
        slower: float = 1,
        **options: Any,
    ) -> Page:
        page = context(base_url=site(of), **options).new_page()
        if moment:
            page.clock.set_fixed_time(moment)
        if slower != 1:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(path)
        return page

    return open_page


@pytest.fixture
def page(context: Context, site: Site) -> Page:
    """Give an empty page of a desktop; paths are those of the state visit."""
    return context(base_url=site("visit")).new_page()


# --- hands in either browser ---------------------------------------------------------------------

HANDS = ("chromium-mouse", "firefox-finger", "chromium-finger", "firefox-mouse")


@pytest.fixture(scope="session")
def firefox() -> Iterator[Firefox]:
    """Give the Firefox of this worker, which is started once."""
    if FIREFOX is None:
        pytest.skip("Firefox is not installed (Debian: firefox-esr)")
    with Firefox() as running:
        yield running


@pytest.fixture(params=HANDS)
def hand(request: pytest.FixtureRequest, site: Site, complaints: list[str]) -> Iterator[Hands]:
    """Give a function that opens a page for a mouse on a desktop or a finger on a phone; see
    `Hands`. Problems of the page fail the test."""
    browser, pointer = request.param.split("-")
    finger = pointer == "finger"
    size = PHONE if finger else DESKTOP

    def in_chromium(zone: str) -> Hand:
        context: Context = request.getfixturevalue("context")
        made = context(
            viewport=size, has_touch=finger, timezone_id=zone, permissions=["clipboard-write"]
        )
        page = made.new_page()
        page.on("crash", lambda page: complaints.append("the tab crashed"))
        return InChromium(page, finger=finger)

    with ExitStack() as stack:

        def in_firefox(zone: str) -> Hand:
            firefox: Firefox = request.getfixturevalue("firefox")
            tab = InFirefox(firefox, complaints, finger=finger, size=size, zone=zone)
            stack.callback(tab.close)
            return tab

        def open_page(path: str, *, of: str | bytes | Edition = "visit", zone: str = "UTC") -> Hand:
            made = in_firefox(zone) if browser == "firefox" else in_chromium(zone)
            made.go(site(of) + path)
            return made

        yield open_page
    assert not complaints, "\n".join(complaints)
