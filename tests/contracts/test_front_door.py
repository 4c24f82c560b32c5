"""The front door of a site of files chooses as the server does."""

from __future__ import annotations

import json

from itinerary.model.language_parents import unlike_their_names
from tests.conftest import ROOT
from tests.support.node import ran
from tests.unit.model.test_language_parents import PREFERENCES

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
    script = (ROOT / "itinerary/static/js/preferred_language.js").read_text("utf-8")
    return ran("-e", BROWSER, json.dumps(cases), words=script, check=True).stdout.split()


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


def test_a_choice_on_this_device_goes_before_what_the_browser_asks_for() -> None:
    reader: dict[str, object] = {"wanted": ["ru"], "offered": ["en", "ru", "zh"]}
    assert led([{**reader, "chosen": "zh"}, {**reader, "chosen": "de"}]) == ["zh/?q#h", "ru/?q#h"]
