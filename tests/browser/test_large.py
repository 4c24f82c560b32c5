"""A programme of 1,000 events stays light and quick."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Browse, Site
from tests.browser.weight import weigh
from tests.support.programmes import CHOICES, large

PROGRAMME = large(1000)

# Makes a choice in the form, and waits until the frame with the result has been painted.
CHANGE = """
async ([name, value]) => {
  const fields = [...document.querySelector('form.filters').elements];
  const field = fields.find((one) => one.name === name && (name === 'q' || one.value === value));
  if (name === 'q') field.value = value; else field.checked = !field.checked;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((painted) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = painted;
    port2.postMessage(null);
  }));
}
"""
# The events in sight, and those of the server's answer to the address that is shown.
IN_SIGHT = """
async () => {
  const events = (root) => [...root.querySelectorAll('.event')]
    .filter((event) => !event.closest('[hidden]'))
    .map((event) => event.querySelector('h3 a').getAttribute('href'));
  const answer = await (await fetch(location.href)).text();
  return [events(document), events(new DOMParser().parseFromString(answer, 'text/html'))];
}
"""
# Waits until the page has the index, which the first search asks for, and shows its hits.
INDEXED = """
async () => {
  const { href } = document.querySelector('link[rel=modulepreload][href*="/search."]');
  return (await import(href)).load();
}
"""
# Waits until what a frame left to the next ones is painted too.
REST = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Lays out what is out of sight too. Otherwise later frames do (`content-visibility`), and how many
# of them come before the count is read depends on the machine.
WHOLE = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets.push(sheet);
}
"""
ONE_DAY = "\n".join([
    "id: day", "title: Day", "languages: [en]", "zone: UTC", "places: {hall: Hall by the river}",
    "categories: {talk: Talk about one of the things}", "parties: {ada: Ada Lovelace}", "events:",
    *(
        f"- {{id: t{n}, title: {'What we learnt in eleven years of it ' * (1 + 3 * (n % 4 == 1))},"
        f" when: 2027-02-06 10:{n % 60:02}, place: hall, categories: talk, parties: [ada],"
        f" status: {'cancelled' if n % 4 == 2 else 'confirmed'}}}"
        for n in range(104)
    ),
]).encode()  # fmt: skip
# The rows that are not rendered and are lower than their links reach.
TOO_LOW = """
[...document.querySelectorAll('.long .event:nth-child(n+31)')].filter((row) => {
  const links = [...row.querySelectorAll('a')].map((link) => link.getBoundingClientRect().bottom);
  return Math.max(...links) > row.getBoundingClientRect().bottom + 1;
}).map((row) => row.id)
"""
MOST_LAYOUTS = 1
"""The layouts that a choice may cost."""


@pytest.mark.parametrize("tag", ["en", "zh", "ru"])
def test_large_agenda_weighs_less_than_150_kb(page: Page, site: Site, tag: str) -> None:
    path = f"/{tag}/"
    assert weigh(page, site(PROGRAMME) + path)[path] < 150_000


def test_heights_of_far_rows_are_guessed_high_enough_for_their_links(browse: Browse) -> None:
    """Else audits of the size of links find them covered by the next row."""
    page = browse("/en/", of=ONE_DAY, viewport=PHONE)
    far = page.locator(".long .event:nth-child(n+90)")
    assert far.count() == 15
    assert far.last.evaluate("(row) => getComputedStyle(row).contentVisibility") == "auto"
    assert page.evaluate(TOO_LOW) == []


@pytest.mark.parametrize("kind", CHOICES)
def test_filter_shows_same_events_as_server(browse: Browse, kind: str) -> None:
    page = browse("/en/", of=PROGRAMME, viewport=PHONE)
    for name, value in CHOICES[kind]:
        page.evaluate(CHANGE, [name, value])
        assert name != "q" or page.evaluate(INDEXED)
        here, there = page.evaluate(IN_SIGHT)
        assert 0 < len(here) < 1000
        assert here == there
        page.evaluate(CHANGE, [name, "" if name == "q" else value])
        assert len(page.evaluate(IN_SIGHT)[0]) == 1000


@pytest.mark.parametrize("kind", CHOICES)
def test_a_filter_lays_the_page_out_once(browse: Browse, kind: str) -> None:
    """`make bench` measures the time of a choice; this test counts its layouts."""
    page = browse("/en/", of=PROGRAMME, viewport=PHONE)
    page.evaluate(WHOLE)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    if kind == "search":  # without the index, which lays the page out again when it comes
        for words in ("trains", ""):
            page.evaluate(CHANGE, ["q", words])
            assert page.evaluate(INDEXED)
            page.evaluate(REST)

    def layouts() -> int:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return int(next(one["value"] for one in metrics if one["name"] == "LayoutCount"))

    for name, value in CHOICES[kind]:
        for wanted in (value, "" if name == "q" else value):
            before = layouts()
            page.evaluate(CHANGE, [name, wanted])
            assert layouts() - before <= MOST_LAYOUTS
            page.evaluate(REST)
