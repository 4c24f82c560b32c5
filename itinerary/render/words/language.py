"""A language: its words for what the product says (gettext), its dates and times (CLDR)."""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError, dates, units
from babel.core import get_global, parse_locale
from babel.lists import format_list

from itinerary.model import language_parents
from itinerary.model.itinerary import OwnWords
from itinerary.render.words import bidi, word_marks
from itinerary.value import Value, replace

TRANSLATIONS = Path(__file__).parents[2] / "translations"
_CATALOGUES = "*/LC_MESSAGES/messages.mo"

# An international programme is read with the 24-hour clock and the day before the month.
_LOCALES = {"en": "en_GB"}


# Calendars and pages name the same few days and hours again and again.
_format_date = lru_cache(4096)(dates.format_date)
_format_time = lru_cache(4096)(dates.format_time)
_format_list = lru_cache(4096)(format_list)


def _(message: str) -> str:
    """Mark a message for extraction (pybabel): `Language.say` translates it where it is shown."""
    return message


def locale_of(tag: str) -> Locale:
    """Return the locale of a BCP 47 tag. Raises babel.UnknownLocaleError if CLDR has none."""
    return Locale.parse(_LOCALES.get(tag, tag).replace("-", "_"))


@cache
def with_territory(tag: str) -> str:
    """Return the language of a BCP 47 tag with a territory, likely if the tag names none: zh_CN
    (Open Graph). Raises babel.UnknownLocaleError as `locale_of`."""
    own = locale_of(tag)
    if own.territory:
        return f"{own.language}_{own.territory}"
    likely = get_global("likely_subtags")
    written = likely.get(f"{own.language}_{own.script}") or likely[own.language]
    # Not as a locale: of some, as of no_Latn_NO, Babel has none.
    return f"{own.language}_{parse_locale(written)[1]}"


