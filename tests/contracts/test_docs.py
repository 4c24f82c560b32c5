"""The numbers that docs state are those of the code.

Each row of `STATED` finds a number in a sentence of a document and says what it has to be. Line
breaks do not matter; a row whose sentence is gone fails.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from itinerary.ledger import living_selection, selection_store, sqlite_file
from itinerary.ledger.edition import TOMBSTONE_LIFETIME
from itinerary.model import cities
from itinerary.model.itinerary import LONGEST_UID, WIDTHS
from itinerary.model.zones import YEARS
from itinerary.render import addresses
from itinerary.render.calendars.content_lines import LINE_OCTETS
from itinerary.render.calendars.entry_text import (
    DESCRIPTION_LENGTH,
    SUMMARY_LENGTH,
    VISIBLE_LENGTH,
)
from itinerary.render.calendars.feed import REFRESH
from itinerary.render.calendars.vevent import LOCATION_LENGTH
from itinerary.render.documents import jsonld, sitemap
from itinerary.render.drawings import icon, share_image, sheet
from itinerary.render.vendors import calendar_links
from itinerary.render.words.screen_notices import RECENT
from itinerary.serve import (
    asgi_app,
    fast_path,
    living,
    process,
    rate_limit,
    settings,
    shared_documents,
    slow_document_process,
)
from itinerary.serve.cache import negotiation, private_validators, response_cache
from itinerary.source import pictures
from itinerary.source.text_fields import LONGEST_TITLE
from itinerary.website.request_context import LONGEST_MESSAGE
from tests.conftest import ROOT

WORDS = {
    "an hour": "PT1H",
    "a minute": "60",
    "two": "2",
    "three": "3",
    "four": "4",
    "eight": "8",
    "twelve": "12",
    "a tenth of a second": "0.1",
    "ten times a second": "0.1",
}
"""Amounts that docs write in words, as the code has them."""


SCRIPT = (ROOT / "itinerary/static/js/sw.js").read_text("utf-8")
SERVICE_WORKER = dict(re.findall(r"^const (\w+) = (\d+);", SCRIPT, re.MULTILINE))


def numbers(script: str) -> dict[str, int]:
    """Return the numbers that a script has as constants."""
    text = (ROOT / "itinerary/static/js" / script).read_text("utf-8")
    found = re.findall(r"^const (\w+) = ([\d_]+);", text, re.MULTILINE)
    return {name: int(amount) for name, amount in found}


SCREEN = numbers("screen.js")


class Stated(NamedTuple):
    """A sentence of a document, with `#` where it states an amount, and that amount."""

    document: str
    sentence: str
    amount: object


FEEDS = "reference/feeds.md"
MACHINES = "reference/machine-readable.md"
FILE = "reference/file-format.md"
MINE = "mine.md"

STATED = [
    Stated(FEEDS, "REFRESH-INTERVAL and X-PUBLISHED-TTL ask for #.", REFRESH),
    Stated(FEEDS, "A UID has at most # characters", LONGEST_UID),
    Stated(FEEDS, "Any day from # to", YEARS[0]),
    Stated(FEEDS, f"Any day from {YEARS[0]} to # is a selection", YEARS[-1]),
    Stated(FEEDS, "DESCRIPTION is plain text of at most # characters", DESCRIPTION_LENGTH),
    Stated(FEEDS, "LOCATION is one line of at most # characters", LOCATION_LENGTH),
    Stated(FEEDS, "longer than # characters", calendar_links.LONGEST),
    Stated(FEEDS, "the whole title (at most # characters)", LONGEST_TITLE),
    Stated(FEEDS, "so that SUMMARY has at most # characters", VISIBLE_LENGTH),
    Stated(FEEDS, "It never has more than # (Proton)", SUMMARY_LENGTH),
    Stated(FEEDS, "Lines are folded at # octets", LINE_OCTETS),
    Stated(FEEDS, "at most # characters long for every offered feed", addresses.LONGEST),
    Stated(MACHINES, "from # pages on", sitemap.MOST_URLS),
    Stated(MACHINES, "They are # × 630 pixels", share_image.WIDTH),
    Stated(MACHINES, "1200 × # pixels", share_image.HEIGHT),
    Stated(MACHINES, "the colour `#` in it becomes the programme's", icon.FIELD),
    Stated(MACHINES, "An agenda of more than # events", jsonld.MOST_DETAILED),
    Stated(MACHINES, "does not answer within # seconds", int(SERVICE_WORKER["PATIENCE"]) / 1000),
    Stated(MACHINES, "the newest # pages", SERVICE_WORKER["MOST_PAGES"]),
    Stated(MACHINES, "the newest # pictures", SERVICE_WORKER["MOST_PICTURES"]),
    Stated(FILE, "of at most # MB and", pictures.MOST_BYTES / 2**20),
    Stated(FILE, "and # million pixels", pictures.MOST_PIXELS / 10**6),
    Stated(FILE, "Pages show it up to # pixels across", WIDTHS[-1]),
    Stated("reference/agenda-addresses.md", "within # km of its `coordinates`", cities.TOWN),
    Stated("explanation/maps.md", "within #° of its middle", sheet.REGION),
    Stated("explanation/revisions.md", "in feeds until # days after", TOMBSTONE_LIFETIME.days),
    Stated("explanation/revisions.md", "sees a new edition within #", settings.TICK),
    Stated("guides/screens.md", "got another time or place, or is new, for # days", RECENT.days),
    Stated("guides/screens.md", "**Next**: the next # events of today", SCREEN["MOST"]),
    Stated("guides/screens.md", "a new edition every # to", SCREEN["POLL"] / 1000),
    Stated(
        "guides/screens.md",
        f"every {SCREEN['POLL'] // 1000} to # seconds",
        (SCREEN["POLL"] + SCREEN["JITTER"]) / 1000,
    ),
    Stated("guides/screens.md", "more than # seconds away from", SCREEN["TRUST"] / 1000),
    Stated(MINE, "(`application/json`) of at most # KB", LONGEST_MESSAGE / 2**10),
    Stated(MINE, "a body that says that it has more than # KB", LONGEST_MESSAGE / 2**10),
    Stated(MINE, "after # seconds the answer is 408", asgi_app.LONGEST_WAIT),
    Stated(MINE, "The UIDs of a selection take at most # KB", selection_store.LARGEST / 2**10),
    Stated(MINE, "at most 100,000 selections of # KB", selection_store.LARGEST / 2**10),
    Stated(MINE, "A programme has at most # selections", selection_store.MOST),
    Stated(MINE, "; at most # selections of 4 KB", selection_store.MOST),
    Stated(MINE, "has been over for # days", living_selection.LIFETIME.days),
    Stated(MINE, "not changed for # days are deleted", living_selection.LIFETIME.days),
    Stated(MINE, "The server looks once #.", f"PT{living.EACH / 3600:.0f}H"),
    Stated(MINE, "each worker admits # new selections", living.NEW_PER_HOUR),
    Stated(MINE, "new selections and # changes", living.CHANGES_PER_HOUR),
    Stated(MINE, "(IPv4 /24, IPv6 /#)", living.IPV6),
    Stated(MINE, "It counts the # networks", rate_limit.MOST),
    Stated(MINE, "in each worker: # for polls", asgi_app.SELECTION_THREADS),
    Stated(MINE, "for polls and # for writes", asgi_app.WRITING_THREADS),
    Stated(MINE, "only the ETags of the # that", private_validators.MOST),
    Stated(MINE, "writes wait for up to # seconds", sqlite_file.BUSY),
    Stated(MINE, "if this device has not asked for #, and", numbers("living.js")["FRESH"] / 1000),
    Stated("guides/mine.md", "together keep # of these", shared_documents.MOST_UNBOUNDED),
    Stated("guides/serve.md", "holds for one network; # by default", settings.OF_ONE_NETWORK),
    Stated("guides/serve.md", "raises the usual limit to #,", process.CONNECTIONS),
    Stated("guides/serve.md", "**Heads** may have # KB", fast_path.LONGEST_HEAD / 2**10),
    Stated("guides/serve.md", "longer than # bytes is taken as absent", negotiation.LONGEST_VALUE),
    Stated("guides/serve.md", "renders or queues at most # at a time", slow_document_process.MOST),
    Stated("guides/serve.md", "At most # MiB a worker", response_cache.CAPACITY / 2**20),
    Stated("guides/serve.md", "After at most # seconds the new edition", response_cache.WARM_UP),
    Stated("guides/serve.md", "see it within #", settings.TICK),
    Stated("guides/scale.md", "look for new editions #", settings.TICK),
]


@pytest.mark.parametrize("stated", STATED, ids=lambda stated: stated.sentence)
def test_docs_state_the_numbers_of_the_code(stated: Stated) -> None:
    text = " ".join((ROOT / "docs" / stated.document).read_text("utf-8").split())
    before, after = map(re.escape, stated.sentence.split("#"))
    amounts = "|".join(map(re.escape, WORDS))
    found = re.search(rf"{before}(#[0-9a-f]{{6}}|[\d.,]*\d|{amounts}){after}", text)
    assert found, f"{stated.document} does not say: {stated.sentence}"
    said = WORDS.get(found[1], found[1].replace(",", ""))
    amount = stated.amount
    assert said == amount if isinstance(amount, str) else float(said) == float(str(amount))
