"""Imports before the first answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from itinerary.ledger import Edition
from itinerary.serve.edition_handover import dump_edition
from tests.conftest import ROOT, visit_file
from tests.support.serving import PATIENCE

WATCH = """
import sys
looked_up = []  # metadata of installed packages; to read that of all takes as long as many imports
def watch(event, arguments):
    if event == "open" and str(arguments[0]).endswith("entry_points.txt"):
        looked_up.append(arguments[0])
sys.addaudithook(watch)
"""

WORKER = """
import multiprocessing
from itinerary.serve import ledger_follower
from itinerary.serve.cache.site_request import SiteRequest
from itinerary.serve.shared_problems import ProblemBoard
from itinerary.serve.settings import Settings
from itinerary.serve.site_server import load_first_worker

ledger_follower.TICK = 3600  # it looks for no other edition
receiver, sender = multiprocessing.Pipe(duplex=False)
settings = Settings(file=None, ledger="none", site="https://visit.example/")
sender.send((settings, sys.stdin.buffer.read()))
worker = load_first_worker(settings, ProblemBoard(), receiver)
request = SiteRequest.of_scope("GET", "/en/", b"/en/", b"", [], "")
assert worker.cache.answer(request).status == 200
assert not looked_up
print(*sys.modules)
"""

PUBLISHER = """
from pathlib import Path
from itinerary import cli
from itinerary.serve import publisher_process
from itinerary.serve.settings import Settings

settings = Settings(file=Path(sys.argv[1]), ledger=sys.argv[2], site=None)
publisher, edition = publisher_process.opened(settings, None)
assert edition.number == 1
assert not looked_up
print(*sys.modules)
"""


def modules(program: str, *arguments: str | Path, given: bytes = b"") -> set[str]:
    """Return what a program imports."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH + program, *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=True,
    )
    return set(done.stdout.decode().split())


def test_worker_answers_first_page_without_libraries_that_it_does_not_need(
    editions: dict[str, Edition],
) -> None:
    imported = modules(WORKER, given=dump_edition(editions["visit"]))
    assert "flask" in imported
    slow = {"icalendar", "PIL", "pydantic", "s3fs", "sqlalchemy", "weasyprint", "yaml"}
    assert not imported & slow
    others = {"documents.atom", "drawings.maps", "layout.day_table"}  # of pages that come later
    assert not imported & {f"itinerary.render.{name}" for name in others}


def test_publisher_opens_without_libraries_of_pages(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    imported = modules(PUBLISHER, file, tmp_path / "ledger.sqlite")
    assert "sqlite3" in imported
    slow = {"flask", "jinja2", "markdown_it", "nh3", "sqlalchemy", "uvicorn", "werkzeug"}
    assert not imported & slow
