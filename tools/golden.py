"""`python -m tools.golden`: write the golden feeds anew.

Then read the diff: every change in a feed is a change on each subscriber's phone. If the same event
reads differently, WORDING in itinerary/ledger/canonical.py must be raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from itinerary.ledger import Edition, revise
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.source import read_file
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of

GOLDEN = Path(__file__).parents[1] / "tests" / "contracts" / "golden"


LANTERNS = GOLDEN.parents[1] / "data" / "lanterns.yaml"
"""A small programme in Japanese and in Arabic."""


def lanterns() -> Edition:
    """Return the first edition of LANTERNS."""
    return revise(None, read_file(LANTERNS, now=NOW).itinerary, NOW)


def golden_feeds() -> Iterator[tuple[str, bytes]]:
    """Yield the golden feeds: file name and bytes."""
    for programme in PROGRAMMES:
        edition = edition_of(programme)
        for tag in edition.itinerary.languages:
            body = render_feed(edition, Selection(), tag, site=SITE).body
            yield f"{programme}.{tag}.ics", body
    festival = lanterns()
    for tag in festival.itinerary.languages:
        body = render_feed(festival, Selection(), tag, site=SITE).body
        yield f"lanterns.{tag}.ics", body
    harbin = render_feed(edition_of("visit"), Selection(places=("harbin",)), "en", site=SITE)
    yield "visit.harbin.en.ics", harbin.body


def main() -> None:
    """Write all golden feeds."""
    GOLDEN.mkdir(exist_ok=True)
    for name, body in golden_feeds():
        (GOLDEN / name).write_bytes(body)
        print(name)


if __name__ == "__main__":
    main()
