"""The servers that are measured, each on core 0; the load comes from core 1."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, LOAD_CORE, BOTH = ("0", "1", "0,1")
PATIENCE = 120.0


def pinned(core: str, *command: str) -> list[str]:
    """Return a command that runs on one core only, on a machine with two or more."""
    able = shutil.which("taskset") and (os.cpu_count() or 1) > 1
    return [*(("taskset", "-c", core) if able else ()), *command]


@dataclass(frozen=True)
class Server:
    """A server on loopback."""

    port: int
    process: subprocess.Popen[bytes]
    began: float
    secure: bool = False
    """Whether it speaks TLS."""

    @property
    def address(self) -> str:
        """Return the address of its root, without the slash."""
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}"

    @property
    def processes(self) -> list[int]:
        """The process that was started, and its descendants."""
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                for children in Path(f"/proc/{pid}/task").glob("*/children"):
                    found += [int(child) for child in children.read_text().split()]
        return found

    def seconds(self) -> float:
        """Return the CPU time of its processes in seconds."""
        spent = 0
        for pid in self.processes:
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    spent += int(task.read_text().split()[0])
        return spent / 1e9

    def memory(self) -> float:
        """Return the memory of its processes in MiB; shared pages count once."""
        kib = 0
        for pid in self.processes:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kib += int((re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE) or ["", "0"])[1])
        return kib / 1024

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers (by name in lower case) and body of a GET."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        if self.secure:
            trusting = ssl._create_unverified_context()
            link = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=PATIENCE, context=trusting
            )
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            link.request("GET", path, headers=named)
            got = link.getresponse()
            return got.status, {n.lower(): v for n, v in got.getheaders()}, got.read()
        finally:
            link.close()

    def wait_for(self, path: str) -> float:
        """Wait until it answers; return the seconds from its start to the first byte."""
        while time.perf_counter() < self.began + PATIENCE:
            if self.process.poll() is not None:
                raise SystemExit("a server ended before it answered")
            with contextlib.suppress(OSError):
                if self.get(path)[0] == 200:
                    return time.perf_counter() - self.began
            time.sleep(0.005)
        raise SystemExit("a server did not answer in time")


def free_port() -> int:
    """Return a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(
    port: int, command: Sequence[str], core: str = SERVER_CORE, *, secure: bool = False
) -> Iterator[Server]:
    """Run a server until the block ends."""
    began = time.perf_counter()
    process = subprocess.Popen(
        pinned(core, *command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield Server(port, process, began, secure)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()


@dataclass(frozen=True)
class Certificate:
    """A self-signed certificate for loopback and its key, as PEM files.

    The key is ECDSA on P-256, which Let's Encrypt issues by default.
    """

    chain: Path
    key: Path

    @classmethod
    def make(cls, folder: Path) -> Certificate:
        """Write both files into a folder."""
        made = cls(folder / "chain.pem", folder / "key.pem")
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
                *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
                *("-keyout", str(made.key), "-out", str(made.chain)),
            ],
            check=True,
            capture_output=True,
        )
        return made


@contextlib.contextmanager
def itinerary(
    file: Path,
    *options: str,
    core: str = SERVER_CORE,
    certificate: Certificate | None = None,
    python: str = sys.executable,
) -> Iterator[Server]:
    """Run `itinerary serve` with one worker, over TLS if there is a certificate, by a Python that
    has it installed."""
    port = free_port()
    command = [python, "-m", "itinerary", "serve", str(file), "--port", str(port), *options]
    if certificate:
        command += ["--certificate", str(certificate.chain), "--key", str(certificate.key)]
    with running(port, command, core, secure=certificate is not None) as server:
        yield server


NGINX = """
{user}
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
    open_file_cache max=100 inactive=600s; gzip_static on; gzip_vary on; etag on;
    types {{ }} default_type "text/calendar; charset=utf-8";
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port}{ssl} backlog=2048; root {folder}/files;
        {headers}
    }}
}}
"""
ITS_OWN = {"content-type", "content-length", "content-encoding", "etag", "date", "vary"}
ITS_OWN |= {"last-modified"}


@contextlib.contextmanager
def nginx(
    folder: Path, of: Server, paths: Mapping[str, str], certificate: Certificate | None = None
) -> Iterator[Server]:
    """Run nginx with the bodies of another server's `paths` as files of the given names, also as
    .gz. It sends the same headers, except those that it makes itself."""
    files = folder / "files"
    files.mkdir(parents=True)
    headers: Mapping[str, str] = {}
    for path, name in paths.items():
        _, headers, body = of.get(path)
        (files / name).write_bytes(body)
        (files / f"{name}.gz").write_bytes(of.get(path, Accept_Encoding="gzip")[2])
    port = free_port()
    lines = [f'add_header {n} "{_quoted(v)}";' for n, v in headers.items() if n not in ITS_OWN]
    user = "user root;" if os.geteuid() == 0 else ""
    if certificate:
        lines += [
            "ssl_protocols TLSv1.2 TLSv1.3;",  # as ours, and nginx's default since 1.23.4
            f"ssl_certificate {certificate.chain};",
            f"ssl_certificate_key {certificate.key};",
        ]
    conf = folder / "nginx.conf"
    conf.write_text(
        NGINX.format(
            user=user,
            folder=folder,
            port=port,
            ssl=" ssl" if certificate else "",
            headers="\n".join(lines),
        )
    )
    with running(port, ["nginx", "-c", str(conf)], secure=certificate is not None) as server:
        server.wait_for(f"/{next(iter(paths.values()))}")
        yield server


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


@contextlib.contextmanager
def radicale(folder: Path, program: Path, calendar: bytes) -> Iterator[Server]:
    """Run Radicale with the events of a calendar, each in a file of its own as is its way."""
    collection = folder / "collections" / "collection-root" / "bench" / "calendar"
    collection.mkdir(parents=True)
    (collection / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    zone = b"".join(re.findall(rb"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r\n", calendar, re.DOTALL))
    for n, event in enumerate(re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", calendar, re.DOTALL)):
        whole = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n%sEND:VCALENDAR\r\n" % (
            zone + event
        )
        (collection / f"{n}.ics").write_bytes(whole)
    rights = folder / "rights"
    rights.write_text("[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n")
    port = free_port()
    command = [
        *(str(program), "--config", "", "--server-hosts", f"127.0.0.1:{port}"),
        *("--auth-type", "none", "--rights-type", "from_file", "--logging-level", "error"),
        *("--rights-file", str(rights)),
        *("--storage-filesystem-folder", str(folder / "collections")),
    ]
    with running(port, command) as server:
        server.wait_for("/bench/calendar/")
        yield server
