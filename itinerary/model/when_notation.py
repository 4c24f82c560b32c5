"""Times as authors write them, read into values of `itinerary.model.when`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from itinerary.errors import NotationError
from itinerary.model.when import Day, Part, Span, Timed, When, Window
from itinerary.model.zones import YEARS, offset_words
from itinerary.value import Value, replace

WrittenKind = Literal["timed", "day", "within", "all"]
"""The form that a `when` is written in."""


class Clock(Value):
    """A wall-clock time, with an offset from UTC only where the author gave one."""

    wall: time
    offset: timedelta | None = None


class Written(Value):
    """A `when` as it stands in the file: dates and wall-clock times, in no zone yet."""

    kind: WrittenKind
    first: date
    last: date
    start: Clock | None = None
    end: Clock | None = None
    part: Part | None = None

    def on(self, day: date) -> Written:
        """Return the same, moved so that it starts on `day`."""
        return replace(self, first=day, last=day + (self.last - self.first))

    def at(self, zone: ZoneInfo) -> When:
        """Return what is known, with wall-clock times read in `zone`.

        Raises NotationError where a time does not exist or happens twice there (a change of the
        clocks), or where the end is not after the start.
        """
        if self.kind == "within":
            return Window(self.first, self.last)
        if self.kind == "all":
            return Span(self.first, self.last)
        if self.start is None:
            return Day(self.first, self.part)
        start = _localise(self.first, self.start, zone)
        if self.end is None:
            return Timed(start)
        end = _localise(self.last, self.end, zone)
        if end.astimezone(UTC) <= start.astimezone(UTC):
            later = self.first + timedelta(days=1)
            hint = (
                f"if it ends the next day, write {self.first} {self.start.wall:%H:%M}"
                f" to {later} {self.end.wall:%H:%M}"
                if self.first == self.last
                else "write an end that is later than the start"
            )
            raise NotationError("the end is not after the start", hint)
        return Timed(start, end)


def _localise(day: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """Return the one instant at which clocks in `zone` show this time."""
    early = datetime.combine(day, clock.wall, zone)
    late = early.replace(fold=1)
    # PEP 495: the two differ at a time that does not exist, or happens twice, and at no other.
    if clock.offset is None and early.utcoffset() == late.utcoffset():
        return early
    shown = f"{day} {clock.wall:%H:%M}"
    shown_again = late.astimezone(UTC).astimezone(zone)
    if shown_again.replace(tzinfo=None, fold=0) != late.replace(tzinfo=None, fold=0):
        moved = early.astimezone(UTC).astimezone(zone)
        exists = f"{moved:%H:%M}" if moved.date() == day else f"{moved:%Y-%m-%d %H:%M}"
        raise NotationError(
            f"{shown} does not exist in {zone.key}: the clocks go forward over it",
            f"write a time that exists, such as {exists}",
        )
    offsets = [moment.utcoffset() for moment in (early, late)]
    if clock.offset is not None:
        words, wall = offset_words(clock.offset), f"{clock.wall:%H:%M}"
        if words[0] == "-" and offsets[0] == offsets[1]:
            # The offset says nothing new, so `21:00-04:00` is probably meant as a range.
            raise NotationError(
                f"{wall}{words} is a time with its offset from UTC, which it does not need",
                f"if it ends then, write {wall} to {words[1:]}; else write {wall}",
            )
        if clock.offset not in offsets:
            raise NotationError(
                f"{zone.key} is not at UTC{words} on {shown}",
                f"leave the offset out, or write {wall}{offset_words(offsets[0])}",
            )
        return early if clock.offset == offsets[0] else late
    if offsets[0] != offsets[1]:
        raise NotationError(
            f"{shown} happens twice in {zone.key}: the clocks go back over it",
            f"write {clock.wall:%H:%M}{offset_words(offsets[0])} for the first time"
            f" or {clock.wall:%H:%M}{offset_words(offsets[1])} for the second",
        )
    return early


# [0-9] and not \d, which takes digits of every script.
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WALL = "[0-9]{2}:[0-9]{2}"
_CLOCK = f"{_WALL}(?:[+-][0-9]{{2}}:[0-9]{{2}})?"
_PARTS = "|".join(Part)
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Written]], ...] = (
    (
        re.compile(rf"({_DATE}) ({_CLOCK})(?: to (?:({_DATE}) )?({_CLOCK}))?"),
        lambda m: Written(
            "timed",
            _date(m[1]),
            _date(m[3] or m[1]),
            _clock(m[2]),
            _clock(m[4]) if m[4] else None,
        ),
    ),
    (
        re.compile(rf"({_DATE})(?: ({_PARTS}))?"),
        lambda m: Written("day", _date(m[1]), _date(m[1]), part=Part(m[2]) if m[2] else None),
    ),
    (re.compile(rf"within ({_DATE}) to ({_DATE})"), lambda m: _days("within", m[1], m[2])),
    (re.compile(rf"all ({_DATE})(?: to ({_DATE}))?"), lambda m: _days("all", m[1], m[2] or m[1])),
)
PATTERN = "^(" + "|".join(form.pattern for form, _ in _FORMS) + ")$"
"""The forms as one regular expression (for the JSON Schema)."""

EXAMPLES = (
    "2024-05-16 10:00 to 11:30",
    "2024-05-16 22:00 to 2024-05-17 01:30",
    "2024-05-16 10:00",
    "2024-05-16",
    "2024-05-16 evening",
    "within 2024-05-16 to 2024-05-17",
    "all 2024-05-16 to 2024-05-17",
)


def parse(words: str) -> Written:
    """Read a `when` as the author wrote it: one of the forms of which `EXAMPLES` has one each.

    Raises NotationError, whose hint says what to write where the meaning can be guessed.
    """
    words = " ".join(words.split())
    if (found := re.fullmatch(rf"({_DATE} {_WALL})-({_WALL})", words)) and found[2] > "12:00":
        # No zone is that far behind UTC, so the hyphen means a range.
        guess = f"{found[1]} to {found[2]}"
        _match(guess)  # raises if the range itself has a mistake
        raise NotationError(
            f"“{words}” is not written the way this file needs it", f"write {guess}"
        )
    written = _match(words)
    if written is not None:
        return written
    guess = _tidy(words)
    try:
        known = guess != words and _match(guess) is not None
    except NotationError:
        known = False
    if known:
        raise NotationError(
            f"“{words}” is not written the way this file needs it", f"write {guess}"
        )
    if re.fullmatch(rf"{_WALL}( to {_WALL})?", guess):
        raise NotationError(f"“{words}” has no date", f"write for example 2024-05-16 {guess}")
    raise NotationError(
        f"“{words}” is not a time that can be read",
        "write for example " + ", or ".join(EXAMPLES[i] for i in (0, 3, 4, 5)),
    )


def notation(known: When) -> str | None:
    """Return a time as an author writes it, by the clocks of its zone; None for one that may be
    later, which follows from `after` alone."""
    match known:
        case Timed(start=start, end=None):
            return _shown(start)
        case Timed(start=start, end=end) if end:
            ends = _shown(end)
            return f"{_shown(start)} to {ends[11:] if end.date() == start.date() else ends}"
        case Day(first=day, part=part):
            return f"{day} {part}" if part else str(day)
        case Window():
            return None if known.later else f"within {known.first} to {known.last}"
        case Span() if known.first == known.last:
            return f"all {known.first}"
    return f"all {known.first} to {known.last}"


def _shown(moment: datetime) -> str:
    """Return a moment as clocks show it, with its offset where they show it twice."""
    other = moment.replace(fold=1 - moment.fold)
    twice = moment.utcoffset() != other.utcoffset()
    return f"{moment:%Y-%m-%d %H:%M}" + (offset_words(moment.utcoffset()) if twice else "")


def parse_days(words: str) -> tuple[date, date]:
    """Read `2024-05-16 to 2024-05-17` (both inclusive) or a single day. Raises NotationError."""
    found = re.fullmatch(rf"({_DATE})(?: to ({_DATE}))?", " ".join(words.split()))
    if not found:
        raise NotationError(
            f"“{words}” is not a range of days", "write for example 2024-05-16 to 2024-05-17"
        )
    first, last = _date(found[1]), _date(found[2] or found[1])
    if last < first:
        raise NotationError(f"{last} is before {first}", f"write {last} to {first}")
    return first, last


LATEST_DAY_START = time(12)
"""The latest hour at which a day may start. What begins later is no end of the evening before."""


def parse_day_start(words: str) -> time:
    """Read the hour at which days start, `06:00`. Raises NotationError."""
    found = re.fullmatch("([0-9]{1,2})(?::([0-9]{2}))?", words)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise NotationError(f"“{words}” is not a time of day", "write for example 06:00")
    hour = time(int(found[1]), int(found[2] or 0))
    if words != f"{hour:%H:%M}":
        raise NotationError(
            f"“{words}” is not written the way this file needs it", f"write {hour:%H:%M}"
        )
    if hour > LATEST_DAY_START:
        raise NotationError(
            f"a day cannot start at {words}",
            f"write a time in the morning, up to {LATEST_DAY_START:%H:%M}: what begins before it"
            " belongs to the evening before",
        )
    return hour


def parse_date(words: str) -> date:
    """Read `2024-05-16`. Raises NotationError."""
    if not re.fullmatch(_DATE, words):
        raise NotationError(f"“{words}” is not a date", "write for example 2024-05-16")
    return _date(words)


def parse_clock(words: str) -> time:
    """Read a time of day, such as `19:00`. Raises NotationError."""
    if not re.fullmatch(_WALL, words):
        guess = _tidy(words)
        hint = guess if re.fullmatch(_WALL, guess) else "for example 19:00"
        raise NotationError(f"“{words}” is not a time of day", f"write {hint}")
    return _clock(words).wall


def parse_deadline(words: str) -> Written:
    """Read a `when` that can be a deadline: a day, perhaps with a part of it or a time of day.

    Raises NotationError.
    """
    written = parse(words)
    if written.kind not in ("timed", "day") or written.end is not None:
        raise NotationError(
            f"“{words}” is not a single day or moment",
            f"write the last day, such as {written.last}, or {written.last} 18:00",
        )
    return written


def parse_moment(words: str) -> tuple[date, Clock]:
    """Read `2024-05-14 09:00`, perhaps with an offset from UTC, or a day: its first minute in UTC.

    Raises NotationError.
    """
    found = re.fullmatch(rf"({_DATE})(?:[ T]({_CLOCK}))?", words)
    if not found:
        raise NotationError(
            f"“{words}” is not a date and time", "write for example 2024-05-14 09:00 or 2024-05-14"
        )
    return _date(found[1]), _clock(found[2]) if found[2] else Clock(time(0), timedelta())


def moment(day: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall-clock time in `zone`, in UTC. A written offset wins over
    the zone.

    Raises NotationError.
    """
    if clock.offset is not None:
        return datetime.combine(day, clock.wall, timezone(clock.offset)).astimezone(UTC)
    return _localise(day, clock, zone).astimezone(UTC)


