"""What CLDR says of each language of the interface: days, hours, numerals, weeks, lists, ranges."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from babel import Locale, localedata

from itinerary.render.words import language, wording
from itinerary.render.words.language import TRANSLATIONS, Language

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
BEGINS, ENDS = time(10), time(22, 5)

# A day, hours, the first day of the week, quotation marks, and a list.
WRITTEN = {
    "ar": ("16 مايو 2024", "10:00 ص – 10:05 م", SATURDAY, "«A»", "⁨A⁩ و⁨B⁩ و⁨C⁩"),
    "ar-EG": ("١٦ مايو ٢٠٢٤", "١٠:٠٠ ص – ١٠:٠٥ م", SATURDAY, "«A»", "⁨A⁩ و⁨B⁩ و⁨C⁩"),
    "de": ("16. Mai 2024", "10:00–22:05", MONDAY, "„A“", "A, B und C"),
    "en": ("16 May 2024", "10:00–22:05", MONDAY, "“A”", "A, B and C"),
    "en-US": ("May 16, 2024", "10:00 AM – 10:05 PM", SUNDAY, "“A”", "A, B, and C"),
    "es": ("16 de mayo de 2024", "10:00–22:05", MONDAY, "«A»", "A, B y C"),
    "fa": ("۱۶ مهٔ ۲۰۲۴", "۱۰:۰۰ تا ۲۲:۰۵", SATURDAY, "«A»", "⁨A⁩،⁨ B⁩، و ⁨C⁩"),
    "fr": ("16 mai 2024", "10:00 – 22:05", MONDAY, "« A »", "A, B et C"),
    "he": ("16 במאי 2024", "10:00–22:05", SUNDAY, "״A״", "⁨A⁩, ⁨B⁩ ו⁨C⁩"),
    "hi": ("16 मई 2024", "10:00 am – 10:05 pm", SUNDAY, "“A”", "A, B, और C"),
    "id": ("16 Mei 2024", "10.00–22.05", SUNDAY, "“A”", "A, B, dan C"),
    "it": ("16 maggio 2024", "10:00–22:05", MONDAY, "“A”", "A, B e C"),
    "ja": ("2024年5月16日", "10:00～22:05", SUNDAY, "「A」", "A、B、C"),
    "ko": ("2024년 5월 16일", "오전 10:00 ~ 오후 10:05", SUNDAY, "‘A’", "A, B 및 C"),
    "nl": ("16 mei 2024", "10:00–22:05", MONDAY, "“A”", "A, B en C"),
    "pl": ("16 maja 2024", "10:00–22:05", MONDAY, "„A”", "A, B i C"),
    "pt": ("16 de maio de 2024", "10:00 – 22:05", SUNDAY, "“A”", "A, B e C"),
    "pt-PT": ("16 de maio de 2024", "10:00 – 22:05", SUNDAY, "«A»", "A, B e C"),
    "ru": ("16 мая 2024 г.", "10:00–22:05", MONDAY, "«A»", "A, B и C"),
    "tr": ("16 Mayıs 2024", "10:00–22:05", MONDAY, "“A”", "A, B ve C"),
    "uk": ("16 травня 2024 р.", "10:00–22:05", MONDAY, "«A»", "A, B і C"),
    "zh": ("2024年5月16日", "10:00–22:05", MONDAY, "“A”", "A、B和C"),
    "zh-Hant": ("2024年5月16日", "上午10:00至晚上10:05", SUNDAY, "「A」", "A、B和C"),
}


def plain(words: str) -> str:
    return re.sub(r"\s", " ", re.sub("[\u2066-\u2069\u200e\u200f]", "", words))


def test_every_language_of_the_interface_is_listed_here() -> None:
    ours = {file.name.replace("_", "-") for file in TRANSLATIONS.iterdir() if file.is_dir()}
    assert ours | {"en"} <= set(WRITTEN)


@pytest.mark.parametrize("tag", WRITTEN)
def test_days_hours_weeks_quotes_and_lists_are_those_of_cldr(tag: str) -> None:
    day, hours, first, quoted, listed = WRITTEN[tag]
    speech = Language.of(tag)
    moment = date(2024, 5, 16)
    assert plain(speech.said_on(moment.isoformat())) == day
    begins, ends = (datetime.combine(moment, hour) for hour in (BEGINS, ENDS))
    assert plain(wording.range_words(begins, ends, moment, speech)) == hours
    assert speech.first_weekday == first
    assert plain(speech.say("“%(title)s”", title="A")) == quoted
    assert plain(speech.series("ABC")) == plain(listed)


@pytest.mark.parametrize(
    ("tag", "same", "other"),
    [
        ("ar", "3:00–4:30 م", "10:00 ص – 4:30 م"),
        ("ar-EG", "٣:٠٠–٤:٣٠ م", "١٠:٠٠ ص – ٤:٣٠ م"),
        ("en-US", "3:00 – 4:30 PM", "10:00 AM – 4:30 PM"),
        ("hi", "3:00–4:30 pm", "10:00 am – 4:30 pm"),
        ("ko", "오후 3:00~4:30", "오전 10:00 ~ 오후 4:30"),
        ("zh-Hant", "下午3:00至4:30", "上午10:00至下午4:30"),
        ("de", "15:00–16:30", "10:00–16:30"),
    ],
)
def test_the_half_of_the_day_is_said_once_where_it_is_the_same(
    tag: str, same: str, other: str
) -> None:
    hours = Language.of(tag).hours
    assert plain(hours(time(15), time(16, 30))) == same
    assert plain(hours(time(10), time(16, 30))) == other


@pytest.mark.parametrize("tag", WRITTEN)
def test_hours_stay_in_one_line(tag: str) -> None:
    assert " " not in Language.of(tag).hour_dash


def test_every_numbering_system_of_cldr_has_its_digits() -> None:
    for id in localedata.locale_identifiers():
        system = Locale.parse(id).default_numbering_system
        assert system in {*language._DIGITS, "latn"}, id


@pytest.mark.parametrize("tag", ["fa", "ar-EG", "bn", "mr", "my"])
def test_all_that_is_counted_has_the_numerals_of_the_language(tag: str) -> None:
    speech = Language.of(tag)
    moment = date(2024, 5, 16)
    said = [
        speech.day(moment),
        speech.short_day(moment),
        speech.brief_day(moment),
        speech.days(moment, date(2025, 6, 17)),
        speech.short_days(moment, date(2024, 6, 17)),
        speech.day_of_week(moment, year=True),
        speech.day_in_row(moment, None),
        speech.said_on("2024"),
        speech.clock(time(23, 59)),
        speech.stamp(datetime(2024, 5, 16, 10)),
        speech.length(timedelta(minutes=90)),
        speech.kilometres(0.24),
        speech.kilometres(1060),
        speech.ngettext("%(num)d event", "%(num)d events", 12),
        speech.say("Edition %(number)s", number=12),
    ]
    for words in said:
        digits = [sign for sign in words if unicodedata.category(sign) == "Nd"]
        assert digits, words
        assert not [digit for digit in digits if digit.isascii()], words


def test_browsers_are_told_calendar_and_numerals() -> None:
    assert Language.of("fa").browser_locale == "fa-u-ca-gregory-nu-arabext"
    assert Language.of("en").browser_locale == "en-GB-u-ca-gregory-nu-latn"
