"""The rhythm of a series in words: Every Wednesday, 19:00–21:00.

Each message is a whole sentence, or a day in the one form that its sentence needs: languages
inflect days by their gender and their case.
"""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import get_month_names

from itinerary.model.repetition import DAILY, MONTHLY, WEEKLY, Recurrence, Rhythm
from itinerary.render.words.language import Language, _
from itinerary.render.words.wording import PARTS

_EVERY = (
    _("Every Monday"),
    _("Every Tuesday"),
    _("Every Wednesday"),
    _("Every Thursday"),
    _("Every Friday"),
    _("Every Saturday"),
    _("Every Sunday"),
)

_PLURAL = (
    _("Mondays"),
    _("Tuesdays"),
    _("Wednesdays"),
    _("Thursdays"),
    _("Fridays"),
    _("Saturdays"),
    _("Sundays"),
)
"""Days as in “Every week on Tuesdays and Thursdays”."""

_NTH = {
    1: (
        _("the first Monday"),
        _("the first Tuesday"),
        _("the first Wednesday"),
        _("the first Thursday"),
        _("the first Friday"),
        _("the first Saturday"),
        _("the first Sunday"),
    ),
    2: (
        _("the second Monday"),
        _("the second Tuesday"),
        _("the second Wednesday"),
        _("the second Thursday"),
        _("the second Friday"),
        _("the second Saturday"),
        _("the second Sunday"),
    ),
    3: (
        _("the third Monday"),
        _("the third Tuesday"),
        _("the third Wednesday"),
        _("the third Thursday"),
        _("the third Friday"),
        _("the third Saturday"),
        _("the third Sunday"),
    ),
    4: (
        _("the fourth Monday"),
        _("the fourth Tuesday"),
        _("the fourth Wednesday"),
        _("the fourth Thursday"),
        _("the fourth Friday"),
        _("the fourth Saturday"),
        _("the fourth Sunday"),
    ),
    5: (
        _("the fifth Monday"),
        _("the fifth Tuesday"),
        _("the fifth Wednesday"),
        _("the fifth Thursday"),
        _("the fifth Friday"),
        _("the fifth Saturday"),
        _("the fifth Sunday"),
    ),
    -1: (
        _("the last Monday"),
        _("the last Tuesday"),
        _("the last Wednesday"),
        _("the last Thursday"),
        _("the last Friday"),
        _("the last Saturday"),
        _("the last Sunday"),
    ),
}
"""Days as in “Every month on the second Tuesday”."""


def recurrence_words(recurrence: Recurrence, language: Language, *, days: int = 1) -> str:
    """Return how a series repeats, and when on its days: Every Wednesday, 19:00–21:00. Of dates
    that last several whole `days`, the rhythm is that of the first day: Every Saturday (2 days)."""
    if recurrence.every is None:
        words = language.say("On single days")
    else:
        words = rhythm_words(recurrence.every, recurrence.first, language)
    if days > 1:
        length = language.ahead(timedelta(days=days))
        return language.say("%(words)s (%(more)s)", words=words, more=length)
    if recurrence.start:
        start, end = recurrence.start, recurrence.end
        hours = language.hours(start, end) if end else language.clock(start)
        return language.day_comma.join((words, hours))
    if recurrence.part:
        return language.say(", ").join((words, language.say(PARTS[recurrence.part])))
    return words


def rhythm_words(every: Rhythm, first: date, language: Language) -> str:
    """Return a rhythm that begins on the day `first` as a sentence without a full stop."""
    if every.frequency == DAILY:
        return _daily(every, language)
    words = {WEEKLY: _weekly, MONTHLY: _monthly}.get(every.frequency, _yearly)
    return words(every, first, language)


def _daily(every: Rhythm, language: Language) -> str:
    if every.weekdays:
        return language.say("Monday to Friday")
    if every.interval == 1:
        return language.say("Every day")
    return language.ngettext("Every %(num)d day", "Every %(num)d days", every.interval)


def _weekly(every: Rhythm, first: date, language: Language) -> str:
    days = [day for day, _nth in every.weekdays] or [first.weekday()]
    if every.interval == 1 and len(days) == 1:
        return language.say(_EVERY[days[0]])
    words = language.series(language.say(_PLURAL[day]) for day in days)
    if every.interval == 1:
        return language.say("Every week on %(days)s", days=words)
    return language.ngettext(
        "Every %(num)d week on %(days)s", "Every %(num)d weeks on %(days)s", every.interval,
        days=words,
    )  # fmt: skip


def _monthly(every: Rhythm, first: date, language: Language) -> str:
    if every.month_day:
        return language.say("On the last day of every month")
    if not every.weekdays:
        if every.interval == 1:
            return language.say("Every month on day %(day)s", day=first.day)
        return language.ngettext(
            "Every %(num)d month on day %(day)s", "Every %(num)d months on day %(day)s",
            every.interval, day=first.day,
        )  # fmt: skip
    days = _nth_words(every, language)
    if every.interval == 1:
        return language.say("Every month on %(days)s", days=days)
    return language.ngettext(
        "Every %(num)d month on %(days)s", "Every %(num)d months on %(days)s", every.interval,
        days=days,
    )  # fmt: skip


def _yearly(every: Rhythm, first: date, language: Language) -> str:
    if every.month:
        month = get_month_names("wide", "format", language.locale)[every.month]
        days = _nth_words(every, language)
        return language.say("Every year on %(days)s in %(month)s", days=days, month=month)
    day = language.short_day(first)
    if every.interval == 1:
        return language.say("Every year on %(day)s", day=day)
    return language.ngettext(
        "Every %(num)d year on %(day)s", "Every %(num)d years on %(day)s", every.interval, day=day
    )


def _nth_words(every: Rhythm, language: Language) -> str:
    return language.series(language.say(_NTH[nth][day]) for day, nth in every.weekdays)
