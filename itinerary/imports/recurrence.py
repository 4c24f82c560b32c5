"""Repetitions of RFC 5545 as `repeat` of our file, where that says exactly the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import rrule

from itinerary.errors import NotationError
from itinerary.imports.programme import Repetition, WallTime
from itinerary.model import repetition
from itinerary.model.repetition import MOST_REPEATS, ORDINALS, WEEKDAYS, WORKING_DAYS
from itinerary.model.zones import YEARS
from itinerary.value import Value

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_COMPARED = {"DAILY": 2, "WEEKLY": 2, "MONTHLY": 8, "YEARLY": 40}
"""For how many years a repetition without an end is compared with ours: long enough for each month
and each leap year to count, and fewer dates than we take."""
_SPAN = timedelta(days=366 * 60)
"""How long after its start a rule is followed."""
_CYCLE = timedelta(days=146_097)
"""400 years, after which the days of the calendar, and of its weeks, are the same again."""


class RuleError(NotationError):
    """A rule that cannot be read; the message is for the middle of a sentence."""


class Dates(Value):
    """The dates of a repetition, as local times in the zone of the file, ascending.

    `repeat` is the value of our key, None if it cannot say the same. `cut` tells that the rule goes
    on after the last of them, `endless` that it has no end. `idle` are the exceptions that leave
    nothing out, because nothing begins at their time.
    """

    starts: tuple[datetime, ...]
    repeat: Mapping[str, Any] | None
    cut: bool = False
    endless: bool = False
    idle: int = 0

    def until_next_year(self, today: date) -> Dates:
        """Return the dates of a rule without an end up to a year after `today`, or its start; of
        other rules all."""
        if not self.endless or not self.starts:
            return self
        last = max(today, self.starts[0].date()) + timedelta(days=366)
        kept = tuple(start for start in self.starts if start.date() <= last)
        return Dates(kept, None, cut=True, endless=True, idle=self.idle)


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of an RRULE. Raises RuleError."""
    parts = {}
    for part in rule.strip().strip(";").split(";"):
        name, mark, value = part.partition("=")
        if not mark or not value:
            raise RuleError(f"“{part}” is no part of a rule")
        parts[name.strip().upper()] = value.strip().upper()
    if parts.get("FREQ") not in _UNITS:
        raise RuleError(f"FREQ={parts.get('FREQ', '')} is no rhythm of days")
    for name in ("INTERVAL", "COUNT"):
        if not re.fullmatch("[1-9][0-9]{0,8}", parts.get(name, "1")):
            raise RuleError(f"{name}={parts[name]} is not possible")
    if any("," in parts.get(name, "") for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise RuleError("it repeats several times on a day")
    return parts


def local(moment: WallTime | date, zone: ZoneInfo) -> datetime:
    """Return a time in `zone`; a day as its midnight there, a floating time as clocks there show
    it."""
    if not isinstance(moment, WallTime):
        return datetime.combine(moment, time(), zone)
    if moment.zone is None or moment.zone.key == zone.key:
        aware = moment.wall.replace(tzinfo=zone)
        # A time that clocks skip is read with the offset before (RFC 5545 §3.3.5).
        return aware.astimezone(UTC).astimezone(zone)
    return moment.wall.replace(tzinfo=moment.zone).astimezone(UTC).astimezone(zone)


def dates(
    start: WallTime | date,
    repeated: Repetition,
    zone: ZoneInfo,
    today: date,
    without: Iterable[WallTime | date] = (),
) -> Dates:
    """Return the dates of a repetition, and `repeat` where that says the same.

    `without` are dates that other events replace. Of a rule without an end that `repeat` cannot
    say, the dates go up to a year after `today`. Raises RuleError.
    """
    parts = parts_of(repeated.rule) if repeated.rule else {}
    endless = bool(parts) and "COUNT" not in parts and "UNTIL" not in parts
    first = local(start, zone)
    walls, cut = _expanded(start, repeated.rule, parts, today) if parts else ([_wall(start)], False)
    source_zone = start.zone if isinstance(start, WallTime) else None
    by_rule = [_converted(wall, source_zone, start, zone) for wall in walls]
    also = [local(one, zone) for one in repeated.also]
    also = [
        datetime.combine(day.date(), first.timetz()) if not isinstance(written, WallTime) else day
        for day, written in zip(also, repeated.also, strict=True)
    ]
    left_out = [*repeated.without, *without]
    written = {local(one, zone) for one in left_out if isinstance(one, WallTime)}
    begin = {first, *by_rule, *also}
    clocks = {moment.time() for moment in begin}
    # RFC 5545 §3.8.5.1: an exception is the time of a date. Of a rule without an end, the later
    # ones are not all looked at.
    exact = {one for one in written if one in begin or (endless and one.time() in clocks)}
    whole_days = {one for one in left_out if not isinstance(one, WallTime)}
    kept = [day for day in sorted(begin) if day not in exact and day.date() not in whole_days]
    excepted = {*(moment.date() for moment in exact), *whole_days}
    repeat = None
    days = {day.date() for day in begin}
    if len(clocks) == 1 and len(days) == len(begin):
        repeat = _repeat(parts, first, by_rule, also, excepted, endless, zone)
        if repeat is None and not endless and len(days) <= MOST_REPEATS:
            others = sorted(day.date() for day in kept if day.date() != first.date())
            hidden = [first.date()] if first.date() in excepted else []
            if others and len(others) < MOST_REPEATS:
                repeat = {"dates": [str(day) for day in others]}
                if hidden:
                    repeat["except"] = [str(day) for day in hidden]
    found = Dates(tuple(kept), repeat, cut, endless, len(written - exact))
    return found if repeat else found.until_next_year(today)


def _wall(start: WallTime | date) -> datetime:
    return start.wall if isinstance(start, WallTime) else datetime.combine(start, time())


def _converted(
    wall: datetime, source: ZoneInfo | None, start: WallTime | date, zone: ZoneInfo
) -> datetime:
    if not isinstance(start, WallTime):
        return wall.replace(tzinfo=zone)
    return local(WallTime(wall, source), zone)


def _expanded(
    start: WallTime | date, rule: str, parts: Mapping[str, str], today: date
) -> tuple[list[datetime], bool]:
    """Return the dates of a rule in its own clocks, and whether it has more of them."""
    first = _wall(start)
    text = ";".join(
        f"{name}={value}"
        for name, value in parts.items()
        if name not in ("UNTIL", "COUNT") and not name.startswith("X-")
    )
    if "BYEASTER" in parts:
        raise RuleError("BYEASTER is no part of a rule")
    try:
        found = rrule.rrulestr(text, dtstart=first)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise RuleError(f"“{rule}” cannot be read: {error}") from None
    if not isinstance(found, rrule.rrule):
        raise RuleError(f"“{rule}” cannot be read")
    latest = datetime(YEARS.stop - 1, 1, 1)  # noqa: DTZ001  a wall clock
    endless = "COUNT" not in parts and "UNTIL" not in parts
    end = min(first + _SPAN, latest) if first < latest else first
    if "UNTIL" in parts:
        end = min(end, _until(parts["UNTIL"], start))
    elif endless:
        years = _COMPARED[parts["FREQ"]]
        horizon = datetime.combine(max(today, first.date()), time()) + timedelta(days=366)
        end = min(end, max(horizon, first + timedelta(days=365 * years)))
    # dateutil looks for a date that never comes until the year 9999, which takes seconds. So the
    # rule is followed as near to that year as there is room for it.
    later = (9999 - 61 - first.year) // 400 * _CYCLE
    limited = found.replace(dtstart=first + later, until=end + later)
    most = min(int(parts.get("COUNT", MOST_REPEATS + 1)), MOST_REPEATS + 1)
    days = [day - later for day in islice(limited.xafter(first + later, inc=True), most)]
    if endless:
        return days[:MOST_REPEATS], False
    return days[:MOST_REPEATS], len(days) > MOST_REPEATS


def _until(value: str, start: WallTime | date) -> datetime:
    """Return UNTIL in the clocks of the start. Raises RuleError."""
    try:
        if len(value) == 8:
            return datetime.combine(datetime.strptime(value, "%Y%m%d"), time(23, 59, 59))  # noqa: DTZ007
        moment = datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise RuleError(f"UNTIL={value} is no date") from None
    if value.endswith("Z") and isinstance(start, WallTime) and start.zone:
        moment = moment.replace(tzinfo=UTC).astimezone(start.zone).replace(tzinfo=None)
    elif not isinstance(start, WallTime):
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    return moment


def _repeat(
    parts: Mapping[str, str],
    first: datetime,
    by_rule: Sequence[datetime],
    also: Sequence[datetime],
    excepted: set[date],
    endless: bool,
    zone: ZoneInfo,
) -> dict[str, Any] | None:
    """Return `repeat` if it makes the very dates of a rule."""
    words = _rhythm(parts, first) if parts else ""
    if not words or not by_rule:
        return None
    rhythm = repetition.parse_every(words)
    days = sorted({day.date() for day in by_rule})
    begun = first.date()
    end: dict[str, Any] = {}
    if endless:
        last = min(days[-1], begun + timedelta(days=365 * _COMPARED[parts["FREQ"]]))
        days = [day for day in days if day <= last]
        if len(days) > MOST_REPEATS:
            days = days[:MOST_REPEATS]
            last = days[-1]
        limits: dict[str, Any] = {"until": last}
    elif "COUNT" in parts:
        limits = {"times": len(days)}
        end = {"times": str(len(days))}
    else:
        stated = _until(parts["UNTIL"], WallTime(first.replace(tzinfo=None), zone)).date()
        until = stated if stated in days or _same(begun, rhythm, stated, days) else days[-1]
        limits = {"until": until}
        end = {"until": str(until)}
    try:
        if repetition.repeats(begun, rhythm, **limits) != days:
            return None
    except NotationError:
        return None
    beside = sorted({day.date() for day in also} - set(days))
    if any(day < begun for day in beside):
        return None
    repeat: dict[str, Any] = {"every": words, **end}
    if beside:
        repeat["dates"] = [str(day) for day in beside]
    known = {*days, *beside}
    if endless:
        known |= excepted  # checked below
    left_out = sorted(day for day in excepted if day in known)
    if endless and left_out:
        try:
            later = repetition.repeats(begun, rhythm, until=max(left_out[-1], days[-1]))
        except NotationError:
            return None
        left_out = [day for day in left_out if day in later or day in beside]
    if left_out:
        repeat["except"] = [str(day) for day in left_out]
    if not endless and not {*days, *beside} - set(left_out):
        return None
    return repeat


def _same(begun: date, rhythm: repetition.Rhythm, until: date, days: Sequence[date]) -> bool:
    try:
        return repetition.repeats(begun, rhythm, until=until) == list(days)
    except NotationError:
        return False


_IGNORED = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_ORDINALS = {number: word for word, number in ORDINALS.items()}


def _rhythm(parts: Mapping[str, str], first: datetime) -> str:
    """Return the words of a rhythm that probably says the same as a rule, empty if there are
    none."""
    unit = _UNITS[parts["FREQ"]]
    if not parts.get("INTERVAL", "1").isdecimal():
        return ""
    interval = int(parts.get("INTERVAL", "1"))
    if not 1 <= interval <= 99:
        return ""
    plain = unit if interval == 1 else f"{interval} {unit}s"
    by = {
        name: value.split(",")
        for name, value in parts.items()
        if name not in _IGNORED and not name.startswith("X-")
    }
    if unit == "year" and by.get("BYMONTH") == [str(first.month)] and "BYDAY" not in by:
        del by["BYMONTH"]
    if unit in ("month", "year") and by.get("BYMONTHDAY") == [str(first.day)]:
        del by["BYMONTHDAY"]
    if not by:
        return plain
    if unit == "month" and by == {"BYMONTHDAY": ["-1"]} and interval == 1:
        return repetition.LAST_DAY
    days = _by_day(by.pop("BYDAY", []))
    if not days:
        return ""
    if unit in ("day", "week") and not by and all(not nth for nth, _ in days):
        numbers = sorted({day for _, day in days})
        if interval == 1 and numbers == [day.day for day in WORKING_DAYS]:
            return "weekday"
        if unit == "day":
            return _days_in_words(numbers) if interval == 1 else ""
        if numbers == [first.weekday()]:
            return plain
        words = _days_in_words(numbers)
        return words if interval == 1 else f"{interval} weeks on {words}"
    if "BYSETPOS" in by and len(days) == 1 and not days[0][0]:
        try:
            days = [(int(position), days[0][1]) for position in by.pop("BYSETPOS")]
        except ValueError:
            return ""
    if any(nth not in _ORDINALS for nth, _ in days):
        return ""
    words = " and ".join(f"{_ORDINALS[nth]} {WEEKDAYS[day]}" for nth, day in days)
    if unit == "month" and not by:
        return words if interval == 1 else f"{words} of every {interval} months"
    if unit == "year" and interval == 1 and set(by) == {"BYMONTH"} and len(by["BYMONTH"]) == 1:
        month = by["BYMONTH"][0]
        if month.isdecimal() and 1 <= int(month) <= 12:
            return f"{words} of {repetition.MONTHS[int(month) - 1]}"
    return ""


def _by_day(values: Sequence[str]) -> list[tuple[int, int]]:
    """Return the ordinal (0 for each) and the number of each day of BYDAY, empty if one of them
    cannot be read."""
    found = []
    for value in values:
        nth, day = value[:-2], value[-2:]
        try:
            found.append((int(nth or 0), _DAYS.index(day)))
        except ValueError:
            return []
    return found


def _days_in_words(numbers: Sequence[int]) -> str:
    return " and ".join(WEEKDAYS[day] for day in numbers)
