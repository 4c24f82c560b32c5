"""Pages of the site as tests read them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.source import read
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app

VOID = {"col", "meta", "link", "input", "img", "br", "hr"}


class Page(HTMLParser):
    """The elements of a page; a tag without its counterpart fails the test."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def targets(self, path: str, *tags: str) -> set[str]:
        """Return the paths on its own site that the page at `path` refers to, by these tags."""
        found = set()
        for tag in tags:
            for attributes in self.all(tag):
                target = attributes.get("href") or attributes.get("src") or ""
                whole = urljoin(SITE[:-1] + path, target)
                if whole.startswith(SITE):
                    found.add(whole.removeprefix(SITE[:-1]).partition("#")[0])
        return found


def pages_of(edition: Edition) -> list[str]:
    """Return the paths of all pages of an edition."""
    return list(site_paths.pages(Publication(edition, SITE)))


PROGRAMME = """
id: small
title: {{en: Small, ru: Малая}}
languages: [en, ru]
zone: Asia/Shanghai
zones: {{Asia/Shanghai: {{en: Beijing time, ru: пекинское время}}}}
published: 2024-01-01
sources: {{me: {{who: {{en: Me, ru: Я}}}}}}
events:
  - id: thing
    title: {{en: Thing, ru: Дело}}
    sources: me
{event}
"""


def small(event: str) -> FlaskClient:
    """Return a client of a programme that has the event of this YAML."""
    indented = "\n".join(f"    {line}" for line in event.splitlines())
    data = PROGRAMME.format(event=indented).encode()
    edition = revise(None, read(data, file="small.yaml", now=NOW).itinerary, NOW)
    publication = Publication(edition, SITE)
    return cached_app(publication).test_client()
