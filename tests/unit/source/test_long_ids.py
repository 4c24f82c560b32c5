"""Long ids, and the UIDs and calendars that contain them."""

from __future__ import annotations

from itinerary.ledger import revise
from itinerary.model.itinerary import LONGEST_UID
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from tests.conftest import NOW
from tests.support.contract import unfolded
from tests.support.small_programme import (
    SMALL,
    changed,
    itinerary,
    problems,
)


def test_id_of_a_hundred_characters_is_fine_where_the_name_for_apps_stays_short() -> None:
    long = "x" * 100
    words = SMALL.replace("id: two", f"id: {long}", 1)
    assert problems(words) == []
    assert len(itinerary(words).events[1].uid) == 116
    repeating = words.replace("after: one", "when: 2026-05-16\n    repeat: {every: day, times: 2}")
    (problem,) = problems(repeating)
    assert problem.path == "events[1].id"
    assert f"has 127 characters, more than {LONGEST_UID}" in problem.message
    assert "shorten this id, or the programme's" in problem.hint
    renamed = SMALL.replace("id: two", f"id: two\n    was: {long}", 1)
    programme = renamed.replace("id: small", f"id: {'y' * 60}", 1)
    assert [problem.path for problem in problems(programme)] == ["events[1].was"]


def test_feeds_of_long_ids_have_short_uids_of_their_own() -> None:
    """The notice in a calendar without events has a UID of its own, too."""
    ids = [f"{'x' * 99}{n}" for n in range(2)]
    for programme in ("small", "y" * 60):
        words = SMALL.replace("id: small", f"id: {programme}", 1)
        things = "".join(f"  {id}: {{name: X}}\n" for id in ids)
        before = changed("categories:\n", f"categories:\n{things}", words)
        before = changed("[talk]", f"[talk, {', '.join(ids)}]", before)
        edition = revise(revise(None, itinerary(before), NOW), itinerary(words), NOW)
        uids: set[str] = set()
        for id in ids:
            feed = render_feed(
                edition, Selection.only("categories", id), "en", site="https://a.example/"
            )
            uids.update(line[4:] for line in unfolded(feed.body) if line.startswith("UID:nothing"))
        assert len(uids) == 2
        assert max(map(len, uids)) <= LONGEST_UID
