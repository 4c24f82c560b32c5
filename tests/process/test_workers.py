"""`itinerary serve` as in production: workers, sockets, TLS, proxies, stopping, restarting."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import resource
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import SIGNALS, Process

from itinerary.cli import main
from itinerary.serve.process import CONNECTIONS
from itinerary.serve.publisher_process import PublisherProcess
from itinerary.serve.settings import Settings
from itinerary.serve.supervisor import Supervisor
from tests.conftest import visit_file
from tests.support.file_edits import edit
from tests.support.programmes import large
from tests.support.serving import PATIENCE, Server, eventually, serving

FEED = "/feeds/en/state-visit-2024.ics"
SITE = ("--site", "https://visit.example/")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visit_file(tmp_path / "events.yaml")


def connection(server: Server) -> http.client.HTTPConnection:
    where = urlsplit(server.address)
    return http.client.HTTPConnection(str(where.hostname), where.port, timeout=PATIENCE)


def exchange(server: Server, request: bytes) -> bytes:
    """Send bytes, and return all that comes back until the server closes."""
    where = urlsplit(server.address)
    with socket.create_connection((str(where.hostname), where.port), PATIENCE) as link:
        link.sendall(request)
        return b"".join(iter(lambda: link.recv(65536), b""))


def workers(server: Server) -> set[int]:
    """Return the processes that share the listening socket, without the one that holds it."""
    port, listening = f":{urlsplit(server.address).port:04X}", "0A"
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    inode = next(row[9] for row in rows if row[1].endswith(port) and row[3] == listening)
    return {pid for pid in children(server) if f"socket:[{inode}]" in open_files(pid)}


def children(server: Server) -> set[int]:
    main = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return set(map(int, main.read_text().split()))


def open_files(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):  # the process, or the file, is closed
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                found.add(os.readlink(file))
    return found


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    except OSError:
        return ""


# --- one worker's HTTP ----------------------------------------------------------------------------

UNASKED = {
    "forms": "/feeds/zh/state-visit-2024.ics",
    "old": "/feeds/ru/state-visit-2024.ics",
    "body": "/feeds/ru/places/harbin.ics",
    "upgrade": "/feeds/zh/places/harbin.ics",
    "head": "/feeds/ru/places/beijing.ics",
}
"""Feeds of the shared server, each asked by one test alone: its first answer is not cached yet."""


def fresh(path: str) -> str:
    """Return a path of which the shared server has no answer yet: a number makes it another."""
    return path.format(next(numbers))


numbers = itertools.count(1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how large the table is")
def test_worker_reserves_room_for_many_connections(file: Path) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most)
    # Not with this process's own limit: it may have more files open than that.
    few = ("sh", "-c", 'ulimit -S -n 256 && exec "$@"', "sh")
    with serving(file, *SITE, "--workers", "2", launcher=few) as server:
        found = workers(server)
        assert len(found) == 2
        limit, table = r"Max open files +(\d+)", r"FDSize:\s+(\d+)"
        eventually(lambda: all(told(pid, "limits", limit) == wanted for pid in found))
        eventually(lambda: all(told(pid, "status", table) >= wanted for pid in found))


def told(pid: int, file: str, what: str) -> int:
    """Return a number that Linux tells of a process."""
    found = re.search(what, Path(f"/proc/{pid}/{file}").read_text())
    assert found
    return int(found[1])


def test_a_connection_is_kept_for_many_requests(served: Server) -> None:
    link = connection(served)
    link.connect()
    local = link.sock.getsockname()
    bodies = set()
    for path in (
        FEED,
        FEED,
        fresh("/nothing/{}.ics"),
        fresh("/en/?q={}"),
        FEED,
        f"{FEED}?place=harbin",
        FEED,
        FEED,
    ):
        link.request("GET", path)
        answer = link.getresponse()
        body = answer.read()
        assert answer.getheader("Date", "").endswith("GMT")
        assert link.sock.getsockname() == local
        bodies.add(body if path == FEED else b"")
    assert len(bodies) == 2
    link.close()


def test_cached_answer_has_date_of_sending(served: Server) -> None:
    link = connection(served)
    told: list[datetime] = []

    def date() -> datetime:
        link.request("GET", FEED)
        answer = link.getresponse()
        answer.read()
        told.append(parsedate_to_datetime(answer.getheader("Date", "")))
        assert told[-1] <= datetime.now(UTC)
        return told[-1]

    def later_than(moment: datetime) -> Callable[[], bool]:
        return lambda: date() > moment

    # It has whole seconds, and uvicorn's clock strikes once in each.
    for _ in range(3):
        eventually(later_than(datetime.now(UTC).replace(microsecond=0)))
    assert told == sorted(told)
    link.close()


def test_pipelined_requests_are_answered_in_order(served: Server) -> None:
    ask = b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n"
    for _ in range(3):
        asked = (FEED, fresh("/nothing/{}.ics"), FEED, "/calendar.ics", fresh("/en/?q={}"))
        names = [name.encode() for name in asked]
        requests = [ask % (name, b"") for name in names]
        requests[-1] = ask % (names[-1], b"Connection: close\r\n")
        got = exchange(served, b"".join(requests))
        statuses = [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]]
        assert statuses == [b"200", b"404", b"200", b"200", b"200"]
        assert got.count(b"BEGIN:VCALENDAR") == 3
        assert got.rstrip().endswith(b"</html>")


def test_a_slow_reader_gets_every_byte_of_long_answers_in_order(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(large(1000))
    ask = b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n"
    feed, page = b"/feeds/en/large.ics", b"/en/about/"
    with serving(file, *SITE) as server:
        once = {name: server.get(name.decode())[2] for name in (feed, page)}
        # Far more than the buffers of both ends take while nothing is read.
        names = [*[feed, page] * 12, feed]
        where = urlsplit(server.address)
        with socket.socket() as link:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.settimeout(PATIENCE)
            link.connect((str(where.hostname), where.port))
            link.sendall(b"".join(ask % (name, b"") for name in names[:-1]))
            link.sendall(ask % (names[-1], b"Connection: close\r\n"))
            eventually(lambda: server.get("/en/")[0] == 200)  # the others are served meanwhile
            got = b"".join(iter(lambda: link.recv(65536), b""))
        answers = [part.partition(b"\r\n\r\n")[2] for part in got.split(b"HTTP/1.1 200 OK")[1:]]
        assert answers == [once[name] for name in names]


@pytest.mark.parametrize("path", [FEED, "/nothing/{}.ics"])
@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_request_in_pieces_is_answered_like_one_in_one_piece(
    served: Server, path: str, cut: int
) -> None:
    request = f"GET {fresh(path)} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\n\r\n".encode()
    where = urlsplit(served.address)
    with socket.create_connection((str(where.hostname), where.port), PATIENCE) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = []
        for pieces in ([request], [request], [request[:cut], request[cut:]], [request]):
            for piece in pieces:
                link.sendall(piece)
            answers.append(read_answer(link))
    assert len({(status, body) for status, body in answers}) == 1
    assert answers[0][0] == (200 if path == FEED else 404)


def read_answer(link: socket.socket) -> tuple[int, bytes]:
    answer = http.client.HTTPResponse(link)
    answer.begin()
    return answer.status, answer.read()


def test_old_clients_that_keep_no_connection_are_served(served: Server) -> None:
    for _ in range(2):
        got = exchange(served, f"GET {UNASKED['old']} HTTP/1.0\r\n\r\n".encode())
        assert got.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\nConnection: close\r\n" in got or b"\r\nconnection: close\r\n" in got
        assert got.endswith(b"END:VCALENDAR\r\n")


def test_a_request_with_a_body_leaves_the_connection_in_order(served: Server) -> None:
    for feed in (UNASKED["body"], FEED):
        got = exchange(
            served,
            f"GET {feed} HTTP/1.1\r\nHost: x\r\nContent-Length: 24\r\n\r\n"
            "GET /en/ HTTP/1.1\r\n\r\n..."
            f"GET {feed} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
        )
        assert got.count(b"HTTP/1.1 200 OK") == 2
        assert b"<html" not in got


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"GET /en/ HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000, b"431"),
        (b"GET /en/ HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET /en/ HTTP/1.1\r\n\r\n", b"400"),
        (b"GET /en/ HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", b"400"),
    ],
    ids=["nonsense", "endless head", "long head", "no host", "two hosts"],
)
def test_malformed_request_is_refused(served: Server, request_bytes: bytes, status: bytes) -> None:
    assert exchange(served, request_bytes).startswith(b"HTTP/1.1 " + status + b" ")
    assert served.get(FEED)[0] == 200


def test_overlong_header_is_ignored(served: Server) -> None:
    tag = served.get(FEED)[1]["ETag"]
    for _ in range(2):
        status, headers, body = served.get(
            FEED, Accept_Encoding="br;q=1," * 1000, If_None_Match=f"{tag}," + '"a",' * 1000
        )
        assert (status, headers["Content-Encoding"]) == (200, None)
        assert body.startswith(b"BEGIN:VCALENDAR")
        assert served.get(FEED, If_None_Match=f'{tag}, "a"')[0] == 304


def test_upgrade_request_and_next_one_are_answered(served: Server) -> None:
    upgrade = "Connection: Upgrade\r\nUpgrade: h2c\r\n"
    for feed in (UNASKED["upgrade"], FEED):
        got = exchange(
            served,
            f"GET {feed} HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n"
            f"GET {feed} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
        )
        assert got.count(b"HTTP/1.1 200 OK") == 2
        got = exchange(
            served,
            f"POST {feed} HTTP/1.1\r\nHost: x\r\n{upgrade}Content-Length: 30\r\n\r\n"
            "GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
        )
        assert got.startswith(b"HTTP/1.1 400 ")
        assert got.count(b"HTTP/1.1") == 1


def test_partial_head_after_long_body_is_completed(served: Server) -> None:
    for feed in (UNASKED["head"], FEED):
        body, ask = (
            b"x" * 70_000,
            f"GET {feed} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode(),
        )
        post = f"POST {feed} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        where = urlsplit(served.address)
        with socket.create_connection((str(where.hostname), where.port), PATIENCE) as link:
            link.sendall(post + body + ask[:30])
            assert read_answer(link)[0] == 405
            link.sendall(ask[30:] + b"\r\n")
            assert read_answer(link)[0] == 200


def test_forms_and_conditions_have_same_answer_each_time(served: Server) -> None:
    feed = UNASKED["forms"]
    for encoding in ("br", "gzip", "zstd", "identity"):
        seen = []
        for _ in range(3):
            status, headers, body = served.get(feed, Accept_Encoding=encoding)
            seen.append((status, headers["ETag"], headers["Content-Encoding"], body))
            again = served.get(feed, Accept_Encoding=encoding, If_None_Match=headers["ETag"])
            assert (again[0], again[1]["ETag"], again[2]) == (304, headers["ETag"], b"")
        assert seen == seen[:1] * 3


# --- sockets, TLS, proxies ------------------------------------------------------------------------


def test_unix_socket_replaces_leftover_of_killed_server(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "itinerary.sock"
    with socket.socket(socket.AF_UNIX) as leftover:
        leftover.bind(str(path))  # of a server that was killed
    with serving(file, "--uds", str(path), *SITE, port="") as server:
        assert f"is at unix:{path}" in server.said()
        link = http.client.HTTPConnection("x", timeout=PATIENCE)
        link.sock = socket.socket(socket.AF_UNIX)
        link.sock.connect(str(path))
        for _ in range(2):
            link.request("GET", FEED)
            assert link.getresponse().read().startswith(b"BEGIN:VCALENDAR")
        link.close()
        with (
            pytest.raises(AssertionError, match="address already in use"),
            serving(file, "--uds", str(path), port=""),
        ):
            pass
    assert not path.exists()


def test_server_with_broken_file_ends_and_leaves_no_socket(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "itinerary.sock"
    file.write_text("title: [", "utf-8")
    with (
        pytest.raises(AssertionError, match="error: "),
        serving(file, "--uds", str(path), "--workers", "2", port=""),
    ):
        pass
    assert not path.exists()


@pytest.mark.parametrize(
    ("options", "mode"),
    [((), 0o660), (("--uds-mode", "0666"), 0o666), (("--uds-mode", "600"), 0o600)],
)
def test_unix_socket_has_given_mode_or_0660(
    file: Path, tmp_path: Path, options: tuple[str, ...], mode: int
) -> None:
    path = tmp_path / "itinerary.sock"
    usual = os.umask(0)
    try:
        with serving(file, "--uds", str(path), *options, *SITE, port=""):
            assert stat.S_IMODE(path.stat().st_mode) == mode
    finally:
        os.umask(usual)


@pytest.mark.parametrize("mode", ["rw-rw----", "0x1b0", "1777", "888", "66", ""])
def test_invalid_mode_is_refused(file: Path, mode: str) -> None:
    said = CliRunner().invoke(main, ["serve", str(file), "--uds", "x", "--uds-mode", mode])
    assert said.exit_code == 2
    assert "is no mode of a file; write for example 0660" in said.output


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate for 127.0.0.1; its key is in the same file."""
    file = tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    return file


