"""Dates of repetitions in a programme of Itinerary as JSON, as their author wrote them: one event
with `repeat`."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, time, timedelta
from typing import Any

from itinerary.errors import NotationError
from itinerary.model import repetition
from itinerary.model.itinerary import own_uid
from itinerary.model.repetition import Horizon, Recurrence, Rhythm, Weekday
from itinerary.model.when import Part
from itinerary.value import Value

Json = Mapping[str, Any]

_FREQUENCIES = ("yearly", "monthly", "weekly", "daily")
_OWN = ("id", "uid", "was", "when")
"""Keys of a date that do not say whether it is like the others."""

_MOST_AHEAD = 12
"""Months that a file may say of `ahead`."""

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile("[0-9]{2}:[0-9]{2}")
_ANY_DAY = date(2000, 1, 3)
"""The day to which dates are moved to be compared."""


class Programme(Value, kw_only=True):
    """What dates are read by: the programme's id, the day (in its zone) of the edition, and the
    last of its days if it has declared some."""

    id: str
    day: date
    last: date | None


class Entry(Value):
    """An event of the JSON, and its keys in a file if it were a single event."""

    event: Json
    keys: dict[str, Any]


class _Date(Value):
    """A date of a repetition, and what it has in common with others that are like it."""

    entry: Entry
    day: date
    likeness: tuple[str, str, str]

    @property
    def kind(self) -> str:
        """How its UID is made; empty for one that no repetition gives it."""
        return self.likeness[0]

    @property
    def hours(self) -> str:
        """Its time, as on any day."""
        return self.likeness[1]


def folded(
    entries: Sequence[Entry], recurrences: Mapping[str, Recurrence], programme: Programme
) -> list[Entry]:
    """Return the entries with one for all dates of a repetition, in the place of the first.

    `recurrences` are those of the programme's series, by the id of the event in the file. A date
    that its author changed stays a single event, and is excepted from the repetition. Dates that no
    `repeat` gives stay single events.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        place = entry.event.get("occurrence")
        if place and entry.event["id"] == f"{place['series']}-{place['day']}":
            groups.setdefault(place["series"], []).append(entry)
    made: dict[str, Entry] = {}
    of: dict[str, str] = {}
    for id, group in groups.items():
        dates = [_date(entry, programme.id) for entry in group]
        recurrence = recurrences.get(id)
        alike = _regular(dates, recurrence)
        if not alike:
            continue
        others = {one.day for one in dates} - {one.day for one in alike}
        try:
            first, repeat = _repeat({one.day for one in alike}, others, recurrence, programme)
        except NotationError:
            continue
        made[id] = Entry(group[0].event, _whole(id, alike[0], first, repeat))
        of |= {one.entry.event["id"]: id for one in alike}
    found: dict[str, Entry] = {}
    for entry in entries:
        id = of.get(entry.event["id"], "")
        found.setdefault(id or entry.event["id"], made.get(id, entry))
    return list(found.values())


def _regular(dates: Iterable[_Date], recurrence: Recurrence | None) -> list[_Date]:
    """Return the dates that the repetition gives, none if no repetition gives any: those that agree
    with the recurrence, else the most that are alike."""
    groups: dict[tuple[str, str, str], list[_Date]] = {}
    for one in dates:
        if one.kind:
            groups.setdefault(one.likeness, []).append(one)

    def fit(group: list[_Date]) -> tuple[bool, int]:
        return recurrence is None or _agrees(group, recurrence), len(group)

    return max(groups.values(), key=fit, default=[])


def _agrees(group: Sequence[_Date], recurrence: Recurrence) -> bool:
    """Tell whether dates have the hours, the part of the day and the end of their recurrence."""
    words = group[0].hours
    hours = [f"{one:%H:%M}" for one in (recurrence.start, recurrence.end) if one]
    part = words.rpartition(" ")[2] if words[-1:].isalpha() else None
    ends = recurrence.until is None or any(one.day == recurrence.until for one in group)
    return _CLOCK.findall(words) == hours and part == recurrence.part and ends


def recurrence_of(written: Json) -> Recurrence:
    """Return how a part of a series repeats."""
    every, until = written.get("every"), written.get("until")
    if every and every.get("interval", 1) < 1:  # dateutil would look for a date without end
        raise ValueError("an interval is 1 or more")
    return Recurrence(
        event=written["event"],
        every=every
        and Rhythm(
            _FREQUENCIES.index(every["frequency"]),  # type: ignore[arg-type]
            every.get("interval", 1),
            tuple(Weekday(*day) for day in every.get("weekdays", ())),
            every.get("month_day"),
            every.get("month"),
        ),
        first=date.fromisoformat(written["first"]),
        until=until and date.fromisoformat(until),
        start=_clock(written.get("start")),
        end=_clock(written.get("end")),
        part=Part(written["part"]) if "part" in written else None,
    )