class Language(Value, dict=True):
    """How to say things in the language `tag` (BCP 47)."""

    tag: str
    locale: Locale
    catalog: gettext.NullTranslations

    @staticmethod
    @lru_cache(2048)
    def of(tag: str, own_words: tuple[OwnWords, ...] = ()) -> Language:
        """Return the language of a BCP 47 tag; product messages without a translation are English.

        `own_words` are those of the programme and of its theme, which go before the product's; of
        several in the language the first goes before the others.
        Raises babel.UnknownLocaleError if CLDR does not know the language.
        """
        locale = locale_of(tag)
        words = _catalog(tag)
        for own in reversed(own_words):
            words = OwnCatalogue(own, words) if own.language == tag else words
        return Language(tag, locale, words)

    @cached_property
    def script(self) -> str:
        """The script in which the language is written (ISO 15924), likely if the tag names none:
        Hant for zh-TW."""
        return language_parents.script_of(self.locale) or ""

    @property
    def translated(self) -> bool:
        """Whether the product has words in the language; if not, its words are in `words`."""
        return self.words == self.tag

    @cached_property
    def words(self) -> str:
        """The language (BCP 47) of the product's words: the tag itself, or English, or another that
        CLDR names as its parent (fr for ht)."""
        name = language_parents.nearest(self.tag, (*_catalogues(), "en"))
        own = name and _spoken(name) == _spoken(self.tag)
        return self.tag if own else (name or "en").replace("_", "-")

    @property
    def words_name(self) -> str:
        """The English name of `words`."""
        return Locale.parse(self.words, sep="-").english_name or self.words

    def has_own(self, message: str) -> bool:
        """Tell whether the programme has own words for a message."""
        return isinstance(self.catalog, OwnCatalogue) and message in self.catalog

    @cached_property
    def marked(self) -> Language:
        """The same for pages: the product's words that are in another language are marked, see
        `word_marks`."""
        if self.translated:
            return self
        return replace(self, catalog=_marked(self.catalog))

    def say(self, message: str, **values: object) -> str:
        """Return the translation of `message`, with `%(name)s` filled in from `values`.

        Words of the other direction are isolated (see `bidi`).
        """
        translated = self.catalog.gettext(message)
        return translated % self._shown(values) if values else translated

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """Return the translation of a message about `num` things, with `%(num)d`, and `%(name)s`
        from `values`, filled in."""
        return self.counted(one, many, num) % self._shown(values)

    def counted(self, one: str, many: str, num: int) -> str:
        """Return the translation of a message about `num` things with `%(num)d` alone filled in."""
        return self.catalog.ngettext(one, many, num).replace("%(num)d", self.number(num))

    def number(self, number: int) -> str:
        """Return a whole number in the numerals of the language."""
        return self.numerals(str(number))

    def numerals(self, words: str) -> str:
        """Return words with the numerals of the language by CLDR: ۱۰:۰۰ in Persian.

        Only for what people read: the product's dates, hours and numbers. Offsets (UTC+8),
        coordinates and addresses are written with 0–9 everywhere.
        """
        return words.translate(self._digits) if self._digits else words

    @cached_property
    def _digits(self) -> dict[int, int]:
        name = _DIGITS.get(self.locale.default_numbering_system)
        zero = ord(unicodedata.lookup(f"{name} DIGIT ZERO")) if name else 0
        return {ord("0") + digit: zero + digit for digit in range(10)} if name else {}

    @property
    def browser_locale(self) -> str:
        """The locale for Intl in browsers, which shows dates and numbers as we do: fa has Persian
        numerals, but the days of the Gregorian calendar."""
        tag = str(self.locale).replace("_", "-")
        return f"{tag}-u-ca-gregory-nu-{self.locale.default_numbering_system}"

    def isolated(self, words: str) -> str:
        """Return words as a part of a text in this language; see `bidi.isolated`.

        HTML (markupsafe.Markup) is returned as it is: it has elements for this.
        """
        return bidi.isolated(words, leftwards=self.leftwards) if type(words) is str else words

    def row(self, separator: str, parts: Iterable[str]) -> str:
        """Return parts as one text, each isolated from the others; see `isolated`."""
        several = tuple(parts)
        return separator.join(map(self.isolated, several) if len(several) > 1 else several)

    def _shown(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: self.isolated(value)
            if isinstance(value, str)
            else self.number(value)
            if isinstance(value, int)
            else value
            for name, value in values.items()
        }

    @cached_property
    def first_weekday(self) -> int:
        """The day with which weeks begin, 0 for Monday: Saturday in Egypt, Sunday in Japan."""
        own = self.locale.first_week_day
        if self.locale.territory:
            return int(own)
        # Of a language without a territory, Babel has the first day of the world.
        try:
            likely = Locale.parse("und_" + with_territory(self.tag).rpartition("_")[2])
        except UnknownLocaleError:
            return int(own)
        return int(likely.first_week_day)

    @cached_property
    def hour_dash(self) -> str:
        """What stands between two hours of a day by CLDR: 10:00–11:30. No line breaks there."""
        return self._dash("hm", "a") if self.half_days else self._dash("Hm", "H")

    @cached_property
    def half_day_dash(self) -> str:
        """What stands between two hours of the same half of a day, which is said once."""
        return self._dash("hm", "h") if self.half_days else self.hour_dash

    def _dash(self, skeleton: str, differs: str) -> str:
        first, last = self.locale.interval_formats[skeleton][differs]
        dash, unit = (_BEHIND_FIELDS.split(pattern)[-1] for pattern in (first, last))
        dash = dash.removeprefix(unit)  # 10時30分～11時30分
        return re.sub(r"\s", lambda space: _UNBROKEN.get(space[0], "\xa0"), dash)

    @cached_property
    def day_comma(self) -> str:
        """What stands between a day and an hour of it: 16 May 2024, 10:00. Japanese, Korean and
        Traditional Chinese write a space (CLDR, dateTimeFormats). So does Simplified Chinese, but
        its calendars have always had the comma, and another one would renew every entry."""
        spaced = self.locale.language in {"ja", "ko"} or self.locale.script == "Hant"
        return " " if spaced else self.say(", ")

    @cached_property
    def day_dash(self) -> str:
        """What stands between moments of two days by CLDR: 22:00 – 17 May, 01:30."""
        return re.sub(r"\s", " ", self.locale.interval_formats[None][3:-3])

    @property
    def half_days(self) -> bool:
        """Whether clocks count to twelve twice a day (10:00 pm), so that times need more room."""
        return not {"H", "k"} & set(self.locale.time_formats["short"].pattern)

    @cached_property
    def leftwards(self) -> bool:
        """Whether the language is written from right to left."""
        return self.locale.character_order == "right-to-left"

    @property
    def onward(self) -> str:
        """The arrow to what comes next."""
        return "←" if self.leftwards else "→"

    @property
    def back(self) -> str:
        """The arrow to what came before."""
        return "→" if self.leftwards else "←"

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The characters with which dates, hours and lists are written, whatever they are."""
        days = [date(2024, month, 1 + month) for month in range(1, 13)]  # all days of the week
        words = [
            *map(self.day, days),
            *map(self.short_day, days),
            *map(self.brief_day, days),
            *(self.said_on(day.isoformat()) for day in days),
            *(self.said_on(f"{day:%Y-%m}") for day in days),
            *(self.days(day, day + timedelta(days=40)) for day in days),
            *(self.clock(time(hour)) for hour in range(24)),
            self.series("ABC"),
        ]
        return frozenset("".join(words))

    def day(self, day: date) -> str:
        """Return a day in full: Thursday 16 May 2024."""
        return self.numerals(_format_date(day, "full", self.locale))

    def short_day(self, day: date) -> str:
        """Return a day without its year: 16 May."""
        return self._skeleton("MMMMd", day)

    def weekday(self, day: date) -> str:
        """Return the name of a day of the week, short: Thu."""
        return dates.format_date(day, "ccc", self.locale)

    def brief_day(self, day: date) -> str:
        """Return a day without its year, as short as can be: 16 May, or 16 Sept."""
        return self._skeleton("MMMd", day)

    def days(self, first: date, last: date) -> str:
        """Return a range of days: 16–17 May 2024."""
        return "".join(words for words, _ in self.days_in_parts(first, last))

    def days_in_parts(self, first: date, last: date) -> tuple[tuple[str, date], ...]:
        """Return a range of days as its parts, each with the day that it names."""
        if first == last:
            return ((self._written(first, "long"), first),)
        return self._interval("yMMMd", first, last)

    def day_of_week(self, day: date, *, year: bool = False) -> str:
        """Return a day with its day of the week, short, and perhaps its year: Thu 16 May."""
        skeleton = "yMMMEd" if year else "MMMEd"
        return self._skeleton(skeleton, day)

    def day_in_row(self, day: date, before: date | None) -> str:
        """Return a day that stands in a row behind another one, as short as can be: its month is
        said where it changes, its year too, and the first has its month: 26 Feb, 27, 4 Mar."""
        if before is None:
            return self.brief_day(day)
        if day.year != before.year:
            return self._skeleton("yMMMd", day)
        if day.month != before.month:
            return self.brief_day(day)
        return self._skeleton("d", day)

    def short_days(self, first: date, last: date) -> str:
        """Return a range of days without its year, unless it spans two: 16–17 May."""
        if first == last:
            return self.short_day(first)
        skeleton = "MMMd" if first.year == last.year else "yMMMd"
        return "".join(words for words, _ in self._interval(skeleton, first, last))

    def brief_days(self, first: date, last: date) -> tuple[str, ...]:
        """Return a range of days without its year, as short as can be; one of two months as two
        parts, between which a line may break: “16–17 May”, but “30 May – ” and “2 Jun”."""
        if (first.year, first.month) == (last.year, last.month):
            return (self.short_days(first, last),)
        patterns = self.locale.interval_formats["MMMd"]["M"]
        ends = zip(patterns, (first, last), strict=True)
        return tuple(self._written(day, pattern) for pattern, day in ends)

    def _interval(self, skeleton: str, first: date, last: date) -> tuple[tuple[str, date], ...]:
        differs = "y" if first.year != last.year else "M" if first.month != last.month else "d"
        intervals = self.locale.interval_formats
        # CLDR has intervals with months in full for few languages, such as Spanish, which says
        # “de” before these alone. For others those with short months fit as well.
        full = skeleton.replace("MMM", "MMMM")
        patterns = intervals[full if full in intervals else skeleton][differs]
        return tuple(
            (self._written(day, _SHORT_MONTH.sub("MMMM", pattern)), day)
            for pattern, day in zip(patterns, (first, last), strict=True)
        )

    def clock(self, moment: datetime | time) -> str:
        """Return a time of day: 10:00."""
        return self._timed(moment, self._hours)

    def _timed(self, moment: datetime | time, pattern: str) -> str:
        wall = moment if isinstance(moment, time) else moment.timetz().replace(tzinfo=None)
        return self.numerals(_format_time(wall, pattern, locale=self.locale))

    def hours(self, start: datetime | time, end: datetime | time) -> str:
        """Return two hours of a day: 10:00–11:30. What halves of the day are called is said once if
        both are in the same one (CLDR, intervalFormats): 오후 3:00~4:00."""
        pattern = self._hours
        half = _HALF.search(pattern)
        if half is None or self._timed(start, half[0]) != self._timed(end, half[0]):
            return self.hour_dash.join((self.clock(start), self.clock(end)))
        bare = pattern.replace(half[0], "").strip()
        before, after = (pattern, bare) if half.start() == 0 else (bare, pattern)
        return self.half_day_dash.join((self._timed(start, before), self._timed(end, after)))

    @cached_property
    def _hours(self) -> str:
        pattern = str(self.locale.time_formats["short"].pattern)
        # Koreans write 오후 10:05, as ICU and so browsers do; Babel takes PM for the same pattern.
        return pattern.replace("a", "aaaa") if self.locale.language == "ko" else pattern

    def stamp(self, moment: datetime) -> str:
        """Return a day and time as `moment` shows them: 16 May 2024, 10:00."""
        day = self._written(moment.date(), "long")
        return self.day_comma.join((day, self.clock(moment)))

    def length(self, length: timedelta) -> str:
        """Return a length of time: 1 hour, 30 minutes."""
        whole_hours = length % timedelta(hours=1) == timedelta()
        threshold = 1 if whole_hours and length < timedelta(days=1) else 10**9
        words = dates.format_timedelta(
            length, granularity="minute", threshold=threshold, locale=self.locale
        )
        return self.numerals(words)

    def ahead(self, length: timedelta) -> str:
        """Return how long before something: 15 minutes, 1 hour, 1 day. Of whole days, each is one
        of the calendar, whatever clocks do meanwhile."""
        if length % timedelta(days=1):
            return self.length(length)
        words = dates.format_timedelta(
            length, granularity="day", threshold=10**9, locale=self.locale
        )
        return self.numerals(words)

    def kilometres(self, distance: float) -> str:
        """Return a distance, to two or three digits that mean something: 240 m, 4.2 km, 85 km,
        1,060 km."""
        if distance < 0.995:
            return self._measured(round(distance * 100) * 10, "length-meter")
        step = 10 if distance >= 100 else 1
        shown = round(distance, 1) if distance < 9.95 else round(distance / step) * step
        return self._measured(shown, "length-kilometer")

    def _measured(self, number: float, unit: str) -> str:
        # Babel takes the separators of a numbering system, but not its digits.
        words = units.format_unit(
            number, unit, "short", numbering_system="default", locale=self.locale
        )
        return self.numerals(words)

    def series(self, items: Iterable[str]) -> str:
        """Return items as a list in words: A, B and C."""
        return _format_list(tuple(map(self.isolated, items)), "standard", self.locale)

    def alternatives(self, items: Iterable[str]) -> str:
        """Return items as a list in words, one of which holds: A, B or C."""
        return _format_list(tuple(map(self.isolated, items)), "or", self.locale)

    def sentences(self, parts: Iterable[str]) -> str:
        """Return parts as sentences, each with one full stop: “2024 г.” has one already."""
        stop = self.say(". ")
        ended = (
            part + (stop[1:] if word_marks.without(part)[-1] in _ENDS else stop) for part in parts
        )
        return "".join(ended).strip()

    def said_on(self, when: str) -> str:
        """Return `2024`, `2024-05` or `2024-05-14` in words: 14 May 2024."""
        year, month, day = (*(int(n) for n in when.split("-")), 1, 1)[:3]
        named = date(year, month, day)
        if when.count("-") == 2:
            return self.numerals(_format_date(named, "long", self.locale))
        return self._skeleton("yMMMM" if "-" in when else "y", named)

    def _written(self, day: date, pattern: str) -> str:
        return self.numerals(dates.format_date(day, pattern, self.locale))

    def _skeleton(self, skeleton: str, day: date) -> str:
        # Babel wants a datetime; it is only looked at for its date.
        noon = datetime.combine(day, time(12))
        return self.numerals(dates.format_skeleton(skeleton, noon, locale=self.locale))


_ENDS = ".!?…。！？।۔؟"
"""What ends a sentence, in any script."""

_DIGITS = {
    "adlm": "ADLAM",
    "arab": "ARABIC-INDIC",
    "arabext": "EXTENDED ARABIC-INDIC",
    "beng": "BENGALI",
    "cakm": "CHAKMA",
    "deva": "DEVANAGARI",
    "hmnp": "NYIAKENG PUACHUE HMONG",
    "mtei": "MEETEI MAYEK",
    "mymr": "MYANMAR",
    "nkoo": "NKO",
    "olck": "OL CHIKI",
    "tibt": "TIBETAN",
}
"""How Unicode names the digits of CLDR's numbering systems, other than 0–9."""

