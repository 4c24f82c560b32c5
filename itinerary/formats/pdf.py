"""A page of ours as PDF, by WeasyPrint, with fonts that come as packages.

Both are the extra `pdf` of our package; without them `available()` is false, and the site has no
PDF. The same edition gives the same bytes: dates in the file are those that the page names.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Any

from itinerary.formats import fonts

# Fonts are written with the time of writing unless this says otherwise (reproducible-builds.org);
# any constant will do.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")

_ONE_AT_A_TIME = Lock()  # Pango's font map is not for several threads
_log = logging.getLogger("weasyprint")


@cache
def available() -> bool:
    """Tell whether PDF can be made: whether the extra `pdf` is installed, and Pango with it."""
    if not (find_spec("weasyprint") and fonts.available()):
        return False
    try:
        import weasyprint  # noqa: F401
    except OSError:  # the package is there, but not the library that sets the type
        return False
    return True


def document(html: str, *styles: str) -> bytes:
    """Return an HTML document as a tagged PDF, set with `styles` (CSS).

    It has to be complete in itself: nothing is fetched. A character that no font has is left out.
    """
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher = _fetcher()
    with _ONE_AT_A_TIME:
        known = FontConfiguration()
        sheets = [
            CSS(string=css, font_config=known, url_fetcher=fetcher) for css in (_faces(), *styles)
        ]
        page = HTML(string=fonts.shown(html), base_url=None, url_fetcher=fetcher)
        made: bytes = page.write_pdf(stylesheets=sheets, font_config=known, pdf_tags=True)
    return made


def _faces() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: 100 900; src: url("{uri}"); }}'
        for family, uri in fonts.uris().items()
    )


def _fetcher() -> Any:
    """Return what fetches our fonts for WeasyPrint, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    ours = {uri: family for family, uri in fonts.uris().items()}

    class Fonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, _headers: Any = None) -> Any:
            if url not in ours:
                raise ValueError(f"a document fetches nothing: {url}")
            return URLFetcherResponse(url, fonts.path(ours[url]).read_bytes())

    return Fonts()
