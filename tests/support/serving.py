"""A real server process for tests."""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

from itinerary.serve.supervisor import PATIENCE as OF_SERVER

PATIENCE = OF_SERVER + 30.0
"""Seconds after which a test stops waiting for an expected event. They are more than any timeout of
the server."""


@dataclass
class Server:
    """A running server: its address, process and output."""

    address: str
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list, repr=False)
    context: ssl.SSLContext | None = None

    def get(self, path: str, **headers: str) -> tuple[int, Message, bytes]:
        """Return status, headers and body of a GET; names of headers with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address.rstrip("/") + path, headers=named)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE, context=self.context) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def said(self) -> str:
        """Return the output so far."""
        return "".join(self.lines)


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds, checking it repeatedly; fail after `PATIENCE`."""
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        pause.wait(0.02)


@contextmanager
def serving(
    file: Path | None,
    *options: str,
    port: str = "0",
    context: ssl.SSLContext | None = None,
    launcher: Sequence[str] = (),
) -> Iterator[Server]:
    """Run `itinerary serve` on a free port, until the block ends; `context` is for https.

    `launcher` is a command that runs the one after it, as `nice` does.
    """
    files = [str(file)] if file else []
    ports = ["--port", port] if port else []
    command = ("itinerary", "serve", *files, *ports, *options)
    with running(*command, context=context, launcher=launcher) as server:
        yield server


@contextmanager
def running(
    module: str,
    *arguments: str,
    context: ssl.SSLContext | None = None,
    launcher: Sequence[str] = (),
) -> Iterator[Server]:
    """Run a module that prints where it serves, as `itinerary serve` does, until the block ends."""
    process = subprocess.Popen(
        [*launcher, sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
    )
    server = Server("", process, context=context)
    assert process.stdout is not None

    def listen() -> None:
        for line in process.stdout or ():
            server.lines.append(line)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        eventually(lambda: " is at " in server.said() or process.poll() is not None)
        if process.poll() is not None:
            listener.join(PATIENCE)  # its last words may not be read yet
        found = re.search(r" is at (\S+)", server.said())
        assert found, server.said()
        server.address = found[1]
        eventually(lambda: server.address.startswith("unix:") or _answers(server))
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            listener.join(PATIENCE)
            process.stdout.close()


def _answers(server: Server) -> bool:
    try:
        return server.get("/calendar.ics")[0] == 200
    except OSError:
        return False
