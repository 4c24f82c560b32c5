"""Every relative link of a document leads to a file, every #anchor to a heading of it, and every
module that a document names exists."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.conftest import ROOT

FOREIGN = {"node_modules", "build", "dist"}
"""Folders whose documents are not ours, beside hidden ones."""


def documents() -> Iterator[Path]:
    """Yield the Markdown files of the repository."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in FOREIGN and name[0] != "."]
        yield from (Path(folder, name) for name in names if name.endswith(".md"))


def parsed(document: Path) -> list[Token]:
    """Return the tokens of a document, as GitHub's tables have them."""
    return MarkdownIt("commonmark").enable("table").parse(document.read_text("utf-8"))


def links(document: Path) -> Iterator[str]:
    """Yield the addresses of all links and pictures of a document."""
    for block in parsed(document):
        for token in block.children or ():
            address = token.attrGet("href") or token.attrGet("src")
            if address:
                yield str(address)


@cache
def anchors(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub forms them."""
    headings: Counter[str] = Counter()
    found = set()
    for opening, heading in pairwise(parsed(document)):
        if opening.type == "heading_open":
            words = "".join(token.content for token in heading.children or ())
            anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            found.add(f"{anchor}-{headings[anchor]}" if headings[anchor] else anchor)
            headings[anchor] += 1
    return found


DOCUMENTS = sorted(documents())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(document: Path) -> None:
    broken = []
    for address in links(document):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (document.parent / unquote(parts.path)).resolve() if parts.path else document
        exists = target.exists() and target.is_relative_to(ROOT)
        if not exists or (parts.fragment and parts.fragment not in anchors(target)):
            broken.append(address)
    assert not broken


def test_index_lists_every_page_of_docs() -> None:
    index = ROOT / "docs" / "index.md"
    listed = {(index.parent / urlsplit(address).path).resolve() for address in links(index)}
    pages = {page for page in DOCUMENTS if page.is_relative_to(index.parent)} - {index}
    assert pages <= listed


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_named_modules_exist(document: Path) -> None:
    named = re.findall(r"`([\w/]+/\w+\.py)`", document.read_text("utf-8"))
    roots = ROOT, ROOT / "itinerary"
    assert not [path for path in named if not any((root / path).exists() for root in roots)]
