"""Rhythms in words: one sentence in each language, whatever its grammar."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.repetition import EVERY_EXAMPLES, ORDINALS, WEEKDAYS, Recurrence, parse_every
from itinerary.model.when import Part
from itinerary.render.words.language import Language
from itinerary.render.words.rhythm import recurrence_words, rhythm_words

FIRST = date(2027, 1, 12)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("every", "english", "chinese", "russian"),
    [
        ("day", "Every day", "每天", "Каждый день"),
        ("2 days", "Every 2 days", "每2天一次", "Раз в 2 дня"),
        ("5 days", "Every 5 days", "每5天一次", "Раз в 5 дней"),
        ("weekday", "Monday to Friday", "星期一至星期五", "С понедельника по пятницу"),
        ("week", "Every Tuesday", "每星期二", "Каждый вторник"),
        ("wednesday", "Every Wednesday", "每星期三", "Каждую среду"),
        ("sunday", "Every Sunday", "每星期日", "Каждое воскресенье"),
        ("2 weeks", "Every 2 weeks on Tuesdays", "每2周一次，星期二",
         "Раз в 2 недели по вторникам"),
        ("tuesday, thursday", "Every week on Tuesdays and Thursdays", "每周的星期二和星期四",
         "Каждую неделю по вторникам и четвергам"),
        ("month", "Every month on day 12", "每月12日", "Каждый месяц 12-го числа"),
        ("3 months", "Every 3 months on day 12", "每3个月一次，12日",
         "Раз в 3 месяца 12-го числа"),
        ("last day of the month", "On the last day of every month", "每月最后一天",
         "В последний день каждого месяца"),
        ("second tuesday", "Every month on the second Tuesday", "每月第二个星期二",
         "Каждый месяц во второй вторник"),
        ("first and third wednesday",
         "Every month on the first Wednesday and the third Wednesday",
         "每月第一个星期三和第三个星期三", "Каждый месяц в первую среду и в третью среду"),
        ("last sunday of every 2 months", "Every 2 months on the last Sunday",
         "每2个月一次，最后一个星期日", "Раз в 2 месяца в последнее воскресенье"),
        ("year", "Every year on 12 January", "每年1月12日", "Каждый год 12 января"),
        ("5 years", "Every 5 years on 12 January", "每5年一次，1月12日", "Раз в 5 лет 12 января"),
        ("fourth thursday of november", "Every year on the fourth Thursday in November",
         "每年十一月的第四个星期四", "Каждый год в четвёртый четверг ноября"),
    ],
)  # fmt: skip
def test_rhythm_is_a_sentence_in_each_language(
    every: str, english: str, chinese: str, russian: str
) -> None:
    rhythm = parse_every(every)
    said = [rhythm_words(rhythm, FIRST, Language.of(tag)) for tag in ("en", "zh", "ru")]
    assert said == [english, chinese, russian]


@pytest.mark.parametrize(
    ("start", "end", "part", "words"),
    [
        (time(19), time(21), None, "Every Tuesday, 19:00–21:00"),
        (time(19), None, None, "Every Tuesday, 19:00"),
        (None, None, Part.EVENING, "Every Tuesday, evening"),
        (None, None, None, "Every Tuesday"),
    ],
)
def test_recurrence_has_the_hours_that_are_known(
    start: time | None, end: time | None, part: Part | None, words: str
) -> None:
    recurrence = Recurrence(
        event="x", every=parse_every("week"), first=FIRST, start=start, end=end, part=part
    )
    assert recurrence_words(recurrence, Language.of("en")) == words


@pytest.mark.parametrize(
    ("tag", "words"),
    [("en", "Every month on day 5 (2 days)"), ("de", "Jeden Monat am 5. (2 Tage)")],
)
def test_recurrence_says_how_many_days_its_dates_last(tag: str, words: str) -> None:
    recurrence = Recurrence(event="x", every=parse_every("month"), first=date(2026, 12, 5))
    assert recurrence_words(recurrence, Language.of(tag), days=2) == words


def test_days_that_were_written_one_by_one_have_no_rhythm() -> None:
    recurrence = Recurrence(event="x", first=FIRST, until=date(2027, 5, 1))
    assert recurrence_words(recurrence, Language.of("en")) == "On single days"


@given(
    st.sampled_from(
        [*EVERY_EXAMPLES, *(f"{nth} {day}" for nth in ORDINALS for day in WEEKDAYS), *WEEKDAYS]
    ),
    st.sampled_from(["en", "zh", "ru", "de", "ar", "ja"]),
)
def test_every_rhythm_has_words_in_every_language(every: str, tag: str) -> None:
    words = rhythm_words(parse_every(every), FIRST, Language.of(tag))
    assert words
    assert "%" not in words
