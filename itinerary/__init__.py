"""Itinerary: one YAML file in; a site people read and calendars that stay right out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike
    from wsgiref.types import WSGIApplication

__version__: str
"""The version of the installed distribution, which setup.cfg states."""


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # a slow import, which few commands need

    return version(__name__)


def create_app(
    file: str | PathLike[str] | None = None,
    *,
    ledger: str | None = None,
    site: str | None = None,
) -> WSGIApplication:
    """Return the WSGI application that publishes the programme in `file` and keeps up with it.

    For WSGI servers: `gunicorn 'itinerary:create_app()'`. What is left out is taken from the
    environment: ITINERARY_FILE (default events.yaml; empty to follow the ledger only),
    ITINERARY_LEDGER (a file or URL; default: beside the file), ITINERARY_SITE, the address that all
    links begin with (default: `site:` in the file), ITINERARY_THEME, a folder of templates and
    static files that replace ours, and ITINERARY_SELECTIONS, the database of living selections
    (default: the ledger, none without a file; `none` for none).

    Raises SourceError if there is nothing that can be served, LedgerError if the ledger cannot be
    used.
    """
    # Imported here, so that `itinerary --help` does not wait for Flask.
    import logging
    import os
    from pathlib import Path

    from itinerary.serve import site_server
    from itinerary.serve.settings import Settings, default_ledger_path, selections_address
    from itinerary.website import theme as themes

    name = os.fspath(file) if file is not None else os.environ.get("ITINERARY_FILE", "events.yaml")
    path = Path(name) if name else None
    address = ledger or os.environ.get("ITINERARY_LEDGER")
    address = address or str(default_ledger_path(path or Path("events.yaml")))
    selections = os.environ.get("ITINERARY_SELECTIONS")
    settings = Settings(
        file=path,
        ledger=address,
        selections=selections_address(selections, address, publishes=path is not None),
        site=site or os.environ.get("ITINERARY_SITE"),
        theme=Path(theme) if (theme := os.environ.get("ITINERARY_THEME")) else None,
    )
    for notice in themes.read(settings.theme).left_out:
        logging.getLogger("itinerary").warning(notice)
    return site_server.load_wsgi(settings)
