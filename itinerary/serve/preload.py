"""What pages need, whatever they show: a worker loads it while it waits for its first edition."""

from __future__ import annotations

from collections.abc import Callable

from itinerary.model.zones import zone
from itinerary.render.documents import pdf
from itinerary.render.drawings import fonts
from itinerary.render.words import markdown


def prepare(waiting: Callable[[], bool] = lambda: True) -> None:
    """Load the table of time zones, the parser of Markdown and the fonts, as long as `waiting` is
    true: the first page would wait for them, and does not need all of them."""
    for load in (_zones, _markdown, pdf.available, _fonts):
        if not waiting():
            return
        load()


def _zones() -> None:
    zone("UTC")


def _markdown() -> None:
    markdown.plain("")


def _fonts() -> None:
    if fonts.available():
        fonts.has_glyph("a")
