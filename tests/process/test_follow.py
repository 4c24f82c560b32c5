"""The watch of the file and the follower of the ledger notice every kind of change, survive every
error, and retry."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from itinerary.ledger import LedgerError
from itinerary.ledger.store import Ledger
from itinerary.serve import backoff as backing_off
from itinerary.serve.backoff import FIRST_DELAY, LONGEST_DELAY, Backoff
from itinerary.serve.ledger_follower import LedgerFollower
from itinerary.serve.publisher import FilePublisher, Watch, WatchEvent
from itinerary.source import read_file
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE, visit_file, visit_in
from tests.support.serving import Server, eventually, serving

TITLE = "en: State visit to China 2024"
BANNER = "this is the last good one"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visit_file(tmp_path / "events.yaml")


def programme(title: str) -> str:
    return visit_in("en", "zh", "ru").replace(TITLE, f"en: {title}")


def page(server: Server) -> str:
    return server.get("/en/")[2].decode()


def shows(server: Server, title: str) -> Callable[[], bool]:
    return lambda: f"<title>{title}</title>" in page(server)


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path: Path) -> tuple[str, str]:
    """Give the option for a ledger that is not beside the file."""
    return "--ledger", str(tmp_path / "ledger.sqlite")


def test_edits_in_replaced_folder_are_published(tmp_path: Path, elsewhere: tuple[str, str]) -> None:
    home, new = tmp_path / "programme", tmp_path / "new"
    for folder, title in ((home, "First"), (new, "Second")):
        folder.mkdir()
        (folder / "events.yaml").write_text(programme(title), "utf-8")
    with serving(home / "events.yaml", *elsewhere) as server:
        eventually(shows(server, "First"))
        home.rename(tmp_path / "old")
        new.rename(home)
        eventually(shows(server, "Second"))
        (home / "events.yaml").write_text(programme("Third"), "utf-8")
        eventually(shows(server, "Third"))


def test_edits_are_published_after_folder_returns(
    tmp_path: Path, elsewhere: tuple[str, str]
) -> None:
    home = tmp_path / "programme"
    home.mkdir()
    (home / "events.yaml").write_text(programme("First"), "utf-8")
    with serving(home / "events.yaml", *elsewhere) as server:
        shutil.rmtree(home)
        eventually(lambda: BANNER in page(server))
        home.mkdir()
        (home / "events.yaml").write_text(programme("Second"), "utf-8")
        eventually(shows(server, "Second"))
        assert BANNER not in page(server)


def test_each_swap_of_config_map_is_published(tmp_path: Path, elsewhere: tuple[str, str]) -> None:
    # As the kubelet does it: the file leads to ..data/, which leads to a folder with a time.
    volume = tmp_path / "volume"
    volume.mkdir()

    def swap(number: int, title: str) -> None:
        there = volume / f"..2026_11_24_12_00_0{number}.123"
        there.mkdir()
        (there / "events.yaml").write_text(programme(title), "utf-8")
        before = os.readlink(volume / "..data") if (volume / "..data").is_symlink() else None
        (volume / "..data_tmp").symlink_to(there.name)
        os.replace(volume / "..data_tmp", volume / "..data")
        if before:
            shutil.rmtree(volume / before)

    swap(1, "First")
    (volume / "events.yaml").symlink_to("..data/events.yaml")
    with serving(volume / "events.yaml", *elsewhere) as server:
        for number, title in ((2, "Second"), (3, "Third")):
            swap(number, title)
            eventually(shows(server, title))


def test_link_to_another_file_is_published(tmp_path: Path, elsewhere: tuple[str, str]) -> None:
    for name in ("First", "Second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.yaml").write_text(programme(name), "utf-8")
    link = tmp_path / "current"
    link.symlink_to("First")
    with serving(link / "events.yaml", *elsewhere) as server:
        (tmp_path / "turned").symlink_to("Second")
        os.replace(tmp_path / "turned", link)
        eventually(shows(server, "Second"))


# --- the ledger -----------------------------------------------------------------------------------


@contextmanager
def away(ledger: Path) -> Iterator[None]:
    """Make a ledger unusable for the duration of the block."""
    with closing(sqlite3.connect(ledger, timeout=60)) as connection, connection:
        connection.execute("ALTER TABLE edition RENAME TO hidden")
    try:
        yield
    finally:
        with closing(sqlite3.connect(ledger, timeout=60)) as connection, connection:
            connection.execute("ALTER TABLE hidden RENAME TO edition")
        connection.close()


def test_edit_is_published_when_ledger_returns(file: Path) -> None:
    with serving(file) as server:
        with away(file.with_suffix(".ledger.sqlite")):
            file.write_text(programme("Meanwhile"), "utf-8")
            eventually(lambda: BANNER in page(server))
            eventually(lambda: "It is tried again by itself." in server.said())
            assert "no such table" in server.said()
            assert not shows(server, "Meanwhile")()
        eventually(shows(server, "Meanwhile"))
        assert BANNER not in page(server)
        assert server.said().count("is not served in this state") == 1


def test_replica_reports_loss_and_return_of_ledger_once(file: Path) -> None:
    with serving(file):
        pass
    ledger = file.with_suffix(".ledger.sqlite")
    with serving(file, "--no-publish") as server:
        with away(ledger):
            eventually(lambda: "no such table" in server.said())
            assert BANNER not in page(server)  # the replica does not know of a newer state
        eventually(lambda: "The ledger can be used again; edition 1" in server.said())
        assert server.said().count("no such table") == 1


def test_refusal_of_ledger_is_reported_and_not_retried_in_loop(
    file: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    ledger = open_ledger(file.with_suffix(".sqlite"))
    ledger.publish(read_file(file, now=NOW).itinerary, NOW)
    with closing(sqlite3.connect(file.with_suffix(".sqlite"))) as connection, connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON edition BEGIN SELECT RAISE(ABORT, 'never'); END"
        )
    connection.close()
    file.write_text(programme("Another"), "utf-8")
    with pytest.raises(LedgerError, match="never"):
        ledger.publish(read_file(file, now=NOW).itinerary, NOW)


# --- unforeseen errors ----------------------------------------------------------------------------


class Watched:
    """A file that is published in one thread, and followed in another through the ledger."""

    def __init__(self, file: Path, ledger: Ledger) -> None:
        publisher = FilePublisher(file, ledger)
        edition = publisher.open()
        self.ledger = ledger
        self.events: list[WatchEvent] = []
        self._stop = threading.Event()
        watch = Watch(publisher, edition)
        self._follower = LedgerFollower.of(
            ledger, edition.itinerary.id, site=SITE, problems=lambda: watch.problems
        )
        self.shown = self._follower.current
        self._threads = [
            threading.Thread(target=watch.run, args=(self._report, lambda _: None, self._stop)),
            threading.Thread(
                target=self._follower.run, args=(self._show, lambda _: None, self._stop)
            ),
        ]
        for thread in self._threads:
            thread.start()

    def _report(self, _: Watch, event: WatchEvent) -> None:
        self.events.append(event)
        raise OSError("the terminal is closed")  # the watch must survive this

    def _show(self, publication: Publication) -> None:
        self.shown = publication

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def watched(
    file: Path, open_ledger: Callable[[str | Path], Ledger], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    monkeypatch.setattr(backing_off, "FIRST_DELAY", 0.01)
    made = Watched(file, open_ledger(file.with_suffix(".sqlite")))
    try:
        yield made
    finally:
        made.stop()


def failing(function: Callable[..., object], broken: threading.Event) -> Callable[..., object]:
    def call(*arguments: object, **named: object) -> object:
        if broken.is_set():
            raise ZeroDivisionError("a surprise")
        return function(*arguments, **named)

    return call


@pytest.mark.parametrize("part", ["publish", "latest", "number"])
def test_unforeseen_error_is_reported_and_retried(
    watched: Watched, file: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    ledger, broken = watched.ledger, threading.Event()
    monkeypatch.setattr(ledger, part, failing(getattr(ledger, part), broken))
    broken.set()
    file.write_text(programme("Another"), "utf-8")
    eventually(lambda: WatchEvent.PROBLEMS in watched.events and bool(watched.shown.trouble))
    (problem,) = {str(problem) for problem in watched.shown.trouble}
    assert "unforeseen ZeroDivisionError: a surprise (test_follow.py, line" in problem
    assert watched.shown.edition.number == 1
    broken.clear()
    eventually(lambda: watched.shown.edition.number == 2 and not watched.shown.trouble)
    file.write_text(programme("A third"), "utf-8")
    eventually(lambda: watched.shown.edition.number == 3)
    assert watched.events.count(WatchEvent.PROBLEMS) == 1


def test_retry_interval_grows_to_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [0.0]
    monkeypatch.setattr("itinerary.serve.backoff.time.monotonic", lambda: clock[0])
    again = Backoff()
    pauses: list[float] = []
    assert not again.due
    for _ in range(9):
        again.failed()
        begun = clock[0]
        while not again.due:
            clock[0] += 0.5
        pauses.append(clock[0] - begun)
    assert pauses == [FIRST_DELAY, 2, 4, 8, 16, 32, LONGEST_DELAY, LONGEST_DELAY, LONGEST_DELAY]
    again.succeeded()
    assert not again.due
    assert not again.failing
    again.failed()
    clock[0] += FIRST_DELAY
    assert again.due


# --- messages to readers and publishers -----------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [("--site", "https://visit.example/"), ("--proxy", "10.0.0.1"), ("--host", "0.0.0.0")],
    ids=["site", "proxy", "host"],
)
def test_page_says_that_newer_state_is_wrong_and_terminal_says_why(
    file: Path, options: tuple[str, str]
) -> None:
    with serving(file, *options) as server:
        file.write_text(programme("Draft").replace("place: harbin", "place: secret"), "utf-8")
        eventually(lambda: BANNER in page(server))
        for hidden in ("secret", "events.yaml", str(file.parent)):
            assert hidden not in page(server)
        eventually(lambda: "secret" in server.said())


def test_page_on_own_machine_shows_problems(file: Path) -> None:
    with serving(file) as server:
        file.write_text(programme("Draft").replace("place: harbin", "place: secret"), "utf-8")
        eventually(lambda: BANNER in page(server))
        assert "events.yaml:" in page(server)
        assert "secret" in page(server)
        assert str(file.parent) not in page(server)
