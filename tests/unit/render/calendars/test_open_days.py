"""An event whose day is open again: each calendar that had it says so, as do pages and data."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from itinerary.ledger import Edition, LogEntry, cancellations, revise
from itinerary.ledger.canonical import dump, load
from itinerary.ledger.diff import changes
from itinerary.ledger.restore import read_feed, restored
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_deadlines, render_event_file, render_feed
from itinerary.render.documents.jsonld import event_node
from itinerary.render.words.changes import sentences
from itinerary.render.words.language import Language
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW
from tests.support.cached_app import cached_app
from tests.support.contract import PROMISES, Checked, unfolded
from tests.support.foreign import by_ical, by_icalendar, by_vobject, expected
from tests.support.small_programme import SMALL, SUMMIT, changed, itinerary

WHOLE = Selection()
SITE = "https://small.example/"
BEFORE = datetime(2026, 5, 1, tzinfo=UTC)
DATED = "    when: 2026-05-16 10:00 to 11:00\n"
BARE = changed("    place: hall\n    parties: [ada]\n", "", changed(DATED, ""))
"""The programme without a day of its first event, and without the place and the people of it."""


def published(
    words: str, before: Edition | None = None, now: datetime = BEFORE, status: str = ""
) -> Edition:
    return revise(before, itinerary(words.replace("id: one\n", f"id: one\n{status}", 1)), now)


FIRST = published(SMALL)
OPEN = published(BARE, FIRST)


def checked(edition: Edition, selection: Selection = WHOLE) -> Checked:
    body = render_feed(edition, selection, "en", site=SITE).body
    return Checked(body, edition, edition.itinerary.events, f"{SITE}feeds/en/small.ics", "en", NOW)


def entry(edition: Edition, selection: Selection = WHOLE) -> dict[str, str]:
    """Return the values of the first event's entry, empty if it has none."""
    found = [v for v in checked(edition, selection).vevents if v["UID"].value.startswith("one@")]
    return {name: line.text for name, line in found[0].items()} if found else {}


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(places=("hall",)),
        Selection(places=("town",)),
        Selection(parties=("ada",)),
        Selection(categories=("talk",)),
        Selection(days=(date(2026, 5, 16),)),
        Selection(parties=("ada",), places=("hall", "far"), days=(date(2026, 5, 16),)),
    ],
)
def test_each_feed_that_had_the_event_cancels_it(selection: Selection) -> None:
    told = entry(OPEN, selection)
    assert (told["SUMMARY"], told["STATUS"]) == ("CANCELLED: One (date TBA)", "CANCELLED")
    assert (told["SEQUENCE"], told["TRANSP"]) == ("1", "TRANSPARENT")
    assert told["DESCRIPTION"].startswith(
        "The date is open again; it was Saturday, 16 May 2026, 10:00–11:00"
    )
    assert "Cancelled" not in told["DESCRIPTION"]
    assert entry(FIRST, selection)["DTSTART"] == told["DTSTART"]
    before, after = (render_feed(e, selection, "en", site=SITE) for e in (FIRST, OPEN))
    assert after.modified > before.modified


def test_feed_that_never_had_the_event_does_not_cancel_it() -> None:
    elsewhere = published(changed("place: hall", "place: far", changed(DATED, "")), FIRST)
    assert entry(elsewhere, Selection(places=("hall",)))
    for selection in (Selection(places=("far",)), Selection(days=(date(2026, 5, 17),))):
        assert entry(elsewhere, selection) == {}


def test_foreign_parsers_read_the_cancellation_as_the_contract_has_it() -> None:
    feed = checked(OPEN)
    for promise in PROMISES:
        promise(feed)
    for parser in (by_ical, by_icalendar, by_vobject):
        (seen,) = parser([feed])
        assert sorted(seen) == sorted(expected(feed))
        assert {event.status for event in seen} == {"CANCELLED"}


def test_event_with_a_day_again_is_confirmed_with_a_higher_revision() -> None:
    back = published(changed("2026-05-16", "2026-06-20"), OPEN)
    told = entry(back)
    assert (told["SUMMARY"], told["STATUS"], told["SEQUENCE"]) == ("One", "CONFIRMED", "2")
    assert told["DTSTART"].startswith("20260620")
    assert back.itinerary.by_id["one"].former is None
    assert entry(back, Selection(days=(date(2026, 5, 16),))) == {}


def test_cancellation_leaves_feeds_a_month_after_the_former_day_and_the_event_stays() -> None:
    end = datetime(2026, 5, 16, 9, tzinfo=UTC)
    for days, shown in ((0, "2"), (29, "2"), (31, None)):
        words = changed("title: One", "title: Once", BARE)
        later = published(words, OPEN, end + timedelta(days=days))
        assert entry(later).get("SEQUENCE") == shown
        assert later.itinerary.by_id["one"].title.to("en") == "Once"


def test_postponed_event_without_a_day_stays_at_its_former_one() -> None:
    told = entry(published(BARE, FIRST, status="    status: postponed\n"))
    assert (told["SUMMARY"], told["STATUS"]) == ("POSTPONED: One (date TBA)", "TENTATIVE")
    assert told["DESCRIPTION"].startswith("The date is open again; it was")
    assert "\nPostponed\n" in told["DESCRIPTION"]


