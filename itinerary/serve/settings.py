"""The settings of a server, and their defaults."""

from __future__ import annotations

from pathlib import Path

from itinerary.value import Value

DEFAULT_SITE = "http://localhost:8000/"
PORT = 8000

TICK = 0.1
"""Seconds between two checks of the file for changes, and between two of the ledger."""

OF_ONE_NETWORK = 512
"""Connections that a worker holds for one network: enough for an office behind one address, whose
apps poll and close, too few for one client to use up all."""


def default_ledger_path(file: Path) -> Path:
    """Return the path of a file's ledger if no other is given: beside the file."""
    return file.with_suffix(".ledger.sqlite")


NO_SELECTIONS = "none"
"""The address that stands for no database of living selections."""


def selections_address(given: str | None, ledger: str, *, publishes: bool) -> str | None:
    """Return the address of the database of living selections, None for none: as `given`, by
    default the `ledger` of a server that publishes, because that writes to it at any rate."""
    if given == NO_SELECTIONS:
        return None
    return given or (ledger if publishes else None)


class Settings(Value):
    """The settings of a server; all its processes get the same.

    - `file`: None to follow the ledger only.
    - `ledger`: a path or the URL of a database.
    - `site`: the URL that links begin with; None for that of the file.
    - `programme`: the id of the programme, needed only if the ledger holds several.
    - `local`: whether only people at this machine can open the pages.
    - `theme`: a folder of templates and static files that take precedence over ours.
    - `proxies`: addresses and networks whose connections are not counted.
    - `connections`: how many connections a worker holds for any other network.
    - `selections`: a path or the URL of the database of living selections; None for none.
    - `certificate`, `key`: PEM files.
    - `documents`: the folder in which workers share slow documents; None if there is one worker.
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
    selections: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    documents: Path | None = None
