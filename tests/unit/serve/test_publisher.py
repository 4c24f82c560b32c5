"""The publisher of a file: repetitions without an end go on as days pass."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from itinerary.ledger import Edition
from itinerary.ledger.store import Ledger
from itinerary.serve.publisher import FilePublisher, Watch, WatchEvent
from tests.support.file_edits import edit

PROGRAMME = """\
id: club
title: Club
languages: [en]
zone: Europe/Berlin
sources: {board: {who: The board}}
events:
- {id: evening, title: Evening, when: 2026-11-04 19:00, repeat: week, sources: board}
"""


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def publisher(tmp_path: Path, clock: Clock) -> Iterator[FilePublisher]:
    file = tmp_path / "events.yaml"
    file.write_text(PROGRAMME, "utf-8")
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    yield FilePublisher(file, ledger, clock=clock)
    ledger.close()


def last_day(edition: Edition | None) -> str:
    assert edition
    assert edition.itinerary.last
    return edition.itinerary.last.isoformat()


def test_new_day_makes_a_file_with_an_endless_series_due(
    publisher: FilePublisher, clock: Clock
) -> None:
    publisher.publish()
    assert not publisher.is_due()
    clock.time += timedelta(hours=10)
    assert not publisher.is_due(), "23:00 in Berlin"
    clock.time += timedelta(hours=1)
    assert publisher.is_due()
    publisher.publish()
    assert not publisher.is_due()


def test_languages_without_words_of_the_product_are_said_once(publisher: FilePublisher) -> None:
    assert publisher.file
    edit(publisher.file, "languages: [en]", "languages: [en, eu]")
    publisher.publish()
    (notice,) = publisher.notices
    assert notice.startswith("There is no translation of buttons, headings and notes into “eu”;")
    assert "“itinerary translate eu”" in notice
    publisher.publish()
    assert publisher.notices == ()


def test_accepted_language_without_words_is_not_said(publisher: FilePublisher) -> None:
    assert publisher.file
    accept = "accept: [{warning: interface-language, reason: a small festival}]"
    edit(publisher.file, "languages: [en]", f"languages: [en, eu]\n{accept}")
    publisher.publish()
    assert publisher.notices == ()


def test_watch_extends_an_endless_series_without_an_edit(
    publisher: FilePublisher, clock: Clock
) -> None:
    first = publisher.open()
    assert last_day(first) == "2027-05-26"
    reported: list[tuple[WatchEvent, int]] = []
    stop = threading.Event()

    def report(watch: Watch, event: WatchEvent) -> None:
        reported.append((event, watch.number))
        stop.set()

    clock.time = datetime(2026, 12, 1, 1, tzinfo=UTC)
    Watch(publisher, first).run(report, lambda _problems: None, stop)
    assert reported == [(WatchEvent.PUBLISHED, 2)]
    assert last_day(publisher.published) == "2027-06-30"


def test_clock_that_was_set_back_takes_no_date_from_an_endless_series(
    publisher: FilePublisher, clock: Clock
) -> None:
    clock.time = datetime(2026, 12, 1, 1, tzinfo=UTC)
    first = publisher.open()
    clock.time = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert publisher.open() is first
