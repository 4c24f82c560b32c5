"""Parts that YAML silently removes from a text: comments, line breaks, anchors, escapes.

Each rule looks at one scalar and the lines that it is in. `schema_lookup.is_shown` tells whether
the scalar is a text that people read: comments behind ids, dates and numbers are fine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from itinerary.model import graphemes
from itinerary.source.problems import Name
from itinerary.value import Value

QUOTE = "put the text in quotes"


class Loss(Value):
    """A loss if the value at `path` is a text: of any kind, or (`markdown`) in Markdown."""

    path: tuple[str | int, ...]
    line: int
    column: int
    name: Name
    message: str
    hint: str
    markdown: bool = False


def losses(event: Any, rows: Sequence[str], path: Sequence[str | int]) -> Iterator[Loss]:
    """Yield what YAML takes from the scalar of a libyaml event; `rows` are the file's lines."""
    start, end, where = event.start_mark, event.end_mark, tuple(path)
    if event.style not in ("|", ">") and (cut := _cut(event, rows)):
        at = end.line + 1, cut.start(2) + 1
        yield Loss(where, *at, Name.CUT_BY_COMMENT, *_cut_words(cut[2]))
    if event.style == '"' and (escaped := _escaped(event, rows)):
        yield Loss(where, start.line + 1, start.column + 1, Name.ESCAPE, *escaped)
    if event.style != "|" and start.line != end.line:
        yield from _folded(event, rows, where)


_COMMENT = re.compile(r"([ \t]*)(#(.?).*)")


def _cut(event: Any, rows: Sequence[str]) -> re.Match[str] | None:
    """Return the comment behind a scalar if it looks like a part of it.

    Two spaces before the `#` and one after it mean a comment, and so does a space after the
    closing quote.
    """
    end = event.end_mark
    found = _COMMENT.match(rows[end.line], end.column) if end.line < len(rows) else None
    if not found:
        return None
    blanks, _, first = found.groups()
    sticks = first not in ("", " ", "\t", "#")
    if event.style:
        meant = bool(blanks)
    elif event.value:
        meant = not sticks and (len(blanks) > 1 or "\t" in blanks)
    else:
        meant = not sticks
    return None if meant else found


def _cut_words(comment: str) -> tuple[str, str]:
    shown = graphemes.shortened(comment, 40)
    return (
        f"the words from “{shown}” on are a comment for YAML and are not published",
        f"{QUOTE}; if a comment is meant, write two spaces before the “#” and one after it",
    )


_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\([t_])")
_MEANING = {"t": "a tab", "_": "a no-break space"}


def _escaped(event: Any, rows: Sequence[str]) -> tuple[str, str] | None:
    r"""Return message and hint if a double-quoted text has an escape that a path (`C:\temp`) or
    Markdown (`snake\_case`) has by accident: of a tab, which becomes a space, or a no-break
    space."""
    found = next((m for row in _inside(event, rows) if (m := _ESCAPE.search(row))), None)
    if not found:
        return None
    return (
        f"“\\{found[1]}” in double quotes is {_MEANING[found[1]]}",
        "use single quotes, in which a backslash is just a backslash",
    )


_ITEM = re.compile(r"\s*(?:(?:[-*+•–—]|[0-9]{1,3}[.)])\s+\S|\|.*\|\s*$)")
_HEADING = re.compile(r"\s*#{1,6} ")


def _folded(event: Any, rows: Sequence[str], where: tuple[str | int, ...]) -> Iterator[Loss]:
    """Yield what is lost where YAML joins lines: a list, a table, a heading; a paragraph."""
    lines = _inside(event, rows)
    block = event.style == ">"
    first = event.start_mark.line + block + 1
    indent = min((len(row) - len(row.lstrip()) for row in lines if row.strip()), default=0)

    def joined(n: int) -> bool:  # YAML keeps the lines that are indented further in a > block
        row = lines[n]
        return bool(row.strip()) and not (block and row[indent : indent + 1].isspace())

    def loss(n: int, message: str, *, markdown: bool = False) -> Loss:
        column = len(lines[n]) - len(lines[n].lstrip()) + 1
        hint = "write | instead of >" if block else "write | and the text below it, indented"
        return Loss(where, first + n, column, Name.FOLDED_LINES, message, hint, markdown=markdown)

    together = [n for n in range(1, len(lines)) if joined(n) and joined(n - 1)]
    items = [n for n in together if _ITEM.match(lines[n])]
    if items and sum(map(bool, map(_ITEM.match, lines))) > 1:
        yield loss(
            items[0], "YAML joins this line to the one before, and the list becomes plain text"
        )
    elif heads := [n for n in together if _HEADING.match(lines[n - 1])]:
        yield loss(heads[0], "YAML joins this line to the heading before it", markdown=True)
    for n in range(2, len(lines)):
        if joined(n) and not lines[n - 1].strip() and joined(n - 2):
            yield loss(
                n,
                "YAML makes a mere line break of the blank line before this one,"
                " and the two paragraphs become one",
                markdown=True,
            )
            break


def _inside(event: Any, rows: Sequence[str]) -> list[str]:
    """Return the lines of a scalar, without what is before and after it in them."""
    start, end = event.start_mark, event.end_mark
    if event.style == ">":
        lines = list(rows[start.line + 1 : end.line + (end.column > 0)])
        while lines and not lines[-1].strip():
            lines.pop()
        return lines
    lines = list(rows[start.line : end.line + 1])
    lines[-1] = lines[-1][: end.column]
    lines[0] = " " * start.column + lines[0][start.column :]
    return lines
