"""A calendar that follows the stars of a reader's devices."""

from __future__ import annotations

import json
from io import BytesIO
from urllib.request import urlopen

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from itinerary.model.itinerary import own_uid
from tests.browser.conftest import Browse, Site
from tests.browser.hands import Hands
from tests.support.stars import star

PROGRAMME = "plain-text-days-2026"
CONFERENCE = "conference"


def uids(calendar: str) -> set[str]:
    """Return the UIDs in the calendar at an address."""
    with urlopen(calendar) as answer:
        lines = answer.read().decode().replace("\r\n ", "").splitlines()
    return {line[4:] for line in lines if line.startswith("UID:")}


def has_stars(page: Page, count: int) -> None:
    """Expect that so many events have a star."""
    expect(page.locator(".mine .count")).to_have_text(str(count or ""))


def test_second_device_scans_the_code_and_both_star_from_then_on(browse: Browse) -> None:
    opening, firmware = (own_uid(id, PROGRAMME) for id in ("opening", "firmware-basics"))
    laptop = browse("/en/mine/", of=CONFERENCE)
    asked: list[str] = []
    laptop.on("request", lambda request: asked.append(request.url))
    expect(laptop.locator(".living")).to_be_hidden()
    star(laptop, "opening")
    laptop.goto("/en/mine/")
    expect(laptop.locator(".living .unmade")).to_be_visible()
    assert not [address for address in asked if "/my" in address.partition("/en/")[0]]

    laptop.get_by_role("button", name="Make this calendar").last.click()
    expect(laptop.locator(".living .made")).to_be_visible()
    laptop.wait_for_function("() => document.getElementById('living-address').value")
    calendar = laptop.locator("#living-address").input_value()
    assert uids(calendar) == {opening}
    (scanned,) = zxingcpp.read_barcodes(
        Image.open(BytesIO(laptop.locator(".living .qr").screenshot()))
    )
    assert "/en/mine/#s=" in scanned.text

    phone = browse("/en/", of=CONFERENCE)
    phone.goto(scanned.text)
    has_stars(phone, 0)  # nothing is taken before the reader joins
    expect(phone.get_by_text("all devices with this address have the same stars")).to_be_visible()
    phone.get_by_role("button", name="Join").click()
    has_stars(phone, 1)
    expect(phone).to_have_url(scanned.text.partition("#")[0])
    with phone.expect_response(lambda answer: answer.request.method == "PUT"):
        star(phone, "firmware-without-tears")
    assert uids(calendar) == {opening, firmware}
    with laptop.expect_response(lambda answer: "/my/" in answer.url):
        laptop.evaluate("dispatchEvent(new Event('online'))")
    has_stars(laptop, 2)

    laptop.get_by_text("Delete this calendar").first.click()
    laptop.get_by_role("button", name="Delete this calendar").click()
    expect(laptop.locator(".living .unmade")).to_be_visible()
    has_stars(laptop, 2)
    assert laptop.evaluate("localStorage.getItem('itinerary:living /')") is None
    assert laptop.context.cookies() == []


def test_a_device_with_a_calendar_of_its_own_chooses_whether_it_joins_another(
    browse: Browse,
) -> None:
    opening, firmware = (own_uid(id, PROGRAMME) for id in ("opening", "firmware-basics"))
    pages = []
    for id in ("opening", "firmware-without-tears"):
        page = browse("/en/", of=CONFERENCE)
        star(page, id)
        page.goto("/en/mine/")
        page.get_by_role("button", name="Make this calendar").last.click()
        page.wait_for_function("() => document.getElementById('living-address').value")
        pages.append(page)
    laptop, phone = pages
    own = phone.locator("#living-address").input_value()
    secret = phone.evaluate("() => JSON.parse(localStorage.getItem('itinerary:living /')).secret")
    address = laptop.locator(".living .code a").get_attribute("href")
    assert address
    warning = phone.get_by_text("This device already has such a calendar")
    phone.goto(address)
    expect(warning).to_be_visible()
    phone.get_by_role("button", name="Keep my calendar").click()
    expect(warning).to_be_hidden()
    expect(phone).to_have_url(address.partition("#")[0])
    assert secret in phone.evaluate("() => localStorage.getItem('itinerary:living /')")
    has_stars(phone, 1)

    phone.goto(address)
    phone.get_by_role("button", name="Join").click()
    has_stars(phone, 2)
    expect(warning).to_be_hidden()
    assert secret not in phone.evaluate("() => localStorage.getItem('itinerary:living /')")
    assert uids(laptop.locator("#living-address").input_value()) == {opening, firmware}
    assert uids(own) == {firmware}


def test_device_learns_that_the_calendar_was_deleted_and_that_the_site_is_away(
    browse: Browse, complaints: list[str]
) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    page.goto("/en/mine/")
    page.route("**/my", lambda route: route.abort())
    page.get_by_role("button", name="Make this calendar").last.click()
    expect(page.get_by_text("could not be stored on this site just now")).to_be_visible()
    page.unroute("**/my")
    page.get_by_role("button", name="Make this calendar").last.click()
    expect(page.locator(".living .made")).to_be_visible()
    expect(page.get_by_text("could not be stored on this site just now")).to_be_hidden()
    page.evaluate(
        "fetch(`../../my/${JSON.parse(localStorage.getItem('itinerary:living /')).secret}`,"
        " { method: 'DELETE' })"
    )
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("This calendar was deleted.")).to_be_visible()
    has_stars(page, 1)
    assert {line.split(":")[0] for line in complaints} <= {"answer 404", "console"}
    complaints.clear()


def test_a_tap_makes_the_calendar_and_a_tap_deletes_it(hand: Hands, site: Site) -> None:
    page = hand("/en/", of=CONFERENCE)
    page.tap("#event-opening .star")
    page.sees("document.querySelector('.mine .count').textContent === '1'")
    page.go(f"{site(CONFERENCE)}/en/mine/")
    page.tap(".living .unmade button")
    page.sees("document.querySelector('.living .qr').naturalWidth > 0")
    secret = json.loads(page.evaluate("localStorage.getItem('itinerary:living /')"))["secret"]
    assert secret in page.evaluate("document.getElementById('living-address').value")
    page.tap(".living .delete summary")
    page.tap(".living .delete button")
    page.sees("localStorage.getItem('itinerary:living /') === null")
    page.sees("!document.querySelector('.living .unmade').hidden")
