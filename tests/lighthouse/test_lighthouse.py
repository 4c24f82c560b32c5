"""Lighthouse's scores of the agenda of the state visit.

The server is a real process, so that what goes over the wire is what readers get.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.browser import LIGHTHOUSE, PROMISE, lighthouse, noise, performance
from tests.conftest import PROGRAMMES
from tests.support.chromium import CHROMIUM
from tests.support.serving import serving

RUNS = 3
"""Reports of which the median counts for performance."""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: chromium)"),
    pytest.mark.skipif(
        not LIGHTHOUSE.exists(), reason="Lighthouse is not installed (make test, with npm)"
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the agenda in English."""
    file = shutil.copy(PROGRAMMES["visit"], tmp_path_factory.mktemp("visit") / "events.yaml")
    with serving(Path(file)) as server:
        yield server.address.rstrip("/") + "/en/"


def test_lighthouse_reports_no_improvement(
    address: str, record_property: Callable[[str, object], None]
) -> None:
    """Its mark for performance is one of the machine too: a busy one judges only all the rest."""
    reason = noise()
    runs = []
    for _ in range(1 if reason else RUNS):
        runs.append(found := lighthouse(address))
        for category in ("accessibility", "best-practices", "seo"):
            assert found.score(category) == 1, found.lost(category)
        assert found.figure("cumulative-layout-shift") == 0
    if reason := reason or noise(runs):
        record_property("not judged", f"Lighthouse's performance, because {reason}")
    else:
        assert performance(runs) >= PROMISE, runs[-1].lost("performance")
