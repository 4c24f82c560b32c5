"""Restoration of a ledger from a feed, which is untrusted."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st

from itinerary.ledger import LedgerError, revise
from itinerary.ledger.restore import FeedReading, read_feed, restored
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import HIGHEST_SEQUENCE, Status
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_deadlines, render_feed
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE, edition_of, led_to, visit_file
from tests.support.cached_app import cached_app
from tests.support.command import run
from tests.support.small_programme import SMALL, itinerary

EDITION = edition_of("visit")
ITINERARY = EDITION.itinerary
COPY = render_feed(EDITION, Selection(), "en", site=SITE).body.replace(b"\r\n ", b"").decode()
GALA = "gala@state-visit-2024.itinerary"


def changed(pattern: str, value: str, uid: str = GALA) -> bytes:
    """Return the feed with a line of an event changed."""
    begin = COPY.index(f"UID:{uid}")
    begin = COPY.rindex("BEGIN:VEVENT", 0, begin)
    end = COPY.index("END:VEVENT", begin)
    vevent, count = re.subn(f"(?m)^{pattern}[^\r]*\r\n", lambda _: value, COPY[begin:end])
    assert count == 1, pattern
    return (COPY[:begin] + vevent + COPY[end:]).encode()


def found(data: bytes) -> FeedReading:
    return read_feed(data, ITINERARY, now=NOW)


def test_feed_of_ours_is_read_without_a_notice() -> None:
    feed = found(COPY.encode())
    assert feed.notices == ()
    revisions = {entry.event.uid: entry.revision for entry in feed.published}
    assert revisions == {uid: record.revision for uid, record in EDITION.records.items()}


@pytest.mark.parametrize("tag", ["ru", "qqq-Zzzz"])
def test_restored_ledger_answers_the_language_of_an_old_copy_in_the_first(tag: str) -> None:
    itinerary = replace(ITINERARY, languages=("en", "zh"))
    copy = COPY.replace("/en/events/", f"/{tag}/events/").encode()
    feed = read_feed(copy, itinerary, now=NOW)
    assert feed.former_languages == (tag,)
    again = restored(itinerary, feed.published, feed.former_languages)
    edition = revise(again, itinerary, NOW + timedelta(hours=1))
    current = Publication(edition, SITE)
    client = cached_app(current).test_client()
    page = f"/{tag}/events/gala/"
    assert led_to(page, client.get(page)) == "/en/events/gala/"
    assert client.get(f"/feeds/{tag}/{itinerary.id}.ics").status_code == 200
    for path in site_paths.paths(current):
        if path.startswith((f"/{tag}/", f"/feeds/{tag}/")):
            assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("tags", [("xx", "yy"), ("..", ".."), ("feeds", "feeds")])
def test_restored_ledger_has_no_invalid_former_language(tags: tuple[str, str]) -> None:
    url = "URL:" + SITE + "{}/events/"
    here, there, elsewhere = (url.format(tag) for tag in ("en", *tags))
    copy = COPY.replace(here, there, 1).replace(here, elsewhere)
    assert found(copy.encode()).former_languages == ()


@pytest.mark.parametrize(
    ("line", "value", "said"),
    [
        ("URL", f"URL:{SITE}en/events/../\r\n", "“..” in its address is no id; it is called gala"),
        ("URL", f"URL:{SITE}en/events/.itinerary-build/\r\n", "is no id; it is called gala"),
        ("URL", f"URL:{SITE}en/events/%2e%2e/\r\n", "“%2e%2e” in its address is no id"),
        (
            "SEQUENCE",
            "SEQUENCE:2147483647\r\n",
            f"the revision 2147483647 is taken for {HIGHEST_SEQUENCE}",
        ),
        ("SEQUENCE", "SEQUENCE:-5\r\n", "the revision -5 is taken for 0"),
        ("LAST-MODIFIED", "LAST-MODIFIED:99991231T235959Z\r\n", "is taken for 2026-11-25 12:00:00"),
        ("LAST-MODIFIED", "LAST-MODIFIED:20990101T000000Z\r\n", "is taken for 2026-11-25 12:00:00"),
        ("LAST-MODIFIED", "LAST-MODIFIED:00010101T000000Z\r\n", "is taken for 2024-05-1"),
        ("CREATED", "CREATED:00010101T000000Z\r\n", "is taken for 1970-01-01 00:00:00+00:00"),
        ("DTSTART", "DTSTART:99991231T235959Z\r\n", "is left out: it is too far away"),
        ("DTEND", "DTEND:99991231T235959Z\r\n", "is left out: it is too far away"),
        ("DTSTART", "DTSTART:20240516T100000Z\r\n", "its end does not fit its start"),
        ("DTSTART", "DTSTART:20240516T100000\r\n", "is left out: "),
    ],
)
def test_value_out_of_range_becomes_the_nearest_with_a_notice(
    line: str, value: str, said: str
) -> None:
    feed = found(changed(line, value))
    (notice,) = feed.notices
    assert f"“{GALA}”" in notice
    assert said in notice
    assert len(feed.published) == len(EDITION.records)


@pytest.mark.parametrize(
    ("line", "value", "said"),
    [
        ("UID", "UID:../../x@state-visit-2024.itinerary\r\n", "“../../x” is no id"),
        ("UID", f"UID:{'x' * 200}@state-visit-2024.itinerary\r\n", "is no id"),
        ("UID", "UID:talks@state-visit-2024.itinerary\r\n", "twice; the first is taken"),
        ("URL", f"URL:{SITE}en/events/talks/\r\n", "is left out: another event is called talks"),
        ("SEQUENCE", "", "is left out: it has no SEQUENCE"),
        ("SEQUENCE", "SEQUENCE:many\r\n", "is left out"),
        ("CREATED", "CREATED;VALUE=DATE:20240514\r\n", "is left out: CREATED is no time"),
        ("DTSTART", "", "is left out: it has no DTSTART"),
    ],
)
def test_event_not_of_ours_is_left_out_with_a_notice(line: str, value: str, said: str) -> None:
    feed = found(changed(line, value))
    (notice,) = feed.notices
    assert said in notice
    assert len(feed.published) == len(EDITION.records) - 1


def test_feed_without_an_event_of_ours_is_refused_with_the_notices() -> None:
    with pytest.raises(LedgerError, match="no event of “state-visit-2024”") as caught:
        found(re.sub("UID:", "UID:../", COPY).encode())
    assert "is no id" in str(caught.value)


@pytest.mark.parametrize(
    "words",
    ["BEGIN:VEVENT\r\n" * 5000, "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 5000, "\0", "END:X"],
)
def test_data_that_are_no_calendar_are_refused(words: str) -> None:
    with pytest.raises(LedgerError):
        found(words.encode())


def test_restore_command_prints_notices_and_the_ledger_can_be_published_to(
    tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    file, copy = visit_file(tmp_path / "events.yaml"), tmp_path / "copy.ics"
    data = changed("LAST-MODIFIED", "LAST-MODIFIED:20990101T000000Z\r\n")
    copy.write_bytes(data.replace(b"/en/events/talks/", b"/en/events/../"))
    result = run("ledger", "restore", copy, file)
    assert "LAST-MODIFIED 2099-01-01 00:00:00+00:00 is taken for" in result.output
    assert "is no id; it is called talks" in result.output
    assert "8 events restored." in result.output
    assert run("publish", file, "--yes").exit_code == 0
    latest = open_ledger(tmp_path / "events.ledger.sqlite").latest("state-visit-2024")
    assert latest
    assert latest.published < datetime.now(UTC) + timedelta(days=2)
    assert run("ledger", "check", file).exit_code == 0


DUE = (
    SMALL
    + """\
