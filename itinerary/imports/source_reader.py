"""What readers of all kinds of sources know and collect."""

from __future__ import annotations

from itinerary.imports.options import Options
from itinerary.imports.programme import FacetCollector
from itinerary.imports.report import ReportCollector


class SourceReader:
    """Reads one source: `name` names it in problems, `url` is its address on the web, or empty."""

    def __init__(self, name: str, url: str, options: Options) -> None:
        self.name = name
        self.url = url
        self.options = options
        self.report = ReportCollector()
        self.facets = FacetCollector()
