"""Every page is well formed, and its links lead somewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition
from tests.conftest import PROGRAMMES
from tests.support.html_pages import Page, pages_of


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_page_is_well_formed_and_its_links_resolve(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of(programme)
    targets: set[str] = set()
    for path in pages_of(editions[programme]):
        got = client.get(path)
        assert got.status_code == 200
        assert got.headers["Content-Type"] == "text/html; charset=utf-8"
        page = Page(got.text)
        assert len(page.all("h1")) == 1
        assert page.all("html")[0]["lang"] == path.split("/")[1]
        ids = [a["id"] for _, a in page.found if "id" in a]
        assert len(ids) == len(set(ids))
        targets |= page.targets(path, "a", "link", "script", "img", "iframe")
    for target in targets:
        got = client.get(target, buffered=True, follow_redirects=True)
        assert got.status_code == 200, target