deadlines:
  - {id: papers, title: Papers, by: 2026-05-10 18:00}
  - {id: posters, title: Posters, by: 2026-05-12}
"""
)


def test_restored_deadlines_continue_with_higher_revisions_and_removed_ones_are_cancelled(
    tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    before = datetime(2026, 5, 1, tzinfo=UTC)
    edition = revise(None, itinerary(DUE), before)
    feeds = [tmp_path / name for name in ("events.ics", "deadlines.ics")]
    feeds[0].write_bytes(render_feed(edition, Selection(), "en", site=SITE).body)
    feeds[1].write_bytes(render_deadlines(edition, "en", site=SITE).body)
    file = tmp_path / "events.yaml"
    file.write_text(DUE)
    alone = run("ledger", "restore", feeds[1], file)
    assert alone.exit_code == 1
    assert "give a feed of events, and this one with --deadlines" in alone.output
    result = run("ledger", "restore", feeds[0], file, "--deadlines", feeds[1])
    assert "2 events and 2 deadlines restored." in result.output
    again = open_ledger(tmp_path / "events.ledger.sqlite").latest("small")
    assert again
    assert again.itinerary.deadlines == edition.itinerary.deadlines
    later = revise(again, itinerary(DUE.rsplit("  - ", 1)[0]), before + timedelta(hours=1))
    states = {r.event.id: (r.revision.number, r.event.status) for r in later.records.values()}
    assert states["deadline--papers"] == (1, Status.CONFIRMED)
    assert states["deadline--posters"] == (1, Status.CANCELLED)
    body = render_deadlines(later, "en", site=SITE).body.decode()
    assert "SUMMARY:CANCELLED: Posters\r\n" in body


LINES = ["UID", "URL", "SEQUENCE", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY"]
VALUES = st.one_of(
    st.sampled_from(
        [
            *("", ":", ":../", ":2147483648", ":-1", ":1e9", ":00010101T000000Z"),
            *(":99991231T235959Z", ":99991231", ";VALUE=DATE:00010101", ":20240516T100000"),
            *(";TZID=Nowhere:20240516T100000", ";TZID=Europe/Berlin:20240331T023000"),
            *(":https://x/en/events/../", ":https://x/../events/talks/", ":https://[x/"),
            *(":..@state-visit-2024.itinerary", ":talks@state-visit-2024.itinerary"),
            *(":nothing", ":\\n\\n", ":20240516T240000Z", ":20240516T100000Z"),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=20).map(
        ":{}".format
    ),
)
EDITS = st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, 7), VALUES), max_size=6)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the state visit and its ledger, for tests that copy it."""
    folder = tmp_path_factory.mktemp("published")
    run("publish", visit_file(folder / "events.yaml", "en"), "--yes")
    return folder


@pytest.mark.parametrize("id", ["../", "..", "../../../../x", "a/b", "a\\b", ".", ""])
def test_build_refuses_ids_that_lead_out_of_its_folder(
    tmp_path: Path, published: Path, id: str
) -> None:
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "events.yaml"
    with closing(sqlite3.connect(tmp_path / "events.ledger.sqlite")) as database, database:
        (data,) = database.execute("SELECT data FROM revision WHERE uid = ?", [GALA]).fetchone()
        data = json.dumps(json.loads(data) | {"id": id})
        database.execute("UPDATE revision SET data = ? WHERE uid = ?", [data, GALA])
    database.close()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    options = ["--to", tmp_path / "out" / "public", "--no-publish", "--site", SITE]
    result = run("build", file, *options)
    assert result.exit_code == 1
    assert "outside the site" in result.output or "the answer is 404" in result.output
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    own = {path for path in new if not path.name.startswith("events.ledger.sqlite-")}
    unfinished = tmp_path / "out" / ".public.next"
    assert {path for path in own if not path.is_relative_to(unfinished)} == {
        tmp_path / "out" / ".public.lock"
    }
    check = run("ledger", "check", file)
    assert check.exit_code == 1
    assert f"has the invalid id “{id}”" in check.output
