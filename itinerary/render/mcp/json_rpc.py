"""Messages of JSON-RPC 2.0, as the Model Context Protocol has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from itinerary.errors import ItineraryError
from itinerary.value import Value, field

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32700, -32600, -32601, -32602
INTERNAL_ERROR = -32603
"""Codes of errors (JSON-RPC 2.0 §5.1)."""

HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022
"""Codes of errors of the Model Context Protocol (2026-07-28, Error Codes)."""

Id = int | str | None
"""The id of a request; None if there is none."""


class RpcError(ItineraryError):
    """An error that a message is answered with: its code, its words, data for programs, the id of
    the request as far as it is known, and the status of the HTTP response."""

    def __init__(
        self, code: int, words: str, data: Any = None, *, id: Id = None, status: int = 400
    ) -> None:
        super().__init__(words)
        self.code, self.words, self.data, self.id, self.status = code, words, data, id, status

    def encode(self, id: Id = None) -> bytes:
        """Return the error as the response to a request."""
        error = {"code": self.code, "message": self.words}
        return _encode({"error": error | ({} if self.data is None else {"data": self.data})}, id)


class RpcMessage(Value, kw_only=True):
    """A request, or a notification, which has no id."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    id: Id = None


def decode(body: bytes) -> RpcMessage:
    """Return the message of a body. Raises RpcError."""
    try:
        found = msgspec.json.decode(body)
    except RecursionError:
        raise RpcError(PARSE_ERROR, "The JSON is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeError) as wrong:
        raise RpcError(PARSE_ERROR, f"This is not JSON: {wrong}.") from None
    if isinstance(found, list):
        raise RpcError(INVALID_REQUEST, "A POST has one message, and not several.")
    if not isinstance(found, dict):
        raise RpcError(INVALID_REQUEST, "A message is a JSON object.")
    id = found.get("id")
    if "id" in found and (isinstance(id, bool) or not isinstance(id, int | str)):
        raise RpcError(INVALID_REQUEST, "An id is a string or an integer.")
    if found.get("jsonrpc") != "2.0":
        raise RpcError(INVALID_REQUEST, 'A message has "jsonrpc": "2.0".', id=id)
    try:
        return msgspec.convert(found, RpcMessage)
    except msgspec.ValidationError as wrong:
        raise RpcError(INVALID_REQUEST, f"{wrong}.", id=id) from None


def encode(result: Mapping[str, Any], id: Id) -> bytes:
    """Return a result as the response to a request."""
    return _encode({"result": result}, id)


def _encode(content: Mapping[str, Any], id: Id) -> bytes:
    known = {} if id is None else {"id": id}
    return msgspec.json.encode({"jsonrpc": "2.0", **known, **content}) + b"\n"
