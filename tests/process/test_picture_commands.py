"""Pictures beside the file, in commands and on a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.file_edits import edit
from tests.support.serving import eventually, serving
from tests.unit.source.test_pictures import drawn
from tests.unit.source.test_pictures import folder as folder


def test_server_publishes_a_picture_that_changes_or_comes(folder: Path, tmp_path: Path) -> None:
    file = folder / "events.yaml"
    with serving(file, "--ledger", str(tmp_path / "l.sqlite"), "--workers", "2") as server:

        def shown(text: str) -> bool:
            return text in server.get("/en/events/gala/")[2].decode()

        assert shown('width="1600"')
        (folder / "posters" / "gala.jpg").write_bytes(drawn((777, 700)))
        eventually(lambda: shown('width="777"'))
        edit(file, "posters/gala.jpg", "more/new.jpg")
        eventually(lambda: "there is no file “more/new.jpg” here" in server.said())
        (folder / "more").mkdir()
        (folder / "more" / "new.jpg").write_bytes(drawn((555, 500)))
        eventually(lambda: shown('width="555"'))


def test_publish_and_check_know_the_pictures(folder: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "itinerary", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ": in order" in run("check").stderr
    assert "Edition 1 is published" in run("publish", "--yes").stdout
    (folder / "hall.png").write_bytes(b"")
    assert "hall.png” is empty" in run("check").stderr
