"""What is new to a reader who comes again to the agenda."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from itinerary.ledger import Edition
from itinerary.ledger.store import Ledger
from itinerary.source import read
from tests.browser.conftest import PHONE, Context, Site
from tests.browser.hands import Hands
from tests.conftest import NOW
from tests.support.stars import star

PROGRAMME = """
id: again
title: Again
languages: [en, zh]
zone: Europe/Berlin
sources: {me: {who: {mul: Me}}}
events:
"""
DAYS = "".join(
    f"  - {{id: e{n}, title: {{mul: E{n}}}, when: 2030-05-{n + 10}, sources: me}}\n"
    for n in range(5)
)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Edition]:
    """Serve the third edition of a programme: the second told an hour, the third four days."""
    ledger = Ledger(tmp_path_factory.mktemp("visit") / "ledger.sqlite")
    hour = DAYS.replace("2030-05-10", "2030-05-10 19:00")
    moved = hour
    for n in range(1, 5):
        moved = moved.replace(f"2030-05-{n + 10}", f"2030-06-{n + 10}")
    for n, events in enumerate((DAYS, hour, moved)):
        stamp = NOW + timedelta(hours=n)
        itinerary = read((PROGRAMME + events).encode(), file="again.yaml", now=NOW).itinerary
        ledger.publish(itinerary, stamp, note="", allow_cancellations=True)
    edition = ledger.latest("again")
    assert edition
    site(edition, lambda uid: ledger.log("again", until=edition.number, uid=uid))
    yield edition
    ledger.close()


def visited(page: Page, edition: int) -> None:
    """Make it a new visit of a reader who saw an edition last."""
    page.evaluate(
        f"Object.keys(localStorage).forEach((key) => localStorage.setItem(key, {edition}));"
        "sessionStorage.clear()"
    )
    page.reload()


def test_first_visit_and_one_without_news_have_no_headline_and_ask_for_nothing(
    context: Context, site: Site, editions: Edition
) -> None:
    page = context(base_url=site(editions)).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/")
    visited(page, 3)
    expect(page.locator(".since")).to_be_hidden()
    assert not any(url.endswith("changes.json") for url in asked)


def test_headline_tells_what_changed_since_the_last_visit(
    context: Context, site: Site, editions: Edition
) -> None:
    page = context(base_url=site(editions), viewport=PHONE).new_page()
    page.goto("/en/")
    visited(page, 1)
    box = page.locator(".since")
    expect(box).to_be_visible()
    assert box.locator("li a").all_inner_texts() == ["E1", "E2", "E3"]
    expect(box.locator("p a")).to_have_text("What changed (+2)")
    page.goto("/zh/")
    expect(box.locator("li a").first).to_have_text("E1")
    expect(box.get_by_text("自您上次访问以来的变更")).to_be_visible()
    page.goto("/en/")
    box.get_by_role("button", name="Got it").click()
    expect(box).to_be_hidden()
    page.reload()
    expect(page.locator("#programme")).to_be_visible()
    expect(box).to_be_hidden()
    visited(page, 2)
    expect(box).to_be_visible()
    assert box.locator("li a").all_inner_texts() == ["E1", "E2", "E3"]
    expect(box.locator("p a")).to_have_text("What changed (+1)")


def test_a_floating_key_leads_to_the_headline_while_it_is_out_of_sight(
    context: Context, site: Site, editions: Edition
) -> None:
    page = context(base_url=site(editions), viewport=PHONE).new_page()
    page.goto("/en/")
    visited(page, 1)
    box, key = page.locator(".since"), page.get_by_role("button", name="What changed")
    expect(box).to_be_visible()
    expect(key).to_be_hidden()
    page.locator(".event").last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 3000)
    key.click()
    expect(box.locator("h2")).to_be_in_viewport()
    expect(key).to_be_hidden()
    box.get_by_role("button", name="Got it").click()
    page.mouse.wheel(0, 3000)
    expect(page.locator(".colophon")).to_be_in_viewport()
    expect(key).to_be_hidden()


def test_my_programme_tells_what_changed_of_the_starred_events_alone(
    context: Context, site: Site, editions: Edition
) -> None:
    page = context(base_url=site(editions)).new_page()
    star(page, "e0", "e3")
    page.goto("/en/mine/")
    expect(page.locator("#programme .event")).to_have_count(2)
    page.evaluate(
        "Object.keys(localStorage).filter((key) => key.includes('edition mine'))"
        ".forEach((key) => localStorage.setItem(key, 1)); sessionStorage.clear()"
    )
    page.reload()
    box = page.locator(".since")
    expect(box).to_be_visible()
    assert box.locator("li a").all_inner_texts() == ["E3", "E0"]
    box.locator("li a").first.click()
    expect(page).to_have_url(re.compile("/en/events/e3/#changes$"))


def test_agenda_is_complete_where_storage_is_forbidden(
    context: Context, site: Site, editions: Edition
) -> None:
    opened = context(base_url=site(editions))
    for name in ("localStorage", "sessionStorage"):
        opened.add_init_script(
            f"Object.defineProperty(window, '{name}', {{get() {{ throw new Error('no'); }}}})"
        )
    page = opened.new_page()
    page.goto("/en/")
    expect(page.locator("#programme .event")).to_have_count(5)
    expect(page.locator(".since")).to_be_hidden()


def test_link_to_the_changes_of_an_event_opens_them(hand: Hands, editions: Edition) -> None:
    page = hand("/en/events/e1/", of=editions)
    page.tap(".updated a")
    page.sees("document.querySelector('.history').open")
    page.sees("document.getElementById('changes').getBoundingClientRect().top < innerHeight")
