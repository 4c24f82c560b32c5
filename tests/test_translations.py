"""What the product says is translated, and the compiled catalogues are those of the sources."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from itinerary.formats.language import TRANSLATIONS, language
from tests.conftest import ROOT

TRANSLATED = ["zh", "ru"]


def catalog(tag: str) -> Catalog:
    with (TRANSLATIONS / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


def messages() -> set[str | tuple[str, ...]]:
    keywords: dict[str, tuple[int, ...] | None] = {
        "_": None,
        "gettext": None,
        "say": None,
        "ngettext": (1, 2),
    }
    found = extract_from_dir(
        ROOT,
        method_map=[("itinerary/**.py", "python"), ("templates/**.html", "jinja2")],
        keywords=keywords,
        directory_filter=lambda path: not Path(path).name.startswith((".", "node_modules")),
    )
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_everything_that_is_said_is_translated(tag: str) -> None:
    known = {message.id: message for message in catalog(tag) if message.id}
    said = messages()
    assert len(said) > 50
    assert said == set(known), "run: make translations"
    for id, message in known.items():
        string = message.string
        strings = [str(s) for s in (string if isinstance(string, tuple | list) else (string,))]
        assert all(strings), f"not translated: {id}"
        assert not message.fuzzy
        for one in strings:
            wanted = set(re.findall(r"%\(\w+\)[sd]", str(id)))
            assert set(re.findall(r"%\(\w+\)[sd]", one)) == wanted, id


@pytest.mark.parametrize("tag", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_source(tag: str) -> None:
    compiled = (TRANSLATIONS / tag / "LC_MESSAGES" / "messages.mo").read_bytes()
    fresh = BytesIO()
    write_mo(fresh, catalog(tag))

    def strings(data: bytes) -> dict[object, object]:
        return {str(m.id): m.string for m in read_mo(BytesIO(data)) if m.id}

    assert strings(compiled) == strings(fresh.getvalue()), "run: make translations"


@pytest.mark.parametrize(
    ("tag", "full", "near", "months", "years"),
    [
        (
            "en",
            "Thursday, 16 May 2024",
            "16–17 May 2024",
            "30 November – 1 December 2024",
            "31 December 2024 – 1 January 2025",
        ),
        (
            "zh",
            "2024年5月16日星期四",
            "2024年5月16日至17日",
            "2024年11月30日至12月1日",
            "2024年12月31日至2025年1月1日",
        ),
        (
            "ru",
            "четверг, 16 мая 2024 г.",
            "16–17 мая 2024 г.",
            "30 ноября – 1 декабря 2024 г.",
            "31 декабря 2024 г. – 1 января 2025 г.",
        ),
    ],
)
def test_days_are_written_as_cldr_writes_them(
    tag: str, full: str, near: str, months: str, years: str
) -> None:
    speech = language(tag)

    def plain(words: str) -> str:
        return re.sub(r"\s", " ", words)

    assert plain(speech.day(date(2024, 5, 16))) == full
    assert plain(speech.days(date(2024, 5, 16), date(2024, 5, 17))) == near
    assert plain(speech.days(date(2024, 11, 30), date(2024, 12, 1))) == months
    assert plain(speech.days(date(2024, 12, 31), date(2025, 1, 1))) == years


@pytest.mark.parametrize(
    ("tag", "hour", "ninety", "day"),
    [
        ("en", "1 hour", "90 minutes", "1440 minutes"),
        ("zh", "1小时", "90分钟", "1440分钟"),
        ("ru", "1 час", "90 минут", "1440 минут"),
    ],
)
def test_lengths_are_exact(tag: str, hour: str, ninety: str, day: str) -> None:
    speech = language(tag)
    for length, words in ((60, hour), (90, ninety), (1440, day)):
        said = speech.length(timedelta(minutes=length)).replace("\xa0", " ").replace(",", "")
        assert re.sub(r"(?<=\d)\s(?=\d{3})", "", said) == words


@pytest.mark.parametrize(
    ("when", "english"), [("2024", "2024"), ("2024-05", "May 2024"), ("2024-05-14", "14 May 2024")]
)
def test_a_source_s_date_is_as_exact_as_it_was_given(when: str, english: str) -> None:
    assert language("en").said_on(when) == english


def test_a_language_without_a_catalogue_speaks_english_with_its_own_dates() -> None:
    german = language("de")
    assert german.say("Where") == "Where"
    assert german.days(date(2024, 5, 16), date(2024, 5, 17)) == "16.–17. Mai 2024"
    assert language("zh-Hans").say("Where") == "地点"
