"""A calendar that follows the stars of a reader's devices."""

from __future__ import annotations

import json
import re
from io import BytesIO
from urllib.request import urlopen

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route, expect

from itinerary.model.itinerary import own_uid
from tests.browser.conftest import Browse, Site
from tests.browser.hands import Hands
from tests.support.serving import eventually
from tests.support.stars import star

PROGRAMME = "plain-text-days-2026"
CONFERENCE = "conference"


def uids(calendar: str) -> set[str]:
    """Return the UIDs in the calendar at an address."""
    with urlopen(calendar) as answer:
        lines = answer.read().decode().replace("\r\n ", "").splitlines()
    return {line[4:] for line in lines if line.startswith("UID:")}


def make(page: Page) -> str:
    """Make a calendar, and return its secret."""
    page.goto("/en/mine/")
    page.get_by_role("button", name="Make this calendar").last.click()
    page.wait_for_function("() => document.getElementById('living-address').value")
    secret = followed(page)
    assert secret
    return secret


def followed(page: Page) -> str | None:
    """Return the secret of the calendar that a device follows."""
    secret: str | None = page.evaluate(
        "() => JSON.parse(localStorage.getItem('itinerary:living /'))?.secret"
    )
    return secret


def hold_next_synchronisation(page: Page, secret: str) -> list[Route]:
    """Let the next page ask for the calendar, which it gets when the test says so."""
    page.evaluate(
        "() => { const kept = JSON.parse(localStorage.getItem('itinerary:living /'));"
        " localStorage.setItem('itinerary:living /', JSON.stringify({ ...kept, at: 0 })); }"
    )
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.method == "GET" else route.continue_()

    page.route(f"**/my/{secret}", hold)
    page.goto("about:blank")  # or the next address would differ by what is after # alone
    return held


def focused(page: Page) -> str:
    """Return the text of the element with the focus."""
    text: str = page.evaluate("() => document.activeElement.innerText.trim()")
    return text


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


HEADING = "A calendar that follows your stars"
NO_LOCKS = "() => Object.defineProperty(navigator, 'locks', { value: undefined })"


@pytest.mark.parametrize("answer", [200, 404])
@pytest.mark.parametrize("locks", [True, False])
def test_a_calendar_that_was_joined_is_kept_when_an_answer_of_the_former_one_is_late(
    browse: Browse, complaints: list[str], locks: bool, answer: int
) -> None:
    pages = [browse("/en/", of=CONFERENCE) for _ in range(2)]
    star(pages[0], "opening")
    star(pages[1], "firmware-without-tears")
    new, old = map(make, pages)
    address = pages[0].locator(".living .code a").get_attribute("href")
    assert address
    phone = pages[1]
    if not locks:  # a site without TLS, for example in a local network
        phone.add_init_script(f"({NO_LOCKS})()")
    held = hold_next_synchronisation(phone, old)
    with phone.expect_request(f"**/my/{old}"):
        phone.goto(address)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.get_by_role("button", name="Join").click()
    if locks:  # the reader's tap waits for its turn
        expect(phone.get_by_role("button", name="Join")).to_be_disabled()
        assert not [address for address in asked if new in address]
    else:
        has_stars(phone, 2)
    with phone.expect_event("requestfinished", lambda request: request.url.endswith(old)):
        held[0].fulfill(status=404, json={}) if answer == 404 else held[0].continue_()
    has_stars(phone, 2)
    expect(phone.locator(".living .invited")).to_be_hidden()
    expect(phone.locator(".living .made")).to_be_visible()
    expect(phone.locator("#living-address")).to_have_value(re.compile(new))
    assert followed(phone) == new
    complaints.clear()


def test_a_calendar_that_was_deleted_does_not_come_back_with_a_late_answer(browse: Browse) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    secret = make(page)
    page.add_init_script(f"({NO_LOCKS})()")
    held = hold_next_synchronisation(page, secret)
    with page.expect_request(f"**/my/{secret}"):
        page.goto("/en/mine/")
    page.get_by_text("Delete this calendar").first.click()
    page.get_by_role("button", name="Delete this calendar").click()
    expect(page.locator(".living .unmade")).to_be_visible()
    with page.expect_event("requestfinished"):
        held[0].fulfill(json={"version": 1, "events": [own_uid("opening", PROGRAMME)]})
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    assert followed(page) is None
    expect(page.locator(".living .unmade")).to_be_visible()


def test_pages_follow_the_calendar_that_another_tab_made_and_make_no_second_one(
    browse: Browse,
) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    mine, agenda = page.context.new_page(), page.context.new_page()
    mine.goto("/en/mine/")
    agenda.goto("/en/")
    expect(mine.locator(".living .unmade")).to_be_visible()
    secret = make(page)
    expect(mine.locator(".living .made")).to_be_visible()
    expect(mine.locator("#living-address")).to_have_value(re.compile(secret))
    calendar = page.locator("#living-address").input_value()
    page.close()
    mine.close()
    with agenda.expect_response(lambda answer: answer.request.method == "PUT"):
        agenda.locator("#event-quiet-lamp .star").click()
    assert len(uids(calendar)) == 2


def test_a_tap_makes_no_second_calendar_before_the_page_hears_of_the_first(browse: Browse) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    secret = make(page)
    kept = page.evaluate("() => localStorage.getItem('itinerary:living /')")
    page.evaluate("() => localStorage.removeItem('itinerary:living /')")
    page.reload()
    expect(page.locator(".living .unmade")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.evaluate("(kept) => localStorage.setItem('itinerary:living /', kept)", kept)
    page.get_by_role("button", name="Make this calendar").last.click()
    expect(page.locator("#living-address")).to_have_value(re.compile(secret))
    assert "POST" not in asked


def test_focus_is_at_the_heading_where_a_tap_takes_its_button_away(
    browse: Browse, complaints: list[str]
) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    make(page)
    assert focused(page) == HEADING
    page.goto("about:blank")
    page.goto("/en/mine/#s=" + "x" * 22)
    page.get_by_role("button", name="Join").focus()
    page.keyboard.press("Enter")
    warning = page.locator(".living > .warning")
    expect(warning).to_have_text("This calendar was deleted.")
    expect(page.get_by_role("button", name="Join")).to_be_focused()
    page.get_by_role("button", name="Keep my calendar").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=HEADING)).to_be_focused()
    expect(warning).to_be_hidden()
    page.get_by_text("Delete this calendar").first.click()
    page.get_by_role("button", name="Delete this calendar").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=HEADING)).to_be_focused()
    complaints.clear()


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


def test_a_calendar_is_offered_when_the_rows_above_are_there(browse: Browse) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    held: list[Route] = []
    page.route("**/mine.json", lambda route: held.append(route), times=1)
    page.goto("/en/mine/")
    eventually(lambda: page.evaluate("() => true") and bool(held))  # Playwright hears while it asks
    offered = page.locator(".living")
    expect(offered).to_be_hidden()
    held[0].continue_()
    expect(offered).to_be_visible()
    expect(page.locator("#programme .event")).to_have_count(1)


def test_a_calendar_is_offered_where_the_rows_fail(browse: Browse, complaints: list[str]) -> None:
    page = browse("/en/", of=CONFERENCE)
    star(page, "opening")
    page.route("**/mine.json", lambda route: route.abort())
    page.goto("/en/mine/")
    expect(page.locator(".living .unmade")).to_be_visible()
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