def _clock(words: str | None) -> time | None:
    return time.fromisoformat(words) if words else None


def _date(entry: Entry, programme: str) -> _Date:
    event, place = entry.event, entry.event["occurrence"]
    day = date.fromisoformat(place["day"])
    own = own_uid(f"{place.get('was', place['series'])}-{day}", programme)
    base, mark, last = event["uid"].rpartition("#")
    kind = "own" if event["uid"] == own else f"uid {base}" if mark and last == str(day) else ""
    when = str(entry.keys.get("when", ""))
    begins = _DAY.search(when)
    if begins is None or begins[0] != str(day):
        kind = ""
    hours = _moved(when, _ANY_DAY - day)
    rest = {key: value for key, value in entry.keys.items() if key not in _OWN}
    former = {"was": place.get("was", "")}
    return _Date(entry, day, (kind, hours, json.dumps([rest, former], sort_keys=True)))


def _moved(when: str, by: timedelta) -> str:
    """Return a time of our notation, with all of its days moved."""
    return _DAY.sub(lambda found: str(date.fromisoformat(found[0]) + by), when)


def _whole(id: str, like: _Date, first: date, repeat: Json) -> dict[str, Any]:
    """Return the keys of the event with `repeat`."""
    kind, place = like.kind, like.entry.event["occurrence"]
    own = {"id": id, "was": place.get("was"), "uid": kind.removeprefix("uid ")}
    if kind == "own":
        del own["uid"]
    keys: dict[str, Any] = {key: value for key, value in own.items() if value}
    for key, value in like.entry.keys.items():
        if key not in _OWN:
            keys[key] = value
        elif key == "when":
            keys |= {"when": _moved(value, first - like.day), "repeat": repeat}
    return keys


def _repeat(
    days: Collection[date],
    others: Collection[date],
    recurrence: Recurrence | None,
    programme: Programme,
) -> tuple[date, dict[str, Any]]:
    """Return the first day of a repetition, and its `repeat`, which gives `days` and excepts
    `others`. Raises NotationError if no `repeat` does."""
    if recurrence is None and not others and (rhythm := _rhythm(sorted(days))):
        return min(days), {"every": rhythm, "times": str(len(days))}
    if recurrence is None or recurrence.every is None:
        first = min([*days, *others, *([recurrence.first] if recurrence else [])])
        if others or len(days) > 1 or first not in days:
            later = {*days, *others} - {first}
            hidden = ({*others} | {first}) - {*days}
            return first, _said({"dates": later, "except": hidden})
        hidden = {first + timedelta(days=1)}  # a list of days needs one, which is excepted
        return first, _said({"dates": hidden, "except": hidden})
    first, every = recurrence.first, recurrence.every
    written: dict[str, Any] = {"every": repetition.every_words(every)}
    if recurrence.until is not None:
        regular = repetition.repeats(first, every, until=recurrence.until)
        written["until"] = str(recurrence.until)
    else:
        begin, end = min(days), max([*days, *others])
        regular = repetition.repeats(first, every, until=max(first, end))
        regular = [day for day in regular if day >= begin or day in others]
        if ahead := _ahead(first, every, max(days), programme):
            written["ahead"] = f"{ahead} months" if ahead > 1 else "1 month"
    beside = {*days, *others} - {*regular}
    hidden = {*regular} - {*days} | {*others}
    return first, written | _said({"dates": beside, "except": hidden})


def _rhythm(days: list[date]) -> str:
    """Return the simple rhythm that gives these days and no other, if one does: of a short
    repetition, and of breaks, the programme has the days alone."""
    for words in ("day", "weekday", "week", "2 weeks", "month"):
        with suppress(NotationError):
            every = repetition.parse_every(words)
            if repetition.repeats(days[0], every, times=len(days)) == days:
                return words
    return ""


def _said(days: Mapping[str, Iterable[date]]) -> dict[str, Any]:
    return {key: [str(day) for day in sorted(each)] for key, each in days.items() if each}


def _ahead(first: date, every: Rhythm, last: date, programme: Programme) -> int | None:
    """Return how many months ahead a repetition without an end is published, whose last day is
    `last`; None if it is as many as usual, or as none."""

    def ends(months: int) -> date:
        horizon = Horizon.of(programme.day, months, programme.last)
        return max(repetition.repeats(first, every, horizon=horizon), default=first)

    usual = repetition.MONTHS_AHEAD
    if ends(usual) == last:
        return None
    return next((months for months in range(1, _MOST_AHEAD + 1) if ends(months) == last), None)
