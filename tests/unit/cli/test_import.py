"""The command `import`."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import itertools
import socketserver
import threading
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from itinerary.imports import memory
from itinerary.imports.fetch import SECONDS_IN_ALL, FetchError, fetch
from itinerary.value import replace
from tests.support.command import run
from tests.support.file_edits import edit
from tests.support.imports import calendar

DATA = calendar("SUMMARY:Opening\nDTSTART;VALUE=DATE:20270510", "SUMMARY:Closing")


def test_import_writes_a_file_that_passes_check_and_again_changes_nothing(tmp_path: Path) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(DATA)
    made = run("import", source, "--into", file, "--yes")
    assert made.exit_code == 0
    assert made.output.startswith("Read: 2 entries of a calendar (iCalendar).\n")
    assert "is ready, with 2 events" in made.output
    assert run("check", file).exit_code == 0
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    again = run("import", source, "--into", file)
    assert again.output.endswith(f"{file} is up to date.\n")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_import_asks_before_it_changes_a_file(tmp_path: Path) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(DATA)
    run("import", source, "--into", file, "--yes")
    before = file.read_bytes()
    source.write_bytes(DATA.replace(b"0510", b"0511"))
    assert (
        "when: 2027-05-10 → 2027-05-11" in run("import", source, "--into", file, answer="n").output
    )
    assert file.read_bytes() == before
    assert run("import", source, "--into", file, "--dry-run").exit_code == 0
    assert file.read_bytes() == before
    run("import", source, "--into", file, answer="y")
    assert b"2027-05-11" in file.read_bytes()


def test_import_tells_what_it_cannot_read(tmp_path: Path) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(b"hello")
    result = run("import", source, "--into", file)
    assert result.exit_code == 1
    assert "a.ics:1:1" in result.output
    assert not file.exists()
    assert "cannot be read" in run("import", tmp_path / "none.ics", "--into", file).output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("a.ics", "--watch"), "--watch needs web addresses, and a.ics is none"),
        (("https://x.example/a", "--watch", "--every", "5s"), "no interval between a minute and"),
        (("https://x.example/a", "--watch", "--dry-run"), "--watch writes, and --dry-run does not"),
        (
            ("https://x.example/a", "--watch", "--allow-cancellations"),
            "--watch never takes so many cancellations",
        ),
    ],
)
def test_watch_says_what_it_cannot_do(arguments: tuple[str, ...], words: str) -> None:
    result = run("import", *arguments)
    assert result.exit_code == 1
    assert words in result.output


@contextmanager
def served(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """Serve answers by path; the ETag of each is "1"."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers[self.path]
            if self.headers.get("If-None-Match") == '"1"':
                status, body = 304, b""
            self.send_response(status)
            for name, value in (
                {"ETag": '"1"', "Content-Length": str(len(body))} | headers
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_address_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    with served({"/a.ics": (200, {}, DATA)}) as host:
        run("import", f"{host}/a.ics", "--into", file, "--yes")
        assert f"link: {host}/a.ics" in file.read_text("utf-8")
        assert "has not changed" in run("import", f"{host}/a.ics", "--into", file).output


def test_address_that_has_not_changed_is_read_for_an_option(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    with served({"/a.ics": (200, {}, DATA)}) as host:
        run("import", f"{host}/a.ics", "--into", file, "--yes")
        again = run("import", f"{host}/a.ics", "--into", file, "--gone", "cancel")
    assert "has not changed" not in again.output
    assert "is up to date" in again.output


def test_newest_validators_of_an_unchanged_source_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {"/a.ics": (200, {}, DATA)}
    with served(answers) as host:
        arguments = ("import", f"{host}/a.ics", "--into", file, "--yes")
        run(*arguments)
        before = file.read_bytes()
        answers["/a.ics"] = (200, {"ETag": '"2"'}, DATA)
        path = memory.path_beside(file)
        (known,) = memory.load(path).values()
        edit(path, '\\"1\\"', '\\"0\\"')
        for dry in (("--dry-run",), ()):
            assert "is up to date" in run(*arguments, *dry).output
            (now,) = memory.load(path).values()
            tag = '"0"' if dry else '"2"'
            assert now == replace(known, validators={"If-None-Match": tag})
    assert file.read_bytes() == before


def test_address_of_a_calendar_that_came_as_a_file_is_noted_if_nothing_else_changed(
    tmp_path: Path,
) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(DATA)
    run("import", source, "--into", file, "--yes")
    with served({"/a.ics": (200, {}, DATA)}) as host:
        said = run("import", f"{host}/a.ics", "--into", file, "--yes").output
        assert f"link: nothing → {host}/a.ics" in said
        assert f"link: {host}/a.ics" in file.read_text("utf-8")
        assert "has not changed" in run("import", f"{host}/a.ics", "--into", file).output


def test_answer_that_is_cut_off_is_no_source() -> None:
    cut = {"Content-Length": str(len(DATA) + 1), "Connection": "close"}
    packed = {"Content-Encoding": "gzip"}
    answers = {"/a": (200, cut, DATA), "/b": (200, packed, gzip.compress(DATA)[:-9])}
    with served(answers) as host:
        for path in answers:
            with pytest.raises(FetchError, match="cut off"):
                fetch(host + path)


def test_answer_that_drips_ends_after_a_time() -> None:
    """Each piece is in time, and there is always another one, in the head or in the body."""
    ended = threading.Event()

    class Dripping(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            path = self.rfile.readline().split()[1]
            self.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if path == b"/body" else b"X-A: "))
            with contextlib.suppress(OSError):
                while not ended.is_set():
                    self.wfile.write(b"a")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            for path in ("/head", "/body"):
                seconds = itertools.count(0, SECONDS_IN_ALL / 3).__next__
                address = f"http://127.0.0.1:{server.server_address[1]}{path}"
                with pytest.raises(FetchError, match="takes more than 5 minutes"):
                    fetch(address, elapsed=seconds)
        finally:
            ended.set()
            server.shutdown()
            thread.join()


def test_busy_server_says_when_to_ask_again() -> None:
    later = {"Retry-After": "120"}
    with served({"/a": (503, later, b""), "/b": (404, later, b"")}) as host:
        for path, said in (("/a", "120"), ("/b", "")):
            with pytest.raises(FetchError) as raised:
                fetch(host + path)
            assert raised.value.retry_after == said
            assert isinstance(answer := raised.value.__context__, urllib.error.HTTPError)
            assert answer.closed
            assert ("left alone for 120 seconds" in str(raised.value)) == bool(said)


def test_file_that_is_saved_during_the_question_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(DATA)
    run("import", source, "--into", file, "--yes")
    source.write_bytes(DATA.replace(b"Opening", b"Grand opening"))

    def confirm(*_: object, **__: object) -> None:
        file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")

    monkeypatch.setattr(click, "confirm", confirm)
    result = run("import", source, "--into", file)
    assert result.exit_code == 1
    assert "was saved meanwhile" in result.output
    assert file.read_text("utf-8").endswith("# mine\n")
    assert "Grand opening" not in file.read_text("utf-8")


def test_file_that_is_created_during_the_question_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(DATA)
    monkeypatch.setattr(click, "confirm", lambda *_, **__: file.write_text("mine", "utf-8"))
    result = run("import", source, "--into", file)
    assert result.exit_code == 1
    assert "was created meanwhile" in result.output
    assert file.read_text("utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ics", "mine.yaml"]


def test_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(DATA)
    made = run("import", tmp_path / "a.ics", "--into", tmp_path / "b" / "mine.yaml", "--yes")
    assert made.exit_code == 1
    assert f"there is no folder {tmp_path / 'b'}; make it" in made.output


def test_host_is_named_in_letters_of_any_case() -> None:
    with served({"/a": (200, {}, DATA)}) as host:
        assert fetch(f"{host}/a".replace("127.0.0.1", "LOCALHOST")).data == DATA


def test_proxy_may_be_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with served({"http://calendar.example/a": (200, {}, DATA)}) as host:
        monkeypatch.setenv("http_proxy", host)
        assert fetch("http://calendar.example/a").data == DATA


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("mine.yaml", b"id: \xff", "mine.yaml:1"),
        ("mine.imports.json", b'{"version": 1, "sources": {"a": {"events": {"x": {}}}}}', "record"),
    ],
)
def test_broken_file_beside_an_import_is_reported(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    source, file = tmp_path / "a.ics", tmp_path / "mine.yaml"
    source.write_bytes(DATA)
    run("import", source, "--into", file, "--yes")
    (tmp_path / name).write_bytes(content)
    result = run("import", source, "--into", file, "--yes")
    assert (result.exit_code, said in result.output) == (1, True), result.output
    assert (tmp_path / name).read_bytes() == content


def test_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    source, file, link = tmp_path / "a.ics", tmp_path / "mine.yaml", tmp_path / "link.yaml"
    source.write_bytes(DATA)
    run("import", source, "--into", file, "--yes")
    link.symlink_to(file)
    source.write_bytes(DATA.replace(b"20270510", b"20270511"))
    run("import", source, "--into", link, "--yes")
    assert link.is_symlink()
    assert "2027-05-11" in file.read_text("utf-8")


def test_standard_input_leaves_no_question_to_answer(tmp_path: Path) -> None:
    result = run("import", "-", "--into", tmp_path / "mine.yaml", answer="")
    assert "add --yes" in result.output
    assert result.exit_code == 1


def test_redirect_never_leads_to_an_address_that_was_not_named() -> None:
    answers = {
        "/a": (302, {"Location": "/b"}, b""),
        "/b": (200, {}, DATA),
        "/c": (302, {"Location": "file:///etc/hostname"}, b""),
        "/d": (302, {"Location": "http://localhost:1/"}, b""),
        "/e": (404, {}, b""),
    }
    with served(answers) as host:
        assert fetch(f"{host}/a").data == DATA
        with pytest.raises(FetchError, match=r"not allowed|not http"):
            fetch(f"{host}/c")
        with pytest.raises(FetchError, match=r"redirect leads to localhost"):
            fetch(f"{host}/d")
        with pytest.raises(FetchError, match=r"404"):
            fetch(f"{host}/e")


@pytest.mark.parametrize(
    "source", ["ftp://example.com/a.ics", "https://", "http://[::1", "file:///x"]
)
def test_source_that_is_no_address_is_refused(source: str) -> None:
    with pytest.raises(FetchError):
        fetch(source)