def test_cancelled_event_that_loses_its_day_is_cancelled_and_no_date_of_it_open() -> None:
    told = entry(published(BARE, FIRST, status="    status: cancelled\n"))
    assert told["SUMMARY"] == "CANCELLED: One"
    assert told["DESCRIPTION"].startswith("Saturday, 16 May 2026, 10:00–11:00")
    assert "\nCancelled\n" in told["DESCRIPTION"]


def test_event_without_a_day_that_is_removed_stays_cancelled_with_a_higher_revision() -> None:
    gone = revise(OPEN, replace(OPEN.itinerary, events=OPEN.itinerary.events[1:]), BEFORE)
    told = entry(gone, Selection(places=("hall",)))
    assert (told["SUMMARY"], told["SEQUENCE"]) == ("CANCELLED: One", "2")


def test_removed_event_that_comes_back_without_a_day_stays_cancelled() -> None:
    gone = revise(FIRST, replace(FIRST.itinerary, events=FIRST.itinerary.events[1:]), BEFORE)
    told = entry(published(BARE, gone), Selection(places=("hall",)))
    assert (told["STATUS"], told["SEQUENCE"]) == ("CANCELLED", "2")


def test_event_that_lost_its_day_under_an_earlier_version_gets_no_revision() -> None:
    event = replace(OPEN.itinerary.by_id["one"], withdrawn=None, former=None)
    digests = {uid: record.digest for uid, record in published(BARE).records.items()}
    records = {
        uid: replace(r, event=event if r.event.id == "one" else r.event, digest=digests[uid])
        for uid, r in OPEN.records.items()
    }
    events = (event, *OPEN.itinerary.events[1:])
    before = replace(OPEN, records=records, itinerary=replace(OPEN.itinerary, events=events))
    again = published(BARE, before)
    assert again.records[event.uid] == before.records[event.uid]
    assert entry(again) == {}


def test_ledger_keeps_the_former_day() -> None:
    event = OPEN.itinerary.by_id["one"]
    assert event.former
    assert load(dump(event)) == event


@pytest.mark.parametrize("copy", [FIRST, OPEN])
def test_restored_ledger_cancels_an_event_whose_day_the_file_no_longer_has(copy: Edition) -> None:
    feed = render_feed(copy, Selection(), "en", site=SITE).body
    programme = itinerary(changed(DATED, ""))
    back = restored(programme, read_feed(feed, programme, now=BEFORE).published)
    told = entry(revise(back, programme, BEFORE + timedelta(days=1)), Selection(places=("hall",)))
    assert told["STATUS"] == "CANCELLED"
    assert int(told["SEQUENCE"]) > int(entry(copy)["SEQUENCE"])
    assert told["DTSTART"] == entry(copy)["DTSTART"]


def test_guard_counts_an_event_without_a_day_like_a_removed_one() -> None:
    counts = cancellations(FIRST, OPEN, BEFORE)
    assert (counts.cancelled, counts.coming, counts.too_many) == (2, 2, True)
    assert (
        cancellations(OPEN, published(BARE, OPEN, status="    price: 1\n"), BEFORE).cancelled == 0
    )


def test_changes_and_the_page_name_the_former_day() -> None:
    words = "The date is open again; it was Saturday, 16 May 2026, 10:00–11:00"
    change = changes(FIRST, OPEN)[0]
    assert any(said.startswith(words) for said in sentences(change, Language.of("en")))
    page = cached_app(Publication(OPEN, SITE)).test_client().get("/en/events/one/").text
    assert words in page


def test_copy_of_one_event_is_served_as_long_as_its_cancellation() -> None:
    event = OPEN.itinerary.by_id["one"]
    lines = unfolded(render_event_file(OPEN, event, "en", site=SITE).body)
    assert "STATUS:CANCELLED" in lines
    assert "/en/events/one.ics" in set(site_paths.files(Publication(OPEN, SITE)))
    late = published(changed("title: One", "title: Once", BARE), OPEN, BEFORE + timedelta(90))
    assert "/en/events/one.ics" not in set(site_paths.files(Publication(late, SITE)))
    client = cached_app(Publication(late, SITE)).test_client()
    assert client.get("/en/events/one.ics").status_code == 404


def test_search_engines_read_that_it_is_postponed_from_its_former_day() -> None:
    log = (LogEntry(2, OPEN.published, "", changes(FIRST, OPEN)),)
    node = event_node(OPEN, OPEN.itinerary.by_id["one"], "en", site=SITE, log=log)
    assert "startDate" not in node
    assert node["previousStartDate"] == ["2026-05-16T10:00+02:00"]
    assert node["eventStatus"] == "https://schema.org/EventPostponed"


def test_feed_of_deadlines_cancels_one_that_has_no_day_any_more() -> None:
    first = published(SUMMIT)
    then = published(changed(", by: 2027-05-01 18:00", "", SUMMIT), first)
    body = render_deadlines(then, "en", site=SITE).body
    assert [line for line in unfolded(body) if line.startswith(("SUMMARY", "STATUS", "SEQ"))] == [
        "SUMMARY:CANCELLED: Press",
        "SEQUENCE:1",
        "STATUS:CANCELLED",
    ]
