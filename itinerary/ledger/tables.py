"""The tables of the ledger, and their migrations.

A row of `revision`, `head` and `feed` holds from the `edition` that it came with until the edition
that superseded it (`until`, exclusive; null while it holds). So the state at any edition is one
query of each table.
"""

from __future__ import annotations

import json
from itertools import groupby

from itinerary.ledger.connection import Connection
from itinerary.ledger.database import Tables
from itinerary.ledger.rows import dump_retired, load_retired


def _create(connection: Connection) -> None:
    for statement in (
        """
        CREATE TABLE IF NOT EXISTS edition (
            programme VARCHAR(64) NOT NULL,
            number INTEGER NOT NULL,
            published BIGINT NOT NULL,
            note TEXT NOT NULL,
            digest VARCHAR(64) NOT NULL,
            PRIMARY KEY (programme, number)
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS head (
            programme VARCHAR(64) NOT NULL,
            edition INTEGER NOT NULL,
            until INTEGER,
            digest VARCHAR(64) NOT NULL,
            data TEXT NOT NULL,
            retired TEXT NOT NULL,
            PRIMARY KEY (programme, edition)
        )
        """,
        """
        CREATE TABLE IF NOT EXISTS revision (
            programme VARCHAR(64) NOT NULL,
            uid VARCHAR(255) NOT NULL,
            edition INTEGER NOT NULL,
            until INTEGER,
            place INTEGER NOT NULL,
            number INTEGER NOT NULL,
            created BIGINT NOT NULL,
            modified BIGINT NOT NULL,
            removed BIGINT,
            digest VARCHAR(64) NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (programme, uid, edition)
        )
        """,
        "CREATE INDEX IF NOT EXISTS revision_until ON revision (programme, until)",
        "CREATE INDEX IF NOT EXISTS revision_edition ON revision (programme, edition)",
    ):
        connection.run(statement)


def _add_feeds(connection: Connection) -> None:
    # When each feed last changed is not known of earlier editions: the next one dates them all.
    for statement in (
        """
        CREATE TABLE IF NOT EXISTS feed (
            programme VARCHAR(64) NOT NULL,
            field VARCHAR(16) NOT NULL,
            id VARCHAR(255) NOT NULL,
            edition INTEGER NOT NULL,
            until INTEGER,
            changed BIGINT NOT NULL,
            PRIMARY KEY (programme, field, id, edition)
        )
        """,
        "CREATE INDEX IF NOT EXISTS feed_until ON feed (programme, until)",
        "CREATE INDEX IF NOT EXISTS feed_edition ON feed (programme, edition)",
    ):
        connection.run(statement)


def _remember_languages(connection: Connection) -> None:
    """Add to each head the languages that heads before it had, and it has not."""
    heads = list(connection.rows("SELECT * FROM head ORDER BY programme, edition"))
    for _, of_programme in groupby(heads, lambda head: head["programme"]):
        earlier: dict[str, None] = {}
        for head in of_programme:
            languages = json.loads(head["data"])["languages"]
            former = [tag for tag in earlier if tag not in languages]
            earlier.update(dict.fromkeys(languages))
            if former:
                connection.run(
                    "UPDATE head SET retired = :retired"
                    " WHERE programme = :programme AND edition = :edition",
                    retired=dump_retired(load_retired(head["retired"])[0], former),
                    programme=head["programme"],
                    edition=head["edition"],
                )


def _add_pictures(connection: Connection) -> None:
    connection.run(
        f"""
        CREATE TABLE IF NOT EXISTS picture (
            programme VARCHAR(64) NOT NULL,
            digest VARCHAR(32) NOT NULL,
            width INTEGER NOT NULL,
            data {connection.binary} NOT NULL,
            PRIMARY KEY (programme, digest, width)
        )
        """
    )


# Six tables do not need Alembic: servers of one fleet open the ledger at the same moment, so the
# steps must run when it is opened, under a lock. An operator could forget a command of their own.
LEDGER = Tables(
    noun="ledger",
    version_table="ledger_version",
    migrations=(_create, _add_feeds, _remember_languages, _add_pictures),
    remedy="Take a backup of it, or move it away and rebuild it: itinerary ledger restore",
)
"""The tables of a ledger."""
