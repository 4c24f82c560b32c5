"""A static site in a real browser: its root page, and the limits of a host of files."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from itinerary.export import build
from itinerary.export.folder import Folder
from itinerary.export.site_files import Site
from itinerary.website.publication import Publication
from tests.browser import conftest
from tests.browser.clocks import Clock
from tests.browser.conftest import Context
from tests.conftest import edition_of
from tests.support.stars import star


class Quiet(SimpleHTTPRequestHandler):
    """Python's file server, without its log."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the visit as a static site, on a plain file server."""
    target = tmp_path_factory.mktemp("files") / "public"
    handler = partial(Quiet, directory=str(target))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        publication = Publication(edition_of("visit", "en", "zh", "ru"), address)
        build.build(Site(publication), Folder(Path(target)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


@pytest.mark.parametrize(
    ("locale", "language"), [("ru-RU", "ru"), ("zh-CN", "zh"), ("fr-FR", "en")]
)
def test_root_page_leads_to_language_of_reader(
    files: str, context: Context, locale: str, language: str
) -> None:
    page = context(locale=locale).new_page()
    page.goto(files)
    page.wait_for_url(f"{files}{language}/")


def test_language_that_was_chosen_is_remembered_by_the_front_door(
    files: str, site: conftest.Site, context: Context
) -> None:
    for address in (files, f"{site('visit')}/"):
        page = context(locale="zh-CN").new_page()
        page.goto(address)
        page.wait_for_url(f"{address}zh/")
        page.locator(".languages a[hreflang=ru]").click()
        page.wait_for_url(f"{address}ru/")
        page.goto(address)
        page.wait_for_url(f"{address}ru/")
        # An address that names a language keeps it.
        page.goto(f"{address}zh/")
        page.locator("html[lang=zh]").wait_for()
        assert page.url == f"{address}zh/"
        assert page.context.cookies() == []


def test_root_page_without_script_offers_languages(files: str, context: Context) -> None:
    page = context(java_script_enabled=False).new_page()
    page.goto(files)
    page.locator(".doors a[hreflang=zh]").click()
    page.wait_for_url(f"{files}zh/")


def test_unsupported_choice_on_static_host_is_stated(files: str, context: Context) -> None:
    page = context().new_page()
    page.goto(f"{files}en/subscribe/")
    assert page.locator("#unable").is_hidden()
    page.goto(f"{files}en/subscribe/?category=economy&place=harbin&utm_source=mail")
    page.locator("#unable").wait_for(state="visible")
    assert page.locator("#address").input_value().endswith("/feeds/en/state-visit-2024.ics")


def test_my_programme_on_a_host_of_files_offers_a_copy_and_an_address_for_browsers(
    files: str, context: Context, complaints: list[str]
) -> None:
    page = context(base_url=files).new_page()
    star(page, "talks", "gala")
    page.locator(".mine").click()
    rows = page.locator("#programme .event")
    expect(rows).to_have_count(2)
    page.get_by_role("link", name="To the page of my choice").click()
    expect(page.locator(".files")).to_be_visible()
    (missing,) = complaints
    assert "answer 404" in missing
    complaints.clear()
    with page.expect_download() as saved:
        page.get_by_role("button", name="One-time copy").click()
    copy = Path(saved.value.path()).read_text("utf-8")
    assert saved.value.suggested_filename == "my-programme.ics"
    assert sorted(re.findall("UID:([a-z]+)@", copy)) == ["gala", "talks"]
    other = context().new_page()
    other.goto(page.locator("#address").input_value())
    other.get_by_role("button", name="Add to mine").click()
    expect(other.locator(".mine .count")).to_have_text("2")
    expect(other.locator("#programme .event")).to_have_count(2)


def test_a_screen_at_a_door_has_just_its_own_place_on_a_host_of_files(
    files: str, context: Context
) -> None:
    page = context(viewport={"width": 1080, "height": 1920}, timezone_id="UTC").new_page()
    clock = Clock(page, "2024-05-16T10:30:00+08:00")
    page.goto(f"{files}en/screen/?place=harbin&scheme=dark")
    expect(page.locator("h1")).to_have_text("Harbin")
    expect(page.locator(".clock .hour")).to_have_text("10:30")
    expect(page.locator(".panel .more:has-text('Beijing')")).to_have_count(0)
    expect(page.locator(".panel .event")).to_have_count(3)
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    clock.until(lambda: len(clock.statuses) > 3)  # of which only the first answer is new
    expect(page.locator(".panel .event")).to_have_count(3)
