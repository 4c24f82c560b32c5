"""The browser of the tests detects problems; otherwise all its other tests would prove nothing."""

from __future__ import annotations

import asyncio

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Browse


def test_a_page_of_each_programme_opens(browse: Browse) -> None:
    for programme in ("visit", "conference", "tour"):
        page = browse("/en/", of=programme, viewport=PHONE, color_scheme="dark")
        assert page.locator("h1").count() == 1
        assert page.evaluate("innerWidth") == PHONE["width"]
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_a_failing_answer_is_seen(page: Page, complaints: list[str]) -> None:
    page.goto("/en/nothing/")
    assert [c.split(": ")[0] for c in complaints] == ["answer 404"]
    complaints.clear()


def test_errors_in_scripts_are_seen(page: Page, complaints: list[str]) -> None:
    page.goto("/en/")
    page.evaluate("console.error('spilt milk')")
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('broken cup') }) }")
    assert "console: spilt milk" in complaints
    assert any("uncaught" in c and "broken cup" in c for c in complaints)
    complaints.clear()


def test_requests_to_other_hosts_are_seen_and_lead_nowhere(
    page: Page, complaints: list[str]
) -> None:
    # A bare page: our own forbids such requests by its policy before they are made.
    page.route("**/bare", lambda route: route.fulfill(body="<p>bare", content_type="text/html"))
    page.goto("/bare")
    reached = page.evaluate(
        "fetch('http://other.example/x', {mode: 'no-cors'}).then(() => true, () => false)"
    )
    assert not reached
    assert "request to another host: http://other.example/x" in complaints
    complaints.clear()


def test_violation_of_content_security_policy_is_seen(page: Page, complaints: list[str]) -> None:
    page.goto("/en/")
    with page.expect_console_message():
        page.evaluate("document.body.append(Object.assign(new Image(), {src: '//other.example/'}))")
    assert any("Content Security Policy" in c for c in complaints)
    complaints.clear()


@pytest.mark.usefixtures("_chromium")
def test_other_tests_of_worker_may_run_own_event_loop() -> None:
    assert asyncio.run(asyncio.sleep(0, "done")) == "done"
