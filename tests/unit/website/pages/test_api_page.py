"""The page about the programme as JSON, and the links of pages to their JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from urllib.parse import urljoin

from flask.testing import FlaskClient

from tests.support.html_pages import Page

ALTERNATE = ("alternate", "application/json")


def test_examples_are_code_that_runs(visit: FlaskClient) -> None:
    page = unescape(visit.get("/en/api/").text)
    blocks = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    curl, python, script = (block.replace("&quot;", '"') for block in blocks)
    assert curl == "curl --compressed https://visit.example/api/programme.json"
    whole = visit.get("/api/programme.json").text
    stub = (
        "import io, sys, urllib.request\n"
        "urllib.request.urlopen = lambda address: io.BytesIO(sys.stdin.buffer.read())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", stub + python], input=whole.encode(), capture_output=True, check=True
    ).stdout.decode()
    assert "[2024-05-16..2024-05-17]" in said
    assert len(said.splitlines()) == len(json.loads(whole)["events"])
    assert script.startswith('const answer = await fetch("https://visit.example/api/')


def test_pages_lead_to_their_json(visit: FlaskClient) -> None:
    for path, twin in {
        "/en/": "/api/programme.json",
        "/zh/events/gala/": "/api/events/gala.json",
        "/en/places/harbin/": "/api/places/harbin.json",
    }.items():
        links = [attributes for _, attributes in Page(visit.get(path).text).found]
        data = [a["href"] for a in links if (a.get("rel"), a.get("type")) == ALTERNATE]
        assert [urljoin(path, href or "") for href in data] == [twin]
        described = [a["href"] for a in links if a.get("rel") == "service-desc"]
        assert [urljoin(path, href or "") for href in described] == ["/api/openapi.json"]
