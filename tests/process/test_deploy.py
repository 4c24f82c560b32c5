"""The files under deploy/ work as they are written, but for names, ports and paths."""

from __future__ import annotations

import re
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http import client
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from itinerary.cli.group import imported
from itinerary.export import build
from itinerary.export.folder import Folder
from itinerary.export.site_files import Site
from itinerary.website.publication import Publication
from itinerary.website.responses import COMMON
from tests.conftest import ROOT, SITE, edition_of, visit_file
from tests.support.deployment import (
    DEPLOY,
    HOST,
    Front,
    free_port,
    nginx,
    open_at,
    self_signed,
    tool,
)
from tests.support.serving import PATIENCE, eventually, serving

TWO_YEARS = "max-age=63072000"
SECRET = "abcdefghijklmnopqrstuv"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a certificate of our own making."""
    return self_signed(tmp_path_factory.mktemp("certificate"))


# --- before the server ---------------------------------------------------------------------------


def test_nginx_passes_on_answers_of_server(tmp_path: Path, certificate: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    with serving(file, "--site", f"https://{HOST}/") as server:
        upstream = server.address.removeprefix("http://").rstrip("/")
        replaced = {"unix:/run/itinerary/http.sock": upstream}
        with nginx("nginx.conf", certificate, tmp_path, replaced) as front:
            feed = "/feeds/en/state-visit-2024.ics"
            for path in (feed, "/en/"):
                for encoding in ("identity", "gzip", "br"):
                    own = server.get(path, Accept_Encoding=encoding)
                    status, headers, body = front.get(path, Accept_Encoding=encoding)
                    assert (status, body) == (200, own[2])
                    for name in ("ETag", "Content-Encoding", "Vary", "Cache-Control"):
                        assert headers[name] == own[1][name], (path, encoding, name)
                    assert not headers["ETag"].startswith("W/")
                    again = front.get(path, Accept_Encoding=encoding, If_None_Match=headers["ETag"])
                    assert (again[0], again[2]) == (304, b"")
                    assert again[1]["ETag"] == headers["ETag"]
            modified = front.get(feed)[1]["Last-Modified"]
            assert front.get(feed, If_Modified_Since=modified)[0] == 304
            status, headers, _ = front.get("/", Accept_Language="ru")
            assert (status, headers["Location"]) == (302, "ru/")


SAID = {
    **dict.fromkeys(("X-Forwarded-For", "X-Real-IP"), "198.51.100.7"),
    **dict.fromkeys(("X-Forwarded-Host", "X_Forwarded_Host"), "evil.example"),
    **dict.fromkeys(("X-Forwarded-Prefix", "X_Forwarded_Prefix"), "//evil.example"),
    **{"X-Forwarded-Port": "66", "X-Forwarded-Proto": "gopher"},
    "Forwarded": "for=198.51.100.7;host=evil.example;proto=gopher",
}
"""Headers by which a client can lie about the origin and target of its request."""


@contextmanager
def upstream() -> Iterator[tuple[str, list[Message]]]:
    """Run a server that records the headers of requests; give its address and the records."""
    heard: list[Message] = []

    class Notes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Notes) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}", heard
        finally:
            server.shutdown()
            thread.join()


def check_forwarding(front: Front, heard: list[Message]) -> None:
    plain, context = isinstance(front, PlainFront), ssl._create_unverified_context()
    link = (
        client.HTTPConnection("127.0.0.1", front.https)
        if plain
        else client.HTTPSConnection("127.0.0.1", front.https, context=context)
    )
    for path in ("/en/", f"/my/{SECRET}", f"/feeds/en/mine/s/{SECRET}/my-programme.ics"):
        link.request("GET", path, headers={"Host": HOST, **SAID})
        answer = link.getresponse()
        answer.read()
        assert answer.status == 200
        assert answer.getheader("Strict-Transport-Security") == TWO_YEARS
    link.close()
    page, selection, feed = heard
    for headers in (page, feed):
        assert headers["Host"] == HOST
        assert not re.search("forwarded|real.ip", str(headers), re.IGNORECASE)
    assert selection["X-Forwarded-For"] == "127.0.0.1"  # what the web server saw
    passed = [name for name in selection if re.search("forwarded|real.ip", name, re.IGNORECASE)]
    assert passed == ["X-Forwarded-For"]


def test_nginx_drops_forwarding_headers_of_client(tmp_path: Path, certificate: Path) -> None:
    with upstream() as (address, heard):
        replaced = {"unix:/run/itinerary/http.sock": address}
        with nginx("nginx.conf", certificate, tmp_path, replaced) as front:
            check_forwarding(front, heard)
            front.get(f"/my/{SECRET}", secure=False)
        log = (tmp_path / "itinerary.log").read_text("utf-8")
        assert log.count("GET /my/*** ") == 2
        assert log.count("GET /feeds/en/mine/s/*** ") == 1
        assert SECRET not in log


def test_caddy_drops_forwarding_headers_of_client(tmp_path: Path) -> None:
    with (
        upstream() as (address, heard),
        caddy("Caddyfile", tmp_path, {"unix//run/itinerary/http.sock": address}) as front,
    ):
        check_forwarding(front, heard)
    told = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert not re.search(r"(?m)^\s*log\b", told), "Caddy logs no requests unless it is told to"


def test_port_80_redirects_calendar_apps_once(tmp_path: Path, certificate: Path) -> None:
    replaced = {"unix:/run/itinerary/http.sock": f"127.0.0.1:{free_port()}"}
    with nginx("nginx.conf", certificate, tmp_path, replaced) as front:
        status, headers, _ = front.get("/feeds/en/places/harbin.ics", secure=False)
        assert status == 301
        assert headers["Location"] == f"https://{HOST}/feeds/en/places/harbin.ics"


# --- before a folder of files --------------------------------------------------------------------

SAMPLES = (
    "/en/",
    "/zh/events/talks/",
    "/feeds/ru/state-visit-2024.ics",
    "/feeds/en/places/harbin.ics",
    "/en/events/gala.ics",
    "/en/changes.atom",
    "/en/zones.json",
    "/en/manifest.webmanifest",
    "/embed/en/",
    "/sw.js",
    "/robots.txt",
    "/sitemap.xml",
    "/icon.svg",
    "/favicon.ico",
)
SAME = (
    "Content-Type",
    "Cache-Control",
    "Content-Security-Policy",
    *COMMON,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Site]:
    """Give the site of the visit as files."""
    publication = Publication(edition_of("visit"), SITE)
    site = Site(publication)
    target = tmp_path_factory.mktemp("built") / "visit"
    build.build(site, Folder(target), processes=2)
    return target, site


def check_static(front: Front, site: Site) -> None:
    live_client = site.app.test_client()
    asset = next(path for path in site.paths() if path.endswith("/itinerary.css"))
    for path in (*SAMPLES, asset):
        live = live_client.get(path)
        status, headers, body = front.get(path)
        assert (status, body) == (200, live.get_data()), path
        for name in SAME:
            assert headers[name] == live.headers[name], (path, name)
        assert headers["Strict-Transport-Security"] == TWO_YEARS
        if path.endswith(".ics"):
            assert headers["Access-Control-Allow-Origin"] == "*"
        if path.startswith("/en/events/"):
            assert headers["Content-Disposition"] == live.headers["Content-Disposition"]
        # The server's Last-Modified is the time of the publication, and so is the file's.
        assert headers["Last-Modified"] == live.headers["Last-Modified"], path
        tag = headers["ETag"]
        assert front.get(path, If_None_Match=tag)[0] == 304
    packed = front.get("/en/", Accept_Encoding="gzip")[1]
    assert packed["Content-Encoding"] == "gzip"

    assert front.get("/en")[0] in (301, 308)
    front_door = front.get("/")
    assert front_door[0] == 200
    assert b"preferred_language.js" in front_door[2]
    whole = "/feeds/en/state-visit-2024.ics"
    assert front.get(f"{whole}?utm_source=mail")[2] == front.get(whole)[2]
    status, headers, body = front.get(f"{whole}?v=1&place=harbin")
    assert (status, headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert b"/feeds/en/state-visit-2024.ics" in body
    status, headers, body = front.get("/zh/events/nothing/")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b'lang="zh"' in body
    assert {name: headers[name] for name in COMMON} == COMMON
    assert headers["Strict-Transport-Security"] == TWO_YEARS
    assert b'lang="en"' in front.get("/nothing/at/all")[2]
    assert front.get("/.itinerary-build")[0] == 404


def test_nginx_sends_files_as_the_server_would(
    built: tuple[Path, Site], tmp_path: Path, certificate: Path
) -> None:
    target, site = built
    with nginx(
        "nginx-static.conf", certificate, tmp_path, {"/srv/www/visit": str(target)}
    ) as front:
        check_static(front, site)
        assert front.get("/en/", secure=False)[0] == 301


def test_caddy_sends_files_as_the_server_would(built: tuple[Path, Site], tmp_path: Path) -> None:
    target, site = built
    with caddy("Caddyfile-static", tmp_path, {"/srv/www/visit": str(target)}) as front:
        check_static(front, site)
        assert front.get("/en/", secure=False)[0] == 301


def test_caddy_passes_on_answers_of_server(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    with serving(file, "--site", f"https://{HOST}/") as server:
        upstream = server.address.removeprefix("http://").rstrip("/")
        with caddy("Caddyfile", tmp_path, {"unix//run/itinerary/http.sock": upstream}) as front:
            own = server.get("/en/", Accept_Encoding="br")
            status, headers, body = front.get("/en/", Accept_Encoding="br")
            assert (status, body, headers["ETag"]) == (200, own[2], own[1]["ETag"])
            again = front.get("/en/", Accept_Encoding="br", If_None_Match=headers["ETag"])
            assert again[0] == 304
            assert front.get("/en/", secure=False)[0] == 301


@contextmanager
def caddy(site: str, tmp_path: Path, replaced: Mapping[str, str]) -> Iterator[Front]:
    """Run Caddy with a site of deploy/ on ports of our own. Both are without TLS, because Caddy
    gets certificates from the network."""
    program = tool("caddy")
    front = PlainFront(free_port(), free_port())
    text = (DEPLOY / site).read_text()
    for old, new in {
        f"\nhttp://{HOST} {{": f"\nhttp://{HOST}:{front.http} {{",
        f"\n{HOST} {{": f"\nhttp://{HOST}:{front.https} {{",
        **replaced,
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{text}")
    process = subprocess.Popen(
        [program, "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")],
        stderr=subprocess.DEVNULL,
        env={"HOME": str(tmp_path)},
    )
    try:
        eventually(lambda: open_at(front.https) and open_at(front.http))
        yield front
    finally:
        process.terminate()
        process.wait(PATIENCE)


class PlainFront(Front):
    """A web server whose second port is without TLS too."""

    def get(
        self, path: str, *, secure: bool = True, **headers: str
    ) -> tuple[int, HTTPMessage, bytes]:
        return Front(self.https if secure else self.http, 0).get(path, secure=False, **headers)


# --- units and containers ------------------------------------------------------------------------


def test_systemd_accepts_unit_as_hardened(tmp_path: Path) -> None:
    unit = (DEPLOY / "itinerary.service").read_text()
    program = "/opt/itinerary/bin/itinerary"
    assert program in unit
    copy = tmp_path / "itinerary.service"
    copy.write_text(unit.replace(program, "/bin/true"))
    analyze = tool("systemd-analyze")
    verified = subprocess.run([analyze, "verify", copy], capture_output=True, text=True)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", copy],
        check=True,
        capture_output=True,
    )


def test_unit_shares_socket_with_web_server_and_keeps_ledger_private() -> None:
    unit = (DEPLOY / "itinerary.service").read_text()
    said = dict(re.findall(r"(?m)^(\w+)=(.*)$", unit.partition("[Service]")[2]))
    assert said["Group"] == "www-data"  # nginx's on Debian, as deploy/nginx.conf is for
    assert said["RuntimeDirectoryMode"] == "0750"
    assert said["StateDirectoryMode"] == "0700"
    assert said["UMask"] == "0077"
    assert "/run/itinerary/http.sock" in (DEPLOY / "nginx.conf").read_text()
    (mode,) = (option for option in imported("serve").params if option.name == "uds_mode")
    assert mode.default == "0660"


def test_containerfile_passes_linter() -> None:
    command = [tool("hadolint"), "--no-color", str(DEPLOY / "Containerfile")]
    linted = subprocess.run(command, capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_variables_in_deployment_files_are_those_of_options() -> None:
    documented = (ROOT / "docs" / "reference" / "commands.md").read_text()
    for file in ("itinerary.service", "Containerfile"):
        for variable in re.findall(r"ITINERARY_\w+", (DEPLOY / file).read_text()):
            assert f"`{variable}`" in documented, variable
