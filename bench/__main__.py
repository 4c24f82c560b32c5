"""How fast Itinerary is: `python -m bench` writes bench/REPORT.md; `--short` only tries it.

All traffic stays on this machine and is bounded in count and time. Serving is measured against
nginx with the same bytes and headers on the same core. Machines are noisy, so the servers take
turns, and only the ratios within a round count. `--radicale PROGRAM` compares with Radicale, too,
which runs in a process of its own: it is GPL, and nothing of it is imported.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import browser, imports, servers
from bench.load import VARIED, Run, load, ratio
from bench.servers import BOTH, LOAD_CORE, Server, pinned
from itinerary.ledger.store import Ledger
from itinerary.model.text import Text
from itinerary.source import read_file
from itinerary.value import Value, replace
from tests.support.chromium import CHROMIUM
from tests.support.programmes import large

ROOT = Path(__file__).parent.parent
SITE = ("--site", "https://bench.example/")
VISIT = "/feeds/en/state-visit-2024.ics"
LARGE = "/feeds/en/large.ics"
PROGRAMME_JSON = "/api/programme.json"
EVENT_JSON = "/api/events/gala.json"


@dataclass
class Report:
    """The results as Markdown."""

    folder: Path
    short: bool
    radicale: Path | None
    plain: str
    """A Python with a plain install of Itinerary, without extras and what the tests need."""
    lines: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The length of a run of the load."""
        return 1 if self.short else 2

    @property
    def rounds(self) -> int:
        """How often two servers take turns."""
        return 1 if self.short else 7

    def say(self, *lines: str) -> None:
        """Add lines, and show them."""
        self.lines += lines
        print("\n".join(lines), flush=True)

    def table(self, title: str, *columns: str) -> None:
        """Begin a section with a table."""
        self.say("", f"## {title}", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|")

    def row(self, *cells: object) -> None:
        """Add a row."""
        self.say(f"| {' | '.join(map(str, cells))} |")

    def new(self, name: str) -> Path:
        """Return a new folder."""
        folder = self.folder / name
        folder.mkdir()
        return folder


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="try it; the figures mean nothing")
    parser.add_argument("--radicale", type=Path, help="compare with this program, too")
    parser.add_argument(
        "--plain",
        default=sys.executable,
        metavar="PYTHON",
        help="a Python with a plain install, for starts and builds",
    )
    chosen = parser.parse_args()
    missing = [name for name in ("nginx", "wrk") if not shutil.which(name)]
    if missing:
        raise SystemExit(f"{' and '.join(missing)} must be installed")
    compileall.compile_dir(ROOT / "itinerary", quiet=1)  # as pip does with what it installs
    if (os.cpu_count() or 1) > 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(LOAD_CORE)})  # who publishes does not take the server's core
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # for nginx, which may be another user
        report = Report(Path(folder), chosen.short, chosen.radicale, chosen.plain)
        began = time.monotonic()
        parts = (polling, serving, publishing, cold, edits, growth, command_line, building)
        for part in (*parts, importing, filters, lighthouse):
            part(report)
        took = time.monotonic() - began
    if chosen.short:
        print("the benchmark works")
        return
    text = "\n".join([*head(took), *report.lines, ""])
    (ROOT / "bench" / "REPORT.md").write_text(text, "utf-8")


def write(file: Path, size: int) -> Path:
    """Write a programme of `size` events; return its file."""
    file.write_bytes(large(size))
    return file


def head(took: float) -> Iterator[str]:
    """Yield the lines before the first section."""
    cpu = next(iter(re.findall(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())), "?")
    nginx = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
    names = ("uvicorn", "uvloop", "httptools", "Flask", "icalendar", "Brotli", "zstandard")
    yield from ("# How fast Itinerary is", "")
    yield from ("Written by `make bench`.", "")
    yield f"- {datetime.now(UTC):%Y-%m-%d}, {took / 60:.0f} minutes; {cpu}, {platform.machine()};"
    yield f"  Linux {platform.release()}, Python {platform.python_version()}"
    yield f"- {nginx.strip().removeprefix('nginx version: ')}, "
    yield "  " + ", ".join(f"{name} {version(name)}" for name in names)
    yield "- Each server has core 0; the load (wrk, one thread, 32 connections) and who publishes"
    yield "  have core 1. What is not a ratio may use both."
    yield "- A ratio is the median of those of single rounds, in which the servers took turns;"
    yield "  in brackets the smallest and the largest."


