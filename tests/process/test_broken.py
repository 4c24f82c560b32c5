"""Every command with every kind of broken input ends at once with a message and exit code 1."""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from itinerary.export import build_manifest
from itinerary.export.build_manifest import MANIFEST, Manifest
from itinerary.ledger import LedgerError
from itinerary.ledger.store import Ledger
from tests.conftest import PROGRAMMES, SITE, visit_file
from tests.support.command import run
from tests.support.file_edits import edit
from tests.support.serving import PATIENCE

READING: dict[str, list[object]] = {
    "check": ["check"],
    "publish": ["publish", "--yes"],
    "render": ["render", "--feed", "whole"],
    "serve": ["serve", "--port", "0"],
    "build": ["build", "--site", SITE],
    "restore": ["ledger", "restore", PROGRAMMES["visit"]],
}
LOOKING: dict[str, list[object]] = {
    "history": ["history"],
    "show": ["show"],
    "diff": ["diff", "1", "2"],
    "ledger check": ["ledger", "check"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visit_file(tmp_path / "events.yaml")


def separately(*words: object, before: Sequence[str] = (), **more: Any) -> tuple[int, str]:
    """Run a command in a process of its own; return its exit code and output."""
    got = subprocess.run(
        [*before, sys.executable, "-m", "itinerary", *map(str, words)],
        capture_output="stdout" not in more,
        text=True,
        timeout=PATIENCE,
        **more,
    )
    said = (got.stdout or "") + (got.stderr or "")
    assert "Traceback" not in said, said
    return got.returncode, said


def refused(*words: object, **more: Any) -> str:
    code, said = separately(*words, **more)
    assert code == 1, said
    assert said.strip()
    return said


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as own:
        own.bind(str(path))


def loop(path: Path) -> None:
    path.symlink_to(path)


BROKEN: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "folder": Path.mkdir,
    "pipe": pipe,
    "socket": listening,
    "link to itself": loop,
    "device": lambda path: path.symlink_to("/dev/null"),
    "endless": lambda path: path.symlink_to("/dev/zero"),
}


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("command", READING)
def test_programme_that_is_not_a_regular_file_is_refused(
    command: str, broken: str, tmp_path: Path
) -> None:
    file = tmp_path / "f.yaml"
    BROKEN[broken](file)
    to = ["--to", tmp_path / "out"] if command == "build" else []
    said = run(*READING[command], *to, file)
    assert said.exit_code == 1
    assert "f.yaml:1:1: error: cannot be read: " in said.output


@pytest.mark.parametrize("broken", BROKEN)
def test_restore_refuses_a_feed_that_is_not_a_regular_file(
    broken: str, file: Path, tmp_path: Path
) -> None:
    feed = tmp_path / "copy.ics"
    BROKEN[broken](feed)
    said = run("ledger", "restore", feed, file)
    assert said.exit_code == 1
    assert "copy.ics cannot be read: " in said.output


@pytest.mark.parametrize(
    "feed", ["http://", "https://[x/", "http://127.0.0.1:9/x.ics", "ftp://x/", "http://x y/", "a\0"]
)
def test_restore_reports_an_unreachable_address(feed: str, file: Path) -> None:
    said = run("ledger", "restore", feed, file)
    assert said.exit_code == 1
    assert "cannot be" in said.output or "is no web address" in said.output


def test_too_large_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "f.yaml").open("wb") as large:
        large.truncate(2**36)
    said = run("check", tmp_path / "f.yaml")
    assert "this has 65536.000000 MiB, more than the 64 allowed" in said.output
    assert "split it" in said.output


# --- ledgers -------------------------------------------------------------------------------------


def truncated(path: Path) -> None:
    good = visit_file(path.with_name("good.yaml"))
    run("publish", good, "--yes", "--ledger", path)
    with path.open("r+b") as ledger:
        ledger.truncate(20_000)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE ledger_version (version INTEGER NOT NULL)")
        database.execute("INSERT INTO ledger_version VALUES (1000)")
    database.close()


