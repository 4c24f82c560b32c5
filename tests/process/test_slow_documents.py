"""Slow documents are made in a process of their own, once, and pages do not wait for them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from itinerary.ledger import Edition
from itinerary.ledger.chosen_events import chosen
from itinerary.model.itinerary import FACETS
from itinerary.render import addresses
from itinerary.serve.shared_documents import MOST_SHARED, MOST_UNBOUNDED, SharedDocuments
from itinerary.serve.slow_document_process import (
    MOST,
    NICENESS,
    SlowDocumentError,
    SlowDocumentProcess,
)
from itinerary.website import site_paths, slow_documents
from itinerary.website.assets import assets
from itinerary.website.publication import Publication
from itinerary.website.slow_documents import RETRY_AFTER, BusyError
from tests.conftest import SITE, led_to, visit_file
from tests.support.cached_app import cached_app
from tests.support.serving import Server, eventually, serving

# --- the process ----------------------------------------------------------------------------------


@pytest.fixture
def renderer() -> Iterator[SlowDocumentProcess]:
    made = SlowDocumentProcess()
    yield made
    made._end()


def who() -> bytes:
    return f"{os.getpid()} {os.nice(0)}".encode()


def fail() -> bytes:
    raise LookupError("no such thing")


def end() -> bytes:
    os._exit(1)


def end_once(mark: Path) -> bytes:
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return b"made"


class OddError(Exception):
    """One that cannot be pickled."""

    def __reduce__(self) -> Any:
        raise TypeError("cannot be pickled")


def fail_oddly() -> bytes:
    raise OddError("what it said")


def test_functions_are_called_in_one_nice_process(
    renderer: SlowDocumentProcess,
) -> None:
    first, second = renderer(who), renderer(who)
    assert first == second
    pid, nice = map(int, first.split())
    assert pid != os.getpid()
    assert nice == os.nice(0) + NICENESS


def test_exception_of_function_is_raised_in_caller(
    renderer: SlowDocumentProcess,
) -> None:
    process = renderer(who)
    with pytest.raises(LookupError, match="no such thing"):
        renderer(fail)
    with pytest.raises(RuntimeError, match="what it said"):
        renderer(fail_oddly)
    assert renderer(who) == process


def test_killed_process_is_replaced_without_an_error(
    renderer: SlowDocumentProcess, tmp_path: Path
) -> None:
    pid = int(renderer(who).split()[0])
    os.kill(pid, signal.SIGKILL)
    assert int(renderer(who).split()[0]) != pid
    assert renderer(end_once, tmp_path / "mark") == b"made"


def test_call_that_kills_process_twice_is_given_up(
    renderer: SlowDocumentProcess,
) -> None:
    with pytest.raises(SlowDocumentError, match="ended twice over end"):
        renderer(end)
    assert renderer(who)


def test_call_that_takes_too_long_is_given_up(
    renderer: SlowDocumentProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert renderer(who)
    monkeypatch.setattr("itinerary.serve.slow_document_process.LONGEST", 0.0)
    with pytest.raises(SlowDocumentError, match="read_bytes takes more than"):
        renderer(Path.read_bytes, tmp_path / "fifo")
    monkeypatch.undo()
    assert renderer(who)


def test_call_beyond_limit_is_refused_and_others_are_served(
    renderer: SlowDocumentProcess, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "fifo")  # reading it blocks until the test writes
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(renderer(Path.read_bytes, tmp_path / "fifo")))
    ]
    threads += [
        threading.Thread(target=lambda: made.append(renderer(who))) for _ in range(MOST - 1)
    ]
    for thread in threads:
        thread.start()
    eventually(lambda: renderer._places._value == 0)
    try:
        with pytest.raises(BusyError):
            renderer(who)
    finally:
        (tmp_path / "fifo").write_bytes(b"written")
    for thread in threads:
        thread.join()
    assert sorted(made)[-1] == b"written"
    assert len(made) == MOST
    assert renderer(who)


# --- addresses ------------------------------------------------------------------------------------


class Counted:
    """Makes documents here, and counts them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.busy = False

    def __call__(self, function: Callable[..., bytes], *arguments: Any, **named: Any) -> bytes:
        if self.busy:
            raise BusyError
        self.calls.append(function.__name__)
        return slow_documents.in_this_process(function, *arguments, **named)


