"""The calendar in a real browser: on a phone, with keys, with the reader's clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import FloatRect, Page, ViewportSize, expect

from tests.browser.conftest import PHONE, Browse, Context
from tests.support.poppler import poppler
from tests.support.shapes import developers, journeys, league

DEVELOPERS = developers().encode()
ROOMS = [f"Room {letter} in the house by the sea" for letter in "MABCDEFGHIJK"]
MANY_ROOMS = "\n".join([
    "id: rooms", "title: Rooms", "languages: [en]", "zone: Europe/Berlin", "places:",
    *(f"  r{n}: {{name: {name}}}" for n, name in enumerate(ROOMS)),
    "events:",
    *(
        f"  - {{id: t{n}-{hour}, title: Talk number {n + 12 * hour - 107} about something specific,"
        f" when: 2027-02-06 {hour:02}:{n * 7 % 30:02} to {hour:02}:{n * 7 % 30 + 25},"
        f" place: r{n}}}"
        for hour in range(9, 19)
        for n in range(len(ROOMS))
    ),
    "",
]).encode()  # fmt: skip

PAGES = [
    ("visit", "/en/calendar/"),
    ("visit", "/zh/calendar/2024-05-16/"),
    ("visit", "/ru/timeline/"),
    ("conference", "/en/calendar/"),
    ("conference", "/en/calendar/2026-12-01/"),
    ("conference", "/en/timeline/"),
    ("tour", "/ru/calendar/"),
    ("tour", "/en/calendar/2026-10-24/"),
    ("tour", "/ru/timeline/"),
    ("tour", "/ru/timeline/2026-10-19/"),
]


def test_key_to_today_leads_to_the_day_that_a_phone_shows(browse: Browse) -> None:
    page = browse("/en/about/", of="conference", viewport=PHONE)
    page.clock.set_fixed_time(datetime(2026, 12, 3, 5, tzinfo=UTC))
    page.goto("/en/calendar/")
    page.get_by_role("button", name="Jump to now").click()
    expect(page.locator("td.today .own-day")).to_be_in_viewport()
    expect(page.locator(".jump")).to_be_hidden()


@pytest.mark.parametrize(("programme", "path"), PAGES)
def test_the_page_does_not_scroll_sideways(programme: str, path: str, browse: Browse) -> None:
    page = browse(path, of=programme, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def boxes(page: Page, *events: str) -> list[FloatRect]:
    found = []
    for event in events:
        box = page.locator(f".entry:has(> a[href*='/{event}/'])").bounding_box()
        assert box is not None
        found.append(box)
    return found


@pytest.mark.parametrize("width", [390, 1280])
def test_two_tracks_are_side_by_side(width: int, browse: Browse) -> None:
    page = browse(
        "/en/calendar/2026-12-01/", of="conference", viewport={"width": width, "height": 844}
    )
    one, other = boxes(page, "escaping-for-humans", "quiet-lamp")
    assert one["y"] == other["y"]
    assert one["x"] + one["width"] <= other["x"]


def test_no_event_covers_another_and_none_is_cut_off(browse: Browse) -> None:
    page = browse("/en/calendar/2026-12-01/", of="conference")
    overlaps, cut = page.evaluate(
        """() => {
          const entries = [...document.querySelectorAll(".hours .entry")];
          const boxes = entries.map((entry) => entry.getBoundingClientRect());
          const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 1 && b.top < a.bottom - 1;
          return [
            boxes.filter((a, n) => boxes.slice(n + 1).some((b) => over(a, b))).length,
            entries.filter((entry) => entry.scrollHeight > entry.clientHeight + 1).length,
          ];
        }"""
    )
    assert (overlaps, cut) == (0, 0)


IN_FRAME = """
(selector) => {
  const frame = document.querySelector(".frame").getBoundingClientRect();
  return [...document.querySelectorAll(selector)].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > frame.top && box.top < Math.min(frame.bottom, innerHeight)
      && box.right > frame.left && box.left < frame.right;
  }).map((one) => one.innerText.trim());
}
"""


def test_phone_shows_the_first_hour_of_a_day_on_its_first_screen(browse: Browse) -> None:
    page = browse("/en/calendar/2027-02-06/", of=DEVELOPERS, viewport=PHONE)
    first = page.locator(".hours .entry").first.bounding_box()
    hours = page.locator(".hours tbody .rail")
    assert first is not None
    assert first["y"] + first["height"] < PHONE["height"]
    expect(hours.nth(1)).to_have_text("10:00")
    expect(hours.nth(1)).to_be_in_viewport()


def test_phone_shows_parallel_talks_side_by_side_although_they_start_apart(browse: Browse) -> None:
    page = browse("/en/calendar/2027-02-06/", of=DEVELOPERS, viewport=PHONE)
    one, other = (page.locator(".hours .entry").nth(n).bounding_box() for n in (0, 6))
    assert one is not None
    assert other is not None
    assert one["x"] + one["width"] <= other["x"]


@pytest.mark.parametrize("size", [PHONE, {"width": 1920, "height": 1080}], ids=["phone", "wide"])
def test_many_rooms_have_legible_lanes_and_their_names_and_hours_stay_in_sight(
    size: ViewportSize, browse: Browse
) -> None:
    page = browse("/en/calendar/2027-02-06/", of=DEVELOPERS, viewport=size)
    heads = page.locator(".frame thead .room")
    rem = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert min(heads.evaluate_all("all => all.map(one => one.offsetWidth)")) >= 8 * rem
    page.locator(".frame").evaluate("frame => frame.scrollTo(900, 700)")
    assert page.evaluate(IN_FRAME, "thead .room")
    assert page.evaluate(IN_FRAME, "tbody .rail")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "wide"])
def test_hours_and_places_of_a_long_timeline_stay_in_sight(
    size: ViewportSize, browse: Browse
) -> None:
    page = browse("/en/timeline/", of=DEVELOPERS, viewport=size)
    page.locator(".frame").first.evaluate(
        "frame => { frame.scrollIntoView(); frame.scrollTo(300, 900) }"
    )
    assert "12:00" in page.evaluate(IN_FRAME, ".frame:first-of-type thead th")
    assert page.locator(".frame").first.evaluate("frame => frame.scrollTop") == 900
    corner, hour, place = (
        page.locator(f".frame >> nth=0 >> {part}").first.bounding_box()
        for part in (".corner", "thead th", "tbody:nth-of-type(9) th")
    )
    assert corner is not None
    assert hour is not None
    assert place is not None
    assert 0 <= hour["y"] == corner["y"] < 60
    assert corner["x"] == place["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_rooms_follow_the_order_of_the_author(browse: Browse) -> None:
    page = browse("/en/calendar/2027-02-06/", of=MANY_ROOMS)
    assert page.locator(".frame thead .room").all_inner_texts() == ROOMS


def test_room_folds_away_and_stays_so_until_all_are_shown(browse: Browse) -> None:
    page = browse("/en/calendar/2027-02-06/", of=MANY_ROOMS)
    head = page.locator(".frame thead .room").nth(1)
    wide = head.evaluate("one => one.offsetWidth")
    page.get_by_role("button", name=f"Fold {ROOMS[1]} away").click()
    page.reload()
    assert head.evaluate("one => one.offsetWidth") < wide / 2
    expect(page.locator(".folded")).to_contain_text(f"Folded away: {ROOMS[1]}")
    page.get_by_role("button", name="Show all rooms").click()
    assert head.evaluate("one => one.offsetWidth") == wide
    expect(page.locator(".folded")).to_be_hidden()


def test_page_of_today_opens_at_the_hour(browse: Browse) -> None:
    page = browse("/en/calendar/2027-02-06/", of=DEVELOPERS, viewport=PHONE)
    assert page.locator(".frame").evaluate("frame => frame.scrollTop") == 0
    page.clock.set_fixed_time("2027-02-06T13:20:00Z")  # 14:20 in Brussels
    page.reload()
    hour = page.locator(".frame tbody .rail", has_text="14:00")
    below = page.locator(".frame thead").evaluate("one => one.getBoundingClientRect().bottom")
    assert abs(hour.evaluate("one => one.getBoundingClientRect().top") - below) < 4


def test_many_rooms_are_printed_on_landscape_sheets_and_the_first_is_not_blank(
    browse: Browse,
) -> None:
    page = browse("/en/calendar/2027-02-06/", of=MANY_ROOMS)
    sheets = poppler("pdftotext", "-", "-", data=page.pdf(prefer_css_page_size=True)).decode()
    pages = sheets.split("\f")[:-1]
    assert len(pages) <= 6
    assert "Talk number 1 about" in pages[0].replace("\n", " ")
    for room in ROOMS:
        assert room[:9] in sheets.replace("\n", " ")


# What each sheet shows: its rooms, its lanes, and the links below each of its rooms.
SHEETS = """
() => {
  dispatchEvent(new Event("beforeprint"));
  const found = [...document.querySelectorAll(".sheets .hours, .frame .hours")].map((table) => {
    const rooms = [...table.querySelectorAll("thead .room")];
    const below = rooms.map(() => []);
    const spans = rooms.map((room) => room.getBoundingClientRect());
    for (const box of table.querySelectorAll(".box")) {
      const { left, width } = box.getBoundingClientRect();
      const at = left + width / 2;
      const n = spans.findIndex((span) => span.left <= at && at <= span.right);
      below[n].push(box.querySelector("a").getAttribute("href"));
    }
    return {
      lanes: table.querySelectorAll("col.lane").length,
      rooms: rooms.map((room, n) => [room.textContent.trim(), below[n]]),
    };
  });
  dispatchEvent(new Event("afterprint"));
  return { found, left: document.querySelectorAll(".sheets").length };
}
"""


@pytest.mark.parametrize("programme", [MANY_ROOMS, DEVELOPERS], ids=["rooms", "developers"])
def test_sheets_have_every_room_with_its_events_in_order(
    programme: str | bytes, browse: Browse
) -> None:
    page = browse("/en/calendar/2027-02-06/", of=programme, viewport={"width": 1280, "height": 800})
    page.wait_for_load_state("networkidle")
    got = page.evaluate(SHEETS)
    screen = max(got["found"], key=lambda table: table["lanes"])
    sheets = [table for table in got["found"] if table is not screen]
    assert all(table["lanes"] <= 8 for table in sheets)
    assert [room for table in sheets for room in table["rooms"]] == screen["rooms"]
    assert got["left"] == 0


def test_many_rooms_are_printed_as_a_list_with_rooms_without_script(browse: Browse) -> None:
    page = browse("/en/calendar/2027-02-06/", of=MANY_ROOMS, java_script_enabled=False)
    words = poppler("pdftotext", "-", "-", data=page.pdf(prefer_css_page_size=True)).decode()
    assert "Talk number 1 about" in words.split("\f", maxsplit=1)[0].replace("\n", " ")
    for room in ROOMS:
        assert room[:9] in words.replace("\n", " ")


def test_keys_change_scale_and_period(browse: Browse) -> None:
    page = browse("/en/timeline/", of="tour")
    for key, address in [
        ("+", "/en/timeline/2026-10-12/"),
        ("ArrowRight", "/en/timeline/2026-10-19/"),
        ("=", "/en/calendar/2026-10-19/"),
        ("ArrowRight", "/en/calendar/2026-10-20/"),
        ("ArrowLeft", "/en/calendar/2026-10-19/"),
        ("-", "/en/timeline/2026-10-19/"),
        ("-", "/en/timeline/"),
    ]:
        page.keyboard.press(key)
        page.wait_for_url(f"**{address}")


def test_today_is_by_the_programme_s_clocks(context: Context, browse: Browse) -> None:
    page = browse("/en/calendar/", of="conference", timezone_id="America/New_York")
    expect(page.locator(".today-mark")).to_have_count(0)
    # Late in the evening of the 1st in New York, it is the 2nd in India.
    page.clock.set_fixed_time("2026-12-02T01:00:00Z")
    page.reload()
    expect(page.locator("th.today")).to_have_text(re.compile(r"^\s*Wed 2\s*Today\s*$"))


def test_the_calendar_works_without_script(browse: Browse) -> None:
    page = browse("/en/calendar/", of="conference", java_script_enabled=False)
    page.get_by_role("link", name="Tue 1 Dec").click()
    page.get_by_role("link", name="2 Dec").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday, 2 December 2026")


def test_current_event_is_marked_if_its_end_is_known(browse: Browse) -> None:
    page = browse("/en/calendar/2026-12-01/", of="conference")
    expect(page.locator(".now-mark")).to_have_count(0)
    # 15:10 in India: one talk is cancelled, another has no announced end.
    page.clock.set_fixed_time("2026-12-01T09:40:00Z")
    page.reload()
    on = page.locator(".entry.now > a")
    expect(on).to_have_count(2)
    expect(on.nth(0)).to_have_text("Workshop: your first parser, part one")
    expect(on.nth(1)).to_have_text("Open clinic: bring a file that won't open")


def test_the_rooms_stay_in_sight(browse: Browse) -> None:
    page = browse("/en/calendar/2026-12-01/", of="conference")
    page.locator(".entry", has_text="Welcome reception").scroll_into_view_if_needed()
    head = page.get_by_role("columnheader", name="Tea Terrace")
    expect(head).to_be_in_viewport()


def test_timeline_shows_details_of_event_on_demand(browse: Browse) -> None:
    page = browse("/en/timeline/", of="tour")
    entry = page.locator(".entry:has(> a[href*='/porto-concert/'])")
    box = entry.locator(".at").first.bounding_box()
    assert box
    assert box["width"] <= 1
    entry.hover()
    expect(entry.locator("time").first).to_have_text("21:30 – 20 Oct, 00:15")
    box = entry.locator(".at").first.bounding_box()
    assert box
    assert box["width"] > 40


@pytest.mark.parametrize("path", ["/en/calendar/2026-10-24/", "/ru/timeline/"])
def test_calendar_times_follow_chosen_zone(path: str, browse: Browse) -> None:
    page = browse(path, of="tour")
    page.evaluate("localStorage.setItem('itinerary:zone', 'Asia/Tokyo')")
    page.reload()
    noises = page.locator(".entry:has(> a[href*='/berlin-noises/'])")
    expect(noises.locator("time")).to_have_text("22:00–23:30")
    expect(noises.locator(".utc")).to_contain_text("15:00–16:30")


SEASON = "\n".join([
    "id: season", "title: Saison", "languages: [fr]", "zone: Europe/Paris", "places:",
    "  quai: {name: Quai}", "events:",
    *(
        f"  - {{id: e{week}-{n}, title: Illuminations de la façade, place: quai,"
        f" when: {date(2027, 1, 4) + timedelta(weeks=week)} 20:00}}"
        for week in range(26)
        for n in range(1 + week % 2)
    ),
    "",
]).encode()  # fmt: skip


def test_narrow_columns_of_a_timeline_are_printed_without_words_in_pieces(browse: Browse) -> None:
    page = browse("/fr/timeline/", of=SEASON)
    words = poppler(
        "pdftotext", "-raw", "-", "-", data=page.pdf(prefer_css_page_size=True)
    ).decode()
    assert "Lieux et semaines : 39 événements" in " ".join(words.split())
    assert words.split().count("Illuminations") == 13
    assert "27 juin" in words.replace("\n", " ")
    assert {"février", "29", "mars"} <= set(words.split())


def test_way_closer_leads_to_what_is_now(browse: Browse) -> None:
    page = browse("/en/about/", of=league().encode())
    page.clock.set_fixed_time("2026-11-28T12:00:00Z")
    page.goto("/en/timeline/")
    way = page.locator(".zoom", has_text="+")
    expect(way).to_have_text(re.compile(r"^\s*\+ November 2026\s*$"))
    for address in ["timeline/2026-11/", "timeline/2026-11-23/", "calendar/2026-11-28/"]:
        page.keyboard.press("+")
        page.wait_for_url(f"**/en/{address}")
    page.clock.set_fixed_time("2026-07-01T12:00:00Z")
    page.goto("/en/timeline/")
    expect(way).to_have_text(re.compile(r"^\s*\+ August 2026\s*$"))


def test_days_of_a_printed_week_stand_in_one_line(browse: Browse) -> None:
    page = browse("/en/timeline/2026-10-19/", of="tour")
    page.emulate_media(media="print")
    tops = "all => all.map(one => one.getBoundingClientRect().top)"
    days = page.locator(".timeline thead .number").evaluate_all(tops)
    assert len(days) == 7
    assert len({round(top) for top in days}) == 1


@pytest.mark.parametrize(("path", "cells"), [("/en/timeline/", 2), ("/en/calendar/", 3)])
def test_cells_of_which_all_is_cancelled_are_struck_through(
    path: str, cells: int, browse: Browse
) -> None:
    page = browse(path, of=journeys().encode())
    off = page.locator("td > .off")
    expect(off).to_have_count(cells)
    for cell in off.all():
        expect(cell).to_have_css("text-decoration-line", "line-through")
