"""The tables of the ledger, and their migrations.

A row of `revision`, `head` and `feed` holds from the `edition` that it came with until the edition
that superseded it (`until`, exclusive; null while it holds). So the state at any edition is one
query of each table.
"""

from __future__ import annotations

import json
from itertools import groupby

import sqlalchemy as sa

from itinerary.ledger.rows import dump_retired, load_retired

VERSION = 4
"""Version of the tables; `MIGRATIONS` leads to it from any earlier one."""

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
    # When each feed last changed is not known of earlier editions: the next one dates them all.
    metadata.create_all(connection, [feed_table])


def _remember_languages(connection: sa.Connection) -> None:
    """Add to each head the languages that heads before it had, and it has not."""
    heads = connection.execute(
        sa.select(head_table).order_by(head_table.c.programme, head_table.c.edition)
    ).all()
    for _, of_programme in groupby(heads, lambda head: head.programme):
        earlier: dict[str, None] = {}
        for head in of_programme:
            languages = json.loads(head.data)["languages"]
            former = [tag for tag in earlier if tag not in languages]
            earlier.update(dict.fromkeys(languages))
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
# steps must run when it is opened, under a lock. An operator could forget a command of their own.
MIGRATIONS = (_create, _add_feeds, _remember_languages, _add_pictures)