def test_document_with_query_redirects_to_document(
    editions: dict[str, Edition],
) -> None:
    publication = Publication(editions["visit"], SITE)
    app = cached_app(publication, produce=(counted := Counted()))
    client = app.test_client()
    with app.app_context():
        static = [f"/{path.lstrip('/')}" for path in assets().paths()]
    paths = [*site_paths.files(publication), *site_paths.pictures(publication), *static]
    files = [path for path in paths if not path.endswith(("/", ".ics"))]
    assert {"/en/programme.pdf", "/zh/events/gala.png", "/en/programme.png"} <= set(files)
    for path in files:
        for query in ("x=1", "q=1", f"place={FACETS[0]}", "v=%0d%0aX:1"):
            asked = f"{path}?{query}"
            got = client.get(asked)
            assert (got.status_code, led_to(asked, got)) == (301, path), path
    assert len(counted.calls) == len(list(site_paths.pictures(publication)))
    missing = client.get("/en/events/nothing.png?x=1")
    assert missing.status_code == 404
    assert client.get("//evil.example/programme.pdf?x=1").status_code in (308, 404)


def test_refused_document_is_503_and_not_cached(
    editions: dict[str, Edition],
) -> None:
    publication = Publication(editions["visit"], SITE)
    counted = Counted()
    client = cached_app(publication, produce=counted).test_client()
    counted.busy = True
    for path in (
        *("/en/programme.pdf", "/en/events/gala.png", "/zh/programme.png"),
        "/api/programme.xlsx",
    ):
        got = client.get(path)
        assert got.status_code == 503
        assert got.headers["Retry-After"] == str(RETRY_AFTER)
        assert got.headers["Cache-Control"] == "no-store"
        assert "Ask again in 10 seconds" in got.text
    counted.busy = False
    assert client.get("/en/events/gala.png").status_code == 200


# --- a server -------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visit_file(tmp_path / "events.yaml")


def below(pid: int) -> set[int]:
    """Return the processes that a process has started, and those that these have."""
    found = {
        int(child)
        for children in Path(f"/proc/{pid}/task").glob("*/children")
        for child in children.read_text().split()
    }
    return found.union(*map(below, found))


def rendering(server: Server) -> set[int]:
    """Return the processes of a server that give way to the others."""
    return {pid for pid in below(server.process.pid) if nice_of(pid) > os.nice(0)}


def nice_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[16])
    except OSError:
        return 0


