"""How long the import of a large calendar takes, and how much memory.

    python -m bench.imports [EVENTS]

The command runs in a process of its own, as people run it, with a calendar of 10,000 events: every
fifth has HTML in its description, every tenth repeats weekly.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EVENT = (
    "BEGIN:VEVENT\r\nUID:{n}@bench.example\r\nDTSTAMP:20270101T000000Z\r\n"
    "DTSTART;TZID=Europe/Berlin:2027{month:02}{day:02}T{hour:02}0000\r\n"
    "DTEND;TZID=Europe/Berlin:2027{month:02}{day:02}T{hour:02}4500\r\n"
    "SUMMARY:Talk number {n}\r\nLOCATION:Room {room}\r\nDESCRIPTION:{about}\r\n{rule}"
    "CATEGORIES:Talk,Subject {subject}\r\nORGANIZER;CN=Person {person}:mailto:p@example.com\r\n"
    "STATUS:CONFIRMED\r\nSEQUENCE:{subject}\r\nEND:VEVENT\r\n"
)


def calendar(events: int) -> str:
    """Return a calendar of so many events."""
    html = "<p>Some <b>words</b> on it.</p><ul><li>one</li><li>two</li></ul>"
    made = (
        EVENT.format(
            n=n,
            month=1 + n % 12,
            day=1 + n % 28,
            hour=8 + n % 10,
            room=n % 30,
            about=html if n % 5 == 0 else "Some words on it\\, and some more of them.",
            rule="RRULE:FREQ=WEEKLY;COUNT=10\r\n" if n % 10 == 0 and n < 9_000 else "",
            subject=n % 7,
            person=n % 500,
        )
        for n in range(events)
    )
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Large\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
    return head + "".join(made) + "END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Cost:
    """What an import took: seconds, CPU seconds, and the most memory of its process in MiB."""

    what: str
    seconds: float
    cpu: float
    memory: float


def costs(events: int) -> Iterator[Cost]:
    """Import a calendar of so many events: to a new file, into it again, and with one change."""
    with tempfile.TemporaryDirectory() as folder:
        source, file = Path(folder) / "large.ics", Path(folder) / "large.yaml"
        text = calendar(events)
        changed = text.replace("SUMMARY:Talk number 1\r", "SUMMARY:Another talk\r")
        paths = [str(source), "--into", str(file)]
        command = [sys.executable, "-m", "itinerary", "import", *paths, "--yes"]
        for what, words in (
            ("to a new file", text),
            ("again, unchanged", text),
            ("again, with one event changed", changed),
        ):
            source.write_text(words, "utf-8", newline="")
            yield cost(what, command)


def cost(what: str, command: list[str]) -> Cost:
    """Run a command to its end."""
    begun = time.perf_counter()
    measured = [sys.executable, "-c", MEASURE, *command]
    run = subprocess.run(measured, capture_output=True, text=True, check=True)
    took = time.perf_counter() - begun
    code, cpu, kibibytes = json.loads(run.stdout)
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Cost(what, took, cpu, kibibytes / 1024)


MEASURE = """
import json, os, sys
quiet = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, used = os.wait4(child, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps((code, used.ru_utime + used.ru_stime, used.ru_maxrss)))
"""
"""A program that runs a command, and prints its status, CPU seconds and most memory in KiB.

The most memory of a process is at least that of the one that started it (Linux, exec_mmap): a
small one starts it here. RUSAGE_CHILDREN would have the largest of all children until now.
"""


def main() -> None:
    """Print what imports cost."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for one in costs(events):
        figures = f"{one.seconds:.1f} s, {one.cpu:.1f} s of CPU, {one.memory:.0f} MiB"
        print(f"{events:,} events, {one.what}: {figures}", flush=True)


if __name__ == "__main__":
    main()
