"""The agenda in a browser: filters, and current and next events."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, Route, expect

from itinerary.ledger import Edition, revise
from itinerary.model import selection_query
from itinerary.render import search
from itinerary.website.publication import Publication
from tests.browser.conftest import PHONE, Browse, Context
from tests.conftest import NOW, ROOT, edition_of
from tests.support import shapes
from tests.support.poppler import poppler
from tests.support.programmes import NAMED, large
from tests.support.small_programme import parse

Site = Callable[[str | bytes | Edition], str]


def shown(page: Page) -> list[str]:
    """Return the ids of the events that are shown."""
    found: list[str] = page.eval_on_selector_all(
        "#programme .event",
        "rows => rows.filter(r => r.checkVisibility())"
        ".map(r => r.querySelector('h3 a').pathname.split('/').at(-2))",
    )
    return found


def address(page: Page) -> str:
    """Return the query, from the page itself: Playwright's `url` follows a little later."""
    query: str = page.evaluate("location.search")
    return query


def pick(page: Page, heading: str, option: str) -> None:
    """Choose something in one of the lists, by its words."""
    group = page.locator("details.pick").filter(has=page.locator("summary", has_text=heading))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    group.locator("label", has_text=option).click()


# --- filters -------------------------------------------------------------------------------------

SEASON = b"""
id: season
title: Season
languages: [en]
zone: Europe/London
sources: {s: {who: Board}}
places:
  lords: {name: Lords}
  oval: {name: Oval}
  paris: {name: Paris, zone: Europe/Paris}
events:
  - {id: august, title: August match, when: 2027-08-15 15:00 to 17:00, place: lords, sources: s}
  - {id: january, title: January match, when: 2028-01-15 15:00 to 17:00, place: oval, sources: s}
  - {id: away, title: Away match, when: 2028-01-20 15:00 to 17:00, place: paris, sources: s}
  - {id: dinner, title: Dinner, when: 2028-01-16, place: oval, sources: s}
"""


def test_clock_sentence_describes_shown_events(browse: Browse) -> None:
    page = browse("/en/", of=SEASON)
    line = page.locator(".clocks")
    expect(line).to_have_text("All times are local times of the place.")
    pick(page, "Places", "Oval")
    expect(line).to_have_text("All times are in Greenwich Mean Time (UTC).")
    pick(page, "Places", "Lords")
    expect(line).to_have_text("All times are in London time: UTC, in summer UTC+1.")
    page.locator(".filters .all").click()
    expect(line).to_have_text("All times are local times of the place.")
    page.locator("#q").fill("dinner")
    expect(line).to_be_hidden()
    page.go_back()
    expect(line).to_have_text("All times are local times of the place.")


def test_clock_sentence_is_the_same_from_server_and_script(browse: Browse) -> None:
    for path in ("/en/?place=paris", "/en/?place=lords&place=oval", "/en/?place=oval"):
        script = browse(path, of=SEASON).locator(".clocks").text_content()
        plain = browse(path, of=SEASON, java_script_enabled=False).locator(".clocks")
        assert plain.text_content() == script


def test_filter_acts_at_once_and_updates_address(browse: Browse) -> None:
    page = browse("/en/")
    page.evaluate("window.kept = true")
    pick(page, "Places", "Harbin")
    assert shown(page) == ["expo", "forum", "hit"]
    assert address(page) == "?place=harbin"
    expect(page.locator("output")).to_have_text("3 of 8 events")
    pick(page, "Categories", "Economy")
    assert shown(page) == ["expo", "forum"]
    assert address(page) == "?category=economy&place=harbin"
    pick(page, "Places", "Beijing")
    pick(page, "Categories", "Economy")
    assert shown(page) == ["talks", "signing", "expo", "forum", "hit"]
    assert address(page) == "?place=beijing&place=harbin"
    assert page.evaluate("window.kept"), "no page was loaded anew"
    expect(page.get_by_text("Place to be announced")).to_be_hidden()


