"""The rules of revision (docs/explanation/revisions.md), on values alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from itinerary.ledger import ChangeKind, Edition, ReusedIdError, changes, revise
from itinerary.model.itinerary import (
    FACETS,
    CancelStyle,
    Itinerary,
    Status,
    TimeZone,
)
from itinerary.model.selection import Selection
from itinerary.model.when import Timed
from itinerary.model.zones import zone
from itinerary.render.calendars.feed import render_feed
from itinerary.source import read
from itinerary.value import replace
from tests.conftest import NOW, SITE, visit_in
from tests.support.visit import FIRST, HOUR, START, VISIT, edited, english, without


def numbers(edition: Edition) -> dict[str, int]:
    return {record.event.id: record.revision.number for record in edition.records.values()}


def test_first_edition_has_revision_0_of_every_event() -> None:
    assert FIRST.number == 1
    assert set(numbers(FIRST).values()) == {0}
    for record in FIRST.records.values():
        assert record.revision.created == record.revision.modified == FIRST.published == START


def test_declared_publication_time_stamps_the_first_edition_only() -> None:
    declared = datetime(2024, 5, 14, tzinfo=UTC)
    first = revise(None, replace(VISIT, published=declared), START)
    assert first.published == declared
    second = revise(first, edited(VISIT, "gala", title=english("Ball")), START)
    assert second.published == START


def test_new_cancelled_event_starts_with_revision_1() -> None:
    first = revise(None, edited(VISIT, "gala", status=Status.CANCELLED), START)
    assert numbers(first)["gala"] == 1


def test_unchanged_itinerary_makes_no_edition() -> None:
    assert revise(FIRST, VISIT, START + HOUR) is FIRST


def test_change_of_one_event_makes_one_revision() -> None:
    second = revise(FIRST, edited(VISIT, "gala", title=english("Ball")), START + HOUR, note="n")
    assert (second.number, second.published, second.note) == (2, START + HOUR, "n")
    for uid, record in second.records.items():
        if record.event.id == "gala":
            assert record.revision.number == 1
            assert record.revision.modified == START + HOUR
            assert record.revision.created == START
        else:
            assert record is FIRST.records[uid]


def test_reverting_a_change_makes_a_new_revision() -> None:
    second = revise(FIRST, edited(VISIT, "gala", title=english("Ball")), START + HOUR)
    third = revise(second, VISIT, START + 2 * HOUR)
    assert numbers(third)["gala"] == 2
    assert third.published == START + 2 * HOUR


def test_edition_times_increase_when_the_clock_goes_back_or_stands_still() -> None:
    edition, now = FIRST, START
    for n, step in enumerate((-HOUR, timedelta(), timedelta(), -24 * HOUR, HOUR)):
        now += step
        later = revise(edition, edited(VISIT, "gala", title=english(f"Ball {n}")), now)
        gala = later.records[VISIT.by_id["gala"].uid].revision
        assert later.published > edition.published
        assert gala.modified > edition.records[VISIT.by_id["gala"].uid].revision.modified
        edition = later


def changed_feeds(before: Edition, after: Edition) -> set[str]:
    assert all(before.feed_times[thing] <= moment for thing, moment in after.feed_times.items())
    return {id for (_, id), moment in after.feed_times.items() if moment == after.published}


def test_edit_updates_the_feed_times_of_its_facets_only() -> None:
    second = revise(FIRST, edited(VISIT, "gala", title=english("Ball")), START + HOUR)
    gala = VISIT.by_id["gala"]
    assert changed_feeds(FIRST, second) == {id for _, id in gala.facets} < set(ids_of(VISIT))
    for field in FACETS:
        for thing in getattr(VISIT, field):
            selection = Selection.only(field, thing.id)
            same = (
                render_feed(FIRST, selection, "en", site=SITE).body
                == render_feed(second, selection, "en", site=SITE).body
            )
            assert same is ((field, thing.id) not in gala.facets)


def ids_of(itinerary: Itinerary) -> list[str]:
    return [thing.id for field in FACETS for thing in getattr(itinerary, field)]


def test_moved_event_updates_the_time_of_the_feed_that_it_leaves() -> None:
    beijing = Selection.only("places", "beijing")
    harbin = next(place for place in VISIT.places if place.id == "harbin")
    moving = beijing.of(VISIT)[0]
    second = revise(FIRST, edited(VISIT, moving.id, place=harbin), START + HOUR)
    left = {id for _, id in moving.facets}
    assert changed_feeds(FIRST, second) == left | {around.id for around in harbin.chain()}
    newest = max(second.revision(event).modified for event in second.select(beijing))
    assert second.modified(beijing) == START + HOUR > newest


def test_new_programme_title_updates_every_feed_time() -> None:
    second = revise(FIRST, replace(VISIT, title=english("A visit")), START + HOUR)
    assert changed_feeds(FIRST, second) == set(ids_of(VISIT))


def test_expired_tombstone_updates_the_times_of_its_feeds() -> None:
    second = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    later = edited(without(VISIT, "gala"), "talks", title=english("Talks again"))
    third = revise(second, later, START + timedelta(days=60))
    both = {id for event in ("gala", "talks") for _, id in VISIT.by_id[event].facets}
    assert changed_feeds(second, third) == both


def test_removed_event_becomes_a_cancelled_tombstone() -> None:
    second = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    record = second.records[VISIT.by_id["gala"].uid]
    assert record.event.status is Status.CANCELLED
    assert record.removed == START + HOUR
    assert record.revision.number == 1
    assert "gala" not in second.itinerary.by_id
    assert [event.id for event in second.tombstones] == ["gala"]
    assert revise(second, without(VISIT, "gala"), START + 2 * HOUR) is second


def test_removed_cancelled_event_keeps_its_revision() -> None:
    second = revise(FIRST, edited(VISIT, "gala", status=Status.CANCELLED), START + HOUR)
    third = revise(second, without(VISIT, "gala"), START + 2 * HOUR)
    assert numbers(third)["gala"] == numbers(second)["gala"] == 1
    assert third.number == 3


@pytest.mark.parametrize(
    ("removed", "days", "remembered"),
    [
        (datetime(2024, 5, 15, tzinfo=UTC), 31, True),  # 30 days after its end on 17 May
        (datetime(2024, 5, 15, tzinfo=UTC), 33, False),
        (datetime(2024, 8, 1, tzinfo=UTC), 29, True),  # 30 days after its removal
        (datetime(2024, 8, 1, tzinfo=UTC), 31, False),
    ],
)
def test_tombstone_stays_in_feeds_30_days_after_end_or_removal(
    removed: datetime, days: int, remembered: bool
) -> None:
    first = revise(None, VISIT, datetime(2024, 5, 14, tzinfo=UTC))
    second = revise(first, without(VISIT, "gala"), removed)
    later = edited(without(VISIT, "gala"), "talks", title=english("Talk"))
    third = revise(second, later, removed + timedelta(days=days))
    assert bool(third.tombstones) == remembered
    assert VISIT.by_id["gala"].uid in third.records


def test_returned_event_keeps_its_uid_with_the_next_revision() -> None:
    second = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    third = revise(second, VISIT, START + timedelta(days=400))
    assert numbers(third)["gala"] == 2
    assert third.itinerary.by_id["gala"].uid == VISIT.by_id["gala"].uid
    assert not third.tombstones
    assert [c.kind for c in changes(second, third)] == [ChangeKind.RETURNED]


def test_renamed_event_keeps_its_uid_through_chains_and_without_was() -> None:
    uid = VISIT.by_id["gala"].uid
    edition = FIRST
    for id, was in (("ball", "gala"), ("ball", None), ("feast", "ball"), ("feast", None)):
        here = replace(
            VISIT,
            events=tuple(
                replace(e, id=id, was=was, uid=f"{was or id}@state-visit-2024.itinerary")
                if e.id == "gala"
                else e
                for e in VISIT.events
            ),
        )
        edition = revise(edition, here, edition.published + HOUR)
        assert edition.itinerary.by_id[id].uid == uid
        assert len(edition.records) == len(VISIT.events)
        assert not edition.tombstones
    assert numbers(edition)["feast"] == 2


def test_id_of_another_event_is_refused() -> None:
    renamed = edited(VISIT, "gala", id="ball", was="gala")
    second = revise(FIRST, renamed, START + HOUR)
    reused = replace(renamed, events=(*renamed.events, VISIT.by_id["gala"]))
    with pytest.raises(ReusedIdError, match="“gala” already named another event"):
        revise(second, reused, START + 2 * HOUR)


def test_two_events_cannot_claim_one_former_id() -> None:
    gala = VISIT.by_id["gala"]
    double = replace(VISIT, events=(*VISIT.events, replace(gala, id="ball", was="gala")))
    with pytest.raises(ReusedIdError):
        revise(FIRST, double, START + HOUR)


def layouts() -> Iterator[bytes]:
    """Yield the visit's file in other layouts."""
    source = visit_in("en", "zh", "ru")
    data = yaml.load(source, Loader=yaml.BaseLoader)
    yield source.replace("\n", "\r\n").encode()
    yield ("# a comment\n" + source.replace("sources: kremlin", "sources:   kremlin")).encode()
    for flow in (True, False):
        yield yaml.dump(data, allow_unicode=True, default_flow_style=flow, sort_keys=True).encode()
    data["events"].reverse()
    for key in ("places", "parties", "categories", "sources"):
        data[key] = dict(reversed(data[key].items()))
    yield yaml.dump(data, allow_unicode=True, default_style='"', sort_keys=False).encode()


