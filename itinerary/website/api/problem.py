"""Errors of the API as problem+json (RFC 9457)."""

from __future__ import annotations

import json

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

PROBLEM = "application/problem+json"


def problem(error: HTTPException, response: BaseResponse) -> BaseResponse:
    """Make the response to an error a problem, which scripts of all sites may read.

    Its `detail` is there if it says more than the status.
    """
    found = {"type": "about:blank", "title": error.name, "status": error.code}
    if error.code == 404:
        usual = error.description == NotFound.description
        found["detail"] = _NOTHING if usual else error.description
    response.data = json.dumps(found, ensure_ascii=False).encode() + b"\n"
    response.content_type = PROBLEM
    response.access_control_allow_origin = "*"
    return response


_NOTHING = "There is nothing at this address."
