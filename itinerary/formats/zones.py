"""The time zones of the world by names that readers know, for a list to choose from."""

from __future__ import annotations

import json
from functools import cache

from itinerary.formats.language import Language
from itinerary.when import zone_names


@cache
def listing(language: Language) -> bytes:
    """Return JSON: for each zone its IANA id, its city and its country in the language
    (CLDR), in the order of the ids; what the clocks show there the browser knows itself."""
    rows = [
        [id, _city(id, older, language), language.locale.territories.get(country, country)]
        for id, (country, older) in zone_names().items()
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _city(id: str, older: tuple[str, ...], language: Language) -> str:
    """Return the city of a zone; CLDR knows some by older names (Asia/Calcutta)."""
    for name in (id, *older):
        known = language.locale.time_zones.get(name, {}).get("city")
        if known:
            return str(known)
    return id.rpartition("/")[2].replace("_", " ")
