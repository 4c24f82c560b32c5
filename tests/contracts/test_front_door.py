"""The front door of a site of files chooses as the server does."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from itinerary.model.language_parents import unlike_their_names
from tests.conftest import ROOT
from tests.unit.model.test_language_parents import PREFERENCES

NODE = shutil.which("node")

# The browser, as far as the script looks at it; it prints where each reader is led.
BROWSER = """
const script = require("fs").readFileSync(0, "utf8");
const run = new Function("document", "navigator", "location", "localStorage", script);
for (const { wanted, offered, parents, chosen } of JSON.parse(process.argv[1])) {
  const links = [...offered, "x-default"].map((hreflang) => ({ hreflang }));
  const document = { querySelectorAll: () => links, currentScript: { dataset: { parents } } };
  const location = { search: "?q", hash: "#h", replace: (to) => console.log(to) };
  run(document, { languages: wanted }, location, { getItem: () => chosen ?? null });
}
"""


def led(cases: list[dict[str, object]]) -> list[str]:
    assert NODE
    script = (ROOT / "itinerary/static/js/preferred_language.js").read_text("utf-8")
    command = [NODE, "-e", BROWSER, json.dumps(cases)]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_the_browser_chooses_the_language_that_the_server_would() -> None:
    cases: list[dict[str, object]] = [
        {
            "wanted": wanted,
            "offered": offered,
            "parents": json.dumps(unlike_their_names(offered)),
        }
        for wanted, offered, _ in PREFERENCES
    ]
    best = [f"{best or offered[0]}/?q#h" for _, offered, best in PREFERENCES]
    assert led(cases) == best


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_a_choice_on_this_device_goes_before_what_the_browser_asks_for() -> None:
    reader: dict[str, object] = {"wanted": ["ru"], "offered": ["en", "ru", "zh"]}
    assert led([{**reader, "chosen": "zh"}, {**reader, "chosen": "de"}]) == ["zh/?q#h", "ru/?q#h"]
