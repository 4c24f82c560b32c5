"""Itinerary: one YAML file in; a site people read and calendars that stay right out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from flask import Flask

__version__ = "0.1.0"


def create_app(file: str | PathLike[str] | None = None, *, site: str | None = None) -> Flask:
    """Return the WSGI application that serves the programme in `file`.

    For WSGI servers: `granian --interface wsgi --factory itinerary:create_app`. Without arguments
    the environment decides: ITINERARY_FILE (default events.yaml) and ITINERARY_SITE, the address
    that all links begin with (default: `site:` in the file).

    Raises SourceError if the file holds no programme that can be published.
    """
    # Imported here, so that `itinerary --help` does not wait for Flask.
    import os
    from pathlib import Path

    from itinerary.live import Live
    from itinerary.web import create_app as create_web_app

    path = Path(file or os.environ.get("ITINERARY_FILE", "events.yaml"))
    live = Live(path, site=site or os.environ.get("ITINERARY_SITE"))
    return create_web_app(lambda: live.current)
