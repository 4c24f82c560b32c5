"""HTTP as calendar apps need it: validators, and headers that hold for every answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from itinerary.render import addresses
from itinerary.render.words.language import Language
from itinerary.website.request_context import publication

HTML = "text/html; charset=utf-8"

MAX_AGE = 300
"""Seconds for which a cache may answer without asking."""

A_YEAR = 365 * 24 * 60 * 60
"""Seconds for which a file may be kept whose address names its content."""

FRAME_ANCESTORS = "frame-ancestors 'self'"

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # No window of another site's keeps a hold on a page of ours, and none of ours on theirs.
    "Cross-Origin-Opener-Policy": "same-origin",
    # What no page here asks for; a frame of ours neither, whatever is around it.
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(),"
    " payment=(), usb=()",
}
"""Headers of every answer that does not say otherwise, besides its policy."""


def policy(origins: Sequence[str] = (), ancestors: str = FRAME_ANCESTORS) -> str:
    """Return the Content-Security-Policy of pages that show pictures from `origins`.

    It is one for the whole site and not for each page: hosts of static files take few rules.
    """
    images = " ".join(("img-src 'self' data:", *origins))
    return (
        f"default-src 'none'; style-src 'self'; script-src 'self'; {images};"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none';"
        f" frame-src 'self'; form-action 'self'; {ancestors}"
    )


FRAMED = policy(ancestors="frame-ancestors *")
"""The policy of a page that other sites may frame; what the page itself may do stays as closed."""


BARE = {**COMMON, "Content-Security-Policy": policy()}
"""Headers of an answer that is made without the application."""


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
    and GNOME, which takes an equal one for “nothing changed”, never misses a change. The cache
    makes of it what is asked for: an encoding, a 304, an answer to HEAD.
    """
    response = Response(body)
    response.content_type = content_type
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.last_modified = modified
    response.vary.add("Accept-Encoding")
    if public:
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR if immutable else MAX_AGE
        response.cache_control.immutable = immutable
    else:
        response.cache_control.no_cache = True
    return response


def render_page(template: str, language: Language, **values: Any) -> Response:
    """Return a page in `language`, rendered from a template with `values`."""
    current = publication()
    body = render_template(template, language=language.tag, **values)
    # What is wrong with the file is not part of the edition: caches must not keep the banner.
    return answer(body.encode(), HTML, current.stamp, public=not current.trouble)


def framed(response: Response) -> Response:
    """Let other sites frame a page; it shows no pictures from elsewhere."""
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def without_query() -> BaseResponse | None:
    """Lead from a file with a query to the file: the same at endless addresses would be made, and
    kept by caches, as often as somebody makes up another one. Calendars do so themselves."""
    known = request.url_rule is not None and addresses.is_file(request.path)
    if not (known and request.query_string) or request.path.endswith(".ics"):
        return None
    return redirect(request.path, 301)


def harden(response: Response) -> Response:
    """Add what holds for every answer: no sniffing, no framing by others, no referrer to others."""
    for name, value in COMMON.items():
        response.headers.setdefault(name, value)
    if "Content-Security-Policy" not in response.headers:
        # An error may be that there is nothing to publish.
        origins = publication().origins if response.status_code < 500 else ()
        response.headers["Content-Security-Policy"] = policy(origins)
    if response.status_code >= 500:
        response.headers["Cache-Control"] = "no-store"
    if "Location" in response.headers:
        # Flask's own name the host too. All are on this site: the cache makes them relative.
        named = urlsplit(response.headers["Location"])
        response.headers["Location"] = urlunsplit(("", "", *named[2:]))
    return response
