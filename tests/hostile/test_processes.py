"""Processes that are killed, replaced again and again, or asked for invented addresses."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.conftest import SITE, visit_file
from tests.hostile.test_clients import resident
from tests.process.test_build import files
from tests.process.test_workers import connection, load, workers
from tests.support.serving import PATIENCE, Server, eventually, serving
from tests.support.small_programme import SMALL

KILLS = 6


def test_killed_build_leaves_whole_site(tmp_path: Path) -> None:
    file, target, chance = tmp_path / "small.yaml", tmp_path / "public", Random(9)
    command = [sys.executable, "-m", "itinerary", "build", str(file), "--to", str(target)]
    command += ["--site", SITE]
    file.write_text(SMALL, "utf-8")
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    old = files(target)
    file.write_text(SMALL.replace("title: One", "title: Another"), "utf-8")
    left = []
    for kill in range(KILLS):
        making = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        enough = chance.randrange(len(old)) if kill else 1

        def under_way(making: subprocess.Popen[bytes] = making, enough: int = enough) -> bool:
            return making.poll() is not None or written(target) >= enough

        eventually(under_way)
        if making.poll() is None:
            making.kill()  # its children must end by themselves
        making.wait()
        left.append(files(target))
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    new = files(target)
    assert new != old
    assert all(site in (old, new) for site in left)
    assert old in left  # one was killed in time


def written(target: Path) -> int:
    """Return the number of files of the next site so far."""
    return sum(1 for path in target.with_name(f".{target.name}.next").rglob("*") if path.is_file())


def test_repeated_hangups_under_load_fail_no_request(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    with serving(file, "--workers", "2", "--site", SITE) as server:
        eventually(lambda: len(workers(server)) == 2)
        before = workers(server)
        with load(server, readers=2) as seen:
            for _ in range(5):
                asked = seen.asked
                server.process.send_signal(signal.SIGHUP)
                eventually(lambda asked=asked: seen.asked > asked + 20)  # type: ignore[misc]
            eventually(lambda: len(workers(server)) == 2 and not workers(server) & before)
        assert not seen.failed


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of a process")
def test_invented_addresses_fill_no_memory(served: Server) -> None:
    """Invented addresses are missing pages, redirects, and pages with a query. The cache of the
    latter has a limit, which this number of queries does not reach."""
    made_up = (
        "/nothing/{}.ics",
        "/calendar.ics?v={}",
        "/en/{}/",
        "/oembed?url={}",
        "/{}",
        "/en?{}",
    )
    (worker,) = workers(served)
    link = connection(served)

    def ask(first: int, count: int) -> None:
        for n in range(first, first + count):
            for path in (*made_up, *(["/en/?q={}"] if n % 20 == 0 else [])):
                link.request("GET", path.format(n), headers={"X-Made-Up": str(n)})
                answer = link.getresponse()
                answer.read()
                assert answer.status in (200, 301, 302, 308, 404)

    ask(0, 100)
    before = resident(worker)
    ask(100, 400)
    link.close()
    assert resident(worker) - before < 24 * 2**20
