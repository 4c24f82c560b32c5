"""Fixtures of all tests: the programmes and an application. A silent skip fails in CI."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import Phase, settings
from werkzeug.wrappers import Response

from itinerary.ledger import Edition, revise
from itinerary.ledger.store import Ledger
from itinerary.source import read_file
from itinerary.value import replace
from itinerary.website.publication import Publication
from tests.support.cached_app import cached_app
from tests.support.http_client import SocketAnswer

if TYPE_CHECKING:
    from tests.support.serving import Server

# In CI the values are always the same, so that the verdict on a change depends on it alone:
# `make test` elsewhere and `make fuzz` look for new ones. A failure in CI is told at once, with
# what reproduces it; to shrink and explain it there could take minutes.
IN_CI = os.environ.get("CI") == "true"
AT_ONCE = (Phase.explicit, Phase.reuse, Phase.generate)
settings.register_profile(
    "itinerary",
    deadline=None,
    print_blob=True,
    derandomize=IN_CI,
    phases=AT_ONCE if IN_CI else tuple(Phase),
)
# What `make fuzz` takes for as long as one likes: see tests/hostile/bounds.py.
settings.register_profile(
    "fuzz",
    settings.get_profile("itinerary"),
    max_examples=1000,
    derandomize=False,
    phases=tuple(Phase),
)
# What `make unit` takes, and what other Pythons and older libraries are tested with.
settings.register_profile("quick", settings.get_profile("itinerary"), max_examples=20)
settings.load_profile("itinerary")

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = "https://visit.example/"
PROGRAMMES = {
    "visit": ROOT / "events.yaml",
    "conference": ROOT / "examples" / "conference.yaml",
    "tour": ROOT / "examples" / "tour.yaml",
}


def visit_in(*tags: str) -> str:
    """Return the file of the state visit in some of its languages. Tests take it that start
    servers, or edit or parse the file often, but are not about languages: all take longer."""
    words = PROGRAMMES["visit"].read_text("utf-8")
    gone = "|".join({"en", "zh", "ru", "fr", "es", "ar"} - set(tags))
    words = re.sub(rf"(?m)^( +)(?:{gone}): .*\n(?:\1 +.*\n)*", "", words)
    words = re.sub(rf", (?:{gone}): [^,}}\n]*(?=[,}}])", "", words)
    return re.sub(r"(?m)^languages: .*$", f"languages: [{', '.join(tags)}]", words)


def visit_file(path: Path, *tags: str) -> Path:
    """Write the file of the state visit in three of its languages, and return its path."""
    path.write_text(visit_in(*(tags or ("en", "zh", "ru"))), "utf-8")
    return path


def edition_of(name: str, *tags: str) -> Edition:
    """Return the edition of one of the three programmes, in all its languages or in some."""
    itinerary = read_file(PROGRAMMES[name], now=NOW).itinerary
    return revise(None, replace(itinerary, languages=tags or itinerary.languages), NOW)


def led_to(address: str, got: Response | SocketAnswer) -> str:
    """Return where a redirect leads from an address; it says so by a relative reference."""
    location = urlsplit(got.headers["Location"])
    assert not location.scheme
    assert not location.netloc
    assert not location.path.startswith("/")
    return urljoin(address, got.headers["Location"])


@pytest.fixture(scope="session")
def editions() -> dict[str, Edition]:
    """Give the editions of the three programmes, by name."""
    return {name: edition_of(name) for name in PROGRAMMES}


@pytest.fixture(scope="session")
def client_of(editions: dict[str, Edition]) -> Callable[[str], FlaskClient]:
    """Give a client for the site of one of the programmes. The application is one for all tests,
    which renders a page once; a test that changes it makes its own (`cached_app`)."""

    @cache
    def app(name: str) -> Flask:
        return cached_app(Publication(editions[name], SITE))

    return lambda name: app(name).test_client()


@pytest.fixture
def visit(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    """Give a client for the site of the state visit."""
    return client_of("visit")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a real server of the state visit with one worker, which runs until all tests are over.
    Tests request from it; those that edit, signal or stop a server start their own."""
    from tests.support.serving import serving  # imports what only servers need

    file = tmp_path_factory.mktemp("served") / "events.yaml"
    file.write_bytes(PROGRAMMES["visit"].read_bytes())
    with serving(file, "--site", SITE) as server:
        yield server
        assert "Traceback" not in server.said(), server.said()


@pytest.fixture
def open_ledger() -> Iterator[Callable[[str | Path], Ledger]]:
    """Give a function that opens ledgers, which are closed after the test."""
    with ExitStack() as stack:

        def opening(address: str | Path) -> Ledger:
            ledger = Ledger(address)
            stack.callback(ledger.close)
            return ledger

        yield opening


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the folder that it is in: `pytest -m "not browser"`."""
    for item in items:
        if folder := folder_of(item.path):
            item.add_marker(folder)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave out modules and collected tests, which stay until the end,
    and look at the rest less often. This saves a twelfth of the time of unit tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@cache
def folder_of(file: Path) -> str | None:
    """Return the folder of `tests/` that a file is in, None for one beside the folders."""
    folder = file.relative_to(ROOT / "tests").parts[0]
    return folder if (ROOT / "tests" / folder).is_dir() else None


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail in CI if a test was skipped: there everything that a test needs is installed."""
    if os.environ.get("CI") == "true" and _skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so, and what a test did not judge (`record_property("not judged", ...)`)."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            told = report.user_properties if getattr(report, "when", "") == "call" else ()
            for _, what in (pair for pair in told if pair[0] == "not judged"):
                terminalreporter.write_line(f"not judged: {what}", yellow=True)
    if os.environ.get("CI") == "true":
        for name in _skipped:
            terminalreporter.write_line(f"skipped in CI, which counts as failed: {name}", red=True)
