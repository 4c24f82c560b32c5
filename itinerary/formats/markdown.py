"""Markdown, as HTML for pages and as plain text for calendars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# No pictures from elsewhere: a page makes no request to another host.
_TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def html(words: str) -> str:
    """Return Markdown as safe HTML: raw HTML stays text, and what is left is sanitised by nh3."""
    rendered = _parser().render(words)
    for level in (4, 3, 2, 1):  # an author's “# Heading” ranks below the page's own
        for mark in ("<h", "</h"):
            rendered = rendered.replace(f"{mark}{level}>", f"{mark}{level + 2}>")
    return nh3.clean(
        rendered,
        tags=_TAGS,
        link_rel="noopener nofollow",
        url_schemes={"http", "https", "mailto"},
    )


def plain(words: str) -> str:
    """Return Markdown as plain text: list marks kept, links followed by their address."""
    blocks = _blocks(_parser().parse(words))
    return "\n".join(blocks).strip()


def _blocks(tokens: Sequence[Token]) -> list[str]:
    lines: list[str] = []
    marks: list[str] = []  # the list mark to put before the next text, innermost last
    counters: list[int | None] = []
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                counters.append(None)
            case "ordered_list_open":
                counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                counters.pop()
                if not counters:
                    lines.append("")
            case "list_item_open":
                number = counters[-1]
                marks = ["  " * (len(counters) - 1) + ("- " if number is None else f"{number}. ")]
                if number is not None:
                    counters[-1] = number + 1
            case "paragraph_close" | "heading_close":
                if not counters:
                    lines.append("")
            case "th_close" | "td_close":
                pass
            case "tr_close":
                lines.append("")
            case "inline":
                lines += [marks.pop() + _inline(token) if marks else _inline(token)]
            case "fence" | "code_block":
                lines += [token.content.rstrip("\n"), ""]
    return lines


def _inline(token: Token) -> str:
    words: list[str] = []
    link: list[tuple[int, str]] = []  # where the words of an open link began, and its address
    for child in token.children or []:
        match child.type:
            case "text" | "code_inline":
                words.append(child.content)
            case "softbreak":
                words.append(" ")
            case "hardbreak":
                words.append("\n")
            case "image":
                words.append(child.content)
            case "link_open":
                link.append((len(words), str(child.attrGet("href") or "")))
            case "link_close":
                start, address = link.pop()
                if address not in ("", "".join(words[start:])):
                    words.append(f" ({address})")
    return "".join(words)
