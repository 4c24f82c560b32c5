"""Rows of events are kept for other pages and editions, and never shown when they changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from random import Random

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from itinerary.ledger import revise
from itinerary.website.app import SOFTWARE
from itinerary.website.jinja.row_cache import Rows
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app, switch
from tests.support.edits import Editor


def client(publication: Publication, theme: Path | None = None) -> FlaskClient:
    """Return a client of a site."""
    return cached_app(publication, theme=theme).test_client()


def test_an_edit_makes_the_row_of_the_edited_event_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    get = Rows.get

    def counted(
        self: Rows, of: str, how: Hashable, version: object, make: Callable[[], Markup]
    ) -> Markup:
        def making() -> Markup:
            made.append((of, how))
            return make()

        return get(self, of, how, version, making)

    monkeypatch.setattr(Rows, "get", counted)
    editor, kept = Editor(Random(3), size=20), Rows()
    edition = revise(None, editor.programme, editor.now)
    site = client(Publication(edition, SITE, rows=kept))
    site.get("/en/")
    assert len(made) == len(edition.itinerary.events)
    made.clear()
    changed = 0
    while not changed:
        editor.edit()
        later = revise(edition, editor.programme, editor.now)
        changed = sum(later.records[uid] != edition.records.get(uid) for uid in later.records)
    switch(site, Publication(later, SITE, rows=kept))
    site.get("/en/")
    assert 0 < len(made) <= 2 * changed


def test_rows_of_a_theme_are_not_cached(tmp_path: Path) -> None:
    ours = (SOFTWARE[1] / "partials" / "events.html").read_text("utf-8")
    marked = ours.replace("<h3>", "<h3>Edition {{ edition.number }}: ")
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials" / "events.html").write_text(marked, "utf-8")
    editor, kept = Editor(Random(1), size=5), Rows()
    edition = revise(None, editor.programme, editor.now)
    site = client(Publication(edition, SITE, rows=kept), tmp_path)
    assert "<h3>Edition 1: " in site.get("/en/").text
    while edition.number < 2:
        editor.step()
        edition = revise(edition, editor.programme, editor.now)
    switch(site, Publication(edition, SITE, rows=kept))
    assert "<h3>Edition 1: " not in site.get("/en/").text
    assert "<h3>Edition 2: " in site.get("/en/").text


def test_row_without_room_is_rendered_each_time() -> None:
    rows = Rows(most=10)
    asked: list[str] = []

    def make(words: str) -> Markup:
        asked.append(words)
        return Markup(words)

    for _ in range(2):
        assert rows.get("a", "row", 1, lambda: make("12345678")) == "12345678"
        assert rows.get("b", "row", 1, lambda: make("abcdef")) == "abcdef"
    assert asked == ["12345678", "abcdef", "abcdef"]
    # A shorter one in its place leaves room.
    assert rows.get("a", "row", 2, lambda: make("1")) == "1"
    assert rows.get("b", "row", 1, lambda: make("abcdef")) == "abcdef"
    asked.clear()
    assert (
        rows.get("a", "row", 2, lambda: make("x")),
        rows.get("b", "row", 1, lambda: make("x")),
    ) == (
        "1",
        "abcdef",
    )
    assert not asked
