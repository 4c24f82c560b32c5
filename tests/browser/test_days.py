"""Links to the days of a long agenda lead to the days, at once and after the layout settles."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, Browse
from tests.support.chromium import FLAGS, HEADLESS
from tests.support.programmes import large

FIRST = date(2026, 9, 1)
BEFORE, LATE = "2026-08-01T12:00:00Z", "2026-11-26T12:00:00Z"  # most days are over then, and folded


@pytest.fixture
def browser(browser: Browser) -> Iterator[Browser]:
    """Give a browser that scrolls smoothly, as people's browsers do: on the way to a day it lays
    out the days that it passes."""
    flags = [flag for flag in FLAGS if flag != "--disable-smooth-scrolling"]
    smooth = browser.browser_type.launch(
        executable_path=HEADLESS, args=flags, chromium_sandbox=False
    )
    yield smooth
    smooth.close()


def season(events: int = 900, days: int = 90) -> bytes:
    """Return a programme of one to nineteen events a day, of titles and summaries of one to many
    lines: no two days are equally high."""
    rows = []
    day, left = 0, 0
    for n in range(events):
        if not left:
            day, left = day + 1, 1 + (day * 7) % 19
        left -= 1
        when = f"{FIRST + timedelta(days=day % days)} {8 + n % 12:02}:00"
        title, summary = f"Event {n} " + "of many words " * (n % 9), "In short. " * (n % 40)
        rows.append(f"- {{id: e{n}, title: {title}, when: {when}, summary: {summary}}}")
    head = ["id: season", "title: A season", "languages: [en]", "zone: Europe/Berlin", "events:"]
    return "\n".join((*head, *sorted(rows, key=lambda row: row.split("when: ")[1]), "")).encode()


PROGRAMMES = {"season": season(), "festival": large(900)}

PLACE = """
id => {
  const section = document.getElementById(id);
  return [section, section.querySelector('h2')].map(one => one.getBoundingClientRect().top);
}
"""
NEAR = 8
AT_THE_END = "innerHeight + scrollY >= document.documentElement.scrollHeight - 2"


def distance(page: Page, id: str) -> float:
    """Return the distance in pixels of a day from the top of the window after scrolling; 0 if the
    page ends before the day could reach the top. A missing day gets some time to arrive."""
    last, alike, until = [0.0, 0.0], 0, time.monotonic() + 20
    while True:
        # A screenshot waits for a new frame; a page without script has no other sign of one.
        page.screenshot(clip={"x": 0, "y": 0, "width": 8, "height": 8})
        now = page.evaluate(PLACE, id)
        last, alike = now, alike + 1 if now == last else 0
        section, heading = last
        far: float = max(section, heading, key=abs)
        if section > 0 and page.evaluate(AT_THE_END):
            far = 0
        if (alike >= 3 and abs(far) < NEAR) or time.monotonic() > until:
            return far


def days_of(page: Page) -> list[str]:
    found: list[str] = page.locator(".days a").evaluate_all("all => all.map(a => a.hash.slice(1))")
    return found


# Both programmes and all sizes, not each with each.
@pytest.mark.parametrize(
    ("programme", "size", "script"),
    [("season", PHONE, True), ("festival", PHONE, False), ("festival", DESKTOP, True)],
)
def test_a_tab_leads_to_its_day(
    browse: Browse, programme: str, size: ViewportSize, script: bool
) -> None:
    options: dict[str, Any] = {"viewport": size, "java_script_enabled": script}
    page = browse("/en/", of=PROGRAMMES[programme], moment=LATE if script else None, **options)
    days = days_of(page)
    assert len(days) > 8
    for id in (days[len(days) // 2], days[-4], days[2], days[-1], days[0]):
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        page.locator(f'.days a[href="#{id}"]').click()
        assert abs(distance(page, id)) < NEAR, id


@pytest.mark.parametrize(("programme", "size"), [("season", PHONE), ("festival", DESKTOP)])
def test_an_address_of_a_day_opens_there(
    browse: Browse, programme: str, size: ViewportSize
) -> None:
    days = days_of(browse("/en/", of=PROGRAMMES[programme], viewport=size, moment=BEFORE))
    for id in (days[3], days[len(days) // 2], days[-3]):
        page = browse(f"/en/#{id}", of=PROGRAMMES[programme], viewport=size, moment=BEFORE)
        assert abs(distance(page, id)) < NEAR, id


def test_an_address_of_a_folded_day_opens_there_on_a_slow_phone(browse: Browse) -> None:
    page = browse("/en/", of=PROGRAMMES["season"], viewport=PHONE, moment=LATE)
    id = days_of(page)[45]
    expect(page.locator(f".past #{id}")).to_be_hidden()
    page = browse(f"/en/#{id}", of=PROGRAMMES["season"], viewport=PHONE, moment=LATE, slower=8)
    assert abs(distance(page, id)) < NEAR
