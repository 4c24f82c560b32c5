"""One-time copies of chosen entries, which the browser makes of the calendar of a site of files."""

from __future__ import annotations

import pytest

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import own_uid
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from tests.conftest import SITE
from tests.support.visit import FIRST, START, VISIT, edited
from tests.unit.static.conftest import Script


@pytest.mark.parametrize("ids", [{"talks"}, {"gala", "expo"}, set()])
def test_a_copy_has_the_entries_of_the_feed_byte_for_byte_and_follows_nothing(
    call: Script, ids: set[str]
) -> None:
    whole = render_feed(FIRST, Selection(), "en", site=SITE).body.decode()
    uids = {own_uid(id, VISIT.id) for id in ids}
    copy = call("entries", "only", whole, uids)
    begin = "BEGIN:VEVENT\r\n"
    entries = [begin + rest for rest in whole.removesuffix("END:VCALENDAR\r\n").split(begin)[1:]]
    chosen = [e for e in entries if any(f"UID:{uid}\r\n" in e for uid in uids)]
    assert len(chosen) == len(ids)
    assert copy.endswith("".join(chosen) + "END:VCALENDAR\r\n")
    assert copy.count(begin) == len(ids)
    head = copy.split(begin)[0]
    assert head.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    for name in ("REFRESH-INTERVAL", "SOURCE", "X-PUBLISHED-TTL"):
        assert f"\r\n{name}" in whole
        assert name not in copy


def test_uids_of_other_tools_are_found_with_folds_and_escapes(call: Script) -> None:
    uid = "a;b,c\\" + "é" * 60 + "@elsewhere"
    edition: Edition = revise(None, edited(VISIT, "talks", uid=uid), START)
    whole = render_feed(edition, Selection(), "en", site=SITE).body.decode()
    copy = call("entries", "only", whole, {uid})
    assert copy.count("BEGIN:VEVENT") == 1
