"""Killed in the middle of publishing, again and again: the ledger stays whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

from itinerary.ledger.audit import audit
from itinerary.ledger.store import Ledger
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from tests.conftest import ROOT, SITE
from tests.properties.test_history import stamp

PUBLISHER = """
import sys
from datetime import timedelta
from random import Random
from itinerary.ledger.store import Ledger
from tests.support.edits import START, Editor, words
from itinerary.value import replace

ledger, seed = Ledger(sys.argv[1]), int(sys.argv[2])
programme = Editor(Random(7), size=8).programme
for n in range(60):
    random = Random(seed * 1000 + n)
    which = random.randrange(8)
    events = list(programme.events)
    events[which] = replace(events[which], title=words(f"Title {seed}-{n}"))
    programme = replace(programme, events=tuple(events))
    edition = ledger.publish(programme, START + timedelta(minutes=seed))
    print(edition.number, flush=True)
"""


def test_ledger_survives_kill_9_at_random_points_of_200_publishes(tmp_path: Path) -> None:
    file, random = tmp_path / "x.ledger.sqlite", Random(5)
    best: dict[str, tuple[int, str]] = {}
    seed = last = 0
    while last < 200:
        seed += 1
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(file), str(seed)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert process.stdout is not None
        for _ in range(random.randrange(5, 30)):
            if not (line := process.stdout.readline()):
                break
            said = int(line)
            assert said > last
            last = said
        # A random delay, so that the kill hits a random point of the next publish.
        for _ in range(random.randrange(200_000)):
            pass
        process.kill()
        process.wait()
        process.stdout.close()
        ledger = Ledger(file)
        number = ledger.number("edited")
        assert number >= last, "what was said to be published is"
        last = number
        edition = ledger.latest("edited")
        assert edition is not None
        body = render_feed(edition, Selection(), "en", site=SITE).body.decode()
        for block in body.split("BEGIN:VEVENT")[1:]:
            uid = block.split("\r\nUID:")[1].split("\r\n")[0]
            assert stamp(block) >= best.get(uid, (0, ""))
            best[uid] = stamp(block)
        ledger.close()
        with closing(sqlite3.connect(file)) as database, database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
    ledger = Ledger(file)
    assert audit(ledger, "edited") == []
    assert len(ledger.log("edited", until=10**6)) == last >= 200
    assert seed > 5
