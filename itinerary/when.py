"""What is known about an event's time, and never more.

An author writes wall-clock time (`2024-05-16 10:00 to 11:30`); `parse` turns it into `Written`,
and `Written.at(zone)` into a `When`, whose datetimes are always aware.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from dateutil import rrule

YEARS = range(1900, 2200)
"""Years a date may lie in; anything else is a slip of the keyboard."""


class WhenError(ValueError):
    """A time that cannot be what the author means: `message`, and `hint` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


# --- zones ---------------------------------------------------------------------------------------


@cache
def _zone_tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return the IANA ids that stand for a place of their own with their countries (ISO 3166), and
    the links to other ids.

    zone.tab lists the former; tzdata.zi has the links (`L target name`).
    """
    data = resources.files("tzdata") / "zoneinfo"
    tab = (data / "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in tab if line and line[0] != "#"]
    rules = (data / "tzdata.zi").read_text("utf-8").splitlines()
    links = {name: target for _, target, name in (r.split() for r in rules if r.startswith("L "))}
    return {row[2].strip(): row[0] for row in rows}, links


@cache
def zone_names() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return all zones that stand for a place of their own: by IANA id, the country (ISO 3166) and
    older ids of the same place."""
    own, links = _zone_tables()
    older: dict[str, list[str]] = {}
    for name, target in sorted(links.items()):
        if name not in own:
            older.setdefault(target, []).append(name)
    return {id: (own[id], tuple(older.get(id, ()))) for id in sorted(own)}


@cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone called `name`, an IANA id in its exact spelling.

    That is a place's (Asia/Shanghai), or one that stands for none (UTC, Etc/GMT+12, EST5EDT). A
    link that stands for no place of its own is followed (Asia/Harbin is Asia/Shanghai), because
    clients know the canonical ids best. The rules come from the tzdata package and not from the
    machine, so that the same programme gives the same bytes anywhere.

    Raises WhenError, with a suggestion, if there is no such zone.
    """
    own, links = _zone_tables()
    if name not in _all_names():
        near = _by_spelling(name) or _by_city(name, own) or get_close_matches(name, sorted(own), 1)
        hint = f"write {near[0]}" if near else "write an IANA name such as Asia/Shanghai"
        raise WhenError(f"there is no time zone “{name}”", hint)
    id = name if name in own else links.get(name, name)
    if id == "Factory":  # what tz calls a machine whose zone nobody has set; it shows UTC
        id = "Etc/UTC"
    # UTC and GMT are known best by their short names; Etc/GMT+12 has no other.
    short = id.removeprefix("Etc/")
    key = short if short in links else id
    if key != name:
        return zone(key)
    with resources.files("tzdata").joinpath("zoneinfo", *id.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=key)


@cache
def _all_names() -> frozenset[str]:
    """Return all names of the tz database: zones, links, and what stands for no place (GMT,
    Etc/GMT+12, EST5EDT)."""
    return frozenset((resources.files("tzdata") / "zones").read_text("utf-8").split())


def _by_spelling(name: str) -> list[str]:
    spelt = name.strip().replace(" ", "_").casefold()
    return [zone for zone in sorted(_all_names()) if zone.casefold() == spelt]


def _by_city(name: str, known: Iterable[str]) -> list[str]:
    city = name.strip().replace(" ", "_").casefold()
    return [zone for zone in sorted(known) if zone.rpartition("/")[2].casefold() == city]


def standard_offset(moment: datetime) -> timedelta:
    """Return the offset from UTC of standard time where clocks show `moment` (aware, its tzinfo a
    named zone): its own offset, unless it is in summer time, when clocks are ahead of that.

    The tz database calls the summer time of Ireland and Morocco standard, with negative daylight
    saving in the rest of the year; everybody else calls the lesser offset standard. Of daylight
    saving only the sign is looked at: zoneinfo guesses the amount (`ZoneInfo.dst`).
    """
    own, saving = moment.utcoffset(), moment.dst()
    if own is None or saving is None:
        raise ValueError("the moment is in a named zone")
    behind = None
    if saving >= timedelta():
        day = moment.astimezone(UTC).date()
        behind = _offset_before(moment.tzinfo, day, saving > timedelta())
    return own if behind is None else behind


@lru_cache(4096)
def _offset_before(zone: tzinfo, day: date, summer: bool) -> timedelta | None:
    """Return the offset that clocks last had before `day` when they were behind; None if they never
    were. `summer`: on `day` they are ahead of what tz calls standard."""
    noon = datetime.combine(day, time(12), UTC)
    # By weeks, so that Ramadan is not missed. Negative saving comes every year; but a summer may go
    # on for years, as Cuba's of 2026.
    for weeks in range(1, 520 if summer else 54):
        past = (noon - timedelta(weeks=weeks)).astimezone(zone)
        saving = past.dst() or timedelta()
        if saving < timedelta() or (summer and not saving):
            return past.utcoffset()
    return None


@lru_cache(4096)
def summer_offset(zone: ZoneInfo, year: int) -> tuple[timedelta, timedelta] | None:
    """Return the offsets from UTC in winter and, greater, in summer that `zone` has in `year`; None
    if clocks are set at other times of the year than for summer, or not at all."""
    half = ((12, 1, 2), (6, 7, 8))
    north, south = (
        {datetime(year, month, 1, 12, tzinfo=zone).utcoffset() for month in months}
        for months in half
    )
    if len(north) != 1 or len(south) != 1 or north == south:
        return None
    offsets = sorted(offset for offset in north | south if offset is not None)
    return offsets[0], offsets[1]


@cache
def fixed_offset(zone: ZoneInfo, year: int) -> timedelta | None:
    """Return the offset from UTC that `zone` keeps from 1 January of `year` on, or None.

    None means that the zone has daylight saving or changes its offset in that year or later (up
    to the end of the tz rules' horizon, 2037): such times go into feeds as UTC, because a
    one-observance VTIMEZONE could not describe them. The answer depends on the zone and the year
    alone, so that adding one event never changes how another is written.
    """
    if year < 1971:  # the one observance we write starts in 1970
        return None
    # Weekly samples: the shortest change on record (Morocco's Ramadan) lasts four weeks.
    start = datetime(year, 1, 1, tzinfo=UTC)
    weeks = (max(2037, year) + 1 - year) * 53
    offsets = {(start + timedelta(weeks=n)).astimezone(zone).utcoffset() for n in range(weeks)}
    return offsets.pop() if len(offsets) == 1 else None


# --- what is known -------------------------------------------------------------------------------


class Part(StrEnum):
    """A part of the day, as announced."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Timed:
    """The start is known, and the end unless it was not announced. Aware datetimes."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("times are aware")
        # As instants: within one zone Python compares what the clocks show.
        if self.end is not None and self.end.astimezone(UTC) <= self.start.astimezone(UTC):
            raise ValueError("the end is after the start")

    @property
    def first(self) -> date:
        """The local date of the start."""
        return self.start.date()

    @property
    def last(self) -> date:
        """The local date of the end; an end at midnight belongs to the day before."""
        if self.end is None:
            return self.first
        return max(self.first, (self.end - timedelta(microseconds=1)).date())


@dataclass(frozen=True, slots=True)
class Day:
    """The day is known, perhaps the part of the day; the time was not announced."""

    first: date
    part: Part | None = None

    @property
    def last(self) -> date:
        """The same day."""
        return self.first


@dataclass(frozen=True, slots=True)
class Window:
    """Some time from the first to the last day, both inclusive, or `later`; the day was not
    announced. Only what follows a thing of these days may be later, and may have a window of one
    day."""

    first: date
    last: date
    later: bool = False

    @property
    def from_one_day(self) -> bool:
        """Tell whether it is one day or any later one."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Span:
    """All of the days from the first to the last, both inclusive."""

    first: date
    last: date


When = Timed | Day | Window | Span
"""What is known; an event with nothing announced has None."""


def spell(when: When | None) -> str | None:
    """Return what is known in one canonical spelling, for the ledger."""
    match when:
        case None:
            return None
        case Timed(start=start, end=end):
            return f"timed {start.isoformat()}" + (f" {end.isoformat()}" if end else "")
        case Day(first=day, part=part):
            return f"day {day}" + (f" {part}" if part else "")
        case Window():
            return f"window {when.first} {when.last}" + (" later" if when.later else "")
        case Span():
            return f"span {when.first} {when.last}"


def unspell(words: When | str | None) -> When | None:
    """Return what `spell` wrote; times are at their offset from UTC, in no named zone."""
    if not isinstance(words, str):
        return words
    kind, first, *rest = words.split(" ")
    if kind == "timed":
        moments = [datetime.fromisoformat(moment) for moment in (first, *rest)]
        return Timed(*moments)
    if kind == "day":
        return Day(date.fromisoformat(first), Part(rest[0]) if rest else None)
    days = date.fromisoformat(first), date.fromisoformat(rest[0])
    if kind == "span":
        return Span(*days)
    # Earlier ledgers do not say “later” of what follows a thing of one day.
    return Window(*days, later="later" in rest or days[0] == days[1])


# --- what is known, compared ---------------------------------------------------------------------

_NIGHT = timedelta(hours=12)
"""What ends before noon may have begun the evening before."""


def is_within(known: When, zone: ZoneInfo, home: ZoneInfo, first: date, last: date) -> bool:
    """Tell whether an event in `zone` is within days: by the clocks there, or by those of `home`,
    which may show another date at the same moment.

    A night that ends on the morning after the last day is within; a day counts for the date that
    it has in `home` at its noon.
    """
    if isinstance(known, Timed):
        for at in (zone, home):
            start, end = (
                moment.astimezone(at) for moment in (known.start, known.end or known.start)
            )
            evening = max(start.date(), (end - _NIGHT - timedelta(microseconds=1)).date())
            if first <= start.date() and evening <= last:
                return True
        return False
    noons = (datetime.combine(day, time(12), zone) for day in (known.first, known.last))
    there = [noon.astimezone(home).date() for noon in noons]
    return (first <= known.first and known.last <= last) or (first <= there[0] and there[1] <= last)


def starts_before(this: When, zone: ZoneInfo, other: When, other_zone: ZoneInfo) -> bool:
    """Tell whether `this` certainly starts before `other`; each has the zone of its days."""
    if isinstance(this, Window) and this.later:
        return False
    if isinstance(this, Timed):
        latest = this.start
    else:
        last = this.last if isinstance(this, Window) else this.first
        latest = datetime.combine(last, time.max, zone)
    earliest = (
        other.start
        if isinstance(other, Timed)
        else datetime.combine(other.first, time.min, other_zone)
    )
    return latest.astimezone(UTC) < earliest.astimezone(UTC)


def days_in(known: When, zone: ZoneInfo) -> tuple[date, date]:
    """Return the first and the last day, as the clocks of `zone` show them if times are known."""
    if isinstance(known, Timed):
        end = known.end and known.end.astimezone(zone)
        known = Timed(known.start.astimezone(zone), end)
    return known.first, known.last


# --- what the author writes ----------------------------------------------------------------------

Kind = Literal["timed", "day", "within", "all"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A wall-clock time, with an offset from UTC only where the author gave one."""

    wall: time
    offset: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A `when` as it stands in the file: dates and wall-clock times, in no zone yet."""

    kind: Kind
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

        Raises WhenError where a time does not exist or happens twice there (a change of the
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
            raise WhenError("the end is not after the start", hint)
        return Timed(start, end)


def _localise(day: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """Return the one instant at which clocks in `zone` show this time."""
    early, late = (datetime.combine(day, clock.wall, zone).replace(fold=fold) for fold in (0, 1))
    shown = f"{day} {clock.wall:%H:%M}"
    there = late.astimezone(UTC).astimezone(zone)
    if there.replace(tzinfo=None, fold=0) != late.replace(tzinfo=None, fold=0):
        moved = early.astimezone(UTC).astimezone(zone)
        exists = f"{moved:%H:%M}" if moved.date() == day else f"{moved:%Y-%m-%d %H:%M}"
        raise WhenError(
            f"{shown} does not exist in {zone.key}: the clocks go forward over it",
            f"write a time that exists, such as {exists}",
        )
    offsets = [moment.utcoffset() for moment in (early, late)]
    if clock.offset is not None:
        words, wall = offset_words(clock.offset), f"{clock.wall:%H:%M}"
        if words[0] == "-" and offsets[0] == offsets[1]:
            # No offset is needed here, and `21:00-04:00` is rather meant as a range.
            raise WhenError(
                f"{wall}{words} is a time with its offset from UTC, which it does not need",
                f"if it ends then, write {wall} to {words[1:]}; else write {wall}",
            )
        if clock.offset not in offsets:
            raise WhenError(
                f"{zone.key} is not at UTC{words} on {shown}",
                f"leave the offset out, or write {wall}{offset_words(offsets[0])}",
            )
        return early if clock.offset == offsets[0] else late
    if offsets[0] != offsets[1]:
        raise WhenError(
            f"{shown} happens twice in {zone.key}: the clocks go back over it",
            f"write {clock.wall:%H:%M}{offset_words(offsets[0])} for the first time"
            f" or {clock.wall:%H:%M}{offset_words(offsets[1])} for the second",
        )
    return early


def offset_words(offset: timedelta | None) -> str:
    """Return an offset from UTC as `+08:00`."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


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
    """Read a `when` as the author wrote it, in one of the forms of `EXAMPLES`.

    Raises WhenError that says what is wrong and, where the meaning can be guessed, what to write.
    """
    words = " ".join(words.split())
    if (found := re.fullmatch(rf"({_DATE} {_WALL})-({_WALL})", words)) and found[2] > "12:00":
        # No zone is that far behind UTC: it is a range.
        guess = f"{found[1]} to {found[2]}"
        _match(guess)  # it may have a mistake of its own
        raise WhenError(f"“{words}” is not written the way this file needs it", f"write {guess}")
    written = _match(words)
    if written is not None:
        return written
    guess = _tidy(words)
    try:
        known = guess != words and _match(guess) is not None
    except WhenError:
        known = False
    if known:
        raise WhenError(f"“{words}” is not written the way this file needs it", f"write {guess}")
    if re.fullmatch(rf"{_WALL}( to {_WALL})?", guess):
        raise WhenError(f"“{words}” has no date", f"write for example 2024-05-16 {guess}")
    raise WhenError(
        f"“{words}” is not a time that can be read",
        "write for example " + ", or ".join(EXAMPLES[i] for i in (0, 3, 4, 5)),
    )


def parse_days(words: str) -> tuple[date, date]:
    """Read `2024-05-16 to 2024-05-17` (both inclusive) or a single day. Raises WhenError."""
    found = re.fullmatch(rf"({_DATE})(?: to ({_DATE}))?", " ".join(words.split()))
    if not found:
        raise WhenError(
            f"“{words}” is not a range of days", "write for example 2024-05-16 to 2024-05-17"
        )
    first, last = _date(found[1]), _date(found[2] or found[1])
    if last < first:
        raise WhenError(f"{last} is before {first}", f"write {last} to {first}")
    return first, last


def parse_date(words: str) -> date:
    """Read `2024-05-16`. Raises WhenError."""
    if not re.fullmatch(_DATE, words):
        raise WhenError(f"“{words}” is not a date", "write for example 2024-05-16")
    return _date(words)


def parse_moment(words: str) -> tuple[date, Clock]:
    """Read `2024-05-14 09:00`, with an offset if need be, or a day (its first minute, UTC)."""
    found = re.fullmatch(rf"({_DATE})(?:[ T]({_CLOCK}))?", words)
    if not found:
        raise WhenError(
            f"“{words}” is not a date and time", "write for example 2024-05-14 09:00 or 2024-05-14"
        )
    return _date(found[1]), _clock(found[2]) if found[2] else Clock(time(0), timedelta())


def moment(day: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall-clock time in UTC; an explicit offset may be any.

    Raises WhenError.
    """
    if clock.offset is not None:
        return datetime.combine(day, clock.wall, timezone(clock.offset)).astimezone(UTC)
    return _localise(day, clock, zone).astimezone(UTC)


def _match(words: str) -> Written | None:
    for form, make in _FORMS:
        if found := form.fullmatch(words):
            return make(found)
    return None


def _days(kind: Kind, first: str, last: str) -> Written:
    days = Written(kind, _date(first), _date(last))
    if days.last < days.first:
        raise WhenError(f"{last} is before {first}", f"write {kind} {last} to {first}")
    if kind == "within" and days.first == days.last:
        raise WhenError("a window of one day is that day", f"write {first}")
    return days


def _date(words: str) -> date:
    year, month, day = map(int, words.split("-"))
    if year not in YEARS:
        raise WhenError(f"the year {year} is not plausible", "write a year such as 2024")
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if not 1 <= month <= 12:
        swapped = f", such as {year}-{day:02}-{month:02}" if 1 <= day <= 12 else ""
        raise WhenError(
            f"{words} is not a date: there is no month {month}",
            f"write year-month-day{swapped}",
        )
    end = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    raise WhenError(
        f"{words} is not a date: {year}-{month:02} has {end} days",
        f"write a day from {year}-{month:02}-01 to {year}-{month:02}-{end}",
    )


def _clock(words: str) -> Clock:
    hour, minute = int(words[:2]), int(words[3:5])
    if (hour, minute) == (24, 0):
        raise WhenError("24:00 is the next day", "write 00:00 with the next day's date")
    if hour > 23 or minute > 59:
        raise WhenError(f"{words} is not a time of day", "write a time from 00:00 to 23:59")
    if len(words) == 5:
        return Clock(time(hour, minute))
    sign = -1 if words[5] == "-" else 1
    offset = sign * timedelta(hours=int(words[6:8]), minutes=int(words[9:11]))
    if abs(offset) > timedelta(hours=15) or int(words[9:11]) > 59:
        raise WhenError(f"{words[5:]} is not an offset from UTC", "write for example +08:00")
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


# --- repetition ----------------------------------------------------------------------------------

Frequency = Literal[1, 2, 3]


class Rhythm(NamedTuple):
    """A repetition's frequency (dateutil.rrule's), interval, week days, and day of the month."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] | None = None
    month_day: int | None = None


LAST_DAY = "last day of the month"
"""`every` of a repetition for which other months have no such day."""

_UNITS: dict[str, Frequency] = {"day": rrule.DAILY, "week": rrule.WEEKLY, "month": rrule.MONTHLY}
_EVERY = re.compile(rf"weekday|{LAST_DAY}|(?:([0-9]{{1,2}}) )?(day|week|month)s?")
EVERY_PATTERN = f"^({_EVERY.pattern})$"
"""`every` of a repetition as a regular expression (for the JSON Schema)."""

MOST_REPEATS = 1000
"""More repeats than this are a mistake, and would flood every subscriber."""


def parse_every(words: str) -> Rhythm:
    """Read `day`, `weekday`, `2 weeks`, `last day of the month` … Raises WhenError."""
    found = _EVERY.fullmatch(" ".join(words.split()))
    if not found or (found[1] and int(found[1]) == 0):
        raise WhenError(
            f"“{words}” is not a rhythm", f"write day, weekday, week, month, {LAST_DAY}, or 2 weeks"
        )
    if found[0] == LAST_DAY:
        return Rhythm(rrule.MONTHLY, month_day=-1)
    if not found[2]:
        return Rhythm(rrule.DAILY, weekdays=(0, 1, 2, 3, 4))
    return Rhythm(_UNITS[found[2]], int(found[1] or 1))


def repeats(
    first: date,
    every: Rhythm,
    *,
    until: date | None,
    times: int | None,
    without: frozenset[date],
) -> list[date]:
    """Return the days of a repetition that starts on `first`, by dateutil.rrule.

    `until` is inclusive; `times` counts the excepted days too; exactly one of them is given.
    Raises WhenError for an end before the start, a start that does not fit the rhythm, an exception
    that hits no day, or too many days.
    """
    if until is not None and until < first:
        raise WhenError(
            f"the repetition ends on {until}, before it starts on {first}",
            f"write a last day from {first} on",
        )
    rule = rrule.rrule(
        every.frequency,
        interval=every.interval,
        byweekday=every.weekdays,
        bymonthday=every.month_day,
        dtstart=datetime.combine(first, time()),
    )
    fitting = rule[0].date()
    if fitting != first:
        raise WhenError(
            f"{first} is not one of the days of this repetition", f"begin it on {fitting}"
        )
    rule = rule.replace(until=datetime.combine(until, time()) if until else None, count=times)
    days: list[date] = []
    for moment in rule:
        days.append(moment.date())
        if moment.year not in YEARS:
            raise WhenError(f"this repeats until the year {moment.year}", "write an earlier end")
        if len(days) > MOST_REPEATS:
            raise WhenError(f"this repeats more than {MOST_REPEATS} times", "write an earlier end")
    if stray := sorted(without - set(days)):
        raise WhenError(
            f"the exception {stray[0]} is not one of the repeated days", "remove it from except"
        )
    left = [day for day in days if day not in without]
    if not left:
        raise WhenError("this repetition has no day left", "except fewer days")
    return left


def months_without(first: date, every: Rhythm, last: date) -> list[str]:
    """Return the months up to `last` that a monthly repetition skips because they have no such day,
    as `2026-02` (RFC 5545 §3.3.10: an invalid date is ignored)."""
    if every.frequency != rrule.MONTHLY or every.month_day:
        return []
    skipped = []
    for n in range(0, (last.year - first.year) * 12 + last.month - first.month + 1, every.interval):
        years, month = divmod(first.month - 1 + n, 12)
        end = date(first.year + years, month + 1, monthrange(first.year + years, month + 1)[1])
        if end.day < first.day and end <= last:
            skipped.append(f"{end:%Y-%m}")
    return skipped
