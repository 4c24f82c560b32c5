"""The feeds of the programmes are byte for byte those of golden/, which were reviewed."""

from __future__ import annotations

from tools.golden import GOLDEN, golden_feeds


def test_feeds_are_byte_for_byte_the_golden_ones() -> None:
    feeds = dict(golden_feeds())
    assert {file.name for file in GOLDEN.glob("*.ics")} == set(feeds)
    for name, body in feeds.items():
        assert body == (GOLDEN / name).read_bytes(), (
            f"{name} differs; if that is meant: python -m tools.golden, read the diff,"
            " and raise WORDING in itinerary/ledger/canonical.py"
        )
