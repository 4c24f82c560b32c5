"""Waiting times in a browser: filters of a long agenda, and Lighthouse's verdict on a short one.

Both need Chromium. A figure in milliseconds is one of this machine at this moment. Therefore it is
given next to the time that the browser alone takes for the same change, measured in turns.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.load import Ratio, ratio
from tests.support.chromium import ALONE, CHROMIUM, FLAGS
from tests.support.programmes import CHOICES

PHONE = (390, 844)


# --- filters --------------------------------------------------------------------------------------

# Defines functions that make a choice, or show the same rows without it. They return the time until
# the frame with the result has been painted, in milliseconds.
TIMES = """
(() => {
  const rows = [...document.querySelectorAll("#programme :is(.section, .band, .event)")];
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(null);
  }));
  const timed = async (change) => {
    await painted();
    const begin = performance.now();
    change();
    await painted();
    return performance.now() - begin;
  };
  globalThis.times = {
    choose: (name, value) => timed(() => {
      const wanted = (one) => one.name === name && (name === "q" || one.value === value);
      const field = [...document.querySelector("form.filters").elements].find(wanted);
      if (name === "q") field.value = value; else field.checked = !field.checked;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }),
    hidden: () => rows.map((row) => row.hidden),
    hide: (hidden) => timed(() => rows.forEach((row, n) => (row.hidden = hidden[n]))),
  };
})()
"""


@dataclass(frozen=True)
class Filtering:
    """Milliseconds that choices of one kind take, and the ratio to hiding the same rows alone."""

    choices: tuple[float, ...]
    ratio: Ratio


def filtering(address: str, *, tries: int) -> dict[str, Filtering] | None:
    """Measure the choices in the agenda at `address`, each made and taken back so many times; None
    without Playwright or Chromium."""
    if CHROMIUM is None or not find_spec("playwright"):
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, ALONE], chromium_sandbox=False
        )
        page = browser.new_page(
            viewport={"width": PHONE[0], "height": PHONE[1]}, service_workers="block"
        )
        page.goto(address)
        page.evaluate(TIMES)
        found = {}
        for kind, choices in CHOICES.items():
            ours, alone = [], []
            for name, value in [*choices] * tries:
                all_shown = page.evaluate("times.hidden()")
                # A box is unticked by the same choice, words are deleted.
                for wanted in (value, "" if name == "q" else value):
                    ours.append(page.evaluate("pair => times.choose(...pair)", [name, wanted]))
                    if wanted is value:
                        some_shown = page.evaluate("times.hidden()")
                hide = "hidden => times.hide(hidden)"
                alone += [page.evaluate(hide, hidden) for hidden in (some_shown, all_shown)]
            found[kind] = Filtering(tuple(ours), ratio(ours, alone))
        browser.close()
    return found


# --- Lighthouse -----------------------------------------------------------------------------------

LIGHTHOUSE = (
    Path(__file__).parent.parent / "tests" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
)
PROMISE = 0.98
"""The lowest acceptable score of Lighthouse for the performance of the agenda."""

FIGURES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "speed-index": "speed index",
}
RUN_AGAIN = "Please run Lighthouse again"
"""A part of Lighthouse's message about a trace that Chromium did not record completely."""

SLOW = 1000
"""The `benchmarkIndex` below which Lighthouse takes a machine for too slow to judge performance."""


@dataclass(frozen=True)
class Marks:
    """A report of Lighthouse: see https://github.com/GoogleChrome/lighthouse/blob/main/docs/."""

    found: Mapping[str, Any]

    def score(self, category: str) -> float:
        """Return the score of a category, at most 1."""
        return float(self.found["categories"][category]["score"] or 0)

    def figure(self, audit: str) -> float:
        """Return what an audit measured, in its own unit."""
        return float(self.found["audits"][audit]["numericValue"])

    @property
    def machine(self) -> float:
        """The speed of the machine during the run, by Lighthouse's own measure (benchmarkIndex)."""
        return float(self.found["environment"]["benchmarkIndex"])

    def lost(self, category: str) -> list[str]:
        """Return the audits that cost points in a category."""
        refs = self.found["categories"][category]["auditRefs"]
        audits = [self.found["audits"][ref["id"]] for ref in refs]
        return [
            f"{audit['id']}: {audit['score']} {audit.get('displayValue', '')}"
            for audit in audits
            if audit["score"] is not None and audit["score"] < 1
        ]


def lighthouse(address: str, attempts: int = 4) -> Marks:
    """Return Lighthouse's report on a page on a phone.

    Lighthouse simulates the slow network and device from its observations (its throttling method
    `simulate`). A trace of Chromium's can be incomplete (NO_NAVSTART, NO_TRACING_STARTED…). Then
    Lighthouse asks for another run, and gets it up to `attempts` runs in all. Raises RuntimeError
    if it fails.
    """
    flags = ["--headless=new", "--no-sandbox", *FLAGS]  # it splits them at spaces: without ALONE
    run = subprocess.run(
        [
            *(str(LIGHTHOUSE), address, "--quiet", "--output=json"),
            *("--throttling-method=simulate", f"--chrome-flags={' '.join(flags)}"),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "CHROME_PATH": CHROMIUM or ""},
        timeout=600,
    )
    found = {} if run.returncode else json.loads(run.stdout)
    problem = run.stderr if run.returncode else str(found.get("runtimeError", ""))
    if not problem:
        return Marks(found)
    if RUN_AGAIN in problem and attempts > 1:
        return lighthouse(address, attempts - 1)
    raise RuntimeError(problem)


def performance(runs: Sequence[Marks]) -> float:
    """Return the median of Lighthouse's scores for performance."""
    return statistics.median(run.score("performance") for run in runs)


def noise(runs: Sequence[Marks] = ()) -> str:
    """Return why this machine is too busy or too slow for Lighthouse to judge performance, before
    or after some runs; nothing if it is quiet."""
    cores = os.cpu_count() or 1
    if not runs:
        busy = others_running()
        return f"{busy:.1f} others run on {cores} cores" if busy > cores / 4 else ""
    slowest = min(run.machine for run in runs)
    return f"Lighthouse's benchmarkIndex was {slowest:.0f}" if slowest < SLOW else ""


def others_running() -> float:
    """Return how many other threads run or are ready to, on average over a second.

    Systems other than Linux give the load average, which includes the time before.
    """
    file = Path("/proc/loadavg")
    if not file.exists():
        return os.getloadavg()[0]
    seen = []
    for _ in range(20):
        seen.append(int(file.read_text().split()[3].split("/")[0]) - 1)
        time.sleep(0.05)
    return statistics.mean(seen)
