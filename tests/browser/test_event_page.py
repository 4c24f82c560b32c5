"""The page of an event, and the map, as a browser shows them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE, Browse, Context, Site

OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.map .name')]
    .filter((text) => getComputedStyle(text).display !== 'none')
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const marks = [...document.querySelectorAll('.map :is(rect, circle)')]
    .map((mark) => ['a mark', mark.getBoundingClientRect()]);
  const map = document.querySelector('.map').getBoundingClientRect();
  const found = [];
  for (const [words, box] of boxes) {
    if (box.left < map.left || box.right > map.right || box.top < map.top
        || box.bottom > map.bottom)
      found.push(`${words} leaves the map`);
    for (const [other, there] of [...boxes, ...marks])
      if (there !== box && box.left < there.right - 1 && there.left < box.right - 1
          && box.top + 2 < there.bottom && there.top + 2 < box.bottom)
        found.push(`${words} lies on ${other}`);
  }
  return found;
}"""

TOWNS = {
    "Amsterdam": (52.37, 4.9),
    "Brussels": (50.85, 4.35),
    "Cologne": (50.94, 6.96),
    "Düsseldorf": (51.23, 6.78),
    "Frankfurt am Main": (50.11, 8.68),
    "Strasbourg": (48.58, 7.75),
    "Zürich": (47.37, 8.54),
    "München": (48.14, 11.58),
    "Wien": (48.21, 16.37),
    "Praha": (50.08, 14.44),
    "Berlin": (52.52, 13.41),
    "København": (55.68, 12.57),
}
CROWDED = """
id: crowded
title: Crowded
languages: [en]
zone: Europe/Berlin
published: 2026-01-01
sources: {me: {who: Me}}
places:
""" + "".join(
    f"  t{n}: {{name: {name}, coordinates: [{x}, {y}]}}\n"
    for n, (name, (x, y)) in enumerate(TOWNS.items())
)
CROWDED += "events:\n" + "".join(
    f"  - {{id: e{n}, title: E{n}, when: 2026-03-{n + 1:02}, place: t{n}, sources: me}}\n"
    for n in range(len(TOWNS))
)


@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 600, "height": 800}])
@pytest.mark.parametrize("of", ["visit", "tour", CROWDED], ids=["visit", "tour", "crowded"])
def test_map_labels_are_legible_on_any_screen(browse: Browse, of: str, size: ViewportSize) -> None:
    page = browse("/en/map/", of=of, viewport=size)
    assert page.evaluate(OVERLAPS) == []
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.map .name')]"
        ".map((text) => text.getBoundingClientRect().height).filter((height) => height > 0)"
    )
    assert heights
    assert all(11 <= height <= 24 for height in heights)


def test_map_names_more_places_on_larger_screens(browse: Browse) -> None:
    named = (
        "() => [...document.querySelectorAll('.map .name')]"
        ".filter((text) => text.checkVisibility()).length"
    )
    page = browse("/en/map/", of=CROWDED, viewport=PHONE)
    few = page.evaluate(named)
    page.set_viewport_size(DESKTOP)
    many = page.evaluate(named)
    assert few < many
    assert page.locator(".route-list li").count() == len(TOWNS)


# --- what one can do with an event ---------------------------------------------------------------


def test_page_without_script_has_its_address_and_calendars(context: Context, site: Site) -> None:
    page = context(base_url=site("visit"), java_script_enabled=False).new_page()
    page.goto("/en/events/talks/")
    assert page.locator("[data-share]").is_hidden()
    page.locator("summary", has_text="Share").click()
    address = page.get_by_label("The address of this page, to copy:")
    assert address.input_value() == f"{site('visit')}/en/events/talks/"
    page.locator("summary", has_text="Add to calendar").click()
    assert page.get_by_role("link", name="Apple and any other app (.ics)").is_visible()
    assert page.get_by_role("link", name="Subscribe to the programme").is_visible()


BLIND = "Object.defineProperty(Navigator.prototype, 'share', {value: undefined});"
MUTE = "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined});"

REFUSING = "if (navigator.clipboard) navigator.clipboard.writeText = () => Promise.reject();"


