"""Load by wrk, and the ratios between two servers."""

from __future__ import annotations

import re
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.servers import LOAD_CORE, Server, pinned

VARIED = """
local n = 0
request = function()
    n = n + 1
    return wrk.format(nil, nil, {["X-Forwarded-For"] = "10.0." .. (n % 65536) .. ".1"})
end
"""
"""A wrk script that makes every request different, as a proxy does that names its clients."""


@dataclass(frozen=True)
class Run:
    """The result of a run of wrk: requests per second, requests per CPU second of the server, the
    99th percentile of the time to answer in seconds, and the number of failed requests."""

    rate: float
    per_core: float
    p99: float
    failed: int


def load(
    server: Server,
    path: str,
    *,
    seconds: float,
    connections: int = 32,
    headers: Sequence[str] = (),
    script: Path | None = None,
) -> Run:
    """Request a path again and again over some connections, for a number of seconds."""
    command = [
        *("wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "--timeout", "10s"),
        *(word for header in headers for word in ("-H", header)),
        *(("-s", str(script)) if script else ()),
        f"{server.address}{path}",
    ]
    before = server.seconds()
    got = subprocess.run(pinned(LOAD_CORE, *command), capture_output=True, text=True, check=True)
    spent = server.seconds() - before
    return parse(got.stdout, spent)


UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def parse(output: str, spent: float) -> Run:
    """Return the result in the output of wrk; `spent` are CPU seconds of the server."""
    count = int((re.search(r"(\d+) requests in", output) or ["", "0"])[1])
    rate = float((re.search(r"Requests/sec:\s+([\d.]+)", output) or ["", "0"])[1])
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", output)
    errors = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output
    )
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    failed = sum(map(int, errors.groups())) if errors else 0
    return Run(
        rate=rate,
        per_core=count / spent if spent else 0.0,
        p99=float(p99[1]) * UNITS[p99[2]] if p99 else 0.0,
        failed=failed + (int(wrong[1]) if wrong else 0),
    )


@dataclass(frozen=True)
class Ratio:
    """Ratios between two servers, one per round, in which the machine was as busy for both."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        if not self.values:  # theirs answered nothing in so short a time
            return "unknown"
        return f"{self.middle:.2f} ({min(self.values):.2f}–{max(self.values):.2f})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Return the ratios of two series of the same rounds."""
    return Ratio(tuple(a / b for a, b in zip(ours, theirs, strict=True) if b))
