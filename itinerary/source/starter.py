"""The starter programme, in each language of the interface."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

_ENGLISH = "en"


def languages() -> tuple[str, ...]:
    """Return the languages (BCP 47) that the starter programme can be in."""
    return tuple(_words())


def programme(language: str = _ENGLISH) -> str:
    """Return the starter programme, whose texts are in `language`.

    Its comments are in English, as the keys of the format and the messages of `check` are: the
    documentation has them under the same words.

    A language with a territory (fr-CA) takes the words of its parent. Raises ValueError if there
    are no words in the language.
    """
    text = files(__package__).joinpath("starter.yaml").read_text("utf-8")
    if language == _ENGLISH:
        return text
    words = _words().get(language) or _words().get(language.partition("-")[0])
    if words is None or (re.search("-[A-Za-z]{4}$", language) and language not in _words()):
        raise ValueError(f"there is no starter programme in “{language}”")
    for key, english in _words()[_ENGLISH].items():
        text = _replaced(text, english, words[key])
    text = text.replace("languages: [en]", f"languages: [{language}]", 1)
    return text.replace("spoken: en\n", f"spoken: {language.partition('-')[0]}\n", 1)


def _replaced(text: str, english: str, words: str) -> str:
    """Return the text with other words for the value `english`, wherever it stands."""
    pattern = rf"(?m)^( *(?:- )?(?:[a-z-]+: )?){re.escape(english)}(?=$| #)"
    found = len(re.findall(pattern, text))
    assert found, english

    def value(match: re.Match[str]) -> str:
        # In a block of Markdown words stand as they are.
        return match[1] + (words if not match[1].strip() else _plain_or_quoted(words))

    return re.sub(pattern, value, text)


def _plain_or_quoted(words: str) -> str:
    """Return words as a value of YAML, in quotation marks where they would be something else."""
    risky = re.search(r"^[^\w«„“「]|: | #|:$|^[0-9]", words)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"' if risky else words


@cache
def _words() -> dict[str, dict[str, str]]:
    data = files(__package__).joinpath("starter_words.yaml").read_text("utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(data)
    return found
