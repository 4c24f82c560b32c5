"""Node.js: programs that run to their end, and a program that answers line by line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


def node(*modules: Path) -> str:
    """Return the path of Node.js. Without it, or without one of the modules of npm, the test is
    skipped, which fails in CI."""
    found = shutil.which("node")
    if found and all(module.is_dir() for module in modules):
        return found
    names = " and ".join(["Node.js", *(module.name for module in modules)])
    assert os.environ.get("CI") != "true", f"{names} must be there in CI"
    pytest.skip(f"without {names} (Debian: nodejs npm; make test installs modules)")


def ran(
    *arguments: str | Path, words: str = "", modules: tuple[Path, ...] = (), **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run Node.js with arguments and `words` as its input, and return how it ended. `options` are
    those of `subprocess.run`."""
    command = [node(*modules), *map(str, arguments)]
    return subprocess.run(
        command, input=words, capture_output=True, text=True, encoding="utf-8", **options
    )


class Conversation:
    """A program that reads and writes JSON, a line for each message."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._write, self._read = process.stdin, process.stdout

    def tell(self, message: object) -> None:
        """Send a message."""
        self._write.write(f"{json.dumps(message)}\n")
        self._write.flush()

    def hear(self) -> Any:
        """Return the next message."""
        return json.loads(self._read.readline())


@contextmanager
def conversation(*arguments: str | Path) -> Iterator[Conversation]:
    """Start a program in Node.js, and end its input at the end."""
    command = [node(), *map(str, arguments)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Conversation(process)
        assert process.stdin
        process.stdin.close()
