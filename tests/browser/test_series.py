"""Series in a browser: the next date by the reader's clock, and the folded agenda."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Browse, Site
from tests.browser.test_everywhere import (
    AXE,
    Tab,
    accessible,
    complete,
    considerate,
    fitting,
    operable,
)

PROGRAMME = b"""\
id: club
title: Club
languages: [en]
zone: Europe/Berlin
sources: {board: {who: The board}}
places: {hall: Hall}
series:
  choir: {title: Choir, description: "Bring **water**.", link: https://choir.example/}
  reading: Reading circle
events:
- id: choir
  title: Rehearsal
  when: 2027-01-07 19:00 to 21:00
  repeat: {every: week, times: 20, except: 2027-01-21}
  place: hall
  sources: board
- id: reading
  title: Reading
  when: 2027-01-12
  repeat: {every: second tuesday, times: 7}
  sources: board
- id: concert
  series: choir
  title: Concert
  when: 2027-06-05 18:00
  status: cancelled
  sources: board
- {id: party, title: Party, when: 2027-02-21 18:00, sources: board}
"""


def at(browse: Browse, path: str, moment: datetime) -> Page:
    page = browse("/en/about/", of=PROGRAMME, viewport=PHONE)
    page.clock.set_fixed_time(moment)
    page.goto(path)
    return page


def test_page_of_a_series_says_what_is_next(browse: Browse) -> None:
    page = at(browse, "/en/series/choir/", datetime(2027, 1, 14, 20, 30, tzinfo=UTC))
    expect(page.locator(".coming")).to_have_text("Next: Thu 28 Jan")
    assert page.locator(".dates-of .over").count() == 2
    page = at(browse, "/en/series/choir/", datetime(2027, 1, 14, 19, tzinfo=UTC))
    expect(page.locator(".coming")).to_have_text("Now: Thu 14 Jan")
    page = at(browse, "/en/series/choir/", datetime(2027, 6, 1, tzinfo=UTC))
    expect(page.locator(".coming")).to_have_text("All announced dates are over.")


def test_the_next_date_has_its_year_if_that_is_not_this_year(browse: Browse) -> None:
    yearly = b"""id: y
title: Y
languages: [en]
zone: UTC
sources: {b: B}
events:
- {id: fair, title: Fair, when: all 2026-11-25 to 2026-11-26, sources: b,
   repeat: {every: year, times: 8}}
"""
    page = browse("/en/series/fair/", of=yearly, moment="2026-11-27T12:00:00+00:00")
    coming = re.compile(r"Next: 25\s*–\s*26 Nov 2027")
    expect(page.locator(".coming")).to_have_text(coming)
    expect(page.locator(".dates-of .which").nth(1)).to_have_text(re.compile(r"25\s*–\s*26 Nov"))
    page.goto("/en/")
    expect(page.locator(".series-list .coming")).to_have_text(coming)
    expect(page.locator(".series-list .rhythm")).to_contain_text("(2 days)")
    page = browse("/en/series/fair/", of=yearly, moment="2026-11-24T12:00:00+00:00")
    expect(page.locator(".coming")).to_have_text("Next: 25–26 November, all days")


def test_a_date_of_a_series_goes_on_after_midnight_until_its_day_ends(browse: Browse) -> None:
    late = PROGRAMME.replace(b"zone:", b'day-starts: "06:00"\nzone:', 1)
    # The reading circle meets on 12 January, at an hour that was not announced.
    for hour, coming in ((3, "Now: Tue 12 Jan"), (6, "Next: Tue 9 Feb")):
        moment = datetime(2027, 1, 13, hour - 1, 30, tzinfo=UTC).isoformat()
        page = browse("/en/series/reading/", of=late, moment=moment)
        expect(page.locator(".coming")).to_contain_text(coming)
        page.goto("/en/")
        expect(page.locator(".series-list .coming").last).to_contain_text(coming)


def test_lists_say_the_next_date_of_each_series(browse: Browse) -> None:
    page = at(browse, "/en/", datetime(2027, 1, 14, 20, 30, tzinfo=UTC))
    expect(page.locator(".series-list .coming")).to_have_text(
        ["Next: Thu 28 Jan", "Next: Tue 9 Feb"]
    )
    page.goto("/en/places/hall/")
    expect(page.locator(".series-list .coming")).to_have_text("Next: Thu 28 Jan")
    expect(page.locator("#day-2027-01-14")).to_be_hidden()
    page.locator("#unfold summary").click()
    expect(page.locator("#day-2027-01-14")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_summary_unfolds_the_days_of_series(browse: Browse, script: bool) -> None:
    page = browse("/en/", of=PROGRAMME, viewport=PHONE, java_script_enabled=script)
    folded = page.locator("#day-2027-01-14")
    expect(folded).to_be_hidden()
    expect(page.locator("#day-2027-02-21")).to_be_visible()
    page.locator("#unfold summary").click()
    expect(folded).to_be_visible()


def test_link_to_a_folded_day_shows_it(browse: Browse) -> None:
    page = browse("/en/#day-2027-01-14", of=PROGRAMME)
    expect(page.locator("#day-2027-01-14")).to_be_visible()
    expect(page.locator("#day-2027-01-28")).to_be_hidden()


def test_filters_unfold_what_they_are_about(browse: Browse) -> None:
    page = browse("/en/", of=PROGRAMME)
    page.get_by_label("Search the programme").fill("reading")
    expect(page.locator(".series-list li:visible h3")).to_have_text(["Reading circle"])
    page.goto("/en/?series=choir")
    expect(page.locator("#day-2027-01-14")).to_be_visible()
    page.locator(".filters .all").click()
    expect(page.locator("#day-2027-01-14")).to_be_hidden()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
@pytest.mark.parametrize("path", ["/en/", "/en/series/choir/", "/en/series/reading/"])
def test_pages_of_series_are_accessible(browser: Browser, site: Site, path: str) -> None:
    base = site(PROGRAMME)
    tab = Tab(browser, base, "visit", script=True).open(path, DESKTOP)
    plain = Tab(browser, base, "visit", script=False)
    checks = [accessible(tab), fitting(tab)]
    if path != "/en/":  # its rows are checked with those of other programmes
        checks += [operable(tab), considerate(tab), complete(tab, plain)]
    faults = [found for check in checks for found in check]
    faults.append(("without script", plain.open(path, DESKTOP).check("dead")))
    faults.append(("complaints", tab.heard()))
    assert not any(found for _, found in faults), "\n".join(
        f"{name}: {fault}" for name, found in faults for fault in found
    )
    for one in (tab, plain):
        one.page.context.close()
