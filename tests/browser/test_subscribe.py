"""The page of subscriptions in a browser: the device's own button, copying, the form at work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Browse

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15"
PIXEL = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
)
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROMEBOOK = (
    "Mozilla/5.0 (X11; CrOS x86_64 16000.0.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
)
WECHAT = f"{IPHONE} MicroMessenger/8.0.50"


@pytest.mark.parametrize(
    ("agent", "fingers", "buttons"),
    [
        (MAC, False, ["to-apple"]),
        (MAC, True, ["to-apple"]),  # an iPad
        (IPHONE, True, ["to-apple"]),
        (PIXEL, True, ["to-android"]),
        (WINDOWS, False, ["to-outlook", "to-microsoft365"]),
        (LINUX, False, ["to-linux"]),
        (CHROMEBOOK, False, ["to-google"]),
        ("Something/1.0", False, []),
    ],
)
def test_button_for_device_of_reader_is_first(
    browse: Browse, agent: str, fingers: bool, buttons: list[str]
) -> None:
    page = browse("/en/subscribe/", user_agent=agent, has_touch=fingers)
    order = page.locator(".way .button").evaluate_all("all => all.map(one => one.id)")
    assert order[: len(buttons)] == buttons
    assert len(order) == 6
    shown = page.locator(".way .button:visible").evaluate_all("all => all.map(one => one.id)")
    assert shown == (buttons or order), "the others are folded"
    best = page.locator(".way.best .button").evaluate_all("all => all.map(one => one.id)")
    assert best == buttons
    assert page.get_by_text("for this device").locator("visible=true").count() == len(buttons)


@pytest.mark.parametrize("tag", ["en", "ru", "ar"])
@pytest.mark.parametrize("agent", [IPHONE, PIXEL])
@pytest.mark.parametrize("query", ["", "?category=economy&category=talks&place=harbin&language=ru"])
def test_button_for_device_is_within_first_screen_of_a_phone(
    browse: Browse, tag: str, agent: str, query: str
) -> None:
    page = browse(f"/{tag}/subscribe/{query}", user_agent=agent, viewport=PHONE, has_touch=True)
    assert page.locator("#choose").get_attribute("open") is None
    box = page.locator("#here .button").bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE["height"]


def test_search_of_apps_shows_those_of_that_name(browse: Browse) -> None:
    page = browse("/en/subscribe/")
    page.locator("#apps > summary").click()
    apps = page.locator(".app-steps:visible")
    everything = apps.count()
    field = page.get_by_label("Your app")
    field.fill("OUTLOOK")
    expect(apps).to_have_count(2)
    field.fill("kde")
    expect(apps).to_have_count(1)
    expect(apps.locator("ol")).to_be_visible()
    field.fill("no such app")
    expect(apps).to_have_count(0)
    expect(page.get_by_text("No app of that name.")).to_be_visible()
    field.fill("")
    expect(apps).to_have_count(everything)


def test_calendar_of_a_past_programme_says_that_it_is_over(browse: Browse) -> None:
    page = browse("/en/subscribe/")
    page.clock.set_fixed_time("2024-05-18T12:00:00Z")
    page.reload()
    expect(page.get_by_text("All of it is over")).to_be_visible()
    page.locator("#choose > summary").click()
    tick(page, "place", "harbin")
    expect(page.locator("#summary")).to_contain_text("3 events")
    expect(page.get_by_text("All of it is over")).to_be_visible()
    page.clock.set_fixed_time("2024-05-16T12:00:00Z")
    page.reload()
    expect(page.get_by_text("All of it is over")).to_be_hidden()


def test_browser_inside_another_app_causes_warning(browse: Browse) -> None:
    words = "browser inside another app"
    assert browse("/en/subscribe/", user_agent=WECHAT).get_by_text(words).is_visible()
    assert not browse("/en/subscribe/", user_agent=IPHONE).get_by_text(words).is_visible()


def test_copy_button_confirms(browse: Browse) -> None:
    page = browse("/en/subscribe/?place=harbin", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy=address]")
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/feeds/en/places/harbin.ics")


def tick(page: Page, key: str, value: str) -> None:
    words = page.locator(f"label:has(input[name={key}][value='{value}']) span")
    words.click()


def test_choice_updates_all_parts_of_form_at_once(browse: Browse) -> None:
    page = browse("/en/subscribe/")
    page.locator("#choose > summary").click()
    code = page.locator("#code").inner_html()
    expect(page.get_by_role("button", name="Make this calendar")).to_be_hidden()
    tick(page, "place", "harbin")
    tick(page, "category", "economy")
    address = re.compile(r"/feeds/en/state-visit-2024\.ics\?category=economy&place=harbin$")
    expect(page.locator("#address")).to_have_value(address)
    expect(page).to_have_url(re.compile(r"/en/subscribe/\?category=economy&place=harbin$"))
    expect(page.locator("#summary")).to_contain_text("2 events")
    expect(page.locator("#preview li")).to_have_count(2)
    expect(page.locator("#preview")).to_be_visible()
    assert page.locator("#code").inner_html() != code
    webcal = page.locator("#to-apple").get_attribute("href") or ""
    assert webcal.startswith("webcal://")
    assert address.search(webcal)
    live = page.locator("main").inner_html()
    assert "Harbin · Economy" in page.title()

    other = page.locator(".languages a[hreflang=zh]").get_attribute("href") or ""
    assert other.endswith("zh/subscribe/?category=economy&place=harbin")
    page.reload()  # the address alone leads to the same
    assert page.locator("#address").input_value() == webcal.replace("webcal", "http")
    assert page.locator("#preview li").count() == 2
    assert page.locator("#code").inner_html() in live


def test_empty_choice_is_stated_at_once(browse: Browse) -> None:
    page = browse("/en/subscribe/?place=beijing")
    page.locator("#choose > summary").click()
    tick(page, "category", "education")
    expect(page.locator("#summary")).to_contain_text("There is no such event at present")
    page.locator("input[name=category][value=education]").uncheck()
    expect(page.locator("#summary")).to_contain_text("2 events")
    expect(page).to_have_url(re.compile(r"/en/subscribe/\?place=beijing$"))


def test_language_of_calendar_does_not_change_language_of_page(browse: Browse) -> None:
    page = browse("/en/subscribe/?place=harbin")
    page.locator("#choose > summary").click()
    tick(page, "language", "zh")
    expect(page.locator("#address")).to_have_value(re.compile(r"/feeds/zh/places/harbin\.ics$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    tick(page, "language", "en")
    expect(page).to_have_url(re.compile(r"/en/subscribe/\?place=harbin$"))


def test_last_of_quick_choices_wins(browse: Browse) -> None:
    page = browse("/en/subscribe/", of="conference")
    page.locator("#choose > summary").click()
    boxes = page.locator("input[name=category]")
    for box in boxes.all():
        box.check()
    for box in boxes.all()[1:]:
        box.uncheck()
    only = boxes.first.get_attribute("value")
    expect(page.locator("#address")).to_have_value(re.compile(rf"/categories/{only}\.ics$"))


def test_form_on_static_host_states_that_choice_needs_server(browse: Browse) -> None:
    page = browse("/en/subscribe/")
    whole = page.content()
    page.route("**/subscribe/?*", lambda route: route.fulfill(body=whole, content_type="text/html"))
    page.locator("#choose > summary").click()
    before = page.locator("#address").input_value()
    tick(page, "place", "harbin")
    expect(page.locator("#unable")).to_be_visible()
    assert page.locator("#address").input_value() == before
    assert page.url.endswith("/en/subscribe/")


def test_the_form_works_without_script(browse: Browse) -> None:
    page = browse("/en/subscribe/", java_script_enabled=False, viewport=PHONE)
    page.locator("#choose > summary").click()
    tick(page, "party", "li-qiang")
    tick(page, "language", "ru")
    page.get_by_role("button", name="Make this calendar").click()
    assert page.locator("#address").input_value().endswith("/feeds/ru/parties/li-qiang.ics")
    assert page.locator("#preview li").count() == 1
    assert page.locator("input[name=party]:checked").count() == 1


@pytest.mark.parametrize("tag", ["en", "ru", "ar"])
def test_form_fits_narrow_phone(browse: Browse, tag: str) -> None:
    page = browse(f"/{tag}/subscribe/", viewport={"width": 320, "height": 700})
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_buttons_do_not_jump(browse: Browse) -> None:
    page = browse("/en/subscribe/", user_agent=PIXEL, viewport=PHONE)
    shift = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value)))
            .observe({ type: "layout-shift", buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })"""
    )
    assert shift == 0
