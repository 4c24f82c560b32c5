"""Time zones: IANA's, from the tzdata package, and fixed offsets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from itinerary.errors import NotationError

YEARS = range(1900, 2200)
"""Years of plausible dates. Any other year is a typing error."""


@cache
def _zone_tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return the IANA ids that stand for a place of their own with their countries (ISO 3166), and
    the links from other ids.

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

    It stands for a place (Asia/Shanghai) or not (UTC, Etc/GMT+12, EST5EDT). A link that does not
    stand for a place of its own is followed (Asia/Harbin is Asia/Shanghai), because clients know
    the canonical ids best. The rules come from the tzdata package and not from the machine, so that
    the same programme gives the same bytes anywhere.

    Raises NotationError, with a suggestion, if there is no such zone.
    """
    own, links = _zone_tables()
    if name not in _all_names():
        near = _by_spelling(name) or _by_city(name, own) or get_close_matches(name, sorted(own), 1)
        hint = f"write {near[0]}" if near else "write an IANA name such as Asia/Shanghai"
        raise NotationError(f"there is no time zone “{name}”", hint)
    id = name if name in own else links.get(name, name)
    if id == "Factory":  # the tz database's name for a zone that is not set; it shows UTC
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
    """Return all names of the tz database: zones of places, links, and names without a place (GMT,
    Etc/GMT+12, EST5EDT)."""
    return frozenset((resources.files("tzdata") / "zones").read_text("utf-8").split())


def _by_spelling(name: str) -> list[str]:
    spelt = name.strip().replace(" ", "_").casefold()
    return [zone for zone in sorted(_all_names()) if zone.casefold() == spelt]


def _by_city(name: str, known: Iterable[str]) -> list[str]:
    city = name.strip().replace(" ", "_").casefold()
    return [zone for zone in sorted(known) if zone.rpartition("/")[2].casefold() == city]


def standard_offset(moment: datetime) -> timedelta:
    """Return the offset from UTC of standard time in the zone of `moment` (aware, its tzinfo a
    named zone): the offset of `moment`, or in summer time the lesser one of the winter.

    The tz database calls the summer time of Ireland and Morocco standard, with negative daylight
    saving in the rest of the year; common usage calls the lesser offset standard. Only the sign of
    daylight saving is used, because zoneinfo guesses the amount (`ZoneInfo.dst`).
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
    """Return the offset of the last standard time before `day`, None if there was none.

    `summer`: on `day` clocks are ahead of the time that the tz database calls standard.
    """
    noon = datetime.combine(day, time(12), UTC)
    # In steps of a week, so that Morocco's Ramadan is not missed. Negative saving recurs every
    # year, but a summer time may last for years, as Cuba's from 2026.
    for weeks in range(1, 520 if summer else 54):
        past = (noon - timedelta(weeks=weeks)).astimezone(zone)
        saving = past.dst() or timedelta()
        if saving < timedelta() or (summer and not saving):
            return past.utcoffset()
    return None


@lru_cache(4096)
def summer_offset(zone: ZoneInfo, year: int) -> tuple[timedelta, timedelta] | None:
    """Return the lesser offset from UTC in winter and the greater one in summer of `zone` in
    `year`; None if it has no summer time, or changes its clocks otherwise."""
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


def offset_words(offset: timedelta | None) -> str:
    """Return an offset from UTC as `+08:00`."""
    minutes = round((offset or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
