"""The importer of a file: sources elsewhere are followed, politely, and what they say is published
like an edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from itinerary.imports import Options, SourceKind, column_names, memory, merge, refresh, whole_files
from itinerary.imports import read as import_source
from itinerary.imports.composition import file_of
from itinerary.imports.fetch import Fetched, FetchError
from itinerary.imports.merge import first_memory
from itinerary.imports.report import ReportCollector
from itinerary.imports.settle import settle
from itinerary.ledger.store import Ledger
from itinerary.model.zones import zone
from itinerary.serve.importer import JITTER, LATEST_START, Importer, ImportNotice, order_of
from itinerary.serve.publisher import FilePublisher
from itinerary.source import SourceError, read, schema
from itinerary.source.upstream import COLUMN_MEANINGS
from tests.conftest import NOW
from tests.support.file_edits import edit
from tests.support.imports import TODAY, calendar, imported

ADDRESS = "https://calendar.example/a.ics"
DAY = "DTSTART;VALUE=DATE:202705"
A, B = f"SUMMARY:Opening\n{DAY}10", f"SUMMARY:Closing\n{DAY}12"
EVERY = timedelta(minutes=15)


class Master:
    """A source elsewhere, which answers conditional requests, and a clock set by hand."""

    def __init__(self) -> None:
        self.answer: bytes | Exception = calendar(A, B)
        self.asked: list[Mapping[str, str]] = []
        self.seconds = 1000.0

    def fetch(self, address: str, known: Mapping[str, Mapping[str, str]]) -> Fetched:
        validators = known.get(address, {})
        self.asked.append(validators)
        if isinstance(self.answer, Exception):
            raise self.answer
        tag = f'"{hash(self.answer)}"'
        if validators.get("If-None-Match") == tag:
            return Fetched(address, None, address, validators)
        return Fetched(address, self.answer, address, {"If-None-Match": tag})


@pytest.fixture
def master() -> Master:
    return Master()


@pytest.fixture
def publisher(tmp_path: Path, master: Master) -> Iterator[FilePublisher]:
    file = tmp_path / "events.yaml"
    source = import_source(calendar(A, B), name=ADDRESS, link=ADDRESS, options=Options())
    made = settle([source], today=TODAY)
    text = file_of(made, collector=ReportCollector())
    named = f"imports: {{address: {ADDRESS}, every: 15 min, gone: cancel}}\n"
    file.write_text(text.replace("\nevents:", f"\n{named}\nevents:"), "utf-8")
    whole_files.write(memory.path_beside(file), memory.dump(first_memory(made, {})))
    ledger = Ledger(tmp_path / "ledger.sqlite")
    publisher = FilePublisher(file, ledger, clock=lambda: NOW)
    publisher.publish()
    assert publisher.problems == ()
    yield publisher
    ledger.close()


@pytest.fixture
def importer(publisher: FilePublisher, master: Master) -> Importer:
    assert publisher.file
    made = Importer(
        publisher.file,
        lambda: publisher.imports,
        fetch=master.fetch,
        clock=lambda: datetime(2027, 1, 15, tzinfo=UTC),
        elapsed=lambda: master.seconds,
        random=Random(1),
    )
    assert list(made.step()) == []
    master.seconds += LATEST_START
    return made


def said(notices: list[ImportNotice]) -> str:
    return "\n".join(line for notice in notices for line in notice.lines)


def asked_after(importer: Importer, master: Master, most: timedelta) -> float:
    """Return after how many seconds the source is asked again, at `most`."""
    start, before = master.seconds, len(master.asked)
    while len(master.asked) == before:
        assert master.seconds - start <= most.total_seconds()
        master.seconds += 10
        list(importer.step())
    return master.seconds - start


def test_change_of_the_source_is_published_like_an_edit(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    master.answer = calendar(A.replace("Opening", "Grand opening"), B)
    words = said(list(importer.step()))
    assert words == f"Imported from {ADDRESS}:\n  opening (Grand opening) changed"
    publisher.publish()
    assert publisher.published
    assert publisher.published.number == 2
    assert "Grand opening" in publisher.file.read_text("utf-8")


def test_same_event_changed_again_is_told_again(importer: Importer, master: Master) -> None:
    for day in ("11", "13"):
        master.answer = calendar(A.replace("10", day), B)
        (notice,) = importer.step()
        assert notice.edited
        master.seconds += EVERY.total_seconds() * (1 + JITTER)


def test_edited_options_are_applied_to_a_source_that_has_not_changed(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    list(importer.step())
    assert "uid: 0@x}" in publisher.file.read_text("utf-8")
    edit(publisher.file, "gone: cancel", "keep-uids: yes")
    publisher.publish()
    list(importer.step())
    asked_after(importer, master, EVERY)
    assert "    uid: 0@x\n" in publisher.file.read_text("utf-8")


def test_unchanged_source_is_asked_conditionally_and_changes_no_byte(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    before = publisher.file.read_bytes()
    for _ in range(2):
        assert list(importer.step()) == []
        master.seconds += EVERY.total_seconds() * (1 + JITTER)
    assert publisher.file.read_bytes() == before
    assert [bool(one) for one in master.asked] == [False, True]


def test_newest_validators_of_an_unchanged_source_are_sent(
    importer: Importer, master: Master, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = iter(["a", "b", "c"])
    asked: list[Mapping[str, str]] = []

    def fetch(address: str, known: Mapping[str, Mapping[str, str]]) -> Fetched:
        asked.append(known.get(address, {}))
        return Fetched(address, master.answer, address, {"If-None-Match": next(tags)})  # type: ignore[arg-type]

    monkeypatch.setattr(importer, "_fetch", fetch)
    for _ in range(3):
        assert list(importer.step()) == []
        master.seconds += EVERY.total_seconds() * (1 + JITTER)
    assert asked == [{}, {"If-None-Match": "a"}, {"If-None-Match": "b"}]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (FetchError(f"{ADDRESS} answers 503 Busy"), "answers 503 Busy"),
        (b"<html>Please sign in</html>", "error"),
        (calendar(A).replace(b"SUMMARY", b"X-S"), "there is no event in this calendar"),
        (RuntimeError("?"), "unforeseen RuntimeError"),
        (OSError("no space left"), "no space left"),
    ],
)
def test_master_that_is_away_or_says_nonsense_changes_nothing_and_is_asked_less(
    publisher: FilePublisher,
    importer: Importer,
    master: Master,
    answer: bytes | Exception,
    words: str,
) -> None:
    assert publisher.file
    before, edition = publisher.file.read_bytes(), publisher.published
    master.answer = answer
    (notice,) = importer.step()
    assert notice.failed
    assert words in said([notice])
    waits = [asked_after(importer, master, timedelta(hours=2)) for _ in range(4)]
    minutes = [30, 60, 60, 60]
    for wait, least in zip(waits, minutes, strict=True):
        assert least * 60 <= wait <= least * 60 * (1 + JITTER) + 10
    assert list(importer.step()) == []  # the same failure is told once
    assert publisher.file.read_bytes() == before
    publisher.publish()
    assert publisher.published == edition
    master.answer = calendar(A, B)
    asked_after(importer, master, timedelta(hours=2))
    assert asked_after(importer, master, EVERY * 2) <= 60 * 15 * (1 + JITTER) + 10


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7200", 7200),
        ("Fri, 15 Jan 2027 03:00:00 GMT", 3 * 3600),
        ("99999999", 24 * 3600),  # a day at most
        ("60", 1800),  # not sooner than without it
        ("soon", 1800),
        ("Fri, 15 Jan 2010 03:00:00 GMT", 1800),
    ],
)
def test_busy_source_is_left_alone_as_long_as_it_asks(
    importer: Importer, master: Master, said: str, seconds: float
) -> None:
    master.answer = FetchError("busy", retry_after=said)
    assert [notice.failed for notice in importer.step()] == [True]
    late = timedelta(seconds=seconds * (1 + JITTER) + 10)
    assert asked_after(importer, master, late) >= seconds


def test_source_without_validators_is_merged_when_it_or_the_file_changed(
    publisher: FilePublisher,
    importer: Importer,
    master: Master,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert publisher.file
    merged = []
    real = merge.plan

    def counted(*arguments: Any, **options: Any) -> merge.Plan:
        merged.append(arguments)
        return real(*arguments, **options)

    monkeypatch.setattr(refresh, "plan", counted)
    monkeypatch.setattr(
        importer,
        "_fetch",
        lambda address, _: Fetched(address, master.fetch(address, {}).data, address),
    )
    asked_after(importer, master, EVERY)
    asked_after(importer, master, EVERY * (1 + JITTER) + timedelta(seconds=10))
    asked_after(importer, master, EVERY * (1 + JITTER) + timedelta(seconds=10))
    assert len(merged) == 1
    publisher.file.write_text(publisher.file.read_text("utf-8") + "# mine\n", "utf-8")
    asked_after(importer, master, EVERY * (1 + JITTER) + timedelta(seconds=10))
    assert len(merged) == 2


def test_mass_cancellation_of_the_source_is_refused_and_told(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    before = publisher.file.read_bytes()
    master.answer = calendar(A)
    (notice,) = importer.step()
    assert "1 of 2 coming events are gone from their source" in said([notice])
    by_hand = f"itinerary import {ADDRESS} --into {publisher.file} --gone cancel"
    assert f"import once by hand: {by_hand} --allow-cancellations" in said([notice])
    assert publisher.file.read_bytes() == before


def test_conflict_is_told_with_both_values_once(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    edit(publisher.file, "title: Opening", "title: Mine")
    own = publisher.file.read_text("utf-8")
    master.answer = calendar(A.replace("Opening", "Theirs"), B)
    assert "title: Mine | the source has: Theirs" in said(list(importer.step()))
    assert publisher.file.read_text("utf-8") == own
    master.answer = calendar(A.replace("Opening", "Theirs"), B, head="X-WR-TIMEZONE:UTC")
    master.seconds += EVERY.total_seconds() * (1 + JITTER)
    assert list(importer.step()) == []


def test_edit_in_the_middle_of_an_import_is_not_lost(
    publisher: FilePublisher,
    importer: Importer,
    master: Master,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert publisher.file
    file, edits = publisher.file, iter(["# one\n"])

    def saved_meanwhile(*given: object, **named: object) -> object:
        for words in edits:
            file.write_text(words + file.read_text("utf-8"), "utf-8")
        return planned(*given, **named)  # type: ignore[arg-type]

    planned = merge.plan
    monkeypatch.setattr(refresh, "plan", saved_meanwhile)
    master.answer = calendar(A.replace("Opening", "Theirs"), B)
    assert not said(list(importer.step())).startswith("Nothing")
    text = file.read_text("utf-8")
    assert text.startswith("# one\n")
    assert "title: Theirs" in text


def test_mistake_in_the_file_stops_imports_until_it_is_put_right(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    edit(publisher.file, "title: Opening", "tittle: Opening")
    master.answer = calendar(A, B.replace("Closing", "End"))
    assert "tittle" in said(list(importer.step()))
    edit(publisher.file, "tittle: Opening", "title: Opening")
    asked_after(importer, master, timedelta(hours=1))
    assert "title: End" in publisher.file.read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{address: ftp://x.example/a}", "ftp://x.example/a"),
        ("{address: https://x.example/a, every: 5 s}", "no interval between a minute and a week"),
        ("{address: https://x.example/a, gone: delete}", "gone"),
        ("{address: https://x.example/a, gone: delete}", "write remove"),
        ("{address: https://x.example/a, format: ics}", "write icalendar"),
        ("{address: https://x.example/a, keep-uids: perhaps}", "neither yes nor no"),
        ("{address: https://x.example/a, locale: klingon}", "“klingon” is not a locale"),
        ("{address: https://x.example/a, map: {Wer: parties}}", "write columns: …"),
        ("{address: https://x.example/a, columns: {Wer: titel}}", "did you mean title?"),
    ],
)
def test_import_that_cannot_be_one_is_an_error(written: str, words: str) -> None:
    text = file_of(settle([imported(calendar(A))], today=TODAY), collector=ReportCollector())
    with pytest.raises(SourceError) as error:
        read(f"imports: {written}\n{text}".encode(), file="f", now=NOW)
    assert words in str(error.value.problems[0])


def test_import_says_all_that_the_options_of_the_command_say_of_a_source() -> None:
    written = (
        "{address: 'https://x.example/a', every: 1 h, format: table, zone: Asia/Tokyo,"
        " gone: remove, doubt: tba, keep-uids: true, with-contacts: yes, day-first: no,"
        " columns: {Wer: parties, X: '-'}, locale: de-AT}"
    )
    text = file_of(settle([imported(calendar(A))], today=TODAY), collector=ReportCollector())
    (upstream,) = read(f"imports: {written}\n{text}".encode(), file="f", now=NOW).imports
    assert upstream.every == timedelta(hours=1)
    assert order_of(upstream) == refresh.Order(
        address="https://x.example/a",
        kind=SourceKind.TABLE,
        options=Options(
            zone=zone("Asia/Tokyo"),
            handling="tba",
            with_contacts=True,
            columns={"Wer": "parties", "X": "-"},
            locale="de-AT",
            day_first=False,
        ),
        gone="remove",
        keep_uids=True,
    )


def test_names_of_formats_and_of_columns_are_those_of_imports() -> None:
    assert {*COLUMN_MEANINGS} == {*column_names.NAMES, *column_names.IGNORED}
    properties = schema.ImportIn.model_json_schema()["properties"]
    formats = {*properties["format"]["anyOf"][0]["enum"]}
    assert formats == {kind.value for kind in SourceKind} - {"itinerary"}


def test_hint_that_names_an_option_says_that_it_is_a_key(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    master.answer = b"Title,Date\nOpening,03/04/2027\n"
    words = said(list(importer.step()))
    assert "--day-first" in words
    assert "Under imports, these options are the keys" in words


def test_uids_that_an_import_adds_too_late_are_told_once(
    publisher: FilePublisher, importer: Importer, master: Master
) -> None:
    assert publisher.file
    edit(publisher.file, "gone: cancel", "gone: cancel, keep-uids: yes")
    publisher.publish()
    assert list(publisher.notices) == []
    assert list(importer.step()) == []
    master.seconds += LATEST_START
    assert any(notice.edited for notice in importer.step())
    publisher.publish()
    (notice,) = publisher.notices
    assert notice.startswith("Events with a uid that comes too late: 2.")
    publisher.publish()
    assert list(publisher.notices) == []
