"""Each VEVENT is rendered once, and again when something of it changed; lines are folded."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event
from itinerary.model.text import FORBIDDEN
from itinerary.render import addresses
from itinerary.render.calendars.content_lines import content_lines, escape_text
from itinerary.render.calendars.feed import render_feed
from itinerary.render.calendars.vevent import NothingDatedError, Vevent, render_vevent
from itinerary.render.calendars.vevent_cache import VeventCache
from tests.conftest import SITE
from tests.support.edits import Editor


@pytest.mark.whole
@pytest.mark.parametrize("seed", range(6))
def test_cached_vevents_equal_fresh_ones_over_random_histories(seed: int) -> None:
    editor, kept = Editor(Random(seed), kinds=True), VeventCache()
    edition: Edition | None = None
    for _ in range(25):
        editor.step()
        edition = revise(edition, editor.programme, editor.now)
        for selection in addresses.selections(edition.itinerary):
            for tag in edition.itinerary.languages:
                try:
                    fresh = render_feed(edition, selection, tag, site=SITE)
                except NothingDatedError:
                    continue
                known = render_feed(edition, selection, tag, site=SITE, vevents=kept)
                assert known == fresh


def test_vevent_cache_renders_only_the_edited_event(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []

    def counted(edition: Edition, event: Event, *more: object, **named: object) -> Vevent:
        rendered.append(event.id)
        return render_vevent(edition, event, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("itinerary.render.calendars.vevent_cache.render_vevent", counted)
    editor, kept = Editor(Random(1), size=20), VeventCache()
    edition = revise(None, editor.programme, editor.now)

    def print_all() -> None:
        for selection in addresses.selections(edition.itinerary):
            render_feed(edition, selection, "en", site=SITE, vevents=kept)

    print_all()
    assert sorted(rendered) == sorted({e.id for e in edition.itinerary.events if e.when})
    rendered.clear()
    while not (changed := _changed(edition, editor)):
        pass
    edition = revise(edition, editor.programme, editor.now)
    print_all()
    assert set(rendered) <= changed
    assert len(rendered) == len(set(rendered))


def _changed(edition: Edition, editor: Editor) -> set[str]:
    """Edit once; return the ids of the events of which subscribers see something new."""
    editor.edit()
    later = revise(edition, editor.programme, editor.now)
    return {
        record.event.id
        for uid, record in later.records.items()
        if edition.records.get(uid) != record
    }


@given(st.text(max_size=300).map(lambda words: FORBIDDEN.sub("", words).strip()))
def test_folded_text_is_read_back_by_icalendar(words: str) -> None:
    line = content_lines(("SUMMARY", escape_text(words) or "x")).decode()
    rows = line.split("\r\n")
    assert rows.pop() == ""
    for row in rows:
        assert len(row.encode()) <= 75
        assert (len(row) - len(row.rstrip("\\"))) % 2 == 0
    unfolded = "".join([rows[0], *(row[1:] for row in rows[1:])])
    assert all(row[0] == " " for row in rows[1:])
    assert unfolded == f"SUMMARY:{escape_text(words) or 'x'}"
    if "\\" not in words:  # of which icalendar takes a backslash and an N for a line break
        event = Calendar.from_ical(f"BEGIN:VEVENT\r\n{line}END:VEVENT\r\n")
        assert str(event["SUMMARY"]) == (words or "x")
