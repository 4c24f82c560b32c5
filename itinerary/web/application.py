"""The Flask application: routes, pages, headers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from itinerary.web import (
    about,
    agenda,
    assets,
    calendar,
    cards,
    changes,
    embed,
    errors,
    events,
    feeds,
    http,
    leaflet,
    making,
    maps,
    offline,
    pictures,
    programme,
    state,
    subscribe,
    templating,
    things,
)
from itinerary.web import theme as themes
from itinerary.web.press import Press
from itinerary.web.publication import Publication

_HERE = Path(__file__).parent.parent
# In a checkout the templates stand at the top level, in a wheel inside the package.
_TEMPLATES = next(p for p in (_HERE / "templates", _HERE.parent / "templates") if p.is_dir())

SOFTWARE = (_HERE, _TEMPLATES)
"""The folders of all that answers are made with, besides a theme."""


def create_app(
    current: Callable[[], Publication],
    *,
    theme: Path | None = None,
    make: making.Make = making.here,
) -> Flask:
    """Return the application that serves what `current()` returns, asked anew for each request.

    `theme` is a folder whose templates, and static files in its folder `static`, replace ours of
    the same name (`theme.read`). `make` calls what makes PDF and pictures.
    """
    app = Flask("itinerary", template_folder=str(_TEMPLATES), static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    state.init_app(app, current)
    errors.init_app(app)
    own = themes.read(theme)
    making.init_app(app, make)
    assets.init_app(app, assets.gather(_HERE / "static", own.static()))
    templating.init_app(app, own)
    for part in (
        about,
        agenda,
        calendar,
        cards,
        changes,
        embed,
        events,
        feeds,
        leaflet,
        maps,
        offline,
        pictures,
        programme,
        subscribe,
        things,
    ):
        app.register_blueprint(part.blueprint)
    app.before_request(http.without_query)
    app.after_request(http.harden)
    app.wsgi_app = Press(app.wsgi_app, current)  # type: ignore[assignment, method-assign]
    return app
