"""Markdown, as HTML for pages and as plain text for calendars.

CommonMark with tables and strikethrough, as authors mean it: line breaks are kept, addresses become
links, `<br>` breaks the line, comments are removed. Other HTML stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

import nh3

from itinerary.model.text import uncommented

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

# Without pictures, because a page sends no request to another host.
_TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}
_SCHEMES = {"http", "https", "mailto"}

_MARKS = r"\x00-\x1f\\`*_\[\]<&~:@"
_PROSE = re.compile(rf"(?i:(?!.*www\.))[^\W\d_](?:[^{_MARKS}]*[^\s{_MARKS}])?\n?")
"""A line in which Markdown has nothing to mark: most texts are one, and need no parser."""


def html(words: str) -> str:
    """Return Markdown as safe HTML: raw HTML stays text, and nh3 sanitises the result."""
    if _PROSE.fullmatch(words):
        return _sanitised(f"<p>{escape(words.rstrip())}</p>\n")
    return _rendered(words)


def _rendered(words: str) -> str:
    from itinerary.render.words.markdown_parser import markdown  # slow import

    rendered = str(markdown().render(uncommented(words)))
    for level in (4, 3, 2, 1):  # an author's “# Heading” ranks below the page's own
        for mark in ("<h", "</h"):
            rendered = rendered.replace(f"{mark}{level}>", f"{mark}{level + 2}>")
    return _sanitised(rendered)


def linked(words: str) -> str:
    """Return plain text of one line as safe HTML, in which addresses are links."""
    from itinerary.render.words import markdown_parser  # slow import

    return _sanitised(str(markdown_parser.words().renderInline(words)))


def _sanitised(rendered: str) -> str:
    return nh3.clean(rendered, tags=_TAGS, link_rel="noopener nofollow", url_schemes=_SCHEMES)


def plain(words: str) -> str:
    """Return Markdown as plain text.

    List and quote marks are kept, links are followed by their address, and each row of a table is a
    line.
    """
    return words.rstrip() if _PROSE.fullmatch(words) else _parsed(words)


def _parsed(words: str) -> str:
    from markdown_it.tree import SyntaxTreeNode  # slow imports

    from itinerary.render.words.markdown_parser import markdown

    tree = SyntaxTreeNode(markdown().parse(uncommented(words)))
    return "\n".join(_lines(tree.children, apart=True)).strip()


def _lines(blocks: Sequence[SyntaxTreeNode], *, apart: bool) -> list[str]:
    """Return the lines of blocks, with an empty one between two if `apart`."""
    lines: list[str] = []
    for block in blocks:
        if lines and apart:
            lines.append("")
        lines += _block(block)
    return lines


def _block(block: SyntaxTreeNode) -> list[str]:
    match block.type:
        case "paragraph" | "heading" | "inline":
            return [line.rstrip() for line in _inline(block).split("\n")]
        case "bullet_list":
            return [line for item in block.children for line in _marked("- ", item)]
        case "ordered_list":
            first = int(block.attrs.get("start", 1))
            items = enumerate(block.children, first)
            return [line for number, item in items for line in _marked(f"{number}. ", item)]
        case "blockquote":
            return [f"> {line}".rstrip() for line in _lines(block.children, apart=True)]
        case "table":
            return list(filter(None, (_row(row) for row in block.walk() if row.type == "tr")))
        case "hr":
            return ["---"]
        case _:  # code
            return block.content.rstrip("\n").split("\n")


def _marked(mark: str, item: SyntaxTreeNode) -> Iterator[str]:
    """Yield the lines of an item of a list, with its mark before the first."""
    lines = _lines(item.children, apart=False)
    yield (mark + lines[0] if lines else mark).rstrip()
    for line in lines[1:]:
        yield (" " * len(mark) + line).rstrip()


def _row(row: SyntaxTreeNode) -> str:
    cells = (" ".join(_inline(cell).split()) for cell in row.children)
    return " · ".join(filter(None, cells))


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline" | "image":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
    words = "".join(map(_inline, node.children))
    match node.type:
        case "s":  # without the marks it would read as valid
            return f"~~{words}~~"
        case "link" if node.info != "auto":
            address = str(node.attrs.get("href", "")).removeprefix("mailto:")
            return words if address in words else f"{words} ({address})".strip()
    return words
