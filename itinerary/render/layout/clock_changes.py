"""The hours that clocks show, and the moments at which clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from itinerary.model.itinerary import TimeZone
from itinerary.render.layout.bars import DAY, each_day
from itinerary.value import Value


class Tick(Value):
    """A moment at which clocks show a new hour, as an aware local time.

    `shift` is by how much the clocks change at this moment, usually zero.
    """

    moment: datetime
    shift: timedelta = timedelta()


def ticks(zone: TimeZone, begin: datetime, end: datetime) -> Iterator[Tick]:
    """Yield the hours that clocks in `zone` show from `begin` to before `end`.

    An hour that clocks show twice is yielded twice; an hour that they skip is not yielded.
    """
    moment = zone.local(begin).replace(second=0, microsecond=0)
    instant = moment.astimezone(UTC)
    offset, shown = moment.utcoffset(), None
    while instant < end:
        moment = zone.local(instant)
        shift = (moment.utcoffset() or timedelta()) - (offset or timedelta())
        if shift or (moment.date(), moment.hour) != shown:
            yield Tick(moment, shift)
        offset, shown = moment.utcoffset(), (moment.date(), moment.hour)
        instant += timedelta(minutes=1)


def clock_changes(zone: TimeZone, first: date, last: date) -> tuple[Tick, ...]:
    """Return the clock changes in `zone` from `first` to `last`, both inclusive."""
    days = each_day(first, last)
    return tuple(tick for day in days for tick in _changes_on(zone.info, day.first))


@lru_cache(4096)
def _changes_on(info: ZoneInfo, day: date) -> tuple[Tick, ...]:
    begin, end = (datetime.combine(d, time(), info).astimezone(UTC) for d in (day, day + DAY))
    if end - begin == DAY:
        return ()
    return tuple(tick for tick in ticks(TimeZone(info), begin, end) if tick.shift)