# --- serving --------------------------------------------------------------------------------------


CLOSE = ("Connection: close",)


def polling(report: Report) -> None:
    """Measure the feed of the visit as apps poll it, against nginx: over kept connections, over a
    connection for each request, and over one with TLS."""
    plain = Path(shutil.copy(ROOT / "events.yaml", report.new("polls") / "events.yaml"))
    secure = Path(shutil.copy(ROOT / "events.yaml", report.new("tls") / "events.yaml"))
    certificate = servers.Certificate.make(report.new("certificate"))
    names = {VISIT: "visit.ics"}
    with (
        servers.itinerary(plain, *SITE) as ours,
        servers.itinerary(secure, *SITE, certificate=certificate) as ours_tls,
    ):
        ours.wait_for(VISIT)
        ours_tls.wait_for(VISIT)
        with (
            servers.nginx(report.new("nginx-polls"), ours, names) as nginx,
            servers.nginx(report.new("nginx-tls"), ours, names, certificate) as nginx_tls,
        ):
            head_of_table(report, "Polls, as a ratio to nginx", "connection")
            kept = Case("kept", ours, VISIT, nginx, "/visit.ics")
            kept.measure(report, "200")
            replace(kept, name="one per request").measure(report, "200", CLOSE)
            tls = Case("one per request, TLS 1.3", ours_tls, VISIT, nginx_tls, "/visit.ics")
            tls.measure(report, "200", CLOSE)


def head_of_table(report: Report, title: str, what: str) -> None:
    """Begin a table of cases."""
    report.table(
        title,
        *(what, "answer", "requests/s", "requests per CPU second"),
        *("ours, requests/s", "nginx, requests/s"),
    )


def serving(report: Report) -> None:
    """Measure the most frequent requests, against nginx."""
    thousand_file = write(report.new("large") / "large.yaml", 50 if report.short else 1000)
    visit = Path(shutil.copy(ROOT / "events.yaml", report.new("visit") / "events.yaml"))
    varied = report.folder / "varied.lua"
    varied.write_text(VARIED)
    with (
        servers.itinerary(visit, *SITE) as ten,
        servers.itinerary(thousand_file, *SITE) as thousand,
    ):
        ten.wait_for(VISIT)
        thousand.wait_for(LARGE)
        names = {VISIT: "visit.ics", "/en/": "agenda", EVENT_JSON: "event.json"}
        names_large = {LARGE: "large.ics", PROGRAMME_JSON: "programme.json"}
        with (
            servers.nginx(report.new("nginx-10"), ten, names) as static,
            servers.nginx(report.new("nginx-1000"), thousand, names_large) as static_large,
        ):
            head_of_table(report, "Serving, as a ratio to nginx", "what")
            feed = Case("feed, 10 events", ten, VISIT, static, "/visit.ics")
            big = Case("feed, 1,000 events", thousand, LARGE, static_large, "/large.ics")
            agenda = Case("agenda", ten, "/en/", static, "/agenda")
            for case in (feed, big):
                case.measure(report, "200")
                case.measure(report, "gzip", ("Accept-Encoding: gzip",))
                case.measure(report, "304", known=True)
            one = Case("JSON of an event", ten, EVENT_JSON, static, "/event.json")
            every = Case(
                "JSON of 1,000 events", thousand, PROGRAMME_JSON, static_large, "/programme.json"
            )
            for case in (agenda, one, every):
                case.measure(report, "200")
                case.measure(report, "gzip", ("Accept-Encoding: gzip",))
            every.measure(report, "304", known=True)
            feed.measure(report, "200, every request different", script=varied)
            tail(report, feed)
        with_radicale(report, (feed, ten.get(VISIT)[2]), (big, thousand.get(LARGE)[2]))