def odd(path: Path) -> None:
    newer(path)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE ledger_version SET version = 'odd'")
    database.close()


LEDGERS = BROKEN | {
    "no database": lambda path: path.write_text("no database, but some words of a note"),
    "truncated": truncated,
    "newer": newer,
    "odd version": odd,
}


@pytest.mark.parametrize("broken", [name for name in LEDGERS if name != "missing"])
@pytest.mark.parametrize("command", [name for name in READING if name != "check"] + [*LOOKING])
def test_every_command_refuses_a_broken_ledger(
    command: str, broken: str, file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "l.sqlite"
    LEDGERS[broken](path)
    to = ["--to", tmp_path / "out"] if command == "build" else []
    words = (READING | LOOKING)[command]
    said = run(*words, *to, file, "--ledger", path)
    assert said.exit_code == 1
    assert "l.sqlite" in said.output


ROWS = {
    "UPDATE revision SET data = 'no JSON' WHERE uid LIKE 'gala%'": "the row of 'gala@",
    "UPDATE revision SET data = '{}'": "cannot be read",
    "UPDATE revision SET data = replace(data, 'Asia/Shanghai', 'Mars/Base')": "cannot be read",
    "UPDATE revision SET data = ?": "cannot be read",
    "UPDATE revision SET modified = 1e18": "cannot be read",
    "UPDATE revision SET created = 'x'": "cannot be read",
    "UPDATE revision SET number = -1": "cannot be read",
    "UPDATE revision SET number = 'x'": "cannot be read",
    "UPDATE head SET data = '[]'": "the row of the programme in edition 1 cannot be read",
    "UPDATE head SET retired = '[[1]]'": "the row of the programme in edition 1 cannot be read",
    "UPDATE edition SET published = 'x'": "cannot be read",
    "UPDATE feed SET changed = 1e18": "cannot be read",
    "DELETE FROM head": "edition 1 has no row of the programme",
}


@pytest.mark.parametrize("statement", ROWS)
def test_damaged_rows_are_named_by_every_command(statement: str, file: Path) -> None:
    run("publish", file, "--yes")
    ledger = file.with_suffix(".ledger.sqlite")
    with closing(sqlite3.connect(ledger)) as database, database:
        database.execute(statement, ["[" * 100_000] if "?" in statement else [])
    database.close()
    for words in (["history"], ["show"], ["ledger", "check"], ["publish", "--yes"]):
        said = run(*words, file)
        assert said.exit_code == 1, words
        assert ROWS[statement] in said.output, words
        assert "is damaged" in said.output
        assert "itinerary ledger restore" in said.output


def test_damaged_row_of_a_past_edition_leaves_later_editions_readable(
    file: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    run("publish", file, "--yes")
    edit(file, "Meeting with Premier Li Qiang", "Meeting with the Premier")
    run("publish", file, "--yes")
    path = file.with_suffix(".ledger.sqlite")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE revision SET data = 'x' WHERE until IS NOT NULL")
    database.close()
    ledger = open_ledger(path)
    assert ledger.edition("state-visit-2024", 2).number == 2
    with pytest.raises(LedgerError, match="in edition 1 cannot be read"):
        ledger.edition("state-visit-2024", 1)
    said = run("ledger", "check", file)
    assert said.exit_code == 1
    assert "edition 1: the ledger" in said.output


# --- folders -------------------------------------------------------------------------------------


@pytest.fixture
def humble() -> list[str]:
    """Give the prefix of a command that file modes apply to, also if the tests run as root."""
    if os.geteuid():
        return []
    if not (setpriv := shutil.which("setpriv")):
        pytest.skip("setpriv (util-linux) is needed to run as less than root")
    dropped = "-dac_override,-dac_read_search"
    return [setpriv, f"--bounding-set={dropped}", f"--inh-caps={dropped}"]


def test_read_only_folder_is_reported(file: Path, tmp_path: Path, humble: list[str]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    ledger = folder / "l.sqlite"
    folder.chmod(0o555)
    said = refused("publish", file, "--yes", "--ledger", ledger, before=humble)
    assert "l.sqlite cannot be used: unable to open database file" in said
    assert "new.yaml cannot be written: permission denied" in refused(
        "new", folder / "new.yaml", before=humble
    )
    to = ["--to", folder / "out", "--site", SITE]
    assert ".out.lock cannot be opened: permission denied" in refused(
        "build", file, *to, before=humble
    )
    to = ["--to", folder / "deep" / "out", "--site", SITE]
    assert "cannot be written: permission denied" in refused("build", file, *to, before=humble)
    assert "cannot listen on " in refused("serve", file, "--uds", folder / "s", before=humble)
    assert not (tmp_path / "events.ledger.sqlite").exists(), "published without being served"
    assert separately("publish", file, "--yes", before=humble)[0] == 0
    (tmp_path / "events.ledger.sqlite").rename(tmp_path / "old.sqlite")
    folder.chmod(0o755)
    (folder / "events.yaml").write_bytes(file.read_bytes())
    (folder / "events.ledger.sqlite").write_bytes((tmp_path / "old.sqlite").read_bytes())
    folder.chmod(0o555)
    code, said = separately("history", folder / "events.yaml", before=humble)
    assert (code, "edition 1" in said) == (0, True) or "cannot be used" in said
    folder.chmod(0o755)


def test_unreadable_file_is_reported(file: Path, humble: list[str]) -> None:
    ledger = file.with_suffix(".ledger.sqlite")
    ledger.write_bytes(b"")
    ledger.chmod(0)
    assert "unable to open database file" in refused("history", file, before=humble)
    file.chmod(0)
    assert "cannot be read: permission denied" in refused("check", file, before=humble)
    other = PROGRAMMES["visit"]
    assert "cannot be read: permission denied" in refused(
        "ledger", "restore", file, other, "--ledger", file.with_name("l"), before=humble
    )


@pytest.mark.parametrize("broken", [name for name in BROKEN if name != "missing"])
def test_lock_that_is_not_a_regular_file_is_reported(
    broken: str, file: Path, tmp_path: Path
) -> None:
    BROKEN[broken](tmp_path / ".out.lock")
    said = run("build", file, "--to", tmp_path / "out", "--site", SITE)
    assert said.exit_code == 1
    assert ".out.lock" in said.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("broken", [name for name in BROKEN if name not in ("missing", "folder")])
def test_target_that_is_not_a_folder_is_refused(broken: str, file: Path, tmp_path: Path) -> None:
    BROKEN[broken](tmp_path / "out")
    said = run("build", file, "--to", tmp_path / "out", "--site", SITE)
    assert said.exit_code == 1
    assert "out" in said.output


@pytest.mark.parametrize("target", ["/", "//", "/..", "a\0b", ""])
def test_target_that_cannot_be_replaced_is_refused(
    target: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("build", file, "--to", target, "--site", SITE)
    assert said.exit_code == 1
    ways = ("name a folder", "is no folder", "Name a new folder")
    assert any(way in said.output for way in ways)


def packed_manifest(**changed: object) -> bytes:
    good: dict[str, object] = {
        "base": "",
        "files": {"en/index.html": ["x", 1, 1]},
        "gone": {},
        "questions": [],
        "kinds": [],
        "paths": {},
    }
    return gzip.compress(json.dumps(good | changed).encode())


MANIFESTS = {
    "none": b"no manifest",
    "empty": b"",
    "no JSON": gzip.compress(b"no JSON"),
    "cut off": packed_manifest()[:-9],
    "more": packed_manifest() + b"more",
    "bad data": packed_manifest()[:12] + b"\xff\xff\xff" + packed_manifest()[15:],
    "deep": gzip.compress(b"[" * 200_000),
    "a list": gzip.compress(b"[]"),
    "no map": packed_manifest(files=["en/index.html"]),
    "outside": packed_manifest(files={"../x": ["x", 1, 1]}),
    "at the root": packed_manifest(files={"/etc/passwd": ["x", 1, 1]}),
    "a folder": packed_manifest(files={"en/": ["x", 1, 1]}),
    "gone outside": packed_manifest(gone={"a/../../x": 1}),
    "gone at no time": packed_manifest(gone={"x": "y"}),
    "words for a size": packed_manifest(files={"x": ["x", "y" * 10, 1]}),
    "a number for a hash": packed_manifest(files={"x": [1, 1, 1]}),
    "an invalid kind": packed_manifest(kinds=[1]),
    "a path of no kind": packed_manifest(paths={"/en/": [3, []]}),
    "a path of nothing": packed_manifest(paths={"/en/": None}),
}


@pytest.mark.parametrize("hostile", MANIFESTS)
def test_invalid_manifest_is_refused(hostile: str) -> None:
    assert Manifest.load(packed_manifest()).files["en/index.html"].size == 1
    with pytest.raises(ValueError):  # noqa: PT011  the message does not matter
        Manifest.load(MANIFESTS[hostile])


def test_manifest_that_unpacks_to_gigabytes_is_refused_with_little_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(build_manifest, "MOST_BYTES", 2**20)
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(16)) + packer.flush()
    with pytest.raises(ValueError, match="incomplete"):
        Manifest.load(packed)


@pytest.mark.parametrize("hostile", ["outside", "bad data", "pipe"])
def test_build_into_a_folder_with_an_invalid_manifest_changes_nothing(
    hostile: str, file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine\n\udcff.txt").write_text("mine")
    if hostile == "pipe":
        os.mkfifo(out / MANIFEST)
    else:
        (out / MANIFEST).write_bytes(MANIFESTS[hostile])
    said = run("build", file, "--to", out, "--site", SITE)
    assert said.exit_code == 1
    assert "has files, but not those of a build" in said.output
    assert (out / "mine\n\udcff.txt").read_text() == "mine"


# --- a full disk ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["schema", "render", "show"])
def test_full_disk_behind_standard_output_is_reported(command: str, file: Path) -> None:
    run("publish", file, "--yes")
    words: dict[str, list[object]] = {
        "schema": ["schema"],
        "render": ["render", "--feed", "whole", file],
    }
    with open("/dev/full", "w") as full:
        said = refused(*words.get(command, [command, file]), stdout=full, stderr=subprocess.PIPE)
    assert said == "no space left on device\n"


def test_full_disk_under_ledger_or_site_is_reported(file: Path, tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    full = refused("publish", file, "--yes", preexec_fn=small)
    assert "events.ledger.sqlite cannot be used: " in full
    file.with_suffix(".ledger.sqlite").unlink()
    run("publish", file, "--yes")
    to = ["--to", tmp_path / "out", "--site", SITE, "--no-publish"]
    assert "out cannot be written: file too large" in refused("build", file, *to, preexec_fn=small)
    assert not (tmp_path / "out").exists()


# --- least rights --------------------------------------------------------------------------------


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_ledger_has_mode_0600_and_an_existing_one_keeps_its_mode(
    file: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    path = file.with_suffix(".ledger.sqlite")
    usual = os.umask(0)
    try:
        run("publish", file, "--yes")
        assert mode(path) == 0o600
        path.chmod(0o660)
        edit(file, "Meeting with Premier Li Qiang", "Meeting with the Premier")
        ledger = open_ledger(path)
        assert run("publish", file, "--yes").exit_code == 0
        assert ledger.number("state-visit-2024") == 2
        assert {mode(one) for one in path.parent.glob(f"{path.name}*")} == {0o660}
    finally:
        os.umask(usual)
