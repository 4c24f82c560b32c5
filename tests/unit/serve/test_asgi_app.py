"""The site as an ASGI application, without the protocol of the fast path."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from itinerary.ledger import Edition
from itinerary.serve.asgi_app import AsgiSite
from itinerary.serve.cache.response_cache import ResponseCache
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app

FEED = "/feeds/en/state-visit-2024.ics"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path", ["/en/", FEED, "/", "/en", "/nothing/", f"{FEED}?place=harbin", "/en/%2e%2e/"]
)
def test_asgi_answers_as_wsgi_does(editions: dict[str, Edition], path: str, method: str) -> None:
    publication = Publication(editions["visit"], SITE)
    site = AsgiSite(ResponseCache(create_app(), publication))
    expected = cached_app(publication).test_client().open(path, method=method)
    status, headers, body = asyncio.run(asked(site, path, method))
    assert (status, body) == (expected.status_code, expected.data)
    assert headers == dict(expected.headers)


async def asked(site: AsgiSite, address: str, method: str) -> tuple[int, dict[str, str], bytes]:
    raw, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": raw.replace("%2e", "."),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"visit.example")],
    }
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await site(scope, None, send)  # type: ignore[arg-type]
    start, end = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, end["body"]
