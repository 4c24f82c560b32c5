"""Living selections against filters: `python -m bench.selections` writes bench/SELECTIONS.md;
`--short` only tries it.

A programme of 876 talks has 10,000 filters, and as many living selections of the same events. Each
calendar is polled as apps do: once without a condition, and then with the ETag that it had. In
between, calendars that many people ask for are polled, to see whether they are still in the cache.
"""

from __future__ import annotations

import http.client
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random

from bench.load import Ratio, ratio
from bench.servers import PATIENCE, Server, itinerary
from itinerary.ledger import Edition
from itinerary.ledger.selection_store import SelectionStore
from itinerary.ledger.store import Ledger
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.source import read_file
from tests.support.shapes import developers

ROOT = Path(__file__).parent.parent
MANY = 10_000
ROUNDS = 2
MEMORY = Path("/dev/shm")
"""A folder in memory, so that no disk is measured."""


@dataclass(frozen=True)
class Spent:
    """CPU seconds of the server for a round of polls: the first ones, and those with an ETag."""

    first: float
    again: float


def selected(edition: Edition, many: int) -> Iterator[Selection]:
    """Yield groups of people with talks, each of which has about as many as a reader chooses."""
    people = [party.id for party in edition.itinerary.parties]
    people = [id for id in people if any(edition.select(Selection.only("parties", id)))]
    random = Random(19)
    return (Selection(parties=tuple(sorted(random.sample(people, 20)))) for _ in range(many))


class Poller:
    """An app over one connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def poll(self, path: str, etag: str = "") -> str:
        """Poll a calendar, and return its ETag. Raises SystemExit if the answer is not right."""
        conditional = {"If-None-Match": etag} if etag else {}
        self._link.request("GET", path, headers={"Accept-Encoding": "gzip", **conditional})
        answer = self._link.getresponse()
        answer.read()
        found = answer.headers["ETag"]
        if answer.status != (304 if etag else 200) or (etag and etag != found):
            raise SystemExit(f"{path} was answered {answer.status}")
        return found

    def spent(self, paths: Sequence[str]) -> Spent:
        """Poll each path twice."""
        began = self._server.seconds()
        etags = [self.poll(path) for path in paths]
        between = self._server.seconds()
        for path, etag in zip(paths, etags, strict=True):
            self.poll(path, etag)
        return Spent(between - began, self._server.seconds() - between)

    def cost(self, paths: Sequence[str]) -> float:
        """Return the CPU seconds of one poll of each path, which is a hit if it is cached."""
        began = self._server.seconds()
        for path in paths:
            self.poll(path)
        return self._server.seconds() - began


def measure(many: int, rounds: int) -> str:
    """Return the report."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        file, address = folder / "events.yaml", folder / "events.ledger.sqlite"
        file.write_text(developers(), "utf-8")
        programme = read_file(file, now=datetime.now(UTC)).itinerary
        ledger = Ledger(address)
        edition = ledger.publish(programme, datetime.now(UTC))
        ledger.close()
        id = programme.id
        filters, living, events = [], [], []
        store = SelectionStore(address)
        for selection in selected(edition, many):
            uids = [event.uid for event in edition.select(selection)]
            secret, _ = store.make(id, uids, datetime.now(UTC))
            filters.append(addresses.feed(id, selection, "en"))
            living.append(addresses.living_feed("en", secret))
            events.append(len(uids))
        store.close()
        hot = [
            addresses.feed(id, selection, "en")
            for selection in islice(addresses.selections(programme), 60)
        ]
        with itinerary(file, "--no-publish", "--selections", str(address)) as server:
            server.wait_for(hot[0])
            poller = Poller(server)
            poller.cost(hot)  # renders them
            before = min(poller.cost(hot) for _ in range(rounds))
            of_filters, of_living, after = [], [], []
            for _ in range(rounds):
                of_living.append(poller.spent(living))
                after.append(poller.cost(hot))
                of_filters.append(poller.spent(filters))
        return report(len(living), events, of_filters, of_living, ratio(after, [before] * rounds))


def report(
    many: int, events: list[int], filters: list[Spent], living: list[Spent], hot: Ratio
) -> str:
    """Return the report. Raises SystemExit if hot calendars were evicted."""
    first = ratio([s.first for s in living], [s.first for s in filters])
    again = ratio([s.again for s in living], [s.again for s in filters])
    hour = statistics.median(s.again for s in living)
    if hot.middle > 5:  # to render one takes hundreds of times as long as a hit
        raise SystemExit(f"calendars that many ask for are no longer cached: {hot}")
    of = {"living": living, "filters": filters}
    spent = {
        f"{name} {poll}": f"{statistics.median(getattr(s, poll) for s in each):.1f} s"
        for name, each in of.items()
        for poll in ("first", "again")
    }
    return f"""# Living selections

Written by `python -m bench.selections`, on {os.cpu_count()} cores with Python
{platform.python_version()}.

A programme of 876 talks on one worker, with {many:,} living selections of {min(events)} to
{max(events)} talks (median {statistics.median(events):.0f}), and as many filters (twenty
people) that have the same talks. Each was polled without a condition, and then with its ETag, in
{len(living)} rounds. Figures are CPU seconds of the server, and medians; the ratios of a round say
more than seconds, which depend on the machine.

| | living selections | filters | ratio |
|---|---|---|---|
| first poll of each | {spent["living first"]} | {spent["filters first"]} | {first} |
| each again, nothing changed | {spent["living again"]} | {spent["filters again"]} | {again} |

If each living selection is polled once an hour, that is {hour / 36:.1f} % of a core.

60 calendars of rooms, people and tracks that were in the cache took {hot} times as long after the
polls of living selections as before them: they were still there.
"""


def main() -> None:
    """Measure, and write the report unless it is only tried."""
    short = "--short" in sys.argv[1:]
    said = measure(100, 1) if short else measure(MANY, ROUNDS)
    print(said)
    if not short:
        (ROOT / "bench" / "SELECTIONS.md").write_text(said)


if __name__ == "__main__":
    main()
