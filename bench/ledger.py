"""The cost of the ledger: `python -m bench.ledger` writes bench/LEDGER.md; `--short` is a trial.

Times are also given as ratios to a reference of the same run (hashing the same events as JSON),
because machines are noisy.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from itinerary.ledger import canonical, revise
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import (
    Colour,
    Coordinates,
    Event,
    Itinerary,
    Participation,
    Party,
    Place,
    Source,
    TimeZone,
)
from itinerary.model.text import Text
from itinerary.model.when import Timed
from itinerary.model.zones import zone
from itinerary.value import replace

START = datetime(2024, 5, 1, tzinfo=UTC)
ZONE = TimeZone(zone("Asia/Shanghai"))


def words(said: str) -> Text:
    return Text((("en", said), ("zh", f"{said} 中文"), ("ru", f"{said} по-русски")))


CITY = Place(id="city", name=words("City"), coordinates=Coordinates(39.9, 116.4), zone=ZONE)
HALL = Place(id="hall", name=words("Hall"), within=CITY, zone=ZONE)
PARTIES = tuple(Party(id=f"party-{n}", name=words(f"Party {n}")) for n in range(2))
SOURCE = Source(id="press", who=words("Press service"), when="2024-05-14")


def programme(size: int) -> Itinerary:
    """Return a programme of realistic events, about 2 KB each."""
    events = tuple(
        Event(
            id=f"event-{n}",
            uid=f"event-{n}@bench.itinerary",
            title=words(f"Event number {n}"),
            description=words("Some words about it. " * 15),
            when=Timed(ZONE.local(START + timedelta(hours=n))),
            zone=ZONE,
            place=HALL,
            parties=tuple(Participation(party) for party in PARTIES),
            sources=(SOURCE,),
        )
        for n in range(size)
    )
    return Itinerary(
        id="bench",
        title=words("Benchmark"),
        languages=("en", "zh", "ru"),
        zone=ZONE,
        colour=Colour("#4682b4", "steelblue"),
        places=(CITY, HALL),
        parties=PARTIES,
        events=events,
    )


def edited(itinerary: Itinerary, turn: int) -> Itinerary:
    """Return the programme with the title of one event edited."""
    events = list(itinerary.events)
    which = turn * 7919 % len(events)
    events[which] = replace(events[which], title=words(f"Title of turn {turn}"))
    return replace(itinerary, events=tuple(events))


def seconds(action: Callable[[], object], repeats: int = 5) -> float:
    """Return the median time of an action."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def reference(itinerary: Itinerary) -> float:
    """Return the time to hash the same events as JSON, with the standard library alone."""
    plain = [json.loads(canonical.dump(event)) for event in itinerary.events]

    def hash_all() -> None:
        for event in plain:
            hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()

    return seconds(hash_all)


def deepen(file: Path, size: int, editions: int) -> Itinerary:
    """Publish `editions` editions of one edit each; return the programme as it stands.

    It calls the product's own functions, but does not hash unchanged events again.
    """
    ledger = Ledger(file)
    here = programme(size)
    edition = ledger.publish(here, START)
    uids = [event.uid for event in here.events]
    for turn in range(edition.number, editions):
        here = edited(here, turn)
        uid = uids[turn * 7919 % size]
        event = next(e for e in (here.events[turn * 7919 % size],))
        stamp = edition.published + timedelta(minutes=1)
        record = edition.records[uid]
        fresh = replace(
            record,
            event=event,
            revision=record.revision.next(stamp),
            digest=canonical.digest(event, here),
        )
        later = replace(
            edition,
            number=edition.number + 1,
            published=stamp,
            itinerary=here,
            records={**edition.records, uid: fresh},
        )
        ledger.append(edition, later)
        edition = later
    ledger.close()
    return here


OPENING = """
import re, sys, time
from pathlib import Path
from itinerary.ledger.store import Ledger
def peak():
    # The peak of this process alone; getrusage would include its parent before the exec.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
base = peak()
begin = time.perf_counter()
edition = Ledger(Path(sys.argv[1])).latest("bench")
print(time.perf_counter() - begin, peak() - base)
"""


def opening(file: Path) -> tuple[float, float]:
    """Return time in seconds and memory in MiB of opening a ledger in a process of its own."""
    command = [sys.executable, "-c", OPENING, str(file)]
    rows = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
    times, memory = zip(*(map(float, row.stdout.split()) for row in rows), strict=True)
    return statistics.median(times), statistics.median(memory) / 1024


def measure(size: int, editions: int) -> dict[str, float]:
    """Return the costs of a ledger of `size` events and `editions` editions."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.ledger.sqlite"
        here = deepen(file, size, editions)
        opened, memory = opening(file)
        ledger = Ledger(file)
        latest = ledger.latest("bench")
        follower = Ledger(file)
        follower.latest("bench")
        turn = [editions]
        follows: list[float] = []

        def publish() -> None:
            nonlocal here
            turn[0] += 1
            here = edited(here, turn[0])
            ledger.publish(here, START + timedelta(days=400))

        def once() -> None:
            publish()
            begin = time.perf_counter()
            follower.latest("bench")
            follows.append(time.perf_counter() - begin)

        published = seconds(publish)
        for _ in range(5):
            once()
        revised = seconds(lambda: revise(latest, edited(here, turn[0] + 1), START))
        ledger.close()
        follower.close()
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            rows = database.execute("SELECT count(*) FROM revision").fetchone()[0]
        database.close()
        return {
            "reference": reference(here),
            "open": opened,
            "memory": memory,
            "publish": published,
            "revise": revised,
            "follow": statistics.median(follows),
            "disk": file.stat().st_size / 2**20,
            "rows": rows,
        }


def main() -> None:
    """Measure, and write the report."""
    short = "--short" in sys.argv
    cases = (
        [(50, 5), (50, 10)]
        if short
        else [(1000, 10), (1000, 100), (10000, 10), (10000, 100), (10000, 1000)]
    )
    lines = [
        "| events | editions | publish | of it, revise | open | memory | follow | disk | rows |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size, editions in cases:
        got = measure(size, editions)
        ref = got["reference"]
        times = [
            f"{got[k] * 1000:.0f} ms ({got[k] / ref:.2f})" for k in ("publish", "revise", "open")
        ]
        lines.append(
            f"| {size:,} | {editions:,} | {times[0]} | {times[1]} | {times[2]} |"
            f" {got['memory']:.0f} MiB | {got['follow'] * 1000:.1f} ms |"
            f" {got['disk']:.1f} MiB | {got['rows']:,.0f} |"
        )
        print(lines[-1], flush=True)
    if short:
        print("the benchmark works")
        return
    head = f"""# What the ledger costs

Written by `python -m bench.ledger`. In brackets: as a ratio to the time in which the standard
library hashes the same events as JSON, in the same run. Medians of five (opening: of three).

{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}.

"""
    tail = """
Publishing and opening should grow with the number of events and not with that of editions: a row
holds until it is superseded, and only rows that hold are read. The file grows by a row a change.
"""
    Path(__file__).with_name("LEDGER.md").write_text(head + "\n".join(lines) + "\n" + tail, "utf-8")


if __name__ == "__main__":
    main()
