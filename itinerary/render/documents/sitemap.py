"""The sitemap (sitemaps.org 0.9) and robots.txt, for search engines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from itinerary.ledger import Edition
from itinerary.render import addresses
from itinerary.render.words import moment_wording

MOST_URLS = 50_000
MOST_BYTES = 50_000_000
"""The most that one sitemap may hold (sitemaps.org: 50,000 addresses, 50 MB)."""

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def robots(site: str) -> bytes:
    """Return robots.txt (RFC 9309), which lets robots read everything, feeds too.

    Robots look for it at the root of a host only; below a path it does no harm.
    """
    where = addresses.absolute(site, addresses.SITEMAP)
    return f"User-agent: *\nAllow: /\n\nSitemap: {where}\n".encode()


def sitemaps(edition: Edition, pages: Iterable[str], *, site: str) -> dict[str, bytes]:
    """Return the sitemap of `pages` (paths that begin with a language) by its path.

    If one file may not hold all pages, it is an index of several. Each page is listed with its
    translations, and with when it was last changed: an event's page with the event's last revision,
    a place's, a party's or a category's with that of its events, any other with the edition.
    """
    changed = _changed(edition)
    links: dict[str, str] = {}
    entries = []
    for path in pages:
        key = _key(path)
        if key not in links:  # the pages of all languages have the same ones
            links[key] = _links(path, edition, site)
        stamp = moment_wording.moment_value(changed.get(key, edition.published), edition.itinerary)
        entries.append(f"<url>{_where(path, stamp, site)}{links[key]}</url>\n")
    parts = _packed(entries)
    if len(parts) <= 1:
        return {addresses.SITEMAP: _urlset("".join(entries))}
    files = {addresses.sitemap_part(n): _urlset("".join(part)) for n, part in enumerate(parts, 1)}
    stamp = moment_wording.moment_value(edition.published, edition.itinerary)
    listed = "".join(f"<sitemap>{_where(path, stamp, site)}</sitemap>\n" for path in files)
    index = f"{_DECLARATION}<sitemapindex {_SPACES}>\n{listed}</sitemapindex>\n".encode()
    return {addresses.SITEMAP: index, **files}


def sitemap_paths(edition: Edition, pages: Iterable[str], *, site: str) -> list[str]:
    """Return the paths that `sitemaps` has for the same pages."""
    paths = list(pages)
    # Any character can be written as an entity of six.
    longest = 6 * max(map(len, (site + path for path in paths)), default=0) + 100
    most = len(paths) * longest * (len(edition.itinerary.languages) + 2)
    if len(paths) <= MOST_URLS and most < MOST_BYTES - 1000:
        return [addresses.SITEMAP]
    return [*sitemaps(edition, paths, site=site)]


def _links(path: str, edition: Edition, site: str) -> str:
    """Return the translations of a page, itself among them."""
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>'
        for tag, address in addresses.translations(edition.itinerary.languages, path, site)
    )


def _where(path: str, stamp: str, site: str) -> str:
    where = escape(addresses.absolute(site, path), quote=False)
    return f"<loc>{where}</loc><lastmod>{stamp}</lastmod>"


def _changed(edition: Edition) -> Mapping[str, datetime]:
    """Return the last change of the pages of events and facets, by `_key`."""
    events = (*edition.itinerary.events, *edition.tombstones)
    return {
        _key(addresses.event_page("-", event.id)): edition.revision(event).modified
        for event in events
    } | {
        _key(addresses.PAGES[field]("-", id)): changed
        for (field, id), changed in edition.feed_times.items()
    }


def _key(path: str) -> str:
    """Return the common part of a page's paths in all languages."""
    return path.split("/", 2)[2]


def _packed(entries: Sequence[str]) -> list[list[str]]:
    """Return entries in as few parts as the limits allow."""
    parts: list[list[str]] = []
    size = MOST_BYTES
    for entry in entries:
        length = len(entry.encode())
        if not parts or len(parts[-1]) >= MOST_URLS or size + length > MOST_BYTES - 1000:
            parts.append([])
            size = 0
        parts[-1].append(entry)
        size += length
    return parts


def _urlset(entries: str) -> bytes:
    return f"{_DECLARATION}<urlset {_SPACES}>\n{entries}</urlset>\n".encode()