_BEHIND_FIELDS = re.compile(r"[Hhma]+(?!.*[Hhma])")

_HALF = re.compile("[aB]+")
"""The field of a pattern for the half of the day, or a finer part of it."""

_UNBROKEN = {"\u2009": "\u202f"}
"""The space at which no line breaks, for one of another width than an ordinary space."""

_SHORT_MONTH = re.compile(r"(?<!M)MMM(?!M)")


class OwnCatalogue(gettext.NullTranslations):
    """The own words of a programme or a theme, and other words where it has none."""

    def __init__(self, own: OwnWords, words: gettext.NullTranslations) -> None:
        super().__init__()
        self.own, self.words = own, words
        self._said = dict((*own.in_calendars, *own.elsewhere))
        self._form = gettext.c2py(own.plural)

    def __contains__(self, message: str) -> bool:
        words = self.words
        return message in self._said or (isinstance(words, OwnCatalogue) and message in words)

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        said = self._said.get(message)
        return said[0] if said else self.words.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a message about `n` things."""
        said = self._said.get(msgid1)
        return said[self._form(n)] if said else self.words.ngettext(msgid1, msgid2, n)


def _marked(words: gettext.NullTranslations) -> gettext.NullTranslations:
    """Return a catalogue with marks on all but own words."""
    if isinstance(words, OwnCatalogue):
        return OwnCatalogue(words.own, _marked(words.words))
    return word_marks.MarkedWords(words)


def _spoken(tag: str) -> str:
    """Return the language of a tag without its script and territory; Norwegian is one."""
    language = Locale.parse(tag.replace("-", "_")).language
    return "no" if language in ("nb", "nn") else language


@cache
def _catalogues() -> dict[str, Path]:
    """Return the compiled catalogues of the product by their languages, as identifiers of CLDR."""
    return {file.parents[1].name: file for file in sorted(TRANSLATIONS.glob(_CATALOGUES))}


def _catalog(tag: str) -> gettext.NullTranslations:
    """Return the translations into the language called `tag`, or into its nearest parent that has
    any: zh-TW takes none from zh, as `gettext.find` would."""
    known = _catalogues()
    name = language_parents.nearest(tag, known)
    if name is None:
        return gettext.NullTranslations()
    with known[name].open("rb") as catalog:
        return gettext.GNUTranslations(catalog)