@pytest.mark.parametrize(
    "query",
    [
        "?category=economy&place=harbin",
        "?q=li+qiang",
        "?party=xi&q=years",
        "?place=mars",
        "?day=2024-05-16x",
    ],
)
def test_browser_shows_same_events_as_server(
    browse: Browse, query: str, context: Context, site: Site
) -> None:
    bare = context(base_url=site("visit"), java_script_enabled=False).new_page()
    bare.goto(f"/en/{query}")
    count = bare.locator("output").inner_text()
    rows = bare.locator("#programme .event:not([hidden]) h3 a").all_inner_texts()
    page = browse("/en/")
    page.evaluate(f"history.pushState(null, '', {json.dumps(query)})")
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    assert page.locator("#programme .event:not([hidden]) h3 a").all_inner_texts() == rows
    if query not in ("?place=mars", "?day=2024-05-16x"):
        assert page.locator("output").inner_text() == count


def test_search_narrows_with_each_letter_and_is_one_history_entry(browse: Browse) -> None:
    page = browse("/en/?place=harbin")
    page.locator("#q").press_sequentially("EXPÓ ")
    assert shown(page) == ["expo"]
    assert address(page) == "?place=harbin&q=EXP%C3%93"
    page.go_back()
    assert address(page) == "?place=harbin"
    assert shown(page) == ["expo", "forum", "hit"]
    expect(page.locator("#q")).to_have_value("")
    page.go_forward()
    assert shown(page) == ["expo"]
    expect(page.locator("#q")).to_have_value("EXPÓ")


def test_empty_result_is_stated_and_links_to_all_events(browse: Browse) -> None:
    page = browse("/en/")
    page.locator("#q").fill("no such thing")
    expect(page.locator("output")).to_have_text("0 of 8 events")
    empty = page.get_by_text("Nothing in the programme matches.")
    expect(empty).to_be_visible()
    empty.get_by_role("link").click()
    expect(empty).to_be_hidden()
    assert len(shown(page)) == 8
    assert address(page) == ""
    expect(page.locator("#q")).to_be_focused()


def test_links_to_subscription_and_languages_keep_selection(browse: Browse) -> None:
    page = browse("/en/")
    pick(page, "Places", "Harbin")
    page.keyboard.press("Escape")
    subscribe = page.get_by_role("link", name="Subscribe to exactly this")
    assert (subscribe.get_attribute("href") or "").endswith("subscribe/?place=harbin")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**/zh/?place=harbin")
    assert shown(page) == ["expo", "forum", "hit"]


def test_selection_from_server_can_be_changed(browse: Browse) -> None:
    page = browse("/en/?category=economy&place=harbin")
    assert shown(page) == ["expo", "forum"]
    pick(page, "Categories", "Economy")
    assert shown(page) == ["expo", "forum", "hit"]
    page.get_by_role("link", name="Show all").first.click()
    assert len(shown(page)) == 8
    assert address(page) == ""