def _match(words: str) -> Written | None:
    for form, make in _FORMS:
        if found := form.fullmatch(words):
            return make(found)
    return None


def _days(kind: WrittenKind, first: str, last: str) -> Written:
    days = Written(kind, _date(first), _date(last))
    if days.last < days.first:
        raise NotationError(f"{last} is before {first}", f"write {kind} {last} to {first}")
    if kind == "within" and days.first == days.last:
        raise NotationError("a window of one day is that day", f"write {first}")
    return days


def _date(words: str) -> date:
    year, month, day = map(int, words.split("-"))
    if year not in YEARS:
        raise NotationError(f"the year {year} is not plausible", "write a year such as 2024")
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if not 1 <= month <= 12:
        swapped = f", such as {year}-{day:02}-{month:02}" if 1 <= day <= 12 else ""
        raise NotationError(
            f"{words} is not a date: there is no month {month}",
            f"write year-month-day{swapped}",
        )
    end = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    raise NotationError(
        f"{words} is not a date: {year}-{month:02} has {end} days",
        f"write a day from {year}-{month:02}-01 to {year}-{month:02}-{end}",
    )


def _clock(words: str) -> Clock:
    hour, minute = int(words[:2]), int(words[3:5])
    if (hour, minute) == (24, 0):
        raise NotationError("24:00 is the next day", "write 00:00 with the next day's date")
    if hour > 23 or minute > 59:
        raise NotationError(f"{words} is not a time of day", "write a time from 00:00 to 23:59")
    if len(words) == 5:
        return Clock(time(hour, minute))
    sign = -1 if words[5] == "-" else 1
    offset = sign * timedelta(hours=int(words[6:8]), minutes=int(words[9:11]))
    if abs(offset) > timedelta(hours=15) or int(words[9:11]) > 59:
        raise NotationError(f"{words[5:]} is not an offset from UTC", "write for example +08:00")
    return Clock(time(hour, minute), offset)


