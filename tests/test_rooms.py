"""The rooms of the house: data walks one way, and only the shell looks at the clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PACKAGE = ROOT / "itinerary"
# What a module may import of its own house; a room knows only those before it.
ORDER = ["model", "source", "ledger", "formats", "web", "build"]
MODEL = {"model", "when", "text"}
FOREIGN = {
    "model": {"dateutil", "pydantic"},
    "source": {"PIL", "babel", "pydantic", "pydantic_core", "webcolors", "yaml"},
    "ledger": {"icalendar", "pydantic", "sqlalchemy"},
    "formats": {
        *("babel", "linkify_it", "markdown_it", "nh3", "segno"),
        *("PIL", "fontpkg", "pylopdf_fonts_zh_cn", "uharfbuzz", "weasyprint"),  # extras
    },
    "web": {
        *("babel", "flask", "jinja2", "markupsafe", "werkzeug"),
        *("brotli", "zstandard"),
    },
    "build": {"botocore", "brotli", "s3fs"},
}


def room_of(file: Path) -> str | None:
    top = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "model" if top in MODEL else top if top in ORDER else None


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def modules() -> list[tuple[str, Path]]:
    return [(room, file) for file in sorted(PACKAGE.rglob("*.py")) if (room := room_of(file))]


def test_no_room_reaches_for_a_later_one() -> None:
    assert {room for room, _ in modules()} == set(ORDER)
    for room, file in modules():
        allowed = ORDER[: ORDER.index(room) + 1]
        for name in imports(file):
            if name.startswith("itinerary."):
                top = name.split(".")[1]
                known = "model" if top in MODEL else top
                assert known in allowed, f"{file.name} imports {name}"
                if room in ("ledger", "formats"):
                    assert known != "source", f"{file.name} imports {name}"


def test_each_room_uses_only_its_own_tools() -> None:
    import sys

    for room, file in modules():
        for name in imports(file):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top != "itinerary":
                assert top in FOREIGN[room], f"{file} imports {name}"


def test_only_the_shell_looks_at_the_clock() -> None:
    clock = re.compile(r"\b(?:now|today|utcnow)\(\)|\btime\.time\(|datetime\.now\(")
    for _, file in modules():
        assert not clock.search(file.read_text("utf-8")), file