class Case(Value):
    """A path of ours, and a file of nginx with the same bytes."""

    name: str
    ours: Server
    path: str
    nginx: Server
    name_there: str

    def measure(
        self,
        report: Report,
        answer: str,
        headers: tuple[str, ...] = (),
        *,
        known: bool = False,
        script: Path | None = None,
    ) -> None:
        """Measure in turns, and add a row."""
        runs: tuple[list[Run], list[Run]] = ([], [])
        asked = ((self.ours, self.path), (self.nginx, self.name_there))
        for _ in range(report.rounds):
            for (server, path), found in zip(asked, runs, strict=True):
                tag = server.get(path)[1]["etag"]
                all_headers = (*headers, f"If-None-Match: {tag}") if known else headers
                found.append(
                    load(server, path, seconds=report.seconds, headers=all_headers, script=script)
                )
        ours, nginx = runs
        expect_none_failed(self.name, ours)
        report.row(
            self.name,
            answer,
            ratio([r.rate for r in ours], [r.rate for r in nginx]),
            ratio([r.per_core for r in ours], [r.per_core for r in nginx]),
            f"{statistics.median(r.rate for r in ours):,.0f}",
            f"{statistics.median(r.rate for r in nginx):,.0f}",
        )


def expect_none_failed(name: str, runs: list[Run]) -> None:
    """End if a request failed."""
    if failed := sum(run.failed for run in runs):
        raise SystemExit(f"{name}: {failed} requests failed")


def tail(report: Report, case: Case) -> None:
    """Measure the 99th percentile of the time to answer, with 256 connections."""
    ours, nginx = [], []
    for _ in range(report.rounds):
        ours.append(load(case.ours, case.path, seconds=report.seconds, connections=256))
        nginx.append(load(case.nginx, case.name_there, seconds=report.seconds, connections=256))
    expect_none_failed("256 connections", ours)
    waits = ratio([run.p99 for run in ours], [run.p99 for run in nginx])
    middle = [statistics.median(run.p99 for run in runs) * 1000 for runs in (ours, nginx)]
    report.say(
        "",
        f"With 256 connections the 99th percentile is {middle[0]:.1f} ms, nginx's is"
        f" {middle[1]:.1f} ms; the ratio is {waits}.",
    )


def with_radicale(report: Report, *cases: tuple[Case, bytes]) -> None:
    """Compare with a calendar server that sends its whole collection."""
    if report.radicale is None:
        report.say("", "Radicale was not measured: `--radicale PROGRAM` was not given.")
        return
    report.table("Serving, as a ratio to Radicale", "what", "ratio", "Radicale, requests/s")
    for case, calendar in cases:
        folder = report.new(f"radicale-{len(calendar)}")
        with servers.radicale(folder, report.radicale, calendar) as other:
            ours, theirs = [], []
            for _ in range(min(report.rounds, 3)):
                ours.append(load(case.ours, case.path, seconds=report.seconds, connections=8))
                theirs.append(
                    load(other, "/bench/calendar/", seconds=report.seconds * 2, connections=8)
                )
        times = ratio([run.rate for run in ours], [run.rate for run in theirs])
        low, high = min(times.values), max(times.values)
        report.row(
            case.name,
            f"{times.middle:,.0f} ({low:,.0f}–{high:,.0f})",
            f"{statistics.median(run.rate for run in theirs):,.1f}",
        )


# --- editions -------------------------------------------------------------------------------------


def publishing(report: Report) -> None:
    """Measure serving while an edition is published every second."""
    report.table(
        "Serving while an edition is published every second",
        *("what", "ratio to quiet", "failed requests", "editions"),
    )
    cases = (("10 events", ROOT / "events.yaml", VISIT), ("1,000 events", None, LARGE))
    for name, file, path in cases:
        folder = report.new(f"publishing-{path.count('a')}-{len(name)}")
        size = 50 if report.short else 1000
        file = file or write(folder / "large.yaml", size)
        ledger = Ledger(folder / "ledger.sqlite")
        programme = read_file(file, now=datetime.now(UTC)).itinerary
        ledger.publish(programme, datetime.now(UTC))
        options = ("--no-publish", "--ledger", str(folder / "ledger.sqlite"), *SITE)
        with servers.itinerary(file, *options) as server:
            server.wait_for(path)
            quiet, busy, editions = [], [], 0
            for _ in range(min(report.rounds, 3)):
                quiet.append(load(server, path, seconds=report.seconds * 2))
                with publisher(ledger, programme.id) as published:
                    busy.append(load(server, path, seconds=report.seconds * 2))
                editions += len(published)
        ledger.close()
        rates = ratio([run.rate for run in busy], [run.rate for run in quiet])
        report.row(name, rates, sum(run.failed for run in (*quiet, *busy)), editions)


