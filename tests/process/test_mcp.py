"""Questions of the official client to a running server, in the newest revision and before it."""

from __future__ import annotations

import asyncio
import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.conftest import SITE

if TYPE_CHECKING:
    from tests.support.serving import Server


@pytest.mark.parametrize(("mode", "revision"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_official_client_is_answered(served: Server, mode: str, revision: str) -> None:
    from mcp import Client  # slow import

    async def asked() -> None:
        async with Client(f"{served.address.rstrip('/')}/mcp", mode=mode) as client:
            assert client.protocol_version == revision
            tools = (await client.list_tools()).tools
            assert "whats_on" in [tool.name for tool in tools]
            gala = await client.call_tool("get_event", {"id": "gala"})
            assert gala.structured_content is not None
            assert gala.structured_content["edition"] == 1
            assert gala.structured_content["sources"][0]["id"] == "kremlin-2024-05-14"
            assert f"{SITE}en/events/gala/" in gala.content[0].text  # type: ignore[union-attr]
            assert "Not yet announced: the day, the hour" in gala.content[0].text  # type: ignore[union-attr]
            for name, arguments in (
                ("whats_on", {}),
                ("whats_on", {"at": "2024-05-16", "place": ["harbin"], "language": "zh"}),
                ("search_events", {"words": "forum"}),
                ("changes_since", {"edition": 1}),
                ("subscribe_address", {"category": ["talks"]}),
                ("describe_programme", {}),
            ):
                answer = await client.call_tool(name, arguments)
                assert not answer.is_error, answer
            wrong = await client.call_tool("get_event", {"id": "galla"})
            assert wrong.is_error
            assert "did you mean gala?" in wrong.content[0].text  # type: ignore[union-attr]

    asyncio.run(asked())


def test_questions_and_pages_share_a_connection(served: Server) -> None:
    connection = HTTPConnection(urlsplit(served.address).netloc, timeout=60)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    headers = {"Content-Type": "application/json", "MCP-Protocol-Version": "2025-11-25"}
    try:
        for _ in range(2):
            for method, path, sent, status in (
                ("GET", "/en/", None, 200),
                ("POST", "/mcp", body, 200),
                ("GET", "/mcp", None, 405),
                ("POST", "/mcp", body + " " * 70_000, 413),
                ("POST", "/en/", body, 405),
            ):
                connection.request(method, path, sent, headers if sent else {})
                answer = connection.getresponse()
                found = answer.read()
                assert answer.status == status, (method, path)
                if status == 200 and sent:
                    assert json.loads(found)["id"] == 1
    finally:
        connection.close()