def _tidy(words: str) -> str:
    """Return `words` in the form the author probably meant; used for suggestions only."""
    guess = words.lower().replace(",", " ")
    guess = re.sub(r"(?<=\d)t(\d{2}:\d{2}(?::\d{2})?)(?:z|[+-]\d{2}:?\d{2})?", r" \1", guess)
    guess = re.sub(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", _iso(1, 2, 3), guess)
    guess = re.sub(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})", _iso(3, 2, 1), guess)
    guess = re.sub(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", _iso(1, 2, 3), guess)
    guess = re.sub(r"\b(\d{1,2})(?:[:.h](\d{2}))? ?([ap])\.?m\b\.?", _twelve_hours, guess)
    guess = re.sub(rf"({_DATE}) (?:at|from) ", r"\1 ", guess)
    guess = re.sub(r"(?<![\d:])(\d{1,2})[.:h](\d{2})(?::00)?(?!\d)", _clock_words, guess)
    guess = re.sub(rf"({_WALL}|{_DATE}) ?(?:[–—~]|-|until|till) ?(?=\d)", r"\1 to ", guess)
    guess = re.sub(r"\b(?:between|from)\b", "within", guess)
    if guess.startswith("within"):
        guess = guess.replace(" and ", " to ")
    elif re.fullmatch(rf"{_DATE} to {_DATE}", guess):
        guess = f"all {guess}"
    guess = guess.replace(" in the ", " ").replace(" noon", " midday")
    return " ".join(guess.split())


def _iso(year: int, month: int, day: int) -> Callable[[re.Match[str]], str]:
    return lambda m: f"{m[year]}-{int(m[month]):02}-{int(m[day]):02}"


def _clock_words(found: re.Match[str]) -> str:
    return f"{int(found[1]):02}:{found[2]}"


def _twelve_hours(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return f"{hour:02}:{found[2] or '00'}"
