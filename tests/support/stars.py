"""Stars of readers in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def star(page: Page, *ids: str) -> None:
    """Star events on the agenda."""
    page.goto("/en/")
    for id in ids:
        button = page.locator(f"#event-{id} .star")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    pressed = page.locator(".star[aria-pressed=true]").count()
    expect(page.locator(".mine .count")).to_have_text(str(pressed))


def keep(page: Page, *uids: str) -> None:
    """Replace all stars, on any page of the site."""
    page.evaluate(
        "async (uids) => (await import(document.querySelector('script[src*=star_buttons]').src"
        ".replace('star_buttons', 'stars'))).keep(uids)",
        list(uids),
    )
