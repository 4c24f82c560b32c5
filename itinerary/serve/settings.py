"""What a server is told, and its defaults."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

DEFAULT_SITE = "http://localhost:8000/"
PORT = 8000

OF_ONE_NETWORK = 512
"""Connections that a worker holds for one network: enough for an office behind one address, whose
apps ask and go, and not enough for one client to take all."""


def default_ledger_path(file: Path) -> Path:
    """Return where the ledger of a file is if nothing else is said: beside it."""
    return file.with_suffix(".ledger.sqlite")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and how; every worker process gets the same.

    `file` is None to follow the ledger only; `published` is the digest of a state of it that need
    not be published again, and `pictures` the files of pictures that it names; `reload` tells
    whether to follow it, `local` whether only people at this machine see the pages. `theme` is a
    folder of templates and static files that go before ours. `proxies` are the addresses and
    networks whose connections are not counted, `connections` how many a worker holds for another
    network. `certificate` and `key` are PEM files.
    """

    file: Path | None
    ledger: str
    site: str | None
    programme: str | None = None
    published: str = ""
    pictures: frozenset[Path] = frozenset()
    reload: bool = True
    local: bool = False
    theme: Path | None = None
    workers: int = 1
    proxies: tuple[str, ...] = ()
    connections: int = OF_ONE_NETWORK
    certificate: Path | None = None
    key: Path | None = None
