"""The reader's choice of clocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from playwright.sync_api import BrowserContext, Locator, Page, expect

from itinerary.ledger import Edition
from itinerary.render.words.language import Language
from itinerary.render.words.wording import range_words
from tests.browser.conftest import Browse, Context

Site = Callable[[str | bytes | Edition], str]


def times(page: Page, event: str) -> list[str]:
    """Return the lines of the time of an event, as they are seen."""
    row = page.locator(".event", has=page.locator(f'h3 a[href*="events/{event}/"]'))
    return row.locator(".when").inner_text().replace("\N{NO-BREAK SPACE}", " ").splitlines()


def choose(page: Page, label: str) -> None:
    if page.locator(".clock").get_attribute("open") is None:
        page.locator(".clock summary").click()
    page.locator(".clock label", has_text=label).locator("span").click()


def chosen(page: Page) -> Locator:
    return page.locator(".clock .chosen")


def test_times_are_local_by_default(browse: Browse) -> None:
    page = browse("/en/", of="tour", timezone_id="Asia/Tokyo")
    assert times(page, "lisbon-doors") == ["19:30–20:30"]
    expect(chosen(page)).to_have_text("Local times")
    expect(page.locator("#day-2026-10-17 .city .zone")).to_have_text("Portugal time, UTC+1")


def test_reader_time_is_beside_local_time_with_differing_date(browse: Browse) -> None:
    page = browse("/en/", of="tour", timezone_id="Asia/Tokyo")
    choose(page, "My time zone")
    assert times(page, "lisbon-doors") == [
        "18 Oct, 03:30–04:30",
        "19:30–20:30 Portugal time",
    ]
    # Seven hours in fact, across the change of the clocks there and none here.
    assert times(page, "berlin-long-night") == [
        "25 Oct, 05:00–12:00",
        "22:00 – 25 Oct, 04:00 Berlin time, clocks go back 1 hour",
    ]
    expect(chosen(page)).to_have_text("Japan Time")
    expect(page.locator(".note.chosen")).to_contain_text("that you chose: Japan Time.")
    expect(page.locator("#day-2026-10-17 .city .zone")).to_be_hidden()


def test_a_reader_whose_clocks_differ_is_offered_theirs(browse: Browse) -> None:
    page = browse("/en/", of="tour", timezone_id="Asia/Tokyo")
    offer = page.get_by_role("button", name="Show times by my clocks")
    offer.click()
    assert times(page, "lisbon-doors") == ["18 Oct, 03:30–04:30", "19:30–20:30 Portugal time"]
    expect(offer).to_be_hidden()
    choose(page, "Local time of each event")
    expect(offer).to_be_visible()


HALVES = """
id: fair
title: {mul: Fair}
languages: [ko, zh-Hant, ar, en-US]
zone: Asia/Seoul
sources: {board: {who: {mul: Board}}}
events:
  - {id: one, title: {mul: One}, when: 2026-05-16 10:00 to 11:30, sources: board}
  - {id: two, title: {mul: Two}, when: 2026-05-16 23:30 to 2026-05-17 02:00, sources: board}
"""


def test_the_half_of_the_day_is_said_by_the_script_as_by_the_server(browse: Browse) -> None:
    page = browse("/ko/", of=HALVES, timezone_id="Asia/Taipei")
    for tag in ("ko", "zh-Hant", "ar", "en-US"):
        page.goto(f"/{tag}/")
        page.locator(".clock summary").click()
        page.locator(".clock label").nth(1).click()
        for event, start, end in (("one", 9, 10.5), ("two", 22.5, 25)):
            begins, ends = (datetime(2026, 5, 16) + timedelta(hours=n) for n in (start, end))
            words = range_words(begins, ends, date(2026, 5, 16), Language.of(tag))
            shown = page.locator(f"#event-{event} .when time").inner_text()
            assert re.sub(r"\s", " ", shown) == re.sub(r"\s", " ", words)


def test_time_is_shown_once_if_clocks_agree(browse: Browse) -> None:
    page = browse("/en/", of="tour", timezone_id="Europe/London")
    choose(page, "My time zone")
    assert times(page, "lisbon-doors") == ["19:30–20:30"]
    assert times(page, "berlin-doors")[0] == "20:00–21:00"


def test_any_zone_is_found_by_city_or_country_in_the_page_s_language(browse: Browse) -> None:
    page = browse("/ru/", of="tour")
    page.locator(".clock summary").click()
    field = page.locator(".clock input[type=search]")
    field.fill("нью-йорк")
    page.locator(".clock .found").get_by_label("Нью-Йорк").check()
    assert times(page, "istanbul-first")[0] == "13:00–15:15"
    assert times(page, "istanbul-first")[1] == "20:00–22:15 стамбульское время"
    field.fill("atlantis")
    expect(page.locator(".clock .found")).to_have_text("Нет города или страны с таким названием.")
    field.fill("япония")
    expect(page.locator(".clock .found label")).to_have_text(re.compile("Токио.*Япония.*UTC\\+9"))


def test_nameless_zone_is_called_by_its_offset(browse: Browse) -> None:
    programme = b"""
