"""Promises of the ledger over random histories of edits, on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itinerary.ledger import Edition
from itinerary.ledger.audit import audit
from itinerary.ledger.chosen_events import chosen, chosen_by
from itinerary.ledger.edition import is_over
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import FACETS, Itinerary, Status
from itinerary.model.selection import Selection
from itinerary.model.when import spell
from itinerary.render.calendars.content_lines import escape_text
from itinerary.render.calendars.feed import Feed, render_chosen_feed, render_feed
from tests.conftest import SITE
from tests.support.databases import DATABASES, new_database
from tests.support.edits import Editor
from tests.support.examples import examples


def entries(edition: Edition, tag: str = "en") -> dict[str, str]:
    """Return the VEVENTs of the whole feed by UID, and the rest under an empty one."""
    return entries_of(render_feed(edition, Selection(), tag, site=SITE))


def entries_of(feed: Feed) -> dict[str, str]:
    """Return the VEVENTs of a feed by UID, and the rest under an empty one."""
    body = feed.body.decode()
    found: dict[str, str] = {"": re.sub(r"BEGIN:VEVENT\r\n.*END:VEVENT\r\n", "", body, flags=re.S)}
    for block in re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, flags=re.DOTALL):
        uid = re.search(r"\r\nUID:(.*)\r\n", block)
        assert uid
        found[re.sub(r"\\(.)", r"\1", uid[1])] = block
    return found


def stamp(block: str) -> tuple[int, str]:
    number = re.search(r"\r\nSEQUENCE:(\d+)\r\n", block)
    modified = re.search(r"\r\nLAST-MODIFIED:(\d{8}T\d{6}Z)\r\n", block)
    dtstamp = re.search(r"\r\nDTSTAMP:(\d{8}T\d{6}Z)\r\n", block)
    assert number
    assert modified
    assert dtstamp
    assert modified[1] == dtstamp[1]
    return int(number[1]), modified[1]


@pytest.mark.parametrize("kind", DATABASES)
def test_promises_of_the_ledger_hold_over_random_edits(kind: str, tmp_path: Path) -> None:
    @given(st.integers(0, 2**32))
    @settings(
        examples(8 if kind == "sqlite" else 4),
        suppress_health_check=list(HealthCheck),
    )
    def check(seed: int) -> None:
        kept = seed % 3 == 0
        editor = Editor(Random(seed), declared=seed % 2 == 0, kinds=True, kept=kept)
        follow(new_database(kind, tmp_path), editor, steps=25)

    check()


def follow(address: str, editor: Editor, steps: int) -> None:
    ledger, replica = Ledger(address), Ledger(address)
    published: list[Edition] = []
    best: dict[str, tuple[int, str]] = {}
    before: dict[str, str] = {}
    try:
        for _ in range(steps):
            done = editor.step() if published else "start"
            edition = ledger.publish(editor.programme, editor.now, allow_cancellations=True)
            now = entries(edition)
            if published and edition is published[-1]:
                assert now == before
                continue
            if done in ("reorder", "nothing"):
                # A revision elsewhere that was in the future is in the past at last.
                assert published == [] or editor.kept
            if published:
                check_step(published[-1], edition, before, now)
                check_feeds(published[-1], edition)
            assert content(edition.itinerary) == content(editor.programme), "all of it, once"
            check_kept(edition, editor)
            for uid, block in now.items():
                if uid:
                    assert stamp(block) >= best.get(uid, (0, ""))
                    best[uid] = stamp(block)
            assert len({record.event.id for record in edition.records.values()}) == len(
                edition.records
            )
            assert replica.latest("edited") == edition
            assert entries(replica.latest("edited") or edition) == now
            published.append(edition)
            before = now
        fresh = Ledger(address)
        for edition in published:
            assert fresh.edition("edited", edition.number) == edition
        assert [edition.number for edition in published] == list(range(1, len(published) + 1))
        assert audit(fresh, "edited") == []
        fresh.close()
    finally:
        ledger.close()
        replica.close()


def check_kept(edition: Edition, editor: Editor) -> None:
    """Check that events keep the UIDs of the other calendar, with later revisions than there."""
    for event in editor.programme.events:
        if (there := event.imported) and there.sequence is not None:
            revision = edition.records[event.uid].revision
            assert revision.number > there.sequence
            if there.modified and there.modified <= edition.published:
                assert revision.modified > there.modified


def check_step(
    previous: Edition, edition: Edition, before: dict[str, str], now: dict[str, str]
) -> None:
    """Check contract assertions 29 to 33 between two editions."""
    assert edition.published > previous.published
    for uid, record in edition.records.items():
        known = previous.records.get(uid)
        if known == record:
            if uid in now and uid in before:
                assert now[uid] == before[uid], "an unchanged event is byte for byte the same"
            continue
        if known is not None and uid in now and uid in before and now[uid] != before[uid]:
            assert stamp(now[uid])[0] > stamp(before[uid])[0]
            assert stamp(now[uid])[1] > stamp(before[uid])[1]
    without_time = [re.sub(r"LAST-MODIFIED:\w+\r\n", "", head) for head in (before[""], now[""])]
    zones = [re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", "", h, flags=re.S) for h in without_time]
    assert zones[0] == zones[1], "of the calendar itself only LAST-MODIFIED changes"
    assert previous.records.keys() <= edition.records.keys(), "the ledger forgets no event"
    kept = {uid for uid, r in edition.records.items() if r.is_in_feeds(edition.published)}
    # A break is in no feed. An event that becomes one is cancelled as if it had been removed.
    breaks = {uid for uid in kept if edition.entry(edition.records[uid].event) is None}
    assert {uid for uid in now if uid in edition.records} == kept - breaks
    for uid in before.keys() & previous.records.keys() - now.keys():
        event = previous.records[uid].event
        left = event.withdrawn or previous.records[uid].removed
        assert left or is_over(event, edition.published), "none leaves untold"
    for uid, record in edition.records.items():
        if record.event.former and uid in now:
            event = record.event
            postponed = event.status is Status.POSTPONED and not event.is_break
            assert f"STATUS:{'TENTATIVE' if postponed else 'CANCELLED'}\r\n" in now[uid]
            assert "\r\nTRANSP:TRANSPARENT\r\n" in now[uid]
    for event in edition.tombstones:
        removed = edition.records[event.uid].removed
        assert removed
        if not is_over(event, removed):
            assert event.status is Status.CANCELLED
            assert event.uid in breaks or "STATUS:CANCELLED" in now[event.uid]


def content(itinerary: Itinerary) -> list[tuple[str, str]]:
    """Return what a programme says of its events, whatever they are called."""
    return sorted((event.title.to("en"), spell(event.when) or "") for event in itinerary.events)


def check_feeds(previous: Edition, edition: Edition) -> None:
    """Check that the feed of each facet, and of two together, is the same bytes as before or later,
    and the same if nothing in it changed."""
    check_open_days(previous, edition)
    check_chosen(previous, edition)
    facets = [*previous.feed_times]
    for facet, other in zip(facets, [*facets[1:], *facets[:1]], strict=True):
        for selection in (Selection.only(*facet), selected(facet, other)):
            (was, before), (now, after) = (shown(e, selection) for e in (previous, edition))
            if was.body != now.body:
                assert now.modified > was.modified
            assert now.modified >= was.modified
            if before == after and len(selection.facets) == 1:
                assert was == now, "nothing in it changed"


def check_chosen(previous: Edition, edition: Edition) -> None:
    """Check that the feed of events chosen one by one is the same bytes as before or later, that
    its address stays, and that it has what the whole feed has of its events."""
    uids = [uid for uid in previous.uids if not previous.records[uid].event.deadline]
    for some in (uids[:1], uids[1::3], uids):
        if not some:
            continue
        choice = chosen(previous, [previous.records[uid].event for uid in some])
        assert chosen_by(edition, choice.code) == choice
        was, now = (render_chosen_feed(e, choice, "en", site=SITE) for e in (previous, edition))
        assert now.modified > was.modified if was.body != now.body else now.modified >= was.modified
        have, whole = entries_of(now), entries(edition)
        assert have.keys() & {*uids} == whole.keys() & {*some}
        assert all(have[uid] == whole[uid] for uid in have if uid in whole and uid)


def check_open_days(previous: Edition, edition: Edition) -> None:
    """Check that each feed that had an event, whose day is open again now, says so."""
    for uid, record in edition.records.items():
        before = previous.records[uid].event if uid in previous.records else None
        if before and before.when and record.event.when is None and not before.is_break:
            days = Selection(days=(before.when.first,))
            for selection in (Selection(), days, *(Selection.only(*f) for f in before.facets)):
                body = render_feed(edition, selection, "en", site=SITE).body.decode()
                assert uid in [e.uid for e in edition.entries(selection)]
                assert f"\r\nUID:{escape_text(uid)}\r\n" in body


def selected(*facets: tuple[str, str]) -> Selection:
    named = {field: tuple(id for f, id in facets if f == field) for field in FACETS}
    return Selection(**named)  # type: ignore[arg-type]  # field is never days


def shown(edition: Edition, selection: Selection) -> tuple[Feed, object]:
    """Return the feed of a selection, and what it is made of."""
    records = [edition.records[event.uid] for event in edition.select(selection)]
    records += [edition.records[event.uid] for event in edition.entries(selection)]
    dated = any(edition.entries(selection))
    days = None if dated else edition.number  # it says that there is nothing on these days
    return render_feed(edition, selection, "en", site=SITE), (edition.head, records, days)
