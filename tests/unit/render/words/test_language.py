"""Days in words, by CLDR."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from itinerary.render.words.language import Language


@pytest.mark.parametrize(
    ("tag", "within_a_month", "over_two"),
    [
        ("en", "16–17 May 2024", "30 May – 2 June"),
        ("ru", "16–17 мая 2024 г.", "30 мая – 2 июня"),
        ("es", "16–17 de mayo de 2024", "30 de mayo – 2 de junio"),
        ("fi", "16.–17. toukokuuta 2024", "30. toukokuuta – 2. kesäkuuta"),
        ("ar", "16–17 مايو 2024", "30 مايو – 2 يونيو"),
    ],
)
def test_a_range_of_days_has_its_months_in_full(
    tag: str, within_a_month: str, over_two: str
) -> None:
    language = Language.of(tag)
    one = language.days(date(2024, 5, 16), date(2024, 5, 17))
    two = language.short_days(date(2024, 5, 30), date(2024, 6, 2))
    # CLDR has spaces of other widths, which are not what this is about.
    assert (" ".join(one.split()), " ".join(two.split())) == (within_a_month, over_two)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "16 May 2024, 19:30"),
        ("ja", "2024年5月16日 19:30"),
        ("ko", "2024년 5월 16일 오후 7:30"),
        ("zh-Hant", "2024年5月16日 晚上7:30"),
        ("zh", "2024年5月16日，19:30"),
    ],
)
def test_a_day_and_its_hour_have_a_comma_only_where_the_language_writes_one(
    tag: str, words: str
) -> None:
    assert " ".join(Language.of(tag).stamp(datetime(2024, 5, 16, 19, 30)).split()) == words
