"""Texts that a source has in several languages, as our file has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itinerary.model.text import Text

Translations = Mapping[str, Mapping[str, Any]]
"""By the tag of a language, the values of keys in it: words, or a list of words."""


def in_languages(
    values: Mapping[str, Any], others: Translations, first: str, languages: Sequence[str]
) -> dict[str, Any]:
    """Return values with a map of languages for each text that is another one in each. `values` are
    in the language `first`, and `languages` are those that the file has."""
    return {
        key: _in_languages(
            value, {tag: said[key] for tag, said in others.items() if key in said}, first, languages
        )
        for key, value in values.items()
    }


def _in_languages(
    value: Any, others: Mapping[str, Any], first: str, languages: Sequence[str]
) -> Any:
    if not others:
        return value
    if isinstance(value, list):
        listed = {tag: said for tag, said in others.items() if len(said) == len(value)}
        return [
            text(one, {tag: said[n] for tag, said in listed.items()}, first, languages)
            for n, one in enumerate(value)
        ]
    return text(value, others, first, languages)


def text(words: str, others: Mapping[str, str], first: str, languages: Sequence[str]) -> Any:
    """Return a text: words alone if these are all that there is, else a map without the languages
    that have the same words by falling back to another."""
    said = {first: words, **others}
    kept = {tag: said[tag] for tag in languages if said.get(tag)}
    if not kept:
        return words
    if languages[0] in kept and set(kept.values()) == {kept[languages[0]]}:
        return kept[languages[0]]
    least: dict[str, str] = {}
    for tag in kept:
        if not least or Text.of(least, languages).to(tag) != kept[tag]:
            least[tag] = kept[tag]
    fallen = Text.of(least, languages)
    return least if all(fallen.to(tag) == kept[tag] for tag in kept) else kept