@contextlib.contextmanager
def publisher(ledger: Ledger, programme: str) -> Iterator[list[int]]:
    """Publish an edit at once and then every second, until the block ends."""
    published: list[int] = []
    stop = threading.Event()

    def publish() -> None:
        while True:
            published.append(edit(ledger, programme))
            if stop.wait(1):
                return

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield published
    finally:
        stop.set()
        thread.join()


def edit(ledger: Ledger, programme: str) -> int:
    """Publish another title of one event; return the number of the edition."""
    latest = ledger.latest(programme)
    assert latest is not None
    events = list(latest.itinerary.events)
    which = latest.number * 7919 % len(events)
    title = Text((("en", f"Edited in edition {latest.number + 1}"),))
    events[which] = replace(events[which], title=title)
    itinerary = replace(latest.itinerary, events=tuple(events))
    return ledger.publish(itinerary, datetime.now(UTC)).number


def cold(report: Report) -> None:
    """Measure from the start of the process to the first byte: of the agenda, and of the whole
    feed. Each first start makes the ledger, which the next start finds. The install is plain."""
    report.table(
        "From the start of the process to the first byte",
        *("what", "first start", "next start", "CPU time of a first start"),
        "memory with it in 3 languages",
    )
    size = 200 if report.short else 10_000
    for number, (name, content, path, rounds) in enumerate(
        (
            ("agenda, 10 events", (ROOT / "events.yaml").read_bytes(), "/en/", 7),
            ("feed, 10 events", (ROOT / "events.yaml").read_bytes(), VISIT, 3),
            (f"feed, {size:,} events", large(size), LARGE, 2),
        )
    ):
        first, later, cpu = [], [], []
        for turn in range(1 if report.short else rounds):
            file = report.new(f"cold-{number}-{turn}") / "events.yaml"
            file.write_bytes(content)
            with servers.itinerary(file, *SITE, core=BOTH, python=report.plain) as server:
                first.append(server.wait_for(path))
                cpu.append(server.seconds())
            with servers.itinerary(file, *SITE, core=BOTH, python=report.plain) as server:
                later.append(server.wait_for(path))
                for language in ("zh", "ru"):
                    server.get(path.replace("/en/", f"/{language}/"))
                memory = server.memory()
        report.row(
            *(name, in_seconds(first), in_seconds(later)),
            *(f"{statistics.median(cpu):.2f} s", f"{memory:.0f} MiB"),
        )


def in_seconds(times: Sequence[float]) -> str:
    """Return the median, and in brackets the least and the greatest."""
    return f"{statistics.median(times):.2f} s ({min(times):.2f}–{max(times):.2f})"


def edits(report: Report) -> None:
    """Measure how soon an edit is in all feeds."""
    size = 200 if report.short else 10_000
    folder = report.new("edits")
    file = write(folder / "large.yaml", size)
    ledger = Ledger(folder / "ledger.sqlite")
    programme = read_file(file, now=datetime.now(UTC)).itinerary
    ledger.publish(programme, datetime.now(UTC))
    feeds = [f"/feeds/{language}/large.ics" for language in programme.languages]
    options = ("--no-publish", "--ledger", str(folder / "ledger.sqlite"), *SITE)
    first, everywhere = [], []
    with servers.itinerary(file, *options, core=BOTH) as server:
        for path in feeds:
            server.wait_for(path)
        for _ in range(2 if report.short else 5):
            number = edit(ledger, programme.id)
            began = time.perf_counter()
            for n, path in enumerate(feeds):
                while f"Edited in edition {number}".encode() not in server.get(path)[2]:
                    time.sleep(0.005)
                if n == 0:
                    first.append(time.perf_counter() - began)
            everywhere.append(time.perf_counter() - began)
    ledger.close()
    report.say(
        "",
        "## How soon an edit is seen",
        "",
        f"An edit of one of {size:,} events is in the first calendar of the whole programme"
        f" {spread(first)} after it was published,",
        f"and in those of all {len(feeds)} languages, fetched one after another,"
        f" {spread(everywhere)} after.",
    )


