"""The Flask application: routes, pages, headers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from itinerary.website import (
    assets,
    errors,
    living_selections,
    request_context,
    request_language,
    responses,
    slow_documents,
)
from itinerary.website import theme as themes
from itinerary.website.api import mcp, my
from itinerary.website.api import programme as programme_api
from itinerary.website.embed import frames, oembed
from itinerary.website.files import (
    colours,
    exchange,
    feeds,
    pdf,
    pictures,
    pwa,
    share_images,
    sitemap,
)
from itinerary.website.jinja import environment
from itinerary.website.lazy_rule import LazyRule
from itinerary.website.pages import (
    about,
    advisory,
    agenda,
    api_page,
    calendar_pages,
    changes,
    embed_builder,
    event,
    facets,
    maps,
    mine,
    screen,
    subscribe,
)
from itinerary.website.publication import Publication

_PACKAGE = Path(__file__).parent.parent
# In a checkout a link to the folder at the top level, in a wheel a folder.
_TEMPLATES = (_PACKAGE / "templates").resolve()

SOFTWARE = (_PACKAGE, _TEMPLATES)
"""The folders of all code, templates and static files that make responses, themes excepted."""


def create_app(
    current: Callable[[], Publication] | None = None,
    *,
    theme: Path | None = None,
    produce: slow_documents.Produce = slow_documents.in_this_process,
    living: living_selections.Living | None = None,
) -> Flask:
    """Return the application, without a cache.

    A request is answered from the publication in its environment (`request_context.PUBLICATION`),
    else from what `current()` returns at its beginning.

    `theme` is a folder whose templates, and static files in its folder `static`, replace ours of
    the same name, and whose words in `translations` go before ours (`theme.read`). `produce` calls
    the functions that make PDF and share images. `living` has the living selections; None if the
    site has none, as a site of files.
    """
    app = Flask("itinerary", template_folder=str(_TEMPLATES), static_folder=None)
    app.url_rule_class = LazyRule
    request_context.init_app(app, current)
    errors.init_app(app)
    own = themes.read(theme)
    slow_documents.init_app(app, produce)
    living_selections.init_app(app, living)
    assets.init_app(app, assets.gather(_PACKAGE / "static", own.static()))
    environment.init_app(app, own)
    request_language.init_app(app, own)
    for part in (
        *(
            about,
            advisory,
            agenda,
            api_page,
            calendar_pages,
            changes,
            embed_builder,
            event,
            facets,
            maps,
            mine,
            screen,
            subscribe,
        ),
        *(colours, exchange, feeds, pdf, pictures, pwa, share_images, sitemap),
        *(frames, oembed),
        *(programme_api, mcp, my),
    ):
        app.register_blueprint(part.blueprint)
    app.before_request(responses.without_query)
    app.after_request(responses.harden)
    return app