def test_layout_of_the_file_makes_no_edition() -> None:
    first = revise(
        None, read(visit_in("en", "zh", "ru").encode(), file="f", now=NOW).itinerary, NOW
    )
    for data in layouts():
        again = read(data, file="f", now=NOW).itinerary
        assert revise(first, again, NOW + HOUR) is first


def source_change(before: str, after: str) -> set[str]:
    """Return which events are revised when the file is edited so."""
    text = visit_in("en", "zh", "ru")
    assert before in text
    first = revise(None, read(text.encode(), file="f", now=NOW).itinerary, NOW)
    changed = read(text.replace(before, after).encode(), file="f", now=NOW).itinerary
    second = revise(first, changed, NOW + HOUR)
    assert second.number == 2
    return {change.after.id for change in changes(first, second)}


ALL = {event.id for event in VISIT.events}


@pytest.mark.parametrize(
    ("before", "after", "revised"),
    [
        ("ru: Харбин}", "ru: г. Харбин}", {"expo", "forum", "hit"}),
        ("zh: 李强,", "zh: 李强总理,", {"li-qiang"}),
        ("    colour: seagreen", "    colour: teal", {"li-qiang", "expo", "forum"}),
        ("en: Culture", "en: Arts", {"gala"}),
        ("en: host", "en: the host", {"state-visit"}),
        ("en: statement", "en: written statement", ALL - {"state-visit"}),
        ("en: Beijing time", "en: China time", ALL),
        ("en: Talks between Xi", "en: Meeting between Xi", {"talks", "signing"}),
        ("colour: firebrick\n\nback", "colour: firebrick\nsite: https://a.example/\n\nback", ALL),
        ("colour: firebrick\n\nback", "colour: crimson\n\nback", set()),
        ("en: Both are permanent", "en: Both countries are permanent", set()),
    ],
)
def test_change_of_a_place_or_party_revises_exactly_the_events_that_show_it(
    before: str, after: str, revised: set[str]
) -> None:
    assert source_change(before, after) == revised


