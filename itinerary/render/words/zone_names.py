"""The time zones of the world by names that readers know: CLDR's, where they are true.

Babel has CLDR's names and which of them a zone goes by (its metazone: Central European, say), but
neither when a zone left the others of its metazone nor ids newer than CLDR's (Europe/Kyiv), and it
tells summer by `dst()`, which is the wrong way round in Ireland (`when.standard_offset`). So here
names are chosen by what clocks show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from itinerary.model.zones import standard_offset, zone, zone_names
from itinerary.render.words.language import Language


def name(moment: datetime, language: Language) -> str:
    """Return what people call the clocks that show `moment` (aware, its tzinfo a named zone): China
    Standard Time, British Summer Time, Vancouver time; nothing where there is but an offset
    (Etc/GMT+12)."""
    standard = standard_offset(moment)
    season = "standard" if moment.utcoffset() == standard else "daylight"
    return _name(_id(moment), frozenset({(moment.year, standard)}), season, language)


def name_all_year(moments: Iterable[datetime], language: Language) -> str:
    """Return what people call the clocks that show `moments`, all of one zone, in summer and in
    winter: Central European Time, London time."""
    shown = tuple(moments)
    years = frozenset((moment.year, standard_offset(moment)) for moment in shown)
    return _name(_id(shown[0]), years, "generic", language)


_Years = frozenset[tuple[int, timedelta]]
"""Years, each with the offset from UTC of standard time in it."""


@lru_cache(4096)
def _name(id: str, years: _Years, variant: str, language: Language) -> str:
    """Return the name that a zone has for itself, else that of its metazone if its clocks are set
    as the others' of it in all `years`, else that of its city's time."""
    if own := _own_name(id, variant, language):
        return own
    metazone = _metazone(id)
    if metazone and all(_usual(metazone, year) == standard for year, standard in years):
        names = language.locale.meta_zones.get(metazone, {}).get("long", {})
        if variant in names:
            return str(names[variant])
    city = zone_city(id, language)
    # Not CLDR's form of this: in Babel's Russian data it is that of summer time.
    return language.say("%(place)s time", place=city) if city else ""


def _id(moment: datetime) -> str:
    if not isinstance(moment.tzinfo, ZoneInfo) or not moment.tzinfo.key:
        raise ValueError("the moment is in a named zone")
    return moment.tzinfo.key


def _ids(id: str) -> Iterator[str]:
    """Yield the ids under which CLDR may know a zone: it keeps the first that it ever had."""
    yield id
    yield from zone_names()[id][1] if id in zone_names() else (f"Etc/{id}",)
    if alias := get_global("zone_aliases").get(id):
        yield alias


def _own_name(id: str, season: str, language: Language) -> str:
    """Return the name that a zone has beside those of its metazone, if any: British Summer Time."""
    known = (language.locale.time_zones.get(id, {}).get("long", {}) for id in _ids(id))
    return next((str(names[season]) for names in known if season in names), "")


@cache
def _metazone(id: str) -> str | None:
    return next((m for id in _ids(id) if (m := get_global("meta_zones").get(id))), None)


@cache
def _members() -> dict[str, list[str]]:
    """Return the zones of each metazone."""
    found: dict[str, list[str]] = {}
    for id in zone_names():
        if metazone := _metazone(id):
            found.setdefault(metazone, []).append(id)
    return found


@lru_cache(1024)
def _usual(metazone: str, year: int) -> timedelta | None:
    """Return the offset of a metazone's standard time in `year`, which is that of most of its
    zones; None if two have it as often. Zones leave a metazone sooner than CLDR tells."""
    offsets = Counter(
        standard_offset(datetime(year, 7, 1, 12, tzinfo=zone(id)))
        for id in _members().get(metazone, ())
    )
    match offsets.most_common(2):
        case [(offset, _)]:
            return offset
        case [(offset, most), (_, second)] if most > second:
            return offset
    return None


def zone_city(id: str, language: Language) -> str:
    """Return the city of a zone, which CLDR may know by an older id (Asia/Calcutta); nothing if it
    stands for no place."""
    if id not in zone_names():
        return ""
    known = (language.locale.time_zones.get(id, {}).get("city") for id in _ids(id))
    city = next(filter(None, known), None)
    return str(city) if city else id.rpartition("/")[2].replace("_", " ")
