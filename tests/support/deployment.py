"""The web servers of deploy/ on ports of our own, for tests and benchmarks."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import client
from http.client import HTTPMessage
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.serving import PATIENCE, eventually

DEPLOY = ROOT / "deploy"
HOST = "visit.example"


def tool(name: str) -> str:
    """Return the path of a program; skip the test if it is not installed."""
    found = shutil.which(name) or shutil.which(
        name, path=f"/usr/sbin:{Path(sys.executable).parent}"
    )
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Front:
    """A web server in front: its ports for http and https, and answers from it."""

    http: int
    https: int

    def get(
        self, path: str, *, secure: bool = True, **headers: str
    ) -> tuple[int, HTTPMessage, bytes]:
        """Return status, headers and body; names of headers with `_` for `-`."""
        trusting = ssl._create_unverified_context()
        connection = (
            client.HTTPSConnection("127.0.0.1", self.https, timeout=PATIENCE, context=trusting)
            if secure
            else client.HTTPConnection("127.0.0.1", self.http, timeout=PATIENCE)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request("GET", path, headers={"Host": HOST, **named})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


def self_signed(where: Path) -> Path:
    """Make a certificate in a folder, laid out as certbot does, and return the folder."""
    key, chain = str(where / "privkey.pem"), str(where / "fullchain.pem")
    subject = ["-subj", f"/CN={HOST}", "-days", "2", "-nodes"]
    command = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-keyout", key]
    subprocess.run([*command, "-out", chain, *subject], check=True, capture_output=True)
    return where


@contextmanager
def nginx(
    site: str, certificate: Path, tmp_path: Path, replaced: Mapping[str, str]
) -> Iterator[Front]:
    """Run Debian's nginx with a site of deploy/ on ports of our own."""
    program = tool("nginx")
    front = Front(free_port(), free_port())
    text = (DEPLOY / site).read_text()
    text = re.sub(r" *listen \[::\].*\n", "", text)
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{front.http};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{front.https} ssl http2;",
        f"/etc/letsencrypt/live/{HOST}": str(certificate),
        **replaced,
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "site.conf").write_text(text.replace("/var/log/nginx/", f"{tmp_path}/"))
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # As in Debian's nginx.conf. Its `gzip on` must not change our answers.
    (tmp_path / "nginx.conf").write_text(
        f"daemon off;\nuser root;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\naccess_log off;\ngzip on;\n"
        f"types_hash_max_size 2048;\n{temporary}include {tmp_path}/site.conf;\n}}\n"
    )
    command = [program, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: open_at(front.https) and open_at(front.http))
        yield front
    finally:
        process.terminate()
        process.wait(PATIENCE)


def open_at(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
