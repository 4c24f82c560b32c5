"""Mutated feeds: each restores a complete ledger, or is refused and leaves no ledger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from itinerary.ledger import revise
from itinerary.ledger.store import Ledger
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.source import read
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.hostile.bounds import bounded
from tests.support.cached_app import cached_app
from tests.support.command import run
from tests.support.small_programme import SMALL

FILE = (
    SMALL
    + """\
  - {id: three, title: Three, when: 2026-05-16 evening, place: far, sources: [press]}
  - {id: daily, title: Daily, when: 2026-05-18 09:00 to 10:00, repeat: {every: day, times: 3}}
"""
)
FEED = render_feed(
    revise(None, read(FILE.encode(), file="f.yaml", now=NOW).itinerary, NOW),
    Selection(),
    "en",
    site=SITE,
).body.decode()
LINES = FEED.replace("\r\n ", "").split("\r\n")[:-1]
OF_EVENTS = [n for n, line in enumerate(LINES) if n > LINES.index("BEGIN:VEVENT")]
NAMES = sorted({re.split("[:;]", LINES[n])[0] for n in OF_EVENTS})

IDS = [
    "../..",
    "..",
    ".",
    "",
    "a/b",
    "a\\\\b",
    "%2e%2e",
    "one",
    "x" * 300,
    "\u202e",
    "é",
    "a b",
    "CON",
]
TIMES = [
    *(
        "99991231T235959Z",
        "00010101T000000Z",
        "20990101T000000Z",
        "20260516",
        "2026-05-16",
        "",
        "Z",
    ),
    *("20260516T100000", "19700101T000000Z", "20261124T120000Z", "20260229T000000Z", "99991231"),
]
VALUES = [
    *TIMES,
    *(
        "2147483647",
        "2147483648",
        "-1",
        "1e3",
        "\u0663",
        "9" * 5000,
        "0",
        "CANCELLED",
        "x",
        "\\n\\n",
    ),
    *(f"{id}@small.itinerary" for id in IDS),
    *(f"https://visit.example/en/events/{id}/" for id in IDS),
    *(
        "https://visit.example/../events/one/",
        "https://[/en/events/one/",
        "//evil.example",
        "en" * 99,
    ),
    *(
        "BEGIN:VEVENT",
        "<script>alert(1)</script>",
        "\\u0000",
        "\x00",
        "\x1b[31m",
        "PT1H",
        "-P9999W",
    ),
]
PARAMETERS = [
    *("", ";VALUE=DATE", ";TZID=Europe/Berlin", ";TZID=../../etc/passwd", ";TZID=No/Where")
]

changes = st.lists(
    st.tuples(
        st.sampled_from(["value", "value", "value", "cut", "double", "block", "put", "byte"]),
        st.integers(0, 10**6),
        st.sampled_from(NAMES),
        st.sampled_from(PARAMETERS),
        st.sampled_from(VALUES) | st.text(max_size=10),
    ),
    min_size=1,
    max_size=6,
)
Changes = Sequence[tuple[str, int, str, str, str]]


def changed(what: Changes) -> bytes:
    """Return the feed with changes made to it."""
    lines = list(LINES)
    for kind, place, name, parameters, value in what:
        named = [n for n, line in enumerate(lines) if re.match(rf"{name}[:;]", line)] or [0]
        at = named[place % len(named)]
        match kind:
            case "value":
                lines[at] = f"{name}{parameters}:{value}"
            case "cut":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "put":
                lines.insert(at, value)
            case "block" if "END:VEVENT" in lines:
                begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT") + 1
                lines[end:end] = lines[begin:end]
            case "byte":
                row = lines[place % len(lines)]
                lines[place % len(lines)] = row[: place % 40] + value + row[place % 40 :]
        if not lines:
            break
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def each(name: str, parameters: str, value: str) -> list[tuple[str, int, str, str, str]]:
    """Return the changes that give a property a value in every event."""
    return [("value", n, name, parameters, value) for n in range(6)]


@bounded(12)
@given(what=changes)
@example(each("UID", "", "../../en@small.itinerary"))
@example(each("URL", "", "https://visit.example/en/events/../"))
@example(each("LAST-MODIFIED", "", "99991231T235959Z"))
@example(each("LAST-MODIFIED", "", "20990101T000000Z"))
@example(each("CREATED", "", "00010101T000000Z"))
@example(each("SEQUENCE", "", "2147483647"))
@example(each("SEQUENCE", "", "-1"))
@example(each("DTSTART", ";VALUE=DATE", "99991231"))
@example(each("SUMMARY", "", "\x1b[2J\u202e"))
def test_tampered_feed_restores_whole_ledger_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, what: Changes
) -> None:
    folder = tmp_path_factory.mktemp("restore")
    file, copy, kept = folder / "f.yaml", folder / "copy.ics", folder / "f.ledger.sqlite"
    file.write_text(FILE, "utf-8")
    copy.write_bytes(changed(what))
    restored = run("ledger", "restore", copy, file, "--ledger", kept)
    assert "\x1b[2J" not in restored.output
    if restored.exit_code:
        assert restored.output.strip()
        assert not kept.exists() or not programmes(kept)
        return
    assert_whole(file, kept)


def programmes(kept: Path) -> list[str]:
    """Return the programmes of a ledger."""
    ledger = Ledger(kept)
    try:
        return ledger.programmes()
    finally:
        ledger.close()


def assert_whole(file: Path, kept: Path) -> None:
    """Check that a restored ledger is usable: the programme can be published on top of it, readers
    and calendars can read it, and its revisions can grow."""
    for command in (["ledger", "check"], ["publish", "--yes", "--allow-cancellations"]):
        done = run(*command, file, "--ledger", kept)
        assert done.exit_code == 0, done.output
    for command in (["ledger", "check"], ["history"], ["history", "--format", "json"], ["show"]):
        assert run(*command, file, "--ledger", kept).exit_code == 0
    ledger = Ledger(kept)
    edition = ledger.latest("small")
    ledger.close()
    assert edition is not None
    assert edition.published < datetime.now(UTC) + timedelta(days=2)  # clocks differ
    publication = Publication(edition, SITE)
    client = cached_app(publication).test_client()
    for path in site_paths.paths(publication):
        assert re.fullmatch(r"(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?", path)
    for record in edition.records.values():
        assert 0 <= record.revision.number < 2**31 - 2**16  # leaves room for more
        assert client.get(f"/en/events/{record.event.id}/").status_code == 200
    feed = client.get("/calendar.ics").data
    assert Calendar.from_ical(feed).walk("VEVENT")
