"""Subscribers that behave as real clients follow hundreds of editions, and end with the programme.

Each client is modelled on its source or its users' reports (docs/reference/feeds.md): how it
notices an edit, how it treats removed events, and which conditional headers it sends.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from itinerary.ledger import Edition
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Status
from itinerary.model.selection import Selection
from itinerary.render import addresses
from tests.conftest import PROGRAMMES, edition_of, visit_file
from tests.support.edits import Editor
from tests.support.serving import Server, eventually, serving
from tests.support.vdirsyncer import Collections

EDITIONS = 250
Entry = dict[str, str]


def parse(body: bytes) -> list[Entry]:
    """Return the events of a feed as their content lines by name, in order."""
    text = body.decode().replace("\r\n ", "")
    blocks = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", text, flags=re.DOTALL)
    return [
        {re.split("[;:]", line)[0]: line for line in block.split("\r\n") if line}
        for block in blocks
    ]


class Client:
    """Deletes its events and reads all anew: Thunderbird, Nextcloud, Apple, Outlook."""

    by_etag = True
    by_date = False

    def __init__(self, path: str) -> None:
        self.path = path
        self.events: dict[str, Entry] = {}
        self.etag: str | None = None
        self.date: str | None = None
        self.asked = self.spared = 0

    def poll(self, server: Server) -> None:
        """Request the feed as this client does, and apply the answer."""
        headers = {}
        if self.by_etag and self.etag:
            headers["If_None_Match"] = self.etag
        if self.by_date and self.date:
            headers["If_Modified_Since"] = self.date
        status, answered, body = server.get(self.path, **headers)
        self.asked += 1
        if status == 304:
            assert body == b""
            self.spared += 1
            return
        assert status == 200
        assert answered["Content-Type"] == "text/calendar; charset=utf-8"
        found = parse(body)
        assert found, "a calendar is never empty"
        self.take(found, answered["ETag"])
        self.etag, self.date = answered["ETag"], answered["Last-Modified"]

    def take(self, found: list[Entry], etag: str) -> None:
        """Replace all events by those of a feed."""
        self.events = {entry["UID"]: entry for entry in found}

    def keep(self, found: list[Entry], newer: Callable[[Entry, Entry], bool]) -> None:
        """Apply new and newer events, and drop missing ones."""
        before = self.events
        self.events = {
            entry["UID"]: entry
            if entry["UID"] not in before or newer(entry, before[entry["UID"]])
            else before[entry["UID"]]
            for entry in found
        }


class Unconditional(Client):
    """Nextcloud: deletes its events and reads all anew, without conditional requests."""

    by_etag = False


class Gnome(Client):
    """GNOME: an equal ETag is “nothing changed”; then DTSTAMP, LAST-MODIFIED and SEQUENCE."""

    def take(self, found: list[Entry], etag: str) -> None:
        if etag != self.etag:
            names = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
            self.keep(found, lambda a, b: [a[n] for n in names] != [b[n] for n in names])


class Icsx5(Client):
    """ICSx5: updates an event only if its LAST-MODIFIED is greater than the stored one."""

    by_date = True

    def take(self, found: list[Entry], etag: str) -> None:
        self.keep(found, lambda a, b: a["LAST-MODIFIED"] > b["LAST-MODIFIED"])


class DateOnly(Client):
    """A client that sends If-Modified-Since only."""

    by_etag, by_date = False, True


class Google(Client):
    """Google: edits of a known UID are skipped unless SEQUENCE advances."""

    def take(self, found: list[Entry], etag: str) -> None:
        def number(entry: Entry) -> int:
            return int(entry["SEQUENCE"].removeprefix("SEQUENCE:"))

        self.keep(found, lambda a, b: number(a) > number(b))


class Kde(Client):
    """KDE: reads the file anew; of equal UIDs in one file the higher SEQUENCE wins."""

    by_etag = False

    def take(self, found: list[Entry], etag: str) -> None:
        found = sorted(found, key=lambda entry: int(entry["SEQUENCE"].split(":")[1]))
        self.events = {entry["UID"]: entry for entry in found}


class Vdirsyncer(Client):
    """vdirsyncer: a hash of the content without the properties that servers often invent."""

    by_etag = False

    def take(self, found: list[Entry], etag: str) -> None:
        ignored = {"DTSTAMP", "LAST-MODIFIED", "CREATED"}

        def content(entry: Entry) -> str:
            lines = sorted(line for name, line in entry.items() if name not in ignored)
            return hashlib.sha256("\n".join(lines).encode()).hexdigest()

        self.keep(found, lambda a, b: content(a) != content(b))


CLIENTS = [Client, Unconditional, Gnome, Icsx5, DateOnly, Google, Kde, Vdirsyncer]
SELECTIONS = [
    Selection(),
    Selection(places=("place-0",)),
    Selection(categories=("kind-1",)),
    Selection(parties=("party-0",)),
    Selection(places=("place-1",), categories=("kind-0",)),
]


def truth(edition: Edition, selection: Selection) -> dict[str, tuple[str, bool]]:
    """Return the expected state of a subscriber: title and whether it is cancelled, by UID."""
    return {
        f"UID:{event.uid}": (event.title.to("en"), event.status is Status.CANCELLED)
        for event in edition.select(selection)
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_every_client_ends_with_exactly_the_current_programme(
    seed: int, tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    random = Random(seed)
    editor = Editor(Random(seed), size=5)
    address = tmp_path / "x.ledger.sqlite"
    ledger = open_ledger(address)
    ledger.publish(editor.programme, editor.now)
    file = visit_file(tmp_path / "unused.yaml")
    paths = {s: addresses.feed("edited", s, "en") for s in SELECTIONS}
    clients = [(s, kind(paths[s])) for s in SELECTIONS for kind in CLIENTS]
    eager, lazy = clients[::3], clients[1::3]
    with serving(file, "--no-publish", "--ledger", str(address)) as server:
        edition = ledger.latest("edited")
        while edition is None or edition.number < EDITIONS:
            editor.step()
            edition = ledger.publish(editor.programme, editor.now, allow_cancellations=True)
            if random.random() < 0.5:
                random.choice(eager)[1].poll(server)
            if random.random() < 0.03:
                random.choice(lazy)[1].poll(server)

        def shown() -> bool:
            return (
                edition.published.strftime("LAST-MODIFIED:%Y%m%dT%H%M%SZ")
                in server.get("/calendar.ics")[2].decode()
            )

        eventually(shown)
        for _, client in clients:
            client.poll(server)
        for selection, client in clients:
            kind = type(client).__name__
            body = server.get(client.path)[2]
            assert client.events == {entry["UID"]: entry for entry in parse(body)}, kind
            held = {
                uid: (entry["SUMMARY"], entry["STATUS"] == "STATUS:CANCELLED")
                for uid, entry in client.events.items()
                if not uid.startswith("UID:nothing-")
            }
            expected = truth(edition, selection)
            assert set(held) == set(expected), kind
            for uid, (summary, off) in held.items():
                assert expected[uid][0] in summary.replace("\\,", ",")
                assert expected[uid][1] == off
                assert summary.startswith("SUMMARY:CANCELLED:") == off
    assert sum(client.asked for _, client in clients) > EDITIONS // 8


def test_client_that_polls_again_at_once_gets_304(
    tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    editor = Editor(Random(3))
    address = tmp_path / "x.ledger.sqlite"
    open_ledger(address).publish(editor.programme, editor.now)
    file = visit_file(tmp_path / "unused.yaml")
    with serving(file, "--no-publish", "--ledger", str(address)) as server:
        for kind in (Client, Gnome, Icsx5, DateOnly):
            client = kind("/feeds/en/edited.ics")
            client.poll(server)
            client.poll(server)
            assert (client.asked, client.spared) == (2, 1)


def test_vdirsyncer_itself_gets_every_event_of_every_selection(tmp_path: Path) -> None:
    sources: list[str] = []
    bodies: list[bytes] = []
    wanted: list[set[str]] = []
    with ExitStack() as servers:
        for programme, original in PROGRAMMES.items():
            edition = edition_of(programme)
            itinerary = edition.itinerary
            file = Path(shutil.copy(original, tmp_path / f"{programme}.yaml"))
            server = servers.enter_context(serving(file))
            # Languages take turns: the contract of parsers gives it the feeds in each as files.
            for selection, tag in zip(
                addresses.selections(itinerary), cycle(itinerary.languages), strict=False
            ):
                path = f"/{addresses.feed(itinerary.id, selection, tag).lstrip('/')}"
                sources.append(f"{server.address.rstrip('/')}{path}")
                bodies.append(server.get(path)[2])
                dated = (event for event in edition.select(selection) if event.when)
                wanted.append({f"UID:{event.uid}" for event in dated})
        saved = [tmp_path / f"{n}.ics" for n in range(len(sources))]
        for copy, body in zip(saved, bodies, strict=True):
            copy.write_bytes(body)
        collections = Collections(tmp_path / "vdir", [*sources, *map(str, saved)])
        kept = collections.sync()
        assert collections.sync() == kept, "a second look brings nothing new"
    subscribed, imported = kept[: len(sources)], kept[len(sources) :]
    for body, uids, items in zip(bodies, wanted, imported, strict=True):
        assert by_uid(items.values()) == by_uid([body])
        assert by_uid(items.values()).keys() == uids
    for body, uids, items in zip(bodies, wanted, subscribed, strict=True):
        # From the web it gives each event a UID of its own making: a hash of its content.
        assert len(items) == len(by_uid(items.values())) == len(uids)
        assert sorted(map(content, items.values())) == sorted(map(content, single(body)))


def by_uid(bodies: Iterable[bytes]) -> dict[str, Entry]:
    """Return the events of calendars by their UIDs."""
    return {entry["UID"]: entry for body in bodies for entry in parse(body)}


def single(body: bytes) -> list[bytes]:
    """Return each VEVENT of a calendar."""
    return re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", body, flags=re.DOTALL)


def content(body: bytes) -> list[str]:
    """Return the lines of a calendar's one event, except its UID."""
    (entry,) = parse(body)
    return sorted(line for name, line in entry.items() if name != "UID")