def spread(times: list[float]) -> str:
    """Return the median of times with the smallest and the largest."""
    return f"{statistics.median(times):.2f} s ({min(times):.2f}–{max(times):.2f})"


# --- growth ---------------------------------------------------------------------------------------

GROWTH = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from itinerary.ledger.store import Ledger
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.render.calendars.vevent_cache import VeventCache
from itinerary.serve.process import frozen_gc
from itinerary.source import read_file
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
now, kept, laps = datetime.now(UTC), VeventCache(), {}
def lap(name, action):
    begin = time.process_time()
    result = action()
    laps[name] = time.process_time() - begin
    return result
file = Path(sys.argv[1])
reading = lap("read", lambda: read_file(file, now=now))
ledger = Ledger(file.with_suffix(".sqlite"))
lap("publish", lambda: ledger.publish(reading.itinerary, now))
ledger.close()
del reading
with frozen_gc():  # as the server does
    edition = lap("open", lambda: Ledger(file.with_suffix(".sqlite")).latest("large"))
def feed():
    return render_feed(edition, Selection(), "en", site="https://x.example/", vevents=kept)
lap("feed", feed)
lap("feed again", feed)
current = Publication(edition, "https://x.example/")
lap("agenda", lambda: create_app(lambda: current).test_client().get("/en/"))
print(json.dumps(laps))
"""


def growth(report: Report) -> None:
    """Measure what a programme costs by its size, in a process of its own."""
    import json

    sizes = (50, 100) if report.short else (100, 1_000, 10_000, 100_000)
    report.table(
        "Growth: milliseconds of processor time for each event",
        *("events", "read", "publish", "open", "feed", "feed again", "agenda"),
    )
    for size in sizes:
        file = write(report.folder / f"growth-{size}.yaml", size)
        got = subprocess.run(
            [sys.executable, "-c", GROWTH, str(file)], capture_output=True, text=True, check=True
        )
        laps = json.loads(got.stdout)
        report.row(f"{size:,}", *(f"{lap / size * 1000:.3f}" for lap in laps.values()))


# --- the command ----------------------------------------------------------------------------------


class Spent(Value):
    """What a command took, with the processes that it started: seconds, and CPU seconds."""

    seconds: float
    cpu: float


def spent(command: list[str]) -> Spent:
    """Return what a command takes."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(pinned(BOTH, *command), check=True, capture_output=True, cwd=ROOT)
    seconds, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(seconds, cpu)


def command_line(report: Report) -> None:
    """Measure how long `itinerary --help` takes."""
    help_ = [sys.executable, "-m", "itinerary", "--help"]
    bare = [sys.executable, "-c", "pass"]
    rounds = range(2 if report.short else 15)
    times = [(spent(help_).seconds, spent(bare).seconds) for _ in rounds]
    ours, python = ([pair[n] for pair in times] for n in (0, 1))
    report.say(
        "",
        "## The command",
        "",
        f"`itinerary --help` takes {spread(ours)}; Python alone takes {spread(python)}.",
    )


def counting() -> float:
    """Return how long Python takes for what needs nothing but one core, so that figures in seconds
    can be compared with those of other machines and other days."""
    begin = time.perf_counter()
    sum(n * n for n in range(10**7))
    return time.perf_counter() - begin


WITHOUT_TWINS = """
from itinerary.cli import main
from itinerary.website import site_paths
site_paths.twins = site_paths.exchange = lambda _: ()
main()
"""
"""The command without the files for programs: JSON, jCal, tables, schedules, text and NewsML."""


