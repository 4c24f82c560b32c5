"""The application with the response cache in front of it, as tests ask it."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from itinerary.serve.cache.response_cache import CAPACITY, ResponseCache
from itinerary.serve.living import LivingSelections
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from itinerary.website.slow_documents import Produce, in_this_process


def cached_app(
    publication: Publication,
    *,
    theme: Path | None = None,
    produce: Produce = in_this_process,
    living: LivingSelections | None = None,
    capacity: int = CAPACITY,
) -> Flask:
    """Return the application that serves a publication; the cache is its WSGI middleware."""
    app = create_app(lambda: publication, theme=theme, produce=produce, living=living)
    find_selection = living.find if living else None
    cache = ResponseCache(app.wsgi_app, publication, capacity, find_selection)
    app.wsgi_app = cache  # type: ignore[method-assign, assignment]
    return app


def cache_of(app: Flask) -> ResponseCache:
    """Return the response cache of an application."""
    cache: object = app.wsgi_app
    assert isinstance(cache, ResponseCache)
    return cache


def switch(client: FlaskClient, publication: Publication) -> None:
    """Let the application of a client serve another publication."""
    cache_of(client.application).switch(publication, warm_up=0)
