"""What pages need, whatever they show: a worker loads it while it waits for its first edition."""

from __future__ import annotations

from itinerary.model.zones import zone
from itinerary.render.documents import pdf
from itinerary.render.drawings import fonts
from itinerary.render.words import markdown


def prepare() -> None:
    """Load the fonts, the patterns of Markdown and the table of time zones, which the first page
    would wait for."""
    markdown.plain("")
    zone("UTC")
    pdf.available()
    if fonts.available():
        fonts.has_glyph("a")
