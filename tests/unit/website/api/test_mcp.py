"""The endpoint of the Model Context Protocol: its revisions, and messages that break its rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from itinerary.ledger import Edition, revise
from itinerary.website.api import mcp
from itinerary.website.api.mcp import SUPPORTED
from itinerary.website.publication import Publication
from itinerary.website.request_context import LONGEST_MESSAGE
from tests.conftest import SITE
from tests.support.cached_app import cached_app
from tests.support.small_programme import changed, itinerary

META = "io.modelcontextprotocol/"
STATELESS = {f"{META}protocolVersion": "2026-07-28", f"{META}clientCapabilities": {}}
EARLIER = {"MCP-Protocol-Version": "2025-11-25"}


def ask(client: FlaskClient, method: str, name: str = "", **headers: str) -> TestResponse:
    """Return the answer to a request of the stateless revision."""
    params: dict[str, Any] = {"_meta": STATELESS, **({"name": name} if name else {})}
    given = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method}
    given |= {"Mcp-Name": name} if name else {}
    given |= {key.replace("_", "-"): value for key, value in headers.items()}
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return client.post("/mcp", json=message, headers=given)


def post(client: FlaskClient, body: bytes, **headers: str) -> TestResponse:
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    return client.post("/mcp", data=body, headers={"Content-Type": "application/json", **given})


def error(answer: TestResponse) -> tuple[int, int, str]:
    """Return the status of an error, its code and its words."""
    assert answer.content_type == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    found = answer.json["error"]  # type: ignore[index]
    return answer.status_code, found["code"], found["message"]


def test_discovery_names_revisions_and_only_tools(visit: FlaskClient) -> None:
    answer = ask(visit, "server/discover")
    result = answer.json["result"]  # type: ignore[index]
    assert answer.headers["Cache-Control"] == "no-store"
    assert result["supportedVersions"] == list(SUPPORTED)
    assert result["capabilities"] == {"tools": {}}
    assert result["resultType"] == "complete"
    assert result["_meta"][f"{META}serverInfo"]["title"] == "State visit to China 2024"
    assert "was not announced" in result["instructions"]
    assert f"{SITE}api/openapi.json" in result["instructions"]
    assert "Mcp-Session-Id" not in answer.headers


def test_answer_in_a_language_without_a_translation_has_no_marks() -> None:
    programme = revise(None, itinerary(changed("[en]", "[cy]")), datetime(2026, 4, 1, tzinfo=UTC))
    welsh = cached_app(Publication(programme, SITE)).test_client()
    body = (
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call",'
        b'"params":{"name":"get_event","arguments":{"id":"two"}}}'
    )
    answer = post(welsh, body, MCP_Protocol_Version="2025-11-25").text
    assert "Not yet announced: the day, the hour" in answer
    assert not set("\ufdd0\ufdd1\ufdd2\ufdd3") & set(answer)


def test_answer_to_a_question_is_not_cached(visit: FlaskClient) -> None:
    asked: list[Any] = [ask(visit, "tools/call", "describe_programme").json for _ in range(2)]
    assert asked[0] == asked[1]
    assert "structuredContent" in asked[0]["result"]
    assert visit.get("/mcp").status_code == 405


def test_name_in_a_header_may_be_base64(visit: FlaskClient) -> None:
    encoded = "=?base64?ZGVzY3JpYmVfcHJvZ3JhbW1l?="
    answer = ask(visit, "tools/call", "describe_programme", Mcp_Name=encoded)
    assert answer.status_code == 200
    answer = ask(visit, "tools/call", "describe_programme", Mcp_Name="=?base64?%?=")
    assert error(answer)[:2] == (400, -32020)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"MCP_Protocol_Version": "2025-06-18"}, -32020),
        ({"MCP_Protocol_Version": "2026-07-29"}, -32020),
        ({"Mcp_Method": "tools/call"}, -32020),
        ({"Mcp_Method": ""}, -32020),
    ],
)
def test_headers_that_differ_from_the_body_are_refused(
    visit: FlaskClient, headers: dict[str, str], code: int
) -> None:
    assert error(ask(visit, "tools/list", **headers))[:2] == (400, code)


def test_unknown_revision_is_told_the_known_ones(visit: FlaskClient) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
    answer = post(visit, body, MCP_Protocol_Version="1900-01-01")
    assert error(answer)[:2] == (400, -32022)
    assert answer.json["error"]["data"] == {  # type: ignore[index]
        "supported": list(SUPPORTED),
        "requested": "1900-01-01",
    }
    assert error(post(visit, body))[:2] == (400, -32020)
    missing = post(visit, body, MCP_Protocol_Version="2026-07-28")
    assert error(missing)[:2] == (400, -32602)


def test_client_of_an_earlier_revision_gets_no_session(visit: FlaskClient) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x"}}
    message = {"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": hello}
    answer = visit.post("/mcp", json=message)
    assert answer.json["id"] == "a"  # type: ignore[index]
    assert answer.json["result"]["protocolVersion"] == "2025-06-18"  # type: ignore[index]
    assert "Mcp-Session-Id" not in answer.headers
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    answer = visit.post("/mcp", json=ready, headers=EARLIER)
    assert (answer.status_code, answer.data) == (202, b"")
    ping = {"jsonrpc": "2.0", "id": 2, "method": "ping"}
    assert visit.post("/mcp", json=ping, headers=EARLIER).json["id"] == 2  # type: ignore[index]
    unknown = {"jsonrpc": "2.0", "id": 3, "method": "tools/lists"}
    answer = visit.post("/mcp", json=unknown, headers=EARLIER)
    assert error(answer)[:2] == (200, -32601)  # to them 404 is the end of a session
    assert "did you mean tools/list?" in error(answer)[2]


@pytest.mark.parametrize("method", ["initialize", "ping", "resources/list", "subscriptions/listen"])
def test_method_that_the_revision_does_not_have_is_not_found(
    visit: FlaskClient, method: str
) -> None:
    assert error(ask(visit, method))[:2] == (404, -32601)


def test_unknown_tool_is_an_error_of_the_protocol_and_a_wrong_question_is_not(
    visit: FlaskClient,
) -> None:
    status, code, words = error(ask(visit, "tools/call", "what_on"))
    assert (status, code) == (400, -32602)
    assert words.startswith("There is no tool “what_on” (write one of: changes_since,")
    result = ask(visit, "tools/call", "get_event").json["result"]  # type: ignore[index]
    assert result["isError"]
    assert "missing required field `id`" in result["content"][0]["text"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, -32700),
        (b"{", 400, -32700),
        (b"\xff\xfe", 400, -32700),
        (b'{"a":"\\ud800"}', 400, -32700),
        (b"[" * (LONGEST_MESSAGE - 1), 400, -32700),
        (b'{"a":' * 13_000, 400, -32700),
        (b"x" * (LONGEST_MESSAGE + 1), 413, -32600),
        (b"[]", 400, -32600),
        (b"null", 400, -32600),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32600),
        (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"result":{}}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":7}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', 400, -32600),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":[]}}', 400, -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}', 200, -32602),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":[]}}', 200, -32602),
    ],
)
def test_message_that_is_wrong_is_refused(
    visit: FlaskClient, body: bytes, status: int, code: int
) -> None:
    assert error(post(visit, body, **{"MCP_Protocol_Version": "2025-11-25"}))[:2] == (status, code)


def test_other_media_types_are_refused(visit: FlaskClient) -> None:
    answer = post(visit, b"{}", Content_Type="text/plain")
    assert error(answer)[:2] == (415, -32600)


def test_pages_of_all_sites_may_ask_a_public_site(visit: FlaskClient) -> None:
    for origin in ("https://elsewhere.example", "null", "vscode-webview://abc"):
        assert ask(visit, "server/discover", Origin=origin).status_code == 200
    assert error(ask(visit, "server/discover", Origin="elsewhere"))[:2] == (403, -32600)
    allowed = visit.open("/mcp", method="OPTIONS")
    assert (allowed.status_code, allowed.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert allowed.headers["Access-Control-Allow-Headers"] == "*"


def test_only_pages_of_this_machine_may_ask_a_site_for_this_machine(
    editions: dict[str, Edition],
) -> None:
    local = cached_app(Publication(editions["visit"], SITE, local=True)).test_client()
    for origin in ("http://localhost:6274", "http://127.0.0.1:8000", "http://[::1]:1"):
        assert ask(local, "server/discover", Origin=origin).status_code == 200
    for origin in (
        "https://elsewhere.example",
        "null",
        "http://localhost.evil.example",
        "http://[",
    ):
        assert error(ask(local, "server/discover", Origin=origin))[:2] == (403, -32600)
    assert ask(local, "server/discover").status_code == 200


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_other_methods_are_not_allowed(visit: FlaskClient, method: str) -> None:
    answer = visit.open("/mcp", method=method)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


def test_fault_of_ours_is_an_error_of_json_rpc_and_in_the_log(
    visit: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(mcp, "_server", fail)
    status, code, words = error(ask(visit, "server/discover"))
    assert (status, code) == (500, -32603)
    assert "on purpose" not in words
    assert "on purpose" in caplog.text
