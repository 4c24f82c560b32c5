"""Events that keep the UID of another calendar, whose subscribers see the same events here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from itinerary.ledger import Edition, ReusedIdError, revise
from itinerary.ledger.edition import Revision
from itinerary.ledger.identity import late_uids
from itinerary.ledger.restore import read_feed, restored
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.source import read
from tests.conftest import NOW, SITE

HOUR = timedelta(hours=1)
THERE = datetime(2026, 3, 1, 10, tzinfo=UTC)
KEPT = "7f3a@other.example"
FILE = """
id: small
title: Small
languages: [en]
zone: Europe/Berlin
sources: {other: {who: Other}}
events:
  - {id: own, title: Own, when: 2027-05-11, sources: other}
  - {id: talk, title: Talk, when: 2027-05-10, uid: 7f3a@other.example, sources: other,
     from: {source: other, uid: x, sequence: 4, modified: "2026-03-01T10:00:00Z"}}
"""


def itinerary(**changed: str) -> Itinerary:
    """Return the programme, with words replaced: `sequence_4="sequence: 9"`."""
    text = FILE
    for key, after in changed.items():
        before = key.replace("_", ": ", 1) if key.startswith(("sequence", "id")) else key
        assert before in text
        text = text.replace(before, after)
    return read(text.encode(), file="f.yaml", now=NOW).itinerary


def revision(edition: Edition) -> Revision:
    return edition.records[KEPT].revision


def test_revisions_begin_above_those_of_the_other_calendar() -> None:
    first = revise(None, itinerary(), THERE)
    assert revision(first) == Revision(5, THERE + timedelta(seconds=1), first.published)
    assert first.published > THERE
    declared = revise(None, itinerary(languages="published: 2026-01-01 10:00\nlanguages"), NOW)
    assert declared.published == revision(declared).modified > THERE
    assert first.records["own@small.itinerary"].revision.number == 0


def test_later_revision_of_the_other_calendar_makes_a_later_one_here() -> None:
    first = revise(None, itinerary(), NOW)
    assert revise(first, itinerary(), NOW + HOUR) is first
    second = revise(first, itinerary(sequence_4="sequence: 5"), NOW + HOUR)
    assert (revision(second).number, revision(second).modified) == (6, NOW + HOUR)
    assert second.records["own@small.itinerary"] == first.records["own@small.itinerary"]
    later = {"2026-03-01T10:00:00Z": f"{NOW + HOUR:%Y-%m-%dT%H:%M:%SZ}"}
    third = revise(first, itinerary(**later), NOW + HOUR)
    assert revision(third).modified > NOW + HOUR
    # A clock there that is ahead does not stamp us in the future.
    assert revise(first, itinerary(**later), NOW) is first
    lower = revise(second, itinerary(sequence_4="sequence: 1", Talk="Ball"), NOW + 2 * HOUR)
    assert revision(lower).number == 7


def test_kept_uid_names_the_event_whatever_it_is_called() -> None:
    first = revise(None, itinerary(), NOW)
    renamed = revise(first, itinerary(id_talk="id: lecture"), NOW + HOUR)
    assert [record.event.id for record in renamed.records.values()] == ["own", "lecture"]
    assert revision(renamed).number == 6
    assert renamed.renamed("7f3a") is None
    gone = revise(first, itinerary(id_talk="id: other", **{KEPT: "c@x"}), NOW + HOUR)
    assert gone.records[KEPT].removed
    assert gone.records[KEPT].event in gone.tombstones
    back = revise(gone, itinerary(id_talk="id: back"), NOW + 2 * HOUR)
    assert back.records[KEPT].event.id == "back"
    with pytest.raises(ReusedIdError):
        revise(gone, itinerary(id_talk="id: other", id_own="id: talk"), NOW + 2 * HOUR)


def test_ledger_is_restored_with_kept_uids() -> None:
    first = revise(None, itinerary(), NOW)
    copy = render_feed(first, Selection(), "en", site=SITE).body
    found = read_feed(copy, itinerary(id_talk="id: lecture"), now=NOW)
    assert found.notices == ()
    assert {e.event.uid: e.revision for e in found.published}[KEPT] == revision(first)
    again = restored(itinerary(id_talk="id: lecture"), found.published)
    edition = revise(again, itinerary(id_talk="id: lecture"), NOW + HOUR)
    assert edition.records[KEPT].event.id == "lecture"
    assert revision(edition).number == 6
    # An event that is not in the file any more is known as ours by the rest of the feed.
    bare = itinerary(id_talk="id: other", **{KEPT: "c@x"})
    found = read_feed(copy, bare, now=NOW)
    edition = revise(restored(bare, found.published), bare, NOW + HOUR)
    assert edition.records[KEPT].removed
    # Another calendar has nothing of ours.
    foreign = copy.replace(b"own@small.itinerary", b"own@big.itinerary")
    foreign = foreign.replace(b"small.ics", b"big.ics")
    with pytest.raises(Exception, match="there is no event of “small” in this feed"):
        read_feed(foreign, bare, now=NOW)


def test_uid_that_comes_after_the_first_edition_is_late() -> None:
    kept = itinerary()
    assert late_uids(kept, {}, NOW) == {}
    with_it = revise(None, kept, NOW)
    assert late_uids(kept, with_it.records, NOW) == {}
    without = revise(None, itinerary(**{f" uid: {KEPT},": ""}), NOW)
    assert late_uids(kept, without.records, NOW) == {"talk": "talk@small.itinerary"}
    assert late_uids(itinerary(**{f" uid: {KEPT},": ""}), with_it.records, NOW) == {}


def test_date_that_moves_with_its_series_is_not_late() -> None:
    weekly = {"2027-05-10,": "2027-05-10, repeat: {every: week, times: 3},"}
    first = revise(None, itinerary(**weekly), NOW)
    moved = itinerary(**{"2027-05-10,": "2027-05-11, repeat: {every: week, times: 3},"})
    assert late_uids(moved, first.records, NOW) == {}
    without = revise(None, itinerary(**{**weekly, f" uid: {KEPT},": ""}), NOW)
    assert len(late_uids(itinerary(**weekly), without.records, NOW)) == 3
