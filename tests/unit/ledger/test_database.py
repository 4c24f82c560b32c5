"""The database of a ledger: how it is found, and what becomes of a transaction."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from itinerary.ledger import LedgerError
from itinerary.ledger.connection import ConstraintError
from itinerary.ledger.database import Database
from itinerary.ledger.tables import LEDGER

HEAD = "INSERT INTO head (programme, edition, digest, data, retired) VALUES ('x', 1, '', '', '')"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "x.sqlite", LEDGER)


def write(database: Database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.run(statement)


def heads(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.value("SELECT count(*) FROM head"))


def test_database_on_a_server_names_what_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.delitem(sys.modules, "itinerary.ledger.database_server", raising=False)
    with pytest.raises(LedgerError, match=r"sqlalchemy is not installed; run: pip install"):
        Database("postgresql+psycopg://me@host/database", LEDGER)


def test_database_in_a_file_stays_there_when_the_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///x.sqlite", LEDGER)
    database.ensure_tables()
    database.close()  # so that it connects again
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    with database.reading() as connection:
        assert connection.has_table("head")
    database.close()


def test_transaction_that_fails_leaves_nothing_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(ConstraintError, match="UNIQUE"):
        write(database, HEAD, HEAD)
    write(database, HEAD)
    with pytest.raises(LedgerError, match="no such table"):
        write(database, HEAD.replace("'x'", "'y'"), "DELETE FROM elsewhere")
    assert heads(database) == 1
    database.close()


def test_reader_sees_one_state_while_others_write(database: Database) -> None:
    database.ensure_tables()
    with database.reading() as before:
        assert before.value("SELECT count(*) FROM head") == 0
        write(database, HEAD)
        assert before.value("SELECT count(*) FROM head") == 0
    assert heads(database) == 1
    database.close()
