"""Types of texts in the file: words, or words by language, up to a length."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from itinerary.model.text import ANY, clean, uncommented
from itinerary.source.fields import TOO_LONG, ReadBy, language_tag, shape, wrong
from itinerary.value import Value

LONGEST_TITLE = 160
LONGEST_LINE = 600
LONGEST_PROSE = 50_000


class Words(Value):
    """A text as written: plain words, or words by language."""

    written: str | dict[str, str]

    def each(self) -> list[str]:
        """Return the words in every language, clean."""
        texts = [self.written] if isinstance(self.written, str) else self.written.values()
        return [clean(words) for words in texts]


def _without_comments(words: str) -> str:
    if not uncommented(f"{words}-->").endswith("-->"):  # the added end closed a comment
        raise wrong("the comment that <!-- begins is never closed", "write --> where it ends")
    return uncommented(words)


def _words(value: Any) -> Words:
    """Check words, or a map from language to words."""
    if isinstance(value, str):
        value = _without_comments(value)
        if not clean(value):
            raise wrong("this text is empty", "write some words, or remove the key")
        return Words(value)
    if not isinstance(value, dict):
        raise wrong(
            f"this is {shape(value)}, not a text",
            "write words, or words by language: {en: Talks, zh: 会谈}",
        )
    for tag in value:
        if tag != ANY:
            language_tag(tag)
    by_tag = {
        tag: _without_comments(words) if isinstance(words, str) else words
        for tag, words in value.items()
        if words is not None
    }
    if not by_tag:
        raise wrong("this text is empty", "write some words, or remove the key")
    for tag, words in by_tag.items():
        if not isinstance(words, str) or not clean(words):
            raise wrong(f"the text in “{tag}” is {shape(words)}, not words", "write words")
    return Words(by_tag)


def _at_most(length: int) -> AfterValidator:
    def check(value: Words) -> Words:
        for words in value.each():
            if len(words) > length:
                message = f"this text has {len(words)} characters, more than {length}"
                raise PydanticCustomError(TOO_LONG, "{message}", {"message": message})
        return value

    return AfterValidator(check)


def _one_line(value: Words) -> Words:
    if any("\n" in words for words in value.each()):
        raise wrong(
            "this text must be one line",
            "join the lines, or use >- instead of |, without blank lines",
        )
    return value


def _text_schema(longest: int) -> WithJsonSchema:
    plain = ["string", "number", "boolean"]
    language = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
    return WithJsonSchema(
        {
            "description": f"Words (at most {longest:,} characters), or words by language;"
            " a missing one falls back as `languages` says.",
            "anyOf": [
                {"type": plain, "maxLength": longest},
                {
                    "type": "object",
                    "propertyNames": {"pattern": language},
                    "additionalProperties": {"type": [*plain, "null"], "maxLength": longest},
                    "minProperties": 1,
                },
            ],
        }
    )


TEXTS = {
    "Title": _text_schema(LONGEST_TITLE),
    "Line": _text_schema(LONGEST_LINE),
    "Prose": _text_schema(LONGEST_PROSE),
}
"""The JSON Schema of each kind of text."""

TitleIn = Annotated[
    Words,
    ReadBy(_words),
    AfterValidator(_one_line),
    _at_most(LONGEST_TITLE),
    TEXTS["Title"],
]
"""A short text in one line."""
LineIn = Annotated[
    Words, ReadBy(_words), AfterValidator(_one_line), _at_most(LONGEST_LINE), TEXTS["Line"]
]
"""A sentence or two."""
ProseIn = Annotated[Words, ReadBy(_words), _at_most(LONGEST_PROSE), TEXTS["Prose"]]
"""A text of any length, perhaps in Markdown."""
