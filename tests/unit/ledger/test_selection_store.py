"""The store of living selections, in SQLite: states, versions, bounds, and what is in the database.
tests/process/test_living.py tries it in both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest

from itinerary.ledger import Edition, LedgerError
from itinerary.ledger.living_selection import (
    LIFETIME,
    FullStoreError,
    LargeSelectionError,
    StaleVersionError,
    expired_before,
)
from itinerary.ledger.selection_store import LARGEST, SelectionStore, new_secret
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Status
from itinerary.source import read
from itinerary.value import replace
from tests.support.shapes import SHAPES

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SelectionStore]:
    opened = SelectionStore(tmp_path / "selections.sqlite")
    yield opened
    opened.close()


def test_selection_is_found_by_its_secret_in_its_programme_alone(store: SelectionStore) -> None:
    secret, made = store.make("visit", ["b", "a", "b"], NOW)
    assert (made.version, made.uids, made.changed) == (1, ("a", "b"), NOW)
    assert store.find("visit", secret) == made
    assert store.find("tour", secret) is None
    for other in (new_secret(), secret[:-1], f"{secret}A", secret.swapcase(), "", "%", "é" * 22):
        assert store.find("visit", other) is None


def test_secrets_are_128_random_bits_and_all_differ() -> None:
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert {len(secret) for secret in secrets} == {22}
    for place in range(21):  # the last digit has two bits
        assert len({secret[place] for secret in secrets}) > 50


def test_change_is_a_new_version_at_a_later_second(store: SelectionStore) -> None:
    secret, _ = store.make("visit", ["a"], NOW)
    second = store.change("visit", secret, ["a", "b"], 1, NOW)
    assert second
    assert (second.version, second.uids, second.changed) == (2, ("a", "b"), NOW + SECOND)
    third = store.change("visit", secret, [], 2, NOW + timedelta(hours=1))
    assert third
    assert (third.version, third.uids, third.changed) == (3, (), NOW + timedelta(hours=1))
    assert store.find("visit", secret) == third


def test_change_of_a_state_that_is_past_is_refused_with_the_present_one(
    store: SelectionStore,
) -> None:
    secret, _ = store.make("visit", ["a"], NOW)
    present = store.change("visit", secret, ["a", "b"], 1, NOW)
    for version in (1, 3):
        with pytest.raises(StaleVersionError) as stale:
            store.change("visit", secret, ["a", "c"], version, NOW)
        assert stale.value.present == present
    assert store.find("visit", secret) == present


def test_change_that_was_made_already_may_be_asked_for_again(store: SelectionStore) -> None:
    secret, _ = store.make("visit", ["a"], NOW)
    present = store.change("visit", secret, ["a", "b"], 1, NOW)
    assert store.change("visit", secret, ["b", "a"], 1, NOW) == present


def test_selection_that_is_deleted_is_gone(store: SelectionStore) -> None:
    secret, _ = store.make("visit", ["a"], NOW)
    assert not store.delete("tour", secret)
    assert store.delete("visit", secret)
    assert store.find("visit", secret) is None
    assert store.change("visit", secret, ["b"], 1, NOW) is None
    assert not store.delete("visit", secret)


def test_selections_are_bounded_in_number_and_size(tmp_path: Path) -> None:
    store = SelectionStore(tmp_path / "selections.sqlite", most=2)
    large = [sha256(str(number).encode()).hexdigest() for number in range(200)]
    with pytest.raises(LargeSelectionError, match=r"200 events are too many .* choose fewer"):
        store.make("visit", large, NOW)
    secret, _ = store.make("visit", large[:80], NOW)
    with pytest.raises(LargeSelectionError):
        store.change("visit", secret, large, 1, NOW)
    store.make("visit", [], NOW)
    with pytest.raises(FullStoreError):
        store.make("visit", [], NOW)
    store.make("tour", [], NOW)  # each programme has its own bound
    assert store.delete("visit", secret)
    store.make("visit", [], NOW)
    store.close()


def test_all_talks_of_a_weekend_take_2_kb_and_hundreds_of_long_ids_find_room(
    tmp_path: Path,
) -> None:
    itinerary = read(SHAPES["developers"]().encode(), file="weekend.yaml", now=NOW).itinerary
    talks = [event.uid for event in itinerary.counted]
    words = ["opening", "exhibition", "harbin", "gala", "talks", "signing", "forum", "theatre"]
    long = [
        f"{one}-of-the-{other}-of-{third}-{n % 7}@state-visit-2024.itinerary"
        for n, (one, other, third) in enumerate(product(words, repeat=3))
    ]
    store = SelectionStore(tmp_path / "selections.sqlite")
    for uids, most in ((talks, 2.2 * 2**10), (long[:300], LARGEST)):
        secret, _ = store.make("visit", uids, NOW)
        digest = sha256(secret.encode()).hexdigest()
        with closing(sqlite3.connect(tmp_path / "selections.sqlite")) as connection:
            ((size,),) = connection.execute(
                "SELECT length(uids) FROM living_selection WHERE digest = ?", (digest,)
            )
        assert size <= most
    assert len(talks) == 876
    store.close()


def test_database_has_neither_secrets_nor_whom_they_belong_to(tmp_path: Path) -> None:
    file = tmp_path / "selections.sqlite"
    store = SelectionStore(file)
    secret, _ = store.make("visit", ["talks@visit.itinerary"] * 3, NOW)
    store.close()
    with closing(sqlite3.connect(file)) as connection, connection:
        ((*row, uids),) = connection.execute("SELECT * FROM living_selection")
    digest = sha256(secret.encode()).hexdigest()
    assert row == ["visit", digest, 1, int(NOW.timestamp())]
    assert len(uids) <= LARGEST
    assert secret.encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert file.stat().st_mode & 0o777 == 0o600


def test_database_is_made_by_the_first_selection_and_not_by_looking(tmp_path: Path) -> None:
    file = tmp_path / "selections.sqlite"
    store = SelectionStore(file)
    assert store.find("visit", new_secret()) is None
    assert store.change("visit", new_secret(), [], 1, NOW) is None
    assert not store.delete("visit", new_secret())
    assert not file.exists()
    store.make("visit", [], NOW)
    assert file.exists()
    store.close()


def test_ledger_and_selections_share_a_file(tmp_path: Path, editions: dict[str, Edition]) -> None:
    file = tmp_path / "ledger.sqlite"
    ledger, store = Ledger(file), SelectionStore(file)
    secret, made = store.make("visit", ["a"], NOW)
    assert ledger.programmes() == []
    ledger.append(None, editions["visit"])
    assert ledger.latest(editions["visit"].itinerary.id) == editions["visit"]
    assert store.find("visit", secret) == made
    store.close()
    ledger.close()


@pytest.mark.parametrize("uids", ["x'00'", "'text'", "x'789c030000000001'"])
def test_damaged_row_is_told(store: SelectionStore, tmp_path: Path, uids: str) -> None:
    secret, _ = store.make("visit", ["a"], NOW)
    with closing(sqlite3.connect(tmp_path / "selections.sqlite")) as connection, connection:
        connection.execute(f"UPDATE living_selection SET uids = {uids}")
    with pytest.raises(LedgerError, match=r"database of selections .* is damaged: a selection"):
        store.find("visit", secret)


def test_selections_are_deleted_when_programme_and_last_change_are_long_past(
    store: SelectionStore, editions: dict[str, Edition]
) -> None:
    visit = editions["visit"]
    programme, end = visit.itinerary.id, datetime(2024, 5, 17, 16, tzinfo=UTC)
    old, _ = store.make(programme, [], end - timedelta(days=3))
    new, _ = store.make(programme, [], end + timedelta(days=3))
    other, _ = store.make("other", [], end)
    assert store.delete_expired(visit, end + LIFETIME - timedelta(days=1)) == 0
    assert store.delete_expired(visit, end + LIFETIME + timedelta(days=1)) == 1
    assert store.find(programme, old) is None
    assert store.find(programme, new)
    assert store.delete_expired(visit, end + LIFETIME + timedelta(days=9)) == 1
    assert store.find("other", other)


def test_programme_with_an_event_without_a_date_has_no_end(editions: dict[str, Edition]) -> None:
    edition, later = editions["visit"], datetime(2100, 1, 1, tzinfo=UTC)
    assert expired_before(edition, later) == later - LIFETIME
    first, *others = edition.itinerary.events
    for status, known in ((Status.CONFIRMED, None), (Status.CANCELLED, later - LIFETIME)):
        undated = replace(first, when=None, status=status)
        programme = replace(edition.itinerary, events=(undated, *others))
        assert expired_before(replace(edition, itinerary=programme), later) == known
    assert expired_before(replace(edition, itinerary=replace(programme, events=())), later) is None