def test_https_is_served_with_given_certificate(file: Path, certificate: Path) -> None:
    key = certificate.with_name("key.pem")
    context = ssl.create_default_context(cafile=str(certificate))
    with serving(
        file, "--certificate", str(certificate), "--key", str(key), *SITE, context=context
    ) as server:
        assert server.address.startswith("https://127.0.0.1:")
        for _ in range(3):
            status, _, body = server.get(FEED)
            assert (status, body[:15]) == (200, b"BEGIN:VCALENDAR")


PREFIXES = ("/visit", "//evil.example", "https://evil.example")
NAMES = ("X-Forwarded-{}", "X_Forwarded_{}")


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("name", NAMES)
def test_answers_ignore_headers_of_proxies(served: Server, prefix: str, name: str) -> None:
    ignores_headers_of_proxies(served, prefix, name)


def test_answers_ignore_headers_of_declared_proxies(file: Path) -> None:
    with serving(file, "--proxy", "127.0.0.1", *SITE) as server:
        for prefix, name in itertools.product(PREFIXES, NAMES):
            ignores_headers_of_proxies(server, prefix, name)


def ignores_headers_of_proxies(server: Server, prefix: str, name: str) -> None:
    said = {"Prefix": prefix, "Host": "evil.example", "Proto": "gopher", "For": "evil.example"}
    link = connection(server)
    for path in ("/", "/en", "/ru/about"):
        link.request("GET", path, headers={name.format(k): v for k, v in said.items()})
        answer = link.getresponse()
        body = answer.read()
        assert answer.status in (301, 302, 308)
        assert answer.getheader("Location") == {"/ru/about": "about/"}.get(path, "en/")
        assert b"evil" not in body
    link.close()


