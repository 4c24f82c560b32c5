"""Words an author wrote, in one or several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ANY = "mul"
"""Language key of a text that is the same in every language (BCP 47 `mul`)."""

# Characters that tear calendar lines apart or have no meaning in text: C0 without tab and
# line feed, DEL, C1, the Unicode line separators (Python's splitlines, and with it
# vdirsyncer, breaks lines there), the byte order mark, lone surrogates.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


# An HTML comment, to the end of the text if nobody closes it; with its line if it has one of its
# own. What is before it in this pattern is Markdown in which no comment is one: code and escapes.
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


class Said(NamedTuple):
    """A text as it is shown: the words and the language they are really in.

    `language` is a BCP 47 tag, or `mul` for words that belong to every language.
    """

    words: str
    language: str


def clean(words: str) -> str:
    """Return `words` in NFC, tabs as spaces, without outer white space or control characters."""
    if not words.isprintable():  # most are, and then have none of these
        words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        words = FORBIDDEN.sub("", words)
    return unicodedata.normalize("NFC", words).strip()


def uncommented(words: str) -> str:
    """Return words without HTML comments, which authors write for themselves."""
    if "<!--" not in words:
        return words
    return _COMMENT.sub(lambda found: found["kept"] or "", words)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the languages it was written in, in fallback order.

    Every entry is clean (see `clean`), and there is at least one.
    """

    entries: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, value: str | Mapping[str, str], languages: Sequence[str]) -> Text:
        """Make a text from what an author writes.

        `value` is a map from language tag to words, or plain words, which are in the first of
        `languages`. `languages` is the programme's declared order; a missing language falls back
        to the first of them that has words.
        """
        said = {languages[0]: value} if isinstance(value, str) else value
        order = {tag: place for place, tag in enumerate(languages)}
        tags = sorted(said, key=lambda tag: (order.get(tag, len(order)), tag))
        return cls(tuple((tag, clean(said[tag])) for tag in tags))

    def __post_init__(self) -> None:
        if not self.entries:
            raise ValueError("a text needs words in at least one language")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.entries)

    def pick(self, language: str) -> Said:
        """Return the words for `language`: its own, its base language's (`zh` for `zh-Hant`),
        those that belong to every language, else the first in fallback order."""
        for wanted in (language, language.partition("-")[0], ANY):
            for tag, words in self.entries:
                if tag == wanted:
                    return Said(words, tag)
        tag, words = self.entries[0]
        return Said(words, tag)

    def to(self, language: str) -> str:
        """Return the words for `language`, whatever language they fall back to."""
        return self.pick(language).words

    def missing(self, languages: Sequence[str]) -> list[str]:
        """Return those of `languages` in which this text has no words of its own."""
        said = dict(self.entries)
        return [] if ANY in said else [tag for tag in languages if tag not in said]


def visible(words: str) -> str:
    """Return `words` with each character that cannot be seen, or not told from a space, as its
    code: `hall<U+200B>`."""
    if words.isprintable():
        return words
    return "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in words)
