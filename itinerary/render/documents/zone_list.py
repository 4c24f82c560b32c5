"""The list of time zones that pages offer."""

from __future__ import annotations

from functools import cache

from itinerary.model.zones import zone_names
from itinerary.render.compact_json import compact
from itinerary.render.words.language import Language
from itinerary.render.words.zone_names import zone_city


@cache
def zone_list(language: Language) -> bytes:
    """Return JSON: a list of the IANA id, the city and the country (CLDR, in the language) of each
    zone, sorted by id. Browsers know the offsets themselves."""
    rows = [
        [id, zone_city(id, language), language.locale.territories.get(country, country)]
        for id, (country, _) in zone_names().items()
    ]
    return compact(rows).encode()
