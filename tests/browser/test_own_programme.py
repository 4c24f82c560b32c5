"""My programme: what readers starred, and what they do with the choices of others."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route, ViewportSize, expect

from itinerary.ledger import revise
from itinerary.model.itinerary import own_uid
from itinerary.model.when import Timed
from tests.browser.conftest import DESKTOP, PHONE, Browse, Context, Site
from tests.browser.hands import Hands
from tests.support.stars import keep, star
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
TALK, WALK = own_uid("talk", "way"), own_uid("walk", "way")


SHIFTS = """
globalThis.shifts = [];
const ofRows = ({ node }) => (node?.closest ? node : node?.parentElement)?.closest("#programme");
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.sources.some(ofRows)) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""
"""A script that records how far rows moved by themselves, also right after a tap."""


def moved(page: Page) -> list[float]:
    """Return the layout shifts of rows until now; see `SHIFTS`."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    found: list[float] = page.evaluate("() => shifts")
    return found


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


def test_what_is_on_follows_stars_of_another_tab(browse: Browse) -> None:
    talk, walk = own_uid("talk", "way"), own_uid("walk", "way")
    page = browse("/en/mine/", of=WAY, moment="2030-05-10T10:30:00+02:00")
    other = page.context.new_page()
    other.goto("/en/about/")
    now = page.locator(".now")
    expect(page.locator(".empty")).to_be_visible()
    expect(now).to_be_hidden()
    keep(other, walk)
    expect(now).to_contain_text("Next 11:15 Walk")
    expect(now).not_to_contain_text("Talk")
    keep(other, walk, talk)
    expect(now).to_contain_text("Now 10:00")
    expect(page.locator("#event-talk .now-mark")).to_be_visible()
    # Its row stays for the tap that undoes it, and is no longer in the programme.
    page.locator("#event-talk .star").click()
    expect(now).not_to_contain_text("Talk")
    expect(page.locator("#event-talk .now-mark")).to_have_count(0)
    page.locator("#event-talk .star").click()
    expect(now).to_contain_text("Talk")


def test_a_failure_is_told_until_the_network_answers(browse: Browse) -> None:
    talk, walk = own_uid("talk", "way"), own_uid("walk", "way")
    page = browse("/en/mine/", of=WAY)
    expect(page.locator(".empty")).to_be_visible()
    other = page.context.new_page()
    other.goto("/en/about/")
    page.route("**/en/", lambda route: route.abort())
    keep(other, talk)
    failed = page.locator(".own > .failed")
    expect(failed).to_be_visible()
    page.unroute("**/en/")
    keep(other, talk, walk)
    expect(page.locator("#programme .event")).to_have_count(2)
    expect(failed).to_be_hidden()
    page.route("**/mine.json", lambda route: route.abort())
    page.reload()
    expect(failed).to_be_visible()
    page.unroute("**/mine.json")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.locator("#programme .event")).to_have_count(2)
    expect(failed).to_be_hidden()


def test_rows_that_failed_come_with_the_network_and_a_button_keeps_its_own_failure(
    browse: Browse,
) -> None:
    page = browse("/en/mine/", of=WAY)
    expect(page.locator(".empty")).to_be_visible()
    other = page.context.new_page()
    other.goto("/en/about/")
    page.route("**/en/", lambda route: route.abort())
    keep(other, TALK)
    failed = page.locator(".own > .failed")
    expect(failed).to_be_visible()
    page.unroute("**/en/")
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(page.locator("#programme .event")).to_have_count(1)
    expect(failed).to_be_hidden()
    page.route("**/en/mine/1*/", lambda route: route.abort())
    page.get_by_role("link", name="page of my choice").click()
    expect(failed).to_be_visible()
    keep(other, TALK, WALK)
    expect(page.locator(".hurries")).to_be_visible()
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(failed).to_be_visible()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(failed).to_be_hidden()


def test_rows_do_not_wait_for_what_changed_and_stay_when_it_comes(browse: Browse) -> None:
    page = browse("/en/about/", of=WAY)
    keep(page, TALK)
    page.evaluate("() => localStorage.setItem('itinerary:edition mine /', '0')")
    page.add_init_script(SHIFTS)
    held: list[Route] = []
    page.route("**/changes.json", lambda route: held.append(route))
    page.goto("/en/mine/")
    assert shown(page) == ["talk"]
    assert len(held) == 1
    change = {"edition": 1, "uid": TALK, "title": "Talk", "words": "Later."}
    held[0].fulfill(json={"changes": [change]})
    expect(page.locator(".since")).to_be_visible()
    assert moved(page) == []


def test_focus_stays_at_its_row_when_stars_change(browse: Browse) -> None:
    page = browse("/en/about/", of=WAY)
    keep(page, TALK, own_uid("lost", "way"))
    page.goto("/en/mine/")
    left = page.locator(".left .star")
    left.focus()
    for pressed in ("false", "true"):
        page.keyboard.press("Space")
        expect(left).to_have_attribute("aria-pressed", pressed)
        expect(left).to_be_focused()
    other = page.context.new_page()
    other.goto("/en/about/")
    for part, stars in ((".star", (TALK, WALK)), ("h3 a", (TALK, WALK, own_uid("tea", "way")))):
        control = page.locator(f"#event-talk {part}")
        control.focus()
        control.evaluate("control => { control.old = true; }")
        keep(other, *stars)
        page.wait_for_function(
            "(part) => !document.querySelector(`#event-talk ${part}`).old", arg=part
        )
        expect(control).to_be_focused()


def test_undo_takes_back_what_the_page_did_and_no_star_of_another_tab(browse: Browse) -> None:
    page = browse("/en/", of=WAY)
    star(page, "talk")
    page.goto("/en/mine/")
    page.get_by_role("link", name="page of my choice").click()
    page.wait_for_url("**/en/mine/1*/")
    other = browse("/en/about/", of=WAY)
    keep(other, own_uid("tea", "way"))
    other.goto(page.url)
    tab = other.context.new_page()
    other.get_by_role("button", name="Add to mine").click()
    tab.goto("/en/")
    tab.locator("#event-walk .star").click()
    count = other.locator(".mine .count")
    expect(count).to_have_text("3")
    other.get_by_role("button", name="Take over").click()
    expect(count).to_have_text("1")
    other.get_by_role("button", name="Undo").click()
    expect(count).to_have_text("2")
    expect(tab.locator("#event-talk .star")).to_have_attribute("aria-pressed", "false")
    expect(tab.locator("#event-walk .star")).to_have_attribute("aria-pressed", "true")


def test_room_for_a_row_goes_with_the_next_change(browse: Browse) -> None:
    page = browse("/en/about/", of=WAY, viewport={"width": 390, "height": 2000})
    keep(page, TALK, WALK)
    page.goto("/en/mine/")
    expect(page.locator(".hurries")).to_be_visible()
    other = page.context.new_page()
    other.goto("/en/about/")
    keep(other, TALK)
    page.reload()
    assert shown(page) == ["talk"]
    room = "() => document.body.style.minBlockSize"
    keep(other, TALK, WALK)
    expect(page.locator(".hurries")).to_be_visible()
    assert page.evaluate(room)
    top = page.locator("#event-talk").evaluate("row => row.getBoundingClientRect().top")
    page.locator("#event-walk .star").evaluate("button => button.click()")
    expect(page.locator(".hurries")).to_be_hidden()
    assert page.evaluate(room) == ""
    assert page.locator("#event-talk").evaluate(
        "row => row.getBoundingClientRect().top"
    ) == pytest.approx(top, abs=1)


def test_page_does_not_scroll_after_a_row_that_is_folded_away(browse: Browse) -> None:
    days = "".join(
        f"  - {{id: a{n}, title: A{n}, when: 2030-05-1{n} 10:00, place: opera, sources: me}}\n"
        for n in range(5)
    )
    programme = WAY.decode().split("  - {")[0] + days
    first, second, last = (own_uid(f"a{n}", "way") for n in (0, 1, 4))
    page = browse(
        "/en/about/", of=programme.encode(), viewport=PHONE, moment="2030-05-13T08:00:00+02:00"
    )
    keep(page, first, second)
    page.goto("/en/mine/")
    assert shown(page) == ["a0", "a1"]
    other = page.context.new_page()
    other.goto("/en/about/")
    keep(other, first, second, last)
    expect(page.locator("#event-a4")).to_be_visible()
    expect(page.locator("#event-a0")).to_be_hidden()
    style = "() => document.getElementById('programme').style.insetBlockStart"
    assert (page.evaluate("() => scrollY"), page.evaluate(style)) == (0, "")


def test_rows_of_a_readers_programme_stay_where_they_are(browse: Browse) -> None:
    eleven = VISIT.zone.local(START + 18 * HOUR)
    both = edited(VISIT, "talks", when=Timed(eleven, eleven + HOUR))
    both = edited(both, "gala", when=Timed(eleven, eleven + 2 * HOUR))
    edition = revise(FIRST, both, START + HOUR)
    change = {"edition": 2, "uid": own_uid("gala", VISIT.id), "title": "Gala", "words": "Later."}
    tall: ViewportSize = {"width": 390, "height": 2000}  # there is nothing to scroll
    for viewport in (PHONE, tall, DESKTOP):
        page = browse("/en/", of=edition, viewport=viewport, moment="2024-05-16T10:00:00+08:00")
        star(page, "talks", "gala", "expo")
        page.evaluate("() => localStorage.setItem('itinerary:edition mine /', '0')")
        page.add_init_script(SHIFTS)
        page.route("**/changes.json", lambda route: route.fulfill(json={"changes": [change]}))
        page.goto("/en/mine/")
        shown(page)
        for above in (".since", ".now", ".clashes"):
            expect(page.locator(above)).to_be_visible()
        assert moved(page) == []
        row = page.locator("#event-gala")
        # Near the top of the page, and at the top of the window.
        for block in ("end", "start"):
            page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
            row.evaluate(
                "(row, block) => row.scrollIntoView({ block, behavior: 'instant' })", block
            )
            page.evaluate("() => shifts.splice(0)")
            button = row.locator(".star")
            for hidden in (True, False, True, False):
                before = row.evaluate("row => row.getBoundingClientRect().top")
                button.evaluate("button => button.click()")
                page.wait_for_function(
                    "(hidden) => document.querySelector('.clashes').hidden === hidden", arg=hidden
                )
                assert row.evaluate("row => row.getBoundingClientRect().top") == pytest.approx(
                    before, abs=1
                )
            assert moved(page) == []


def test_a_row_stays_under_the_hand_that_takes_its_star_away(hand: Hands) -> None:
    page = hand("/en/", of=TOUR)
    for id in ("quiet-lamp", "escaping-for-humans"):
        page.tap(f"#event-{id} .star")
    page.tap("a.mine")
    page.sees("document.querySelector('.clashes')?.hidden === false")
    button = "#event-quiet-lamp .star"
    found = f"document.querySelector('{button}')"
    # Where the tap would scroll to.
    page.evaluate(f"{found}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    top = f"{found}.getBoundingClientRect().top"
    for hidden in ("true", "false"):
        before = page.evaluate(top)
        page.tap(button)
        page.sees(f"document.querySelector('.clashes').hidden === {hidden}")
        assert page.evaluate(top) == pytest.approx(before, abs=1)


def test_rows_of_a_shared_choice_do_not_move_when_it_is_offered(
    browse: Browse, context: Context, site: Site
) -> None:
    page = browse("/en/", of=WAY)
    star(page, "talk", "walk")
    page.goto("/en/mine/")
    page.get_by_role("link", name="page of my choice").click()
    page.wait_for_url("**/en/mine/1*/")
    other = context(base_url=site(WAY), viewport=PHONE).new_page()
    other.add_init_script(SHIFTS)
    held: list[Route] = []
    other.route("**/chosen*.js", lambda route: held.append(route))
    other.goto(page.url, wait_until="commit")
    other.wait_for_function("() => document.querySelector('.colophon p')", polling=50)
    held[0].continue_()
    expect(other.locator(".offer")).to_be_visible()
    expect(other.locator(".hurries li")).to_have_count(1)
    assert moved(other) == []
    third = other.context.new_page()
    third.goto("/en/about/")
    top = other.locator("#event-walk").evaluate("row => row.getBoundingClientRect().top")
    keep(third, own_uid("talk", "way"), own_uid("walk", "way"))
    expect(other.locator(".offer")).to_be_hidden()
    assert moved(other) == []
    assert other.locator("#event-walk").evaluate(
        "row => row.getBoundingClientRect().top"
    ) == pytest.approx(top, abs=1)
