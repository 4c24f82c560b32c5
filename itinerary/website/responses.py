"""Responses as calendar apps need them: validators, and the headers of every response."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from itinerary.render import addresses
from itinerary.render.words import word_marks
from itinerary.render.words.language import Language
from itinerary.website.request_context import publication
from itinerary.website.request_language import current_language

HTML = "text/html; charset=utf-8"

_TEXT = ("text/", "application/json", "application/manifest+json", "application/atom+xml")
_MARKED = re.compile(rb"\xef\xb7[\x90-\x93]|\\ufdd[0-3]")
"""A mark (`word_marks`), also as JSON escapes it: files have no elements for it."""

MAX_AGE = 300
"""Seconds for which a cache may answer without revalidation."""

A_YEAR = 365 * 24 * 60 * 60
"""Lifetime, in seconds, of a file whose address names its content."""

FRAME_ANCESTORS = "frame-ancestors 'self'"

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    # Windows of other sites cannot script ours, and ours cannot script theirs.
    "Cross-Origin-Opener-Policy": "same-origin",
    # Neither pages nor frames use these features.
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(),"
    " payment=(), usb=()",
}
"""Default headers of every response; its Content-Security-Policy is added."""


def policy(origins: Sequence[str] = (), ancestors: str = FRAME_ANCESTORS) -> str:
    """Return the Content-Security-Policy of pages that show pictures from `origins`.

    The whole site has one policy, because static hosts accept few rules.
    """
    images = " ".join(("img-src 'self' data:", *origins))
    return (
        f"default-src 'none'; style-src 'self'; script-src 'self'; {images};"
        " connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none';"
        f" frame-src 'self'; form-action 'self'; {ancestors}"
    )


FRAMED = policy(ancestors="frame-ancestors *")
"""The policy of a page that other sites may frame; the page itself may do no more than others."""


BARE = {**COMMON, "Content-Security-Policy": policy()}
"""Headers of a response that is made without the application."""


def answer(
    body: bytes,
    content_type: str,
    modified: datetime,
    *,
    public: bool = True,
    immutable: bool = False,
) -> Response:
    """Return a response for a body that is a pure function of edition and address.

    Caches revalidate each time unless it is `public`, and keep it for a year if it is `immutable`.

    The ETag is a hash of the bytes, so that it is the same in every worker and after a restart.
    GNOME takes an equal ETag for “nothing changed”, so different bytes must not share one. The
    response cache makes encodings, 304 and answers to HEAD of it.
    """
    if content_type.startswith(_TEXT) and not content_type.startswith("text/html"):
        body = word_marks.without(body.decode()).encode() if _MARKED.search(body) else body
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


def shared(response: Response) -> Response:
    """Allow scripts of other sites to read a file and its validators."""
    response.access_control_allow_origin = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    return response


def render_page(template: str, language: Language, **values: Any) -> Response:
    """Return a page in `language`, rendered from a template with `values`."""
    current = publication()
    body = page_html(template, language=language.tag, **values)
    # What is wrong with the file is not part of the edition: caches must not keep the banner.
    return answer(body.encode(), HTML, current.stamp, public=not current.trouble)


def page_html(template: str, **values: Any) -> str:
    """Return the HTML of a template in the language of the request. The product's words that are in
    another language say so."""
    speech, page = current_language(), render_template(template, **values)
    if speech.translated:
        return page
    leftwards = speech.leftwards
    return word_marks.html(page, words=speech.words, tag=speech.tag, leftwards=leftwards)


def framed(response: Response) -> Response:
    """Allow other sites to frame a page, which must not show pictures from other hosts."""
    response.headers["Content-Security-Policy"] = FRAMED
    return response


def without_query() -> BaseResponse | None:
    """Redirect from a file with a query to the file without it, so that caches do not store one
    file under many keys. Calendars and the programme as JSON redirect by themselves."""
    known = request.url_rule is not None and addresses.is_file(request.path)
    feed = request.path.endswith((".ics", addresses.JCAL))
    selects = feed or request.path == addresses.programme_json()
    if not (known and request.query_string) or selects:
        return None
    return redirect(request.path, 301)


def harden(response: Response) -> Response:
    """Add the headers of every response: no sniffing, no framing and no referrer across sites."""
    for name, value in COMMON.items():
        response.headers.setdefault(name, value)
    if "Content-Security-Policy" not in response.headers:
        # There may be no publication when an error is answered.
        origins = publication().origins if response.status_code < 500 else ()
        response.headers["Content-Security-Policy"] = policy(origins)
    if response.status_code >= 500:
        response.headers["Cache-Control"] = "no-store"
    if addresses.is_living(request.path):
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    if addresses.is_my(request.path):
        response.headers["Cache-Control"] = "private, no-store"
    if "Location" in response.headers:
        if addresses.is_file(request.path):
            shared(response)  # scripts of other sites follow only redirects that they may read
        # Redirects of Flask itself have a host. All are on this site, so they need only a path.
        named = urlsplit(response.headers["Location"])
        response.headers["Location"] = urlunsplit(("", "", *named[2:]))
    return response
