"""Odd addresses: each has an answer on this site, with no headers but ours."""

from __future__ import annotations

import re
from itertools import chain
from urllib.parse import quote, unquote_to_bytes, urlencode, urljoin

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from itinerary.render import addresses
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import SITE, edition_of
from tests.hostile.bounds import bounded
from tests.support.cached_app import cached_app

VISIT = Publication(edition_of("visit"), SITE)
PATHS = [path for path in site_paths.paths(VISIT) if not path.endswith((".png", ".ico"))]
NAMES = sorted(set(chain.from_iterable(path.split("/") for path in PATHS)))

HOSTILE = [
    *("", "", ".", "..", "...", "%2e%2e", "%2f", "%5c", "\\", "%00", "%0d%0aSet-Cookie:%20a=b"),
    *("evil.example", "\\evil.example", "%09", "%E2%80%AE", "%ff%fe", "%c0%ae", "%25", "%", "%zz"),
    *("%3f", "%23", ";a=b", "https:", "javascript:alert(1)", "@evil.example", ":80", "*", "~", "$"),
    *("%3Cscript%3Ealert(1)%3C/script%3E", "%22onload=x%20", "'", "`", "{{7*7}}", "%n", "9" * 400),
    *("-1", "0", "1e9", "0000-00-00", "9999-12-31", "2024-02-30", "2024-13", "0001-01", "10000-01"),
    *("2024-05", "2024-05-16", "fr", "zh-Hans", "EN", "xn--4ca", "static", ".git", "config", "-"),
    *("%F0%9F%98%80", "%D8%A1", "n%E2%81%84a", "%CC%81" * 50, "a" * 3000, "%2500", "%252f"),
]
VALUES = [
    *(NAMES + HOSTILE + PATHS[:20]),
    *(
        "https://visit.example/en/",
        "https://visit.example/en/events/gala/",
        "https://evil.example/",
    ),
    *(
        "https://visit.example@evil.example/en/",
        "//evil.example/",
        "json",
        "xml",
        "dark",
        "#123456",
    ),
    *("red;}body{x:url(//evil.example)", "100", "-5", "0", "1e400", "nan", "\u0665", "\r\nX: y"),
]
KEYS = [
    *sorted(addresses.QUERY),
    "",
    "Q",
    "days",
    "v",
    "utm_source",
    "next",
    "__proto__",
    "a[]",
    "é",
]

names = st.sampled_from(NAMES) | st.sampled_from(HOSTILE) | st.text(max_size=8).map(quote)
paths = st.one_of(
    st.sampled_from(PATHS),
    st.lists(names, max_size=6).map(lambda parts: "/" + "/".join(parts)),
    st.tuples(st.sampled_from(PATHS), st.integers(0, 40), st.sampled_from(HOSTILE)).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] :]
    ),
)
pairs = st.lists(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.text(max_size=12)), max_size=5
)
queries = st.one_of(
    st.just(""),
    pairs.map(lambda drawn: urlencode(drawn, errors="surrogatepass")),
    pairs.map(lambda drawn: "&".join(f"{quote(k)}={quote(v, safe='/:;,&=+')}" for k, v in drawn)),
    st.text("&=;%+?#/\\aq[]0", max_size=20),
)


@pytest.fixture(scope="module")
def app() -> Flask:
    return cached_app(VISIT)


def ask(app: Flask, path: str, query: str, **more: str) -> Response:
    """Request an address as a server passes it on: the path is decoded, the query is not."""
    environ = EnvironBuilder(method=more.pop("method", "GET"), base_url=SITE).get_environ()
    environ.update(
        PATH_INFO=unquote_to_bytes(path.partition("?")[0]).decode("latin-1"),
        QUERY_STRING=query.encode("utf-8", "replace").decode("latin-1"),
        **more,
    )
    return Response.from_app(app.wsgi_app, environ, buffered=True)


@bounded(600)
@given(
    path=paths,
    query=queries,
    method=st.sampled_from(["GET"] * 8 + ["HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"]),
    host=st.sampled_from(
        ["visit.example", "evil.example", "xn--4ca", "xn--", "x:80", "", "a b", "[::1"]
    ),
    accept=st.sampled_from(
        ["", "en", "ru;q=1,zh;q=0", "*", "x-" * 50, "zh-Hant-TW,zh;q=.5", "\x7f"]
    ),
)
@example("/n%3Fope", "", "GET", "xn--4ca", "")
@example("/en", "", "POST", "xn--", "")
@example("//evil.example/en", "", "GET", "evil.example", "")
@example("/en", "", "POST", "visit.example", "")
@example("/%0d%0aSet-Cookie:%20a=b/en", "x=%0d%0aX:y", "GET", "visit.example", "en")
def test_every_address_is_answered_and_redirects_stay_on_site(
    app: Flask, path: str, query: str, method: str, host: str, accept: str
) -> None:
    got = ask(app, path, query, method=method, HTTP_HOST=host, HTTP_ACCEPT_LANGUAGE=accept)
    assert got.status_code < 500
    for name, value in got.headers:
        assert re.fullmatch(r"[A-Za-z][A-Za-z-]*", name)
        assert re.fullmatch(r"[\x20-\x7e]*", value), name
        assert "evil" not in value or name == "Location"
    assert "Set-Cookie" not in got.headers
    if location := got.headers.get("Location"):
        assert got.status_code in (301, 302, 308)
        stays_here(location, path)
    else:
        assert got.status_code in (200, 400, 404, 405, 412, 414, 503)
    if method != "HEAD":
        assert int(got.headers["Content-Length"]) == len(got.data)


def stays_here(location: str, path: str) -> None:
    """Check that a redirect stays on this site as browsers read it: they take `\\` for `/`."""
    assert not re.search(r"[\x00-\x20\x7f]", location), location
    read = location.replace("\\", "/")
    assert not read.startswith("//"), location
    assert urljoin(SITE.rstrip("/") + path, read).startswith(SITE), location
