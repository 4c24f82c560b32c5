"""The benchmark parses the output of wrk, and fails if a request failed."""

from __future__ import annotations

import re

import pytest

from bench.__main__ import expect_none_failed
from bench.browser import Marks, noise, performance
from bench.load import parse, ratio
from tests.conftest import ROOT

FINE = """Running 2s test @ http://127.0.0.1:9001/feed.ics
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.21ms    2.30ms  30.11ms   94.08%
    Req/Sec    50.10k     5.20k   60.00k    70.00%
  Latency Distribution
     50%  610.00us
     99%   10.50ms
  100000 requests in 2.00s, 700.00MB read
Requests/sec:  50000.00
Transfer/sec:    350.00MB
"""
FAILED = "  Socket errors: connect 0, read 3, write 0, timeout 1\n  Non-2xx or 3xx responses: 5\n"


def test_output_of_wrk_is_parsed() -> None:
    run = parse(FINE, spent=1.0)
    assert (run.rate, run.per_core, run.failed) == (50_000, 100_000, 0)
    assert run.p99 == pytest.approx(0.0105)


def test_failed_requests_end_the_benchmark() -> None:
    run = parse(FINE.replace("Requests/sec", FAILED + "Requests/sec"), spent=1.0)
    assert run.failed == 9
    with pytest.raises(SystemExit, match="9 requests failed"):
        expect_none_failed("feed", [run])


def test_ratio_is_median_of_rounds_with_their_spread() -> None:
    assert str(ratio([1, 3, 4], [2, 2, 2])) == "1.50 (0.50–2.00)"


def marks(performance: float, machine: int) -> Marks:
    return Marks(
        {
            "categories": {"performance": {"score": performance}},
            "environment": {"benchmarkIndex": machine},
        }
    )


def test_performance_is_median_of_runs() -> None:
    assert performance([marks(score, 2000) for score in (1, 0.3, 0.98)]) == 0.98


@pytest.mark.parametrize(("running", "said"), [(0.3, ""), (3.0, "3.0 others run on 2 cores")])
def test_performance_is_not_judged_on_a_busy_machine(
    monkeypatch: pytest.MonkeyPatch, running: float, said: str
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr("bench.browser.others_running", lambda: running)
    assert noise() == said


def test_performance_is_not_judged_if_the_machine_was_slow_in_any_run() -> None:
    assert noise([marks(1, 2000), marks(1, 1500)]) == ""
    slow = noise([marks(1, 2000), marks(1, 700)])
    assert slow == "Lighthouse's benchmarkIndex was 700"


def test_support_of_tests_imports_no_benchmark() -> None:
    modules = (ROOT / "tests" / "support").glob("*.py")
    assert not [
        file.name
        for file in modules
        if re.search(r"^(from|import) bench", file.read_text("utf-8"), re.M)
    ]
