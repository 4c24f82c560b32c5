"""Editions handed from process to process."""

from __future__ import annotations

import pytest

from itinerary.ledger import Edition
from itinerary.serve.edition_handover import dump_edition, load_edition
from itinerary.serve.ledger_follower import LedgerFollower
from tests.conftest import PROGRAMMES, SITE


@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_handed_edition_is_the_edition(name: str, editions: dict[str, Edition]) -> None:
    edition = editions[name]
    handed = load_edition(dump_edition(edition))
    assert handed == edition
    assert [event.zone.info for event in handed.itinerary.events] == [
        event.zone.info for event in edition.itinerary.events
    ]


def test_follower_of_handed_edition_opens_the_ledger_only_to_look_for_the_next(
    editions: dict[str, Edition],
) -> None:
    def opened() -> None:
        raise AssertionError("the ledger is opened")

    edition = editions["visit"]
    follower = LedgerFollower(opened, edition, site=SITE)  # type: ignore[arg-type]
    assert follower.current.edition is edition
    with pytest.raises(AssertionError, match="is opened"):
        follower.poll()
