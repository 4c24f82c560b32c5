"""Over any history, a page whose reads are unchanged is the page that a build would render now."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from itinerary.export.dependencies import Dependencies
from itinerary.ledger import revise
from itinerary.value import replace
from tests.process.test_build import made, site_of
from tests.support.edits import Editor
from tests.support.examples import examples


@examples(2)
@given(st.integers(0, 2**32))
def test_pages_with_unchanged_reads_equal_fresh_ones_over_random_histories(seed: int) -> None:
    editor = Editor(Random(seed), declared=seed % 2 == 0)
    edition = revise(None, editor.programme, editor.now)
    bodies, reads = made(edition)
    for _ in range(6):
        recorder = site_of(edition).recorder
        remembered = Dependencies().followed_by("base", (), reads, recorder.hash)
        editor.step()
        editor.now += timedelta(days=seed % 3)  # the marks of changed events expire
        shuffled = replace(editor.programme, places=editor.programme.places[:: seed % 3 - 1 or 1])
        following = revise(edition, shuffled, editor.now)
        kept = remembered.unchanged(site_of(following).recorder.hash, "base")
        new, reads = made(following)
        if following.head == edition.head:
            for path in kept & new.keys():
                assert new[path] == bodies[path], path
        edition, bodies = following, new
