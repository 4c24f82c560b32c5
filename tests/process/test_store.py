"""The store and its audit, on SQLite and PostgreSQL: concurrency, damage, growth, migrations."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from itinerary.ledger import ChangeKind, LedgerError, TooManyCancellationsError, revise
from itinerary.ledger.audit import audit
from itinerary.ledger.store import Ledger
from itinerary.ledger.tables import LEDGER
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.value import replace
from tests.support.databases import DATABASES, new_database
from tests.support.edits import START, Editor, words

TABLES = ("ledger_version", "edition", "head", "revision", "feed", "picture")

Open = Callable[[str | Path], Ledger]


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_database(request.param, tmp_path)


def programme(title: str = "Edited", *, size: int = 6, id: str = "edited") -> Itinerary:
    made = Editor(Random(7), size=size).programme
    first = replace(made.events[0], title=words(title))
    return replace(made, id=id, events=(first, *made.events[1:]))


def test_concurrent_publishers_lose_and_double_no_edition(address: str, open_ledger: Open) -> None:
    many, each = 4, 15
    barrier = threading.Barrier(many)
    open_ledger(address).publish(programme(), START)

    def publish(who: int) -> None:
        ledger = open_ledger(address)
        barrier.wait()
        for n in range(each):
            ledger.publish(programme(f"{who}-{n}"), START + timedelta(hours=n), note=f"{who}-{n}")
        ledger.close()

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(publish, range(many)))
    ledger = open_ledger(address)
    log = ledger.log("edited", until=10**6)
    assert [entry.number for entry in log] == list(range(many * each + 1, 0, -1))
    assert {entry.note for entry in log} == {
        "",
        *(f"{w}-{n}" for w in range(many) for n in range(each)),
    }
    assert audit(ledger, "edited") == []


def test_reader_sees_whole_editions_during_publishing(address: str, open_ledger: Open) -> None:
    writer, reader = open_ledger(address), open_ledger(address)
    made = {1: writer.publish(programme(), START)}
    done = threading.Event()

    def publish() -> None:
        for n in range(2, 30):
            made[n] = writer.publish(programme(f"Title {n}"), START + timedelta(hours=n))
        done.set()

    thread = threading.Thread(target=publish)
    thread.start()
    seen = []
    while not done.is_set():
        seen.append(reader.latest("edited"))
    thread.join()
    assert len(seen) > 1
    for edition in seen:
        assert edition == made[edition.number if edition else 0]
    assert reader.latest("edited") == made[29]


def test_refused_publish_writes_nothing(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    whole = programme()
    ledger.publish(whole, START)
    with pytest.raises(TooManyCancellationsError, match="would cancel 4 of 6 coming events"):
        ledger.publish(replace(whole, events=whole.events[:2]), START)
    assert ledger.number("edited") == 1
    assert len(ledger.log("edited", until=9)) == 1
    allowed = replace(whole, events=whole.events[:2])
    assert ledger.publish(allowed, START, allow_cancellations=True).number == 2


def test_programmes_in_one_ledger_are_independent(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    ledger.publish(programme("One"), START)
    ledger.publish(programme("Other", id="other"), START)
    ledger.publish(programme("One more"), START)
    assert ledger.programmes() == ["edited", "other"]
    assert (ledger.number("edited"), ledger.number("other")) == (2, 1)
    assert ledger.latest("nobody") is None
    assert audit(ledger, "edited") == audit(ledger, "other") == []


def test_edition_of_every_reader_equals_edition_of_publisher(
    address: str, open_ledger: Open
) -> None:
    ledger = open_ledger(address)
    ledger.publish(programme(), START)
    changed = programme("Another title")
    shuffled = replace(changed, places=changed.places[::-1], parties=changed.parties[::-1])
    second = ledger.publish(shuffled, START + timedelta(hours=1))
    assert second.number == 2
    assert open_ledger(address).latest("edited") == second


def test_log_has_the_changes_of_each_edition(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    first = ledger.publish(programme(), START)
    ledger.publish(programme("New"), START + timedelta(days=1), note="why")
    uid = first.itinerary.events[0].uid
    newest, oldest = ledger.log("edited", until=2)
    assert (newest.number, newest.note, len(newest.changes)) == (2, "why", 1)
    assert newest.changes[0].kind is ChangeKind.CHANGED
    assert newest.changes[0].fields == ("title",)
    assert {change.kind for change in oldest.changes} == {ChangeKind.ADDED}
    assert ledger.log("edited", until=1) == (oldest,)
    assert ledger.log("edited", until=2, most=1) == (newest,)
    assert [len(entry.changes) for entry in ledger.log("edited", until=2, uid=uid)] == [1, 1]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE revision SET data = replace(data, 'Title', 'Forged')", "its hash differs"),
        ("UPDATE revision SET number = number + 1 WHERE edition = 1", "its hash differs"),
        ("UPDATE edition SET published = published - 86400 WHERE number = 2", "not later than"),
        ("UPDATE edition SET note = 'forged' WHERE number = 1", "its hash differs"),
        ("DELETE FROM edition WHERE number = 2", "edition 2 is missing"),
        ("UPDATE feed SET changed = changed + 1", "edition 1: the times of its feeds are wrong"),
    ],
)
def test_audit_finds_tampered_rows(
    address: str, statement: str, said: str, open_ledger: Open
) -> None:
    ledger = open_ledger(address)
    for n in range(3):
        ledger.publish(programme(f"Title {n}"), START + timedelta(hours=n))
    assert audit(ledger, "edited") == []
    with ledger.database.writing() as connection:
        connection.run(statement)
    assert any(said in line for line in audit(open_ledger(address), "edited"))


def test_ledger_grows_with_changes_only(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    ledger.publish(programme(size=50), START)
    for n in range(20):
        ledger.publish(programme(f"Title {n}", size=50), START + timedelta(hours=n))
    with ledger.database.reading() as connection:
        rows = {
            table: connection.value(f"SELECT count(*) FROM {table}")
            for table in ("edition", "head", "revision", "feed")
        }
    facets = programme(size=50).events[0].facets
    assert rows == {"edition": 21, "head": 1, "revision": 70, "feed": 7 + 20 * len(facets)}


def test_restore_never_overwrites(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    ledger.publish(programme(), START)
    with pytest.raises(LedgerError, match="never overwritten"):
        ledger.restore(revise(None, programme(), START))


def test_ledger_of_a_newer_version_is_refused(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    ledger.publish(programme(), START)
    with ledger.database.writing() as connection:
        connection.run("UPDATE ledger_version SET version = 99")
    with pytest.raises(LedgerError, match="made by a newer Itinerary"):
        open_ledger(address)


def test_ledger_without_feed_times_is_migrated(address: str, open_ledger: Open) -> None:
    old = open_ledger(address)
    old.publish(programme(), START)
    for statement in ("DROP TABLE feed", "UPDATE ledger_version SET version = 1"):
        with old.database.writing() as connection:
            connection.run(statement)
    ledger = open_ledger(address)
    first = ledger.latest("edited")
    assert first is not None
    for facet in revise(None, programme(), START).feed_times:
        assert first.modified(Selection.only(*facet)) == START  # as it was published
    second = ledger.publish(programme("Title 2"), START + timedelta(hours=1))
    third = ledger.publish(programme("Title 3"), START + timedelta(hours=2))
    assert set(second.feed_times.values()) == {second.published}
    assert set(third.feed_times.values()) == {second.published, third.published}
    assert open_ledger(address).edition("edited", 3) == third
    assert audit(ledger, "edited") == []


def test_opening_a_ledger_again_keeps_its_version(address: str, open_ledger: Open) -> None:
    open_ledger(address).publish(programme(), START)
    for _ in range(2):
        ledger = open_ledger(address)
        with ledger.database.reading() as connection:
            versions = connection.rows("SELECT version FROM ledger_version")
            assert [row["version"] for row in versions] == [len(LEDGER.migrations)]


def test_reading_makes_no_tables(address: str, open_ledger: Open) -> None:
    ledger = open_ledger(address)
    assert (ledger.programmes(), ledger.number("edited"), ledger.latest("edited")) == ([], 0, None)
    assert ledger.plan(programme(), START)[0] is None
    if "://" in address:
        with ledger.database.reading() as connection:
            assert not any(connection.has_table(name) for name in TABLES)
    else:
        assert not Path(address).exists()
    assert ledger.publish(programme(), START).number == 1
    assert open_ledger(address).programmes() == ["edited"]


def test_ledger_without_former_languages_is_migrated_from_its_past_heads(
    address: str, open_ledger: Open
) -> None:
    old = open_ledger(address)
    spoken = (("en", "ru"), ("ru", "en"), ("en",), ("en", "zh"), ("ru", "zh"))
    for hours, languages in enumerate(spoken):
        for id in ("edited", "other"):
            made = programme(f"Title {hours}", id=id)
            old.publish(replace(made, languages=languages), START + timedelta(hours=hours))
    forget = "UPDATE head SET retired = '[]'", "UPDATE ledger_version SET version = 2"
    for statement in forget:
        with old.database.writing() as connection:
            connection.run(statement)
    ledger = open_ledger(address)
    for id in ("edited", "other"):
        former = [ledger.edition(id, number).former_languages for number in range(1, 6)]
        assert former == [(), (), ("ru",), ("ru",), ("en",)]
        assert audit(ledger, id) == []
        assert ledger.latest(id) == old.edition(id, 5)
    sixth = ledger.publish(programme("Title 6"), START + timedelta(days=1))
    assert sixth.former_languages == ("zh",)  # it is in English and Russian
    assert open_ledger(address).edition("edited", 6) == sixth


def corrupt(folder: Path) -> str:
    (folder / "x.sqlite").write_bytes(b"this is not a database" * 100)
    return str(folder / "x.sqlite")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: str(folder / "no" / "folder.sqlite"), "there is no folder"),
        (corrupt, "not a database"),
        (lambda folder: "nonsense://x", "no address of a ledger"),
        (
            lambda folder: f"sqlite:///{folder}/x.sqlite?timeout=3",
            "write the path of the file alone",
        ),
        (lambda folder: "sqlite://", "write the path of the file alone"),
        (lambda folder: "mysql://u:secret@h/x", "write a file, or postgresql+psycopg://"),
        (lambda folder: "postgresql+pg8000://u:secret@h/x", "write a file, or postgresql+psycopg"),
        (lambda folder: "postgresql+psycopg://u:secret@127.0.0.1:9/x", "cannot be used"),
    ],
)
def test_unusable_database_raises_an_error_in_words(
    make: Callable[[Path], str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger(make(tmp_path)).publish(programme(), START)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_sqlite_is_set_up_to_survive_power_failure(tmp_path: Path, open_ledger: Open) -> None:
    file = tmp_path / "x.sqlite"
    ledger = open_ledger(file)
    with ledger.database.reading() as connection:
        assert connection.value("PRAGMA journal_mode") == "wal"
        assert connection.value("PRAGMA synchronous") == 2
        assert connection.value("PRAGMA busy_timeout") == 15000
    ledger.close()
    with closing(sqlite3.connect(file)) as database, database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
