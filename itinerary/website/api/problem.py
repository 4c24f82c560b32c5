"""Errors of the API as problem+json (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

PROBLEM = "application/problem+json"


def problem(error: HTTPException, response: BaseResponse, *, shared: bool = True) -> BaseResponse:
    """Make the response to an error a problem; scripts of all sites may read it if it is `shared`.

    Its `detail` is there if it says more than the status. Members of an error (`ExplainedError`)
    are members of the problem.
    """
    found: dict[str, object] = {"type": "about:blank", "title": error.name, "status": error.code}
    if error.code == 404:
        usual = error.description == NotFound.description
        found["detail"] = _NOTHING if usual else error.description
    elif isinstance(error, ExplainedError):
        found |= {"detail": error.description, **error.members}
    elif error.code == 503:
        found["detail"] = error.description
    response.data = json.dumps(found, ensure_ascii=False).encode() + b"\n"
    response.content_type = PROBLEM
    if shared:
        response.access_control_allow_origin = "*"
    return response


class ExplainedError(HTTPException):
    """An error whose `detail` says what to do instead.

    `members` are further members of the problem, for programs; `retry_after` is in seconds, 0 if it
    does not help to wait.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, *, retry_after: int = 0, **members: object
    ) -> None:
        super().__init__(detail)
        self.code = status.value
        self.members = members
        self._retry_after = retry_after

    def get_headers(self, *arguments: Any, **named: Any) -> list[tuple[str, str]]:
        """Return the headers of its response."""
        waits = [("Retry-After", str(self._retry_after))] if self._retry_after else []
        return [*super().get_headers(*arguments, **named), *waits]


_NOTHING = "There is nothing at this address."
