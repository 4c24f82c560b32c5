"""The environment of templates: where they are, and what they can use."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from jinja2 import ChoiceLoader, FunctionLoader, PrefixLoader
from werkzeug.local import LocalProxy

from itinerary.render import addresses
from itinerary.website import link_preview
from itinerary.website.jinja.bytecode_cache import CompiledTemplates, compiler
from itinerary.website.jinja.filters import FILTERS, TESTS
from itinerary.website.jinja.globals import GLOBALS, UNCACHED_ROWS
from itinerary.website.request_context import publication
from itinerary.website.request_language import current_language
from itinerary.website.theme import Theme

ROWS = frozenset(
    {"frames/programme.html", "pages/map.html", "partials/calendar.html", "partials/events.html"}
)
"""The templates of the rows and lines that are kept between pages."""


def init_app(app: Flask, theme: Theme) -> None:
    """Set up the templates of `app`. Those of the theme go before ours, and can extend
    `itinerary/NAME`."""
    ours = app.jinja_loader
    assert ours is not None
    theirs = FunctionLoader(lambda name: _template(theme.files.get(name)))
    app.jinja_loader = ChoiceLoader([theirs, ours, PrefixLoader({"itinerary": ours})])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    with suppress(RuntimeError, OSError):  # there is no folder that is safe
        app.jinja_env.bytecode_cache = CompiledTemplates(pattern=f"itinerary_{compiler()}_%s")
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        lambda message: current_language().catalog.gettext(message),
        lambda one, many, num: current_language().counted(one, many, num),
        newstyle=True,
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.tests.update(TESTS)
    app.jinja_env.globals.update(GLOBALS | ({} if ROWS.isdisjoint(theme.files) else UNCACHED_ROWS))
    app.context_processor(_context)


def _template(file: Path | None) -> tuple[str, str, None] | None:
    """Return the source of a template, and its path."""
    return (file.read_text("utf-8"), str(file), None) if file else None


def _context() -> dict[str, Any]:
    """Return the values that every page has, besides what its view passes."""
    current = publication()
    return {
        "itinerary": current.itinerary,
        "edition": current.edition,
        "site": current.site,
        "here": addresses.absolute(current.site, request.path),
        "speech": g.get("language"),
        "route": LocalProxy(lambda: current.route),
        "has_times": current.has_times,
        "only_zone": current.only_zone,
        "zone_names": _zone_names(),
        "origins": current.origins,
        "picture": link_preview.of_programme(g.language) if "language" in g else None,
        "trouble": bool(current.trouble),
        "problems": current.trouble if current.local else (),
    }


def _zone_names() -> dict[str, str]:
    """Return what the author calls time zones, by their IANA ids."""
    if "language" not in g:
        return {}
    return {z.info.key: z.name.to(g.language.tag) for z in publication().zones if z.name}
