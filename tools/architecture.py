"""`python -m tools.architecture`: write the list of modules in docs/explanation/architecture.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
BEGIN, END = "<!-- modules: make docs -->\n", "<!-- end of modules -->\n"
ROOMS = ("model", "source", "imports", "ledger", "render", "website", "serve", "export", "cli")


def summary(file: Path) -> str:
    """Return the first sentence of a module's docstring."""
    words = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    sentence = " ".join(words.split("\n\n")[0].split())
    return sentence.split(". ")[0].rstrip(".")


def listed(folder: Path, depth: int) -> Iterator[str]:
    """Yield a line for each module and package in a folder, the folder itself excepted."""
    for path in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name)):
        indent = "  " * depth
        if path.is_dir() and (path / "__init__.py").is_file():
            yield f"{indent}{path.name}/".ljust(34) + summary(path / "__init__.py")
            yield from listed(path, depth + 1)
        elif path.suffix == ".py" and path.name != "__init__.py":
            yield f"{indent}{path.name}".ljust(34) + summary(path)


def modules() -> str:
    """Return the list of modules as a block of Markdown, in the order in which data walks."""
    package = ROOT / "itinerary"
    lines = [
        f"{name}".ljust(34) + summary(package / name)
        for name in ("errors.py", "value.py", "child_process.py", "terminal.py")
    ]
    for room in ROOMS:
        lines += ["", f"{room}/".ljust(34) + summary(package / room / "__init__.py")]
        lines += listed(package / room, 1)
    return "```\n" + "\n".join(lines) + "\n```\n"


def page() -> str:
    """Return the page with the list as it should be."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    return before + BEGIN + modules() + END + after


def write() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(PAGE)


if __name__ == "__main__":
    write()
