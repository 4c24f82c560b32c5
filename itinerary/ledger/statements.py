"""The statements that read and write the tables of a ledger, in the SQL of `connection`."""

from __future__ import annotations

from itinerary.ledger.rows import CONTENT

# --- reading -------------------------------------------------------------------------------------

_HOLDS = "edition <= :number AND (until IS NULL OR until > :number)"
"""The condition under which a row holds at edition `number`."""

PROGRAMMES = "SELECT DISTINCT programme FROM edition ORDER BY programme"
NUMBER = "SELECT max(number) FROM edition WHERE programme = :programme"
DIGEST = "SELECT digest FROM edition WHERE programme = :programme AND number = :number"
EDITION = "SELECT * FROM edition WHERE programme = :programme AND number = :number"
EDITIONS = "SELECT * FROM edition WHERE programme = :programme ORDER BY number"
HEAD = f"SELECT * FROM head WHERE programme = :programme AND {_HOLDS}"
REVISIONS = f"""
    SELECT * FROM revision WHERE programme = :programme AND edition > :after AND {_HOLDS}
    ORDER BY place
"""
FEEDS = f"SELECT * FROM feed WHERE programme = :programme AND edition > :after AND {_HOLDS}"
WRITTEN = "SELECT * FROM revision WHERE programme = :programme AND edition = :edition"
PICTURE = """
    SELECT data FROM picture
    WHERE programme = :programme AND digest = :digest AND width = :width
"""
PICTURES = "SELECT digest, width FROM picture WHERE programme = :programme"

# --- the log -------------------------------------------------------------------------------------


def _log(condition: str) -> str:
    return f"""
        SELECT * FROM edition WHERE programme = :programme AND number <= :until {condition}
        ORDER BY number DESC LIMIT :most
    """


LOG = _log("")
LOG_OF_EVENT = _log(
    "AND number IN (SELECT edition FROM revision WHERE programme = :programme AND uid = :uid)"
)


def _changes(condition: str) -> str:
    """Return the query of revisions that came with the editions from `first` to `last`, each with
    the content of the one that it superseded, in columns named before_…."""
    before = ", ".join(f"before.{name} AS before_{name}" for name in CONTENT)
    return f"""
        SELECT after.*, {before}
        FROM revision AS after LEFT JOIN revision AS before
            ON before.programme = after.programme
            AND before.uid = after.uid
            AND before.until = after.edition
        WHERE after.programme = :programme
            AND after.edition BETWEEN :first AND :last {condition}
        ORDER BY after.edition, after.place
    """


CHANGES = _changes("")
CHANGES_OF_EVENT = _changes("AND after.uid = :uid")

# --- writing -------------------------------------------------------------------------------------


def _insert(table: str, *columns: str) -> str:
    names, values = ", ".join(columns), ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({values})"


def _end(table: str, *key: str) -> str:
    """Return the statement by which the row that holds, or that of a key, ends with `edition`."""
    same = " AND ".join(f"{column} = :{column}" for column in ("programme", *key))
    return f"UPDATE {table} SET until = :edition WHERE until IS NULL AND {same}"


INSERT_EDITION = _insert("edition", "programme", "number", "published", "note", "digest")
INSERT_HEAD = _insert("head", "programme", "edition", "digest", "data", "retired")
INSERT_REVISION = _insert("revision", "programme", "uid", "edition", "place", *CONTENT)
INSERT_FEED = _insert("feed", "programme", "field", "id", "edition", "changed")
INSERT_PICTURE = _insert("picture", "programme", "digest", "width", "data")
END_HEAD = _end("head")
END_REVISION = _end("revision", "uid")
END_FEED = _end("feed", "field", "id")
DELETE_PICTURE = "DELETE FROM picture WHERE programme = :programme AND digest = :digest"
