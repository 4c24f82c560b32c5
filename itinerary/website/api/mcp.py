"""The endpoint of the Model Context Protocol: questions of assistants, as JSON-RPC over POST.

It speaks revision 2026-07-28, in which each request stands alone, and the two before it, whose
clients begin with `initialize`; they get no session, so that any worker answers any request. It is
read-only and anonymous: it says what the pages say.
"""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import datetime
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

import itinerary
from itinerary.model.spelling import did_you_mean
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.mcp.json_rpc import (
    HEADER_MISMATCH,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    UNSUPPORTED_VERSION,
    Id,
    RpcError,
    RpcMessage,
    decode,
    encode,
)
from itinerary.website.request_context import LONGEST_MESSAGE, NOW, publication
from itinerary.website.site_paths import facet_ids

blueprint = Blueprint("mcp", __name__)

STATELESS = "2026-07-28"
"""The revision whose requests say themselves what an earlier one's handshake said."""

EARLIER = ("2025-11-25", "2025-06-18")
"""Earlier revisions, the newest first. In those before them, a POST could have several messages."""

SUPPORTED = (STATELESS, *EARLIER)

_METHODS_OF_HTTP = ("DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT")
_META = "io.modelcontextprotocol/"
_AN_HOUR = 60 * 60 * 1000
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+")

_SHARED = {
    # As the API it may be read by scripts of all sites: it has no cookies and nothing secret.
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-store",
}


@blueprint.route(Address.MCP, methods=_METHODS_OF_HTTP, provide_automatic_options=False)
def endpoint() -> Response:
    """Answer one message; refuse the streams that clients of earlier revisions ask for by GET."""
    if request.method == "OPTIONS":
        return _preflight()
    if request.method != "POST":
        raise MethodNotAllowed(["OPTIONS", "POST"])
    id: Id = None
    try:
        _check_origin(request.headers.get("Origin"), local=publication().local)
        message = decode(_body())
        id = message.id
        revision = _revision(message)
        if id is None:
            return Response(status=202, headers=_SHARED)
        return _json(encode(_result(message, revision), id))
    except RpcError as error:
        return _json(error.encode(error.id if id is None else id), error.status)
    except HTTPException:
        raise
    except Exception:  # a client of JSON-RPC understands no other form of error
        current_app.logger.exception("A question at %s could not be answered.", Address.MCP)
        words = "The server could not answer. Its log says why."
        return _json(RpcError(INTERNAL_ERROR, words).encode(id), 500)


def _preflight() -> Response:
    """Allow scripts of all sites to ask (CORS)."""
    response = Response(status=204, headers=_SHARED)
    response.headers["Access-Control-Allow-Methods"] = "POST"
    response.headers["Access-Control-Allow-Headers"] = "*"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _json(body: bytes, status: int = 200) -> Response:
    response = Response(body, status, _SHARED)
    response.content_type = "application/json"
    return response


# --- reading -------------------------------------------------------------------------------------


def _check_origin(origin: str | None, *, local: bool) -> None:
    """Raise RpcError for an origin from which nothing may be asked.

    Servers have to check it because of DNS rebinding, by which a page reads what only its reader
    reaches. A public site has nothing of that kind, so that any origin may ask. A site that only
    people at its machine reach is asked by pages of this machine alone.
    """
    if origin is None:
        return
    known = origin == "null" or _ORIGIN.fullmatch(origin.lower()) is not None
    if local and known:
        try:
            known = urlsplit(origin).hostname in _LOOPBACK
        except ValueError:
            known = False
    if not known:
        raise RpcError(INVALID_REQUEST, "Pages of this origin may not ask this server.", status=403)


def _body() -> bytes:
    request.max_content_length = LONGEST_MESSAGE
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        words = f"A question has at most {LONGEST_MESSAGE} bytes."
        raise RpcError(INVALID_REQUEST, words, status=413) from None
    if request.mimetype != "application/json":
        words = "The Content-Type has to be application/json."
        raise RpcError(INVALID_REQUEST, words, status=415)
    return body


def _revision(message: RpcMessage) -> str:
    """Return the revision of the protocol that a message is in. Raises RpcError where headers and
    body differ: others between client and server go by the headers."""
    named = request.headers.get("MCP-Protocol-Version")
    meta = message.params.get("_meta", {})
    if not isinstance(meta, dict):
        raise RpcError(INVALID_PARAMS, "params._meta is an object.")
    inside = meta.get(f"{_META}protocolVersion")
    if named is None and inside is None and message.method == "initialize":
        return EARLIER[0]
    if named is None:
        versions = ", ".join(SUPPORTED)
        raise RpcError(HEADER_MISMATCH, f"The header MCP-Protocol-Version is missing: {versions}.")
    if named in EARLIER and inside in (None, named):
        return named
    if inside is None and named == STATELESS:
        raise RpcError(INVALID_PARAMS, f"params._meta has no {_META}protocolVersion.")
    if inside not in (None, named):
        raise RpcError(
            HEADER_MISMATCH, "MCP-Protocol-Version and params._meta name different revisions."
        )
    if named != STATELESS:
        data = {"supported": SUPPORTED, "requested": named}
        raise RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version", data)
    if not isinstance(meta.get(f"{_META}clientCapabilities"), dict):
        raise RpcError(INVALID_PARAMS, f"params._meta has no {_META}clientCapabilities.")
    _check_header("Mcp-Method", message.method)
    if message.method == "tools/call":
        _check_header("Mcp-Name", message.params.get("name"))
    return named


