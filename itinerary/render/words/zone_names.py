"""Names of time zones that readers know: CLDR's, as far as they are true.

Babel has CLDR's names, and for each zone its metazone, whose name it shares (Central European, for
example). Babel does not know when a zone left its metazone, and lacks ids that are newer than
CLDR's (Europe/Kyiv). It tells summer time by `dst()`, which is inverted in Ireland
(`when.standard_offset`). Therefore this module chooses names by the offsets that clocks show.
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
    """Return the name of the clock time at `moment`, which is aware and in a named zone: China
    Standard Time, British Summer Time, Vancouver time. Return "" for a zone that is only an offset
    (Etc/GMT+12)."""
    standard = standard_offset(moment)
    season = "standard" if moment.utcoffset() == standard else "daylight"
    return _name(_id(moment), frozenset({(moment.year, standard)}), season, language)


def name_all_year(moments: Iterable[datetime], language: Language) -> str:
    """Return the name of a zone's clock time in summer and winter alike: Central European Time,
    London time. `moments` are one or more times in the zone, whose years decide."""
    shown = tuple(moments)
    years = frozenset((moment.year, standard_offset(moment)) for moment in shown)
    return _name(_id(shown[0]), years, "generic", language)


_Years = frozenset[tuple[int, timedelta]]
"""Years, each with the offset of its standard time from UTC."""


@lru_cache(4096)
def _name(id: str, years: _Years, variant: str, language: Language) -> str:
    """Return the name of a zone.

    That is its own name, else the name of its metazone if the standard time of the zone is that of
    the metazone in all `years`, else a name made from its city.
    """
    if own := _own_name(id, variant, language):
        return own
    metazone = _metazone(id)
    if metazone and all(_usual(metazone, year) == standard for year, standard in years):
        names = language.locale.meta_zones.get(metazone, {}).get("long", {})
        if variant in names:
            return str(names[variant])
    city = zone_city(id, language)
    # Not CLDR's pattern: Babel's Russian data has that of summer time in its place.
    return language.say("%(place)s time", place=city) if city else ""


def _id(moment: datetime) -> str:
    if not isinstance(moment.tzinfo, ZoneInfo) or not moment.tzinfo.key:
        raise ValueError("the moment is in a named zone")
    return moment.tzinfo.key


def _ids(id: str) -> Iterator[str]:
    """Yield the ids under which CLDR may know a zone: CLDR keeps the first id of each zone."""
    yield id
    yield from zone_names()[id][1] if id in zone_names() else (f"Etc/{id}",)
    if alias := get_global("zone_aliases").get(id):
        yield alias


def _own_name(id: str, season: str, language: Language) -> str:
    """Return CLDR's name of a zone apart from its metazone (British Summer Time), if any."""
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
    """Return the offset of a metazone's standard time in `year`, None on a tie.

    The majority of its zones decides, because zones leave a metazone sooner than CLDR records.
    """
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
    """Return the city of a zone, which CLDR may know by an older id (Asia/Calcutta). Return "" if
    the zone stands for no place."""
    if id not in zone_names():
        return ""
    known = (language.locale.time_zones.get(id, {}).get("city") for id in _ids(id))
    city = next(filter(None, known), None)
    return str(city) if city else id.rpartition("/")[2].replace("_", " ")
