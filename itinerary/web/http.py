"""HTTP as calendar apps need it: validators, encodings, and headers that hold for every answer."""

from __future__ import annotations

import gzip
import hashlib
from datetime import datetime

from flask import Response, request

MAX_AGE = 300
"""Seconds for which a cache may answer without asking."""

A_YEAR = 365 * 24 * 60 * 60
"""Seconds for which a file may be kept whose address names its content."""

FRAME_ANCESTORS = "frame-ancestors 'self'"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:;"
    " connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none';"
    f" frame-src 'self'; form-action 'self'; {FRAME_ANCESTORS}"
)

GZIP_FROM = 500
"""Bytes from which a body is worth compressing."""


def answer(
    body: bytes,
    content_type: str,
    modified: datetime,
    *,
    public: bool = True,
    immutable: bool = False,
) -> Response:
    """Return a response for a body that is a pure function of edition and address.

    Unless `public`, caches ask each time; what is `immutable` they keep for a year.

    The ETag is a hash of the bytes, so that it is the same in every worker and after a restart,
    and GNOME, which takes an equal one for “nothing changed”, never misses a change. Answers 304 to
    If-None-Match (weak and strong, in either encoding) and If-Modified-Since, and HEAD like GET.
    """
    digest = hashlib.sha256(body).hexdigest()[:32]
    zipped = len(body) >= GZIP_FROM and request.accept_encodings.quality("gzip") > 0
    response = Response(gzip.compress(body, 6, mtime=0) if zipped else body)
    response.content_type = content_type
    response.set_etag(f"{digest}-gzip" if zipped else digest)
    response.last_modified = modified
    response.vary.add("Accept-Encoding")
    if zipped:
        response.content_encoding = "gzip"
    if public:
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR if immutable else MAX_AGE
        response.cache_control.immutable = immutable
    else:
        response.cache_control.no_cache = True
    if not zipped and f"{digest}-gzip" in request.if_none_match.as_set(include_weak=True):
        response.set_etag(f"{digest}-gzip")  # a cache asks again without saying what it accepts
    response.make_conditional(request)
    return response


def framed(response: Response) -> Response:
    """Let other sites frame a page; what the page itself may do stays as closed as ever."""
    policy = CONTENT_SECURITY_POLICY.replace(FRAME_ANCESTORS, "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy
    return response


def harden(response: Response) -> Response:
    """Add what holds for every answer: no sniffing, no framing by others, no referrer to others."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if response.status_code >= 500:
        response.headers["Cache-Control"] = "no-store"
    return response
