"""What the modules of the package import, define and call. Each is parsed once for all tests of the
package's structure, and its tree is not kept, because all of them take 60 MB."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from itinerary.value import Value
from tests.conftest import ROOT

PACKAGE = ROOT / "itinerary"

FILES = tuple(sorted(PACKAGE.rglob("*.py")))
"""All modules."""


class ModuleImport(Value):
    """A module that another one imports, and the name that it takes from it, if any."""

    module: str
    name: str
    at_top: bool
    """Outside of functions, classes and conditions."""


class ModuleClass(Value):
    """A class and the names of its bases."""

    name: str
    bases: tuple[str, ...]
    at_top: bool


class Module(Value):
    """What a module imports, defines and calls, at any depth of its code."""

    imports: tuple[ModuleImport, ...]
    classes: tuple[ModuleClass, ...]
    calls: frozenset[str]
    """Names of functions: `print`, `click.echo`."""


@cache
def module(file: Path) -> Module:
    """Return what a module imports, defines and calls."""
    imports: list[ModuleImport] = []
    classes: list[ModuleClass] = []
    calls: set[str] = set()
    tree = ast.parse(file.read_text("utf-8"))
    top: set[ast.AST] = set(tree.body)
    for node in ast.walk(tree):
        at_top = node in top
        match node:
            case ast.Import(names=names):
                imports += (ModuleImport(each.name, "", at_top) for each in names)
            case ast.ImportFrom(module=of, names=names, level=level):
                assert level == 0, "imports are absolute"
                imports += (ModuleImport(of or "", each.name, at_top) for each in names)
            case ast.ClassDef(name=name, bases=bases):
                named = tuple(base.id for base in bases if isinstance(base, ast.Name))
                classes.append(ModuleClass(name, named, at_top))
            case ast.Call(func=ast.Name(id=name)):
                calls.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=of), attr=name)):
                calls.add(f"{of}.{name}")
    return Module(tuple(imports), tuple(classes), frozenset(calls))
