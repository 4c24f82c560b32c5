"""The parsers of Markdown: their rules and the addresses that they find.

`markdown` imports them when it first has a text to parse, because they take a tenth of the time
that a server takes to start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property
from html import escape
from typing import Any

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_BREAK = re.compile(r"<br\s*/?> *\n? *", re.IGNORECASE)
_WIDE = re.compile("[\u3000-\u303f\uff00-\uffef“”‘’…]")
"""Punctuation of Chinese and Japanese, which follows an address without a space."""
_WORD = re.compile(r"(?<!\S)\S{1,2000}(?!\S)")
"""A word that is searched for addresses. The search starts anew at many positions of a word, so a
word of 50,000 characters would take minutes."""
_REST = re.compile(r"\S{1,2001}")
_MOST_BEGUN = 20
"""The most addresses that may begin in a word: the query of an address may contain a few others."""
_SCHEME = re.compile(r"(?<![A-Za-z0-9.+-])https?\Z", re.IGNORECASE)
_NAME = r"[a-zA-Z0-9][a-zA-Z0-9.+_-]{0,63}"


class _Parser(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  markdown-it's name
        """Show an address as it was typed: a decoded one would not work as a copy."""
        return link


class _Linkify(LinkifyIt):  # type: ignore[misc]  # it has no types
    """Finds addresses: those with http, https or mailto, www.…, and mail addresses.

    `example.org` alone is not one: README.md and the like would be hosts in Moldova.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set({"fuzzy_link": False})
        self.add("ftp:", None).add("//", None)
        self.add("www.", {"validate": self._www, "normalize": self._with_http})
        # In any top-level domain, and after a colon of any script.
        host = rf"(?:{self.re['src_domain']}\.)+[a-z][a-z0-9-]+{self.re['src_host_terminator']}"
        self.re["email_fuzzy"] = rf"(^|[^a-zA-Z0-9.+_@/-])({_NAME}@{host})"

    def pretest(self, text: str) -> bool:
        """Tell whether a text may contain an address."""
        return "://" in text or "@" in text or "www." in text.lower()

    test = pretest

    def match(self, text: str) -> list[Any]:
        """Return the addresses in a text."""
        found = []
        for word in _WORD.finditer(text) if self.pretest(text) else ():
            if self.pretest(word[0]) and _begun(word[0]) <= _MOST_BEGUN:
                for match in super().match(word[0]) or ():
                    match.index += word.start()
                    match.last_index += word.start()
                    found.append(_ended(match))
        return found

    def match_at_start(self, text: str) -> Any:
        """Return the address that a word begins with, None if it does not."""
        match = super().match_at_start(text)
        return match and _ended(match)

    @cached_property
    def _host_and_path(self) -> re.Pattern[str]:
        pattern: str = self.re["src_host_port_strict"] + self.re["src_path"]
        return re.compile(pattern, re.IGNORECASE)  # as slow as all else that a start compiles

    def _www(self, text: str, pos: int) -> int:
        found = self._host_and_path.match(text, pos)
        return len(found[0]) if found else 0

    def _with_http(self, match: Any) -> None:
        match.url = f"http://{match.url}"


def _ended(match: Any) -> Any:
    """Return a match cut off at the first wide punctuation mark, which ends an address."""
    if wide := _WIDE.search(match.raw):
        cut = len(match.raw) - wide.start()
        match.raw = match.text = match.raw[: wide.start()]
        match.url = match.url[:-cut]
        match.last_index -= cut
    return match


def _begun(word: str) -> int:
    """Return how many addresses may begin in a word."""
    return word.count("://") + word.count("@") + word.lower().count("www.")


def _address(state: StateInline, silent: bool) -> bool:
    """Read an address that begins with a scheme (a rule of the parser).

    It replaces markdown-it's rule, which searches the whole text before and after each `://`.
    """
    scheme = state.src.startswith("://", state.pos) and _SCHEME.search(state.pending[-6:])
    linkify = state.md.linkify
    if not scheme or not linkify or state.linkLevel > 0:
        return False
    begin = state.pos - len(scheme[0])
    rest = _REST.match(state.src, begin)
    if not rest or len(rest[0]) > 2000 or _begun(rest[0]) > _MOST_BEGUN:
        return False
    link = linkify.match_at_start(rest[0])
    url = link.url.rstrip("*") if link else ""  # a star may end an emphasis
    address = state.md.normalizeLink(url)
    if not url or not state.md.validateLink(address):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        opened = state.push("link_open", "a", 1)
        opened.attrs = {"href": address}
        opened.markup, opened.info = "linkify", "auto"
        state.push("text", "", 0).content = state.md.normalizeLinkText(url)
        closed = state.push("link_close", "a", -1)
        closed.markup, closed.info = "linkify", "auto"
    state.pos = begin + len(url)
    return True


def _break(state: StateInline, silent: bool) -> bool:
    """Read `<br>` as a line break (a rule of the parser)."""
    found = _BREAK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


def _image(_renderer: Any, tokens: Sequence[Any], n: int, *_: Any) -> str:
    """Show the text of a picture in its place (a rule of the renderer)."""
    return escape(tokens[n].content)


@cache
def markdown() -> MarkdownIt:
    """Return the parser of Markdown."""
    parser = _Parser("commonmark", {"html": False, "breaks": True, "linkify": True})
    parser.linkify = _Linkify()
    parser.inline.ruler.at("linkify", _address)
    parser.inline.ruler.before("autolink", "break", _break)
    parser.add_render_rule("image", _image)
    parser.enable(["table", "strikethrough", "linkify"])
    return parser


@cache
def words() -> MarkdownIt:
    """Return a parser of plain text that recognises addresses only."""
    parser = _Parser("zero", {"linkify": True})
    parser.linkify = _Linkify()
    parser.inline.ruler.at("linkify", _address)
    parser.enable("linkify")
    return parser