def _check_header(name: str, expected: object) -> None:
    given = request.headers.get(name)
    if given is None:
        raise RpcError(HEADER_MISMATCH, f"The header {name} is missing.")
    encoded = re.fullmatch(r"=\?base64\?(.*)\?=", given)
    if encoded:
        try:
            given = b64decode(encoded[1], validate=True).decode()
        except ValueError:  # also UnicodeError
            raise RpcError(HEADER_MISMATCH, f"The header {name} is not in Base64.") from None
    if given != expected:
        raise RpcError(HEADER_MISMATCH, f"The header {name} and the body differ.")


# --- answering -----------------------------------------------------------------------------------


def _result(message: RpcMessage, revision: str) -> dict[str, Any]:
    stateless = revision == STATELESS
    methods = _STATELESS_METHODS if stateless else _EARLIER_METHODS
    method = methods.get(message.method)
    if method is None:
        near = did_you_mean(message.method, list(methods))
        hint = f" ({near})" if near else ""
        # A client of an earlier revision takes a 404 for the end of its session.
        words = f"There is no method “{message.method[:100]}”{hint}."
        raise RpcError(METHOD_NOT_FOUND, words, status=404 if stateless else 200)
    try:
        result = method(message.params)
    except RpcError as error:
        error.status = error.status if stateless else 200
        raise
    return {"resultType": "complete", "_meta": {f"{_META}serverInfo": _server()}, **result}


def _server() -> dict[str, Any]:
    current = publication()
    return {
        "name": "itinerary",
        "title": current.itinerary.title.to(current.itinerary.languages[0]),
        "version": itinerary.__version__,
        "websiteUrl": current.site,
    }


def _about() -> dict[str, Any]:
    from itinerary.render.exchange.llms import NOTES  # requested seldom

    api = addresses.absolute(publication().site, addresses.openapi())
    return {"capabilities": {"tools": {}}, "instructions": f"{NOTES}\n{_OBJECTS} {api}"}


_OBJECTS = "- What the properties of an Event and of other objects mean is described at"


def _discover(_params: dict[str, Any]) -> dict[str, Any]:
    cached = {"ttlMs": _AN_HOUR, "cacheScope": "public"}
    return {"supportedVersions": SUPPORTED, **_about(), **cached}


def _initialize(params: dict[str, Any]) -> dict[str, Any]:
    asked = params.get("protocolVersion")
    agreed = asked if asked in EARLIER else EARLIER[0]
    return {"protocolVersion": agreed, "serverInfo": _server(), **_about()}


def _ping(_params: dict[str, Any]) -> dict[str, Any]:
    return {}


def _list_tools(params: dict[str, Any]) -> dict[str, Any]:
    from itinerary.render.mcp.tools import definitions  # requested seldom

    if params.get("cursor") is not None:
        raise RpcError(INVALID_PARAMS, "There is no such cursor: all tools are in one list.")
    return {"tools": definitions(), "ttlMs": _AN_HOUR, "cacheScope": "public"}


def _call_tool(params: dict[str, Any]) -> dict[str, Any]:
    from itinerary.render.mcp.tools import QuestionError, find_tool  # requested seldom

    name, arguments = params.get("name"), params.get("arguments", {})
    if not isinstance(name, str) or not isinstance(arguments, dict):
        raise RpcError(INVALID_PARAMS, "params has a name, and an object of arguments.")
    try:
        tool = find_tool(name[:100])
    except QuestionError as unknown:
        raise RpcError(INVALID_PARAMS, str(unknown)) from None
    try:
        answer = tool.call(_asked_programme(), arguments)
    except QuestionError as wrong:  # the assistant reads it and asks again
        return {"content": [_text(str(wrong))], "isError": True}
    return {"content": [_text(answer.text)], "structuredContent": answer.content}


def _text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def _asked_programme() -> Any:
    from itinerary.render.mcp.tools import AskedProgramme

    current = publication()
    return AskedProgramme(
        current.edition,
        current.site,
        order=current.order,
        ids=partial(facet_ids, current.edition),
        find=lambda tag, words: current.search_index(tag).find(words),
        at=current.at,
        now=cast("datetime | None", request.environ.get(NOW)),
    )


_METHODS = {"tools/list": _list_tools, "tools/call": _call_tool}
_STATELESS_METHODS = {"server/discover": _discover, **_METHODS}
_EARLIER_METHODS = {"initialize": _initialize, "ping": _ping, **_METHODS}
