"""Languages near another one: the catalogue of a language, and the best language for a reader."""

from __future__ import annotations

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.language_parents import (
    nearest,
    parents,
    preferred,
    script_of,
    unlike_their_names,
)

TAGS = sorted(id.replace("_", "-") for id in localedata.locale_identifiers())
CATALOGUES = ("zh", "zh_Hant", "pt", "pt_PT", "es", "es_419", "fr", "sr", "no", "hi", "pa", "uz")


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("fr-CA", "fr"),
        ("zh-TW", "zh_Hant"),
        ("zh-MO", "zh_Hant"),
        ("zh-Hans-HK", "zh"),
        ("zh-SG", "zh"),
        ("sr-ME", None),  # it is written in Latin letters there
        ("sr-Latn", None),
        ("sr-Cyrl-ME", "sr"),
        ("pt-AO", "pt_PT"),
        ("pt-BR", "pt"),
        ("es-MX", "es_419"),
        ("es-ES", "es"),
        ("nb", "no"),
        ("nn-NO", "no"),
        ("pa-PK", None),
        ("hi-Latn", None),
        ("uz-Cyrl-UZ", None),
        ("de", None),
    ],
)
def test_a_language_finds_the_nearest_catalogue(tag: str, name: str | None) -> None:
    assert nearest(tag, CATALOGUES) == name


def test_without_its_own_catalogue_a_language_takes_that_of_its_next_parent() -> None:
    assert nearest("zh-TW", ["zh"]) is None
    assert nearest("pt-AO", ["pt"]) == "pt"
    assert nearest("es-MX", ["es"]) == "es"
    assert nearest("zh-SG", ["zh_Hans"]) == "zh_Hans"


def test_parents_of_all_languages_are_in_the_same_script() -> None:
    assert len(TAGS) > 1000
    for tag in TAGS:
        script = script_of(Locale.parse(tag, sep="-"))
        found = parents(tag)
        assert found, tag
        assert {script_of(Locale.parse(parent)) for parent in found} == {script}, (tag, found)
        near = nearest(tag, CATALOGUES)
        assert near is None or near in found, (tag, near)


PREFERENCES: list[tuple[list[str], list[str], str | None]] = [
    (["fr-CA", "fr"], ["en", "fr"], "fr"),
    (["zh-TW"], ["zh-Hant", "zh", "en"], "zh-Hant"),
    (["zh-TW"], ["zh", "zh-Hant", "en"], "zh-Hant"),
    (["zh-HK"], ["en", "zh", "zh-TW"], "zh-TW"),
    (["zh-CN"], ["zh-Hant", "zh"], "zh"),
    (["zh-TW", "en"], ["zh", "en"], "en"),
    (["zh-TW"], ["en", "zh"], "zh"),  # in other characters, but Chinese
    (["nb"], ["en", "no"], "no"),
    (["no"], ["en", "nn"], "nn"),
    (["es-MX"], ["es-ES", "es-419"], "es-419"),
    (["pt"], ["en", "pt-PT"], "pt-PT"),
    (["pt"], ["pt-PT", "pt-BR"], "pt-BR"),
    (["pt-AO"], ["pt-BR", "pt-PT"], "pt-PT"),
    (["en-GB", "fr"], ["fr", "en-US"], "en-US"),
    (["fr-XX"], ["en", "fr"], "fr"),
    (["en-US-u-ca-buddhist"], ["fr", "en"], "en"),
    (["de", "tlh"], ["fr", "en"], None),
    ([], ["fr", "en"], None),
]
"""What readers want, what a programme offers, and what is best."""


@pytest.mark.parametrize(("wanted", "offered", "best"), PREFERENCES)
def test_a_reader_gets_the_language_that_is_read_best(
    wanted: list[str], offered: list[str], best: str | None
) -> None:
    assert preferred(wanted, offered) == best


def test_scripts_are_told_the_parents_that_tags_do_not_show() -> None:
    assert unlike_their_names(["en", "fr", "zh"])["ht"] == "fr"
    assert "en-AU" not in unlike_their_names(["en", "fr"])
    spanish = unlike_their_names(["es", "es-419"])
    assert (spanish["es-MX"], spanish.get("es-ES")) == ("es-419", None)


def test_a_refused_language_is_not_chosen_unless_one_of_its_kind_is_wanted_by_name() -> None:
    assert preferred(["en-US"], ["en", "fr"], ["en"]) is None
    assert preferred(["en-US"], ["en-US", "fr"], ["en"]) == "en-US"
    assert preferred(["en"], ["en-AU", "en-IN"], ["en-AU"]) == "en-IN"


@given(st.lists(st.text(max_size=12)), st.sampled_from(TAGS))
def test_any_tags_of_readers_find_a_language_of_the_programme_or_nothing(
    wanted: list[str], offered: str
) -> None:
    assert preferred(wanted, [offered]) in (offered, None)
    assert preferred([*wanted, offered], [offered]) == offered