def building(report: Report) -> None:
    """Measure the static build, and one after an edit, each with and without files for programs: by
    a plain install, and with all extras. Once, because a build takes minutes, and CPU seconds vary
    little."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))  # a build takes all there are
    size = 20 if report.short else 1000
    for python in {has_extras(one): one for one in (report.plain, sys.executable)}.values():
        extras = "with" if has_extras(python) else "without"
        whole = built(report, size, f"all-{extras}", python, "-m", "itinerary")
        bare = built(report, size, f"bare-{extras}", python, "-c", WITHOUT_TWINS)
        report.table(
            f"`itinerary build` of {size:,} events in three languages, {extras} pictures and PDF",
            *("what", "seconds", "CPU seconds", "CPU seconds without files for programs", "ratio"),
        )
        for name, ours, other in zip(("all", "after an edit"), whole, bare, strict=True):
            seconds = (f"{cost:.1f}" for cost in (ours.seconds, ours.cpu, other.cpu))
            report.row(name, *seconds, f"{ours.cpu / other.cpu:.2f}")
        share = whole[1].cpu / whole[0].cpu
        report.say("", f"After an edit it takes {share:.2f} of the CPU seconds of all.")
    report.say("", f"Meanwhile Python adds ten million squares in {counting():.2f} s.")


FINDING = """
from importlib.util import find_spec
print(all(map(find_spec, ("uharfbuzz", "weasyprint"))))
"""


def has_extras(python: str) -> bool:
    """Tell whether a Python has what pictures and PDF need."""
    return subprocess.check_output([python, "-c", FINDING], text=True).strip() == "True"


def built(report: Report, size: int, name: str, *program: str) -> tuple[Spent, Spent]:
    """Return what a build of `size` events by a program takes, and one after an edit.

    It is the second edit: the first one of a day changes “As of” on further pages.
    """
    folder = report.new(f"building-{name}")
    file = write(folder / "large.yaml", size)
    build = [*program, "build", str(file), "--to", str(folder / "site"), *SITE]
    first = spent(build)
    for _ in range(2):
        words = file.read_text("utf-8")
        at = words.index('title: {"en": "', words.index("events:"))
        file.write_text(words[:at] + words[at:].replace('": "', '": "X', 1), "utf-8")
        after = spent(build)
    return first, after


# --- in a browser ---------------------------------------------------------------------------------


def importing(report: Report) -> None:
    """Measure the import of a calendar. The bound is 15 s and 500 MB for 10,000 events."""
    events = 100 if report.short else 10_000
    report.table(
        f"Import of a calendar of {events:,} events", "import", "seconds", "CPU seconds", "MiB"
    )
    for one in imports.costs(events):
        report.row(one.what, f"{one.seconds:.1f}", f"{one.cpu:.1f}", f"{one.memory:.0f}")


def filters(report: Report) -> None:
    """Measure how long a choice in the filters of a long agenda takes."""
    size = 50 if report.short else 1000
    file = write(report.new("filters") / "large.yaml", size)
    with servers.itinerary(file, *SITE, core=BOTH) as server:
        server.wait_for("/en/")
        tries = 1 if report.short else 12
        found = browser.filtering(f"http://127.0.0.1:{server.port}/en/", tries=tries)
    if found is None:
        report.say("", "Filters were not measured: Chromium and Playwright are needed.")
        return
    report.table(
        f"Filters of an agenda of {size:,} events, until the change is painted",
        *("choice", "milliseconds", "ratio to hiding the same rows alone"),
    )
    for kind, one in found.items():
        report.row(kind, middle_of(one.choices), one.ratio)


def lighthouse(report: Report) -> None:
    """Ask Lighthouse about the agenda of the state visit."""
    if CHROMIUM is None or not browser.LIGHTHOUSE.exists():
        report.say("", "Lighthouse was not asked: `make test` installs it, with npm and Chromium.")
        return
    file = Path(shutil.copy(ROOT / "events.yaml", report.new("lighthouse") / "events.yaml"))
    with servers.itinerary(file, *SITE, core=BOTH) as server:
        server.wait_for("/en/")
        address = f"http://127.0.0.1:{server.port}/en/"
        runs = [browser.lighthouse(address) for _ in range(1 if report.short else 5)]
    report.table(
        "The agenda in Lighthouse, on a phone that it simulates",
        *("performance", *(f"{name}, ms" for name in browser.FIGURES.values())),
        "Lighthouse's measure of this machine",
    )
    report.row(
        middle_of([run.score("performance") for run in runs], 2),
        *(middle_of([run.figure(audit) for run in runs]) for audit in browser.FIGURES),
        middle_of([run.machine for run in runs]),
    )


def middle_of(figures: Sequence[float], digits: int = 0) -> str:
    """Return the median of figures with the smallest and the largest."""
    middle, low, high = statistics.median(figures), min(figures), max(figures)
    return f"{middle:,.{digits}f} ({low:,.{digits}f}–{high:,.{digits}f})"


if __name__ == "__main__":
    main()