def test_uncached_pages_are_answered_while_documents_wait(
    file: Path,
) -> None:
    with serving(file, "--site", SITE) as server:
        assert server.get("/en/programme.png")[0] == 200
        (process,) = rendering(server)
        os.kill(process, signal.SIGSTOP)
        events = ("state-visit", "talks", "signing", "gala", "li-qiang", "expo", "forum", "hit")
        asked = ["/zh/programme.pdf", *(f"/{tag}/programme.png" for tag in ("zh", "ru"))]
        asked += [f"/{tag}/events/{id}.png" for tag in ("en", "zh", "ru") for id in events]
        answers: list[tuple[int, Message, bytes]] = []

        def ask(path: str) -> None:
            answers.append(server.get(path))

        threads = [threading.Thread(target=ask, args=(path,)) for path in asked]
        threads += [threading.Thread(target=ask, args=(f"{asked[0]}?{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        cold = ["/en/", "/zh/", "/ru/map/", "/en/about/", "/zh/events/talks/", "/ru/subscribe/"]
        try:
            eventually(lambda: any(status == 503 for status, *_ in answers))
            assert [server.get(path)[0] for path in cold] == [200] * len(cold)
        finally:
            os.kill(process, signal.SIGCONT)
        for thread in threads:
            thread.join()
        assert {status for status, *_ in answers} <= {200, 503}
        assert all(got["Retry-After"] == "10" for status, got, _ in answers if status == 503)
        assert sum(status == 200 for status, *_ in answers) >= MOST
        assert server.get("/zh/programme.pdf")[2].startswith(b"%PDF")
        assert rendering(server) == {process}


def test_process_ends_with_its_worker(file: Path) -> None:
    with serving(file, "--site", SITE) as server:
        for stop in (signal.SIGKILL, signal.SIGTERM):
            assert server.get("/en/programme.png")[0] == 200
            eventually(lambda: len(rendering(server)) == 1)
            (process,) = rendering(server)
            parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()[1])
            os.kill(parent, stop)
            eventually(lambda process=process: not Path(f"/proc/{process}").exists())  # type: ignore[misc]


def counted(file: Path, body: str) -> bytes:
    """Return a document, and note that it was made."""
    with file.open("a") as notes:
        notes.write("made\n")
    return body.encode()


def test_processes_that_share_a_folder_make_a_document_once(tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes", tmp_path / "shared"
    folder.mkdir()
    workers = [SlowDocumentProcess(folder) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(worker, counted, notes, "A") for worker in workers for _ in range(2)]
        assert {done.result() for done in asked} == {b"A"}
    assert notes.read_text() == "made\n"
    assert workers[0](counted, notes, "B") == b"B"
    assert notes.read_text() == "made\nmade\n"
    for worker in workers:
        worker._end()


def test_document_is_made_where_the_shared_folder_is_gone(tmp_path: Path) -> None:
    worker = SlowDocumentProcess(tmp_path / "gone")
    assert worker(counted, tmp_path / "notes", "A") == b"A"
    worker._end()


def test_shared_folder_forgets_the_oldest_documents(tmp_path: Path) -> None:
    shared = SharedDocuments(tmp_path)
    for n in range(MOST_SHARED + 6):
        assert shared.made(partial(str.encode, f"document {n}")) == f"document {n}".encode()
    assert len([path for path in tmp_path.iterdir() if not path.suffix]) == MOST_SHARED


def test_documents_of_any_number_evict_none_of_the_programme(tmp_path: Path) -> None:
    notes, folder = tmp_path / "notes", tmp_path / "shared"
    folder.mkdir()
    worker = SlowDocumentProcess(folder)
    assert worker(counted, notes, "programme") == b"programme"
    for n in range(MOST_SHARED + 6):
        assert worker(counted, notes, f"choice {n}", unbounded=True) == f"choice {n}".encode()
    made = len(notes.read_text())
    assert worker(counted, notes, "programme") == b"programme"
    assert worker(counted, notes, f"choice {n}", unbounded=True)
    assert len(notes.read_text()) == made, "both are there still"
    kept = [path for path in folder.iterdir() if not path.suffix]
    assert len(kept) == MOST_UNBOUNDED + 1
    assert len([path for path in folder.iterdir() if path.suffix == ".lock"]) == len(kept)
    worker._end()


def test_choices_have_one_place_in_the_queue_and_leave_the_others_to_the_programme(
    editions: dict[str, Edition],
) -> None:
    first, *others = (
        addresses.chosen_pdf("en", chosen(editions["visit"], [event]).code)
        for event in editions["visit"].itinerary.counted[:3]
    )
    going_on: list[tuple[int, list[int]]] = []

    def produce(function: Callable[..., bytes], *_: Any, unbounded: bool, **__: Any) -> bytes:
        if unbounded and not going_on:  # while the first one is made
            answers = [client.get(path).status_code for path in others]
            going_on.append((client.get("/en/programme.pdf").status_code, answers))
        return function.__name__.encode()

    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication, produce=produce).test_client()
    assert client.get(first).data == b"render_pdf"
    assert going_on == [(200, [503, 503])]
    assert client.get(others[0]).status_code == 200
