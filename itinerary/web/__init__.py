"""The Flask application: routes, pages, headers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from itinerary.formats.language import TRANSLATIONS
from itinerary.web import changes, errors, feeds, http, languages, pages, state
from itinerary.web.publication import Publication

_HERE = Path(__file__).parent.parent
# In a checkout the templates stand at the top level, in a wheel inside the package.
_TEMPLATES = next(p for p in (_HERE / "templates", _HERE.parent / "templates") if p.is_dir())


def create_app(current: Callable[[], Publication]) -> Flask:
    """Return the application that serves what `current()` returns, asked anew for each request."""
    app = Flask("itinerary", template_folder=str(_TEMPLATES), static_folder=str(_HERE / "static"))
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=languages.current_locale)
    state.init_app(app, current)
    errors.init_app(app)
    pages.init_app(app)
    app.register_blueprint(feeds.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(changes.blueprint)
    app.after_request(http.harden)
    return app
