"""vdirsyncer, the program that synchronises calendars for khal and todoman.

It is BSD, but one of its libraries is GPL. Therefore it has an environment of its own, which
`make test` creates, and is never imported.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest


def program() -> str:
    """Return the path of vdirsyncer; skip the test where it is not installed."""
    ours = Path(sys.prefix) / "vdirsyncer" / "bin" / "vdirsyncer"
    found = str(ours) if ours.exists() else shutil.which("vdirsyncer")
    if not found:
        assert os.environ.get("CI") != "true", "vdirsyncer must be there in CI"
        pytest.skip("vdirsyncer is not installed (make test installs it)")
    return found


class Collections:
    """Calendars that vdirsyncer keeps in folders, with a file for each event. Each calendar follows
    one source: the address of a feed, or a file with it."""

    def __init__(self, folder: Path, sources: Sequence[str]) -> None:
        self._config = folder / "config"
        self._folders = [folder / f"items{n}" for n in range(len(sources))]
        lines = ["[general]", f"status_path = {json.dumps(str(folder / 'status'))}"]
        for n, source in enumerate(sources):
            self._folders[n].mkdir(parents=True)
            kind, where = ("http", "url") if "://" in source else ("singlefile", "path")
            lines += [
                f"[pair p{n}]",
                f'a = "from{n}"',
                f'b = "to{n}"',
                "collections = null",
                f"[storage from{n}]",
                f'type = "{kind}"',
                f"{where} = {json.dumps(source)}",
                "read_only = true",
                f"[storage to{n}]",
                'type = "filesystem"',
                f"path = {json.dumps(str(self._folders[n]))}",
                'fileext = ".ics"',
            ]
        self._config.write_text("\n".join(lines))
        self._run("discover")

    def sync(self) -> list[dict[str, bytes]]:
        """Sync all calendars, and return the files of each by their names."""
        self._run("sync")
        return [
            {file.name: file.read_bytes() for file in folder.iterdir()} for folder in self._folders
        ]

    def _run(self, command: str) -> None:
        run = subprocess.run(
            [program(), "--config", str(self._config), command],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
