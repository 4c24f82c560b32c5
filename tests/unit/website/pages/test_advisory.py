"""The advisory to the press as page and text, and the calendar of deadlines."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, LogEntry, revise
from itinerary.ledger.diff import changes
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.small_programme import SMALL, changed, itinerary

PRESS = changed(
    "    place: hall",
    """\
    place: hall
    press:
      access: [host-broadcaster, pool]
      call: 09:15
      entrance: far
      accreditation: {by: 2026-05-10 18:00, link: https://visit.example/accreditation}
      live: https://live.example/
      contact: press@visit.example""",
) + (
    "deadlines:\n  - {id: visas, title: Visas of the press, by: 2027-04-20, about: one}\n"
)  # fmt: skip


def later(words: str, before: Edition | None = None, days: int = 0) -> Edition:
    return revise(before, itinerary(words), NOW + timedelta(days=days))


def client(edition: Edition, before: Edition | None = None) -> FlaskClient:
    made = LogEntry(edition.number, edition.published, "", changes(before, edition))
    return cached_app(Publication(edition, SITE, log=lambda _: (made,))).test_client()


def text(client: FlaskClient, path: str) -> str:
    got = client.get(path)
    assert got.status_code == 200, path
    return got.text


@pytest.fixture(scope="module")
def first() -> Edition:
    return later(PRESS)


def test_a_programme_with_nothing_for_the_press_has_no_advisory() -> None:
    edition = later(SMALL)
    site = client(edition)
    for path in ("/en/advisory/", "/en/advisory.txt", "/feeds/en/deadlines.ics"):
        assert site.get(path).status_code == 404
    assert "advisory" not in text(site, "/en/")
    assert not [p for p in site_paths.paths(Publication(edition, SITE)) if "advisory" in p]


def test_the_advisory_says_what_changed_first(first: Edition) -> None:
    second = later(PRESS.replace("call: 09:15", "call: 09:00"), first, 1)
    said = text(client(second, first), "/en/advisory/")
    assert "Update 2" in said
    assert said.index("Press call: 09:00") < said.index("Visas of the press") < said.index("Hall")


def test_the_text_has_lines_of_at_most_72_columns(first: Edition) -> None:
    long = PRESS.replace("Visas of the press", "记者签证申请" * 20)
    for line in text(client(later(long)), "/en/advisory.txt").splitlines():
        columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
        assert columns <= 72, line


def test_the_page_of_an_event_says_what_the_press_has_to_know(first: Edition) -> None:
    said = text(client(first), "/en/events/one/")
    for words in ("For the press", "host broadcaster and press pool", "09:15", "BroadcastEvent"):
        assert words in said


def test_deadlines_are_in_their_calendar_and_not_in_that_of_the_programme(first: Edition) -> None:
    site = client(first)
    own = text(site, "/feeds/en/deadlines.ics")
    assert re.findall(r"UID:(\S+)", own) == [
        "one--accreditation@small.itinerary",
        "deadline--visas@small.itinerary",
    ]
    assert "DTSTART;VALUE=DATE:20270420" in own
    assert "TRANSP:OPAQUE" not in own
    whole = text(site, "/feeds/en/small.ics")
    assert "Visas" not in whole
    assert "Press call: 09:15" in whole


def test_a_deadline_that_moves_gets_the_next_revision(first: Edition) -> None:
    second = later(PRESS.replace("2026-05-10 18:00", "2026-05-11 18:00"), first, 1)
    record = second.records["one--accreditation@small.itinerary"]
    assert record.revision.number == 1
    assert second.records["deadline--visas@small.itinerary"].revision.number == 0


def test_a_deadline_that_is_removed_stays_cancelled_for_a_time(first: Edition) -> None:
    second = later(PRESS.split("deadlines:", maxsplit=1)[0], first, 1)
    assert "STATUS:CANCELLED" in text(client(second), "/feeds/en/deadlines.ics")
    assert [d.id for d in second.deadline_tombstones] == ["deadline--visas"]
    assert not second.tombstones


def test_an_edition_tells_of_the_deadlines_of_the_list_alone(first: Edition) -> None:
    told = [change.after.id for change in changes(None, first)]
    assert told == ["one", "two", "deadline--visas"]
