"""Real databases for tests of the ledger: an SQLite file, and a throw-away PostgreSQL server."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

DATABASES = ["sqlite", "postgresql"]
_numbers = count(1)


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


@cache
def _server() -> str | None:
    """Start a private server for this process, on a socket alone; return its URL or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        return None
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="itinerary-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(_as_postgres(*command), check=True, capture_output=True, cwd=folder)

    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
    control = str(programs / "pg_ctl")
    run(control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")

    def stop() -> None:
        subprocess.run(
            _as_postgres(control, "-D", str(data), "-m", "immediate", "stop"),
            capture_output=True,
            cwd="/",
        )
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)
    return f"postgresql+psycopg://postgres@/postgres?host={folder}"


def new_database(kind: str, folder: Path) -> str:
    """Return the address of a new, empty database; skip the test if no server can be started."""
    if kind == "sqlite":
        return str(folder / f"{next(_numbers)}.ledger.sqlite")
    url = _server()
    if url is None:
        pytest.skip("PostgreSQL's server programs are not installed (Debian: postgresql)")
    name = f"ledger_{os.getpid()}_{next(_numbers)}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.replace("@/postgres?", f"@/{name}?")


def execute(address: str, statements: Iterable[str]) -> None:
    """Execute statements in a database, in one transaction."""
    engine = sa.create_engine(address if "://" in address else f"sqlite:///{address}")
    with engine.begin() as connection:
        for statement in statements:
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()
