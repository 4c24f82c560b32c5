"""The follower of the ledger: from where it reads the editions of the past."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from itinerary.ledger.store import Ledger
from itinerary.model.text import Text
from itinerary.serve.ledger_follower import LedgerFollower
from itinerary.value import replace
from tests.conftest import NOW, SITE, edition_of

EDITIONS = 12


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Give a ledger with some editions of the visit."""
    ledger = Ledger(tmp_path / "ledger.sqlite")
    publish(ledger, range(1, EDITIONS + 1))
    yield ledger
    ledger.close()


def publish(ledger: Ledger, numbers: range) -> None:
    itinerary = edition_of("visit").itinerary
    for number in numbers:
        title = Text((("en", f"Edition {number}"),))
        first = replace(itinerary.events[0], title=title)
        edited = replace(itinerary, events=(first, *itinerary.events[1:]))
        assert ledger.publish(edited, NOW).number == number


def count_readings(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each edition is added that is read from the first record on."""
    read: list[int] = []
    real = ledger.edition

    def edition(programme: str, number: int) -> object:
        read.append(number)
        return real(programme, number)

    monkeypatch.setattr(ledger, "edition", edition)
    return read


def test_clients_that_replay_editions_at_once_cost_one_reading_from_the_start_each(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = LedgerFollower.of(ledger, edition_of("visit").itinerary.id, site=SITE)
    read = count_readings(ledger, monkeypatch)
    for number in range(1, EDITIONS - 3):
        for client in (3, 0):  # one is ahead of the other by three editions
            for asked in (number + client - 1, number + client):
                if asked:
                    found = follower.current.at(asked)
                    assert found.number == asked
                    assert found.itinerary.events[0].title.to("en") == f"Edition {asked}"
    assert read == [3, 1]


def test_edition_before_a_new_one_is_not_read_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = LedgerFollower.of(ledger, edition_of("visit").itinerary.id, site=SITE)
    former = follower.current.edition
    publish(ledger, range(EDITIONS + 1, EDITIONS + 2))
    read = count_readings(ledger, monkeypatch)
    later = follower.poll()
    assert later
    assert later.at(EDITIONS) is former
    assert not read
