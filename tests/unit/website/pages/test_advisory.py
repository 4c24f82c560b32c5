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


ONLINE = PRESS.replace(
    "    place: hall\n",
    """\
    place: [hall, far]
    online: {url: https://meet.example/room, access: Tickets have the password}
    doors: 09:00
    spoken: [en, bfi]
""",
)


@pytest.mark.parametrize("path", ["/en/advisory/", "/en/advisory.txt"])
def test_the_advisory_says_all_places_and_how_to_attend_from_elsewhere(path: str) -> None:
    said = text(client(later(ONLINE)), path)
    for words in (
        *("Hall, Town", "Far", "meet.example/", "Tickets have the password", "Doors open"),
        *("09:00", "English and British Sign Language"),
    ):
        assert words in said, words


@pytest.mark.parametrize("path", ["/en/advisory/", "/en/advisory.txt"])
def test_the_advisory_names_the_one_zone_once(path: str) -> None:
    words = PRESS.replace("by: 2027-04-20,", "by: 2026-04-20 18:00,")
    said = " ".join(text(client(later(words)), path).split())
    assert "All times are in Central European Summer Time (UTC+2)." in said
    assert "until 20 April 2026, 18:00" in said
    assert said.count("UTC") == 1


def test_a_deadline_in_another_zone_than_the_events_names_its_own() -> None:
    words = PRESS.replace("by: 2027-04-20,", "by: 2026-04-20 18:00,").replace(
        "{name: Hall, in: town}", "{name: Hall, in: town, zone: Asia/Shanghai}"
    )
    said = " ".join(text(client(later(words)), "/en/advisory.txt").split())
    assert "All times are in China Standard Time (UTC+8)." in said
    assert "until 20 April 2026, 18:00 (Central European Summer Time, UTC+2)" in said
    assert "until 10 May 2026, 18:00;" in said


DATES = PRESS.replace(
    "deadlines:",
    """\
  - {id: old, title: Over long ago, when: 2026-10-01 10:00, place: hall, sources: press}
  - {id: next, title: Next, when: 2026-12-03 10:00, place: hall, sources: press}
  - id: choir
    title: Choir
    when: 2026-12-01 19:00 to 20:00
    repeat: {every: tuesday, until: 2027-01-26, except: [2026-12-15, 2026-12-22]}
    place: hall
    sources: press
  - {id: choir-2026-12-15, title: Choir, when: 2026-12-16 19:00, place: hall, sources: press}
  - id: choir-2026-12-22
    title: Choir
    when: 2026-12-22 19:00 to 20:00
    place: hall
    sources: press
    status: cancelled
deadlines:""",
).replace("days: 2026-03-01 to 2026-11-30", "days: 2026-03-01 to 2027-01-31")


def test_dates_of_a_repetition_are_one_line_and_those_apart_from_it_are_listed() -> None:
    said = text(client(later(DATES)), "/en/advisory.txt")
    unwrapped = " ".join(said.split())
    assert "* Choir: Every Tuesday, 19:00–20:00; 1 December 2026 – 26 January 2027" in unwrapped
    assert said.count("Choir") == 3
    assert text(client(later(DATES)), "/en/advisory/").count(">Choir<") == 3


def test_what_was_over_when_it_was_published_is_listed_only_for_the_press() -> None:
    said = text(client(later(DATES)), "/en/advisory.txt")
    assert "Next" in said
    assert "Over long ago" not in said
    assert "One" in said


def test_addresses_on_pages_break_behind_slashes(first: Edition) -> None:
    said = text(client(first), "/en/advisory/")
    assert ">visit.example/<wbr>accreditation</a>" in said


def test_the_text_has_lines_of_at_most_72_columns(first: Edition) -> None:
    long = PRESS.replace("Visas of the press", "记者签证申请" * 20)
    for line in text(client(later(long)), "/en/advisory.txt").splitlines():
        columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
        assert columns <= 72, line


def test_the_page_of_an_event_says_what_the_press_has_to_know(first: Edition) -> None:
    said = text(client(first), "/en/events/one/")
    for words in ("For the press", "host broadcaster and press pool", "09:15"):
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
