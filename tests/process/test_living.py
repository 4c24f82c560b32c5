"""Living selections on real servers, in both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from itinerary.ledger.living_selection import StaleVersionError
from itinerary.ledger.selection_store import SelectionStore, new_secret
from itinerary.render import addresses
from tests.conftest import visit_file
from tests.support.command import run
from tests.support.databases import DATABASES, new_database
from tests.support.living_devices import Answer, Device, RefusedError, devices
from tests.support.serving import PATIENCE, Server, eventually, serving

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
TALKS, GALA = "talks@state-visit-2024.itinerary", "gala@state-visit-2024.itinerary"


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_database(request.param, tmp_path)


def test_selection_is_the_same_after_storing_in_both_databases(address: str) -> None:
    store = SelectionStore(address)
    secret, made = store.make("visit", [TALKS, "é" * 40, "x" * 255], NOW)
    again = SelectionStore(address)
    assert again.find("visit", secret) == made
    changed = again.change("visit", secret, [GALA], 1, NOW)
    assert changed
    assert store.find("visit", secret) == changed
    assert changed.version == 2
    with pytest.raises(StaleVersionError):
        store.change("visit", secret, [], 1, NOW)
    assert store.delete("visit", secret)
    assert again.find("visit", secret) is None
    store.close()
    again.close()


def test_devices_that_change_one_selection_at_once_lose_nothing(address: str) -> None:
    """Each waits for the others, or learns of their change and merges."""
    opened = [SelectionStore(address) for _ in range(3)]
    secret, made = opened[0].make("visit", [], NOW)

    def star(number: int) -> None:
        store, present = opened[number % len(opened)], made
        while True:
            uids = [*present.uids, f"event-{number}"]
            try:
                store.change("visit", secret, uids, present.version, NOW)
            except StaleVersionError as stale:
                present = stale.present
            else:
                return

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(star, range(24)))
    found = opened[0].find("visit", secret)
    assert found
    assert found.version == 25
    assert sorted(found.uids) == sorted(f"event-{number}" for number in range(24))
    for store in opened:
        store.close()


# --- servers -------------------------------------------------------------------------------------


class Browser:
    """A page of a server, which asks it as the script does."""

    def __init__(self, server: Server) -> None:
        self.link = HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)

    def ask(self, address: str, method: str, body: str | None) -> Answer:
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        asked = urlsplit(address)._replace(scheme="", netloc="").geturl()
        self.link.request(method, asked, body, headers)
        answer = self.link.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def two_devices(server: Server) -> Iterator[tuple[Device, Device]]:
    browser = Browser(server)
    with devices(browser.ask) as script:
        yield Device(script, server.address), Device(script, server.address)
    browser.link.close()


def entries(server: Server, path: str) -> dict[str, str]:
    """Return the statuses of the entries of a calendar by UID."""
    status, _, body = server.get(path)
    assert status == 200
    return {str(e["UID"]): str(e["STATUS"]) for e in Calendar.from_ical(body).events}


def test_calendar_follows_devices_and_editions_on_several_workers(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml", "en", "zh")
    with (
        serving(file, "--workers", "2", "--site", "https://visit.example/") as server,
        two_devices(server) as (phone, laptop),
    ):
        phone.stars = {TALKS}
        secret = phone.make()
        path = addresses.living_feed("en", secret)
        invitation = phone.invitation("en")
        assert invitation["feeds"]["en"] == f"https://visit.example{path}"
        assert invitation["page"] == f"https://visit.example/en/mine/#s={secret}"
        assert entries(server, path).keys() == {TALKS}
        etag = server.get(path)[1]["ETag"]
        assert server.get(path, If_None_Match=etag)[0] == 304

        laptop.join(secret)
        assert laptop.stars == {TALKS}
        phone.stars.add(GALA)
        laptop.stars.remove(TALKS)
        phone.synchronise()
        laptop.synchronise()
        phone.synchronise()
        assert phone.stars == laptop.stars == {GALA}
        for _ in range(8):  # of either worker
            assert entries(server, path).keys() == {GALA}
        assert server.get(path, If_None_Match=etag)[0] == 200

        words = file.read_text("utf-8")
        start = words.index("  - id: gala\n")
        edited = words[start:].replace("when:", "status: cancelled\n    when:", 1)
        file.write_text(words[:start] + edited, "utf-8")
        eventually(lambda: entries(server, path) == {GALA: "CANCELLED"})
        assert entries(server, f"{path}?cancelled=hide").keys() != {GALA}

        status, _, body = server.get(addresses.my_selection(secret))
        assert (status, json.loads(body)["events"]) == (200, [GALA])
        assert phone.known
        assert phone.known["version"] > 1
        browser = Browser(server)
        assert browser.ask(addresses.my_selection(secret), "DELETE", None) == (204, "")
        browser.link.close()
        for _ in range(4):
            assert server.get(path)[0] == 404
        with pytest.raises(RefusedError, match="404"):
            laptop.synchronise()
        assert "Traceback" not in server.said()


def test_server_that_only_reads_the_ledger_keeps_selections_where_it_is_told(
    tmp_path: Path,
) -> None:
    file, ledger = visit_file(tmp_path / "events.yaml", "en"), tmp_path / "ledger.sqlite"
    own = tmp_path / "selections.sqlite"
    run("publish", file, "--ledger", ledger, "--yes")
    before = ledger.read_bytes()
    options = ("--no-publish", "--ledger", str(ledger))
    with serving(file, *options) as server:
        browser = Browser(server)
        status, body = browser.ask("/my", "POST", json.dumps({"events": [TALKS]}))
        assert (status, json.loads(body)["detail"]) == (404, "This server keeps no selections.")
        browser.link.close()
    with serving(file, *options, "--selections", str(own)) as server:
        assert not own.exists()
        browser = Browser(server)
        status, body = browser.ask("/my", "POST", json.dumps({"events": [TALKS]}))
        assert status == 201
        assert entries(server, addresses.living_feed("en", json.loads(body)["secret"]))
        browser.link.close()
    assert own.exists()
    assert ledger.read_bytes() == before
    with serving(file, "--ledger", str(ledger), "--selections", "none") as server:
        browser = Browser(server)
        assert browser.ask("/my", "POST", json.dumps({"events": []}))[0] == 404
        browser.link.close()


def test_server_deletes_the_selections_of_a_programme_that_is_long_over(tmp_path: Path) -> None:
    file, own = visit_file(tmp_path / "events.yaml", "en"), tmp_path / "selections.sqlite"
    store = SelectionStore(own)
    old, _ = store.make("state-visit-2024", [TALKS], datetime(2024, 5, 1, tzinfo=UTC))
    new, _ = store.make("state-visit-2024", [TALKS], datetime.now(UTC))
    with serving(file, "--selections", str(own)):
        eventually(lambda: store.find("state-visit-2024", old) is None)
    assert store.find("state-visit-2024", new)
    assert store.find("state-visit-2024", new_secret()) is None
    store.close()
