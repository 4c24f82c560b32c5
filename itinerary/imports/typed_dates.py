"""Dates and times as people type them into tables; what can be read in two ways is an error."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from itinerary.errors import NotationError
from itinerary.imports.doubts import says_tba
from itinerary.model.zones import YEARS
from itinerary.value import Value

_LANGUAGES = (
    *("en", "ar", "de", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt"),
    *("ru", "tr", "uk", "zh"),
)
"""The languages of the interface, in which months and days are recognised."""
_DASH = r"\s*(?:-|–|—|~|〜|bis|until|till|to|à|al|do|до|至|到)\s*"
_YEAR_FIRST = r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})\s?[.日일]?"
_CLOCK = (
    r"(?:(?P<before>[ap]\.?m\.?|上午|下午|午前|午後|오전|오후)\s*)?"
    r"(?P<hour>\d{1,2})(?:(?:[:.hHч時点点시]\s?|\s?Uhr\s?)(?P<minute>\d{2})(?:[:.]\d{2})?\s?(?:分|분)?)?"
    r"(?P<mark>\s?(?:Uhr|h|ч\.?|時|点|시|o'clock))?"
    r"(?:\s*(?P<after>[ap]\.?\s?m\.?))?(?:\s?Uhr|h)?"
)


class AmbiguousDateError(NotationError):
    """A date that can be read in two ways."""


class DateOrder(Value):
    """How dates such as 03/04/2027 are read: the day first, or the month first; None if that was
    not said."""

    day_first: bool | None = None

    @classmethod
    def of(cls, locale: str, day_first: bool | None) -> DateOrder:
        """Return the order of a locale, by CLDR, unless it was said. Raises NotationError."""
        if day_first is not None or not locale:
            return cls(day_first)
        from babel import Locale, UnknownLocaleError

        try:
            pattern = str(Locale.parse(locale.replace("_", "-"), sep="-").date_formats["short"])
        except (UnknownLocaleError, ValueError, TypeError):
            raise NotationError(f"“{locale}” is not a locale", "write en-GB, de or fr-CA") from None
        found = [letter.lower() for letter in pattern if letter in "dMy"]
        return cls(found.index("d") < found.index("m"))


def read_date(words: str, order: DateOrder) -> date | None:
    """Read a date; None for “to be announced”. Raises NotationError."""
    words = _digits(" ".join(words.split()))
    if not words or says_tba(words):
        return None
    found = _date(words, order)
    if found.year not in YEARS:
        raise NotationError(f"the year {found.year} is not plausible", "write a year such as 2027")
    return found


def _date(words: str, order: DateOrder) -> date:
    if found := re.fullmatch(
        r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})\s?[.日일]?", words
    ):
        return _made(words, found[1], found[2], found[3])
    if found := re.fullmatch(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})\.?", words):
        one, other = int(found[1]), int(found[3])
        if found[2] == "." or one > 12 or one == other:
            return _made(words, found[4], other, one)
        if other > 12:
            return _made(words, found[4], one, other)
        if order.day_first is None:
            raise AmbiguousDateError(
                f"“{words}” can be {_spelt(found[4], other, one)} or"
                f" {_spelt(found[4], one, other)}",
                "say which is meant: --day-first or --month-first, or --locale de",
            )
        first, second = (other, one) if order.day_first else (one, other)
        return _made(words, found[4], first, second)
    if re.fullmatch(r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2}", words):
        raise NotationError(f"“{words}” has a year of two digits", "write all four: 2027")
    parts = [part for part in re.split(r"[\s,.،]+|(?<=\d)(?=[^\W\d])", words) if part]
    year = [part for part in parts if re.fullmatch(r"\d{4}", part)]
    day = [int(part) for part in parts if re.fullmatch(r"\d{1,2}", part)]
    names = _months()
    month = {names[part.casefold()] for part in parts if part.casefold() in names}
    if len(year) == 1 and len(day) == 1 and len(month) == 1:
        return _made(words, year[0], month.pop(), day[0])
    if not year and len(day) == 1 and len(month) == 1:
        raise NotationError(f"“{words}” has no year", "write it: 4 March 2027")
    raise NotationError(f"“{words}” is not a date that can be read", "write 2027-03-04")


def _spelt(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}"


def _made(words: str, year: str, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NotationError(f"“{words}” is not a date: there is no such day", "mend it") from None


@cache
def _months() -> dict[str, int]:
    """Return the months by their names and abbreviations in the languages of the interface. A name
    that means two months in two languages means none here."""
    from babel import Locale

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found.setdefault(name.casefold().rstrip("."), set()).add(number)
    found.setdefault("sept", set()).add(9)
    return {
        name: min(numbers)
        for name, numbers in found.items()
        if len(numbers) == 1 and not name[0].isdigit()
    }


def read_time(words: str) -> time | None:
    """Read a time of day; None for “to be announced”. 24:00 is midnight. Raises NotationError."""
    words = _digits(" ".join(words.split()))
    if not words or says_tba(words):
        return None
    found = re.fullmatch(_CLOCK, words, re.IGNORECASE)
    if not found or not (found["minute"] or found["mark"] or found["after"] or found["before"]):
        raise NotationError(f"“{words}” is not a time of day", "write 19:30")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = re.sub(r"[.\s]", "", (found["before"] or found["after"] or "")).lower()
    if half:
        if not 1 <= hour <= 12:
            raise NotationError(f"“{words}” is not a time of day", "write 19:30, or 7:30 pm")
        hour = hour % 12 + (12 if half in ("pm", "下午", "午後", "오후") else 0)
    if (hour, minute) == (24, 0):
        return time()
    if hour > 23 or minute > 59:
        raise NotationError(f"“{words}” is not a time of day", "write a time from 00:00 to 23:59")
    return time(hour, minute)


def read_times(words: str) -> tuple[time | None, time | None]:
    """Read a time of day, or a start and an end: 10:00–11:30, 7–9 pm. Raises NotationError."""
    plain = _digits(" ".join(words.split()))
    if says_tba(plain):
        return None, None
    parts = re.split(_DASH, plain, maxsplit=1, flags=re.IGNORECASE)
    if len(parts) == 1 or not parts[1]:
        return read_time(parts[0]), None
    if not parts[0]:
        raise NotationError(f"“{words}” is not a time of day", "write 10:00–11:30")
    end = read_time(parts[1])
    try:
        return read_time(parts[0]), end
    except NotationError:
        # “7–9 pm”, “10–12 Uhr”: what stands behind the second is meant for both.
        mark = re.search(r"\s*([ap]\.?\s?m\.?|Uhr|h)$", parts[1], re.IGNORECASE)
        if not mark or not re.fullmatch(r"\d{1,2}([:.]\d\d)?", parts[0]):
            raise
        start = read_time(parts[0] + mark[0])
        if start and end and start > end and mark[1].lower().startswith("p"):
            start = read_time(parts[0] + " am")  # 11–1 pm
        return start, end


def read_length(words: str) -> timedelta | None:
    """Read a length: 90, 90 min, 1:30, 1 h 30. Raises NotationError."""
    words = _digits(words.strip().casefold())
    if not words:
        return None
    if found := re.fullmatch(r"(\d{1,4})\s?(?:m|min|mins|minuten|minutes|мин|分钟|分)?\.?", words):
        return timedelta(minutes=int(found[1]))
    if found := re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", words):
        return timedelta(hours=int(found[1]), minutes=int(found[2]))
    hours = r"(\d{1,2})(?:[.,](\d))?\s?(?:h|hr|hrs|std|hours?|stunden?|heures?|ч|小时|時間)\.?"
    if found := re.fullmatch(hours + r"\s?(?:(\d{1,2})\s?(?:m|min|minuten|мин|分)?\.?)?", words):
        minutes = int(found[3] or 0) + 6 * int(found[2] or 0)
        return timedelta(hours=int(found[1]), minutes=minutes)
    raise NotationError(f"“{words}” is not a length", "write 90 min or 1 h 30 min")


def split_moment(words: str) -> tuple[str, str]:
    """Return the date and the time of day in words that have both; the time may be empty."""
    plain = _digits(" ".join(words.split()))
    if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?", plain):
        return found[1], found[2]
    at = r"(?:,?\s+(?:um|at|à|a las|alle|om|o|в|kl\.?)\s+|,?\s+|\s*[|·]\s*)"
    half = r"(?:[ap]\.?m\.?\s*|上午|下午|午前|午後|오전|오후)?\s*"
    clock = half + r"\d{1,2}(?:[:.h]\d{2}|\s?[ap]\.?m|\s?Uhr|h\b|時|点).*"
    if found := re.fullmatch(rf"(.*?\d.*?){at}({clock})", plain, re.IGNORECASE):
        return found[1].rstrip(", "), found[2]
    return plain, ""


def _digits(words: str) -> str:
    """Return words with the digits of all scripts as 0–9."""
    return re.sub(r"[^\x00-\x7f]", lambda m: str(int(m[0])) if m[0].isdecimal() else m[0], words)


def as_date(value: object, order: DateOrder) -> date | None:
    """Return the date of a cell."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return read_date(str(value), order)
