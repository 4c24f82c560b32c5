"""A page as PDF, rendered by WeasyPrint with fonts that come as packages.

Both are the extra `pdf` of our package; without them `available()` is false, and the site has no
PDF. The same edition gives the same bytes: dates in the file are those that the page names.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from ctypes import CDLL
from datetime import timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from babel import UnknownLocaleError

from itinerary.errors import ItineraryError
from itinerary.model.itinerary import Itinerary, Status
from itinerary.model.when import Timed
from itinerary.render.drawings import fonts
from itinerary.render.words import clock_wording, fact_wording, wording
from itinerary.render.words.language import Language

# Fonts are written with the time of writing unless this says otherwise (reproducible-builds.org);
# any constant will do.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")

_ONE_AT_A_TIME = Lock()  # Pango's font map is not for several threads
_log = logging.getLogger("weasyprint")


@cache
def available() -> bool:
    """Tell whether PDF can be made: whether the extra `pdf` is installed, and Pango with it."""
    return bool(find_spec("weasyprint") and fonts.available()) and _has_pango()


_PANGO = (
    *("libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0"),
    *("libfontconfig.so.1", "libpangoft2-1.0.so.0"),
)
"""The libraries that WeasyPrint opens, as Linux names them."""


def _has_pango() -> bool:
    """Tell whether WeasyPrint finds its libraries. Importing it takes a third of a second, so that
    is done only where the libraries have other names than on Linux, or are missing."""
    try:
        for name in _PANGO:
            CDLL(name)
    except OSError:
        try:
            import weasyprint  # noqa: F401
        except OSError:
            return False
    return True


def has_pdf(itinerary: Itinerary, tag: str) -> bool:
    """Tell whether a programme has a PDF in a language: whether it can be made without loss."""
    language = Language.of(tag, itinerary.own_words)
    return available() and fonts.can_set(pdf_text(itinerary, language), language)


def pdf_text(itinerary: Itinerary, language: Language) -> str:
    """Return the characters of the PDF, in any order, with the language's alphabet in place of
    dates and hours."""
    texts = {itinerary.title, itinerary.description, *(one.name for one in itinerary.series)}
    lines = {clock_wording.zones_line(itinerary.events, language)}
    zones: set[tuple[str, timedelta | None]] = set()
    for event in itinerary.events:
        texts |= {event.title, event.summary, event.after.title if event.after else None}
        places = [place for first in event.places for place in first.chain()]
        texts |= {text for place in places for text in (place.name, place.address)}
        texts |= {source.who for source in event.sources}
        for taking in event.parties:
            texts |= {taking.party.name, taking.role}
        lines |= {fact.line(language) for fact in fact_wording.facts(event, language)}
        lines |= {fact.line(language) for fact in fact_wording.press_facts(event, language)}
        for link in event.links:
            lines |= {wording.link_words(link, language), link.url}
        if event.result:
            lines.add(wording.plain_words(event.result, language))
        if event.status is not Status.CONFIRMED:
            lines.add(wording.status_words(event, language))
        if isinstance(event.when, Timed):
            zone = event.zone.info.key, event.when.start.utcoffset()
            if zone not in zones:
                zones.add(zone)
                lines.add(clock_wording.zone_words(event, event.when.start, language))
    said = (text.to(language.tag) for text in texts if text)
    return "".join(set("".join((*said, *lines))) | language.alphabet)


class UnsettableError(ItineraryError):
    """A document has `characters` for which the fonts have no glyph."""

    def __init__(self, characters: str) -> None:
        super().__init__(f"there is no glyph for: {characters}")
        self.characters = characters


def render_pdf(
    html: str, *styles: str, tag: str = "en", pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return an HTML document in the language `tag` as a tagged PDF, set with `styles` (CSS).

    Its only resources are `pictures`, by address: nothing is fetched. Raises
    UnsettableError rather than leave anything out but pictographs.
    """
    if missing := fonts.lacking(html):
        raise UnsettableError(missing)
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    families = _families(html, tag)
    fetcher = _fetcher(pictures or {}, families)
    with _ONE_AT_A_TIME:
        known = FontConfiguration()
        sheets = [
            CSS(string=css, font_config=known, url_fetcher=fetcher)
            for css in (_faces(families), _stacks(html, tag), *styles)
        ]
        page = HTML(string=fonts.settable(html), base_url=None, url_fetcher=fetcher)
        made: bytes = page.write_pdf(stylesheets=sheets, font_config=known, pdf_tags=True)
    return made


_FOREIGN = re.compile(r' lang="([A-Za-z0-9-]+)"')


def _languages(html: str, tag: str) -> tuple[Language, ...]:
    """Return the language of a document, and those of its foreign pieces that have own fonts."""
    marked = sorted({tag, *_FOREIGN.findall(html)}, key=lambda other: (other != tag, other))
    known = []
    for other in marked:
        with suppress(UnknownLocaleError, ValueError):
            known.append(Language.of(other))
    return tuple(one for one in known if one.tag == tag or not fonts.missing_package(one))


def _families(html: str, tag: str) -> tuple[str, ...]:
    """Return the families of which the document has characters: WeasyPrint copies each that it is
    given, and those of Chinese, Japanese and Korean are large."""
    return tuple(
        dict.fromkeys(
            family for language in _languages(html, tag) for family in fonts.used(html, language)
        )
    )


def _files(families: Iterable[str]) -> Iterator[tuple[str, str, Path]]:
    """Yield the files of families, each with a declaration of its weight if it has only one: of a
    range of weights WeasyPrint knows nothing, and sets a variable font in all."""
    for family in families:
        files = {weight: fonts.font_file(family, weight) for weight in fonts.WEIGHTS}
        if len(set(files.values())) == 1:
            yield family, "", files[fonts.WEIGHTS[0]]
        else:
            for weight, file in files.items():
                yield family, f" font-weight: {weight};", file


def _faces(families: Iterable[str]) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}";{weight} src: url("{file.as_uri()}"); }}'
        for family, weight, file in _files(families)
    )


def _stacks(html: str, tag: str) -> str:
    """Return the families of the document's language as `--sans` and `--serif`, and those of its
    foreign pieces: the same characters have other forms in Chinese, Japanese and Korean."""
    own, *foreign = _languages(html, tag)
    rules = [f"html {{ --sans: {_stack('Sans', own)}; --serif: {_stack('Serif', own)}; }}"]
    for language in foreign:
        piece = f'[lang="{language.tag}"]'
        rules += [
            f"{piece} {{ font-family: {_stack('Sans', language)}; }}",
            f":is(h1, h2, h3) {piece} {{ font-family: {_stack('Serif', language)}; }}",
        ]
    return "\n".join(rules)


def _stack(face: str, language: Language) -> str:
    return ", ".join(f'"{family}"' for family in fonts.families(face, language))


def _fetcher(pictures: Mapping[str, bytes], families: Iterable[str]) -> Any:
    """Return a fetcher for WeasyPrint that knows only our fonts and these pictures."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    ours = {file.as_uri(): file for _, _, file in _files(families)}

    class Given(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, _headers: Any = None) -> Any:
            if url in pictures:
                return URLFetcherResponse(url, pictures[url])
            if url not in ours:
                raise ValueError(f"a document fetches nothing: {url}")
            return URLFetcherResponse(url, ours[url].read_bytes())

    return Given()
