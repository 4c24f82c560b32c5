"""The table of what languages call themselves is what CLDR says."""

from __future__ import annotations

import pytest
from babel import UnknownLocaleError

from itinerary.render.words.autonyms import TABLE, autonym
from tools import autonyms


def test_table_is_current() -> None:
    assert TABLE.read_text("utf-8") == autonyms.text(), "run: make docs"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "English"),
        ("ru", "русский"),
        ("zh-Hant", "中文 (繁體)"),
        ("pt-BR", "português (Brasil)"),
        ("es-419", "español (Latinoamérica)"),
    ],
)
def test_a_language_is_called_what_it_calls_itself(tag: str, name: str) -> None:
    assert autonym(tag) == name


def test_a_language_that_cldr_does_not_know_is_an_error() -> None:
    with pytest.raises(UnknownLocaleError):
        autonym("xx")
