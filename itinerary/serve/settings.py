"""What a server is told, and its defaults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_SITE = "http://localhost:8000/"
PORT = 8000

TICK = 0.1
"""Seconds between two looks at the file, and at the ledger."""

OF_ONE_NETWORK = 512
"""Connections that a worker holds for one network: enough for an office behind one address, whose
apps ask and go, and not enough for one client to take all."""


def default_ledger_path(file: Path) -> Path:
    """Return the path of a file's ledger if no other is given: beside the file."""
    return file.with_suffix(".ledger.sqlite")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and how; every process of a server gets the same.

    `file` is None to follow the ledger only. `site` is what links begin with, None to take that of
    the file; `programme` is needed only where the ledger holds several. `local` tells whether only
    people at this machine see the pages. `theme` is a folder of templates and static files that go
    before ours. `proxies` are the addresses and networks whose connections are not counted,
    `connections` how many a worker holds for another network. `certificate` and `key` are PEM
    files.
    """

    file: Path | None
    ledger: str
    site: str | None
    programme: str | None = None
    local: bool = False
    theme: Path | None = None
    workers: int = 1
    proxies: tuple[str, ...] = ()
    connections: int = OF_ONE_NETWORK
    certificate: Path | None = None
    key: Path | None = None
