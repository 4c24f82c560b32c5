"""Pages in languages that the product does not speak: English words say that they are English."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.source import read
from itinerary.website import site_paths
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from tests.conftest import PROGRAMMES, SITE
from tests.contracts.test_translations import PROGRAMS, Words, english

NOW = datetime(2024, 5, 17, tzinfo=UTC)


@cache
def edition_in(tag: str, programme: str) -> Edition:
    """Return a programme in a language in which it has no words."""
    data = PROGRAMMES[programme].read_bytes()
    data = re.sub(rb"(?m)^languages:.*$", b"languages: [%s, en]" % tag.encode(), data)
    return revise(None, read(data, file="x", now=NOW).itinerary, NOW)


def client_in(tag: str, programme: str) -> tuple[FlaskClient, Publication]:
    current = Publication(edition_in(tag, programme), SITE)
    return create_app(lambda: current).test_client(), current


@pytest.mark.parametrize("tag", ["ka", "ur"])
def test_english_words_of_the_product_are_marked_as_english(tag: str) -> None:
    client, current = client_in(tag, "visit")
    known = PROGRAMMES["visit"].read_text("utf-8")
    found = {}
    pages = [path for path in site_paths.pages(current) if path.split("/")[1] == tag]
    assert len(pages) > 20
    for path in pages:
        page = client.get(path).text
        assert not re.search("[\ufdd0-\ufdd3]|ufdd[0-3]|EF%B7%9[0-3]", page), path
        assert 'lang="en"' in page
        texts = "\n".join(Words(page).texts)
        found[path] = {w for w in english(texts) if w not in known} - PROGRAMS
    assert {path: words for path, words in found.items() if words} == {}
    agenda = client.get(f"/{tag}/").text
    assert 'data-jump="Search" data-jump-lang="en"' in agenda
    written = re.findall(r' (data-[a-z-]+)="[A-Z][a-z]+ [a-z][^"]*"', agenda)
    assert {f"{name}-lang" for name in written} <= {*re.findall(" (data-[a-z-]+-lang)=", agenda)}
