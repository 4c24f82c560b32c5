"""The English of code and documents does without phrases that readers have to read twice.

Translations and example programmes are not scanned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

BANNED = re.compile(
    r"\b[Nn]o matter\b"
    r"|\b[Ff]or ever\b"
    r"|\b(?:[Ww]hich|[Tt]hat|[Ii]t|[Tt]hey) (?:is|are) none\b"  # “there is none” is fine
    r"|\b[Ss]hall\b"
    r"|\b(?:[Nn]obody|[Ss]omebody|[Ww]hoever)\b"
)
FOLDERS = ("itinerary", "templates", "tests", "bench", "tools", "docs", "deploy")
SUFFIXES = {".py", ".md", ".js", ".mjs", ".css", ".html", ".conf", ".service"}
ALLOWED = {
    ("templates/pages/about.html", "so that nobody waits in vain"): "translated, for readers",
    ("templates/pages/subscribe.html", "Nobody can push a change"): "translated, for readers",
    ("tests/hostile/test_answers.py", "credit: Nobody"): "a credit",
    ("tests/process/test_store.py", 'ledger.latest("nobody")'): "an id",
    ("tests/support/programmes.py", "that nobody asked for"): "the title of an event",
    ("tests/unit/render/words/test_markdown.py", "> by somebody"): "words of an author",
    ("tests/unit/source/test_limits.py", "nobody"): "an id",
    ("tests/unit/website/files/test_feeds.py", "nobody"): "an id",
    ("tests/unit/website/pages/test_event.py", "parties/nobody"): "an id",
}
"""Lines of data that may have a banned phrase: file, a part of the line, and the reason."""


def files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder, without those of other packages and tools."""
    for path in folder.iterdir():
        if path.is_dir():
            if path.name != "node_modules" and not path.is_symlink():
                yield from files(path)
        elif path.suffix in SUFFIXES or path.name.startswith(("Caddyfile", "Containerfile")):
            yield path


@cache
def lines() -> list[tuple[str, int, str]]:
    """Return path, number and text of each line of code and documents."""
    scanned = [*ROOT.glob("*.md"), *(path for name in FOLDERS for path in files(ROOT / name))]
    return [
        (path.relative_to(ROOT).as_posix(), number, line)
        for path in sorted(scanned)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]


def test_prose_has_no_banned_phrase() -> None:
    assert len(lines()) > 10_000
    faults = [
        f"{name}:{number}: “{found[0]}”"
        for name, number, line in lines()
        if (found := BANNED.search(line))
        and not any(name == file and part in line for file, part in ALLOWED)
    ]
    assert not faults, "\n".join(["these phrases need a plainer word:", *faults])


def test_allowed_lines_still_exist() -> None:
    unused = {
        (file, part)
        for file, part in ALLOWED
        if not any(name == file and part in line for name, _, line in lines())
    }
    assert not unused