def test_sharing_copies_the_address_where_the_browser_cannot_share(
    context: Context, site: Site
) -> None:
    opened = context(base_url=site("visit"), permissions=["clipboard-read", "clipboard-write"])
    opened.add_init_script(BLIND)
    page = opened.new_page()
    page.goto("/en/events/talks/")
    page.locator("[data-share]").click()
    page.get_by_role("button", name="Address copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site('visit')}/en/events/talks/"


def test_sharing_shows_the_address_where_the_browser_cannot_copy(
    context: Context, site: Site
) -> None:
    opened = context(base_url=site("visit"))
    opened.add_init_script(BLIND + MUTE)
    page = opened.new_page()
    page.goto("/en/events/talks/")
    assert page.locator("[data-share]").is_hidden()
    page.locator("summary", has_text="Share").click()
    assert page.locator("#own-address").is_visible()

    refusing = context(base_url=site("visit"))
    refusing.add_init_script(BLIND + REFUSING)
    page = refusing.new_page()
    page.goto("/en/events/talks/")
    page.locator("[data-share]").click()
    page.locator("#own-address").wait_for()
    assert page.evaluate("getSelection().toString()") == f"{site('visit')}/en/events/talks/"


def test_sharing_hands_title_and_address_to_the_browser(context: Context, site: Site) -> None:
    opened = context(base_url=site("visit"))
    opened.add_init_script(
        "window.shared = [];"
        "Navigator.prototype.share = async (what) => void window.shared.push(what);"
    )
    page: Page = opened.new_page()
    page.goto("/zh/events/talks/")
    page.locator("[data-share]").click()
    page.wait_for_function("() => window.shared.length === 1")
    (what,) = page.evaluate("window.shared")
    assert what["url"] == f"{site('visit')}/zh/events/talks/"
    assert what["title"].startswith("习近平与普京会谈")


def test_menu_closes_by_escape_and_by_a_click_elsewhere(browse: Browse) -> None:
    page = browse("/en/events/talks/", viewport=PHONE)
    menu = page.locator(".menu:not(.by-hand)")
    for away in ("Escape", "click"):
        menu.locator("summary").click()
        assert menu.locator(".panel").is_visible()
        if away == "click":
            page.locator("h1").click()
        else:
            page.keyboard.press(away)
        assert menu.locator(".panel").is_hidden()


LONG = ("A very long title of an event that says all that can be said of it, " * 3)[:158] + "."
TALL = f"""
id: tall
title: Tall
languages: [en]
zone: Europe/Berlin
sources: {{me: {{who: Me}}}}
places:
  town: {{name: Schönhauser-Allee-Arkaden}}
  hall: {{name: The hall of the society, in: town, address: 120 A rather long street}}
parties: {{ann: {{name: Ann}}}}
events:
  - {{id: e, title: "{LONG}", when: 2026-03-01 22:00 to 2026-03-02 03:00, place: hall,
     summary: "{LONG}", sources: me, parties: [ann], status: postponed, reason: Rain}}
""".encode()


@pytest.mark.parametrize(
    ("of", "id"), [("visit", "talks"), ("conference", "batteries"), (TALL, "e")]
)
def test_actions_are_within_the_first_screen_of_a_phone(
    browse: Browse, of: str | bytes, id: str
) -> None:
    page = browse(f"/en/events/{id}/", of=of, viewport=PHONE)
    for control in page.locator(".actions :is(summary, button):visible").all():
        box = control.bounding_box()
        assert box
        assert box["y"] + box["height"] <= PHONE["height"]


def test_map_and_other_events_are_beside_the_text_on_wide_screens(browse: Browse) -> None:
    page = browse("/en/events/talks/", viewport=DESKTOP)
    text, beside = page.locator(".body").bounding_box(), page.locator("aside").bounding_box()
    assert text
    assert beside
    assert beside["x"] > text["x"] + text["width"]
    page.set_viewport_size(PHONE)
    text, beside = page.locator(".body").bounding_box(), page.locator("aside").bounding_box()
    assert text
    assert beside
    assert beside["y"] >= text["y"] + text["height"]


# --- what depends on the reader ------------------------------------------------------------------


def test_times_in_the_list_of_places_follow_the_reader_s_clocks(
    context: Context, site: Site
) -> None:
    opened = context(base_url=site("tour"), timezone_id="Asia/Tokyo")
    page = opened.new_page()
    page.goto("/en/map/")
    row = page.locator(".place-list li", has_text="Lisbon: doors")
    assert "19:30–20:30 Portugal time" in row.inner_text()
    assert "UTC)" not in row.inner_text()
    page.evaluate("localStorage.setItem('itinerary:zone', 'mine')")
    page.reload()
    row.get_by_text("Japan Time").wait_for()
    assert "18 Oct, 03:30–04:30" in row.inner_text().replace("\xa0", " ")
    assert "19:30–20:30 Portugal time" in row.inner_text()


def test_past_event_is_not_called_unannounced(context: Context, site: Site) -> None:
    page = context(base_url=site("visit")).new_page()
    for day, shown in (("2024-05-16", True), ("2024-05-18", False)):
        page.clock.set_fixed_time(f"{day}T12:00:00Z")
        page.goto("/en/events/talks/")
        assert page.get_by_text("Not yet announced").is_visible() == shown