def test_invalid_proxy_address_is_refused(file: Path) -> None:
    with (
        pytest.raises(AssertionError, match="“nginx” is no address or network"),
        serving(file, "--proxy", "nginx"),
    ):
        pass


def test_options_come_from_the_environment_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITINERARY_FILE", str(file))
    monkeypatch.setenv("ITINERARY_SERVE_PORT", "0")
    monkeypatch.setenv("ITINERARY_SERVE_WORKERS", "2")
    monkeypatch.setenv("ITINERARY_SERVE_PROXY", "10.0.0.0/8 127.0.0.1")
    monkeypatch.setenv("ITINERARY_SITE", "https://visit.example/")
    with serving(None, port="") as server:
        eventually(lambda: len(workers(server)) == 2)
        assert "Links in feeds and pages begin with https://visit.example/" in server.said()


# --- several workers ------------------------------------------------------------------------------


def test_all_workers_answer_with_the_same_bytes_and_tags_and_follow_each_edition(
    file: Path,
) -> None:
    with serving(file, "--workers", "2", *SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        assert len(set(ask_each(server, FEED))) == 1
        edit(file, "en: State visit to China 2024", "en: Edited")
        # Workers see the new edition at slightly different times.
        eventually(lambda: all("Edited" in text for _, text in ask_each(server, FEED)))
        assert len(set(ask_each(server, FEED))) == 1


def ask_each(server: Server, path: str) -> list[tuple[str, str]]:
    """Return ETag and text from each worker, while the others are stopped."""
    answers = []
    for asked in workers(server):
        others = workers(server) - {asked}
        for pid in others:
            os.kill(pid, signal.SIGSTOP)
        try:
            _, headers, body = server.get(path, Connection="close")
        finally:
            for pid in others:
                os.kill(pid, signal.SIGCONT)
        answers.append((headers["ETag"], body.decode()))
    return answers


PACE = 0.005
"""Seconds between two requests of a reader."""


@dataclass
class Load:
    """The results of readers on persistent connections."""

    asked: int = 0
    failed: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def read(self, server: Server) -> None:
        """Request repeatedly; open another connection when the server closes this one. A reader
        that did not pause would take the processors that the workers need."""
        link = connection(server)
        while not self.stop.wait(PACE):
            try:
                link.request("GET", FEED)
                answer = link.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                link.close()
                continue
            self.asked += 1
            if answer.status != 200 or not body.endswith(b"END:VCALENDAR\r\n"):
                self.failed.append(str(answer.status))
        link.close()


@contextmanager
def load(server: Server, readers: int = 4) -> Iterator[Load]:
    seen = Load()
    threads = [threading.Thread(target=seen.read, args=(server,)) for _ in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        seen.stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("count", [1, 2])
def test_hangup_replaces_every_worker_under_load_without_a_failed_request(
    file: Path, count: int
) -> None:
    with serving(file, "--workers", str(count), *SITE) as server:
        eventually(lambda: len(workers(server)) == count)
        before = workers(server)
        with load(server) as seen:
            eventually(lambda: seen.asked > 50)
            server.process.send_signal(signal.SIGHUP)
            eventually(lambda: len(workers(server)) == count and not workers(server) & before)
            asked = seen.asked
            eventually(lambda: seen.asked > asked + 50)
        assert not seen.failed


def test_a_worker_that_is_killed_is_replaced(file: Path) -> None:
    with serving(file, "--workers", "2", *SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        victim = workers(server).pop()
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: len(workers(server) - {victim}) == 2)
        assert server.get(FEED)[0] == 200


def test_publisher_that_is_killed_is_replaced_and_edits_are_published(file: Path) -> None:
    with serving(file, *SITE) as server:
        eventually(lambda: len(workers(server)) == 1)
        (publisher,) = children(server) - workers(server)
        os.kill(publisher, signal.SIGKILL)
        edit(file, "en: State visit to China 2024", "en: Edited")
        eventually(lambda: b"Edited" in server.get("/en/")[2])


def test_two_workers_report_an_edit_and_a_mistake_once(file: Path) -> None:
    words = file.read_text("utf-8")
    with serving(file, "--workers", "2", *SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        edit(file, "en: State visit to China 2024", "en: Edited")
        eventually(lambda: "is published: edition 2" in server.said())
        file.write_text(words.replace("place: harbin", "place: harbn", 1), "utf-8")
        eventually(lambda: "is not served in this state" in server.said())
        eventually(
            lambda: all("this is the last good one" in t for _, t in ask_each(server, "/en/"))
        )
    for once in ("is published: edition 2", "there is no place “harbn”", "is not served in"):
        assert server.said().count(once) == 1


class Dying(Process):
    """A worker that dies during a health check."""

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Die with the exit code after which a worker is not replaced."""
        self.child_conn.recv()
        os._exit(STARTUP_FAILURE)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """Give a supervisor without workers and with a long health check; restore signal handlers."""
    usual = {number: signal.getsignal(number) for number in SIGNALS}
    config = Config("none", workers=1, timeout_worker_healthcheck=3600, log_config=None)
    try:
        settings = Settings(file=None, ledger="none", site=None)
        yield Supervisor(config, [], PublisherProcess(settings))
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def test_supervisor_does_not_wait_for_worker_that_dies_during_health_check(
    supervisor: Supervisor,
) -> None:
    worker = Dying(supervisor.config, [])
    worker.start()
    supervisor.processes = [worker]
    threading.Thread(target=supervisor.keep_subprocess_alive, daemon=True).start()
    eventually(supervisor.should_exit.is_set)
    assert worker.exitcode == STARTUP_FAILURE


def test_simultaneous_hangups_replace_workers_once(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced: list[int] = []
    monkeypatch.setattr(supervisor, "restart_all", lambda: replaced.append(1))
    for count in range(1, 6):
        os.kill(os.getpid(), signal.SIGHUP)
        eventually(lambda count=count: len(supervisor.signal_queue) == count)  # type: ignore[misc]
    supervisor.handle_signals()
    assert replaced == [1]


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_replacement_of_workers_ends_when_server_stops(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, stop: signal.Signals
) -> None:
    def replace() -> None:  # a replacement that lasts until the stop
        os.kill(os.getpid(), stop)
        eventually(supervisor.should_exit.is_set)

    monkeypatch.setattr(supervisor, "restart_all", replace)
    supervisor.signal_queue.append(signal.SIGHUP)
    supervisor.handle_signals()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_stopping_server_answers_every_request(file: Path, stop: signal.Signals) -> None:
    with serving(file, "--workers", "2", *SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        answers: list[bytes] = []
        threads = [
            threading.Thread(target=lambda n=n: answers.append(last_request(server, n)))
            for n in range(8)
        ]
        link = connection(server)
        link.request("GET", FEED)
        link.getresponse().read()
        for thread in threads:
            thread.start()
        server.process.send_signal(stop)
        for thread in threads:
            thread.join()
        assert server.process.wait(PATIENCE) == 0
        link.close()
        assert all(got in (b"", b"200") for got in answers)


def last_request(server: Server, n: int) -> bytes:
    """Return the status of an answer that is not ready; nothing if the server was gone before."""
    try:
        got = exchange(
            server, f"GET /en/?{n} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        )
    except ConnectionError:
        return b""
    assert not got or got.rstrip().endswith(b"</html>")
    return got[9:12]


def test_workers_end_with_the_process_that_holds_the_socket(file: Path) -> None:
    with serving(file, "--workers", "2", *SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        pids = workers(server)
        server.process.kill()
        eventually(lambda: not any(command(pid) for pid in pids))
