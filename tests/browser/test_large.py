"""A programme of 1,000 events stays light and quick."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from bench.programmes import large
from tests.browser.conftest import PHONE, Browse, Site
from tests.browser.weight import weigh

PROGRAMME = large(1000)

# A choice in the form, until the frame that shows what came of it has been painted.
CHANGE = """
async ([name, value]) => {
  const fields = [...document.querySelector('form.filters').elements];
  const field = fields.find((one) => one.name === name && (name === 'q' || one.value === value));
  const begin = performance.now();
  if (name === 'q') field.value = value; else field.checked = !field.checked;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((painted) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = painted;
    port2.postMessage(null);
  }));
  return performance.now() - begin;
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
CHOICES = {
    "search": [("q", "trains"), ("q", "night"), ("q", "speaker 7")],
    "category": [("category", "concert")],
    "place": [("place", "harbin")],
}
TRIES = 12
"""How often a choice is made: what else the machine does at that moment is not ours."""


@pytest.mark.parametrize("tag", ["en", "zh", "ru"])
def test_its_agenda_weighs_less_than_150_kb(page: Page, site: Site, tag: str) -> None:
    path = f"/{tag}/"
    assert weigh(page, site(PROGRAMME) + path)[path] < 150_000


@pytest.mark.parametrize("kind", CHOICES)
def test_a_filter_answers_in_less_than_50_ms(browse: Browse, kind: str) -> None:
    page = browse("/en/", of=PROGRAMME, viewport=PHONE)
    for name, value in CHOICES[kind]:
        page.evaluate(CHANGE, [name, value])
        here, there = page.evaluate(IN_SIGHT)
        assert 0 < len(here) < 1000
        assert here == there
        page.evaluate(CHANGE, [name, "" if name == "q" else value])
        assert len(page.evaluate(IN_SIGHT)[0]) == 1000
    chosen, again = [], []
    for _ in range(TRIES // len(CHOICES[kind])):
        for name, value in CHOICES[kind]:
            chosen.append(page.evaluate(CHANGE, [name, value]))
            # A box is unticked by the same choice, words are deleted.
            again.append(page.evaluate(CHANGE, [name, "" if name == "q" else value]))
        if min(chosen) < 50 and min(again) < 50:
            break
    assert min(chosen) < 50, chosen
    assert min(again) < 50, again