def test_subscription_leaves_out_unknown_ids(browse: Browse) -> None:
    page = browse("/en/?place=harbin&place=mars")
    link = page.locator(".exactly")
    assert (link.get_attribute("href") or "").endswith("subscribe/?place=harbin")
    expect(page.locator(".unknown")).to_be_visible()
    page.get_by_role("link", name="Show all").first.click()
    expect(page.locator(".unknown")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_day_links_are_those_of_shown_days(browse: Browse, script: bool) -> None:
    page = browse("/en/?place=berlin", of="tour", java_script_enabled=script)
    assert page.locator(".days li:not([hidden])").all_inner_texts() == ["Sat 24 Oct"]
    if script:
        page.get_by_role("link", name="Show all").first.click()
        expect(page.locator(".days li:not([hidden])")).to_have_count(8)


def test_list_closes_when_focus_leaves_it(browse: Browse) -> None:
    """A list never covers the element with the focus (WCAG 2.4.11)."""
    page = browse("/en/", of="tour")
    for summary in (page.locator(".pick summary").last, page.locator(".clock summary")):
        summary.click()
        box = summary.locator("..")
        expect(box).to_have_attribute("open", "")
        for _ in range(20):
            page.keyboard.press("Tab")
            if not box.evaluate("box => box.contains(document.activeElement)"):
                break
        expect(box).not_to_have_attribute("open", "")


def test_filters_work_without_script(browse: Browse) -> None:
    page = browse("/en/", java_script_enabled=False)
    pick(page, "Places", "Harbin")
    page.locator("#q").fill("forum")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/en/?place=harbin&q=forum")
    titles = page.locator("#programme .event:not([hidden]) h3").all_inner_texts()
    assert titles == ["Opening of the 4th China–Russia Forum on Interregional Cooperation"]
    page.get_by_role("link", name="Show all").first.click()
    expect(page.locator("#programme .event:not([hidden])")).to_have_count(8)


def test_static_page_is_filtered_by_query_of_address(browse: Browse) -> None:
    """A static host or the service worker answers a query with the page without it."""
    page = browse("/en/")
    plain = page.url
    page.route("**/en/?place=harbin", lambda route: route.fulfill(response=route.fetch(url=plain)))
    page.goto("/en/?place=harbin")
    assert shown(page) == ["expo", "forum", "hit"]
    expect(page.locator("[value=harbin]")).to_be_checked()


def test_the_lists_can_be_used_from_the_keyboard(browse: Browse) -> None:
    page = browse("/en/", viewport=PHONE)
    page.locator("#q").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert address(page) == "?place=china"
    page.keyboard.press("Escape")
    expect(page.locator("details.pick[open]")).to_have_count(0)
    expect(page.locator("summary", has_text="Places")).to_be_focused()


def test_hits_of_a_search_are_chosen_by_arrows_and_opened_by_enter(browse: Browse) -> None:
    page = browse("/en/")
    field, options = page.locator("#q"), page.locator("#hits [role=option]")
    field.press_sequentially("expo")
    expect(options.first).to_contain_text("Expo")
    for key, chosen in (("ArrowDown", options.first), ("ArrowUp", None), ("ArrowUp", options.last)):
        field.press(key)
        expect(page.locator("#hits [aria-selected]")).to_have_count(1 if chosen else 0)
        if chosen:
            expect(field).to_have_attribute(
                "aria-activedescendant", f"{chosen.get_attribute('id')}"
            )
            expect(chosen).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("expo")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url("**/en/events/expo/")


def test_hits_of_what_was_typed_before_their_script_came_are_shown(browse: Browse) -> None:
    page = browse("/en/")
    with page.expect_request("**/search_hits*.js"):
        held: list[Route] = []
        page.route("**/search_hits*.js", lambda route: held.append(route))
        page.locator("#q").press_sequentially("expo")
    expect(page.locator(".filters output")).to_contain_text("1 of 8")
    held[0].continue_()
    expect(page.locator("#hits [role=option]").first).to_contain_text("Expo")


def test_the_count_beside_a_long_name_stays_in_one_line(browse: Browse) -> None:
    names = (
        b"categories: {short: Short, talk: To the surprise of all schedulers and markets far away}"
    )
    long = NAMED.replace(b"categories: {talk: Lecture}", names)
    page = browse("/en/", of=long.replace(b"title: Two,", b"title: Two, categories: short,"))
    categories = page.locator(".pick", has=page.locator("[name=category]"))
    categories.locator("summary").click()
    heights = categories.locator("label").evaluate_all(
        "labels => labels.map(label => { label.dataset.events = '12 345';"
        " return parseFloat(getComputedStyle(label, '::after').height); })"
    )
    assert len(set(heights)) == 1, heights


def test_a_long_list_is_searched_and_its_entries_are_tapped(browse: Browse) -> None:
    page = browse("/en/", of=large(60), viewport=PHONE, has_touch=True)
    people = page.locator(".pick", has=page.locator("[name=party]"))
    entries = people.locator(".options label")
    expect(
        page.locator(".pick", has=page.locator("[name=category]")).locator(".look")
    ).to_have_count(0)
    people.locator("summary").tap()
    everyone = entries.count()
    assert everyone > 12
    expect(entries.filter(visible=True)).to_have_count(everyone)
    page.keyboard.press("Tab")
    page.keyboard.type("2 SPÉAK")
    page.keyboard.press("Enter")
    assert address(page) == ""
    left = [name.strip() for name in entries.filter(visible=True).all_inner_texts()]
    assert "Speaker 2" in left
    assert all("2" in name for name in left)
    people.locator("label", has_text="Speaker 2").first.tap()
    assert address(page) == "?party=speaker-2"
    people.locator(".look input").fill("xylophone")
    expect(people.locator(".nothing-there")).to_be_visible()
    page.keyboard.press("Escape")
    expect(entries.first).to_be_hidden()
    people.locator("summary").tap()
    expect(entries.filter(visible=True)).to_have_count(everyone)


def test_a_search_on_a_phone_has_the_screen_and_covers_no_link_above_it(browse: Browse) -> None:
    page = browse("/en/", viewport=PHONE)
    field = page.locator("#q")
    field.click()
    field.press_sequentially("expo")
    expect(page.locator("#hits")).to_be_visible()
    # Most of the agenda is hidden now, but the field has not gone down with the end of the page.
    assert page.evaluate("document.querySelector('#q').getBoundingClientRect().top") < 20
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#hits")).to_be_visible()
    page.locator(".languages a").first.click(trial=True)


@pytest.mark.parametrize(
    ("of", "tag"), [("visit", "ru"), ("visit", "zh"), ("tour", "en"), (NAMED, "en")]
)
def test_a_search_finds_the_same_events_in_the_browser_as_on_the_server(
    browse: Browse, of: str | bytes, tag: str
) -> None:
    edition = edition_of(of) if isinstance(of, str) else revise(None, parse(of).itinerary, NOW)
    publication = Publication(edition, "https://visit.example/")
    index = publication.search_index(tag)
    said = sorted({*index.words, "and", "и", "voice"})
    said += [word[:1] + word[2:] for word in said if len(word) > 4]  # with typos
    said += [word[:2] + "x" + word[3:] + " " + said[0] for word in said if len(word) > 4]
    page = browse(f"/{tag}/", of=of)
    page.locator("#q").focus()
    found = page.evaluate(
        """async (said) => {
          const preload = document.querySelector("[rel=modulepreload][href*='search.js']");
          await (await import(preload.href)).load();
          return said.map((words) => {
            document.querySelector("#q").value = words;
            document.querySelector("#q").dispatchEvent(new InputEvent("input", { bubbles: true }));
            return [...document.querySelectorAll("#programme .event:not([hidden]) h3 a")]
              .map((link) => link.pathname.split("/").at(-2)).sort();
          });
        }""",
        said,
    )
    for words, ids in zip(said, found, strict=True):
        assert ids == sorted(index.find(words)), words


SAMPLES = [
    "İSTANBUL ısı",
    "Ёлка йод",
    "Straße, Łódź; Ærø",
    "“Years” of ‘culture’ 2024–25",
    "第八届中国—俄罗斯博览会",
    "ＡＢＣ ①②",
    "Ὀδυσσεύς ΟΔΟΣ",
    "हिन्दी में",
    "한국어",
    "É e\u0301 ȷ",
    "C++, C# & O’Neill’s (2024)",
    "".join(map(chr, range(32, 0x600))),
    "".join(map(chr, (*range(0x2000, 0x3100), *range(0xFE00, 0x10000)))),
]


def test_the_browser_folds_words_as_the_server_does(browse: Browse) -> None:
    page = browse("/en/")
    source = (ROOT / "itinerary" / "static" / "js" / "fold.js").read_text("utf-8")
    body = (
        source.replace("export const", "const")
        + f"return {json.dumps(SAMPLES)}.map((said) => [fold(said), split(said)])"
    )
    assert page.evaluate(f"() => {{ {body} }}") == [
        [search.fold(words), search.split(words)] for words in SAMPLES
    ]


QUERIES = [
    "",
    "?place=harbin",
    "?place=harbin&category=talks&place=beijing&place=harbin",
    "?q=%20a%09b%0A%20c%20&day=",
    "?q=" + "x" * 120,
    "?day=2024-05-16&day=20240516&day=2024-W20-4&day=2030-01-01&day=soon",
    "?place=moon&category=&party=xi&utm_source=mail",
    "?q=one&q=two&Place=harbin&place=",
    "?place=a%26b&category=%C3%A9",
]


def test_script_reads_queries_as_read_leniently_does(browse: Browse) -> None:
    itinerary = edition_of("visit").itinerary
    expected = []
    for query in QUERIES:
        asked = selection_query.read_leniently(
            parse_qsl(query.removeprefix("?"), keep_blank_values=True), itinerary
        )
        expected.append([[list(pair) for pair in asked.pairs], list(asked.unknown)])
    scripts = ROOT / "itinerary" / "static" / "js"
    query, source = (
        (scripts / name).read_text("utf-8") for name in ("selection_query.js", "filter.js")
    )
    head, tail = source.index("const form"), source.index("const output")
    start, end = source.index("const DAY"), source.index("const show =")
    body = (
        query.replace("export const", "const")
        + source[head:tail]
        + source[start:end]
        + f"return {json.dumps(QUERIES)}.map((query) => [read(query),"
        " read(query).filter((pair) => !known(pair)).map((pair) => pair[1])])"
    )
    assert browse("/en/").evaluate(f"() => {{ {body} }}") == expected


# --- now and next --------------------------------------------------------------------------------


def at(context: Context, site: Site, moment: str, path: str = "/en/", of: str = "tour") -> Page:
    """Open the agenda at a moment."""
    page = context(base_url=site(of), timezone_id="Asia/Tokyo").new_page()
    page.clock.install(time=moment)
    page.goto(path)
    return page


def lines(page: Page) -> list[str]:
    return [
        re.sub(r"\s+", " ", text).strip() for text in page.locator(".now p").all_text_contents()
    ]


@pytest.mark.parametrize(
    ("moment", "hint"),
    [
        ("2024-01-01T12:00:00Z", "starts in 2 years"),
        ("2026-08-10T12:00:00Z", "starts in 2 months"),  # not next month, which is September
        ("2026-08-30T12:00:00Z", "starts in 48 days"),
        ("2026-10-14T12:00:00Z", "starts in 3 days"),
        ("2026-10-16T12:00:00Z", "starts tomorrow"),
        ("2026-10-20T12:00:00Z", "now"),
        ("2026-11-02T12:00:00Z", "finished yesterday"),
        ("2026-12-20T12:00:00Z", "finished 49 days ago"),
        ("2027-11-02T12:00:00Z", "finished 12 months ago"),
        ("2028-10-25T12:00:00Z", "finished 23 months ago"),
        ("2029-05-10T12:00:00Z", "finished 2 years ago"),
    ],
)
def test_time_until_programme_is_beside_its_dates(
    context: Context, site: Site, moment: str, hint: str
) -> None:
    page = at(context, site, moment)
    dates = page.locator(".dates")
    expect(dates.locator(".hint")).to_have_text(hint)
    expect(dates).to_contain_text("1 November 2026")


def test_days_around_today_have_relative_names(context: Context, site: Site) -> None:
    page = at(context, site, "2026-10-19T12:00:00Z")
    hints = page.locator("h2 .hint").all_text_contents()
    assert hints[:4] == ["2 days ago", "yesterday", "today", "tomorrow"]


def test_value_in_an_english_sentence_of_a_script_says_its_own_language(browse: Browse) -> None:
    page = browse(
        "/eu/",
        of=SEASON.replace(b"[en]", b"[eu]"),
        moment="2027-03-01T12:00:00Z",
    )
    hint = page.locator(".dates .hint")
    expect(hint).to_have_attribute("lang", "en")
    assert page.evaluate("document.documentElement.lang") == "eu"
    expect(hint.locator("bdi")).to_have_attribute("lang", "eu")
    assert hint.inner_text().startswith(("starts ", "finished ")), "the words around it are English"


def test_now_and_next_follow_the_clock(context: Context, site: Site) -> None:
    page = at(context, site, "2026-10-24T18:59:40Z")
    assert lines(page) == [
        "Next 21:00–22:00 Berlin time, UTC+2 Berlin: doors Beispielhalle",
        "Today Saturday, 24 October 2026 ↓",
    ]
    page.clock.run_for(60_000)
    assert lines(page)[:2] == [
        "Now 21:00–22:00 Berlin time, UTC+2 Berlin: doors Beispielhalle",
        "Next 22:00 – 25 Oct, 04:00 Berlin time, UTC+2; clocks go back 1 hour"
        " Berlin: the night with the extra hour Beispielhalle",
    ]
    expect(page.locator(".event.on h3")).to_have_text("Now Berlin: doors")


def test_current_event_keeps_focus_when_clock_advances(context: Context, site: Site) -> None:
    page = at(context, site, "2026-10-24T18:30:00Z")
    link = page.locator(".now a").first
    link.focus()
    page.clock.run_for(120_000)
    expect(link).to_be_focused()


def test_night_with_extra_hour_lasts_seven_hours(context: Context, site: Site) -> None:
    page = at(context, site, "2026-10-25T02:59:00Z")
    assert lines(page)[0].startswith("Now 22:00")
    page.clock.run_for(120_000)
    assert lines(page)[0].startswith("Next in 3 days, 20:00")


def test_current_event_names_its_clocks_once(context: Context, site: Site) -> None:
    page = at(context, site, "2026-12-01T05:30:00Z", of="conference")
    expect(page.locator(".now small")).to_have_count(0)  # the page says it of all times
    expect(page.locator(".clocks")).to_have_text("All times are in India time (UTC+5:30).")
    page = at(context, site, "2026-10-24T22:30:00Z")
    page.locator(".clock summary").click()
    page.locator(".clock").get_by_label("My time zone").check()
    assert lines(page)[:2] == [
        "Now 25 Oct, 05:00–12:00 Japan Time Berlin: the night with the extra hour Beispielhalle",
        "Next in 3 days, 29 Oct, 02:00–04:15 Istanbul: first evening Örnek Salonu",
    ]


def test_time_of_postponed_event_is_struck_through(browse: Browse) -> None:
    row = browse("/en/", of="tour").locator(".event.postponed")
    line = row.locator(".when time").evaluate("time => getComputedStyle(time).textDecorationLine")
    assert line == "line-through"


def test_today_is_no_link_if_today_is_not_shown(context: Context, site: Site) -> None:
    page = at(context, site, "2026-10-24T18:59:40Z", "/en/?place=lisbon")
    assert not any(line.startswith("Today") for line in lines(page))
    page.get_by_role("link", name="Show all").first.click()
    assert any(line.startswith("Today") for line in lines(page))


def test_cancelled_event_is_not_next(context: Context, site: Site) -> None:
    page = at(context, site, "2026-10-30T14:30:00Z")
    assert not any("ferry" in line for line in lines(page))


def test_an_unannounced_end_is_not_guessed(context: Context, site: Site) -> None:
    page = at(context, site, "2026-12-01T09:50:00Z", of="conference")
    begun = [line for line in lines(page) if line.startswith("Began")]
    assert begun == ["Began 15:00 Batteries: how long is a piece of string? Room Lorem"]
    page.clock.run_for(45 * 60_000)
    assert not any("Batteries" in line for line in lines(page))


def test_today_is_one_tap_away(context: Context, site: Site) -> None:
    page = at(context, site, "2026-12-02T03:00:00Z", of="conference")
    expect(page.locator('.days [aria-current="date"]')).to_have_text("Wed 2 Dec")
    page.get_by_role("link", name="Wednesday, 2 December 2026 ↓").click()
    expect(page.locator("#day-2026-12-02 h2")).to_be_in_viewport()


def test_no_event_is_current_before_and_after_programme(context: Context, site: Site) -> None:
    for moment in ("2026-10-16T10:00:00Z", "2026-11-03T10:00:00Z"):
        expect(at(context, site, moment).locator(".now")).to_be_hidden()


def test_current_events_without_times_are_named(context: Context, site: Site) -> None:
    page = at(context, site, "2024-05-16T06:00:00Z", of="visit")
    assert lines(page) == ["Today State visit of President Vladimir Putin to China China"]


def test_a_long_programme_opens_at_what_is_on(context: Context, site: Site) -> None:
    moment = "2026-12-02T05:45:00Z"
    page = at(context, site, moment, of="conference")
    expect(page.locator(".event.on").first).to_be_in_viewport()
    expect(page.locator(".jump")).to_be_hidden()
    for address in ("/en/?category=talk", "/en/#day-2026-12-03"):
        page = at(context, site, moment, address, of="conference")
        expect(page.locator(".event.on").first).not_to_be_in_viewport()
    page.get_by_role("button", name="Jump to now").click()
    expect(page.locator(".event.on").first).to_be_in_viewport()


OPEN_AIR = shapes.open_air().encode()


@pytest.mark.parametrize(
    "moment", ["2027-07-29T18:00:00Z", "2027-07-29T23:00:00Z", "2027-07-30T22:30:00Z"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_a_long_programme_opens_right_below_the_heading_of_what_is_on(
    context: Context, site: Site, moment: str, width: int
) -> None:
    """Also where hundreds of rows above it are laid out only once they come near."""
    viewport = {"width": width, "height": 844}
    page = context(base_url=site(OPEN_AIR), viewport=viewport).new_page()
    page.clock.set_fixed_time(moment)
    page.goto("/en/")
    page.wait_for_function(
        """() => {
          const heading = [...document.querySelectorAll(".section")]
            .find((one) => one.querySelector(".event.on"))?.querySelector("h2");
          const row = document.querySelector(".event.on")?.getBoundingClientRect();
          return row && Math.abs(row.top - heading.getBoundingClientRect().bottom) < 30;
        }"""
    )


def test_what_a_filter_hides_is_not_named_as_on_or_next(context: Context, site: Site) -> None:
    moment = "2026-12-02T05:45:00Z"
    whole = lines(at(context, site, moment, of="conference"))
    hidden = lines(at(context, site, moment, "/en/?q=zzz", of="conference"))
    talks = lines(at(context, site, moment, "/en/?category=talk", of="conference"))
    assert whole != talks != hidden == []


# What is to be seen of the line below each title: the rows of text in it, and how much of its kind.
LINES = """
[...document.querySelectorAll('.event .more')].map((line) => {
  const box = (part) => line.querySelector(part).getBoundingClientRect();
  const [{ right, bottom }, kind] = [line.getBoundingClientRect(), box('.kind')];
  const room = Math.min(kind.right, right) - kind.left;
  return [box('.who').height <= 24, kind.bottom <= bottom, room > 20];
})
"""


@pytest.mark.parametrize("tag", ["en", "zh"])
def test_the_line_of_a_row_on_a_phone_shows_each_kind_and_breaks_no_name(
    browse: Browse, tag: str
) -> None:
    people = ("Bo Li", "Siobhán Müller-Lüdenscheidt", "Siobhán-Marie Müller-Lüdenscheidt-Novotná")
    parties = ", ".join(f"p{n}: {{name: {{mul: {name}}}}}" for n, name in enumerate(people))
    events = "".join(
        f"- {{id: e{n}, title: {{mul: E}}, when: 2027-05-19 10:00, place: hall, categories: shop,"
        f" parties: [p{n}]}}\n"
        for n in range(len(people))
    )
    forum = (
        "id: f\ntitle: {mul: F}\nlanguages: [en, zh]\nzone: Asia/Shanghai\n"
        "places: {hall: {name: {zh: 2号厅, en: Hall 2}}}\n"
        "categories: {shop: {name: {zh: 工作坊, en: Workshop}}}\n"
        f"parties: {{{parties}}}\nevents:\n{events}"
    )
    page = browse(f"/{tag}/", of=forum, viewport=PHONE)
    assert page.evaluate(LINES) == [[True, True, True]] * len(people)


def test_a_row_to_which_a_page_scrolls_is_below_the_heading_of_its_day(browse: Browse) -> None:
    events = "".join(
        f"- {{id: e{n}, title: E{n}, when: 2026-{day} 10:{n:02}}}\n"
        for day, start in (("08-01", 0), ("12-02", 30))
        for n in range(start, start + 30)
    )
    season = f"id: s\ntitle: S\nlanguages: [en]\nzone: Europe/London\nevents:\n{events}"
    moment = "2026-12-01T09:00:00Z"
    page = browse("/en/#event-e40", of=season, moment=moment, viewport=PHONE)
    heading = page.locator("#day-2026-12-02 h2")
    expect(heading).to_contain_text("Greenwich Mean Time, UTC")
    expect(heading).to_contain_text("tomorrow")
    page.evaluate("document.getElementById('event-e40').scrollIntoView()")
    tops = "id => document.querySelector(id).getBoundingClientRect()"
    assert page.evaluate(f"({tops})('#event-e40').top") >= page.evaluate(
        f"({tops})('#day-2026-12-02 h2').bottom"
    )


def test_days_that_are_over_are_folded_and_come_out_where_they_are_needed(
    context: Context, site: Site
) -> None:
    page = at(context, site, "2026-12-02T05:45:00Z", of="conference")
    first = page.locator("#day-2026-12-01")
    expect(first).to_be_hidden()
    expect(page.locator("#day-2026-12-02")).to_be_visible()
    page.locator('.days a[href="#day-2026-12-01"]').click()
    expect(first.locator("h2")).to_be_in_viewport()
    page = at(context, site, "2026-12-02T05:45:00Z", "/en/?q=registration", of="conference")
    assert shown(page) == ["registration"]
    page.get_by_role("link", name="Show all").first.click()
    expect(page.locator("#day-2026-12-01")).to_be_hidden()


@pytest.mark.parametrize("moment", ["2026-11-01T00:00:00Z", "2027-01-01T00:00:00Z"])
def test_nothing_is_folded_before_and_after_the_programme(
    context: Context, site: Site, moment: str
) -> None:
    page = at(context, site, moment, of="conference")
    expect(page.locator(".past")).to_have_count(0)
    expect(page.locator(".jump")).to_be_hidden()
    assert page.evaluate("scrollY") == 0


LONG_SEASON = "\n".join([
    "id: long", "title: Long", "languages: [en]", "zone: UTC",
    "categories: {match: Match, show: Show}", "events:",
    *(
        f"- {{id: d{n}, title: D{n}, when: 2026-{10 + n // 20}-{1 + n % 20:02} 10:00,"
        " categories: match}"
        for n in range(40)
    ),
    "- {id: show, title: Show, when: all 2026-11-05 to 2027-03-02, categories: show}",
    "- {id: final, title: Final, when: within 2027-01-31 to 2027-02-01, categories: match}",
])  # fmt: skip


@pytest.mark.parametrize("query", ["?category=match", "?category=show", "?day=2026-11-02"])
def test_strips_follow_a_filter_as_the_server_has_them(page: Page, site: Site, query: str) -> None:
    strips = (
        "document => [...document.querySelectorAll('.days li, .by-month li')]"
        ".filter(li => !li.hidden).map(li => li.textContent + li.firstChild.hash)"
    )
    page.goto(site(LONG_SEASON) + "/en/")
    page.evaluate("search => history.replaceState(null, '', search)", query)
    page.evaluate("dispatchEvent(new Event('popstate'))")
    expect(page.locator(".filters .all")).to_be_visible()
    fresh = (
        "async () => new DOMParser()"
        ".parseFromString(await (await fetch(location.href)).text(), 'text/html')"
    )
    script = f"async () => [({strips})(document), ({strips})(await ({fresh})())]"
    here, there = page.evaluate(script)
    assert here == there
    assert here


def test_a_filter_stays_from_view_to_view(browse: Browse) -> None:
    page = browse("/en/", of="conference")
    pick(page, "Categories", "Talk")
    for name in ("Calendar", "Timeline", "Map"):
        page.locator("nav").get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator(".narrow > summary .picked")).to_have_text("1")
        assert address(page) == "?category=talk"
        expect(page.get_by_text("Morning coffee")).to_have_count(0)
    page.locator(".narrow > summary").click()
    pick(page, "Categories", "Talk")
    expect(page.get_by_text("Morning coffee").first).to_be_visible()
    assert address(page) == ""


def test_a_host_of_files_filters_the_calendar_in_the_browser(browse: Browse) -> None:
    """It has one file for the page, whatever the query."""
    page = browse("/en/map/", of="conference")
    page.route("**/en/calendar/**", lambda it: it.fulfill(response=it.fetch(url=bare(it))))
    page.goto("/en/calendar/?category=talk")
    expect(page.get_by_text("Only a part of the programme is shown.")).to_be_visible()
    expect(page.get_by_text("Sensors in the rain")).to_be_visible()
    expect(page.get_by_text("Morning coffee").first).to_be_hidden()
    page.locator(".views").get_by_role("link", name="Timeline").click()
    assert address(page) == "?category=talk"


def bare(route: Route) -> str:
    """Return the address of a request without its query."""
    return route.request.url.partition("?")[0]


@pytest.mark.parametrize("language", ["zh", "en", "ru"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_foot_of_a_printed_agenda_is_not_alone_on_a_sheet(
    browse: Browse, language: str, paper: str
) -> None:
    page = browse(f"/{language}/")
    last_event = page.locator(".event h3").last.inner_text().split()[0]
    sheets = poppler("pdftotext", "-", "-", data=page.pdf(format=paper)).decode().split("\f")[:-1]
    assert len(sheets) <= 2
    assert last_event in sheets[-1]
    assert f"/{language}/" in sheets[-1], "the address beside the QR code"
