"""Marks in text around the product's words that are not in the language of the page.

On pages they become `lang` attributes (WCAG 2, success criterion 3.1.2), which nothing can give to
an attribute, a title or a file. So a message is marked where it is said, and the finished page is
looked at once. The marks are noncharacters (Unicode, section 23.7): no programme has them.
"""

from __future__ import annotations

import gettext
import re

BEGIN, END = "\ufdd0", "\ufdd1"
"""Around a message of the product in another language."""

VALUE, BEHIND = "\ufdd2", "\ufdd3"
"""Around a value in such a message, which is in the language of the page."""

# JSON may have them escaped, and the queries of links.
_MARKS = re.compile("[\ufdd0-\ufdd3]|\\\\ufdd[0-3]|%(?:25)*EF%(?:25)*B7%(?:25)*9[0-3]")
_PLACE = re.compile(r"%\(\w+\)s")
_UNMARKED = "[^\ufdd0-\ufdd3<]*"
_ATTRIBUTES = r'(?:\s(?!lang=)[^\s=>"]+(?:="[^"]*")?)*'
_ONE_MESSAGE = re.compile(
    rf"<([a-z][a-z0-9]*)({_ATTRIBUTES})>(\s*){BEGIN}({_UNMARKED}){END}(\s*)</\1>"
)
_VALUE_WITHOUT_WORDS = re.compile(f"{VALUE}((?:[^\\w<\ufdd0-\ufdd3]|\\d)*){BEHIND}")
_MESSAGE_AS_VALUE = re.compile(f"{VALUE}{BEGIN}({_UNMARKED}){END}{BEHIND}")
_DATA = re.compile('\\sdata-([a-z-]+)="[^"]*\ufdd0[^"]*"')
# What cannot have an element around a part of its text, and tags, whose attributes cannot either.
_NO_ELEMENTS = re.compile(
    r"<!--.*?-->|<(script|style|title|textarea|option|svg)\b.*?</\1\s*>|<(?:\"[^\"]*\"|[^>\"])*>",
    re.DOTALL,
)


class MarkedWords(gettext.NullTranslations):
    """A catalogue whose messages are marked, except those without letters."""

    def __init__(self, words: gettext.NullTranslations) -> None:
        super().__init__()
        self.words = words

    def gettext(self, message: str) -> str:
        """Return the translation of a message, marked."""
        return _marked(self.words.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a message about `n` things, marked."""
        return _marked(self.words.ngettext(msgid1, msgid2, n))


def language_of(text: str, words: str, tag: str) -> str:
    """Return the language of a text that may be a marked message: `words`, or else `tag`."""
    return words if text.startswith(BEGIN) else tag


def _marked(message: str) -> str:
    if not any(character.isalpha() for character in _PLACE.sub("", message)):
        return message
    return f"{BEGIN}{_PLACE.sub(lambda place: f'{VALUE}{place[0]}{BEHIND}', message)}{END}"


def without(text: str) -> str:
    """Return a text without marks."""
    return _MARKS.sub("", text)


def html(page: str, *, words: str, tag: str, leftwards: bool) -> str:
    """Return a page whose marks are `lang` attributes.

    `words` is the language of the marked messages, `tag` that of the page, both BCP 47; what reads
    from right to left is `leftwards`. A message that is all there is in an element gives it the
    language; other messages and their values have elements of their own, with their direction if
    the page runs from right to left. For a message in a data attribute, which a script writes,
    another one has the language: `data-copied-lang` that of `data-copied` (words.js).
    """
    if not _MARKS.search(page):
        return page
    page = _MESSAGE_AS_VALUE.sub(r"\1", page)
    page = _VALUE_WITHOUT_WORDS.sub(r"\1", page)
    direction = (' dir="ltr"', ' dir="rtl"') if leftwards else ("", "")
    opened = {
        BEGIN: f'<span lang="{words}"{direction[0]}>',
        VALUE: f'<span lang="{tag}"{direction[1]}>',
        END: "</span>",
        BEHIND: "</span>",
    }
    if not leftwards:
        page = _ONE_MESSAGE.sub(rf'<\1\2 lang="{words}">\3\4\5</\1>', page)
    found, end = [], 0
    for other in _NO_ELEMENTS.finditer(page):
        found.append(_with_elements(page[end : other.start()], opened))
        tag_or_block = other[0]
        if other[1] is None:
            tag_or_block = _DATA.sub(rf'\g<0> data-\1-lang="{words}"', tag_or_block)
        found.append(without(tag_or_block))
        end = other.end()
    found.append(_with_elements(page[end:], opened))
    return "".join(found)


def _with_elements(text: str, opened: dict[str, str]) -> str:
    for mark, element in opened.items():
        text = text.replace(mark, element)
    return text
