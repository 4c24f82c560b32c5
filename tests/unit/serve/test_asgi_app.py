"""The site as an ASGI application, without the protocol of the fast path."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from itinerary.ledger import Edition, LedgerError
from itinerary.ledger.selection_store import SelectionStore
from itinerary.serve import asgi_app
from itinerary.serve.asgi_app import SELECTION_THREADS, AsgiSite
from itinerary.serve.cache.response_cache import ResponseCache
from itinerary.serve.living import LivingSelections
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from itinerary.website.request_context import LONGEST_MESSAGE
from tests.conftest import SITE
from tests.support.cached_app import cached_app
from tests.support.serving import PATIENCE

FEED = "/feeds/en/state-visit-2024.ics"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path", ["/en/", FEED, "/", "/en", "/nothing/", f"{FEED}?place=harbin", "/en/%2e%2e/"]
)
def test_asgi_answers_as_wsgi_does(editions: dict[str, Edition], path: str, method: str) -> None:
    publication = Publication(editions["visit"], SITE)
    site = AsgiSite(ResponseCache(create_app(), publication))
    expected = cached_app(publication).test_client().open(path, method=method)
    status, headers, body = asyncio.run(asked(site, path, method))
    assert (status, body) == (expected.status_code, expected.data)
    assert headers == dict(expected.headers)


async def asked(site: AsgiSite, address: str, method: str) -> tuple[int, dict[str, str], bytes]:
    raw, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": raw.replace("%2e", "."),
        "raw_path": raw.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"visit.example")],
    }
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await site(scope, None, send)  # type: ignore[arg-type]
    start, end = sent
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, end["body"]


QUESTION = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'


def question(
    edition: Edition, *messages: dict[str, Any], length: bytes = b""
) -> list[dict[str, Any]]:
    """Return what is sent to a question whose body comes in messages; it says that it has a
    `length`."""
    site = AsgiSite(ResponseCache(create_app(), Publication(edition, SITE)))
    headers = [(b"content-type", b"application/json"), (b"mcp-protocol-version", b"2025-11-25")]
    if length:
        headers.append((b"content-length", length))
    scope = {
        **{"type": "http", "method": "POST", "path": "/mcp", "raw_path": b"/mcp"},
        **{"query_string": b"", "root_path": "", "headers": headers},
    }
    sent: list[dict[str, Any]] = []
    coming = iter(messages)

    async def receive() -> dict[str, Any]:
        if (message := next(coming, None)) is None:
            await asyncio.Event().wait()
        return {"type": "http.request", **(message or {})}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(site(scope, receive, send))  # type: ignore[arg-type]
    return sent


def test_question_may_come_in_parts(editions: dict[str, Edition]) -> None:
    parts = ({"body": QUESTION[:9], "more_body": True}, {"body": QUESTION[9:]})
    start, body = question(editions["visit"], *parts)
    assert start["status"] == 200
    assert b'"resultType":"complete"' in body["body"]


def test_question_is_read_no_further_than_it_may_be_long(editions: dict[str, Edition]) -> None:
    part = {"body": b"x" * LONGEST_MESSAGE, "more_body": True}
    start, body = question(editions["visit"], part, part)
    assert start["status"] == 413
    assert b"at most 65536 bytes" in body["body"]


def test_question_that_says_that_it_is_too_long_is_not_read(
    editions: dict[str, Edition],
) -> None:
    start, body = question(editions["visit"], length=b"65537")  # and nothing comes
    assert start["status"] == 413
    assert b"at most 65536 bytes" in body["body"]


def test_question_that_does_not_arrive_is_given_up(
    editions: dict[str, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi_app, "LONGEST_WAIT", 0.01)
    start, _ = question(editions["visit"], {"body": QUESTION[:9], "more_body": True})
    assert start["status"] == 408
    assert (b"Connection", b"close") in start["headers"]


def test_client_that_left_in_the_middle_of_a_question_gets_nothing(
    editions: dict[str, Edition],
) -> None:
    gone = {"type": "http.disconnect"}
    assert question(editions["visit"], {"body": QUESTION[:9], "more_body": True}, gone) == []


class Stuck(LivingSelections):
    """Living selections in a database that does not answer until it is `back`."""

    def __init__(self) -> None:
        super().__init__("nowhere")
        self.back = threading.Event()
        self.asked = threading.Semaphore(0)

    @property
    def store(self) -> SelectionStore:
        self.asked.release()
        assert self.back.wait(PATIENCE)
        raise LedgerError("it was away")


@pytest.mark.parametrize("path", ["/my/{:022}", "/feeds/en/mine/s/{:022}/my-programme.ics"])
def test_database_of_selections_that_does_not_answer_holds_up_no_page(
    editions: dict[str, Edition], path: str
) -> None:
    stuck = Stuck()
    app = create_app(living=stuck)
    publication = Publication(editions["visit"], SITE)
    site = AsgiSite(ResponseCache(app, publication, find_selection=stuck.find))
    many = SELECTION_THREADS + 2
    polls = [path.format(number) for number in range(many)]

    async def both() -> None:
        waiting = [asyncio.create_task(asked(site, path, "GET")) for path in polls]
        for _ in range(SELECTION_THREADS):
            await asyncio.to_thread(stuck.asked.acquire)
        assert (await asked(site, "/en/", "GET"))[0] == 200
        assert not any(task.done() for task in waiting)
        stuck.back.set()
        assert {status for status, *_ in await asyncio.gather(*waiting)} == {503}

    asyncio.run(both())
