"""Imports before the first answer."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT, SITE
from tests.support.serving import PATIENCE

PROGRAM = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path

from itinerary.ledger import revise
from itinerary.source import read_file
from itinerary.website.app import create_app
from itinerary.website.publication import Publication

now = datetime(2026, 1, 1, tzinfo=UTC)
edition = revise(None, read_file(Path("events.yaml"), now=now).itinerary, now)
client = create_app(lambda: Publication(edition, "{SITE}")).test_client()
assert client.get("/en/").status_code == 200
print(*sys.modules)
"""


def test_first_page_is_answered_without_libraries_that_it_does_not_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=True,
    )
    imported = set(done.stdout.split())
    slow = {"icalendar", "s3fs", "sqlalchemy", "uvicorn", "weasyprint"}
    assert "flask" in imported
    assert not imported & slow