def test_cancel_style_revises_cancelled_events_only() -> None:
    cancelled = edited(VISIT, "gala", status=Status.CANCELLED)
    first = revise(None, cancelled, START)
    second = revise(first, replace(cancelled, cancel_style=CancelStyle.VISIBLE), START + HOUR)
    assert [change.after.id for change in changes(first, second)] == ["gala"]


def test_removed_facet_is_retired_with_its_name() -> None:
    places = tuple(place for place in VISIT.places if place.id != "harbin")
    events = tuple(replace(event, place=None) for event in VISIT.events)
    second = revise(FIRST, replace(VISIT, places=places, events=events), START + HOUR)
    assert [(r.field, r.id, r.name.to("en")) for r in second.retired] == [
        ("places", "harbin", "Harbin")
    ]
    third = revise(second, VISIT, START + 2 * HOUR)
    assert third.retired == ()


def test_move_within_a_repeated_hour_is_a_change_of_when() -> None:
    berlin = zone("Europe/Berlin")
    early = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    gala = replace(VISIT.by_id["gala"], when=Timed(early), zone=TimeZone(berlin))
    first = revise(None, replace(VISIT, events=(gala,)), START)
    later = replace(gala, when=Timed(early.replace(fold=1)))
    second = revise(first, replace(VISIT, events=(later,)), START + HOUR)
    (change,) = changes(first, second)
    assert change.fields == ("when",)
