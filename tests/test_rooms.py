"""The rooms of the house: data walks one way, names mean one thing, and only the shell looks at the
clock."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.package import FILES, PACKAGE, module

BEFORE = {
    "model": set(),
    "source": {"model"},
    "imports": {"model", "source"},
    "ledger": {"model"},
    "render": {"model", "ledger"},
    "website": {"model", "ledger", "render"},
    "serve": {"model", "source", "imports", "ledger", "render", "website"},
    "export": {"model", "source", "ledger", "render", "website"},
    "cli": {"model", "source", "imports", "ledger", "render", "website", "serve", "export"},
}
"""The rooms, and those that each may know. Every room knows itself, `errors` and `value`."""

HALL = {"__init__", "__main__", "child_process", "errors", "path_exchange", "terminal", "value"}
"""Modules that stand in no room."""

SHARED = {
    "serve": {"child_process", "terminal", "__init__"},
    "imports": {"path_exchange"},
    "export": {"child_process", "path_exchange"},
    "cli": {"terminal", "__init__"},
}
"""The modules of no room that a room may know, beside `errors` and `value`."""

SHELL = {"serve", "cli"}
"""The rooms that may look at the clock and print."""

FOREIGN = {
    "model": {
        *("babel", "dateutil", "msgspec", "pydantic", "pydantic_core"),
        "unicode_segmentation_rs",
    },
    "source": {"PIL", "babel", "msgspec", "pydantic", "pydantic_core", "webcolors", "yaml"},
    "imports": {
        *("babel", "dateutil", "icalendar", "msgspec", "yaml"),
        *("anyascii", "defusedxml", "markdownify", "python_calamine"),  # extras
    },
    "ledger": {"icalendar", "pydantic", "sqlalchemy"},
    "render": {
        *("babel", "icalendar", "linkify_it", "markdown_it", "msgspec", "nh3", "segno", "wcwidth"),
        *("PIL", "fontpkg", "icu4py", "uharfbuzz", "weasyprint", "xlsxwriter"),  # extras
    },
    "website": {"flask", "jinja2", "markupsafe", "werkzeug"},
    "serve": {
        *("httptools", "uvicorn", "uvloop", "werkzeug"),
        *("brotli", "zstandard"),
    },
    "export": {"botocore", "brotli", "flask", "msgspec", "s3fs"},
    "cli": {"click"},
}
"""The libraries that each room may use."""


def room_of(file: Path) -> str | None:
    """Return the room that a module stands in."""
    top = file.relative_to(PACKAGE).parts[0]
    return top if top in BEFORE else None


def imports(file: Path) -> Iterator[str]:
    """Yield the modules that a module imports, at any depth of its code."""
    for each in module(file).imports:
        yield each.module
        if each.name:
            yield f"{each.module}.{each.name}"


@cache
def is_module(name: str) -> bool:
    """Tell whether a dotted name is one of our modules or packages."""
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


MODULES = [(room, file) for file in FILES if (room := room_of(file))]


def test_rooms_every_module_stands_in_one() -> None:
    assert {room for room, _ in MODULES} == set(BEFORE) == set(FOREIGN)
    outside = {file.stem for file in FILES if room_of(file) is None}
    assert outside == HALL


@pytest.mark.parametrize("room", BEFORE)
def test_room_knows_only_those_before_it(room: str) -> None:
    known = {room, *BEFORE[room], *SHARED.get(room, ()), "errors", "value"}
    for file in (file for where, file in MODULES if where == room):
        for name in imports(file):
            if name.startswith("itinerary.") and is_module(name):
                top = name.split(".")[1]
                assert top in known, f"{file.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("room", FOREIGN)
def test_room_uses_only_its_own_libraries(room: str) -> None:
    used = set()
    for file in (file for where, file in MODULES if where == room):
        for name in imports(file):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top != "itinerary":
                assert top in FOREIGN[room], f"{file.relative_to(ROOT)} imports {name}"
                used.add(top)
    assert used == FOREIGN[room], f"{room} does without {FOREIGN[room] - used}"


def test_values_are_structs() -> None:
    """Each start would wait for dataclasses, which compile their methods."""
    assert not [file for file in FILES if "dataclasses" in imports(file)]


def test_modules_have_no_cycle() -> None:
    """At import time: what only type checkers see, or a function imports late, does not count."""
    edges = {}
    for file in FILES:
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found = set()
        for each in module(file).imports:
            if each.at_top and each.name:
                whole = f"{each.module}.{each.name}"
                found.add(whole if is_module(whole) else each.module)
        edges[name] = {each for each in found if each.startswith("itinerary.")}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way, name))
        if name not in done:
            for other in sorted(edges.get(name, ())):
                visit(other, (*way, name))
            done.add(name)

    for name in edges:
        visit(name, ())


def test_private_names_stay_in_their_module() -> None:
    """But gettext's `_`, which marks words for translation."""
    crossing = [
        f"{file.relative_to(ROOT)} imports {each.name}"
        for file in FILES
        for each in module(file).imports
        if each.module.startswith("itinerary")
        and each.name.startswith("_")
        and each.name not in ("_", "__version__")
    ]
    assert not crossing


def test_module_names_are_not_those_of_the_standard_library() -> None:
    names = {file.stem for file in FILES} | {file.parent.name for file in FILES}
    assert not names & sys.stdlib_module_names


def test_public_classes_have_a_name_of_their_own() -> None:
    homes = defaultdict(list)
    for file in FILES:
        for each in module(file).classes:
            if each.at_top and not each.name.startswith("_"):
                homes[each.name].append(str(file.relative_to(PACKAGE)))
    assert not {name: where for name, where in homes.items() if len(where) > 1}


def test_only_the_shell_looks_at_the_clock() -> None:
    clock = re.compile(r"\b(?:now|today|utcnow)\(\)|\btime\.time\(|datetime\.now\(")
    for room, file in MODULES:
        if room not in SHELL:
            assert not clock.search(file.read_text("utf-8")), file
