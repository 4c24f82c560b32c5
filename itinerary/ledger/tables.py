"""The tables of the ledger, their migrations, and how SQLite is set up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from itinerary.ledger.edition import Retired
from itinerary.model.text import Text

VERSION = 4
"""Of the tables; `_MIGRATIONS` leads to it from any earlier one."""

MODE = 0o600
"""Of a new file: for whoever publishes alone. The mode of one that is there stays as it is."""

LOCK = 0x17E3
"""Key of the PostgreSQL advisory lock under which tables are made and migrated."""


# --- tables ------------------------------------------------------------------------------------

metadata = sa.MetaData()
version_table = sa.Table(
    "ledger_version", metadata, sa.Column("version", sa.Integer, nullable=False)
)
edition_table = sa.Table(
    "edition",
    metadata,
    sa.Column("programme", sa.String(64), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("published", sa.BigInteger, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
)
head_table = sa.Table(
    "head",
    metadata,
    sa.Column("programme", sa.String(64), primary_key=True),
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", sa.Integer),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("retired", sa.Text, nullable=False),
)
revision_table = sa.Table(
    "revision",
    metadata,
    sa.Column("programme", sa.String(64), primary_key=True),
    sa.Column("uid", sa.String(255), primary_key=True),
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", sa.Integer),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("modified", sa.BigInteger, nullable=False),
    sa.Column("removed", sa.BigInteger),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Index("revision_until", "programme", "until"),
    sa.Index("revision_edition", "programme", "edition"),
)
feed_table = sa.Table(
    "feed",
    metadata,
    sa.Column("programme", sa.String(64), primary_key=True),
    sa.Column("field", sa.String(16), primary_key=True),
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("until", sa.Integer),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Index("feed_until", "programme", "until"),
    sa.Index("feed_edition", "programme", "edition"),
)
picture_table = sa.Table(
    "picture",
    metadata,
    sa.Column("programme", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(32), primary_key=True),
    sa.Column("width", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)


def _create(connection: sa.Connection) -> None:
    metadata.create_all(connection, [version_table, edition_table, head_table, revision_table])


def _add_feeds(connection: sa.Connection) -> None:
    # Of the editions before, nobody knows when each feed was changed; `revise` takes that for now.
    metadata.create_all(connection, [feed_table])


def _remember_languages(connection: sa.Connection) -> None:
    """Let each head know the languages of those before it (`_dump_retired`)."""
    heads = connection.execute(
        sa.select(head_table).order_by(head_table.c.programme, head_table.c.edition)
    ).all()
    for _, of_programme in groupby(heads, lambda head: head.programme):
        known: dict[str, None] = {}
        for head in of_programme:
            here = json.loads(head.data)["languages"]
            former = [tag for tag in known if tag not in here]
            known.update(dict.fromkeys(here))
            if former:
                connection.execute(
                    sa.update(head_table)
                    .where(
                        head_table.c.programme == head.programme,
                        head_table.c.edition == head.edition,
                    )
                    .values(retired=dump_retired(load_retired(head.retired)[0], former))
                )


def _add_pictures(connection: sa.Connection) -> None:
    metadata.create_all(connection, [picture_table])


# One step for each version, from an empty database on; applied in the transaction that records it.
# Six tables do not need Alembic: servers of one fleet open the ledger at the same moment, so the
# steps must run here, under a lock, and not from a command that somebody has to remember.
MIGRATIONS = (_create, _add_feeds, _remember_languages, _add_pictures)


# --- rows --------------------------------------------------------------------------------------


_LANGUAGES = "languages"


def dump_retired(retired: Iterable[Retired], former: Iterable[str]) -> str:
    """Return what an edition no longer has as JSON: field, id and names of each thing; languages
    are among them, without names."""
    things = [[r.field, r.id, r.name.entries] for r in retired]
    languages = [[_LANGUAGES, tag, []] for tag in former]
    return json.dumps([*things, *languages], ensure_ascii=False)


def load_retired(data: str) -> tuple[tuple[Retired, ...], tuple[str, ...]]:
    """Return the things and the languages that `_dump_retired` wrote."""
    rows = json.loads(data)
    things = tuple(
        Retired(field, id, Text(tuple((tag, words) for tag, words in name)))
        for field, id, name in rows
        if field != _LANGUAGES
    )
    return things, tuple(id for field, id, _ in rows if field == _LANGUAGES)


# --- databases -----------------------------------------------------------------------------------


def prepare_sqlite(engine: sa.Engine) -> None:
    """Let readers and one writer work at the same time, and lose nothing when power fails."""

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer that only begins to write after reading could be refused in the middle.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