id: cfp
title: Deadlines
languages: [en]
zone: Etc/GMT+12
sources: {s: {who: Board}}
events: [{id: due, title: Papers due, when: 2027-01-15 23:59, sources: s}]
"""
    page = browse("/en/", of=programme, timezone_id="Asia/Tokyo")
    choose(page, "My time zone")
    row = page.locator("#programme .event")
    expect(row.locator(".utc:visible")).to_have_text("23:59 UTC−12")
    assert "GMT" not in page.locator("main").inner_text()


def test_the_choice_is_remembered_and_can_be_taken_back(browse: Browse) -> None:
    page = browse("/en/", of="tour", timezone_id="Asia/Tokyo")
    choose(page, "My time zone")
    page.reload()
    assert times(page, "lisbon-doors")[0] == "18 Oct, 03:30–04:30"
    page.locator(".clock summary").click()
    expect(page.locator(".clock").get_by_label("My time zone")).to_be_checked()
    choose(page, "Local time of each event")
    assert times(page, "lisbon-doors") == ["19:30–20:30"]
    page.reload()
    assert times(page, "lisbon-doors") == ["19:30–20:30"]


def test_a_zone_of_the_list_is_remembered_by_its_name(browse: Browse) -> None:
    page = browse("/en/", of="tour")
    page.locator(".clock summary").click()
    page.locator(".clock input[type=search]").fill("kolkata")
    page.locator(".clock .found").get_by_label("Kolkata").check()
    page.reload()
    expect(chosen(page)).to_have_text("India Time")
    assert times(page, "lisbon-doors")[0] == "18 Oct, 00:00–01:00"


def test_page_from_back_cache_shows_latest_choice(browse: Browse) -> None:
    """A page in the back/forward cache gets no storage events."""
    page = browse("/en/", of="tour", timezone_id="Asia/Tokyo")
    page.evaluate("localStorage.setItem('itinerary:zone', 'mine')")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert times(page, "lisbon-doors")[0] == "18 Oct, 03:30–04:30"
    page.locator(".clock summary").click()
    expect(page.locator(".clock").get_by_label("My time zone")).to_be_checked()


def test_the_offset_of_greenwich_is_written_as_the_server_does(browse: Browse) -> None:
    page = browse("/en/", of="tour", timezone_id="Africa/Abidjan")
    mine = page.locator(".clock label", has_text="My time zone").locator("small")
    assert re.search(r", UTC$", mine.text_content() or "")


def test_unknown_stored_zone_is_ignored(browse: Browse) -> None:
    page = browse("/en/", of="tour")
    page.evaluate("localStorage.setItem('itinerary:zone', 'Mars/Olympus')")
    page.reload()
    assert times(page, "lisbon-doors") == ["19:30–20:30"]


def test_zone_choice_works_without_storage(context: Context, site: Site) -> None:
    made: BrowserContext = context(base_url=site("tour"), timezone_id="Asia/Tokyo")
    made.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page = made.new_page()
    page.goto("/en/")
    choose(page, "My time zone")
    assert times(page, "lisbon-doors")[0] == "18 Oct, 03:30–04:30"


def test_zone_choice_is_absent_if_no_time_is_announced(browse: Browse) -> None:
    expect(browse("/en/").locator(".clock")).to_have_count(0)
    expect(browse("/en/about/", of="tour").locator(".clock")).to_be_hidden()


def test_zone_choice_is_absent_without_script(browse: Browse) -> None:
    page = browse("/en/", of="tour", java_script_enabled=False)
    expect(page.locator(".clock")).to_be_hidden()


def test_the_choice_closes_by_escape_and_by_a_tap_elsewhere(browse: Browse) -> None:
    page = browse("/en/", of="tour")
    summary = page.locator(".clock summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(page.locator(".clock .panel")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.mouse.click(40, 600)
    expect(page.locator(".clock .panel")).to_be_hidden()
