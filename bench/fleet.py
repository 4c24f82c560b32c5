"""A fleet under load: `python -m bench.fleet` writes bench/FLEET.md; `--short` only tries it.

Two servers that follow one ledger on PostgreSQL, a publisher, and nginx with deploy/nginx.conf
before the servers. Under load editions are published, and one server is killed and started again.
Every answer is checked: none may fail, and none that was asked for two seconds after an edition was
published may be older than that edition.
"""

from __future__ import annotations

import http.client
import os
import platform
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from itinerary.ledger.store import Ledger
from itinerary.source import read_file
from tests.support.databases import new_database
from tests.support.deployment import HOST, Front, nginx, self_signed
from tests.support.serving import Server, serving

ROOT = Path(__file__).parent.parent
FEED = "/feeds/en/state-visit-2024.ics"
FRESH = 2.0
"""Seconds after which a new edition has to be everywhere."""
CHECKERS = 4
CONNECTIONS = 64


@dataclass(frozen=True)
class Seen:
    """An answer: when its request was sent, how long it took, and its Last-Modified."""

    asked: float
    took: float
    modified: float
    unchanged: bool


@dataclass
class Watch:
    """The answers that the checkers got."""

    answers: list[Seen] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def look(self, front: Front) -> None:
        """Poll as calendar apps do, in turn without and with a condition."""
        trusting = ssl._create_unverified_context()
        link = http.client.HTTPSConnection("127.0.0.1", front.https, timeout=10, context=trusting)
        tag, modified = "", 0.0
        while not self.stop.wait(0.002):
            asked = time.monotonic()
            conditional = {"If-None-Match": tag} if tag and len(self.answers) % 2 else {}
            try:
                link.request("GET", FEED, headers={"Host": HOST} | conditional)
                answer = link.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                link.close()
                continue
            if answer.status == 200 and body.endswith(b"END:VCALENDAR\r\n"):
                tag = answer.headers["ETag"]
                modified = parsedate_to_datetime(answer.headers["Last-Modified"]).timestamp()
            elif not (answer.status == 304 and conditional and answer.headers["ETag"] == tag):
                self.failures.append(str(answer.status))
                continue
            took = time.monotonic() - asked
            self.answers.append(Seen(asked, took, modified, answer.status == 304))
        link.close()


@dataclass(frozen=True)
class Published:
    """An edition: when it was in the ledger, and its time."""

    done: float
    modified: float


def publish(file: Path, address: str, number: int) -> Published:
    """Publish an edit of the programme, as the publisher does."""
    text = (ROOT / "events.yaml").read_text()
    file.write_text(text.replace('en: "Gala:', f'en: "Gala {number}:'))
    now = datetime.now(UTC)
    itinerary = read_file(file, now=now).itinerary
    ledger = Ledger(address)
    try:
        edition = ledger.publish(itinerary, now)
        done = time.monotonic()
    finally:
        ledger.close()
    assert edition.number == number, "the edit is no change"
    return Published(done, edition.published.timestamp())


def kill(server: Server) -> None:
    """End all processes of a server at once, as a power cut does."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (pid, *map(int, children)):
        os.kill(one, signal.SIGKILL)
    server.process.wait()


def measure(seconds: float) -> str:
    """Run the fleet for a number of seconds and return a report.

    Raises AssertionError if a request failed or an answer was stale.
    """
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        address = new_database("postgresql", folder)
        file = folder / "events.yaml"
        editions = [publish(file, address, 1)]
        options = ("--no-publish", "--ledger", address, "--site", f"https://{HOST}/")
        servers = [stack.enter_context(serving(file, *options)) for _ in range(2)]
        hosts = [server.address.split("/")[2] for server in servers]
        upstream = {"server unix:/run/itinerary/http.sock": ";\n    server ".join(["", *hosts])[2:]}
        front = stack.enter_context(nginx("nginx.conf", self_signed(folder), folder, upstream))

        watch = Watch()
        stack.callback(watch.stop.set)
        checkers = [threading.Thread(target=watch.look, args=(front,)) for _ in range(CHECKERS)]
        load = loaded(front, seconds)
        began = time.monotonic()

        def at(share: float) -> None:
            time.sleep(max(0.0, began + share * seconds - time.monotonic()))

        for checker in checkers:
            checker.start()
        at(0.15)
        editions.append(publish(file, address, 2))
        at(0.35)
        kill(servers[0])
        at(0.45)
        editions.append(publish(file, address, 3))
        at(0.6)
        port = hosts[0].rpartition(":")[2]
        stack.enter_context(serving(file, *options, port=port))
        at(0.75)
        editions.append(publish(file, address, 4))
        at(0.75)
        said = load.communicate(timeout=seconds + 30)[0]
        time.sleep(FRESH + 0.5)
        watch.stop.set()
        for checker in checkers:
            checker.join()
        return report(watch, editions, said, seconds)


def loaded(front: Front, seconds: float) -> subprocess.Popen[str]:
    """Start wrk, which requests the feed over many connections for a number of seconds."""
    program = shutil.which("wrk")
    assert program, "wrk is not installed (Debian: wrk)"
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-H", f"Host: {HOST}"]
    address = f"https://127.0.0.1:{front.https}{FEED}"
    return subprocess.Popen([*command, address], stdout=subprocess.PIPE, text=True)


def report(watch: Watch, editions: list[Published], said: str, seconds: float) -> str:
    """Return the report. Raises AssertionError if a request failed or an answer was stale."""
    delays = []
    for edition in editions[1:]:
        old = [seen.asked for seen in watch.answers if seen.modified < edition.modified]
        delays.append(max(0.0, max(old) - edition.done))
    lines = {
        line.split(":")[0].strip(): line.partition(":")[2].strip() for line in said.splitlines()
    }
    wrong = [line.strip() for line in said.splitlines() if "errors" in line or "Non-2xx" in line]
    requests = next(line.split()[0] for line in said.splitlines() if "requests in" in line)
    took = sorted(seen.took for seen in watch.answers)
    assert not watch.failures, watch.failures[:5]
    assert not wrong, wrong
    assert max(delays) < FRESH, delays
    unchanged = sum(seen.unchanged for seen in watch.answers)
    return f"""# A fleet under load

Written by `python -m bench.fleet`, on {os.cpu_count()} cores (servers, database, nginx and load
shared them) with Python {platform.python_version()}.

Two `itinerary serve --no-publish` and a publisher on one PostgreSQL, behind nginx with
[deploy/nginx.conf](../deploy/nginx.conf) and TLS. wrk asked for the visit's feed over
{CONNECTIONS} connections for {seconds:.0f} seconds; {CHECKERS} more asked as calendar apps do, and
looked at every answer. Meanwhile three editions were published, one server was killed (SIGKILL, all
its processes at once) and later started again.

| | |
|---|---|
| requests by wrk | {int(requests):,}, {float(lines["Requests/sec"]):,.0f} a second |
| of those failed | 0 |
| answers that were looked at | {len(watch.answers):,}, of them {unchanged:,} × 304 |
| of those failed | 0 |
| median and slowest of those | {statistics.median(took) * 1000:.1f} ms, {took[-1] * 1000:.0f} ms |
| last old answer after each edition | {", ".join(f"{d:.2f} s" for d in delays)} |
| answers that were stale after {FRESH:.0f} s | 0 |
"""


def main() -> None:
    """Measure, and write the report unless it is only tried."""
    short = "--short" in sys.argv[1:]
    said = measure(8 if short else 25)
    print(said)
    if not short:
        (ROOT / "bench" / "FLEET.md").write_text(said)


if __name__ == "__main__":
    main()
