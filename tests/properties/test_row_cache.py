"""Rendered rows that are cached equal fresh ones, over random histories."""

from __future__ import annotations

from random import Random

import pytest

from itinerary.ledger import revise
from itinerary.render import addresses
from itinerary.website import site_paths
from itinerary.website.jinja.row_cache import Rows
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import switch
from tests.support.edits import Editor
from tests.unit.website.jinja.test_row_cache import client


# Two dozen edits meet each way of editing that `Editor` knows.
@pytest.mark.parametrize("seed", range(2))
def test_pages_with_cached_rows_equal_fresh_ones_over_any_history(seed: int) -> None:
    editor, kept = Editor(Random(seed)), Rows()
    edition = revise(None, editor.programme, editor.now)
    one, other = client(Publication(edition, SITE, rows=kept)), client(Publication(edition, SITE))
    compared = 0
    for _ in range(12):
        editor.step()
        edition = revise(edition, editor.programme, editor.now)
        switch(one, Publication(edition, SITE, rows=kept))
        switch(other, Publication(edition, SITE))
        paths = [*site_paths.pages(Publication(edition, SITE))]
        homes = [f"/{tag}/" for tag in edition.itinerary.languages]
        kinds = ("places", "categories", "map", "calendar", "timeline")
        lists = [p for p in paths if any(f"/{kind}/" in p for kind in kinds)]
        lists += [addresses.frame(tag) for tag in edition.itinerary.languages]
        filtered = [f"{home}?place={p.id}" for home in homes for p in edition.itinerary.places[:2]]
        for path in (*homes, *filtered, *lists):
            # The first page fills what the second one takes.
            assert one.get(path).data == other.get(path).data, path
            compared += 1
    assert compared > 100
