"""My programme: what readers starred, and what they do with the choices of others."""

from __future__ import annotations

from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from itinerary.ledger import revise
from itinerary.model.itinerary import own_uid
from tests.browser.conftest import PHONE, Browse, Context, Site
from tests.browser.hands import Hands
from tests.support.stars import star
from tests.support.visit import FIRST, HOUR, START, VISIT, edited, without

TOUR = "conference"
ROWS = "[...document.querySelectorAll('#programme .event')].map((row) => row.id)"


WAY = b"""
id: way
title: {en: A long way}
languages: [en]
zone: Europe/Berlin
sources: {me: {who: {mul: Me}}}
places:
  berlin: {name: Berlin, coordinates: [52.52, 13.405]}
  opera: {name: Opera, in: berlin, coordinates: [52.5166, 13.3947]}
  zoo: {name: Zoo, in: berlin, coordinates: [52.5079, 13.3378]}
events:
  - {id: talk, title: Talk, when: 2030-05-10 10:00 to 11:00, place: opera, sources: me}
  - {id: walk, title: Walk, when: 2030-05-10 11:15, place: zoo, sources: me}
"""


def shown(page: Page) -> list[str]:
    """Return the ids of the rows on the page, once there are some."""
    page.locator("#programme .event").first.wait_for()
    return [id.removeprefix("event-") for id in page.evaluate(ROWS)]


def test_the_choice_of_one_device_is_that_of_another_which_scans_the_code_of_its_page(
    browse: Browse, context: Context, site: Site
) -> None:
    page = browse("/en/", of=TOUR)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    star(page, "opening", "quiet-lamp", "escaping-for-humans")
    page.locator(".mine").click()
    assert shown(page) == ["opening", "escaping-for-humans", "quiet-lamp"]
    clash = page.locator(".clashes li")
    expect(clash).to_have_count(1)
    expect(clash).to_contain_text("11:00")
    # The address that it offers is not asked for.
    code = page.locator("#address").input_value().split("#")[1]
    assert not [url for url in asked if code in url]
    # The tap that takes a star away leaves the row, so that the same tap brings it back.
    page.locator("#event-quiet-lamp .star").click()
    expect(page.locator(".clashes")).to_be_hidden()
    page.locator("#event-quiet-lamp .star").click()
    expect(clash).to_have_count(1)

    page.get_by_role("link", name="To the page of my choice").click()
    page.wait_for_url(f"**/mine/{code}/")
    expect(page.locator(".offer")).to_be_hidden()
    drawn = Image.open(BytesIO(page.locator(".code a").screenshot()))
    (found,) = zxingcpp.read_barcodes(drawn)
    assert found.text == page.url
    assert page.context.cookies() == []

    other = context(base_url=site(TOUR), viewport=PHONE, has_touch=True).new_page()
    star(other, "opening", "registration")
    other.goto(found.text)
    assert shown(other) == ["opening", "escaping-for-humans", "quiet-lamp"]
    other.get_by_role("button", name="Compare").click()
    other.locator(".whose").wait_for()
    for whose, ids in (
        ("Only mine", ["registration"]),
        ("Only theirs", ["escaping-for-humans", "quiet-lamp"]),
        ("In both", ["opening"]),
    ):
        other.get_by_label(whose).check()
        visible = other.locator("#programme .event:visible")
        expect(visible).to_have_count(len(ids))
        assert [row.get_attribute("id") for row in visible.all()] == [f"event-{id}" for id in ids]
    count = other.locator(".mine .count")
    other.get_by_role("button", name="Add to mine").click()
    expect(count).to_have_text("4")
    other.get_by_role("button", name="Undo").click()
    expect(count).to_have_text("2")
    other.get_by_role("button", name="Take over").click()
    expect(count).to_have_text("3")
    other.goto("/en/mine/")
    assert shown(other) == shown(page)


def test_little_time_for_the_way_is_told_on_both_pages_of_a_choice(browse: Browse) -> None:
    page = browse("/en/", of=WAY, viewport=PHONE)
    star(page, "talk", "walk")
    words = (
        "Fri 10 May, 11:15 Talk · Walk 15 mins between them; the way takes at least 53 mins"
        " on foot (4 km in a straight line)"
    )
    page.goto("/en/mine/")
    expect(page.locator(".hurries li")).to_have_text(words)
    page.get_by_role("link", name="page of my choice").click()
    page.wait_for_url("**/en/mine/1*/")
    expect(page.locator(".hurries li")).to_have_text(words)


def test_an_address_takes_a_choice_along_without_sending_it(hand: Hands) -> None:
    page = hand("/en/", of=TOUR)
    page.tap("#event-opening .star")
    page.tap("a.mine")
    page.sees("document.getElementById('address')?.value.includes('#')")
    address = page.evaluate("document.getElementById('address').value")
    page.tap("#event-opening .star")
    page.sees("document.querySelector('.empty')?.hidden === false")
    page.go(address.split("/en/")[0] + "/en/about/")
    page.go(address)
    page.tap("button", "Take over")
    page.sees("document.querySelector('.mine .count')?.textContent === '1'")
    page.tap("button", "Undo")
    page.sees("document.querySelector('.mine .count')?.textContent === ''")
    page.tap("button", "Add to mine")
    page.sees("document.querySelectorAll('#programme .star[aria-pressed=true]').length === 1")


def test_what_moved_is_where_it_is_now_and_what_left_is_named(context: Context, site: Site) -> None:
    moved = edited(VISIT, "talks", when=VISIT.by_id["state-visit"].when)
    edition = revise(FIRST, without(moved, "gala"), START + HOUR)
    page = context(base_url=site(edition)).new_page()
    star(page, "talks")
    uids = [own_uid(id, VISIT.id) for id in ("talks", "gala", "lost")]
    page.evaluate(
        "(uids) => Object.keys(localStorage).filter((key) => key.includes('stars'))"
        ".forEach((key) => localStorage.setItem(key, JSON.stringify(uids)))",
        uids,
    )
    page.goto("/en/mine/")
    assert shown(page) == ["talks"]
    expect(page.locator("#programme h2")).to_contain_text("all days")
    expect(page.locator(".left li")).to_have_text([VISIT.by_id["gala"].title.to("en"), "lost"])


def test_without_stars_it_says_where_they_come_from_and_a_damaged_address_that_it_is(
    browse: Browse,
) -> None:
    page = browse("/en/mine/#1damaged", of=TOUR)
    expect(page.locator(".unknown")).to_be_visible()
    expect(page.locator(".empty")).to_be_visible()
    expect(page.locator(".share")).to_be_hidden()
    assert page.locator("form.singly").is_hidden()
    page.goto("/en/mine/?choice=none")
    expect(page.get_by_role("checkbox").first).to_be_visible()
