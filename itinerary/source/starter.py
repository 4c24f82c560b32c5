"""The starter programme, in each language of the interface."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml
from pydantic_core import PydanticCustomError

from itinerary.errors import NotationError
from itinerary.source.fields import language_tag

_ENGLISH = "en"


def languages() -> tuple[str, ...]:
    """Return the languages (BCP 47) that the starter programme can be in."""
    return tuple(_words())


def programme(words_of: str = _ENGLISH, *, language: str = "") -> str:
    """Return the starter programme for a language (BCP 47), with the texts of `words_of`, which is
    one of `languages()`; `language` is the same by default.

    Its comments are in English, as the keys of the format and the messages of `check` are: the
    documentation has them under the same words. Raises NotationError if `language` is no language.
    """
    language = language or words_of
    try:
        language_tag(language)
    except PydanticCustomError as error:
        raise NotationError(error.message(), (error.context or {}).get("hint", "")) from None
    text = files(__package__).joinpath("starter.yaml").read_text("utf-8")
    if words_of != _ENGLISH:
        for key, english in _words()[_ENGLISH].items():
            text = _replaced(text, english, _words()[words_of][key])
    text = text.replace("languages: [en]", f"languages: [{language}]", 1)
    return text.replace("spoken: en\n", f"spoken: {language.partition('-')[0]}\n", 1)


def _replaced(text: str, english: str, words: str) -> str:
    """Return the text with other words for the value `english`, wherever it stands."""
    pattern = rf"(?m)^( *(?:- )?(?:[a-z-]+: )?){re.escape(english)}(?=$| #)"

    def value(match: re.Match[str]) -> str:
        # In a block of Markdown words stand as they are.
        return match[1] + (words if not match[1].strip() else _plain_or_quoted(words))

    replaced, times = re.subn(pattern, value, text)
    assert times, english
    return replaced


def _plain_or_quoted(words: str) -> str:
    """Return words as a value of YAML, in quotation marks where they would be something else."""
    risky = re.search(r"^[^\w«„“「]|: | #|:$|^[0-9]", words)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"' if risky else words


@cache
def _words() -> dict[str, dict[str, str]]:
    data = files(__package__).joinpath("starter_words.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(data)
    return found
