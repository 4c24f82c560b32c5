"""Every answer has a policy that allows a browser only what the site needs. Documents and pictures
are made without a request."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest
from flask.testing import FlaskClient
from werkzeug import Response
from werkzeug.datastructures import Headers

from itinerary.ledger import Edition, revise
from itinerary.serve.fast_path import LONGEST_HEAD
from itinerary.source import read
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from itinerary.website.responses import COMMON
from tests.conftest import NOW, SITE
from tests.process.test_workers import exchange
from tests.support.cached_app import cached_app
from tests.support.serving import Server

CLOSED = ("default-src", "base-uri")
"""Directives that allow nothing: plugins, workers of other hosts, another base of links."""

SELF = {
    *("style-src", "script-src", "connect-src", "manifest-src", "worker-src", "frame-src"),
    *("form-action", "font-src", "media-src"),
}


def directives(policy: str) -> dict[str, list[str]]:
    """Return a policy as browsers read it: of two directives with one name the first applies."""
    found: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split()
        found.setdefault(name.lower(), sources)
    return found


def assert_strict(got: Response, *, framed: bool) -> None:
    """Check the security headers of an answer, which are the same for all."""
    assert len(got.headers.getlist("Content-Security-Policy")) == 1
    rules = directives(got.headers["Content-Security-Policy"])
    assert all(rules[name] == ["'none'"] for name in CLOSED)
    for name, sources in rules.items():
        if name in SELF:
            assert sources in (["'self'"], ["'none'"]), name
        elif name == "img-src":
            assert all(s in ("'self'", "data:") or s.startswith("https://") for s in sources)
            assert "*" not in "".join(sources)
        elif name == "frame-ancestors":
            assert sources == (["*"] if framed else ["'self'"])
        else:
            assert name in (*CLOSED, "upgrade-insecure-requests"), name
    assert {"script-src", "form-action", "frame-ancestors"} <= rules.keys()
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Referrer-Policy"]
    assert "Set-Cookie" not in got.headers


def kind(path: str, got: Response) -> tuple[str, int, str]:
    """Return the kind of an answer."""
    return got.headers.get("Content-Type", ""), got.status_code, path.split("/")[1][:6]


ELSE = [
    *(
        "/",
        "/en",
        "/nothing",
        "/nothing.ics",
        "/nothing.png",
        "/fr/",
        "/en/events/nothing/",
        "/oembed",
    ),
    *(
        "/oembed?url=https://visit.example/en/",
        "/oembed?url=https://evil.example/",
        "/static/x/y.css",
    ),
    *("/feeds/en/state-visit-2024.ics?v=1", "/feeds/en/state-visit-2024.ics?day=x", "/en/?day=x"),
    *("/en/?q=x", "/en/subscribe/?place=harbin", "/embed/en/?colour=x", "/en/places/", "/n%3Fope"),
    *("/%00", "/en/programme.pdf", "/en/programme.png", "/static/x/y.css"),
]


def test_every_kind_of_answer_has_strict_policy(
    visit: FlaskClient, editions: dict[str, Edition]
) -> None:
    paths = [*site_paths.paths(Publication(editions["visit"], SITE)), *ELSE]
    kinds = set()
    for path in paths:
        got = visit.get(path)
        page = got.status_code == 200 and got.headers["Content-Type"].startswith("text/html")
        assert_strict(got, framed=page and path.startswith("/embed/"))
        kinds.add(kind(path, got))
    for path in ("/en/", "/nothing", "/calendar.ics", "/en/events/gala.ics"):
        for method in ("POST", "OPTIONS", "PUT", "HEAD"):
            got = visit.open(path, method=method)
            assert_strict(got, framed=False)
            kinds.add(kind(path, got))
        known = visit.get(path, headers={"If-None-Match": "*"})
        assert known.status_code in (304, 404)
        failed = visit.get(path, headers={"If-Match": '"other"'})
        assert failed.status_code in (412, 404)
        assert_strict(failed, framed=False)
    assert len(kinds) > 40


def test_error_has_strict_policy(editions: dict[str, Edition]) -> None:
    def nothing() -> NoReturn:
        raise RuntimeError

    app = cached_app(Publication(editions["visit"], SITE))
    app.add_url_rule("/fails", view_func=nothing)
    got = app.test_client().get("/fails")
    assert got.status_code == 500
    assert_strict(got, framed=False)


REFUSED = {
    400: b"GET /en/ HTTP/1.1\r\n\r\n",
    412: b'GET /en/ HTTP/1.1\r\nHost: x\r\nIf-Match: "other"\r\nConnection: close\r\n\r\n',
    431: b"GET /en/ HTTP/1.1\r\nHost: x\r\nX: %b\r\n\r\n" % (b"x" * LONGEST_HEAD),
}


@pytest.mark.parametrize("status", REFUSED)
def test_refusal_by_protocol_has_strict_policy(served: Server, status: int) -> None:
    got = exchange(served, REFUSED[status])
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = Headers(
        [(name, value.strip()) for name, _, value in (x.partition(":") for x in lines)]
    )
    assert first.split()[1] == str(status)
    assert_strict(Response(body, status, headers), framed=False)
    assert {name: headers[name] for name in COMMON} == COMMON


PROGRAMME = """\
id: fetching
title: "<img src=https://evil.example/a.png>"
languages: [en]
zone: Europe/Berlin
description: |
  ![x](https://evil.example/b.png) <img src="https://evil.example/c.png">
  <link rel=stylesheet href=//evil.example/d.css> <style>@import url(//evil.example/e.css)</style>
  <iframe src="file:///etc/passwd"></iframe> <object data="https://evil.example/f"></object>
publisher: {name: "url(https://evil.example/g.png)", link: https://evil.example/h}
places:
  hall: {name: "<svg><image href='https://evil.example/i.png'/></svg>", coordinates: [52.5, 13.4]}
events:
  - id: one
    title: "<img src=https://evil.example/j.png>"
    description: "<img src='file:///etc/passwd'> ![x](http://127.0.0.1:1/k.png)"
    when: 2026-12-01 10:00 to 11:00
    place: hall
    image: {url: https://evil.example/l.png, alt: A picture, credit: Nobody}
    links: [{title: x, url: https://evil.example/m}]
"""


def test_documents_and_pictures_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refused(*what: object, **_: object) -> NoReturn:
        asked.append(what)
        raise OSError("no request is allowed")

    itinerary = read(PROGRAMME.encode(), file="fetching.yaml", now=NOW).itinerary
    publication = Publication(revise(None, itinerary, NOW), SITE)
    client = cached_app(publication).test_client()
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    paths = [*site_paths.pictures(publication), *site_paths.paths(publication)]
    assert {path.rpartition(".")[2] for path in paths} >= {"pdf", "png", "ics"}
    for path in paths:
        got = client.get(path)
        assert got.status_code == 200, path
        assert b"root:x:0" not in got.data
    assert not asked
