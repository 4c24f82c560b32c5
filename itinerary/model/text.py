"""Words an author wrote, in one or several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from itinerary.value import Value

ANY = "mul"
"""Language key of a text that is the same in every language (BCP 47 `mul`)."""

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that break calendar lines or have no meaning in text: C0 without tab and line feed,
DEL, C1, the Unicode line separators (Python's `splitlines`, and so vdirsyncer, breaks lines there),
the byte order mark, lone surrogates."""


# An HTML comment, up to the end of the text if it is not closed, and with its line if it is alone
# there. The alternatives before it match Markdown in which `<!--` is not a comment: code, escapes.
_COMMENT = re.compile(
    r"""
    (?P<kept> ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n .*? (?:^[ ]{0,3}(?P=fence)|\Z)
    | (?<!`)(?P<ticks>`+)(?!`) (?:(?!\n[ ]*\n).)+? (?<!`)(?P=ticks)(?!`)
    | \\. )
    | ^[ ]*<!--(?:-?>|(?:(?!-->).)*(?:-->|\Z))[ ]*(?:\n|\Z)
    | [ ]?<!--(?:-?>|(?:(?!-->).)*(?:-->|\Z))
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


class TaggedText(NamedTuple):
    """A text as it is shown: the words, and the language that they are really in.

    `language` is a BCP 47 tag, or `mul` for words that belong to every language.
    """

    words: str
    language: str


def clean(words: str) -> str:
    """Return `words` in NFC, tabs as spaces, without outer white space or control characters."""
    if not words.isprintable():  # a fast test: printable words need none of this
        words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        words = FORBIDDEN.sub("", words)
    return unicodedata.normalize("NFC", words).strip()


def uncommented(words: str) -> str:
    """Return words without HTML comments, which are notes of authors to themselves."""
    if "<!--" not in words:
        return words
    return _COMMENT.sub(lambda found: found["kept"] or "", words)


class Text(Value):
    """One text in the languages it was written in, in fallback order.

    Every entry is clean (see `clean`), and there is at least one.
    """

    entries: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, value: str | Mapping[str, str], languages: Sequence[str]) -> Text:
        """Make a text from what an author writes.

        `value` is a map from language tag to words, or plain words, which are in the first of
        `languages`. `languages` is the programme's declared order; a missing language falls back
        to the first of them in which there are words.
        """
        by_tag = {languages[0]: value} if isinstance(value, str) else value
        order = {tag: place for place, tag in enumerate(languages)}
        tags = sorted(by_tag, key=lambda tag: (order.get(tag, len(order)), tag))
        return cls(tuple((tag, clean(by_tag[tag])) for tag in tags))

    def __post_init__(self) -> None:
        if not self.entries:
            raise ValueError("a text needs words in at least one language")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.entries)

    def pick(self, language: str) -> TaggedText:
        """Return the words for `language`: its own, those of its nearest parent by CLDR (`es-419`
        for `es-MX`), those for every language, else the first in fallback order. A language in
        another script is no parent: see `language_parents`."""
        if len(self.entries) > 1:
            for tag, words in self.entries:
                if tag == language:
                    return TaggedText(words, tag)
            nearest = _nearest(language, tuple(tag for tag, _ in self.entries))
            for tag, words in self.entries:
                if tag == nearest:
                    return TaggedText(words, tag)
        tag, words = self.entries[0]
        return TaggedText(words, tag)

    def to(self, language: str) -> str:
        """Return the words that `pick` does, without their language."""
        return self.pick(language).words

    def missing(self, languages: Sequence[str]) -> list[str]:
        """Return the `languages` that this text is not translated into."""
        tags = {tag for tag, _ in self.entries}
        return [] if ANY in tags else [tag for tag in languages if tag not in tags]


@lru_cache(1024)
def _nearest(language: str, tags: tuple[str, ...]) -> str | None:
    """Return the tag of the words for `language`, which is not among the tags itself."""
    from itinerary.model import language_parents  # with CLDR's data, which most words do without

    return language_parents.nearest(language, tags) or (ANY if ANY in tags else None)


def visible(words: str) -> str:
    """Return `words` with each character that cannot be seen, or not told from a space, as its
    code: `hall<U+200B>`."""
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in words)
